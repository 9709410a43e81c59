//! Help: every key and every command, made from the keymap and the table of commands.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keys::key_name;
use super::palette::open;
use crate::app::command::{Entry, Scope, TABLE};
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::text::wrap;
use crate::ui::widget::{put, put_right};

/// Columns that a command's usage takes where there is room; longer ones push what it does aside.
const USAGE: u16 = 34;

/// The same on a narrow screen.
const NARROW: u16 = 26;

/// A column of help narrower than this is not worth having beside another.
const COLUMN: u16 = 92;

/// One row of help.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    keys: String,
    indent: u16,
    name: String,
    doc: String,
    title: bool,
}

/// Draws help over the panes, so many rows down.
pub(super) fn render(view: &View, panes: Rect, line: usize, buffer: &mut Buffer) {
    let width = panes.width.min(if panes.width >= 2 * COLUMN { 2 * COLUMN } else { COLUMN + 8 });
    let area = Rect { x: panes.x + (panes.width - width) / 2, width, ..panes };
    let content = open(view, area, view.say(Word::Help), "", buffer);
    if content.is_empty() {
        return;
    }
    let sides = if content.width + 4 >= 2 * COLUMN { 2 } else { 1 };
    let side = content.width / sides;
    let entries = entries(view);
    let keys = entries.iter().map(|row| columns(&row.keys) as u16).max().unwrap_or_default();
    let name = if side < COLUMN { NARROW } else { USAGE };
    let layout = Layout { name: keys + 2, doc: keys + 2 + name, end: side - 1 };
    let rows: Vec<Row> = entries.into_iter().flat_map(|row| layout.wrapped(row)).collect();
    let height = usize::from(content.height);
    let shown = height * usize::from(sides);
    let first = line.min(rows.len().saturating_sub(shown));
    for (i, row) in rows.iter().skip(first).take(shown).enumerate() {
        let (column, y) = ((i / height) as u16 * side, (i % height) as u16);
        layout.draw(view, row, Rect::new(content.x + column, content.y + y, side - 1, 1), buffer);
    }
    if first + shown < rows.len() {
        put_right(buffer, content, (0, content.width, content.height - 1), "↓", view.style(Role::Accent));
    }
    if first > 0 {
        put_right(buffer, content, (0, content.width, 0), "↑", view.style(Role::Accent));
    }
}

/// All entries: commands by whom they are about, each followed by the keys that send it with certain words.
fn entries(view: &View) -> Vec<Row> {
    let scopes = [(Scope::Stage, Word::HelpStage), (Scope::Desk, Word::HelpDesk), (Scope::Script, Word::HelpScript)];
    let mut rows = Vec::new();
    for (scope, title) in scopes {
        if !rows.is_empty() {
            rows.push(Row::default());
        }
        rows.push(Row { name: view.say(title).to_owned(), title: true, ..Row::default() });
        for entry in TABLE.iter().filter(|entry| entry.scope == scope) {
            let doc = view.say(entry.doc).to_owned();
            rows.push(Row { keys: keys_of(view, entry.name), name: entry.usage(), doc, ..Row::default() });
            rows.extend(with_words(view, entry));
        }
    }
    rows
}

/// The keys that send a command with words, one row for each way of sending it.
fn with_words(view: &View, entry: &Entry) -> Vec<Row> {
    let mut seen: Vec<String> = Vec::new();
    for binding in &view.desk.keymap.0 {
        let line = binding.command.to_string();
        if binding.command.name() == entry.name && line != entry.name && !seen.contains(&line) {
            seen.push(line);
        }
    }
    let row = |line: String| Row { keys: keys_of(view, &line), indent: 2, name: line, ..Row::default() };
    seen.into_iter().map(row).collect()
}

/// The keys that send a command line.
fn keys_of(view: &View, line: &str) -> String {
    let bindings = view.desk.keymap.0.iter().filter(|binding| binding.command.to_string() == line);
    let names: Vec<String> = bindings.map(|binding| key_name(binding.key, view.capability.unicode)).collect();
    names.join(" ")
}

/// Where the parts of a row begin, and where it ends.
struct Layout {
    name: u16,
    doc: u16,
    end: u16,
}

impl Layout {
    /// Where what a command does begins: after its usage, at the earliest in the column of its own.
    fn doc(&self, row: &Row) -> u16 {
        self.doc.max(self.name + row.indent + columns(&row.name) as u16 + 2)
    }

    /// A row, and further ones for what does not fit.
    fn wrapped(&self, row: Row) -> Vec<Row> {
        let room = self.end.saturating_sub(self.doc(&row));
        let mut lines = wrap(&row.doc, usize::from(room).max(1)).into_iter();
        if room >= 16 || row.doc.is_empty() {
            let first = Row { doc: lines.next().unwrap_or_default(), ..row };
            let later = lines.collect::<Vec<_>>().join(" ");
            let room = usize::from(self.end.saturating_sub(self.doc)).max(1);
            let more = if later.is_empty() { Vec::new() } else { wrap(&later, room) };
            let more = more.into_iter().map(|doc| Row { doc, ..Row::default() });
            return std::iter::once(first).chain(more).collect();
        }
        let below = wrap(&row.doc, usize::from(self.end.saturating_sub(self.doc)).max(1));
        let below = below.into_iter().map(|doc| Row { doc, ..Row::default() });
        std::iter::once(Row { doc: String::new(), ..row.clone() }).chain(below).collect()
    }

    fn draw(&self, view: &View, row: &Row, area: Rect, buffer: &mut Buffer) {
        put_right(buffer, area, (0, self.name - 2, 0), &row.keys, view.style(Role::Accent));
        let role = match (row.title, row.indent) {
            (true, _) => Role::Strong,
            (false, 0) => Role::Text,
            _ => Role::Quiet,
        };
        put(buffer, area, (self.name + row.indent, 0), &row.name, view.style(role));
        put(buffer, area, (self.doc(row), 0), &row.doc, view.style(Role::Quiet));
    }
}
