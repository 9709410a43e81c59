//! What is shown of every query and key, small: one map for each score, all on one scale, the query's row marked.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::grid::Grid;
use super::sight::Sight;
use crate::app::study::Scoring;
use crate::ui::ramp::Shade;
use crate::ui::theme::Role;
use crate::ui::widget::put;
use crate::ui::widget::thumbnail::{pixel_rows, pixels};

/// A map that is ahead is drawn in the lower part of the ramp.
const AHEAD: f32 = 0.35;

/// Draws the maps.
pub(super) fn render(sight: &Sight, grid: &Grid, buffer: &mut Buffer) {
    if grid.maps.1 == 0 {
        return; // the scale of maps is that of every weight there is
    }
    let theme = &sight.view.theme;
    let most = scale(sight);
    for (scoring, place) in places(sight, grid) {
        let height = pixel_rows(theme, place);
        let pixel = |row: usize, column: usize| shade(sight, scoring, (row, height), (column, place.width), most);
        pixels(theme, pixel, place, buffer);
        let row = sight.query * usize::from(place.height) / sight.study.queries();
        let before = Rect { x: place.x - 1, width: 1, ..place };
        put(buffer, before, (0, row as u16), "▸", sight.style(Role::Accent));
    }
}

/// The query whose row a place is on.
pub(super) fn query_at(sight: &Sight, grid: &Grid, at: Position) -> Option<usize> {
    let (_, place) = places(sight, grid).find(|(_, place)| place.contains(at))?;
    let row = usize::from(at.y - place.y);
    Some(part(row, usize::from(place.height), sight.study.queries()).start)
}

/// Where each map is. A pixel is a column by half a row; up to four columns a key still read as a map.
fn places(sight: &Sight, grid: &Grid) -> impl Iterator<Item = (Scoring, Rect)> {
    let (first, height) = grid.maps;
    let most = (sight.study.keys() * 4).min(usize::from(4 * height));
    grid.columns().filter(move |_| height > 0).map(move |(scoring, place)| {
        let width = place.width.min(most as u16);
        (scoring, Rect { y: place.y + first, height, width, ..place })
    })
}

/// The largest that says something, over all scores: a query that sees one key gives it everything whatever the score is.
fn scale(sight: &Sight) -> f32 {
    let study = sight.study;
    let shared = |query: &usize| (0..study.keys()).filter(|key| !study.hides(*query, *key)).count() > 1;
    let most = sight.values((0..study.queries()).filter(shared)).map(f32::abs).fold(0.0, f32::max);
    if most > 0.0 { most } else { 1.0 }
}

/// The matrix entries that fall on a pixel.
fn part(pixel: usize, of: usize, all: usize) -> Range<usize> {
    let start = pixel * all / of.max(1);
    start..((pixel + 1) * all / of.max(1)).max(start + 1).min(all)
}

/// The look of a pixel: the largest by size of what falls on it.
fn shade(
    sight: &Sight,
    scoring: Scoring,
    (row, height): (usize, usize),
    (column, width): (usize, u16),
    most: f32,
) -> Shade {
    let queries = part(row, height, sight.study.queries());
    let keys = part(column, usize::from(width), sight.study.keys());
    let values = queries.flat_map(|query| keys.clone().filter_map(move |key| sight.value(scoring, query, key)));
    let strongest = values.fold(0.0, |best: f32, x| if x.abs() > best.abs() { x } else { best });
    let share = strongest / most * if sight.stale || sight.ahead { AHEAD } else { 1.0 };
    if sight.signed() { sight.view.theme.signed(share) } else { sight.view.theme.weight(share) }
}
