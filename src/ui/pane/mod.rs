//! The panes: each reads the view and draws into the area inside its frame.
//!
//! A pane is a file with four functions: `title` and `note` for its frame, `render`, and `command_at`: what a click on
//! one of its cells means. This is the list of them.

pub mod cell;
pub mod flow;
pub mod gradients;
pub mod heads;
pub mod lesson;
pub mod matrix;
pub mod output;
pub mod residual;
pub mod scores;
pub mod steps;
pub mod tokens;
pub mod training;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::arrange::Want;
use super::theme::Role;
use super::view::View;
use super::widget::text::wrap;
use super::widget::{large, put};
use crate::app::command::Command;
use crate::app::pane_tree::{PaneId, PaneKind};
use crate::app::words::Word;
use crate::tape::{Name, Site};

/// Stands beside what the last change changed, and in B beside what is not as in A.
const CHANGED: &str = "Δ";

/// What stands on the left of a pane's frame: which of two passes where there are two, and what it shows.
pub fn title(view: &View, pane: PaneId) -> String {
    let view = &view.of(pane);
    let title = match pane.kind {
        PaneKind::Tokens => tokens::title(view),
        PaneKind::Steps => steps::title(view),
        PaneKind::Matrix => matrix::title(view),
        PaneKind::Heads => heads::title(view),
        PaneKind::Cell => cell::title(view),
        PaneKind::Residual => residual::title(view),
        PaneKind::Output => output::title(view),
        PaneKind::Flow => flow::title(view),
        PaneKind::Scores => scores::title(view),
        PaneKind::Gradients => gradients::title(view),
        PaneKind::Training => training::title(view),
        PaneKind::Lesson => lesson::title(view),
    };
    // What these show is of no version.
    let one = matches!(pane.kind, PaneKind::Steps | PaneKind::Lesson | PaneKind::Training);
    match view.version().filter(|_| !one) {
        Some(version) => format!("{version} · {title}"),
        None => title,
    }
}

/// The same of a pane whose content is so large: a map without room for a legend says there how it is pooled, and what is made
/// of lines how many have no room.
pub fn title_in(view: &View, pane: PaneId, content: Rect) -> String {
    let title = title(view, pane);
    let view = &view.of(pane);
    let left_out = match pane.kind {
        PaneKind::Matrix | PaneKind::Gradients => {
            let pooled = matrix::pooled_without_legend(view, content);
            return pooled.map_or_else(|| title.clone(), |pooled| format!("{pooled} · {title}"));
        }
        _ if view.lacks_a_second_pass() => 0,
        PaneKind::Cell => cell::left_out(view, content),
        PaneKind::Residual => residual::left_out(view, content),
        PaneKind::Output => output::left_out(view, content),
        _ => 0,
    };
    if left_out > 0 { format!("{title} +{left_out}") } else { title }
}

/// What stands on the right of a pane's frame, where there is room: how to read it.
pub fn note(view: &View, pane: PaneId) -> String {
    let view = &view.of(pane);
    match pane.kind {
        PaneKind::Tokens => tokens::note(view),
        PaneKind::Steps => steps::note(view),
        PaneKind::Matrix | PaneKind::Gradients => matrix::note(view),
        PaneKind::Heads => heads::note(view),
        PaneKind::Cell => cell::note(view),
        PaneKind::Residual => residual::note(view),
        PaneKind::Output => output::note(view),
        PaneKind::Training => training::note(view),
        PaneKind::Flow => flow::note(view),
        PaneKind::Lesson => lesson::note(view),
        PaneKind::Scores => scores::note(view),
    }
}

