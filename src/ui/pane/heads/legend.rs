//! The line below the thumbnails: what the colours of a difference mean, and what a mark stands for.
//!
//! ```text
//!   −0.31 ▓▒░ ░▒▓ 0.31 · † derived
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::DERIVED;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{number, put};

/// In fewer rows than these every row is a thumbnail's.
const LEAST: u16 = 6;

/// The fewest and the most columns of the ramp.
const RAMP: (usize, usize) = (5, 15);

/// The area without its last row, and that row, where there are enough of them.
pub(super) fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.height < LEAST {
        return (area, None);
    }
    let line = Rect { y: area.bottom() - 1, height: 1, ..area };
    (Rect { height: area.height - 1, ..area }, Some(line))
}

/// Draws the line: the ramp where there is a difference that ends somewhere, and what is derived where that is not said.
pub(super) fn render(view: &View, end: Option<f32>, explains: bool, area: Rect, buffer: &mut Buffer) {
    let quiet = view.style(Role::Quiet);
    let derived = explains.then(|| format!("{DERIVED} {}", view.say(Word::Derived)));
    let derived = derived.unwrap_or_default();
    let Some(end) = end else {
        put(buffer, area, (1, 0), &derived, quiet);
        return;
    };
    let (low, high) = (number(-end, 7), number(end, 6));
    let after = if explains { columns(&derived) + 3 } else { 0 };
    let free = usize::from(area.width).saturating_sub(columns(&low) + columns(&high) + after + 3);
    let ramp = free.clamp(RAMP.0, RAMP.1) as u16;
    let x = 1 + put(buffer, area, (1, 0), &low, quiet);
    let shades = view.theme.ramp(true);
    for i in 0..ramp.min(area.width.saturating_sub(x)) {
        let shade = shades.at(2.0 * f32::from(i) / f32::from(ramp - 1) - 1.0);
        if let Some(cell) = buffer.cell_mut((area.x + x + i, area.y)) {
            cell.set_char(shade.narrow).set_style(shade.style);
        }
    }
    let x = put(buffer, area, (x + ramp + 1, 0), &high, quiet);
    if explains {
        put(buffer, area, (x, 0), &format!(" · {derived}"), quiet);
    }
}
