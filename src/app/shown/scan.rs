//! Loops over the numbers of a shown matrix, on slices of storage: a screen full of a long text's weights is read within a
//! millisecond. Several sums that do not wait for each other make them fast.

use std::ops::Range;

use super::Shown;
use crate::app::cursor::Axis;

/// Minima and maxima are taken so many at a time.
const LANES: usize = 16;

/// What stands for several cells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Pooling {
    /// The number furthest from zero, with its sign.
    #[default]
    Max,
    /// The mean.
    Mean,
}

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
        let (low, high) = self
            .slices(0..self.rows.length, 0..self.columns.length)
            .fold(NOTHING, |ends, slice| widened(ends, slice, f32::is_finite));
        if low > high { (0.0, 0.0) } else { (low, high) }
    }

    /// The column of a row's largest number (by size, where signs mean something), the first of equals.
    pub fn strongest(&self, row: usize) -> usize {
        let by_size = self.signed && self.columns.axis == Axis::Dimension;
        let strength = |x: f32| if by_size { x.abs() } else { x };
        let most = self.row(row).map(strength).fold(f32::NEG_INFINITY, f32::max);
        self.row(row).position(|x| strength(x) == most).unwrap_or(0)
    }

    /// What stands for the cells of some rows and columns; those that a mask hides (−∞) do not count. −∞ where all are
    /// hidden, or there are none.
    pub fn pooled(&self, rows: Range<usize>, columns: Range<usize>, pooling: Pooling) -> f32 {
        let slices = self.slices(rows, columns);
        match pooling {
            Pooling::Max => {
                let mut ends = NOTHING;
                for slice in slices {
                    if slice.iter().any(|x| x.is_nan()) {
                        return f32::NAN;
                    }
                    ends = widened(ends, slice, |x| x != f32::NEG_INFINITY);
                }
                let (low, high) = ends;
                match () {
                    () if low > high => f32::NEG_INFINITY,
                    () if -low > high => low,
                    () => high,
                }
            }
            Pooling::Mean => {
                let (mut sum, mut count) = (0.0_f64, 0_usize);
                for x in slices.flatten().filter(|x| **x != f32::NEG_INFINITY) {
                    sum += f64::from(*x);
                    count += 1;
                }
                if count == 0 { f32::NEG_INFINITY } else { (sum / count as f64) as f32 }
            }
        }
    }

    /// A part of a storage column: of a shown row, or of a shown column where the matrix is not turned.
    pub(super) fn line(&self, line: usize, part: Range<usize>) -> &[f32] {
        let from = (self.start.1 + line) * self.matrix.nrows() + self.start.0 + part.start;
        &self.matrix.as_slice()[from..][..part.len()]
    }

    /// The cells of some rows and columns in storage: pieces of its columns, each a slice.
    fn slices(&self, rows: Range<usize>, columns: Range<usize>) -> impl Iterator<Item = &[f32]> {
        let (down, across) = if self.straight { (rows, columns) } else { (columns, rows) };
        let height = self.matrix.nrows();
        let (from, length) = (self.start.0 + down.start, down.len());
        across.map(move |column| &self.matrix.as_slice()[(self.start.1 + column) * height + from..][..length])
    }
}

/// Smallest and largest of nothing.
const NOTHING: (f32, f32) = (f32::INFINITY, f32::NEG_INFINITY);

/// The smallest and the largest of some numbers and those that count of a slice.
fn widened((low, high): (f32, f32), slice: &[f32], counts: impl Fn(f32) -> bool) -> (f32, f32) {
    let (mut lows, mut highs) = ([low; LANES], [high; LANES]);
    let mut widen = |lane: usize, x: f32| {
        let (below, above) = if counts(x) { (x, x) } else { NOTHING };
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
