//! The rows of a table: word and position embeddings.

use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::elementwise as fast;

/// One column of a table for each entry: `[width, entries]` → `[width, token]`.
pub struct Lookup(
    /// The entry of each token.
    pub Arc<[u32]>,
);

impl Op for Lookup {
    fn name(&self) -> &'static str {
        "a look-up"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        self.0.iter().all(|&entry| (entry as usize) < x[0].1).then_some((x[0].0, self.0.len()))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |token, y| y.copy_from_slice(x[0].column(self.0[token] as usize).as_slice()));
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let width = dy.nrows();
        let table = dx[0].sum();
        for (dy, &entry) in columns(dy).zip(self.0.iter()) {
            fast::add_to(&mut table[entry as usize * width..][..width], dy);
        }
    }

    fn cell(&self, _x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Lookup { entry: self.0[column] as usize, y: y[(row, column)] }
    }
}
