//! Tokens that reach one another by place, whatever they hold.

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, each_column, slice};
use crate::tape::elementwise as fast;

/// Each token above those before it, zeros where there is none: `[width, token]` → `[taps × width, token]`. An affine map
/// of it is a causal convolution.
pub struct Unfold {
    /// How many tokens stand above one another, its own first.
    pub taps: usize,
    /// How many sequences lie side by side.
    pub sequences: usize,
}

impl Unfold {
    /// The token that a tap of a column reads.
    fn from(&self, tokens: usize, column: usize, tap: usize) -> Option<usize> {
        let length = tokens / self.sequences;
        (tap <= column % length).then(|| column - tap)
    }
}

impl Op for Unfold {
    fn name(&self) -> &'static str {
        "a window"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (self.sequences > 0 && x[0].1.is_multiple_of(self.sequences)).then_some((self.taps * x[0].0, x[0].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let (width, tokens) = x[0].shape();
        each_column(kernel, y, |column, y| {
            for (tap, y) in y.chunks_exact_mut(width).enumerate() {
                match self.from(tokens, column, tap) {
                    Some(from) => y.copy_from_slice(slice(x[0], from)),
                    None => y.fill(0.0),
                }
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (width, tokens) = x[0].shape();
        let sum = dx[0].sum();
        for (column, dy) in dy.column_iter().enumerate() {
            for (tap, dy) in dy.as_slice().chunks_exact(width).enumerate() {
                if let Some(from) = self.from(tokens, column, tap) {
                    fast::add_to(&mut sum[from * width..][..width], dy);
                }
            }
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let (width, tokens) = x[0].shape();
        let from = self.from(tokens, column, row / width);
        Arithmetic::Copy { x: from.map_or(0.0, |from| x[0][(row % width, from)]), y: y[(row, column)] }
    }
}

/// x · Wᵀ over positions, for every dimension alike: W `[position, position]`, `[width, token]` → `[width, token]`. Of a
/// shorter text the first positions' weights count.
pub struct MixTokens {
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// Whether a position reads only itself and those before it.
    pub causal: bool,
}

impl MixTokens {
    /// The positions that a position reads.
    fn read(&self, length: usize, position: usize) -> usize {
        if self.causal { position + 1 } else { length }
    }
}

impl Op for MixTokens {
    fn name(&self) -> &'static str {
        "a mix of positions"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let whole = self.sequences > 0 && x[1].1.is_multiple_of(self.sequences);
        (whole && x[0].0 == x[0].1 && x[1].1 / self.sequences <= x[0].0).then_some(x[1])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let length = x[1].ncols() / self.sequences;
        each_column(kernel, y, |column, y| {
            let (sequence, position) = (column / length, column % length);
            y.fill(0.0);
            for other in 0..self.read(length, position) {
                fast::add_scaled(y, slice(x[1], sequence * length + other), x[0][(position, other)]);
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (places, width, length) = (x[0].nrows(), x[1].nrows(), x[1].ncols() / self.sequences);
        let [weights, states] = dx else { unreachable!("two inputs") };
        let (weights, states) = (weights.sum(), states.sum());
        for (column, dy) in dy.column_iter().enumerate() {
            let (sequence, position) = (column / length, column % length);
            for other in 0..self.read(length, position) {
                let from = sequence * length + other;
                weights[other * places + position] += fast::dot(dy.as_slice(), slice(x[1], from));
                fast::add_scaled(&mut states[from * width..][..width], dy.as_slice(), x[0][(position, other)]);
            }
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let length = x[1].ncols() / self.sequences;
        let (sequence, position) = (column / length, column % length);
        let read = 0..self.read(length, position);
        Arithmetic::Product {
            left: read.clone().map(|other| x[0][(position, other)]).collect(),
            right: read.map(|other| x[1][(row, sequence * length + other)]).collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}
