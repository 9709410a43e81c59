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
    let stronger = |a: &Strong, b: &Strong| {
        let place = |cell: &Strong| (cell.row, cell.column);
        b.value.abs().total_cmp(&a.value.abs()).then(place(a).cmp(&place(b)))
    };
    // Only as many as are wanted are ever kept: a matrix may have millions of cells.
    let mut best: Vec<Strong> = Vec::with_capacity(2 * MOST);
    let mut least = f32::NEG_INFINITY;
    for row in 0..shown.rows.length {
        for (column, own) in shown.row(row).enumerate().filter(|(column, _)| Some(*column) != left_out) {
            let value = own - minus.map_or(0.0, |minus| minus.value(row, column));
            if value.abs() < least || !value.is_finite() || hidden(row, column) {
                continue;
            }
            best.push(Strong { row, column, value });
            if best.len() == 2 * MOST {
                best.select_nth_unstable_by(MOST - 1, stronger);
                best.truncate(MOST);
                least = best[MOST - 1].value.abs();
            }
        }
    }
    best.sort_unstable_by(stronger);
    best.truncate(MOST);
    best
}
