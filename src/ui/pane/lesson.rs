//! What the current step is about: how its value is made and of what shapes, what that means, what is switched there, who
//! described it, and what there is to try.
//!
//! ```text
//!  scaled [head 4, query 16, key 16] = scores / √d
//!    scores [head 4, query 16, key 16]
//!
//!  sums over more dimensions spread wider; dividing by √d keeps the softmax from saturating
//!
//!  try  ▸ scale off       divide scores by √d, or not (toggle)
//!       ▸ score additive  set how well a query fits a key …
//!  Vaswani et al. 2017, §3.2.1
//! ```
//!
//! A pane shows a page: lines, some of which are commands. There is one about the step so far.

mod page;
mod source;
mod step;
mod switched;
mod tries;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::app::words::Word;
use crate::ui::pane::below;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{large, put, put_right};
use page::Line;

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneLesson).to_owned()
}

/// Which step.
pub fn note(view: &View) -> String {
    view.place.site.to_string()
}

/// Draws the page, as far down as the pane is scrolled; arrows where it goes on.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let name = crate::ui::pane::value_name(view.place.site);
    let head = heading(view, area);
    if head > 0 {
        large::large(buffer, area, &name, view.style(Role::Accent));
    }
    let area = below(area, head);
    let visible = Visible::of(view, area);
    let text = Rect { width: visible.width, ..area };
    for (y, line) in (0..area.height).zip(&visible.lines) {
        let mut column = 0;
        for span in &line.spans {
            column = put(buffer, text, (column, y), &span.text, view.style(span.role));
        }
    }
    let mut arrow = |there: bool, arrow: &str, y: u16| {
        if there {
            put_right(buffer, area, (0, area.width, y), arrow, view.style(Role::Accent));
        }
    };
    arrow(visible.above, "↑", 0);
    arrow(visible.below, "↓", area.height.saturating_sub(1));
}

/// A click on a command does it.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let area = below(area, heading(view, area));
    let visible = Visible::of(view, area);
    let line = visible.lines.get(usize::from(at.y.checked_sub(area.y)?))?;
    line.command_at(usize::from(at.x.checked_sub(area.x)?)).cloned()
}

/// The rows that the name of the step's value takes where it is written large.
fn heading(view: &View, area: Rect) -> u16 {
    crate::ui::pane::heading(view, &crate::ui::pane::value_name(view.place.site), area)
}

/// What is in view of the page.
struct Visible {
    lines: Vec<Line>,
    /// Columns that the lines have.
    width: u16,
    /// Whether there are lines above.
    above: bool,
    /// Whether there are lines below.
    below: bool,
}

impl Visible {
    fn of(view: &View, area: Rect) -> Visible {
        let height = usize::from(area.height);
        let mut width = area.width;
        let mut lines = step::page(view, width, area.height);
        if lines.len() > height {
            // The last columns are the arrows'.
            width = width.saturating_sub(2);
            lines = step::page(view, width, area.height);
        }
        let last = lines.len().saturating_sub(height);
        let first = view.scrolled().map_or(0, |(row, _)| row.min(last));
        let lines = lines.into_iter().skip(first).take(height).collect();
        Visible { lines, width, above: first > 0, below: first < last }
    }
}

#[cfg(test)]
mod tests;
