//! The cells of a shown matrix that stand out: those with the largest magnitudes.

use super::shown::{Line, Mapped};
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

/// The at most [`MOST`] strongest cells of a map, in order; equals by their place. What does not count is left out. Of a
/// difference the strongest are those that a mask takes away or gives back.
///
/// A matrix may have millions of cells: rows are gone through from the one with the largest number down, and those whose
/// largest is too small are not read again. These largest numbers may be `known`, as [`Mapped::row_reaches`] has them.
pub fn strongest(map: &Mapped, known: Option<&[f32]>) -> Vec<Strong> {
    let stronger = |a: &Strong, b: &Strong| {
        let place = |cell: &Strong| (cell.row, cell.column);
        b.value.abs().total_cmp(&a.value.abs()).then(place(a).cmp(&place(b)))
    };
    let reaches = known.map_or_else(|| map.row_reaches(&map.row_ends()), <[f32]>::to_vec);
    let differs = map.minus.is_some();
    let mut rows: Vec<(usize, f32)> = reaches.into_iter().enumerate().collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1));
    // Only as many as are wanted are ever kept, and the weakest of them is what others have to be stronger than.
    let mut best: Vec<Strong> = Vec::with_capacity(2 * MOST);
    let mut weakest: Option<Strong> = None;
    let mut read = Line::default();
    for (row, reach) in rows {
        // Rows that reach as far come from the first to the last, and of equals the first counts.
        let too_late = |weakest: Strong| reach == weakest.value.abs() && row > weakest.row;
        if weakest.is_some_and(|weakest| reach < weakest.value.abs() || too_late(weakest)) {
            break;
        }
        let Line { numbers, counts } = map.read_row(row, &mut read);
        for (column, (value, counts)) in numbers.iter().copied().zip(counts).enumerate() {
            let cell = Strong { row, column, value };
            let stands_out = *counts > 0.0 && (value.is_finite() || differs && value.is_infinite());
            if !stands_out || weakest.is_some_and(|weakest| stronger(&cell, &weakest).is_gt()) {
                continue;
            }
            best.push(cell);
            if best.len() == 2 * MOST {
                best.select_nth_unstable_by(MOST - 1, stronger);
                best.truncate(MOST);
                weakest = best.last().copied();
            }
        }
    }
    best.sort_unstable_by(stronger);
    best.truncate(MOST);
    best
}
