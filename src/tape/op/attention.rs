//! What happens to scores: the mask and the softmax.

use std::sync::Arc;

use half::f16;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::elementwise as fast;

/// What a mask does with the number of a cell that it hides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MaskHow {
    /// The mask's value is added to it.
    #[default]
    Added,
    /// The mask's value takes its place.
    Filled,
}

/// Hides keys: to scores of hidden keys a value is added, by default −∞. Storage `[key, head × query × sequence]`.
///
/// With a finite value a query all of whose keys are hidden still attends: to keys that it must not see. Filled with 0
/// after the softmax, a mask leaves the visible weights as they are, so that they no longer sum to 1.
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
    /// What hidden cells get.
    pub value: f32,
    /// Whether the value is added to what is there or replaces it.
    pub how: MaskHow,
    /// Rounds what comes in, the value and their sum to half precision. There −10⁹ is −∞; the derivative passes through.
    pub half: bool,
}

impl Default for Mask {
    /// Hides nothing, of one query of one head; what it hid would be at −∞.
    fn default() -> Mask {
        Mask {
            causal: false,
            lengths: None,
            queries: 1,
            heads: 1,
            value: f32::NEG_INFINITY,
            how: MaskHow::Added,
            half: false,
        }
    }
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

    /// Whether the mask hides a key, of `keys` in a sequence, from the query of a column.
    pub fn hides(&self, keys: usize, key: usize, column: usize) -> bool {
        key >= self.seen(keys, column)
    }

    /// A number as precise as this mask's are.
    fn precise(&self, x: f32) -> f32 {
        if self.half { rounded(x) } else { x }
    }

    /// What a hidden cell becomes.
    fn hidden(&self, x: f32) -> f32 {
        let value = self.precise(self.value);
        match self.how {
            MaskHow::Added if value != f32::NEG_INFINITY => self.precise(self.precise(x) + value),
            _ => value,
        }
    }

    /// Whether what a hidden cell becomes depends on what it was.
    fn passes(&self) -> bool {
        self.how == MaskHow::Added && self.precise(self.value).is_finite()
    }
}

/// A number in half precision.
fn rounded(x: f32) -> f32 {
    f16::from_f32(x).to_f32()
}

fn round_all(x: &mut [f32]) {
    for x in x {
        *x = rounded(*x);
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
            y.copy_from_slice(x[0].column(column).as_slice());
            let (visible, hidden) = y.split_at_mut(self.seen(y.len(), column));
            if self.half {
                round_all(visible);
            }
            for y in hidden {
                *y = self.hidden(*y);
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        if self.passes() {
            return dx[0].add(dy.as_slice());
        }
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
        Arithmetic::Mask {
            x: x[0][at],
            hidden: self.hides(y.nrows(), row, column),
            value: self.precise(self.value),
            filled: self.how == MaskHow::Filled,
            y: y[at],
        }
    }
}

/// e^x / Σ e^x down each column, so that it sums to 1.
///
/// A score of −∞ gives a weight of exactly 0. A column of nothing but −∞ (a query that sees no key) gives all zeros:
/// nothing is attended to, and no NaN spreads.
///
/// Under a finite mask the weight is exactly 0 too where it would be no normal number (e⁻⁸⁷ of the largest). A column of
/// nothing but such scores sums to 1 like any other: a query that sees no key attends to hidden ones.
#[derive(Default)]
pub struct Softmax {
    /// Rounds the weights to half precision. The derivative passes through the rounding, to that of the exact softmax.
    pub half: bool,
}

/// The length of a column without the end that is hidden to the bit: masks hide ends, and half the exponentials go. A
/// score that a finite mask left above −∞ counts as seen, and so does its weight unless it came out as exactly 0, where
/// the derivative is 0 as well.
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
            if self.half {
                round_all(y);
            }
        });
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        if self.half {
            let mut exact = Matrix::zeros(y.nrows(), y.ncols());
            let whole = Softmax { half: false };
            whole.value(kernel, x, &mut exact);
            return whole.derivative(kernel, x, &exact, dy, dx);
        }
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

/// The entropy of a distribution in bits: −Σ p log₂ p. Where one thing is certain it is 0, not −0.
pub fn entropy(weights: &[f32]) -> f32 {
    0.0 - weights.iter().filter(|p| **p > 0.0).map(|p| p * p.log2()).sum::<f32>()
}
