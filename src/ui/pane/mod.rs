//! The panes: each reads the view and draws into the area inside its frame.
//!
//! A pane is a file with four functions: `title` and `note` for its frame, `render`, and `command_at`: what a click on
//! one of its cells means. This is the list of them.

pub mod cell;
pub mod heads;
pub mod matrix;
pub mod output;
pub mod residual;
pub mod steps;
pub mod tokens;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::arrange::Want;
use super::view::View;
use crate::app::command::Command;
use crate::app::pane_tree::PaneId;
use crate::tape::{Name, Site};

/// What stands on the left of a pane's frame: what it shows.
pub fn title(view: &View, pane: PaneId) -> String {
    match pane {
        PaneId::Tokens => tokens::title(view),
        PaneId::Steps => steps::title(view),
        PaneId::Matrix => matrix::title(view),
        PaneId::Heads => heads::title(view),
        PaneId::Cell => cell::title(view),
        PaneId::Residual => residual::title(view),
        PaneId::Output => output::title(view),
    }
}

/// What stands on the right of a pane's frame, where there is room: how to read it.
pub fn note(view: &View, pane: PaneId) -> String {
    match pane {
        PaneId::Tokens => tokens::note(view),
        PaneId::Steps => steps::note(view),
        PaneId::Matrix => matrix::note(view),
        PaneId::Heads => heads::note(view),
        PaneId::Cell => cell::note(view),
        PaneId::Residual => residual::note(view),
        PaneId::Output => output::note(view),
    }
}

/// Draws a pane's content.
pub fn render(view: &View, pane: PaneId, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    match pane {
        PaneId::Tokens => tokens::render(view, area, buffer),
        PaneId::Steps => steps::render(view, area, buffer),
        PaneId::Matrix => matrix::render(view, area, buffer),
        PaneId::Heads => heads::render(view, area, buffer),
        PaneId::Cell => cell::render(view, area, buffer),
        PaneId::Residual => residual::render(view, area, buffer),
        PaneId::Output => output::render(view, area, buffer),
    }
}

/// What a click on a cell of a pane's content means; nothing, where it only gives the pane the focus.
pub fn command_at(view: &View, pane: PaneId, area: Rect, at: Position) -> Option<Command> {
    match pane {
        PaneId::Tokens => tokens::command_at(view, area, at),
        PaneId::Steps => steps::command_at(view, area, at),
        PaneId::Matrix => matrix::command_at(view, area, at),
        PaneId::Heads => heads::command_at(view, area, at),
        PaneId::Cell => cell::command_at(view, area, at),
        PaneId::Residual => residual::command_at(view, area, at),
        PaneId::Output => output::command_at(view, area, at),
    }
}

/// The name of a value within its layer: `pattern`, `resid_mid`, `mlp.pre`.
fn value_name(site: Site) -> String {
    let ambiguous = matches!(site.name, Name::AttnOut | Name::Pre | Name::Post | Name::Dropout | Name::PostDropout);
    let prefix = if ambiguous { site.part.prefix() } else { "" };
    let before = if site.before { ".before" } else { "" };
    format!("{prefix}{}{before}", site.name.text())
}

/// How much room a pane can do with, in columns and rows with its border, on a screen of this area.
pub fn want(view: &View, pane: PaneId, screen: Rect) -> Want {
    const MOST: u16 = u16::MAX / 4;
    let text = tokens::enough(view, screen);
    let texts = tokens::texts(view);
    let (least, enough, most) = match pane {
        PaneId::Tokens => ((12, texts + 2), (30, text), (MOST, tokens::most(view, screen.width))),
        PaneId::Steps => ((16, 5), (18, 10), (36, MOST)),
        PaneId::Matrix => ((20, 6), (34, 12), (MOST, MOST)),
        PaneId::Heads => ((16, 5), (28, 8), (MOST, MOST)),
        PaneId::Cell => ((18, 5), (30, 11), (MOST, MOST)),
        PaneId::Residual => ((18, 5), (34, 8), (MOST, MOST)),
        PaneId::Output => ((16, 4), (24, 6), (MOST, MOST)),
    };
    Want { least, enough, most }
}

#[cfg(test)]
pub(in crate::ui) mod tests;
