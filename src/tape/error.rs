//! What does not fit on a tape.

use std::ops::Range;

use super::{Change, Patch, Shape, Site};

/// Why a tape cannot be played.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum TapeError {
    /// An operation whose inputs do not fit together. Shapes are in storage: rows × columns.
    #[error("{site}: {op} does not fit {}", list(inputs))]
    Shapes {
        /// The site that was to be recorded.
        site: Site,
        /// What the operation is called.
        op: &'static str,
        /// The sites that it reads and their shapes.
        inputs: Vec<(Site, Shape)>,
    },
    /// A parameter that the model lacks.
    #[error("the model has no parameter {site}")]
    NoParameter {
        /// Its name.
        site: Site,
    },
    /// A patch at a site that the pass does not record.
    #[error("the pass records no {site} to patch")]
    NoSite {
        /// Its name.
        site: Site,
    },
    /// A patch that reaches outside its value, or whose replacement has another shape.
    #[error("{site} is {rows} × {columns}: a patch of {} does not fit", block(patched, *by), rows = shape.0, columns = shape.1)]
    Patch {
        /// The site it was meant for.
        site: Site,
        /// The shape of the value there.
        shape: Shape,
        /// The rows and the columns of the patch.
        patched: (Range<usize>, Range<usize>),
        /// The shape of what was to take their place, where that has one.
        by: Option<Shape>,
    },
}

impl TapeError {
    pub(super) fn patch(patch: &Patch, shape: Shape) -> TapeError {
        let by = match &patch.change {
            Change::Replace(matrix) => Some(matrix.shape()),
            Change::Copy(rows, columns) => Some((rows.len(), columns.len())),
            _ => None,
        };
        TapeError::Patch { site: patch.site, shape, patched: (patch.rows.clone(), patch.columns.clone()), by }
    }
}

fn list(inputs: &[(Site, Shape)]) -> String {
    let each = inputs.iter().map(|(site, (rows, columns))| format!("{site} {rows} × {columns}"));
    each.collect::<Vec<_>>().join(", ")
}

fn block((rows, columns): &(Range<usize>, Range<usize>), by: Option<Shape>) -> String {
    let by = by.map_or_else(String::new, |(rows, columns)| format!(" by {rows} × {columns}"));
    format!("rows {rows:?}, columns {columns:?}{by}")
}
