//! Finding a command by a few of its letters.

use super::editor::Editor;
use super::words::Word;

/// A command line being written, and what it could become.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What has been typed.
    pub editor: Editor,
    /// What it could become, best first.
    pub matches: Vec<Match>,
    /// Which of them `enter` takes; `None`: the line as it was typed.
    pub selected: Option<usize>,
}

/// One thing that a command line could become.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// The whole line.
    pub line: String,
    /// What the command takes after the line, as the help writes it.
    pub arguments: String,
    /// Which characters of the line were typed, by number, ascending.
    pub hits: Vec<u32>,
    /// What the command does.
    pub doc: Word,
}
