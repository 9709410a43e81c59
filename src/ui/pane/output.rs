//! The distribution over the next word.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::app::words::Word;
use crate::ui::view::View;

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneOutput).to_owned()
}

/// How to read it.
pub fn note(_: &View) -> String {
    String::new()
}

/// Draws it.
pub fn render(_: &View, _: Rect, _: &mut Buffer) {}

/// What a click means.
pub fn command_at(_: &View, _: Rect, _: Position) -> Option<Command> {
    None
}
