//! Random letters again and again: what was seen once can be foretold from then on.
//!
//! A model of two layers learns it with a head that looks at the token before, and a second one that looks for the place
//! where this token stood before and reads what followed there: an induction head (Olsson et al. 2022).

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Batch, HeldOut, Letters, Task};
use crate::model::{Tokenizer, TokenizerError};
use crate::tape::op::CrossEntropy;
use crate::train::lesson::{Judge, Lesson};
use crate::train::run::RunError;
use crate::transformer::{Architecture, Config};

/// Sequences of `length` tokens, each a stretch of random letters repeated; how long the stretch is changes from one to
/// the next, so that no fixed distance helps. One stretch in ten is held out, by the hash of [`Letters`].
#[derive(Clone, Copy, Debug)]
pub struct Repeat {
    /// Tokens a sequence.
    pub length: usize,
    /// Letters of the shortest stretch.
    pub shortest: usize,
}

impl Repeat {
    /// Sequences of so many tokens, of stretches of at least 4.
    pub const fn of_length(length: usize) -> Repeat {
        Repeat { length, shortest: 4 }
    }

    /// The longest stretch: it is seen whole at least twice.
    fn longest(self) -> usize {
        (self.length / 2).max(self.shortest)
    }

    /// A stretch of random letters: one that is held out, or one that is not.
    fn stretch(self, held_out: bool, rng: &mut ChaCha8Rng) -> String {
        let length = self.shortest + rng.next_u32() as usize % (self.longest() - self.shortest + 1);
        loop {
            let stretch: String = (0..length).map(|_| char::from(b'a' + (rng.next_u32() % 26) as u8)).collect();
            if Letters::is_held_out(&stretch) == held_out {
                break stretch;
            }
        }
    }
}

/// The batches of [`Repeat`], in the tokens of a tokenizer.
pub struct Repeated {
    /// What is repeated.
    pub task: Repeat,
    /// Its words.
    pub tokenizer: Tokenizer,
}

impl Repeated {
    fn drawn(&self, held_out: bool, (seed, step, sequences): (u64, usize, usize)) -> Batch {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(step as u64);
        let (mut tokens, mut targets) = (Vec::new(), Vec::new());
        for _ in 0..sequences {
            let stretch = self.tokenizer.encode(&self.task.stretch(held_out, &mut rng));
            let at = |place: usize| stretch[place % stretch.len()];
            tokens.extend((0..self.task.length).map(at));
            // The first time round nothing can be foretold.
            let target = |place| if place + 1 < stretch.len() { CrossEntropy::IGNORE } else { at(place + 1) };
            targets.extend((0..self.task.length).map(target));
        }
        Batch { tokens: tokens.into(), targets: targets.into(), sequences, lengths: None, source: None }
    }
}

impl Task for Repeated {
    fn batch(&self, seed: u64, step: usize, sequences: usize) -> Batch {
        self.drawn(false, (seed, step, sequences))
    }
}

impl HeldOut for Repeated {
    fn held_out(&self, seed: u64, step: usize, sequences: usize) -> Batch {
        self.drawn(true, (seed, step, sequences))
    }
}

impl Lesson for Repeat {
    fn tokenizer(&self, _vocabulary: usize) -> Result<Tokenizer, TokenizerError> {
        Tokenizer::letters()
    }

    fn task(&self, config: &Config, tokenizer: &Tokenizer) -> Result<Box<dyn Task>, RunError> {
        if config.architecture != Architecture::Decoder {
            let (needs, nearest) = ("a decoder by itself", Architecture::Decoder.name());
            return Err(RunError::Unfit { task: "repeat", needs, nearest });
        }
        if self.length < 2 * self.shortest {
            return Err(RunError::Short { task: "repeat", tokens: self.length, least: 2 * self.shortest });
        }
        if self.length > config.context {
            return Err(RunError::Context { task: "repeat", tokens: self.length, context: config.context });
        }
        Ok(Box::new(Repeated { task: *self, tokenizer: tokenizer.clone() }))
    }

    /// Once seen and begun again, the stretch is to be written to its end.
    fn judge(&self, _config: &Config, tokenizer: &Tokenizer) -> Judge {
        let mut rng = ChaCha8Rng::seed_from_u64(0x6A75_6467_6522);
        let pair = |_| {
            let stretch = tokenizer.encode(&self.stretch(true, &mut rng));
            (([&stretch[..], &stretch[..1]]).concat(), stretch[1..].to_vec())
        };
        Judge::Continuations((0..500).map(pair).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_once_is_what_comes() {
        let tokenizer = Tokenizer::letters().expect("a tokenizer");
        let batch = Repeated { task: Repeat::of_length(20), tokenizer }.batch(1, 2, 3);
        for (tokens, targets) in batch.tokens.chunks(20).zip(batch.targets.chunks(20)) {
            let stretch = targets.iter().position(|t| *t != CrossEntropy::IGNORE).expect("a target") + 1;
            assert!((4..=10).contains(&stretch));
            for place in stretch..20 {
                assert_eq!(tokens[place], tokens[place - stretch]);
                assert_eq!(targets[place - 1], tokens[place]);
            }
        }
    }
}