/// Draws a pane's content.
pub fn render(view: &View, pane: PaneId, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let view = &view.of(pane);
    if view.lacks_a_second_pass() {
        for (row, line) in (0..).zip(wrap(view.say(Word::NothingBeside), area.width.into())) {
            put(buffer, area, (0, row), &line, view.style(Role::Quiet));
        }
        return;
    }
    match pane.kind {
        PaneKind::Tokens => tokens::render(view, area, buffer),
        PaneKind::Steps => steps::render(view, area, buffer),
        PaneKind::Matrix => matrix::render(view, area, buffer),
        PaneKind::Heads => heads::render(view, area, buffer),
        PaneKind::Cell => cell::render(view, area, buffer),
        PaneKind::Residual => residual::render(view, area, buffer),
        PaneKind::Output => output::render(view, area, buffer),
        PaneKind::Training => training::render(view, area, buffer),
        PaneKind::Flow => flow::render(view, area, buffer),
        PaneKind::Lesson => lesson::render(view, area, buffer),
        PaneKind::Gradients => gradients::render(view, area, buffer),
        PaneKind::Scores => scores::render(view, area, buffer),
    }
}

/// What a click on a cell of a pane's content means; nothing, where it only gives the pane the focus.
pub fn command_at(view: &View, pane: PaneId, area: Rect, at: Position) -> Option<Command> {
    let view = &view.of(pane);
    if view.lacks_a_second_pass() {
        return None;
    }
    match pane.kind {
        PaneKind::Tokens => tokens::command_at(view, area, at),
        PaneKind::Steps => steps::command_at(view, area, at),
        PaneKind::Matrix => matrix::command_at(view, area, at),
        PaneKind::Heads => heads::command_at(view, area, at),
        PaneKind::Cell => cell::command_at(view, area, at),
        PaneKind::Residual => residual::command_at(view, area, at),
        PaneKind::Output => output::command_at(view, area, at),
        PaneKind::Training => training::command_at(view, area, at),
        PaneKind::Flow => flow::command_at(view, area, at),
        PaneKind::Lesson => lesson::command_at(view, area, at),
        PaneKind::Gradients => gradients::command_at(view, area, at),
        PaneKind::Scores => scores::command_at(view, area, at),
    }
}

/// The name of a value within its layer: `pattern`, `resid_mid`, `mlp.pre`.
fn value_name(site: Site) -> String {
    let ambiguous = matches!(site.name, Name::AttnOut | Name::Pre | Name::Post | Name::Dropout | Name::PostDropout);
    let prefix = if ambiguous { site.part.prefix() } else { "" };
    let before = if site.before { ".before" } else { "" };
    format!("{prefix}{}{before}", site.name.text())
}

/// The rows that a text over a pane takes where the pane has large letters: none where it does not fit, or would leave
/// too little for the rest.
fn heading(view: &View, text: &str, area: Rect) -> u16 {
    let rows = large::ROWS;
    let wanted = view.desk.view(view.pane).large && view.capability.unicode;
    if wanted && area.height >= rows + 3 && large::fits(text, area.width) { rows } else { 0 }
}

/// An area without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// How much room a pane can do with, in columns and rows with its border, on a screen of this area.
pub fn want(view: &View, pane: PaneId, screen: Rect) -> Want {
    const MOST: u16 = u16::MAX / 4;
    let (least, enough, most) = match pane.kind {
        PaneKind::Tokens => {
            let (least, enough) = (tokens::texts(view) + 2, tokens::enough(view, screen));
            ((12, least), (30, enough), (MOST, tokens::most(view, screen.width)))
        }
        PaneKind::Steps => ((16, 5), (18, 10), (36, MOST)),
        PaneKind::Matrix | PaneKind::Gradients => ((20, 6), (34, 12), (MOST, MOST)),
        PaneKind::Heads => ((16, 5), (28, 8), (MOST, MOST)),
        PaneKind::Cell => ((18, 5), (30, 11), (MOST, MOST)),
        PaneKind::Residual => ((18, 5), (34, 8), (MOST, MOST)),
        PaneKind::Output => ((16, 4), (24, 6), (MOST, MOST)),
        PaneKind::Flow => ((24, 6), (30, 10), (MOST, MOST)),
        PaneKind::Scores => ((30, 6), (48, 12), (MOST, MOST)),
        PaneKind::Training => ((24, 6), (40, 10), (MOST, MOST)),
        PaneKind::Lesson => ((20, 4), (40, 6), (MOST, MOST)),
    };
    Want { least, enough, most }
}

#[cfg(test)]
pub(in crate::ui) mod tests;
