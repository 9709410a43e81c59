//! Training inside an experiment: small runs side by side, each on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::tape::Parameters;
use crate::tape::op::CrossEntropy;
use crate::train::{Batch, HeldOut, Schedule, Trainer};
use crate::transformer::{Config, Input, loss, record, remember, segments};

use super::sheet::{blank_over, parameters};
use super::statistics::{deviation, mean};
use super::{Bench, Draw, Stopped};

/// A model that is to learn a task.
pub(super) struct Course<'a> {
    /// What the progress says of it.
    pub(super) name: &'a str,
    /// The model.
    pub(super) config: Config,
    /// What it learns.
    pub(super) task: &'a dyn HeldOut,
    /// Steps.
    pub(super) steps: usize,
    /// The highest learning rate.
    pub(super) rate: f64,
    /// Sequences a step.
    pub(super) batch: usize,
    /// What is drawn: parameters and batches.
    pub(super) seed: u64,
}

/// What a model became, and how.
pub(super) struct Learned {
    /// Its weights at the end.
    pub(super) parameters: Arc<Parameters>,
    /// The loss of every step's batch before that step, in nats per token; infinite from where it became no number.
    pub(super) losses: Vec<f64>,
}

/// Steps between two looks at whether somebody stopped the experiment.
const LOOK_UP: usize = 10;

impl Course<'_> {
    fn schedule(&self) -> Schedule {
        let warm_up = (self.steps / 10).clamp(1, 100);
        let (steps, rate) = (self.steps, self.rate as f32);
        Schedule { steps, rate, warm_up, final_share: 0.1, clip: 1.0, weight_decay: 0.0 }
    }

    fn learn(&self, bench: &Bench, done: &AtomicUsize, all: usize) -> Result<Learned, Stopped> {
        self.config.check().map_err(|error| Stopped::Failed(error.to_string()))?;
        let parameters = parameters(&self.config, &mut Draw::new(self.seed));
        let mut trainer = Trainer::new(self.config.clone(), self.schedule(), self.seed, parameters).alone();
        let mut losses = Vec::new();
        for step in 0..self.steps {
            if step % LOOK_UP == 0 {
                bench.step(done.fetch_add(LOOK_UP, Ordering::Relaxed).min(all), all, self.name)?;
            }
            // A rate that is too high is a finding, not a failure.
            let Ok(report) = trainer.step(self.task, self.batch) else {
                losses.resize(self.steps, f64::INFINITY);
                break;
            };
            losses.push(f64::from(report.loss));
        }
        Ok(Learned { parameters: trainer.parameters().clone(), losses })
    }
}

/// Lets every model learn; the order of the results is that of the courses.
pub(super) fn learn_all(bench: &Bench, courses: &[Course]) -> Result<Vec<Learned>, Stopped> {
    let done = AtomicUsize::new(0);
    let all = courses.iter().map(|course| course.steps.next_multiple_of(LOOK_UP)).sum();
    courses.par_iter().with_max_len(1).map(|course| course.learn(bench, &done, all)).collect()
}

/// A kind of model that is trained with several seeds.
pub(super) struct Kind<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    /// The model.
    pub(super) config: Config,
    /// What it learns.
    pub(super) task: &'a dyn HeldOut,
    /// The highest learning rate.
    pub(super) rate: f64,
}

/// How long every kind learns, and how often.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// Steps.
    pub(super) steps: usize,
    /// Sequences a step.
    pub(super) batch: usize,
    /// Seeds.
    pub(super) seeds: usize,
}

/// Lets every kind learn with every seed: `[kind][seed]`. Runs of one seed see the same batches.
pub(super) fn learn_kinds(bench: &Bench, kinds: &[Kind], effort: Effort) -> Result<Vec<Vec<Learned>>, Stopped> {
    let Effort { steps, batch, seeds } = effort;
    let first = bench.seed.wrapping_mul(1_000);
    let mut courses = Vec::new();
    for Kind { name, config, task, rate } in kinds {
        for seed in (0..seeds as u64).map(|seed| first.wrapping_add(seed)) {
            courses.push(Course { name, config: config.clone(), task: *task, steps, rate: *rate, batch, seed });
        }
    }
    let mut learned = learn_all(bench, &courses)?.into_iter();
    Ok(kinds.iter().map(|_| learned.by_ref().take(seeds).collect()).collect())
}

impl Learned {
    /// Whether the loss became no number.
    pub(super) fn diverged(&self) -> bool {
        self.losses.last().is_some_and(|loss| loss.is_infinite())
    }

