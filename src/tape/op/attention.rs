//! What happens to scores: the mask and the softmax, in 32-bit or in simulated 16-bit floating point.

use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::elementwise as fast;

/// What a mask does with its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MaskHow {
    /// It is added to the scores of hidden keys.
    #[default]
    Added,
    /// It takes their place.
    Filled,
}

/// Hides keys: scores of hidden keys get, or become, a value. Storage `[key, head × query × sequence]`.
///
/// With −∞ hidden keys get no weight at all, and a query that sees no key attends to nothing (see [`Softmax`]). A finite
/// value that is added to every score of a row changes nothing, for the softmax takes differences; filled in, it makes
/// the row uniform.
#[derive(Clone, Debug)]
pub struct Mask {
    /// Hides keys that stand later than their query.
    pub causal: bool,
    /// How many keys of each sequence are real, where sequences are padded to one length.
    pub lengths: Option<Arc<[usize]>>,
    /// How many queries each head has in each sequence.
    pub queries: usize,
    /// How many heads.
    pub heads: usize,
    /// What hidden scores get: −∞, or a number below all others.
    pub value: f32,
    /// Whether it is added or filled in.
    pub how: MaskHow,
    /// Whether scores, value and sum are rounded to 16-bit floating point.
    pub half: bool,
}

impl Default for Mask {
    /// Hides nothing, of one query and one head; with −∞, added.
    fn default() -> Mask {
        let (how, value) = (MaskHow::Added, f32::NEG_INFINITY);
        Mask { causal: false, lengths: None, queries: 1, heads: 1, value, how, half: false }
    }
}

/// The nearest number of 16-bit floating point; what is too large for it becomes infinite.
pub fn round_half(x: f32) -> f32 {
    half::f16::from_f32(x).to_f32()
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

    /// The score of a hidden key.
    fn hide(&self, x: f32) -> f32 {
        let round = if self.half { round_half } else { |x| x };
        match self.how {
            MaskHow::Added => round(x + round(self.value)),
            MaskHow::Filled => round(self.value),
        }
    }

    /// Whether a hidden score still depends on what it was.
    fn passes(&self) -> bool {
        self.how == MaskHow::Added && self.value.is_finite()
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
            y.copy_from_slice(x[0].column(column).as_slice());
            if self.half {
                y.iter_mut().for_each(|y| *y = round_half(*y));
            }
            y[seen..].iter_mut().for_each(|y| *y = self.hide(*y));
        });
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let keys = dy.nrows();
        dx[0].write(|d| {
            for (column, (d, dy)) in d.chunks_exact_mut(keys).zip(columns(dy)).enumerate() {
                let seen = if self.passes() { keys } else { self.seen(keys, column) };
                d[..seen].copy_from_slice(&dy[..seen]);
                d[seen..].fill(0.0);
            }
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = (row, column);
        let hidden = row >= self.seen(y.nrows(), column);
        Arithmetic::Mask { x: x[0][at], value: self.value, filled: self.how == MaskHow::Filled, hidden, y: y[at] }
    }
}

/// e^x / Σ e^x down each column, so that it sums to 1.
///
/// A score of −∞ gives a weight of exactly 0. A column of nothing but −∞ (a query that sees no key) gives all zeros:
/// nothing is attended to, and no NaN spreads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Softmax {
    /// Whether the weights are rounded to 16-bit floating point.
    pub half: bool,
}

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
                *y = if self.half { round_half(*y) } else { *y };
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
