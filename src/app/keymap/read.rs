//! A keymap's file, read: every line of it, or everything that is wrong with it.

use super::{Binding, Group, PaneKind, written};
use crate::app::command::{self, Command, Scope};
use crate::app::entries::{self, Entry};
use crate::app::flaw::{Flaw, FlawAt};
use crate::app::input::{Code, Key};
use crate::app::notice::nearest;

/// What a file says.
pub(super) struct File {
    pub(super) bound: Vec<Binding>,
    /// Keys that are to lose what they send.
    pub(super) unbound: Vec<(Vec<Key>, Option<PaneKind>)>,
    pub(super) groups: Vec<Group>,
}

/// What an entry is about.
enum Table {
    Groups,
    Keys(Option<PaneKind>),
}

/// Keys, where they hold, what they send, and the line that says so.
struct Row {
    keys: Vec<Key>,
    pane: Option<PaneKind>,
    command: Option<Command>,
    line: usize,
}

/// Reads a file.
pub(super) fn file(text: &str) -> Result<File, Vec<FlawAt>> {
    let (mut rows, mut groups, mut flaws) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries::read(text)? {
        let read = table(&entry).and_then(|table| {
            let keys = keys(&entry.name)?;
            let text = entry.text()?;
            match table {
                Table::Groups => groups.push(Group { keys, name: text.to_owned() }),
                Table::Keys(pane) => {
                    rows.push(Row { keys, pane, command: command(text)?, line: entry.line });
                }
            }
            Ok(())
        });
        flaws.extend(read.err().map(|flaw| entry.at(flaw)));
    }
    flaws.extend(conflicts(&rows));
    flaws.sort_by_key(|at| at.line);
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let (mut bound, mut unbound) = (Vec::new(), Vec::new());
    for Row { keys, pane, command, .. } in rows {
        match command {
            Some(command) => bound.push(Binding { keys, pane, command }),
            None => unbound.push((keys, pane)),
        }
    }
    Ok(File { bound, unbound, groups })
}

/// The table that an entry stands in.
fn table(entry: &Entry) -> Result<Table, Flaw> {
    match entry.table.split_once('.').unwrap_or((&entry.table, "")) {
        ("groups", "") => return Ok(Table::Groups),
        ("keys", "") => return Ok(Table::Keys(None)),
        ("keys", pane) => {
            if let Ok(pane) = pane.parse() {
                return Ok(Table::Keys(Some(pane)));
            }
        }
        _ => {}
    }
    let known = ["groups".to_owned(), "keys".to_owned()].into_iter();
    let known: Vec<String> = known.chain(PaneKind::ALL.iter().map(|pane| format!("keys.{}", pane.name()))).collect();
    let name = if entry.table.is_empty() { &entry.name } else { &entry.table };
    let nearest = nearest(name, known.iter().map(String::as_str));
    Err(Flaw::UnknownEntry { name: name.clone(), nearest })
}

/// The keys that a name writes.
fn keys(name: &str) -> Result<Vec<Key>, Flaw> {
    let key = |word: &str| word.parse().map_err(|_| Flaw::UnknownKey(word.to_owned()));
    let keys = name.split_whitespace().map(key).collect::<Result<Vec<Key>, Flaw>>()?;
    let cancels = |key: &&Key| **key == Code::Escape.into() || **key == Code::Backspace.into();
    match keys.len() {
        0 => Err(Flaw::NoKey),
        1 => Ok(keys),
        _ => keys.iter().find(cancels).map_or(Ok(()), |key| Err(Flaw::Cancels(*key))).map(|()| keys),
    }
}

/// The command that a text writes; nothing where there is none.
fn command(text: &str) -> Result<Option<Command>, Flaw> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let command = command::parse(text).map_err(|notice| Flaw::Command(notice.into()))?;
    match command.entry() {
        // A key that presses a key could press itself.
        entry if entry.scope == Scope::Script => Err(Flaw::OnlyScripts(entry.name)),
        _ => Ok(Some(command)),
    }
}

/// Every row that an earlier one makes impossible.
fn conflicts(rows: &[Row]) -> Vec<FlawAt> {
    let conflict = |i: usize, row: &Row| {
        rows[..i].iter().filter(|other| other.pane == row.pane).find_map(|other| {
            if other.keys == row.keys {
                return Some(Flaw::Twice { keys: written(&row.keys), line: other.line });
            }
            let both = row.command.is_some() && other.command.is_some();
            let begins = row.keys.starts_with(&other.keys) || other.keys.starts_with(&row.keys);
            let (short, long) = if row.keys.len() < other.keys.len() { (row, other) } else { (other, row) };
            let flaw = || Flaw::Prefix { keys: written(&short.keys), longer: written(&long.keys), line: other.line };
            (both && begins).then(flaw)
        })
    };
    let found = rows.iter().enumerate();
    found.filter_map(|(i, row)| Some(FlawAt { line: row.line, flaw: conflict(i, row)? })).collect()
}
