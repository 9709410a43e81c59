//! The history: every plan there was, as a tree, and what made it.
//!
//! ```text
//!    0 ● as it was opened
//!    1 ● mask none
//!    2 ├─● scale off
//!  ▸ 3 ● head-off 1.2          the moment that is now, made of 1
//! ```

mod graph;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::palette::{frame_content, open};
use crate::app::words::Word;
use crate::model::piece::{columns, cut};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{put, put_right};

/// Columns of the list where there is room for them.
const WIDTH: u16 = 84;

/// Draws the moments around the chosen one over the panes.
pub(super) fn render(view: &View, chosen: usize, panes: Rect, buffer: &mut Buffer) {
    let moments = view.stage.history.moments();
    let area = place(view, panes);
    let note = moments.len().to_string();
    let content = open(view, area, view.say(Word::HistoryTitle), &note, buffer);
    let first = first(chosen, moments.len(), content.height);
    let digits = moments.len().to_string().len() as u16 + 2;
    let parents: Vec<Option<usize>> = moments.iter().map(|moment| moment.parent).collect();
    let graph = graph::rows(&parents);
    for (row, moment) in (0..content.height).zip(first..moments.len()) {
        let line = Rect { y: content.y + row, height: 1, ..content };
        let now = moment == view.stage.history.now();
        let role = match () {
            () if moment == chosen => Role::Selected,
            () if now => Role::Accent,
            () => Role::Text,
        };
        if moment == chosen {
            buffer.set_style(line, view.style(Role::Selected));
        }
        let style = view.style(role);
        if now {
            put(buffer, line, (0, 0), "▸", style);
        }
        put_right(buffer, line, (1, digits, 0), &moment.to_string(), style);
        // The more branches there are side by side, the less of them is drawn.
        let lines = cut(&graph[moment], usize::from(line.width) / 2);
        put(buffer, line, (digits + 1, 0), &lines, style);
        put(buffer, line, (digits + 2 + columns(&lines) as u16, 0), said(view, moment), style);
    }
    marks(view, content, (first > 0, first + usize::from(content.height) < moments.len()), buffer);
}

/// In the border's column: whether there is more above and below.
fn marks(view: &View, content: Rect, (above, below): (bool, bool), buffer: &mut Buffer) {
    let beside = Rect { width: content.width + 1, ..content };
    for (there, row, arrow) in [(above, 0, "↑"), (below, content.height.saturating_sub(1), "↓")] {
        if there {
            put(buffer, beside, (content.width, row), arrow, view.style(Role::Accent));
        }
    }
}

/// What made a moment.
fn said<'a>(view: &'a View, moment: usize) -> &'a str {
    match view.stage.history.moments().get(moment) {
        Some(known) if known.parent.is_some() => &known.made_by,
        _ => view.say(Word::HistoryFirst),
    }
}

/// The moment at a cell of the list.
pub(super) fn moment_at(view: &View, chosen: usize, panes: Rect, at: Position) -> Option<usize> {
    let content = frame_content(place(view, panes));
    let count = view.stage.history.moments().len();
    let moment = first(chosen, count, content.height) + usize::from(at.y.checked_sub(content.y)?);
    (content.contains(at) && moment < count).then_some(moment)
}

/// Where the list lies.
pub(super) fn place(view: &View, panes: Rect) -> Rect {
    let width = WIDTH.min(panes.width);
    let wanted = view.stage.history.moments().len().min(usize::from(panes.height)) as u16 + 2;
    Rect { x: panes.x + (panes.width - width) / 2, y: panes.y, width, height: wanted.min(panes.height) }
}

/// The first moment shown: the chosen one stays in view.
fn first(chosen: usize, count: usize, height: u16) -> usize {
    let height = usize::from(height);
    chosen.saturating_sub(height / 2).min(count.saturating_sub(height))
}
