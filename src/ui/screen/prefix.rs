//! What can follow the keys that were pressed of a sequence.
//!
//! ```text
//!                              ┏ w  window ━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
//!                              ┃ w  give the keys to another pane  next ┃
//!                              ┃ z  give the focused pane the whole … ┃
//!                              ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keys::keys_name;
use super::palette::open;
use crate::app::command::{Command, Entry};
use crate::app::input::Key;
use crate::app::keymap::Meaning;
use crate::app::poke::Act;
use crate::app::version::Version;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{put, put_right};

/// Columns of the pop-up where there is room for them.
const WIDTH: u16 = 64;

/// One key that can follow.
struct Row {
    key: String,
    /// What it does, or what it begins.
    does: String,
    /// The words that the command gets.
    words: String,
    /// What a click on it does.
    command: Command,
}

/// Draws the pop-up at the lower right of the panes.
pub(super) fn render(view: &View, panes: Rect, buffer: &mut Buffer) {
    let desk = view.desk;
    let keys = keys_name(&desk.pending, view.capability.unicode);
    let name = desk.keymap.group(&desk.pending, desk.language);
    let title = format!("{keys}  {}", name.as_deref().unwrap_or(view.say(Word::GroupNone)));
    let content = open(view, place(view, panes), &title, "", buffer);
    if content.is_empty() {
        return;
    }
    let rows = rows(view);
    let does = rows.iter().map(|row| columns(&row.key) as u16).max().unwrap_or_default() + 2;
    let fit = usize::from(content.height);
    for (y, row) in (0..content.height).zip(&rows) {
        let line = Rect { y: content.y + y, height: 1, ..content };
        if usize::from(y) + 1 == fit && rows.len() > fit {
            put(buffer, line, (0, 0), "…", view.style(Role::Quiet));
            break;
        }
        put(buffer, line, (0, 0), &row.key, view.style(Role::Accent));
        let end = content.width.saturating_sub(columns(&row.words) as u16 + 2);
        put(buffer, Rect { width: end, ..line }, (does, 0), &row.does, view.style(Role::Text));
        put_right(buffer, line, (does, content.width, 0), &row.words, view.style(Role::Quiet));
    }
}

/// Where the pop-up lies; nowhere while no sequence is begun.
pub(super) fn place(view: &View, panes: Rect) -> Rect {
    if view.desk.pending.is_empty() {
        return Rect::default();
    }
    let count = view.desk.keymap.continuations(&view.desk.pending, view.desk.focus.kind).len();
    let (width, height) = (WIDTH.min(panes.width), (count as u16).saturating_add(2).min(panes.height));
    Rect { x: panes.right() - width, y: panes.bottom() - height, width, height }
}

/// What a click on a row of the pop-up does; nothing on its border, and where `…` stands for what does not fit.
pub(super) fn command_at(view: &View, panes: Rect, row: u16) -> Option<Command> {
    let place = place(view, panes);
    let row = usize::from(row.checked_sub(place.y + 1)?);
    let rows = rows(view);
    let fit = usize::from(place.height.saturating_sub(2));
    let shown = if rows.len() > fit { fit.saturating_sub(1) } else { fit };
    rows.into_iter().take(shown).nth(row).map(|row| row.command)
}

fn rows(view: &View) -> Vec<Row> {
    let desk = view.desk;
    let row = |(key, meaning): (Key, Meaning)| {
        let name = keys_name(&[key], view.capability.unicode);
        match meaning {
            Meaning::Command(command) => {
                let (does, words) = said(view, command);
                Row { key: name, does, words, command: command.clone() }
            }
            Meaning::Prefix | Meaning::Nothing => {
                let keys = [&*desk.pending, &[key]].concat();
                let group = desk.keymap.group(&keys, desk.language);
                let does = format!("… {}", group.as_deref().unwrap_or(view.say(Word::GroupNone)));
                Row { key: name, does, words: String::new(), command: Command::Key(key) }
            }
        }
    };
    desk.keymap.continuations(&desk.pending, desk.focus.kind).into_iter().map(row).collect()
}

/// What a command does, and the words that it gets. Of a line that is only begun, the command that it begins.
fn said(view: &View, command: &Command) -> (String, String) {
    if let Command::Palette(line) = command
        && let Some(begun) = line.split(' ').next().and_then(Entry::named)
    {
        return (format!("{} …", view.say(begun.doc)), format!(":{}", line.trim_end()));
    }
    let line = command.to_string();
    let words = line.split_once(' ').map_or("", |(_, words)| words).to_owned();
    (view.say(own_words(command).unwrap_or(command.entry().doc)).to_owned(), words)
}

/// What a command does with just these words, where several keys of a sequence send the same one with others.
fn own_words(command: &Command) -> Option<Word> {
    Some(match command {
        Command::Side(Some(Version::A)) => Word::DoesShowA,
        Command::Side(Some(Version::B)) => Word::DoesShowB,
        Command::Side(Some(Version::Difference)) => Word::DoesShowDifference,
        Command::Compare(Some(_)) => Word::DoesCompare,
        Command::Compare(None) => Word::DoesCompareNothing,
        Command::Poke(Act::Set(0.0)) => Word::DoesSetZero,
        _ => return None,
    })
}
