//! Beam search: the best few outputs so far, each grown by every word.

use super::{Generator, padded};
use crate::transformer::Source;

/// An output, as far as it is written.
#[derive(Clone, PartialEq, Debug)]
pub struct Hypothesis {
    /// Its tokens, without begin and end.
    pub tokens: Vec<u32>,
    /// log p of all of them together, in nats.
    pub log_probability: f64,
    /// Whether the end has been written.
    pub ended: bool,
}

impl Hypothesis {
    /// log p over ((5 + length) / 6)^0.6, so that short outputs do not win by being short (Wu et al. 2016, §7).
    pub fn rank(&self) -> f64 {
        self.log_probability / ((5.0 + self.tokens.len() as f64) / 6.0).powf(0.6)
    }
}

impl Generator<'_> {
    /// The best outputs for a source, best first: `beams` of them are kept at every step, at most `most` tokens long.
    pub fn search(&self, source: &[u32], beams: usize, most: usize) -> Vec<Hypothesis> {
        let mut kept = vec![Hypothesis { tokens: Vec::new(), log_probability: 0.0, ended: false }];
        for _ in 0..most.min(self.config.context) {
            if kept.iter().all(|hypothesis| hypothesis.ended) {
                break;
            }
            kept = self.grow(source, &kept, beams.max(1));
        }
        kept
    }

    /// One step: every open hypothesis with every word after it, and the best of all those.
    pub fn grow(&self, source: &[u32], kept: &[Hypothesis], beams: usize) -> Vec<Hypothesis> {
        let begin = self.end.unwrap_or(0);
        let (ended, open): (Vec<&Hypothesis>, Vec<&Hypothesis>) = kept.iter().partition(|h| h.ended);
        let tokens: Vec<u32> =
            open.iter().flat_map(|h| std::iter::once(begin).chain(h.tokens.iter().copied())).collect();
        let sources: Source = padded(&vec![source.to_vec(); open.len()], begin);
        let logits = self.next(&tokens, open.len(), Some(sources));
        let mut all: Vec<Hypothesis> = ended.into_iter().cloned().collect();
        for (hypothesis, logits) in open.into_iter().zip(logits.column_iter()) {
            let largest = f64::from(logits.max());
            let total = largest + logits.iter().map(|x| (f64::from(*x) - largest).exp()).sum::<f64>().ln();
            all.extend(
                logits.iter().enumerate().map(|(word, x)| self.with(hypothesis, word as u32, f64::from(*x) - total)),
            );
        }
        all.sort_by(|a, b| b.rank().total_cmp(&a.rank()));
        all.truncate(beams);
        all
    }

    fn with(&self, before: &Hypothesis, word: u32, log_probability: f64) -> Hypothesis {
        let mut tokens = before.tokens.clone();
        let ended = Some(word) == self.end;
        if !ended {
            tokens.push(word);
        }
        Hypothesis { tokens, log_probability: before.log_probability + log_probability, ended }
    }
}
