//! Inputs and their right outputs, as something to learn.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{InPlace, Prefixed, Task, Translation};
use crate::model::{Tokenizer, TokenizerError};
use crate::train::lesson::{Judge, Lesson};
use crate::train::run::RunError;
use crate::transformer::{Architecture, Config};

/// A source of inputs and their right outputs.
pub trait Pairs: Send + Sync {
    /// What it is called.
    fn name(&self) -> &'static str;

    /// A pair to learn from.
    fn draw(&self, rng: &mut ChaCha8Rng) -> (String, String);

    /// A pair that [`Pairs::draw`] never gives.
    fn draw_held_out(&self, rng: &mut ChaCha8Rng) -> (String, String);

    /// Whether every input has as many tokens as its output.
    fn in_place(&self) -> bool {
        false
    }

    /// Pairs among which are the longest there are.
    fn longest(&self) -> Vec<(String, String)>;

    /// The words.
    ///
    /// # Errors
    /// Where no tokenizer can be made.
    fn tokenizer(&self, vocabulary: usize) -> Result<Tokenizer, TokenizerError>;

    /// So many held-out pairs, the same for the same seed.
    fn held_out(&self, seed: u64, count: usize) -> Vec<(String, String)> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        (0..count).map(|_| self.draw_held_out(&mut rng)).collect()
    }
}

/// Held-out pairs that judge a run.
const JUDGED_ON: usize = 2000;
/// Far from the seeds that people choose for a run, so that no run draws what judges it.
const JUDGES_SEED: u64 = 0x6A75_6467_6521;

/// Pairs as something to learn: by a model with an encoder, by a decoder that reads the input first, or by an encoder in
/// place.
pub struct PairsLesson(
    /// The pairs.
    pub Arc<dyn Pairs>,
);

/// The tokens of an input and of its output.
pub(super) fn encoded(tokenizer: &Tokenizer, (input, output): &(String, String)) -> (Vec<u32>, Vec<u32>) {
    (tokenizer.encode(input), tokenizer.encode(output))
}

impl Lesson for PairsLesson {
    fn tokenizer(&self, vocabulary: usize) -> Result<Tokenizer, TokenizerError> {
        self.0.tokenizer(vocabulary)
    }

    fn task(&self, config: &Config, tokenizer: &Tokenizer) -> Result<Box<dyn Task>, RunError> {
        let task = self.0.name();
        let alone = config.architecture == Architecture::Encoder;
        if alone && !self.0.in_place() {
            let (needs, nearest) = ("something that writes", Architecture::EncoderDecoder.name());
            return Err(RunError::Unfit { task, needs, nearest });
        }
        let lengths = self.0.longest().into_iter().map(|pair| {
            let (input, output) = encoded(tokenizer, &pair);
            match config.architecture {
                Architecture::Encoder => input.len(),
                Architecture::Decoder => input.len() + output.len() + 1,
                _ => input.len().max(output.len() + 1),
            }
        });
        let tokens = lengths.max().unwrap_or(0);
        if tokens > config.context {
            return Err(RunError::Context { task, tokens, context: config.context });
        }
        let end = tokenizer.end_of_text().unwrap_or(0);
        let (pairs, tokenizer) = (self.0.clone(), tokenizer.clone());
        Ok(match config.architecture {
            Architecture::Encoder => Box::new(InPlace { pairs, tokenizer, end }),
            Architecture::Decoder => Box::new(Prefixed { pairs, tokenizer, end }),
            _ => Box::new(Translation { pairs, tokenizer, end }),
        })
    }

    fn has_pairs(&self) -> bool {
        true
    }

    fn judge(&self, _config: &Config, tokenizer: &Tokenizer) -> Judge {
        Judge::Pairs(self.0.held_out(JUDGES_SEED, JUDGED_ON).iter().map(|pair| encoded(tokenizer, pair)).collect())
    }
}
