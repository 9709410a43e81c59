//! What a viewer changes at a site.

use std::ops::Range;
use std::sync::Arc;

use super::{Matrix, Site};

/// A change to a block of a recorded value. It becomes an operation of its own that takes over the site's name; the
/// value it replaced stays on the tape as `SITE.before`.
#[derive(Clone, PartialEq, Debug)]
pub struct Patch {
    /// Which value, or which parameter.
    pub site: Site,
    /// Rows in storage: dimensions of a state, keys of a pattern.
    pub rows: Range<usize>,
    /// Columns in storage: tokens of a state, head × query of a pattern.
    pub columns: Range<usize>,
    /// What happens to the block.
    pub change: Change,
}

/// What a patch does to each cell of its block.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// Every cell becomes this number.
    Set(f32),
    /// Every cell is multiplied by this number; 0 removes it.
    Scale(f32),
    /// This number is added to every cell.
    Add(f32),
    /// The block becomes this matrix, in storage order.
    Replace(Arc<Matrix>),
    /// The block becomes a copy of these rows and columns of the same value, over and over where they are fewer.
    Copy(Range<usize>, Range<usize>),
}
