//! The whole screen.
//!
//! ```text
//!  headlight  austen · decoder 4 × 4 · …        23/97 block 1 › attention › softmax  EN    header
//! ┌ tokens ────────────────────────────────────────────────────────────────────────────┐
//! ├ steps ───┲ pattern ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┱ cell ────────────────────────────┤   panes
//! └──────────┺━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┹──────────────────────────────────┘
//!  pattern = softmax(masked)  softmax turns the scores of one query into weights …         status
//!  ␣ next  ⌫ back  g grain  …                                            : command  ? help keys
//! ```
//!
//! Help, the palette, the keys that can follow a prefix and the keys to begin with lie over the panes. On a small terminal the status line goes first; on one that could not show
//! a pane a sentence says so.

mod framed;
mod header;
mod help;
mod hint;
mod history;
mod hit;
mod keys;
mod palette;
mod prefix;
mod share;
mod status;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Color;

pub use hit::hit;

use framed::Framed;

use super::arrange::{Arrangement, arrange};
use super::ascii;
use super::pane;
use super::theme::Role;
use super::view::View;
use super::widget::frame;
use super::widget::text::{put, wrap};
use crate::app::desk::Mode;
use crate::app::scrolled::Scrolled;
use crate::app::words::Word;

/// Below this many columns or rows no pane would say anything.
const LEAST: (u16, u16) = (24, 6);

/// From this many rows on there is a status line of its own.
const WITH_STATUS: u16 = 18;

/// Draws a view on the whole of a buffer. The same view always makes the same buffer.
pub fn render(view: &View, buffer: &mut Buffer) {
    buffer.reset();
    draw(view, buffer);
    if let Some((ink, paper)) = view.theme.page() {
        lay_on(buffer, ink, paper);
    }
    if !view.capability.unicode {
        ascii::replace(buffer);
    }
}

/// Gives what was left to the terminal the page's own colours.
fn lay_on(buffer: &mut Buffer, ink: Color, paper: Color) {
    for cell in &mut buffer.content {
        if cell.fg == Color::Reset {
            cell.fg = ink;
        }
        if cell.bg == Color::Reset {
            cell.bg = paper;
        }
    }
}

/// What lies over the panes on a screen of this area, where it was scrolled beyond its end: scrolled to its end.
pub fn settled(view: &View, area: Rect) -> Option<Mode> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return None;
    }
    let panes = Rooms::of(area).panes;
    let (settled, open): (Scrolled, fn(Scrolled) -> Mode) = match view.desk.mode {
        Mode::Help(scrolled) => (help::settled(view, panes, scrolled), Mode::Help),
        Mode::Share(scrolled) => (share::settled(view, panes, scrolled), Mode::Share),
        _ => return None,
    };
    Some(open(settled))
}

fn draw(view: &View, buffer: &mut Buffer) {
    let area = buffer.area;
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return too_small(view, area, buffer);
    }
    let rooms = Rooms::of(area);
    header::render(view, rooms.header, buffer);
    let arrangement = arrangement(view, area);
    let shown = arrangement.placed.len();
    panes(view, &arrangement, buffer);
    match &view.desk.mode {
        Mode::Help(scrolled) => help::render(view, rooms.panes, *scrolled, buffer),
        Mode::Palette(palette) => palette::render(view, palette, rooms.panes, buffer),
        Mode::History(chosen) => history::render(view, *chosen, rooms.panes, buffer),
        Mode::Share(scrolled) => share::render(view, rooms.panes, *scrolled, buffer),
        Mode::Normal if !view.desk.pending.is_empty() => prefix::render(view, rooms.panes, buffer),
        Mode::Normal if view.desk.hint => hint::render(view, rooms.panes, buffer),
        Mode::Normal | Mode::Editing(_) => {}
    }
    match rooms.status {
        Some(status) => {
            status::render(view, status, buffer);
            keys::render(view, shown, rooms.keys, buffer);
        }
        None if status::is_urgent(view) => status::render(view, rooms.keys, buffer),
        None => keys::render(view, shown, rooms.keys, buffer),
    }
}

/// How the rows of a screen are used.
#[derive(Clone, Copy, Debug)]
struct Rooms {
    header: Rect,
    panes: Rect,
    status: Option<Rect>,
    keys: Rect,
}

impl Rooms {
    fn of(area: Rect) -> Rooms {
        let row = |from_bottom: u16| Rect { y: area.bottom() - from_bottom, height: 1, ..area };
        let status = (area.height >= WITH_STATUS).then(|| row(2));
        let below = 1 + u16::from(status.is_some());
        Rooms {
            header: Rect { height: 1, ..area },
            panes: Rect { y: area.y + 1, height: area.height - 1 - below, ..area },
            status,
            keys: row(1),
        }
    }
}

/// Where the panes lie on a screen.
fn arrangement(view: &View, area: Rect) -> Arrangement {
    let desk = view.desk;
    let want = |pane| pane::want(view, pane, area);
    arrange(&desk.panes, desk.focus, desk.zoomed, &want, Rooms::of(area).panes)
}

fn panes(view: &View, arrangement: &Arrangement, buffer: &mut Buffer) {
    let desk = view.desk;
    let focused = |pane| pane == desk.focus;
    let mut placed = arrangement.placed.clone();
    placed.sort_by_key(|placed| focused(placed.pane));
    for placed in &placed {
        frame::border(buffer, &view.theme, placed.outline, arrangement.area, focused(placed.pane));
    }
    for placed in &placed {
        let Framed { view, head, title, note } = Framed::new(view, arrangement, placed);
        frame::title(buffer, &view.theme, &head, focused(placed.pane), &title, &note);
        pane::render(&view, placed.pane, placed.content, buffer);
    }
}

fn too_small(view: &View, area: Rect, buffer: &mut Buffer) {
    let lines = wrap(view.say(Word::TooSmall), usize::from(area.width));
    for (row, line) in (0..area.height).zip(&lines) {
        put(buffer, area, (0, row), line, view.style(Role::Text));
    }
}

/// The pane at a cell of a screen, by what is drawn there.
fn pane_at(view: &View, area: Rect, at: Position) -> Option<super::arrange::Placed> {
    arrangement(view, area).pane_at(at)
}

#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;
