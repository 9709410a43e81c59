//! A thread that teaches the model that learns, so that no key ever waits for it.
//!
//! ```text
//!   loop ── Run(true) ──▶ trainer: step, step, step …
//!    ▲                      │ at most every 50 ms, and whenever something was asked
//!    └────── Learned ◀──────┘
//! ```

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use crate::app::training::Request;
use crate::app::{Learned, Learner, Notice, Stage};
use crate::model::Precision;

/// The shortest time between two reports of a run that goes on: as often as a screen is worth drawing.
const BETWEEN: Duration = Duration::from_millis(50);

/// How long the steps are counted that make a pace.
const COUNTED: Duration = Duration::from_secs(1);

struct Asked {
    number: u64,
    request: Request,
}

/// The trainer, from the side of the loop. Its thread ends with it, after the step that it is at.
pub(super) struct Trainer(Sender<Asked>);

impl Trainer {
    /// Starts the thread; what is learned arrives as events.
    ///
    /// # Errors
    /// If the operating system has no thread left.
    pub(super) fn start<Event>(learner: Learner, events: Sender<Event>) -> io::Result<Trainer>
    where
        Event: From<Learned> + Send + 'static,
    {
        let (sender, requests) = channel();
        let work = move || work(learner, &requests, &events);
        std::thread::Builder::new().name("trainer".into()).spawn(work)?;
        Ok(Trainer(sender))
    }

    /// Asks for something.
    pub(super) fn ask(&self, number: u64, request: Request) {
        // The thread outlives every request: it ends when this sender does.
        let _ = self.0.send(Asked { number, request });
    }
}

/// What there is to be done.
enum Next {
    Answer(Asked),
    Step,
}

/// What there is to be done next; nothing once nobody can ask any more.
fn next(requests: &Receiver<Asked>, busy: bool) -> Option<Next> {
    if !busy {
        return requests.recv().ok().map(Next::Answer);
    }
    match requests.try_recv() {
        Ok(asked) => Some(Next::Answer(asked)),
        Err(TryRecvError::Empty) => Some(Next::Step),
        Err(TryRecvError::Disconnected) => None,
    }
}

fn work<Event: From<Learned>>(mut learner: Learner, requests: &Receiver<Asked>, events: &Sender<Event>) {
    let mut clock = Clock::new();
    while let Some(next) = next(requests, learner.is_busy()) {
        let answers = matches!(next, Next::Answer(_));
        let attempt = AssertUnwindSafe(|| match next {
            Next::Answer(Asked { number, request }) => learner.take(number, request),
            Next::Step => learner.step(),
        });
        if catch_unwind(attempt).is_err() {
            let notice = Notice::LearningBrokeDown;
            learner.abandon();
            if events.send(Learned::Failed(notice).into()).is_err() {
                return;
            }
            continue;
        }
        let pace = clock.pace(&learner);
        // Steps that were asked for are reported when they are done, or when they take long.
        let due = if learner.is_busy() { clock.is_due() } else { true };
        if due || answers && !learner.owes() {
            clock.reported = Instant::now();
            if let Some(learned) = learner.report().map(|learned| with_pace(learned, pace))
                && events.send(learned.into()).is_err()
            {
                return;
            }
        }
    }
}

fn with_pace(learned: Learned, pace: Option<f32>) -> Learned {
    match learned {
        Learned::Report(mut report) => {
            report.pace = pace.filter(|_| report.running);
            Learned::Report(report)
        }
        failed @ Learned::Failed(_) => failed,
    }
}

/// When there was a report, and how fast it goes.
struct Clock {
    reported: Instant,
    /// When the counting of steps began, and at which.
    counted: (Instant, usize),
    pace: Option<f32>,
}

impl Clock {
    fn new() -> Clock {
        let now = Instant::now();
        Clock { reported: now, counted: (now, 0), pace: None }
    }

    fn is_due(&self) -> bool {
        self.reported.elapsed() >= BETWEEN
    }

    /// Steps a second, of the last second that is over.
    fn pace(&mut self, learner: &Learner) -> Option<f32> {
        let (since, from) = self.counted;
        let steps = learner.steps();
        if !learner.is_busy() || steps < from {
            self.counted = (Instant::now(), steps);
            self.pace = None;
        } else if since.elapsed() >= COUNTED {
            self.pace = Some((steps - from) as f32 / since.elapsed().as_secs_f32());
            self.counted = (Instant::now(), steps);
        }
        self.pace
    }
}

/// Writes the model that learns into a new folder. What comes of it, in a sentence.
pub(super) fn save(stage: &Stage, folder: &str) -> Notice {
    let Some(training) = &stage.training else { return Notice::NothingLearns };
    let path = Path::new(folder);
    if path.exists() {
        return Notice::FolderIsThere(folder.to_owned());
    }
    match training.learned().save(path, Precision::F32) {
        Ok(()) => Notice::Saved(folder.to_owned()),
        Err(error) => Notice::Model(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::Kernel;
    use crate::train::Exercise;

    /// Far longer than anything here takes.
    const PATIENCE: Duration = Duration::from_mins(1);

    fn report(arrived: &Receiver<Learned>) -> Box<crate::app::training::Report> {
        match arrived.recv_timeout(PATIENCE).expect("an answer") {
            Learned::Report(report) => report,
            Learned::Failed(notice) => panic!("{notice}"),
        }
    }

    #[test]
    fn it_runs_until_it_is_paused_and_ends_with_its_owner() {
        let (events, arrived) = channel::<Learned>();
        let trainer = Trainer::start(Learner::new(Kernel::default()), events).expect("a thread");
        trainer.ask(1, Request::Begin { exercise: Exercise::Copy, seed: 1 });
        trainer.ask(2, Request::Run(true));
        while report(&arrived).step < 2 {}
        trainer.ask(3, Request::Run(false));
        let paused = loop {
            let report = report(&arrived);
            if report.answers == 3 {
                break report;
            }
        };
        assert!(!paused.running);
        trainer.ask(4, Request::Step(1));
        assert_eq!(report(&arrived).step, paused.step + 1);
        trainer.ask(5, Request::Run(true));
        drop(trainer);
        while arrived.recv_timeout(PATIENCE).is_ok() {}
        assert!(arrived.try_recv().is_err_and(|error| error == TryRecvError::Disconnected));
    }
}
