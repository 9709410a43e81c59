//! A linear map of each head's own.

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot};

/// W x in every head: `[head × out, in]`, `[head × in, token]` → `[head × out, token]`. The heads' maps stand below one
/// another.
pub struct HeadMap(
    /// How many heads.
    pub usize,
);

impl Op for HeadMap {
    fn name(&self) -> &'static str {
        "a map of every head"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (self.0 > 0 && x[0].0.is_multiple_of(self.0) && x[0].1 * self.0 == x[1].0).then_some((x[0].0, x[1].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        kernel.map_heads(self.0, y, 0.0, x[0].into(), x[1].into());
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].accumulate(|d, before| kernel.map_heads_to_weights(self.0, d, before, dy.into(), x[1].into()));
        dx[1].accumulate(|d, before| kernel.map_heads_to_input(self.0, d, before, x[0].into(), dy.into()));
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let (out, inner) = (x[0].nrows() / self.0, x[0].ncols());
        let head = row / out;
        Arithmetic::Product {
            left: x[0].row(row).iter().copied().collect(),
            right: x[1].column(column).rows(head * inner, inner).iter().copied().collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}
