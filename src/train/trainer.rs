//! The training loop, a step at a time.

use std::sync::Arc;

use rayon::prelude::*;

use super::adam::{Adam, Schedule};
use super::task::{Batch, Task};
use crate::tape::op::CrossEntropy;
use crate::tape::{Gradients, Kernel, Parameters, Spare, Tape};
use crate::transformer::{Config, Input, loss, record};

/// What one step did.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// The step, counted from 1.
    pub step: usize,
    /// The mean loss of its batch in nats per token, before the step.
    pub loss: f32,
    /// The length of the gradient over all parameters, before clipping.
    pub gradient: f32,
}

/// Why a run cannot go on.
#[derive(Clone, Copy, PartialEq, Debug, thiserror::Error)]
pub enum TrainError {
    /// The loss or the gradient is no finite number any more.
    #[error("step {step}: the loss is {loss} and the gradient's length {gradient}; try a lower --rate")]
    NotFinite {
        /// The step that went wrong.
        step: usize,
        /// Its loss.
        loss: f32,
        /// Its gradient's length.
        gradient: f32,
    },
}

/// Tokens on one tape: a tape and its gradients then stay in the caches. Longer ones wait for memory.
const TOKENS: usize = 512;

/// One thread's buffers, kept from step to step.
#[derive(Default)]
struct Worker {
    spare: Spare,
    gradients: Gradients,
    loss: f32,
}

/// A run in progress: parameters, their moments, and the step they are at.
pub struct Trainer {
    config: Config,
    schedule: Schedule,
    seed: u64,
    parameters: Arc<Parameters>,
    adam: Adam,
    step: usize,
    workers: Vec<Worker>,
}

impl Trainer {
    /// A run from these parameters. `seed` decides what is dropped out and, through the task, what is drawn.
    pub fn new(config: Config, schedule: Schedule, seed: u64, parameters: Parameters) -> Trainer {
        let adam = Adam::new(&parameters);
        Trainer::resume(config, schedule, seed, parameters, adam, 0)
    }

    /// A run that goes on after `step` steps.
    pub fn resume(
        config: Config,
        schedule: Schedule,
        seed: u64,
        parameters: Parameters,
        adam: Adam,
        step: usize,
    ) -> Trainer {
        let workers = (0..rayon::current_num_threads()).map(|_| Worker::default()).collect();
        Trainer { config, schedule, seed, parameters: Arc::new(parameters), adam, step, workers }
    }

    /// The parameters as they are now.
    pub fn parameters(&self) -> &Arc<Parameters> {
        &self.parameters
    }

    /// The moments as they are now.
    pub fn adam(&self) -> &Adam {
        &self.adam
    }

    /// Steps done.
    pub fn steps(&self) -> usize {
        self.step
    }

    /// Learns from one batch, spread over all cores by sequences. On one machine the same seed gives the same run: the
    /// split and the order in which gradients are added up do not depend on timing.
    ///
    /// # Errors
    /// Returns an error where the loss or the gradient is not finite; the parameters then are as they were.
    pub fn step(&mut self, task: &dyn Task, sequences: usize) -> Result<Report, TrainError> {
        let batch = task.batch(self.seed, self.step, sequences);
        let targets = batch.targets.iter().filter(|t| **t != CrossEntropy::IGNORE).count().max(1);
        let each = sequences.div_ceil(self.workers.len()).max(1);
        let (config, parameters) = (&self.config, &self.parameters);
        let dropout_seed = self.seed.wrapping_mul(0x9E37_79B9).wrapping_add(self.step as u64);
        let busy = sequences.div_ceil(each);
        self.workers[..busy].par_iter_mut().with_max_len(1).enumerate().for_each(|(i, worker)| {
            let part = batch.part(i * each, ((i + 1) * each).min(sequences));
            let seed = dropout_seed.wrapping_mul(1_000_003).wrapping_add((i * each) as u64);
            worker.learn(config, parameters, &part, 1.0 / targets as f32, seed);
        });
        let (first, rest) = self.workers[..busy].split_at_mut(1);
        for worker in &*rest {
            first[0].gradients.absorb(&worker.gradients);
        }
        let loss = first[0].loss + rest.iter().map(|w| w.loss).sum::<f32>();
        // Every tape over them was recycled, so this does not copy.
        let parameters = Arc::make_mut(&mut self.parameters);
        let gradients = first[0].gradients.parameters();
        let step = self.step + 1;
        if !loss.is_finite() {
            return Err(TrainError::NotFinite { step, loss, gradient: f32::NAN });
        }
        let gradient = self.adam.step(&self.schedule, parameters, gradients);
        if !gradient.is_finite() {
            return Err(TrainError::NotFinite { step, loss, gradient });
        }
        self.step = step;
        Ok(Report { step, loss, gradient })
    }
}

impl Worker {
    /// Adds up loss and gradients of a batch, a few sequences at a time.
    fn learn(&mut self, config: &Config, parameters: &Arc<Parameters>, batch: &Batch, weight: f32, seed: u64) {
        self.gradients.clear();
        self.loss = 0.0;
        let length = batch.tokens.len() / batch.sequences;
        let chunk = (TOKENS / length).max(1);
        for from in (0..batch.sequences).step_by(chunk) {
            let part = batch.part(from, (from + chunk).min(batch.sequences));
            self.add(config, parameters, &part, weight, seed.wrapping_add(from as u64));
        }
    }

    fn add(&mut self, config: &Config, parameters: &Arc<Parameters>, batch: &Batch, weight: f32, seed: u64) {
        let spare = std::mem::take(&mut self.spare);
        let mut tape = Tape::new(parameters.clone(), Vec::new(), Kernel::default(), spare);
        let training = (config.dropout > 0.0).then_some(seed);
        let input = Input {
            tokens: batch.tokens.clone(),
            sequences: batch.sequences,
            lengths: batch.lengths.clone(),
            training,
            source: batch.source.clone(),
            memory: None,
        };
        let logits = record(&mut tape, config, &input);
        let loss = loss(&mut tape, logits, batch.targets.clone(), weight);
        if let Err(error) = tape.play(|_| true) {
            unreachable!("a configuration records what its own parameters fit: {error}");
        }
        tape.backward(loss, &mut self.gradients);
        self.loss += tape.value(loss)[0];
        self.spare = tape.recycle();
    }
}
