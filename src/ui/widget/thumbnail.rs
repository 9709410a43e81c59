//! A pattern in a few cells: each pixel, a column by half a row, is the strongest of the weights that fall on it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::shown::further;
use crate::app::thumbnail::entries;
use crate::ui::ramp::Shade;
use crate::ui::theme::Theme;

/// Draws rows of so many weights into a place, those of a difference with the colours of signed numbers. A weight is
/// multiplied by `share` to come to its place on the ramp.
pub fn thumbnail(
    theme: &Theme,
    (weights, columns): (&[f32], usize),
    (share, signed): (f32, bool),
    place: Rect,
    buffer: &mut Buffer,
) {
    let rows = weights.len() / columns.max(1);
    if rows == 0 {
        return;
    }
    let (width, height) = (usize::from(place.width), pixel_rows(theme, place));
    let ramp = theme.ramp(signed);
    let pixel = |row: usize, column: usize| {
        let these = entries(column, width, columns);
        let cells = |row: usize| weights[row * columns..][these.clone()].iter().copied();
        let values = entries(row, height, rows).flat_map(cells);
        ramp.at(values.fold(0.0, further) * share)
    };
    pixels(theme, pixel, place, buffer);
}

/// How many rows of pixels a place has.
pub fn pixel_rows(theme: &Theme, place: Rect) -> usize {
    usize::from(place.height) * if theme.has_fine_colours() { 2 } else { 1 }
}

/// Fills a place with pixels by row and column: half a row each where there are colours enough for two in a cell, else a
/// whole row.
pub fn pixels(theme: &Theme, pixel: impl Fn(usize, usize) -> Shade, place: Rect, buffer: &mut Buffer) {
    let fine = theme.has_fine_colours();
    for position in place.intersection(buffer.area).positions() {
        let (row, column) = (usize::from(position.y - place.y), usize::from(position.x - place.x));
        let cell = &mut buffer[position];
        if fine {
            let (upper, lower) = (pixel(2 * row, column), pixel(2 * row + 1, column));
            cell.set_char('▀').set_style(Style::new().fg(upper.colour).bg(lower.colour));
        } else {
            let shade = pixel(row, column);
            cell.set_char(shade.narrow).set_style(shade.style);
        }
    }
}
