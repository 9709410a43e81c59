//! What happens to scores: the mask and the softmax.

use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::elementwise as fast;

/// Hides keys: scores of hidden keys become −∞. Storage `[key, head × query × sequence]`.
pub struct Mask {
    /// Hides keys that stand later than their query.
    pub causal: bool,
    /// How many keys of each sequence are real, where sequences are padded to one length.
    pub lengths: Option<Arc<[usize]>>,
    /// How many queries each head has in each sequence.
    pub queries: usize,
    /// How many heads.
    pub heads: usize,
}

impl Mask {
    /// How many keys, counted from the first, the query of this column sees. Both masks hide ends.
    ///
    /// Where there are more keys than queries, the extra ones are earlier (a memory): the last query meets the last key.
    fn seen(&self, keys: usize, column: usize) -> usize {
        let (query, sequence) = (column % self.queries, column / (self.queries * self.heads));
        let causal = if self.causal { (keys + query + 1).saturating_sub(self.queries) } else { keys };
        let length = self.lengths.as_ref().map_or(keys, |lengths| lengths[sequence]);
        causal.min(length).min(keys)
    }
}

impl Op for Mask {
    fn name(&self) -> &'static str {
        "a mask"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let blocks = self.queries * self.heads;
        let fits = blocks > 0 && x[0].1.is_multiple_of(blocks);
        let lengths = self.lengths.as_ref().is_none_or(|lengths| lengths.len() * blocks == x[0].1);
        (fits && lengths).then_some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |column, y| {
            let seen = self.seen(y.len(), column);
            y[..seen].copy_from_slice(&x[0].column(column).as_slice()[..seen]);
            y[seen..].fill(f32::NEG_INFINITY);
        });
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let keys = dy.nrows();
        dx[0].write(|d| {
            for (column, (d, dy)) in d.chunks_exact_mut(keys).zip(columns(dy)).enumerate() {
                let seen = self.seen(keys, column);
                d[..seen].copy_from_slice(&dy[..seen]);
                d[seen..].fill(0.0);
            }
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = (row, column);
        Arithmetic::Mask { x: x[0][at], hidden: row >= self.seen(y.nrows(), column), y: y[at] }
    }
}

/// e^x / Σ e^x down each column, so that it sums to 1.
///
/// A score of −∞ gives a weight of exactly 0. A column of nothing but −∞ (a query that sees no key) gives all zeros:
/// nothing is attended to, and no NaN spreads.
pub struct Softmax;

/// The length of a column without its hidden end: masks hide ends, and half the exponentials go.
fn seen(x: &[f32], hidden: f32) -> usize {
    x.iter().rposition(|x| *x != hidden).map_or(0, |last| last + 1)
}

impl Op for Softmax {
    fn name(&self) -> &'static str {
        "a softmax"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        Some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let softmax = if kernel.portable { fast::softmax_portable } else { fast::softmax };
        each_column(kernel, y, |column, y| {
            let x = x[0].column(column);
            let x = &x.as_slice()[..seen(x.as_slice(), f32::NEG_INFINITY)];
            let (y, hidden) = y.split_at_mut(x.len());
            hidden.fill(0.0);
            if y.is_empty() {
                return;
            }
            softmax(x, y);
            for (y, x) in y.iter_mut().zip(x) {
                *y = if *x == f32::NEG_INFINITY { 0.0 } else { *y };
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].write(|d| {
            for ((d, y), dy) in d.chunks_exact_mut(y.nrows()).zip(columns(y)).zip(columns(dy)) {
                let (d, hidden) = d.split_at_mut(seen(y, 0.0));
                hidden.fill(0.0);
                d.copy_from_slice(&dy[..d.len()]);
                fast::softmax_derivative(&y[..d.len()], d);
            }
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let (scores, weights) = (x[0].column(column), y.column(column));
        let largest = scores.max();
        let exponential = |score: f32| if score == f32::NEG_INFINITY { 0.0 } else { (score - largest).exp() };
        Arithmetic::Softmax {
            x: scores[row],
            largest,
            exponential: exponential(scores[row]),
            sum: scores.iter().map(|s| exponential(*s)).sum(),
            y: weights[row],
            entropy: entropy(weights.as_slice()),
            total: weights.sum(),
        }
    }
}

/// The entropy of a distribution in bits: −Σ p log₂ p.
pub fn entropy(weights: &[f32]) -> f32 {
    -weights.iter().filter(|p| **p > 0.0).map(|p| p * p.log2()).sum::<f32>()
}
