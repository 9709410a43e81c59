//! What is shown of every query and key, small: one map for each score, all on one scale, the query's row marked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::grid::Grid;
use super::sight::Sight;
use crate::app::shown::further;
use crate::app::study::Scoring;
use crate::app::thumbnail::entries;
use crate::ui::ramp::Shade;
use crate::ui::theme::Role;
use crate::ui::widget::put;
use crate::ui::widget::thumbnail::{pixel_rows, pixels};

/// A map that is ahead is drawn in the lower part of the ramp.
const AHEAD: f32 = 0.35;

/// Draws the maps.
pub(super) fn render(sight: &Sight, grid: &Grid, buffer: &mut Buffer) {
    let theme = &sight.view.theme;
    for (scoring, place) in places(sight, grid) {
        let room = (pixel_rows(theme, place), usize::from(place.width));
        let pixel = |row: usize, column: usize| shade(sight, scoring, (row, column), room);
        pixels(theme, pixel, place, buffer);
        let before = Rect { x: place.x - 1, width: 1, ..place };
        let stands_for = |row: &u16| {
            entries(usize::from(*row), usize::from(place.height), sight.study.queries()).contains(&sight.query)
        };
        if let Some(row) = (0..place.height).find(stands_for) {
            put(buffer, before, (0, row), "▸", sight.style(Role::Accent));
        }
    }
}

/// The query whose row a place is on.
pub(super) fn query_at(sight: &Sight, grid: &Grid, at: Position) -> Option<usize> {
    let (_, place) = places(sight, grid).find(|(_, place)| place.contains(at))?;
    let row = usize::from(at.y - place.y);
    Some(entries(row, usize::from(place.height), sight.study.queries()).start)
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

/// The look of a pixel: the largest by size of what falls on it.
fn shade(sight: &Sight, scoring: Scoring, (row, column): (usize, usize), (height, width): (usize, usize)) -> Shade {
    let small = sight.study.small(sight.show);
    let (map, columns) = (&small.maps[scoring as usize], entries(column, width, small.columns));
    let cells = |row: usize| map[row * small.columns..][columns.clone()].iter().copied();
    let largest = entries(row, height, small.rows).flat_map(cells).fold(0.0, further);
    let share = largest / small.most * if sight.stale || sight.ahead { AHEAD } else { 1.0 };
    if sight.signed() { sight.view.theme.signed(share) } else { sight.view.theme.weight(share) }
}
