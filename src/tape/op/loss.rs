//! The loss of a language model.

use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns};
use crate::tape::elementwise as fast;

/// Σ −weight · log p(target) over the tokens, in nats: `[word, token]` → a single number.
pub struct CrossEntropy {
    /// The right word of each token; [`CrossEntropy::IGNORE`] where there is none.
    pub targets: Arc<[u32]>,
    /// What each token's loss is multiplied by: 1 / tokens for a mean.
    pub weight: f32,
}

impl CrossEntropy {
    /// A token without a target: it adds nothing to the loss.
    pub const IGNORE: u32 = u32::MAX;

    fn softmax(kernel: Kernel) -> fn(&[f32], &mut [f32]) {
        if kernel.portable { fast::softmax_portable } else { fast::softmax }
    }
}

/// log p of one word, from the logits where the probability is too small for its own logarithm: x − largest − log Σ, and
/// the largest probability is 1 / Σ.
fn log_probability(x: &[f32], p: &[f32], word: usize) -> f32 {
    if p[word] > 1e-30 {
        return p[word].ln();
    }
    let largest = |all: &[f32]| all.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    x[word] - largest(x) + largest(p).ln()
}

impl Op for CrossEntropy {
    fn name(&self) -> &'static str {
        "a cross-entropy"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let known = self.targets.iter().all(|&t| t == Self::IGNORE || (t as usize) < x[0].0);
        (self.targets.len() == x[0].1 && known).then_some((1, 1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let softmax = Self::softmax(kernel);
        let mut p = vec![0.0; x[0].nrows()];
        let mut total = 0.0f64;
        for (x, &target) in columns(x[0]).zip(self.targets.iter()) {
            if target == Self::IGNORE {
                continue;
            }
            softmax(x, &mut p);
            total -= f64::from(log_probability(x, &p, target as usize));
        }
        y[0] = (total * f64::from(self.weight)) as f32;
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let softmax = Self::softmax(kernel);
        let factor = self.weight * dy[0];
        dx[0].write(|d| {
            for ((d, x), &target) in d.chunks_exact_mut(x[0].nrows()).zip(columns(x[0])).zip(self.targets.iter()) {
                if target == Self::IGNORE {
                    d.fill(0.0);
                    continue;
                }
                softmax(x, d);
                d[target as usize] -= 1.0;
                for d in d.iter_mut() {
                    *d *= factor;
                }
            }
        });
    }

    fn cell(&self, _x: &[&Matrix], y: &Matrix, _row: usize, _column: usize) -> Arithmetic {
        let tokens = self.targets.iter().filter(|t| **t != Self::IGNORE).count();
        Arithmetic::CrossEntropy { tokens, y: y[0] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_all_but_impossible_costs_its_exact_distance() {
        let logits = Matrix::from_column_slice(3, 1, &[100.0, 100.0, 0.0]);
        let loss = CrossEntropy { targets: Arc::new([2]), weight: 1.0 };
        let mut y = Matrix::zeros(1, 1);
        loss.value(Kernel::default(), &[&logits], &mut y);
        assert!((y[0] - (100.0 + 2.0f32.ln())).abs() < 1e-4, "{}", y[0]);
    }
}
