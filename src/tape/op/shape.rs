//! Parts of a value, and values put together.

use std::ops::Range;
use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot};
use crate::tape::elementwise as fast;

/// Some rows: `[all, token]` → `[rows, token]`.
pub struct Rows(
    /// Which.
    pub Range<usize>,
);

impl Op for Rows {
    fn name(&self) -> &'static str {
        "a choice of rows"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (self.0.start <= self.0.end && self.0.end <= x[0].0).then_some((self.0.len(), x[0].1))
    }

    fn value(&self, _kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        y.copy_from(&x[0].rows(self.0.start, self.0.len()));
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let all = x[0].nrows();
        for (d, dy) in dx[0].sum().chunks_exact_mut(all.max(1)).zip(dy.column_iter()) {
            fast::add_to(&mut d[self.0.clone()], dy.as_slice());
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Copy { x: x[0][(self.0.start + row, column)], y: y[(row, column)] }
    }
}

/// The column of the last real token of each sequence: `[width, token]` → `[width, sequence]`. Of an empty sequence the
/// first.
pub struct Last {
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// How many tokens of each are real.
    pub lengths: Option<Arc<[usize]>>,
}

impl Last {
    fn column(&self, tokens: usize, sequence: usize) -> usize {
        let each = tokens / self.sequences;
        let length = self.lengths.as_ref().map_or(each, |lengths| lengths[sequence]);
        sequence * each + length.saturating_sub(1)
    }
}

impl Op for Last {
    fn name(&self) -> &'static str {
        "the last token"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let whole = self.sequences > 0 && x[0].1 > 0 && x[0].1.is_multiple_of(self.sequences);
        let fits = || {
            let each = x[0].1 / self.sequences;
            let fits = |l: &Arc<[usize]>| l.len() == self.sequences && l.iter().all(|length| *length <= each);
            self.lengths.as_ref().is_none_or(fits)
        };
        (whole && fits()).then_some((x[0].0, self.sequences))
    }

    fn value(&self, _kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        for (sequence, mut y) in y.column_iter_mut().enumerate() {
            y.copy_from(&x[0].column(self.column(x[0].ncols(), sequence)));
        }
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (width, tokens) = x[0].shape();
        let sum = dx[0].sum();
        for (sequence, dy) in dy.column_iter().enumerate() {
            fast::add_to(&mut sum[self.column(tokens, sequence) * width..][..width], dy.as_slice());
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Copy { x: x[0][(row, self.column(x[0].ncols(), column))], y: y[(row, column)] }
    }
}

/// The rows of one value above those of another: `[a, token]`, `[b, token]` → `[a + b, token]`.
pub struct Stack;

impl Op for Stack {
    fn name(&self) -> &'static str {
        "a stack"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[0].1 == x[1].1).then_some((x[0].0 + x[1].0, x[0].1))
    }

    fn value(&self, _kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        y.rows_mut(0, x[0].nrows()).copy_from(x[0]);
        y.rows_mut(x[0].nrows(), x[1].nrows()).copy_from(x[1]);
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let mut from = 0;
        for (x, dx) in x.iter().zip(dx) {
            let rows = x.nrows();
            for (d, dy) in dx.sum().chunks_exact_mut(rows.max(1)).zip(dy.column_iter()) {
                fast::add_to(d, &dy.as_slice()[from..][..rows]);
            }
            from += rows;
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let above = x[0].nrows();
        let from = if row < above { x[0][(row, column)] } else { x[1][(row - above, column)] };
        Arithmetic::Copy { x: from, y: y[(row, column)] }
    }
}

/// The tokens of one value before those of another, in each of so many sequences: `[width, a]`, `[width, b]` →
/// `[width, a + b]`.
pub struct Join(
    /// How many sequences lie side by side.
    pub usize,
);

impl Join {
    /// Which input a column comes from, and its column there.
    fn from(&self, x: [usize; 2], column: usize) -> (usize, usize) {
        let [a, b] = x.map(|columns| columns / self.0);
        let (sequence, place) = (column / (a + b), column % (a + b));
        if place < a { (0, sequence * a + place) } else { (1, sequence * b + place - a) }
    }
}

impl Op for Join {
    fn name(&self) -> &'static str {
        "a joint"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let whole = self.0 > 0 && x[0].1.is_multiple_of(self.0) && x[1].1.is_multiple_of(self.0);
        (whole && x[0].0 == x[1].0).then_some((x[0].0, x[0].1 + x[1].1))
    }

    fn value(&self, _kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        for (column, mut y) in y.column_iter_mut().enumerate() {
            let (input, from) = self.from([x[0].ncols(), x[1].ncols()], column);
            y.copy_from(&x[input].column(from));
        }
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let width = dy.nrows();
        for (column, dy) in dy.column_iter().enumerate() {
            let (input, to) = self.from([x[0].ncols(), x[1].ncols()], column);
            fast::add_to(&mut dx[input].sum()[to * width..][..width], dy.as_slice());
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let (input, from) = self.from([x[0].ncols(), x[1].ncols()], column);
        Arithmetic::Copy { x: x[input][(row, from)], y: y[(row, column)] }
    }
}
