//! What a viewer changed, as an operation of its own.

use std::ops::Range;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot};
use crate::tape::{Change, Patch};

/// The value with a patch applied. Patching in place would corrupt derivatives that read their own output.
pub struct Patched(
    /// The patch.
    pub Patch,
);

impl Op for Patched {
    fn name(&self) -> &'static str {
        "a patch"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let patch = &self.0;
        let fits = match &patch.change {
            Change::Replace(m) => m.shape() == (patch.rows.len(), patch.columns.len()),
            Change::Copy(rows, columns) => {
                !rows.is_empty() && !columns.is_empty() && rows.end <= x[0].0 && columns.end <= x[0].1
            }
            _ => true,
        };
        (fits && patch.rows.end <= x[0].0 && patch.columns.end <= x[0].1).then_some(x[0])
    }

    fn value(&self, _kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        y.copy_from(x[0]);
        let patch = &self.0;
        for (j, column) in patch.columns.clone().enumerate() {
            for (i, row) in patch.rows.clone().enumerate() {
                let y = &mut y[(row, column)];
                *y = match &patch.change {
                    Change::Set(number) => *number,
                    Change::Scale(factor) => *y * factor,
                    Change::Add(number) => *y + number,
                    Change::Replace(m) => m[(i, j)],
                    Change::Copy(rows, columns) => x[0][copied(rows, columns, (i, j))],
                };
            }
        }
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let factor = match &self.0.change {
            Change::Scale(factor) => *factor,
            Change::Add(_) => 1.0,
            Change::Set(_) | Change::Replace(_) | Change::Copy(..) => 0.0,
        };
        dx[0].write(|d| {
            d.copy_from_slice(dy.as_slice());
            for column in self.0.columns.clone() {
                for d in &mut d[column * dy.nrows()..][self.0.rows.clone()] {
                    *d *= factor;
                }
            }
            // What was copied counts once more for each copy.
            if let Change::Copy(rows, columns) = &self.0.change {
                for (j, column) in self.0.columns.clone().enumerate() {
                    for (i, row) in self.0.rows.clone().enumerate() {
                        let (from_row, from_column) = copied(rows, columns, (i, j));
                        d[from_column * dy.nrows() + from_row] += dy[(row, column)];
                    }
                }
            }
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Patch { before: x[0][(row, column)], y: y[(row, column)] }
    }
}

/// Which cell of the rows and columns that are copied comes to a place of the block.
fn copied(rows: &Range<usize>, columns: &Range<usize>, (i, j): (usize, usize)) -> (usize, usize) {
    (rows.start + i % rows.len(), columns.start + j % columns.len())
}
