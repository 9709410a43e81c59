//! A bar for every key and score, all on one scale: where each score looks, side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::grid::Grid;
use super::sight::{Sight, role};
use crate::app::study::Scoring;
use crate::app::words::Word;
use crate::ui::theme::Role;
use crate::ui::widget::{bar, number, put, put_right};

/// Columns of a number.
const NUMBER: u16 = 5;

/// Draws the bars of the keys that have a row.
pub(super) fn render(sight: &Sight, grid: &Grid, buffer: &mut Buffer) {
    let area = grid.area();
    for (row, key) in (grid.bars..).zip(&grid.keys) {
        let label = sight.key_label(*key);
        let chosen = if *key == sight.key { Role::Accent } else { Role::Text };
        put_right(buffer, area, (0, grid.label - 1, row), &label, sight.style(chosen));
        for (scoring, place) in grid.columns() {
            let line = Rect { y: place.y + row, height: 1, ..place };
            one(sight, scoring, *key, line, buffer);
        }
    }
    let left = sight.study.keys() - grid.keys.len();
    if left > 0 {
        let text = format!("… {left} {}", sight.view.say(Word::KeysLeftOut));
        let row = grid.bars + grid.keys.len() as u16;
        put(buffer, area, (0, row), &text, sight.view.style(Role::Faint));
    }
}

/// One bar, its number and, where the score looks first, a mark: `◂` where the scaled dot product looks first, too, `≠`
/// where it looks elsewhere.
fn one(sight: &Sight, scoring: Scoring, key: usize, line: Rect, buffer: &mut Buffer) {
    let Some(value) = sight.value(scoring, sight.query, key) else {
        put_right(buffer, line, (0, line.width.saturating_sub(2), 0), "·", sight.view.style(Role::Faint));
        return;
    };
    let first = sight.row(scoring).strongest == key;
    let differs = first && sight.is_elsewhere(scoring);
    let text = match (first, differs) {
        (_, true) => Role::Warning,
        (true, false) => Role::Strong,
        _ => Role::Quiet,
    };
    let numbers = NUMBER.min(line.width.saturating_sub(2));
    let end = line.width.saturating_sub(2);
    put_right(buffer, line, (0, end, 0), &number(value, usize::from(numbers)), sight.style(text));
    if first {
        put(buffer, line, (line.width - 1, 0), if differs { "≠" } else { "◂" }, sight.style(text));
    }
    let room = Rect { width: end.saturating_sub(numbers + 1), ..line };
    let (low, high) = sight.scale;
    let share = if high > low { value / (high - low) } else { 0.0 };
    if sight.signed() {
        signed(sight, room, share, buffer);
    } else {
        bar::across(buffer, room, seen(share, room), sight.style(role(scoring)));
    }
}

/// A share as it is drawn: what would be less than a sixteenth of a cell is nothing, or a row of slivers would look like an
/// axis.
fn seen(share: f32, room: Rect) -> f32 {
    if share * f32::from(room.width) < 1.0 / 16.0 { 0.0 } else { share }
}

/// A bar from where 0 is: to the right what is positive, to the left what is negative.
fn signed(sight: &Sight, room: Rect, share: f32, buffer: &mut Buffer) {
    let (low, high) = sight.scale;
    if room.width < 2 {
        return;
    }
    let span = room.width - 1;
    let zero = if high > low { (-low / (high - low) * f32::from(span)).round() as u16 } else { 0 };
    let whole = if share < 0.0 { -low } else { high };
    let part = if whole > 0.0 { share * (high - low) / whole } else { 0.0 };
    let shade = sight.view.theme.signed(part.signum() * part.abs().max(0.35));
    let dim = sight.stale || sight.ahead;
    let style = if dim { sight.style(Role::Faint) } else { Style::new().fg(shade.colour) };
    if share < 0.0 {
        bar::back(buffer, Rect { width: zero, ..room }, -part, style);
    } else {
        let right = Rect { x: room.x + zero + 1, width: span - zero, ..room };
        bar::across(buffer, right, seen(part, right), style);
    }
    put(buffer, room, (zero, 0), "│", sight.view.style(Role::Faint));
}
