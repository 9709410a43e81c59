//! Which key sends which command.

use super::command::{Command, parse};
use super::input::Key;
use super::pane_tree::{PaneId, PaneKind};

/// The keys that are there from the start: key, where (everywhere, if nowhere in particular), command.
const DEFAULT: &[(&str, Option<PaneKind>, &str)] = &[
    ("space", None, "next"),
    ("backspace", None, "back"),
    ("g", None, "grain"),
    ("P", None, "play"),
    ("j", Some(PaneKind::Steps), "next"),
    ("k", Some(PaneKind::Steps), "back"),
    ("down", Some(PaneKind::Steps), "next"),
    ("up", Some(PaneKind::Steps), "back"),
    ("h", Some(PaneKind::Heads), "head back"),
    ("j", Some(PaneKind::Heads), "layer next"),
    ("k", Some(PaneKind::Heads), "layer back"),
    ("l", Some(PaneKind::Heads), "head next"),
    ("left", Some(PaneKind::Heads), "head back"),
    ("down", Some(PaneKind::Heads), "layer next"),
    ("up", Some(PaneKind::Heads), "layer back"),
    ("right", Some(PaneKind::Heads), "head next"),
    ("h", Some(PaneKind::Tokens), "move up"),
    ("l", Some(PaneKind::Tokens), "move down"),
    ("left", Some(PaneKind::Tokens), "move up"),
    ("right", Some(PaneKind::Tokens), "move down"),
    ("h", None, "move left"),
    ("j", None, "move down"),
    ("k", None, "move up"),
    ("l", None, "move right"),
    ("left", None, "move left"),
    ("down", None, "move down"),
    ("up", None, "move up"),
    ("right", None, "move right"),
    ("[", None, "layer back"),
    ("]", None, "layer next"),
    ("{", None, "head back"),
    ("}", None, "head next"),
    ("e", None, "edit"),
    ("x", None, "head-toggle"),
    ("s", None, "scale"),
    ("m", None, "mask"),
    ("r", None, "residual"),
    ("n", None, "norm"),
    ("+", None, "temperature up"),
    ("-", None, "temperature down"),
    ("u", None, "undo"),
    ("U", None, "redo"),
    ("tab", None, "focus next"),
    ("S-tab", None, "focus back"),
    ("z", None, "zoom"),
    ("<", None, "resize left 2"),
    (">", None, "resize right 2"),
    ("C-left", None, "resize left 2"),
    ("C-right", None, "resize right 2"),
    ("C-up", None, "resize up"),
    ("C-down", None, "resize down"),
    (":", None, "palette"),
    ("?", None, "help"),
    ("esc", None, "close"),
    ("pageup", None, "move up 10"),
    ("pagedown", None, "move down 10"),
    ("home", None, "first"),
    ("end", None, "last"),
    ("C-z", None, "suspend"),
    ("C-c", None, "quit"),
    ("q", None, "quit"),
];

/// A key and what it sends.
#[derive(Clone, PartialEq, Debug)]
pub struct Binding {
    /// The key.
    pub key: Key,
    /// The pane that must have the focus; `None`: any.
    pub focus: Option<PaneKind>,
    /// The command.
    pub command: Command,
}

/// Keys and what they send.
#[derive(Clone, PartialEq, Debug)]
pub struct Keymap(
    /// In the order in which help lists them.
    pub Vec<Binding>,
);

impl Default for Keymap {
    fn default() -> Keymap {
        let binding = |(key, focus, line): &(&str, Option<PaneKind>, &str)| {
            Some(Binding { key: key.parse().ok()?, focus: *focus, command: parse(line).ok()? })
        };
        Keymap(DEFAULT.iter().filter_map(binding).collect())
    }
}

impl Keymap {
    /// How many keys there are from the start.
    #[cfg(test)]
    pub(super) const fn rows() -> usize {
        DEFAULT.len()
    }

    /// What a key sends while a pane has the focus. A binding for the pane goes before one for everywhere.
    pub fn command(&self, key: Key, focus: PaneId) -> Option<&Command> {
        let here = |wanted| self.0.iter().find(move |binding| binding.key == key && binding.focus == wanted);
        here(Some(focus.kind)).or_else(|| here(None)).map(|binding| &binding.command)
    }
}
