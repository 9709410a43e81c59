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
            // A weight too small for its own logarithm is taken from the scores instead.
            let p = p[target as usize];
            total -= f64::from(if p > 1e-30 {
                p.ln()
            } else {
                x[target as usize] - x.iter().copied().fold(f32::MIN, f32::max)
            });
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
