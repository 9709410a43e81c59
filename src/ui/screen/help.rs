//! Help: every key and every command, made from the keymap and the table of commands.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::keys::key_name;
use super::palette::open;
use crate::app::command::{Entry, Scope, TABLE};
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{put, put_right};

/// Columns that a command's usage takes at most; longer ones push what it does aside.
const USAGE: u16 = 34;

/// A column of help narrower than this is not worth having beside another.
const COLUMN: u16 = 92;

/// One line of help.
enum Line {
    /// The title of a section.
    Section(Word),
    /// A command and the keys that send it.
    Command {
        keys: String,
        entry: &'static Entry,
    },
    /// A key that sends a command with certain words.
    Key {
        keys: String,
        line: String,
    },
    Blank,
}

/// Draws help over the panes, so many lines down.
pub(super) fn render(view: &View, panes: Rect, line: usize, buffer: &mut Buffer) {
    let lines = lines(view);
    let width = panes.width.min(if panes.width >= 2 * COLUMN { 2 * COLUMN } else { COLUMN + 8 });
    let area = Rect { x: panes.x + (panes.width - width) / 2, width, ..panes };
    let content = open(view, area, view.say(Word::Help), "", buffer);
    if content.is_empty() {
        return;
    }
    let sides = if content.width + 4 >= 2 * COLUMN { 2 } else { 1 };
    let rows = usize::from(content.height);
    let first = line.min(lines.len().saturating_sub(rows * usize::from(sides)));
    let key_width = lines.iter().map(key_columns).max().unwrap_or_default();
    let side_width = content.width / sides;
    for (i, line) in lines.iter().skip(first).take(rows * usize::from(sides)).enumerate() {
        let (side, row) = ((i / rows) as u16, (i % rows) as u16);
        let at = Rect { x: content.x + side * side_width, y: content.y + row, width: side_width - 1, height: 1 };
        draw(view, line, key_width, at, buffer);
    }
    if first + rows * usize::from(sides) < lines.len() {
        put_right(buffer, content, (0, content.width, content.height - 1), "↓", view.style(Role::Accent));
    }
    if first > 0 {
        put_right(buffer, content, (0, content.width, 0), "↑", view.style(Role::Accent));
    }
}

/// All lines: commands by whom they are about, each followed by the keys that send it with certain words.
fn lines(view: &View) -> Vec<Line> {
    let mut lines = Vec::new();
    for (scope, title) in
        [(Scope::Stage, Word::HelpStage), (Scope::Desk, Word::HelpDesk), (Scope::Script, Word::HelpScript)]
    {
        if !lines.is_empty() {
            lines.push(Line::Blank);
        }
        lines.push(Line::Section(title));
        for entry in TABLE.iter().filter(|entry| entry.scope == scope) {
            let bare = keys_of(view, |line| line == entry.name);
            lines.push(Line::Command { keys: bare, entry });
            lines.extend(with_words(view, entry));
        }
    }
    lines
}

/// The keys that send a command with words, one line for each way of sending it.
fn with_words(view: &View, entry: &Entry) -> Vec<Line> {
    let mut seen: Vec<String> = Vec::new();
    for binding in &view.desk.keymap.0 {
        let line = binding.command.to_string();
        if binding.command.name() == entry.name && line != entry.name && !seen.contains(&line) {
            seen.push(line);
        }
    }
    seen.into_iter().map(|line| Line::Key { keys: keys_of(view, |other| other == line), line }).collect()
}

fn keys_of(view: &View, sends: impl Fn(&str) -> bool) -> String {
    let bindings = view.desk.keymap.0.iter().filter(|binding| sends(&binding.command.to_string()));
    let names: Vec<String> = bindings.map(|binding| key_name(binding.key, view.capability.unicode)).collect();
    names.join(" ")
}

fn key_columns(line: &Line) -> u16 {
    match line {
        Line::Command { keys, .. } | Line::Key { keys, .. } => columns(keys) as u16,
        Line::Section(_) | Line::Blank => 0,
    }
}

fn draw(view: &View, line: &Line, key_width: u16, area: Rect, buffer: &mut Buffer) {
    let key = |keys: &str, buffer: &mut Buffer| {
        put_right(buffer, area, (0, key_width, 0), keys, view.style(Role::Accent));
    };
    let usage = key_width + 2;
    let text: Style = view.style(Role::Text);
    match line {
        Line::Blank => {}
        Line::Section(title) => {
            put(buffer, area, (usage, 0), view.say(*title), view.style(Role::Strong));
        }
        Line::Command { keys, entry } => {
            key(keys, buffer);
            let end = put(buffer, area, (usage, 0), &entry.usage(), text);
            let doc = (end + 2).max(usage + USAGE);
            put(buffer, area, (doc, 0), view.say(entry.doc), view.style(Role::Quiet));
        }
        Line::Key { keys, line } => {
            key(keys, buffer);
            put(buffer, area, (usage + 2, 0), line, view.style(Role::Quiet));
        }
    }
}
