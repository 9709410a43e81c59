//! Pairs as batches: side by side for a model with an encoder, one after the other for a decoder by itself, one above the
//! other for an encoder by itself.
//!
//! ```text
//!  Translation   source   m y x ·        Prefixed   m y x ▪ x y m        InPlace   m y x
//!                text     ▪ x y m                   · · · x y m ▪                  x y m   targets
//!                targets  x y m ▪
//! ```
//!
//! `▪`, the end of a text, begins every output and ends it, and pads (`·`) what is shorter than the longest.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::pairs::{Pairs, encoded};
use super::{Batch, HeldOut, Task};
use crate::model::Tokenizer;
use crate::tape::op::CrossEntropy;
use crate::transformer::Source;

/// Batches for a model with an encoder.
pub struct Translation {
    /// What is drawn.
    pub pairs: Arc<dyn Pairs>,
    /// Its words.
    pub tokenizer: Tokenizer,
    /// The end of a text.
    pub end: u32,
}

/// Batches for a decoder by itself: input, end, output.
pub struct Prefixed {
    /// What is drawn.
    pub pairs: Arc<dyn Pairs>,
    /// Its words.
    pub tokenizer: Tokenizer,
    /// The end of a text.
    pub end: u32,
}

/// Batches for an encoder by itself: every token of the input has its token of the output. Both have one length.
pub struct InPlace {
    /// What is drawn.
    pub pairs: Arc<dyn Pairs>,
    /// Its words.
    pub tokenizer: Tokenizer,
    /// What pads the shorter ones.
    pub end: u32,
}

/// Input and output, in tokens.
type Encoded = (Vec<u32>, Vec<u32>);

/// How pairs become a batch.
trait Layout {
    fn pairs(&self) -> (&dyn Pairs, &Tokenizer);
    fn lay_out(&self, pairs: &[Encoded]) -> Batch;
}

/// Pairs of one side: to learn from, or held out.
fn drawn(layout: &impl Layout, held_out: bool, (seed, step, count): (u64, usize, usize)) -> Batch {
    let (pairs, tokenizer) = layout.pairs();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(step as u64);
    let mut pair = || if held_out { pairs.draw_held_out(&mut rng) } else { pairs.draw(&mut rng) };
    layout.lay_out(&(0..count).map(|_| encoded(tokenizer, &pair())).collect::<Vec<_>>())
}

macro_rules! tasks {
    ($($layout:ident),*) => {$(
        impl Task for $layout {
            fn batch(&self, seed: u64, step: usize, sequences: usize) -> Batch {
                drawn(self, false, (seed, step, sequences))
            }
        }

        impl HeldOut for $layout {
            fn held_out(&self, seed: u64, step: usize, sequences: usize) -> Batch {
                drawn(self, true, (seed, step, sequences))
            }
        }
    )*};
}

tasks!(Translation, Prefixed, InPlace);

/// All rows side by side, each filled up to the longest.
fn level(rows: &[Vec<u32>], filling: u32) -> Arc<[u32]> {
    let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let filled =
        |row: &Vec<u32>| row.iter().copied().chain(std::iter::repeat(filling)).take(longest).collect::<Vec<_>>();
    rows.iter().flat_map(filled).collect()
}

fn lengths(rows: &[Vec<u32>]) -> Arc<[usize]> {
    rows.iter().map(Vec::len).collect()
}

impl Layout for Translation {
    fn pairs(&self) -> (&dyn Pairs, &Tokenizer) {
        (&*self.pairs, &self.tokenizer)
    }

    fn lay_out(&self, pairs: &[Encoded]) -> Batch {
        let inputs: Vec<Vec<u32>> = pairs.iter().map(|(input, _)| input.clone()).collect();
        let begun: Vec<Vec<u32>> = pairs.iter().map(|(_, output)| [&[self.end], &output[..]].concat()).collect();
        let ended: Vec<Vec<u32>> = pairs.iter().map(|(_, output)| [&output[..], &[self.end]].concat()).collect();
        Batch {
            tokens: level(&begun, self.end),
            targets: level(&ended, CrossEntropy::IGNORE),
            sequences: pairs.len(),
            lengths: Some(lengths(&begun)),
            source: Some(Source { tokens: level(&inputs, self.end), lengths: Some(lengths(&inputs)) }),
        }
    }
}

impl Layout for Prefixed {
    fn pairs(&self) -> (&dyn Pairs, &Tokenizer) {
        (&*self.pairs, &self.tokenizer)
    }

