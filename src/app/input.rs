//! What a person does, whatever it came through: the local terminal, an SSH channel, a script.
//!
//! A key has one spelling, which the keymap, scripts and help share: modifiers `C-`, `alt-` and `S-` in that order,
//! then the character or the key's name.
//!
//! ```
//! use headlight::app::input::{Code, Key};
//!
//! let key: Key = "C-left".parse().expect("a key");
//! assert_eq!(key, Key { control: true, ..Key::from(Code::Left) });
//! assert_eq!(key.to_string(), "C-left");
//! assert_eq!("é".parse(), Ok(Key::from(Code::Character('é'))));
//! ```

use std::fmt;
use std::str::FromStr;

/// One thing that happened at a viewer's terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key went down, or repeats.
    Key(Key),
    /// The mouse moved, or one of its buttons did.
    Mouse(Mouse),
    /// Text was pasted; it may hold line ends and control characters.
    Paste(String),
    /// The terminal now has this many columns and rows.
    Resize(u16, u16),
    /// The terminal's window gained (`true`) or lost the keyboard.
    Focus(bool),
}

/// A key with its modifiers. A character carries its own shift: `A` is `Character('A')` with `shift` off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Whether Control is held.
    pub control: bool,
    /// Whether Alt (Option) is held.
    pub alt: bool,
    /// Whether Shift is held; never set for a character.
    pub shift: bool,
}

/// Which key, without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A key that types this character.
    Character(char),
    /// F1 to F24 (more on some keyboards).
    Function(u8),
    /// ⏎
    Enter,
    /// Esc
    Escape,
    /// ⌫
    Backspace,
    /// ⇥
    Tab,
    /// ←
    Left,
    /// →
    Right,
    /// ↑
    Up,
    /// ↓
    Down,
    /// Home
    Home,
    /// End
    End,
    /// Page up
    PageUp,
    /// Page down
    PageDown,
    /// Ins
    Insert,
    /// Del
    Delete,
}

/// The keys that are written by name. A space is a character, but nobody could read it.
const NAMES: [(&str, Code); 15] = [
    ("space", Code::Character(' ')),
    ("enter", Code::Enter),
    ("esc", Code::Escape),
    ("backspace", Code::Backspace),
    ("tab", Code::Tab),
    ("left", Code::Left),
    ("right", Code::Right),
    ("up", Code::Up),
    ("down", Code::Down),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("insert", Code::Insert),
    ("delete", Code::Delete),
];

impl From<Code> for Key {
    /// The key alone, without modifiers.
    fn from(code: Code) -> Self {
        Key { code, control: false, alt: false, shift: false }
    }
}

impl From<char> for Key {
    /// The key that types this character.
    fn from(character: char) -> Self {
        Code::Character(character).into()
    }
}

/// A word that names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key is called {0:?}; keys are written like x, é, space, C-c, S-tab, alt-x, F5")]
pub struct UnknownKey(String);

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownKey(text.to_owned());
        let (mut control, mut alt, mut shift) = (false, false, false);
        let mut name = text;
        for (prefix, held) in [("C-", &mut control), ("alt-", &mut alt), ("S-", &mut shift)] {
            if let Some(rest) = name.strip_prefix(prefix).filter(|rest| !rest.is_empty()) {
                (*held, name) = (true, rest);
            }
        }
        let code = Code::named(name).ok_or_else(unknown)?;
        match code {
            Code::Character(character) if shift && character != ' ' => Err(unknown()),
            _ => Ok(Key { code, control, alt, shift }),
        }
    }
}

impl Code {
    /// The key of this name.
    fn named(name: &str) -> Option<Code> {
        if let Some((_, code)) = NAMES.iter().find(|(text, _)| *text == name) {
            return Some(*code);
        }
        let mut characters = name.chars();
        match (characters.next()?, characters.as_str()) {
            (character, "") => (!character.is_control() && character != ' ').then_some(Code::Character(character)),
            ('F', number) => number.parse().ok().filter(|n| (1..=35).contains(n)).map(Code::Function),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (prefix, held) in [("C-", self.control), ("alt-", self.alt), ("S-", self.shift)] {
            if held {
                formatter.write_str(prefix)?;
            }
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return formatter.write_str(name);
        }
        match self.code {
            Code::Character(character) => write!(formatter, "{character}"),
            Code::Function(number) => write!(formatter, "F{number}"),
            _ => Ok(()),
        }
    }
}

/// What the mouse did, and over which cell of the screen. Columns and rows count from 0 at the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// Cells from the left edge.
    pub column: u16,
    /// Cells from the top edge.
    pub row: u16,
    /// What happened there.
    pub kind: MouseKind,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// A button went down.
    Press(Button),
    /// A button came up.
    Release,
    /// The mouse moved with a button down.
    Drag,
    /// The mouse moved with no button down.
    Move,
    /// The wheel turned away from the hand.
    ScrollUp,
    /// The wheel turned towards the hand.
    ScrollDown,
}

/// A mouse button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// The main button.
    Left,
    /// The wheel, pressed.
    Middle,
    /// The context button.
    Right,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_written_as_people_say_them() {
        let control = |code: Code| Key { control: true, ..code.into() };
        let cases = [
            ("space", Key::from(' ')),
            ("backspace", Code::Backspace.into()),
            ("C-c", control(Code::Character('c'))),
            ("S-tab", Key { shift: true, ..Code::Tab.into() }),
            ("alt-x", Key { alt: true, ..'x'.into() }),
            ("C-alt-S-F12", Key { code: Code::Function(12), control: true, alt: true, shift: true }),
            ("F5", Code::Function(5).into()),
            ("F", 'F'.into()),
            ("é", 'é'.into()),
            ("问", '问'.into()),
            ("-", '-'.into()),
            ("C--", control(Code::Character('-'))),
        ];
        for (text, key) in cases {
            assert_eq!(text.parse(), Ok(key), "{text}");
            assert_eq!(key.to_string(), text);
        }
    }

    #[test]
    fn what_names_no_key_is_refused() {
        for text in ["", " ", "\u{1b}", "C-", "alt-", "S-a", "F0", "F99", "space ", "Space", "ctrl-c", "xy"] {
            assert_eq!(text.parse::<Key>(), Err(UnknownKey(text.to_owned())));
        }
    }

    fn any_code() -> impl Strategy<Value = Code> {
        let named = proptest::sample::select(NAMES.to_vec()).prop_map(|(_, code)| code);
        let typed = any::<char>().prop_filter("control", |c| !c.is_control()).prop_map(Code::Character);
        prop_oneof![named, typed, (1u8..=35).prop_map(Code::Function)]
    }

    proptest! {
        #[test]
        fn every_key_prints_as_it_parses(code in any_code(), control: bool, alt: bool, shift: bool) {
            let shift = shift && !matches!(code, Code::Character(c) if c != ' ');
            let key = Key { code, control, alt, shift };
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }
    }
}
