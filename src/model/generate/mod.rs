//! A model's output, token by token: the likeliest, a draw, or the best of several beams.
//!
//! ```text
//!  source ──────────┐
//!                   ├─ pass ── logits of the last token ── choose ── append ─┐
//!  begin, what is ──┘                                                        │
//!  written so far ◀──────────────────────────────────────────────────────────┘
//! ```

mod beam;

use std::sync::Arc;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub use beam::Hypothesis;

use crate::tape::{Kernel, Matrix, Parameters, Spare, Tape};
use crate::transformer::{Config, Input, Source, record, remember, segments};

/// A model that writes. The token `end` begins every output of a sequence-to-sequence model and ends all.
pub struct Generator<'a> {
    /// The model's shape.
    pub config: &'a Config,
    /// Its weights.
    pub parameters: &'a Arc<Parameters>,
    /// How arithmetic is carried out.
    pub kernel: Kernel,
    /// The token that ends an output.
    pub end: Option<u32>,
}

/// How the next token is chosen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Choose {
    /// The likeliest.
    Likeliest,
    /// Drawn from softmax(logits / temperature); the same seed draws the same.
    Draw {
        /// What the logits are divided by; above 0.
        temperature: f32,
        /// What the draws depend on.
        seed: u64,
    },
}

/// Sources translated at once; more would not be faster.
const AT_ONCE: usize = 128;

impl Generator<'_> {
    /// The likeliest output for each source, at most so many tokens, without its end. For models with a source.
    pub fn translate(&self, sources: &[Vec<u32>], most: usize) -> Vec<Vec<u32>> {
        sources.chunks(AT_ONCE).flat_map(|some| self.translate_together(some, most)).collect()
    }

    fn translate_together(&self, sources: &[Vec<u32>], most: usize) -> Vec<Vec<u32>> {
        let (count, begin) = (sources.len(), self.end.unwrap_or(0));
        let source = padded(sources, begin);
        let mut outputs = vec![Vec::new(); count];
        let mut done = vec![false; count];
        for length in 1..=most.min(self.config.context) {
            let begun =
                |output: &Vec<u32>| std::iter::once(begin).chain(output.clone()).take(length).collect::<Vec<_>>();
            let tokens: Vec<u32> = outputs.iter().flat_map(begun).collect();
            let logits = self.next(&tokens, count, Some(source.clone()));
            for ((output, done), logits) in outputs.iter_mut().zip(&mut done).zip(logits.column_iter()) {
                // A finished output goes on, unread, so that all keep one length.
                let token = likeliest(logits.as_slice());
                *done |= Some(token) == self.end;
                output.push(token);
            }
            if done.iter().all(|done| *done) {
                break;
            }
        }
        outputs.into_iter().map(|output| self.ended(output)).collect()
    }

    /// What follows a text: at most so many tokens, without the end. For models without a source; of a text longer than
    /// the context the last tokens are read.
    pub fn extend(&self, text: &[u32], most: usize, choose: Choose) -> Vec<u32> {
        let mut draws = ChaCha8Rng::seed_from_u64(if let Choose::Draw { seed, .. } = choose { seed } else { 0 });
        let mut tokens = text.to_vec();
        for _ in 0..most {
            let logits = self.after(&tokens);
            let token = match choose {
                Choose::Likeliest => likeliest(&logits),
                Choose::Draw { temperature, .. } => draw(&logits, temperature, &mut draws),
            };
            if Some(token) == self.end {
                break;
            }
            tokens.push(token);
        }
        tokens.split_off(text.len())
    }

    /// The likeliest token in the place of each. For an encoder by itself.
    pub fn in_place(&self, text: &[u32]) -> Vec<u32> {
        let mut tape = Tape::new(self.parameters.clone(), Vec::new(), self.kernel, Spare::default());
        let logits = record(&mut tape, self.config, &Input::one(text));
        tape.value(logits).column_iter().map(|column| likeliest(column.as_slice())).collect()
    }

    /// The logits of the token after a text, segment by segment where the model reads such.
    fn after(&self, tokens: &[u32]) -> Vec<f32> {
        if self.config.segment == 0 {
            let from = tokens.len().saturating_sub(self.config.context);
            return self.next(&tokens[from..], 1, None).as_slice().to_vec();
        }
        let mut read = segments(self.config, tokens.len());
        if self.config.memory == 0 {
            // Nothing is remembered: the last segment knows of no other.
            read.drain(..read.len().saturating_sub(1));
        }
        let mut memory = None;
        let mut logits = Vec::new();
        for segment in read {
            let input = Input { memory, ..Input::one(&tokens[segment]) };
            let (tape, last) = self.pass(&input);
            logits = last.as_slice().to_vec();
            memory = remember(&tape, self.config, &input);
        }
        logits
    }

    /// The logits after the last token of every sequence: `[word, sequence]`.
    fn next(&self, tokens: &[u32], sequences: usize, source: Option<Source>) -> Matrix {
        let input = Input { sequences, source, ..Input::one(tokens) };
        self.pass(&input).1
    }

    fn pass(&self, input: &Input) -> (Tape, Matrix) {
        let mut tape = Tape::new(self.parameters.clone(), Vec::new(), self.kernel, Spare::default());
        let logits = record(&mut tape, self.config, input);
        let length = input.length();
        let all = tape.value(logits);
        let last = Matrix::from_fn(all.nrows(), input.sequences, |row, s| all[(row, (s + 1) * length - 1)]);
        (tape, last)
    }

    fn ended(&self, mut output: Vec<u32>) -> Vec<u32> {
        let end = output.iter().position(|token| Some(*token) == self.end);
        output.truncate(end.unwrap_or(output.len()));
        output
    }
}

