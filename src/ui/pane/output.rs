//! What the model makes of it all: what it has written, the distribution over the next word, and what each layer would
//! already say.
//!
//! ```text
//!   2 0 1 7 - 0 3 - 0 3 ⟨end⟩             what a decoder beside an encoder writes
//!   of      0.61 ████████████████         after the selected token
//!   ,       0.08 ██
//!   block 0 · the 0.12  a 0.08  of 0.02   the logit lens: the next word as each layer would have it
//!   block 1 · of  0.35  , 0.11  the 0.07
//! ```
//!
//! Of a difference the words that gained and lost most, in the end and by layer, and what either pass writes.

mod lens;
mod next;
mod numbers;
mod written;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::app::pass::Pass;
use crate::app::words::Word;
use crate::tape::{Name, Site, op};
use crate::ui::theme::Role;
use crate::ui::view::View;

/// From this many rows on what a decoder writes has a line of its own.
const WITH_WRITTEN: u16 = 4;

/// The distribution keeps at least so many rows when the lens comes below it.
const NEXT: u16 = 5;

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneOutput).to_owned()
}

/// After which token, at which temperature, how uncertain, and whether that is later than the cursor.
pub fn note(view: &View) -> String {
    let mut parts = Vec::new();
    if view.is_ahead(Site::model(Name::Probs)) {
        parts.push(view.say(Word::Ahead).to_owned());
    } else if view.minus.is_none()
        && let Some(distribution) = distribution(view.pass(), view.token())
    {
        parts.push(format!("{:.2} {}", op::entropy(distribution), view.say(Word::Bit)));
    }
    parts.push(format!("t {}", view.pass().plan.settings.temperature));
    parts.join(" · ")
}

/// Draws what there is room for: what is written, the distribution, and below it the lens.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let parts = Parts::of(view, area);
    if let Some(lines) = parts.written {
        written::render(view, lines, buffer);
    }
    next::render(view, parts.next, buffer);
    if let Some(lens) = parts.lens {
        let rule = Rect { y: lens.y - 1, height: 1, ..lens };
        let line = "╌".repeat(usize::from(rule.width));
        crate::ui::widget::put(buffer, rule, (0, 0), &line, view.style(Role::Frame));
        crate::ui::widget::put(buffer, rule, (1, 0), &format!(" {} ", view.say(Word::Lens)), view.style(Role::Quiet));
        lens::render(view, lens, buffer);
    }
}

/// How many lines have no room in an area: those of the lens, and of what is written.
pub fn left_out(view: &View, area: Rect) -> usize {
    let parts = Parts::of(view, area);
    let written = if parts.written.is_some() { 0 } else { written::rows(view) };
    let lens = if parts.lens.is_some() { 0 } else { lens::rows(view) };
    usize::from(written + lens)
}

/// A click puts the cursor on a word, on a token of what is written, or goes to a layer's lens.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let parts = Parts::of(view, area);
    if let Some(line) = parts.written.filter(|line| line.contains(at)) {
        return written::command_at(view, line, at);
    }
    if let Some(lens) = parts.lens.filter(|lens| lens.contains(at)) {
        return lens::command_at(view, lens, at);
    }
    next::command_at(view, parts.next, at)
}

/// Where the parts lie.
struct Parts {
    written: Option<Rect>,
    next: Rect,
    lens: Option<Rect>,
}

impl Parts {
    fn of(view: &View, area: Rect) -> Parts {
        let lines = written::rows(view);
        let writes = lines > 0 && area.height >= WITH_WRITTEN + lines - 1;
        let top = if writes { lines } else { 0 };
        let rest = Rect { y: area.y + top, height: area.height - top, ..area };
        let layers = lens::rows(view);
        let fits = layers > 0 && rest.height > layers + NEXT;
        let below = if fits { layers + 1 } else { 0 };
        let lens = Rect { y: rest.bottom() - layers.min(rest.height), height: layers.min(rest.height), ..rest };
        Parts {
            written: writes.then_some(Rect { height: lines, ..area }),
            next: Rect { height: rest.height - below, ..rest },
            lens: fits.then_some(lens),
        }
    }
}

/// The distribution after a token of a pass: one entry a word.
fn distribution(pass: &Pass, token: usize) -> Option<&[f32]> {
    column(pass, Site::model(Name::Probs), token)
}

/// What a site has for a token: one entry a word.
fn column(pass: &Pass, site: Site, token: usize) -> Option<&[f32]> {
    let value = pass.value(site)?;
    value.as_slice().chunks_exact(value.nrows().max(1)).nth(token)
}

#[cfg(test)]
mod tests;
