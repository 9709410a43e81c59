//! The training loop, a step at a time.

use std::sync::Arc;

use rayon::prelude::*;

use super::adam::{Adam, Schedule};
use super::task::{Batch, Task};
use crate::tape::op::CrossEntropy;
use crate::tape::{Gradients, Kernel, Matrix, Parameters, Site, Spare, Tape};
use crate::transformer::{Config, Input, loss, record, remember, segments};

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
    kernel: Kernel,
}

/// A run in progress: parameters, their moments, and the step they are at.
pub struct Trainer {
    config: Config,
    schedule: Schedule,
    seed: u64,
    parameters: Arc<Parameters>,
    adam: Adam,
    step: usize,
    kernel: Kernel,
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
        let kernel = Kernel::default();
        Trainer { config, schedule, seed, parameters: Arc::new(parameters), adam, step, kernel, workers }
    }

    /// The same run on the thread that calls it. It ends on the same bits however many cores there are, and many runs can
    /// go on side by side.
    pub fn alone(mut self) -> Trainer {
        self.workers.truncate(1);
        self
    }

    /// The same run with its arithmetic carried out so.
    pub fn on(mut self, kernel: Kernel) -> Trainer {
        self.kernel = kernel;
        self
    }

    /// What the model is from the next step on. Every parameter of it must be there; what it does not use stays as it is.
    pub fn switch(&mut self, config: Config) {
        self.config = config;
    }

    /// What the model is now.
    pub fn config(&self) -> &Config {
        &self.config
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

    /// The gradient of each parameter that the last step had one for, before clipping.
    pub fn gradients(&self) -> impl Iterator<Item = (Site, &Matrix)> {
        let slots = self.workers.first().map_or(&[][..], |worker| worker.gradients.parameters());
        self.parameters.iter().zip(slots).filter_map(|((site, _), slot)| Some((site, slot.get()?)))
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
        let (config, parameters, kernel) = (&self.config, &self.parameters, self.kernel);
        let dropout_seed = self.seed.wrapping_mul(0x9E37_79B9).wrapping_add(self.step as u64);
        let busy = sequences.div_ceil(each);
        self.workers[..busy].par_iter_mut().with_max_len(1).enumerate().for_each(|(i, worker)| {
            let part = batch.part(i * each, ((i + 1) * each).min(sequences));
            let seed = dropout_seed.wrapping_mul(1_000_003).wrapping_add((i * each) as u64);
            worker.kernel = kernel;
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
        let chunk = (TOKENS / batch.length()).max(1);
        for from in (0..batch.sequences).step_by(chunk) {
            let part = batch.part(from, (from + chunk).min(batch.sequences));
            self.add(config, parameters, &part, weight, seed.wrapping_add(from as u64));
        }
    }

    /// A text is read segment by segment where the model reads such: each remembers the states of those before, through
    /// which no gradient flows (Dai et al. 2019, §3.2).
    fn add(&mut self, config: &Config, parameters: &Arc<Parameters>, batch: &Batch, weight: f32, seed: u64) {
        let mut memory = None;
        let places = if config.has_source() { vec![] } else { segments(config, batch.length()) };
        if places.len() < 2 {
            self.add_segment(config, parameters, batch, weight, seed, None);
            return;
        }
        for (number, places) in places.into_iter().enumerate() {
            let seed = seed.wrapping_add((number as u64) << 32);
            memory = self.add_segment(config, parameters, &batch.segment(places), weight, seed, memory);
        }
    }

    /// Gives back what the next segment remembers.
    fn add_segment(
        &mut self,
        config: &Config,
        parameters: &Arc<Parameters>,
        batch: &Batch,
        weight: f32,
        seed: u64,
        memory: Option<Arc<[Matrix]>>,
    ) -> Option<Arc<[Matrix]>> {
        let spare = std::mem::take(&mut self.spare);
        let mut tape = Tape::new(parameters.clone(), Vec::new(), self.kernel, spare);
        let training = (config.dropout > 0.0).then_some(seed);
        let input = Input {
            tokens: batch.tokens.clone(),
            sequences: batch.sequences,
            lengths: batch.lengths.clone(),
            training,
            source: batch.source.clone(),
            memory,
        };
        let logits = record(&mut tape, config, &input);
        let loss = loss(&mut tape, logits, batch.targets.clone(), weight);
        if let Err(error) = tape.play(|_| true) {
            unreachable!("a configuration records what its own parameters fit: {error}");
        }
        tape.backward(loss, &mut self.gradients);
        self.loss += tape.value(loss)[0];
        let kept = remember(&tape, config, &input);
        self.spare = tape.recycle();
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::task::Repeated;
    use crate::train::{Lesson, Repeat};
    use crate::transformer::Position;

    const SCHEDULE: Schedule =
        Schedule { steps: 60, rate: 1e-2, warm_up: 5, final_share: 0.1, clip: 1.0, weight_decay: 0.0 };

    fn remembering(memory: usize) -> (Config, Repeated) {
        let task = Repeat::of_length(12);
        let tokenizer = task.tokenizer(0).expect("letters");
        let config = Config {
            width: 8,
            heads: 2,
            layers: 2,
            hidden: 16,
            context: 12,
            position: Position::Xl,
            segment: 4,
            memory,
            ..Config::default()
        };
        (config, Repeated { task, tokenizer })
    }

    #[test]
    fn a_text_is_learned_segment_by_segment_with_its_memory() {
        let (config, task) = remembering(4);
        let parameters = config.random(3);
        let batch = task.batch(5, 0, 2);
        let targets = batch.targets.iter().filter(|t| **t != CrossEntropy::IGNORE).count();
        let (shared, mut memory, mut expected) = (Arc::new(parameters.clone()), None, 0.0);
        for places in segments(&config, 12) {
            let part = batch.segment(places);
            let input = Input { sequences: 2, memory, ..Input::one(part.tokens.to_vec()) };
            let mut tape = Tape::new(shared.clone(), Vec::new(), Kernel::default(), Spare::default());
            let logits = record(&mut tape, &config, &input);
            let nats = loss(&mut tape, logits, part.targets.clone(), 1.0 / targets as f32);
            expected += tape.value(nats)[0];
            memory = remember(&tape, &config, &input);
        }
        let mut trainer = Trainer::new(config, SCHEDULE, 5, parameters).alone();
        let report = trainer.step(&task, 2).expect("a step");
        assert!((report.loss - expected).abs() < 1e-5, "{} {expected}", report.loss);
    }

    #[test]
    fn runs_with_memory_learn_and_differ_from_those_without() {
        let run = |memory| {
            let (config, task) = remembering(memory);
            let parameters = config.random(3);
            let mut trainer = Trainer::new(config, SCHEDULE, 5, parameters).alone();
            let losses: Vec<f32> = (0..60).map(|_| trainer.step(&task, 8).expect("a step").loss).collect();
            (losses[0], losses[59])
        };
        let (with, without) = (run(4), run(0));
        assert!(with.1 < with.0 - 1.0, "{with:?}");
        assert_ne!(with, without);
    }
}
