//! The keys to begin with, on a first start, until any key is pressed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keys::keys_name;
use super::palette::open;
use crate::app::command::{Command, Direction};
use crate::app::input::{Code, Key};
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

const ARROWS: [Code; 4] = [Code::Left, Code::Down, Code::Up, Code::Right];

/// Draws the pop-up in the middle of the panes.
pub(super) fn render(view: &View, panes: Rect, buffer: &mut Buffer) {
    let content = open(view, place(view, panes), view.say(Word::HintTitle), "", buffer);
    if content.is_empty() {
        return;
    }
    let rows = rows(view);
    let does = key_columns(&rows) + 2;
    for (y, (keys, word)) in (0..content.height).zip(&rows) {
        put(buffer, content, (0, y), keys, view.style(Role::Accent));
        put(buffer, content, (does, y), view.say(*word), view.style(Role::Text));
    }
    put(buffer, content, (0, rows.len() as u16 + 1), view.say(Word::HintEnd), view.style(Role::Quiet));
}

/// Where the pop-up lies.
pub(super) fn place(view: &View, panes: Rect) -> Rect {
    let rows = rows(view);
    let said = |word: Word| columns(view.say(word)) as u16;
    let widest = rows.iter().map(|(_, word)| said(*word)).max().unwrap_or_default() + key_columns(&rows) + 2;
    let width = (widest.max(said(Word::HintEnd)).max(said(Word::HintTitle)) + 4).min(panes.width);
    let height = (rows.len() as u16 + 4).min(panes.height);
    Rect { x: panes.x + (panes.width - width) / 2, y: panes.y + (panes.height - height) / 2, width, height }
}

fn key_columns(rows: &[(String, Word)]) -> u16 {
    rows.iter().map(|(keys, _)| columns(keys) as u16).max().unwrap_or_default()
}

/// Keys and what they do, as far as the keymap has keys for it.
fn rows(view: &View) -> Vec<(String, Word)> {
    let unicode = view.capability.unicode;
    let arrows = [Direction::Left, Direction::Down, Direction::Up, Direction::Right];
    let wanted = [
        (vec![Command::Next(None)], Word::HintStep),
        (arrows.map(|way| Command::Move(way, 1)).to_vec(), Word::HintMove),
        (vec![Command::Palette(String::new())], Word::HintCommand),
        (vec![Command::Help], Word::HintHelp),
        (vec![Command::Quit], Word::HintQuit),
    ];
    let row = |(commands, word): (Vec<Command>, Word)| {
        let keys: Vec<String> = commands.iter().filter_map(|command| named(view, command)).collect();
        (!keys.is_empty()).then(|| (keys.join(if unicode { "" } else { " " }), word))
    };
    wanted.into_iter().filter_map(row).collect()
}

/// The keys that send a command: an arrow if one does, for it needs no explanation.
fn named(view: &View, command: &Command) -> Option<String> {
    let keymap = &view.desk.keymap;
    let is_arrow = |keys: &[Key]| matches!(keys, [key] if ARROWS.map(Key::from).contains(key));
    let arrow = keymap
        .bindings
        .iter()
        .find(|binding| binding.pane.is_none() && binding.command == *command && is_arrow(&binding.keys));
    let keys = arrow.map(|binding| &*binding.keys).or_else(|| keymap.keys_for(command, view.desk.focus.kind))?;
    Some(keys_name(keys, view.capability.unicode))
}