    /// Losses averaged over `pieces` equal stretches, each at the step in its middle.
    pub(super) fn curve(&self, pieces: usize) -> Vec<(f64, f64)> {
        let each = self.losses.len().div_ceil(pieces.max(1)).max(1);
        let stretch = |(i, losses): (usize, &[f64])| ((i * each) as f64 + losses.len() as f64 / 2.0, mean(losses));
        self.losses.chunks(each).enumerate().map(stretch).collect()
    }
}

/// The mean of curves at the same steps.
pub(super) fn mean_curve(curves: &[Vec<(f64, f64)>]) -> Vec<(f64, f64)> {
    let shortest = curves.iter().map(Vec::len).min().unwrap_or(0);
    let at = |i: usize| (curves[0][i].0, mean(&curves.iter().map(|curve| curve[i].1).collect::<Vec<_>>()));
    (0..shortest).map(at).collect()
}

/// A number of several seeds: its mean and its spread.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Spread {
    /// The mean.
    pub(super) mean: f64,
    /// The standard deviation over seeds.
    pub(super) deviation: f64,
}

impl Spread {
    pub(super) fn of(numbers: &[f64]) -> Spread {
        Spread { mean: mean(numbers), deviation: deviation(numbers) }
    }

    /// Whether this is below the other by more than the spreads of both.
    pub(super) fn below(self, other: Spread) -> bool {
        other.mean - self.mean > self.deviation.hypot(other.deviation)
    }
}

/// The loss of a model on batches of which no run draws any sequence, in nats per token, and the share of targets that it gave the
/// greatest chance. A run that ended in no number has learned nothing: its loss is infinite.
pub(super) fn held_out(
    config: &Config,
    learned: &Learned,
    task: &dyn HeldOut,
    batches: usize,
) -> Result<(f64, f64), Stopped> {
    if learned.diverged() {
        return Ok((f64::INFINITY, 0.0));
    }
    let (mut nats, mut right, mut count) = (0.0, 0, 0);
    for step in 0..batches {
        let batch = task.held_out(0, step, 32);
        let (batch_nats, batch_right, batch_count) = judge(config, &learned.parameters, &batch)?;
        nats += batch_nats;
        right += batch_right;
        count += batch_count;
    }
    Ok((nats / count.max(1) as f64, right as f64 / count.max(1) as f64))
}

/// The sum of a batch's losses, how many targets were given the greatest chance, and how many targets there are. Segment by
/// segment where the model reads such.
pub(super) fn judge(
    config: &Config,
    parameters: &Arc<Parameters>,
    batch: &Batch,
) -> Result<(f64, usize, usize), Stopped> {
    let (mut nats, mut right, mut count) = (0.0, 0, 0);
    let mut memory = None;
    for places in segments(config, batch.length()) {
        let whole = places.len() == batch.length();
        let part = if whole { batch.clone() } else { batch.segment(places) };
        let input = Input {
            tokens: part.tokens.clone(),
            sequences: part.sequences,
            lengths: part.lengths.clone(),
            training: None,
            source: part.source.clone(),
            memory,
        };
        let mut tape = blank_over(parameters);
        let logits = record(&mut tape, config, &input);
        let loss = loss(&mut tape, logits, part.targets.clone(), 1.0);
        tape.check()?;
        nats += f64::from(tape.value(loss)[0]);
        let judged = tape.value(logits).column_iter().zip(&*part.targets);
        for (column, target) in judged.filter(|(_, target)| **target != CrossEntropy::IGNORE) {
            count += 1;
            right += usize::from(column.argmax().0 == *target as usize);
        }
        memory = remember(&tape, config, &input);
    }
    Ok((nats, right, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_averages_stretches() {
        let nothing = Arc::default();
        let learned = Learned { parameters: nothing, losses: vec![4.0, 2.0, 1.0, 1.0, 0.0] };
        assert_eq!(learned.curve(3), [(1.0, 3.0), (3.0, 1.0), (4.5, 0.0)]);
        assert_eq!(mean_curve(&[vec![(1.0, 3.0)], vec![(1.0, 1.0), (2.0, 0.0)]]), [(1.0, 2.0)]);
    }

    #[test]
    fn below_means_by_more_than_the_spreads() {
        let at = |mean| Spread { mean, deviation: 0.3 };
        assert!(at(1.0).below(at(1.5)) && !at(1.0).below(at(1.4)) && !at(1.5).below(at(1.0)));
    }
}
