//! Help: every key and every command, made from the keymap and the table of commands; first the keys that only the pane
//! under focus has.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keys::keys_name;
use super::palette::{frame_content, open};
use crate::app::command::{Entry, Scope, TABLE};
use crate::app::input::Key;
use crate::app::keymap::Binding;
use crate::app::keymap::fixed::{self, Fixed};
use crate::app::pane_tree::PaneKind;
use crate::app::scrolled::Scrolled;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::text::wrap;
use crate::ui::widget::{put, put_right};

/// Columns that keys take at most; where a command has more of them, not all are listed.
const KEYS: u16 = 18;

/// Columns that a command's usage takes where there is room; what a longer one does stands below it.
const USAGE: u16 = 34;

/// The same on a narrow screen.
const NARROW: u16 = 26;

/// Columns of what a command does below which it does not stand beside its usage.
const LEAST_DOC: u16 = 20;

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

/// Draws help over the panes, scrolled so far.
pub(super) fn render(view: &View, panes: Rect, scrolled: Scrolled, buffer: &mut Buffer) {
    let content = open(view, place(panes), view.say(Word::Help), "", buffer);
    if content.is_empty() {
        return;
    }
    let Sheet { layout, rows, side, shown } = Sheet::new(view, content);
    let (height, first) = (usize::from(content.height), scrolled.first(rows.len(), shown));
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

/// The same with what was asked for beyond either end taken back to it.
pub(super) fn settled(view: &View, panes: Rect, scrolled: Scrolled) -> Scrolled {
    let Sheet { rows, shown, .. } = Sheet::new(view, frame_content(place(panes)));
    scrolled.settled(rows.len(), shown)
}

/// All rows of help, and how they lie in a frame.
struct Sheet {
    layout: Layout,
    rows: Vec<Row>,
    /// Columns from one column of help to the next.
    side: u16,
    /// How many rows are in view.
    shown: usize,
}

impl Sheet {
    fn new(view: &View, content: Rect) -> Sheet {
        let sides = if content.width + 4 >= 2 * COLUMN { 2 } else { 1 };
        let side = content.width / sides;
        let entries = entries(view);
        let keys = entries.iter().map(|row| columns(&row.keys) as u16).max().unwrap_or_default().min(KEYS);
        let name = if side < COLUMN { NARROW } else { USAGE };
        let doc = keys + 2 + name;
        // Where there is no room beside the usage, what a command does stands below it.
        let doc = if doc + LEAST_DOC > side { keys + 4 } else { doc };
        let layout = Layout { name: keys + 2, doc, end: side.saturating_sub(1) };
        let rows = entries.into_iter().flat_map(|row| layout.wrapped(row)).collect();
        Sheet { layout, rows, side, shown: usize::from(content.height) * usize::from(sides) }
    }
}

/// Where help lies.
pub(super) fn place(panes: Rect) -> Rect {
    let width = panes.width.min(if panes.width >= 2 * COLUMN { 2 * COLUMN } else { COLUMN + 8 });
    Rect { x: panes.x + (panes.width - width) / 2, width, ..panes }
}

/// All entries: the keys of the pane under focus; commands by whom they are about, each followed by the keys that send it
/// with certain words; the keys of other panes, and those that no keymap changes.
fn entries(view: &View) -> Vec<Row> {
    let scopes = [(Scope::Stage, Word::HelpStage), (Scope::Desk, Word::HelpDesk), (Scope::Script, Word::HelpScript)];
    let focus = view.desk.focus.kind;
    let mut sections = vec![of_pane(view, focus)];
    for (scope, title) in scopes {
        let mut rows = vec![heading(view.say(title))];
        for entry in TABLE.iter().filter(|entry| entry.scope == scope) {
            let doc = view.say(entry.doc).to_owned();
            rows.push(Row { keys: keys_of(view, entry.name), name: entry.usage(), doc, ..Row::default() });
            rows.extend(with_words(view, entry));
        }
        sections.push(rows);
    }
    sections.extend(PaneKind::ALL.into_iter().filter(|pane| *pane != focus).map(|pane| of_pane(view, pane)));
    let always = [
        (Word::HelpSequence, fixed::SEQUENCE),
        (Word::HelpLine, fixed::EDITOR),
        (Word::HelpPalette, fixed::PALETTE),
        (Word::HelpHelp, fixed::HELP),
    ];
    sections.extend(always.map(|(title, keys)| unchanging(view, title, keys)));
    sections.retain(|rows| rows.len() > 1);
    sections.join(&Row::default())
}

fn heading(title: &str) -> Row {
    Row { name: title.to_owned(), title: true, ..Row::default() }
}

/// The keys that only one kind of pane has.
fn of_pane(view: &View, pane: PaneKind) -> Vec<Row> {
    let mut rows = vec![heading(&format!("{} {}", view.say(Word::HelpHere), pane.name()))];
    let mut seen: Vec<String> = Vec::new();
    for binding in view.desk.keymap.bindings.iter().filter(|binding| binding.pane == Some(pane)) {
        let line = binding.command.to_string();
        if !seen.contains(&line) {
            let keys = listed(view, |other| other.pane == Some(pane) && other.command == binding.command);
            let doc = view.say(binding.command.entry().doc).to_owned();
            rows.push(Row { keys, name: line.clone(), doc, ..Row::default() });
            seen.push(line);
        }
    }
    rows
}

/// Keys that no keymap changes.
fn unchanging(view: &View, title: Word, keys: &[Fixed]) -> Vec<Row> {
    let unicode = view.capability.unicode;
    let row = |(keys, word): &Fixed| {
        let keys: Vec<Key> = keys.split(' ').filter_map(|key| key.parse().ok()).collect();
        Row { keys: keys_name(&keys, unicode), name: view.say(*word).to_owned(), ..Row::default() }
    };
    std::iter::once(heading(view.say(title))).chain(keys.iter().map(row)).collect()
}

/// The keys that send a command with words, one row for each way of sending it.
fn with_words(view: &View, entry: &Entry) -> Vec<Row> {
    let mut seen: Vec<String> = Vec::new();
    for binding in view.desk.keymap.bindings.iter().filter(|binding| binding.pane.is_none()) {
        let line = binding.command.to_string();
        if binding.command.name() == entry.name && line != entry.name && !seen.contains(&line) {
            seen.push(line);
        }
    }
    let row = |line: String| Row { keys: keys_of(view, &line), indent: 2, name: line, ..Row::default() };
    seen.into_iter().map(row).collect()
}

/// The keys that send a command line everywhere.
fn keys_of(view: &View, line: &str) -> String {
    listed(view, |binding| binding.pane.is_none() && binding.command.to_string() == line)
}

/// The keys of some bindings, as many as there is room for.
fn listed(view: &View, wanted: impl Fn(&Binding) -> bool) -> String {
    let mut all = String::new();
    for binding in view.desk.keymap.bindings.iter().filter(|binding| wanted(binding)) {
        let name = keys_name(&binding.keys, view.capability.unicode);
        if all.is_empty() {
            all = name;
        } else if columns(&all) + columns(&name) + 2 <= usize::from(KEYS) {
            all = format!("{all}, {name}");
        }
    }
    all
}

/// Where the parts of a row begin, and where it ends.
struct Layout {
    name: u16,
    doc: u16,
    end: u16,
}

impl Layout {
    /// Whether what a command does stands beside its usage.
    fn fits(&self, row: &Row) -> bool {
        row.doc.is_empty() || self.name + row.indent + columns(&row.name) as u16 + 2 <= self.doc
    }

    /// A row, and further ones for what does not fit.
    fn wrapped(&self, row: Row) -> Vec<Row> {
        let mut lines = wrap(&row.doc, usize::from(self.end.saturating_sub(self.doc)).max(1)).into_iter();
        let beside = if self.fits(&row) { lines.next().unwrap_or_default() } else { String::new() };
        let below = lines.filter(|line| !line.is_empty()).map(|doc| Row { doc, ..Row::default() });
        std::iter::once(Row { doc: beside, ..row }).chain(below).collect()
    }

    fn draw(&self, view: &View, row: &Row, area: Rect, buffer: &mut Buffer) {
        put_right(buffer, area, (0, self.name - 2, 0), &row.keys, view.style(Role::Accent));
        let role = match (row.title, row.indent) {
            (true, _) => Role::Strong,
            (false, 0) => Role::Text,
            _ => Role::Quiet,
        };
        put(buffer, area, (self.name + row.indent, 0), &row.name, view.style(role));
        put(buffer, area, (self.doc, 0), &row.doc, view.style(Role::Quiet));
    }
}
