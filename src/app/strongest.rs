//! The cells of a shown matrix that stand out: those with the largest magnitudes.

use super::shown::Shown;
use crate::tape::{Name, Part, Site};

/// So many cells are put in order.
pub const MOST: usize = 100;

/// The scores that say which cells of a pattern a mask hides. Of all heads together they are those of any head.
pub fn masked_scores(site: Site) -> Option<Site> {
    let part = match site.name {
        Name::Pattern | Name::PatternMean | Name::PatternMax => site.part,
        Name::Rollout => Part::Attention,
        _ => return None,
    };
    Some(Site { part, name: Name::Masked, before: false, ..site })
}

/// A cell and its number.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Strong {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
    /// The number there.
    pub value: f32,
}

/// The at most [`MOST`] strongest cells of a matrix, or of what differs between it and another, in order; equals by their
/// place. `masked` has −∞ where a mask hides a cell. Hidden cells are left out, and one column where it is to be.
pub fn strongest(shown: &Shown, minus: Option<&Shown>, masked: Option<&Shown>, left_out: Option<usize>) -> Vec<Strong> {
    let hidden = |row, column| masked.is_some_and(|scores| scores.value(row, column) == f32::NEG_INFINITY);
    let columns = shown.columns.length;
    let cell = |row, column| {
        let value = shown.value(row, column) - minus.map_or(0.0, |minus| minus.value(row, column));
        Strong { row, column, value }
    };
    let mut all: Vec<Strong> = (0..shown.rows.length)
        .flat_map(|row| (0..columns).filter(|column| Some(*column) != left_out).map(move |column| (row, column)))
        .map(|(row, column)| cell(row, column))
        .filter(|cell| cell.value.is_finite() && !hidden(cell.row, cell.column))
        .collect();
    let stronger = |a: &Strong, b: &Strong| {
        let place = |cell: &Strong| (cell.row, cell.column);
        b.value.abs().total_cmp(&a.value.abs()).then(place(a).cmp(&place(b)))
    };
    if all.len() > MOST {
        all.select_nth_unstable_by(MOST, stronger);
        all.truncate(MOST);
    }
    all.sort_unstable_by(stronger);
    all
}
