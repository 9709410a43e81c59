//! What a running experiment works with: its numbers, and the outside world as far as it may see it.

use super::{Draw, Values, Verdict};

/// Told how far an experiment is, and asked whether it should go on.
pub trait Progress: Sync {
    /// This share is done (0 to 1), and this comes next.
    fn at(&self, share: f64, doing: &str);

    /// Whether the experiment is to stop.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Nobody watches, and nobody stops it.
pub struct Unwatched;

impl Progress for Unwatched {
    fn at(&self, _share: f64, _doing: &str) {}
}

/// Why an experiment ended without an answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Stopped {
    /// Somebody stopped it.
    #[error("stopped")]
    Cancelled,
    /// It cannot be carried out with these numbers, in a sentence.
    #[error("{0}")]
    Failed(String),
    /// Its numbers do not fit one another, in a sentence that says which would.
    #[error("{0}")]
    Unfit(String),
}

/// What a running experiment works with.
pub struct Bench<'a> {
    /// Its numbers.
    pub values: &'a Values,
    /// What every draw depends on.
    pub seed: u64,
    /// Whether it should take seconds and may find its numbers too few.
    pub quick: bool,
    /// Seconds since some moment.
    pub clock: &'a (dyn Fn() -> f64 + Sync),
    /// Who watches.
    pub progress: &'a dyn Progress,
}

impl Bench<'_> {
    /// A number that is not whole.
    pub fn number(&self, name: &str) -> f64 {
        self.values.number(name)
    }

    /// A whole number.
    pub fn count(&self, name: &str) -> usize {
        self.values.count(name)
    }

    /// Says that `done` parts of `all` are done and what comes next; ends the experiment where somebody asked for that.
    ///
    /// # Errors
    /// [`Stopped::Cancelled`].
    pub fn step(&self, done: usize, all: usize, doing: &str) -> Result<(), Stopped> {
        if self.progress.cancelled() {
            return Err(Stopped::Cancelled);
        }
        self.progress.at(done as f64 / all.max(1) as f64, doing);
        Ok(())
    }

    /// Draws of repetition `repetition`, from 0: independent of each other and the same for the same seed.
    pub fn draw(&self, repetition: usize) -> Draw {
        Draw::new(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(repetition as u64))
    }

    /// The verdict where the numbers are too few to be sure: a quick run says so, a full run answers `otherwise`.
    pub fn too_few(&self, why: impl Into<String>, otherwise: Verdict) -> Verdict {
        if self.quick { Verdict::Undecided(why.into()) } else { otherwise }
    }

    /// What a piece of work gives, and how many seconds it takes.
    pub fn timed<T>(&self, work: impl FnOnce() -> T) -> (T, f64) {
        let begin = (self.clock)();
        let done = work();
        (done, (self.clock)() - begin)
    }
}

#[cfg(test)]
impl Bench<'static> {
    /// Nobody watches, no time passes, and there are no numbers: for verdicts by themselves.
    pub(super) fn still(quick: bool) -> Bench<'static> {
        let values = Values::new("X1", &[], quick, &[]).expect("no settings fit");
        Bench { values: Box::leak(Box::new(values)), seed: 1, quick, clock: &|| 0.0, progress: &Unwatched }
    }
}
