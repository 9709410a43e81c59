//! How the number under the cursor was made, with everything that went in.
//!
//! ```text
//!   qᵢkᵢ  i = 0 … 31
//!   ▁▃ ▅▁▂▇        above the line what adds, below it what takes away
//!     ▅    ▃
//!   q·k     Σ qᵢkᵢ          8.114
//!   ÷ √32                   1.434
//!   + mask  0               1.434
//!   e^x     e^(1.434 − 2.1) 0.515
//!   Σ row                   1.389
//!   weight  0.515 / 1.389   0.371
//! ```

mod chain;
mod draw;
mod explain;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::words::Word;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{large, put};

/// As long as most numbers.
const USUAL: &str = "−0.000";

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneCell).to_owned()
}

/// Which cell: query → key, or the token and the dimension.
pub fn note(view: &View) -> String {
    let Some(shown) = view.shown() else { return String::new() };
    let language = view.desk.language;
    let row = shown.row_label(view.place.row, language);
    let column = shown.column_label(view.place.column, language);
    match shown.columns.axis {
        Axis::Dimension => format!("{row} [{column}]"),
        _ => format!("{row} → {column}"),
    }
}

/// Draws it.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let blocks = blocks(view);
    if blocks.is_empty() {
        put(buffer, area, (0, 0), view.say(Word::Computing), view.style(Role::Quiet));
    } else {
        let head = head(view, &blocks, area);
        let number = number(&blocks);
        if head > 0 && large::fits(&number, area.width) {
            large::large(buffer, area, &number, view.style(Role::Accent));
        } else if head > 0 {
            put(buffer, area, (0, head / 2), &number, view.style(Role::Accent));
        }
        draw::draw(view, blocks, crate::ui::pane::below(area, head), buffer);
    }
}

/// How many lines have no room in an area.
pub fn left_out(view: &View, area: Rect) -> usize {
    let blocks = blocks(view);
    let head = head(view, &blocks, area);
    draw::left_out(blocks, crate::ui::pane::below(area, head))
}

/// A click on a number goes to the step that made it.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let blocks = blocks(view);
    let head = head(view, &blocks, area);
    let site = draw::site_at(blocks, crate::ui::pane::below(area, head), at)?;
    (site != view.place.site && !site.is_parameter()).then_some(Command::Go(site))
}

fn blocks(view: &View) -> Vec<explain::Block> {
    let mut blocks = explain::explain(view);
    blocks.extend(explain::beside(view));
    blocks
}

/// The rows of the large number. They do not depend on which it is, or lines would jump as the cursor goes from cell to cell.
fn head(view: &View, blocks: &[explain::Block], area: Rect) -> u16 {
    if number(blocks).is_empty() { 0 } else { crate::ui::pane::heading(view, USUAL, area) }
}

/// The number that it is about: the cursor's, or the difference.
fn number(blocks: &[explain::Block]) -> String {
    let number = |block: &explain::Block| match &block.kind {
        explain::Kind::Line { result, role: Role::Accent, .. } => Some(result.trim().to_owned()),
        _ => None,
    };
    blocks.iter().rev().find_map(number).unwrap_or_default()
}

#[cfg(test)]
mod tests;
