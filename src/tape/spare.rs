//! Buffers kept from one pass for the next.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Matrix, Shape};

/// Buffers by length.
#[derive(Default)]
pub struct Spare(HashMap<usize, Vec<Vec<f32>>>);

impl Spare {
    /// A matrix of this shape with arbitrary contents.
    pub(super) fn take(&mut self, (rows, columns): Shape) -> Matrix {
        let length = rows * columns;
        let buffer = self.0.get_mut(&length).and_then(Vec::pop).unwrap_or_else(|| vec![0.0; length]);
        Matrix::from_vec(rows, columns, buffer)
    }

    /// Keeps the buffer of a value, unless somebody else still looks at it.
    pub(super) fn give(&mut self, value: Option<Arc<Matrix>>) {
        if let Some(matrix) = value.and_then(Arc::into_inner) {
            let buffer: Vec<f32> = matrix.data.into();
            self.0.entry(buffer.len()).or_default().push(buffer);
        }
    }
}
