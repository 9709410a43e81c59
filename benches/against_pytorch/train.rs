//! Training steps of a small model.

use std::time::Instant;

use headlight::train::{Batch, Schedule, Task, Trainer};
use headlight::transformer::Config;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Sequences a step.
const BATCH: usize = 16;
/// Tokens a sequence.
const TOKENS: usize = 32;
const VOCABULARY: usize = 64;

fn config() -> Config {
    Config { vocabulary: VOCABULARY, context: TOKENS, width: 64, heads: 4, layers: 2, hidden: 256, ..Config::default() }
}

/// Random tokens; every target is the token before, and of the first token the last.
struct Before;

impl Task for Before {
    fn batch(&self, seed: u64, step: usize, sequences: usize) -> Batch {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(step as u64);
        let tokens: Vec<u32> = (0..sequences * TOKENS).map(|_| random.next_u32() % VOCABULARY as u32).collect();
        let before = |sequence: &[u32]| {
            let mut sequence = sequence.to_vec();
            sequence.rotate_right(1);
            sequence
        };
        Batch {
            targets: tokens.chunks_exact(TOKENS).flat_map(before).collect(),
            tokens: tokens.into(),
            sequences,
            lengths: None,
            source: None,
        }
    }
}

/// A run in progress. To be made and used within one pool of threads.
pub(crate) struct Train {
    trainer: Trainer,
}

impl Train {
    pub(crate) fn new() -> Train {
        let config = config();
        let steps = usize::MAX;
        let schedule =
            Schedule { steps, rate: 1e-3, warm_up: 0, final_share: 1.0, clip: f32::INFINITY, weight_decay: 0.0 };
        let parameters = config.random(0);
        Train { trainer: Trainer::new(config, schedule, 0, parameters) }
    }

    /// How long a step takes, as the mean of `steps`: drawing the batch, forwards, backwards, Adam.
    pub(crate) fn milliseconds(&mut self, steps: usize) -> f64 {
        let start = Instant::now();
        for _ in 0..steps {
            self.trainer.step(&Before, BATCH).expect("a finite loss");
        }
        start.elapsed().as_secs_f64() * 1e3 / steps as f64
    }
}
