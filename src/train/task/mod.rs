//! What is learned: sources of batches.
//!
//! | task | from | to | |
//! |---|---|---|---|
//! | [`Text`] | any text | its next token | language models |
//! | [`Letters`] | `qaxe` | `qaxe`, `exaq` or `aeqx` | copy, reverse, sort |
//! | [`Dates`] | `the 3rd of March 2017` | `2017-03-03` | spellings in English and Chinese |
//! | [`Repeat`] | `qaxeqa` | `xeqa…` | random letters again and again |
//!
//! [`Pairs`] of an input and an output become batches of a model with an encoder, or, one after the other, of a decoder
//! by itself, or, where both have one length, of an encoder by itself.

mod batches;
mod dates;
mod letters;
mod pairs;
mod repeat;
mod text;

use std::ops::Range;
use std::sync::Arc;

pub use batches::{InPlace, Prefixed, Translation};
pub use dates::{Date, Dates, FORMS, Form};
pub use letters::{Letters, Order};
pub use pairs::{Pairs, PairsLesson};
pub use repeat::{Repeat, Repeated};
pub use text::Text;

use crate::transformer::Source;

/// Sequences to learn from, and what follows each of their tokens.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The tokens of all sequences, one sequence after another.
    pub tokens: Arc<[u32]>,
    /// The right next token after each, or [`CrossEntropy::IGNORE`](crate::tape::op::CrossEntropy::IGNORE).
    pub targets: Arc<[u32]>,
    /// How many sequences there are.
    pub sequences: usize,
    /// How many tokens of each sequence are real; what is not has no target either.
    pub lengths: Option<Arc<[usize]>>,
    /// What is translated, for each sequence.
    pub source: Option<Source>,
}

impl Batch {
    /// Tokens of each sequence.
    pub fn length(&self) -> usize {
        self.tokens.len() / self.sequences.max(1)
    }

    /// These places of every sequence, without their source: a segment of a longer text.
    pub fn segment(&self, places: Range<usize>) -> Batch {
        let length = self.length();
        let cut = |tokens: &[u32]| tokens.chunks(length).flat_map(|all| &all[places.clone()]).copied().collect();
        let real = |length: &usize| (*length).clamp(places.start, places.end) - places.start;
        Batch {
            tokens: cut(&self.tokens),
            targets: cut(&self.targets),
            sequences: self.sequences,
            lengths: self.lengths.as_ref().map(|lengths| lengths.iter().map(real).collect()),
            source: None,
        }
    }

    /// Some of the sequences.
    pub fn part(&self, from: usize, to: usize) -> Batch {
        let cut = |tokens: &[u32]| {
            let length = tokens.len() / self.sequences;
            Arc::from(&tokens[from * length..to * length])
        };
        let some = |lengths: &Arc<[usize]>| Arc::from(&lengths[from..to]);
        Batch {
            tokens: cut(&self.tokens),
            targets: cut(&self.targets),
            sequences: to - from,
            lengths: self.lengths.as_ref().map(some),
            source: self
                .source
                .as_ref()
                .map(|source| Source { tokens: cut(&source.tokens), lengths: source.lengths.as_ref().map(some) }),
        }
    }
}

/// A source of batches. What it draws depends on the seed and the step alone, so that a run that was interrupted goes on
/// as if it had not been.
pub trait Task: Send + Sync {
    /// The batch of a step.
    fn batch(&self, seed: u64, step: usize, sequences: usize) -> Batch;
}

/// A source of batches that keeps something back.
pub trait HeldOut: Task {
    /// A batch of what no [`Task::batch`] holds, whatever the seed: to judge by.
    fn held_out(&self, seed: u64, step: usize, sequences: usize) -> Batch;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_has_its_places_of_every_sequence() {
        let batch = Batch {
            tokens: [1, 2, 3, 4, 5, 6, 7, 8].into(),
            targets: [2, 3, 4, 5, 6, 7, 8, 9].into(),
            sequences: 2,
            lengths: Some([4, 3].into()),
            source: None,
        };
        let segment = batch.segment(2..4);
        assert_eq!((&segment.tokens[..], &segment.targets[..]), (&[3, 4, 7, 8][..], &[4, 5, 8, 9][..]));
        assert_eq!(segment.lengths.as_deref(), Some(&[2, 1][..]));
        assert_eq!(batch.segment(3..4).lengths.as_deref(), Some(&[1, 0][..]));
    }
}