/// Sources side by side, padded to the longest.
fn padded(sources: &[Vec<u32>], padding: u32) -> Source {
    let longest = sources.iter().map(Vec::len).max().unwrap_or(0);
    let pad =
        |source: &Vec<u32>| source.iter().copied().chain(std::iter::repeat(padding)).take(longest).collect::<Vec<_>>();
    Source { tokens: sources.iter().flat_map(pad).collect(), lengths: Some(sources.iter().map(Vec::len).collect()) }
}

/// The place of the largest number, the first of equals.
fn likeliest(logits: &[f32]) -> u32 {
    let best = |best: (usize, f32), (i, x): (usize, &f32)| if *x > best.1 { (i, *x) } else { best };
    logits.iter().enumerate().fold((0, f32::NEG_INFINITY), best).0 as u32
}

fn draw(logits: &[f32], temperature: f32, rng: &mut ChaCha8Rng) -> u32 {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f64> = logits.iter().map(|x| f64::from((x - largest) / temperature).exp()).collect();
    let mut rest = (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64 * weights.iter().sum::<f64>();
    for (token, weight) in weights.iter().enumerate() {
        rest -= weight;
        if rest < 0.0 {
            return token as u32;
        }
    }
    likeliest(logits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transformer::Position;

    const TOKENS: [u32; 10] = [1, 5, 2, 8, 3, 3, 7, 0, 9, 4];

    /// The logits after all tokens, of a model that reads segments of 4.
    fn after(memory: usize, tokens: &[u32]) -> Vec<f32> {
        let config = Config {
            vocabulary: 11,
            context: 8,
            width: 8,
            heads: 2,
            layers: 2,
            hidden: 16,
            position: Position::Xl,
            segment: 4,
            memory,
            ..Config::default()
        };
        let parameters = Arc::new(config.random(1));
        let kernel = Kernel { portable: true, wide: true };
        Generator { config: &config, parameters: &parameters, kernel, end: None }.after(tokens)
    }

    #[test]
    fn a_model_that_reads_segments_without_a_memory_sees_the_last_alone() {
        assert_eq!(after(0, &TOKENS), after(0, &TOKENS[8..]));
        assert_eq!(after(0, &TOKENS[..8]), after(0, &TOKENS[4..8]));
        assert_ne!(after(0, &TOKENS[..8]), after(0, &TOKENS[5..8]));
    }

    #[test]
    fn a_memory_holds_the_segments_before() {
        assert_ne!(after(4, &TOKENS), after(4, &TOKENS[8..]));
        assert_eq!(after(4, &TOKENS[..3]), after(0, &TOKENS[..3]));
    }
}
