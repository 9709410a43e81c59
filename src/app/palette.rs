//! Finding a command by a few of its letters.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::command::{self, Candidate, Command, Live, candidates};
use super::editor::Editor;
use super::input::{Code, Key};
use super::notice::Notice;
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
    /// What the command still takes after the line, as help writes it.
    pub arguments: String,
    /// Which characters of the line were typed, by number, ascending.
    pub hits: Vec<u32>,
    /// What the command does.
    pub doc: Word,
}

impl Match {
    /// Whether it adds no word and only says what the command takes next.
    fn is_usage(&self) -> bool {
        self.line.ends_with(char::is_whitespace)
    }
}

/// What `enter` comes to.
pub(super) enum Enter {
    /// This command.
    Run(Command),
    /// The line was completed; it needs more words.
    Completed,
    /// The line is no command.
    Refused(Notice),
}

impl Palette {
    /// A palette with a line begun.
    pub fn new(live: &Live, line: String) -> Palette {
        let mut palette = Palette { editor: Editor::new(line), matches: Vec::new(), selected: None };
        palette.find(live);
        palette
    }

    /// Types, or pastes, a text.
    pub(super) fn insert(&mut self, live: &Live, text: &str) {
        self.editor.insert(text);
        self.find(live);
    }

    /// Does what a key does: choose, complete, or edit the line.
    pub(super) fn press(&mut self, live: &Live, key: Key) {
        let last = self.matches.len().checked_sub(1);
        match key.code {
            Code::Down => self.selected = self.selected.map_or(0, |i| i + 1).min(last.unwrap_or(0)).into(),
            Code::Up => self.selected = self.selected.and_then(|i| i.checked_sub(1)),
            Code::Tab => self.complete(live),
            _ => {
                self.editor.press(key);
                self.find(live);
            }
        }
        self.selected = self.selected.filter(|_| last.is_some());
    }

    /// Takes the chosen match, or the best, into the line.
    fn complete(&mut self, live: &Live) {
        if let Some(found) = self.matches.get(self.selected.unwrap_or(0)).filter(|found| !found.is_usage()) {
            let space = if found.arguments.is_empty() { "" } else { " " };
            self.editor = Editor::new(format!("{}{space}", found.line));
            self.find(live);
        }
    }

    /// What the line, or the chosen match, says. A line that is no command yet becomes its best match.
    pub(super) fn enter(&mut self, live: &Live) -> Enter {
        let chosen = self.selected.and_then(|i| self.matches.get(i));
        let line = chosen.map_or(self.editor.text(), |found| &found.line);
        let wrong = match command::parse(line) {
            Ok(command) => return Enter::Run(command),
            Err(notice) => notice,
        };
        let best = self.matches.get(self.selected.unwrap_or(0));
        match best.map(|found| command::parse(&found.line)) {
            Some(Ok(command)) => Enter::Run(command),
            Some(Err(Notice::MissingArgument { .. })) if best.is_some_and(|found| !found.is_usage()) => {
                self.complete(live);
                Enter::Completed
            }
            _ => Enter::Refused(wrong),
        }
    }

    /// Looks up again what the line could become.
    fn find(&mut self, live: &Live) {
        self.selected = None;
        let line = self.editor.text();
        let (known, typed) = line
            .rsplit_once(char::is_whitespace)
            .map_or(("", line), |(_, word)| (&line[..line.len() - word.len()], word));
        self.matches = best(known, typed, candidates(live, known));
    }
}

/// The candidates that have the typed letters in their order, best first.
fn best(known: &str, typed: &str, candidates: Vec<Candidate>) -> Vec<Match> {
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let (mut buffer, mut hits) = (Vec::new(), Vec::new());
    let before = known.chars().count() as u32;
    let mut found: Vec<(u32, Match)> = Vec::new();
    for candidate in candidates {
        hits.clear();
        let word = Utf32Str::new(&candidate.word, &mut buffer);
        if let Some(score) = pattern.indices(word, &mut matcher, &mut hits) {
            hits.sort_unstable();
            hits.dedup();
            let exact = u32::from(candidate.word == typed && !typed.is_empty());
            let line = format!("{known}{}", candidate.word);
            let hits = hits.iter().map(|i| i + before).collect();
            found.push((score + exact, Match { line, arguments: candidate.arguments, hits, doc: candidate.doc }));
        }
    }
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score)); // stable: equals stay in the order of the table
    found.into_iter().map(|(_, found)| found).collect()
}
