//! What counting gives: the baselines that a trained model has to beat, on the same tokens.
//!
//! Interpolated Kneser–Ney as in Chen & Goodman 1999 (one discount for each order). A context of `n − 1` tokens
//! speaks with its own counts, less a discount, and leaves the rest to the context one token shorter:
//!
//! ```text
//! p(w | h) = max(c(h w) − D, 0) / c(h)  +  D · N(h •) / c(h) · p(w | h without its oldest token)
//! ```
//!
//! where `N(h •)` is how many different tokens followed `h`. Below the longest order, `c(h w)` is how many different
//! tokens stood *before* `h w`, and not how often it stood there. The last resort is the same chance for every token.

use std::collections::HashMap;

/// Counts of every run of up to `order` tokens, made into probabilities.
#[derive(Clone, Debug)]
pub struct NGram {
    vocabulary: usize,
    /// One table for each order, the single token first.
    orders: Vec<Order>,
}

/// The runs of one length.
#[derive(Clone, Debug, Default)]
struct Order {
    counts: HashMap<Box<[u32]>, f64>,
    contexts: HashMap<Box<[u32]>, Context>,
    discount: f64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Context {
    /// The sum of the counts of the runs that begin with it.
    total: f64,
    /// How many different tokens follow it.
    followers: f64,
}

impl NGram {
    /// Counts the runs of up to `order` tokens: 1 a unigram, 2 a bigram, 3 a trigram model. Tokens are
    /// `0..vocabulary`.
    pub fn fit(tokens: &[u32], order: usize, vocabulary: usize) -> NGram {
        let mut counts: HashMap<Box<[u32]>, f64> = HashMap::new();
        for run in tokens.windows(order) {
            *counts.entry(run.into()).or_default() += 1.0;
        }
        let mut orders = Vec::new();
        for length in (1..=order).rev() {
            let shorter = if length > 1 { continuations(&counts) } else { HashMap::new() };
            orders.push(Order::new(std::mem::replace(&mut counts, shorter)));
        }
        orders.reverse();
        NGram { vocabulary, orders }
    }

    /// The probability of a token after a context, of which only the last `order − 1` tokens matter.
    pub fn probability(&self, context: &[u32], token: u32) -> f64 {
        let mut run: Vec<u32> = context.iter().rev().take(self.orders.len() - 1).rev().copied().collect();
        run.push(token);
        let uniform = 1.0 / self.vocabulary as f64;
        (1..=run.len())
            .fold(uniform, |shorter, length| self.orders[length - 1].probability(&run[run.len() - length..], shorter))
    }

    /// The sum of `−ln p` over tokens, each after those before it.
    pub fn nats(&self, tokens: &[u32]) -> f64 {
        let cost = |i: usize| -self.probability(&tokens[..i], tokens[i]).ln();
        (0..tokens.len()).map(cost).sum()
    }
}

/// How many different tokens stood before each run that is one token shorter.
fn continuations(counts: &HashMap<Box<[u32]>, f64>) -> HashMap<Box<[u32]>, f64> {
    let mut shorter: HashMap<Box<[u32]>, f64> = HashMap::new();
    for run in counts.keys() {
        *shorter.entry(run[1..].into()).or_default() += 1.0;
    }
    shorter
}

impl Order {
    fn new(counts: HashMap<Box<[u32]>, f64>) -> Order {
        let mut contexts: HashMap<Box<[u32]>, Context> = HashMap::new();
        let (mut once, mut twice) = (0.0, 0.0);
        for (run, &count) in &counts {
            let context = contexts.entry(run[..run.len() - 1].into()).or_default();
            context.total += count;
            context.followers += 1.0;
            once += f64::from(u8::from(count < 1.5));
            twice += f64::from(u8::from(count > 1.5 && count < 2.5));
        }
        // Ney, Essen & Kneser 1994; without single runs (a tiny text) there is nothing to learn a discount from.
        let discount = if once > 0.0 { once / (once + 2.0 * twice) } else { 0.5 };
        Order { counts, contexts, discount }
    }

    /// The probability of a run's last token after the others, given what the shorter context says.
    fn probability(&self, run: &[u32], shorter: f64) -> f64 {
        let Some(context) = self.contexts.get(&run[..run.len() - 1]) else {
            return shorter;
        };
        let count = self.counts.get(run).copied().unwrap_or(0.0);
        let own = (count - self.discount).max(0.0) / context.total;
        own + self.discount * context.followers / context.total * shorter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Vec<u32> {
        (0..400u32).map(|i| (i * i + i / 7) % 11).collect()
    }

    #[test]
    fn probabilities_sum_to_one_after_any_context() {
        for order in 1..=3 {
            let model = NGram::fit(&tokens(), order, 13);
            for context in [&[][..], &[3], &[1, 2], &[12, 12], &[5, 0, 1]] {
                let sum: f64 = (0..13).map(|token| model.probability(context, token)).sum();
                assert!((sum - 1.0).abs() < 1e-9, "{order} {context:?} {sum}");
                assert!(model.probability(context, 12) > 0.0, "never seen, still possible");
            }
        }
    }

    #[test]
    fn a_unigram_counts_how_often() {
        let model = NGram::fit(&[0, 0, 0, 0, 1, 1], 1, 2);
        // No token occurs once, so the discount is 1/2: (4 − ½)/6 + ½·2/6·½
        assert!((model.probability(&[], 0) - (3.5 / 6.0 + 1.0 / 12.0)).abs() < 1e-12);
    }

    #[test]
    fn longer_contexts_predict_a_pattern_better() {
        let text: Vec<u32> = [0, 1, 2, 1, 3, 1].repeat(40);
        let (seen, unseen) = text.split_at(180);
        let [one, two, three] = [1, 2, 3].map(|order| NGram::fit(seen, order, 4).nats(unseen));
        assert!(one > two && two > three, "{one} {two} {three}");
    }
}
