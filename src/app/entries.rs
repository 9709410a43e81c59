//! TOML as a list of entries, each with its table and its line: what keymaps and themes are read from.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::flaw::{Flaw, FlawAt};

/// One `name = value` of a file.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Entry {
    /// The names of the tables around it, joined by dots; empty at the top.
    pub(super) table: String,
    /// The name.
    pub(super) name: String,
    /// What stands behind it.
    pub(super) value: Value,
    /// The line of the name, from 1.
    pub(super) line: usize,
}

/// What stands behind a name.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    /// `"a text"`
    Text(String),
    /// `["several", "texts"]`
    Texts(Vec<String>),
    /// Something that no file of ours takes.
    Other,
}

impl Entry {
    /// The text behind the name.
    pub(super) fn text(&self) -> Result<&str, Flaw> {
        match &self.value {
            Value::Text(text) => Ok(text),
            Value::Texts(_) | Value::Other => Err(Flaw::NotText(self.name.clone())),
        }
    }

    /// The same with its line.
    pub(super) fn at(&self, flaw: Flaw) -> FlawAt {
        FlawAt { line: self.line, flaw }
    }
}

/// All entries of a text, in its order.
///
/// # Errors
/// Where the text is no TOML: what is wrong where, in the order of the lines.
pub(super) fn read(text: &str) -> Result<Vec<Entry>, Vec<FlawAt>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut found = Vec::new();
    collect(text, "", table.get_ref(), &mut found);
    found.sort_by_key(|(at, _)| *at);
    let entries: Vec<Entry> = found.into_iter().map(|(_, entry)| entry).collect();
    if errors.is_empty() {
        return Ok(entries);
    }
    let flaw = |error: &toml::de::Error| {
        let span = error.span().unwrap_or_default();
        let line = line_of(text, span.start);
        FlawAt { line, flaw: twice(text, &span, line, &entries).unwrap_or_else(|| not_toml(error)) }
    };
    let mut flaws: Vec<FlawAt> = errors.iter().map(flaw).collect();
    flaws.sort_by_key(|at| at.line);
    Err(flaws)
}

fn not_toml(error: &toml::de::Error) -> Flaw {
    Flaw::NotToml(error.message().lines().next().unwrap_or_default().to_owned())
}

/// A name that the parser met before, if that is what stands there.
fn twice(text: &str, span: &Range<usize>, line: usize, entries: &[Entry]) -> Option<Flaw> {
    let name = text.get(span.clone())?.trim_matches(['"', '\'']);
    let table = text.lines().take(line).filter_map(|line| line.trim().strip_prefix('[')?.split(']').next()).last();
    let first = entries
        .iter()
        .find(|entry| entry.name == name && entry.line < line && entry.table == table.unwrap_or_default().trim())?;
    Some(Flaw::Twice { keys: name.to_owned(), line: first.line })
}

fn collect(text: &str, table: &str, from: &DeTable, into: &mut Vec<(usize, Entry)>) {
    for (name, value) in from {
        let (at, name) = (name.span().start, name.get_ref().to_string());
        let value = match value.get_ref() {
            DeValue::Table(within) => {
                let path = if table.is_empty() { name } else { format!("{table}.{name}") };
                collect(text, &path, within, into);
                continue;
            }
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Array(all) => {
                let texts = all.iter().map(|one| one.get_ref().as_str().map(str::to_owned));
                texts.collect::<Option<Vec<String>>>().map_or(Value::Other, Value::Texts)
            }
            _ => Value::Other,
        };
        into.push((at, Entry { table: table.to_owned(), name, value, line: line_of(text, at) }));
    }
}

/// The line, from 1, on which a byte stands.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
