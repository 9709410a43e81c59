//! Loops over the numbers of a shown matrix, on slices of storage: a screen full of a long text's weights is read within a
//! millisecond. Several minima and maxima that do not wait for each other make them fast.

use std::ops::Range;

use super::Shown;
use crate::app::cursor::Axis;

/// Minima and maxima are taken so many at a time.
const LANES: usize = 16;

impl Shown<'_> {
    /// The numbers of a shown row.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = f32> + '_ {
        let height = self.matrix.nrows();
        let (down, across) = self.stored(row, 0);
        let step = if self.straight { height.max(1) } else { 1 };
        let from = (across * height + down).min(self.matrix.len());
        self.matrix.as_slice()[from..].iter().step_by(step).take(self.columns.length).copied()
    }

    /// The smallest and the largest finite number; (0, 0) where there is none.
    pub fn range(&self) -> (f32, f32) {
        let (low, high) = self.slices().fold(NOTHING, widened);
        if low > high { (0.0, 0.0) } else { (low, high) }
    }

    /// The column of a row's largest number (by size, where signs mean something), the first of equals.
    pub fn strongest(&self, row: usize) -> usize {
        let by_size = self.signed && self.columns.axis == Axis::Dimension;
        let strength = |x: f32| if by_size { x.abs() } else { x };
        let most = self.row(row).map(strength).fold(f32::NEG_INFINITY, f32::max);
        self.row(row).position(|x| strength(x) == most).unwrap_or(0)
    }

    /// A part of a storage column: of a shown row, or of a shown column where the matrix is not turned.
    pub(super) fn line(&self, line: usize, part: Range<usize>) -> &[f32] {
        let from = (self.start.1 + line) * self.matrix.nrows() + self.start.0 + part.start;
        &self.matrix.as_slice()[from..][..part.len()]
    }

    /// The cells in storage: pieces of its columns, each a slice.
    fn slices(&self) -> impl Iterator<Item = &[f32]> {
        let (rows, columns) = (self.rows.length, self.columns.length);
        let (along, across) = if self.straight { (rows, columns) } else { (columns, rows) };
        (0..across).map(move |line| self.line(line, 0..along))
    }
}

/// Smallest and largest of nothing.
const NOTHING: (f32, f32) = (f32::INFINITY, f32::NEG_INFINITY);

/// The smallest and the largest of some numbers and the finite ones of a slice.
fn widened((low, high): (f32, f32), slice: &[f32]) -> (f32, f32) {
    let (mut lows, mut highs) = ([low; LANES], [high; LANES]);
    let mut widen = |lane: usize, x: f32| {
        let (below, above) = if x.is_finite() { (x, x) } else { NOTHING };
        lows[lane] = if below < lows[lane] { below } else { lows[lane] };
        highs[lane] = if above > highs[lane] { above } else { highs[lane] };
    };
    let mut chunks = slice.chunks_exact(LANES);
    for chunk in &mut chunks {
        for (lane, x) in chunk.iter().enumerate() {
            widen(lane, *x);
        }
    }
    for (lane, x) in chunks.remainder().iter().enumerate() {
        widen(lane, *x);
    }
    (lows.into_iter().fold(f32::INFINITY, f32::min), highs.into_iter().fold(f32::NEG_INFINITY, f32::max))
}
