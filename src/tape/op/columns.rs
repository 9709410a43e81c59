//! Loops over the columns of a value, on all cores where that is worth it.

use rayon::prelude::*;

use super::{Kernel, Matrix};

/// Below this many cells a loop is not worth waking another core for.
const WORTH_SPLITTING: usize = 32 * 1024;

/// The columns of a value: one token, or one query of one head, each.
pub(super) fn columns(m: &Matrix) -> std::slice::ChunksExact<'_, f32> {
    m.as_slice().chunks_exact(m.nrows().max(1))
}

/// Writes a value block by block: `write` gets the number of the block's first cell and the block. A block is whole
/// columns, and how they are shared out changes no bit.
pub(super) fn each_block(kernel: Kernel, y: &mut Matrix, write: impl Fn(usize, &mut [f32]) + Send + Sync) {
    if !kernel.wide || y.len() < WORTH_SPLITTING {
        return write(0, y.as_mut_slice());
    }
    let (rows, columns) = y.shape();
    let block = rows * columns.div_ceil(4 * rayon::current_num_threads());
    y.as_mut_slice().par_chunks_mut(block).enumerate().for_each(|(i, y)| write(i * block, y));
}

/// Writes a value column by column: `write` gets the number of the column and the column.
pub(super) fn each_column(kernel: Kernel, y: &mut Matrix, write: impl Fn(usize, &mut [f32]) + Send + Sync) {
    let rows = y.nrows().max(1);
    each_block(kernel, y, |first, block| {
        for (i, y) in block.chunks_exact_mut(rows).enumerate() {
            write(first / rows + i, y);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_written_once_however_they_are_shared_out() {
        for (rows, columns) in [(0, 3), (3, 0), (1, 1), (7, 5), (300, 301), (40_000, 1), (1, 40_001)] {
            for wide in [false, true] {
                let mut y = Matrix::zeros(rows, columns);
                each_column(Kernel { portable: false, wide }, &mut y, |column, y| {
                    for y in y {
                        *y += column as f32;
                    }
                });
                assert_eq!(y, Matrix::from_fn(rows, columns, |_, column| column as f32));
            }
        }
    }
}
