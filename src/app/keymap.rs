//! Which keys send which command: one key, or several one after the other.
//!
//! The keys that are there from the start are a [file](DEFAULT); a viewer's own file, in the same form, is merged over
//! it.
//!
//! ```
//! use headlight::app::keymap::{Keymap, Meaning};
//! use headlight::app::{Command, PaneKind};
//!
//! let keymap = Keymap::default().with("[keys]\n\"g 7\" = \"layer 1\"\n").expect("a keymap");
//! let [g, one] = ['g', '7'].map(Into::into);
//! assert!(matches!(keymap.meaning(&[g], PaneKind::Matrix), Meaning::Prefix));
//! assert!(matches!(keymap.meaning(&[g, one], PaneKind::Matrix), Meaning::Command(Command::Layer(_))));
//! assert!(matches!(keymap.meaning(&[one], PaneKind::Matrix), Meaning::Nothing));
//! ```

pub mod fixed;
mod print;
mod read;

use std::borrow::Cow;

use super::command::Command;
use super::flaw::FlawAt;
use super::input::Key;
use super::pane_tree::PaneKind;
use super::words::{Language, Word};

/// The keys that are there from the start, as a file.
pub const DEFAULT: &str = include_str!("keymap/default.toml");

/// Keys and what they send.
#[derive(Clone, PartialEq, Debug)]
pub struct Binding {
    /// The keys, one after the other; at least one.
    pub keys: Vec<Key>,
    /// The kind of pane that must have the focus; `None`: any.
    pub pane: Option<PaneKind>,
    /// The command.
    pub command: Command,
}

/// What several sequences begin with, and what it is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The keys that they begin with.
    pub keys: Vec<Key>,
    /// The name, as the file has it.
    pub name: String,
}

/// What has been pressed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Meaning<'a> {
    /// All that sends this command.
    Command(&'a Command),
    /// The beginning of several sequences.
    Prefix,
    /// Keys that send nothing.
    Nothing,
}

/// Keys and what they send.
#[derive(Clone, PartialEq, Debug)]
pub struct Keymap {
    /// In the order in which help lists them. Of one kind of pane no binding begins with the keys of another.
    pub bindings: Vec<Binding>,
    /// The names of what sequences begin with.
    pub groups: Vec<Group>,
}

impl Default for Keymap {
    fn default() -> Keymap {
        let nothing = Keymap { bindings: Vec::new(), groups: Vec::new() };
        nothing.with(DEFAULT).unwrap_or(nothing)
    }
}

impl Keymap {
    /// This keymap with a file merged over it: keys of the file replace what they are equal to, what they begin and what
    /// begins with them, within the same kind of pane.
    ///
    /// # Errors
    /// Everything that is wrong with the file, in the order of its lines.
    pub fn with(&self, file: &str) -> Result<Keymap, Vec<FlawAt>> {
        let read::File { bound, unbound, groups } = read::file(file)?;
        let mut all = self.clone();
        for (keys, pane) in unbound {
            all.bindings.retain(|old| old.pane != pane || !old.keys.starts_with(&keys));
        }
        for binding in bound {
            let same = |old: &Binding| old.pane == binding.pane && old.keys == binding.keys;
            if let Some(old) = all.bindings.iter_mut().find(|old| same(old)) {
                *old = binding;
                continue;
            }
            let clash = |old: &Binding| old.keys.starts_with(&binding.keys) || binding.keys.starts_with(&old.keys);
            all.bindings.retain(|old| old.pane != binding.pane || !clash(old));
            all.bindings.push(binding);
        }
        for group in groups {
            all.groups.retain(|old| old.keys != group.keys);
            all.groups.push(group);
        }
        Ok(all)
    }

    /// What keys mean while a kind of pane has the focus. A binding for the pane goes before one for everywhere.
    pub fn meaning(&self, keys: &[Key], pane: PaneKind) -> Meaning<'_> {
        for wanted in [Some(pane), None] {
            let mut here = self.bindings.iter().filter(|binding| binding.pane == wanted);
            if let Some(found) = here.find(|binding| binding.keys.starts_with(keys)) {
                let whole = found.keys.len() == keys.len();
                return if whole { Meaning::Command(&found.command) } else { Meaning::Prefix };
            }
        }
        Meaning::Nothing
    }

    /// The keys that can come after those that have been pressed, and what each comes to.
    pub fn continuations(&self, pressed: &[Key], pane: PaneKind) -> Vec<(Key, Meaning<'_>)> {
        let mut all: Vec<(Key, Meaning)> = Vec::new();
        for binding in self.bindings.iter().filter(|binding| binding.pane.is_none_or(|wanted| wanted == pane)) {
            if let Some([next, ..]) = binding.keys.strip_prefix(pressed)
                && !all.iter().any(|(known, _)| known == next)
            {
                all.push((*next, self.meaning(&[pressed, &[*next]].concat(), pane)));
            }
        }
        all
    }

    /// The keys that send a command while a kind of pane has the focus: of several the fewest and plainest.
    pub fn keys_for(&self, command: &Command, pane: PaneKind) -> Option<&[Key]> {
        // A pane may have given the keys of everywhere another meaning.
        let sends = |binding: &&Binding| {
            binding.command == *command && self.meaning(&binding.keys, pane) == Meaning::Command(command)
        };
        let held = |key: &Key| usize::from(key.control) + usize::from(key.alt) + usize::from(key.shift);
        let effort = |keys: &&[Key]| (keys.len(), keys.iter().map(held).sum::<usize>());
        self.bindings.iter().filter(sends).map(|binding| &*binding.keys).min_by_key(effort)
    }

    /// What sequences are called that begin with these keys.
    pub fn group(&self, keys: &[Key], language: Language) -> Option<Cow<'_, str>> {
        let name = &*self.groups.iter().find(|group| group.keys == keys)?.name;
        let word = match name {
            "go to" => Word::GroupGo,
            "window" => Word::GroupWindow,
            "toggle" => Word::GroupToggle,
            "compare" => Word::GroupCompare,
            "change" => Word::GroupChange,
            "map" => Word::GroupMap,
            own => return Some(Cow::Borrowed(own)),
        };
        Some(Cow::Borrowed(word.say(language)))
    }
}

/// Keys as a file and the screen write them: with spaces between them.
pub fn written(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
