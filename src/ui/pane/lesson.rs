//! What the current step is about: how its value is made and of what shapes, what that means, what is switched there, who
//! described it, and what there is to try.
//!
//! ```text
//!  scaled [head 4, query 16, key 16] = scores / √d
//!    scores [head 4, query 16, key 16]
//!
//!  sums over more dimensions spread wider; dividing by √d keeps the softmax from saturating
//!
//!  try  ▸ scale off       divide scores by √d, or not
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
use crate::ui::view::View;
use crate::ui::widget::put;
use page::Line;

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneLesson).to_owned()
}

/// Which step.
pub fn note(view: &View) -> String {
    view.place.site.to_string()
}

/// Draws the page, as far down as the pane is scrolled.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    for (y, line) in (0..area.height).zip(visible(view, area)) {
        let mut column = 0;
        for span in &line.spans {
            column = put(buffer, area, (column, y), &span.text, view.style(span.role));
        }
    }
}

/// A click on a command does it.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let line = visible(view, area).nth(usize::from(at.y.checked_sub(area.y)?))?;
    line.command_at(usize::from(at.x.checked_sub(area.x)?)).cloned()
}

/// The lines of what there is to show, from the first in view.
fn visible(view: &View, area: Rect) -> impl Iterator<Item = Line> {
    let lines = step::page(view, area.width, area.height);
    let last = lines.len().saturating_sub(usize::from(area.height));
    let first = view.scrolled().map_or(0, |(row, _)| row.min(last));
    lines.into_iter().skip(first)
}

#[cfg(test)]
mod tests;
