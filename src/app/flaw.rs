//! What is wrong with a file that a viewer wrote: a keymap or a theme.

use std::fmt;

use super::input::Key;
use super::notice::Notice;
use super::words::Language;

/// Something wrong on one line of such a file.
#[derive(Clone, PartialEq, Debug)]
pub enum Flaw {
    /// The file is no TOML, for this reason.
    NotToml(String),
    /// No table or entry is called so.
    UnknownEntry {
        /// What stands there.
        name: String,
        /// What could stand there, the most alike first.
        nearest: Vec<String>,
    },
    /// The entry needs a text.
    NotText(String),
    /// The entry needs colours in brackets: at least so many.
    NotColours(String, usize),
    /// No key is called so.
    UnknownKey(String),
    /// The name of an entry has no key in it.
    NoKey,
    /// A key that takes back or cancels what was pressed cannot stand within a sequence.
    Cancels(Key),
    /// Keys are bound twice.
    Twice {
        /// The keys.
        keys: String,
        /// The line on which they are bound first.
        line: usize,
    },
    /// Keys send a command, and others begin with them.
    Prefix {
        /// The keys.
        keys: String,
        /// Those that begin with them.
        longer: String,
        /// The other line.
        line: usize,
    },
    /// What keys should send is no command.
    Command(Box<Notice>),
    /// A command that only scripts can give.
    OnlyScripts(&'static str),
    /// A word that is not one of those that can stand there.
    NotOneOf {
        /// The entry.
        name: String,
        /// What it says.
        word: String,
        /// What it can say, the most alike first.
        nearest: Vec<String>,
    },
    /// A word that is no colour, written `#rrggbb`.
    NotColour(String),
    /// A word that is none of the sixteen colours.
    NotNamedColour {
        /// The word.
        word: String,
        /// The names most like it.
        nearest: Vec<String>,
    },
    /// The two sides of a ramp have different numbers of colours.
    Uneven,
}

/// A flaw, and the line it is on, from 1.
#[derive(Clone, PartialEq, Debug)]
pub struct FlawAt {
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub flaw: Flaw,
}

impl fmt::Display for FlawAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, Language::English.flaw(&self.flaw))
    }
}

impl Notice {
    /// What is wrong with a file: the first flaw, and how many there are.
    pub fn in_file(file: impl fmt::Display, flaws: &[FlawAt]) -> Option<Notice> {
        let FlawAt { line, flaw } = flaws.first()?.clone();
        Some(Notice::InFile { file: file.to_string(), line, flaw, more: flaws.len() - 1 })
    }
}