    fn lay_out(&self, pairs: &[Encoded]) -> Batch {
        let tokens: Vec<Vec<u32>> = pairs.iter().map(|(i, o)| [&i[..], &[self.end], &o[..]].concat()).collect();
        let target = |(input, output): &Encoded| {
            [&vec![CrossEntropy::IGNORE; input.len()][..], &output[..], &[self.end]].concat()
        };
        let targets: Vec<Vec<u32>> = pairs.iter().map(target).collect();
        Batch {
            tokens: level(&tokens, self.end),
            targets: level(&targets, CrossEntropy::IGNORE),
            sequences: pairs.len(),
            lengths: Some(lengths(&tokens)),
            source: None,
        }
    }
}

impl Layout for InPlace {
    fn pairs(&self) -> (&dyn Pairs, &Tokenizer) {
        (&*self.pairs, &self.tokenizer)
    }

    fn lay_out(&self, pairs: &[Encoded]) -> Batch {
        let (inputs, outputs): (Vec<_>, Vec<_>) = pairs.iter().cloned().unzip();
        Batch {
            tokens: level(&inputs, self.end),
            targets: level(&outputs, CrossEntropy::IGNORE),
            sequences: pairs.len(),
            lengths: Some(lengths(&inputs)),
            source: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::task::{Letters, Order};

    fn tokenizer() -> Tokenizer {
        Tokenizer::letters().expect("a tokenizer")
    }

    fn reverse() -> Arc<dyn Pairs> {
        Arc::new(Letters { order: Order::Reversed, longest: 6 })
    }

    #[test]
    fn a_translation_predicts_its_output_and_the_end() {
        let (tokenizer, end) = (tokenizer(), 0);
        let task = Translation { pairs: reverse(), tokenizer: tokenizer.clone(), end };
        let batch = task.batch(3, 4, 5);
        let source = batch.source.as_ref().expect("a source");
        let (long, wide) = (batch.tokens.len() / 5, source.tokens.len() / 5);
        for sequence in 0..5 {
            let length = batch.lengths.as_ref().expect("lengths")[sequence];
            let input = &source.tokens[sequence * wide..][..source.lengths.as_ref().expect("lengths")[sequence]];
            let (tokens, targets) =
                (&batch.tokens[sequence * long..][..long], &batch.targets[sequence * long..][..long]);
            assert_eq!((tokens[0], targets[length - 1]), (end, end));
            assert_eq!(tokens[1..length], targets[..length - 1]);
            assert!(input.iter().rev().eq(&tokens[1..length]));
            assert!(targets[length..].iter().all(|t| *t == CrossEntropy::IGNORE));
        }
        let part = batch.part(1, 3);
        assert_eq!((part.sequences, part.tokens.len()), (2, 2 * long));
        assert_eq!(part.source.expect("a source").tokens[..], source.tokens[wide..3 * wide]);
        let held_out = task.held_out(3, 4, 50).source.expect("a source");
        for row in held_out.tokens.chunks(held_out.tokens.len() / 50).zip(&*held_out.lengths.expect("lengths")) {
            assert!(Letters::is_held_out(&tokenizer.decode(&row.0[..*row.1])));
        }
        assert_eq!(task.batch(3, 4, 5).tokens, batch.tokens);
        assert_ne!(task.batch(3, 5, 5).tokens, batch.tokens);
    }

    #[test]
    fn a_decoder_predicts_the_output_after_the_input() {
        let tokenizer = tokenizer();
        let task = Prefixed { pairs: reverse(), tokenizer, end: 0 };
        let batch = task.batch(1, 0, 4);
        let long = batch.tokens.len() / 4;
        for sequence in 0..4 {
            let (tokens, targets) =
                (&batch.tokens[sequence * long..][..long], &batch.targets[sequence * long..][..long]);
            let middle = tokens.iter().position(|t| *t == 0).expect("an end");
            assert!(targets[..middle].iter().all(|t| *t == CrossEntropy::IGNORE));
            let output: Vec<u32> = targets[middle..].iter().copied().take_while(|t| *t != 0).collect();
            assert!(tokens[..middle].iter().rev().eq(&output));
        }
    }

    #[test]
    fn an_encoder_has_a_target_for_every_token() {
        let task = InPlace { pairs: reverse(), tokenizer: tokenizer(), end: 0 };
        let batch = task.batch(1, 0, 4);
        let lengths = batch.lengths.clone().expect("lengths");
        for (sequence, (tokens, targets)) in
            batch.tokens.chunks(batch.length()).zip(batch.targets.chunks(batch.length())).enumerate()
        {
            let length = lengths[sequence];
            assert!(tokens[..length].iter().rev().eq(&targets[..length]));
            assert!(targets[length..].iter().all(|t| *t == CrossEntropy::IGNORE));
        }
    }
}
