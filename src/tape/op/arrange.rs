//! Operations that only move numbers: rows and columns taken out, stacked, joined and unfolded.

use std::ops::Range;
use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::elementwise as fast;

/// A range of rows: `[rows, token]` → `[range, token]`.
pub struct Rows(
    /// Which.
    pub Range<usize>,
);

impl Op for Rows {
    fn name(&self) -> &'static str {
        "rows"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (self.0.start <= self.0.end && self.0.end <= x[0].0).then_some((self.0.len(), x[0].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |token, y| y.copy_from_slice(&x[0].column(token).as_slice()[self.0.clone()]));
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        for (d, dy) in dx[0].sum().chunks_exact_mut(x[0].nrows().max(1)).zip(columns(dy)) {
            fast::add_to(&mut d[self.0.clone()], dy);
        }
    }

    fn cell(&self, _x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Moved { input: 0, from: (self.0.start + row, column), y: y[(row, column)] }
    }
}

/// The rows of one value above those of another: `[a, token]`, `[b, token]` → `[a + b, token]`.
pub struct StackRows;

impl Op for StackRows {
    fn name(&self) -> &'static str {
        "a stack"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[0].1 == x[1].1).then_some((x[0].0 + x[1].0, x[0].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |token, y| {
            let (above, below) = y.split_at_mut(x[0].nrows());
            above.copy_from_slice(x[0].column(token).as_slice());
            below.copy_from_slice(x[1].column(token).as_slice());
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let mut first = 0;
        for (x, dx) in x.iter().zip(dx) {
            let rows = x.nrows();
            for (d, dy) in dx.sum().chunks_exact_mut(rows.max(1)).zip(columns(dy)) {
                fast::add_to(d, &dy[first..][..rows]);
            }
            first += rows;
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let above = x[0].nrows();
        let (input, from) = if row < above { (0, row) } else { (1, row - above) };
        Arithmetic::Moved { input, from: (from, column), y: y[(row, column)] }
    }
}

/// In every sequence the columns of one value before those of another: a memory before what follows it.
pub struct Join {
    /// How many sequences lie side by side.
    pub sequences: usize,
}

impl Join {
    /// Where a column comes from: which input, and the column there.
    fn from(&self, x: &[&Matrix], column: usize) -> (usize, usize) {
        let [a, b] = [x[0], x[1]].map(|x| x.ncols() / self.sequences);
        let (sequence, token) = (column / (a + b), column % (a + b));
        if token < a { (0, sequence * a + token) } else { (1, sequence * b + token - a) }
    }
}

impl Op for Join {
    fn name(&self) -> &'static str {
        "a join"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let whole = self.sequences > 0 && x.iter().all(|x| x.1.is_multiple_of(self.sequences));
        (whole && x[0].0 == x[1].0).then_some((x[0].0, x[0].1 + x[1].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |column, y| {
            let (input, from) = self.from(x, column);
            y.copy_from_slice(x[input].column(from).as_slice());
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let rows = dy.nrows();
        for (column, dy) in columns(dy).enumerate() {
            let (input, from) = self.from(x, column);
            fast::add_to(&mut dx[input].sum()[from * rows..][..rows], dy);
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let (input, from) = self.from(x, column);
        Arithmetic::Moved { input, from: (row, from), y: y[(row, column)] }
    }
}

/// The last real token of every sequence: `[width, token]` → `[width, sequence]`. Of a sequence of length 0 it is the
/// first column, which in a recurrent state still is what the sequence began with.
pub struct Last {
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// How many tokens of each are real, where they are padded to one length.
    pub lengths: Option<Arc<[usize]>>,
}

impl Last {
    fn from(&self, tokens: usize, sequence: usize) -> usize {
        let tokens = tokens / self.sequences;
        let length = self.lengths.as_ref().map_or(tokens, |lengths| lengths[sequence].min(tokens));
        sequence * tokens + length.saturating_sub(1)
    }
}

impl Op for Last {
    fn name(&self) -> &'static str {
        "the last tokens"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let lengths = self.lengths.as_ref().is_none_or(|lengths| lengths.len() == self.sequences);
        let whole = self.sequences > 0 && x[0].1 > 0 && x[0].1.is_multiple_of(self.sequences);
        (whole && lengths).then_some((x[0].0, self.sequences))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |sequence, y| {
            y.copy_from_slice(x[0].column(self.from(x[0].ncols(), sequence)).as_slice());
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let rows = dy.nrows();
        let d = dx[0].sum();
        for (sequence, dy) in columns(dy).enumerate() {
            fast::add_to(&mut d[self.from(x[0].ncols(), sequence) * rows..][..rows], dy);
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Moved { input: 0, from: (row, self.from(x[0].ncols(), column)), y: y[(row, column)] }
    }
}

/// Each token above those before it, as many as there are taps: `[in, token]` → `[taps × in, token]`. Before the first
/// token of a sequence stand zeros. A causal convolution is an affine map of this.
pub struct Unfold {
    /// How many tokens stand above one another, the token itself first.
    pub taps: usize,
    /// How many sequences lie side by side.
    pub sequences: usize,
}

impl Op for Unfold {
    fn name(&self) -> &'static str {
        "a window"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let whole = self.sequences > 0 && self.taps > 0 && x[0].1.is_multiple_of(self.sequences);
        whole.then_some((self.taps * x[0].0, x[0].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let tokens = x[0].ncols() / self.sequences;
        each_column(kernel, y, |column, y| {
            for (back, y) in y.chunks_exact_mut(x[0].nrows().max(1)).enumerate() {
                if back <= column % tokens {
                    y.copy_from_slice(x[0].column(column - back).as_slice());
                } else {
                    y.fill(0.0);
                }
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (rows, tokens) = (x[0].nrows().max(1), x[0].ncols() / self.sequences);
        let d = dx[0].sum();
        for (column, dy) in columns(dy).enumerate() {
            for (back, dy) in dy.chunks_exact(rows).enumerate().take(column % tokens + 1) {
                fast::add_to(&mut d[(column - back) * rows..][..rows], dy);
            }
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let (rows, tokens) = (x[0].nrows(), x[0].ncols() / self.sequences);
        let (back, y) = (row / rows, y[(row, column)]);
        if back <= column % tokens {
            Arithmetic::Moved { input: 0, from: (row % rows, column - back), y }
        } else {
            Arithmetic::Given { y }
        }
    }
}
