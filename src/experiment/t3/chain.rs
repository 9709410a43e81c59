//! Texts in which two tokens make the next: local detail, and nothing else.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::tape::op::CrossEntropy;
use crate::train::{Batch, HeldOut, Task};

/// Words of the texts.
pub(super) const WORDS: usize = 12;
/// How often the next token is the one that the two before it make; else it is any.
const RULED: f64 = 0.9;

/// Random texts that follow one rule.
pub(super) struct Chain {
    /// What two tokens make.
    rule: Vec<u32>,
    length: usize,
    /// How many batches there are before the first comes again; 0 for no end.
    few: usize,
}

impl Chain {
    /// Texts of so many tokens, never the same again; the seed makes the rule.
    pub(super) fn endless(length: usize, seed: u64) -> Chain {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let rule = (0..WORDS * WORDS).map(|_| rng.next_u32() % WORDS as u32).collect();
        Chain { rule, length, few: 0 }
    }

    /// The same texts, of which only so many batches are drawn.
    pub(super) fn few(length: usize, batches: usize, seed: u64) -> Chain {
        Chain { few: batches, ..Chain::endless(length, seed) }
    }

    fn text(&self, rng: &mut ChaCha8Rng) -> Vec<u32> {
        let mut any = || rng.next_u32();
        let mut text = vec![any() % WORDS as u32, any() % WORDS as u32];
        while text.len() <= self.length {
            let made = self.rule[text[text.len() - 2] as usize * WORDS + text[text.len() - 1] as usize];
            let ruled = f64::from(any()) < RULED * f64::from(u32::MAX);
            text.push(if ruled { made } else { any() % WORDS as u32 });
        }
        text
    }
}

/// The loss of whoever knows the rule, in nats: the entropy of the next token.
pub(super) fn least_loss() -> f64 {
    let other = (1.0 - RULED) / WORDS as f64;
    let made = RULED + other;
    -made * made.ln() - (WORDS - 1) as f64 * other * other.ln()
}

impl Task for Chain {
    fn batch(&self, seed: u64, step: usize, sequences: usize) -> Batch {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(if self.few == 0 { step } else { step % self.few } as u64);
        let texts: Vec<Vec<u32>> = (0..sequences).map(|_| self.text(&mut rng)).collect();
        // The second token has only one before it, and cannot be foretold.
        let targets = |text: &Vec<u32>| {
            let unforetold = std::iter::once(CrossEntropy::IGNORE);
            unforetold.chain(text[2..].iter().copied()).collect::<Vec<_>>()
        };
        Batch {
            tokens: texts.iter().flat_map(|text| text[..self.length].to_vec()).collect(),
            targets: texts.iter().flat_map(targets).collect(),
            sequences,
            lengths: None,
            source: None,
        }
    }
}

impl HeldOut for Chain {
    /// Texts from a stream that no run has: of 16 tokens so few are alike that no two are expected to be.
    fn held_out(&self, seed: u64, step: usize, sequences: usize) -> Batch {
        Chain { rule: self.rule.clone(), length: self.length, few: 0 }.batch(!seed, step, sequences)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_tokens_follow_the_rule_and_few_batches_come_again() {
        let chain = Chain::few(40, 2, 12);
        let batch = chain.batch(1, 0, 50);
        let (mut ruled, mut all) = (0_u32, 0_u32);
        for (tokens, targets) in batch.tokens.chunks(40).zip(batch.targets.chunks(40)) {
            for place in 1..40 {
                let made = chain.rule[tokens[place - 1] as usize * WORDS + tokens[place] as usize];
                ruled += u32::from(targets[place] == made);
                all += 1;
            }
        }
        let share = f64::from(ruled) / f64::from(all);
        assert!((share - RULED - (1.0 - RULED) / WORDS as f64).abs() < 0.03, "{share}");
        assert_eq!(batch.tokens, chain.batch(1, 2, 50).tokens);
        assert_ne!(batch.tokens, chain.batch(1, 1, 50).tokens);
    }

    #[test]
    fn the_least_loss_is_an_entropy() {
        assert!((0.4..1.0).contains(&least_loss()), "{}", least_loss());
    }
}
