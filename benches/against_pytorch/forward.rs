//! A forward pass at GPT-2-small's shape.

use std::sync::Arc;
use std::time::Instant;

use headlight::tape::{Kernel, Parameters, Spare, Tape};
use headlight::transformer::{Config, Input, decoder, probabilities};

/// GPT-2-small's shape, with random weights.
fn config() -> Config {
    Config { vocabulary: 50257, context: 1024, width: 768, heads: 12, layers: 12, hidden: 3072, ..Config::default() }
}

/// The model and the buffers of its last pass.
pub(crate) struct Forward {
    config: Config,
    parameters: Arc<Parameters>,
    spare: Spare,
}

impl Forward {
    pub(crate) fn new() -> Forward {
        let config = config();
        let parameters = Arc::new(config.random(0));
        Forward { config, parameters, spare: Spare::default() }
    }

    /// How long a pass of `tokens` tokens takes, every value of which is kept.
    pub(crate) fn milliseconds(&mut self, tokens: usize) -> f64 {
        let input = Input::one((0..tokens).map(|i| (i * 7919 + 13) as u32 % 50257).collect::<Vec<_>>());
        let kernel = Kernel { portable: false, wide: true };
        let spare = std::mem::take(&mut self.spare);
        let start = Instant::now();
        let mut tape = Tape::new(self.parameters.clone(), Vec::new(), kernel, spare);
        let logits = decoder(&mut tape, &self.config, &input);
        probabilities(&mut tape, logits, 1.0);
        tape.play(|_| true).expect("shapes that fit");
        let elapsed = start.elapsed();
        self.spare = tape.recycle();
        elapsed.as_secs_f64() * 1e3
    }
}
