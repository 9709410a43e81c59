//! What can safely be written for a cell's symbol, and how many columns it takes.
//!
//! Terminals agree on the width of single characters and of letters with combining marks. They disagree on emoji
//! joined into one picture, on flags and on presentation selectors: those are written as their first character, and
//! the columns that the layout gave them are filled up with blanks, so that nothing after them moves. Control
//! characters never reach a terminal.

use ratatui::buffer::CellWidth;
use unicode_width::UnicodeWidthChar;

/// A symbol as it goes to a terminal, a text or a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// What to write: never empty, without control characters.
    pub text: &'a str,
    /// Columns that `text` fills: 1 or 2.
    pub drawn: u16,
    /// Columns that the layout gave the symbol, at least `drawn`; the rest are blank.
    pub width: u16,
}

impl<'a> Glyph<'a> {
    /// What to write where there is nothing.
    pub const BLANK: Glyph<'static> = Glyph { text: " ", drawn: 1, width: 1 };

    /// How to write `symbol`, which is one cell's content in a ratatui buffer.
    pub fn of(symbol: &'a str) -> Glyph<'a> {
        let &[byte] = symbol.as_bytes() else { return Glyph::beyond_ascii(symbol) };
        let text = if byte.is_ascii_control() { "?" } else { symbol };
        Glyph { text, drawn: 1, width: 1 }
    }

    fn beyond_ascii(symbol: &'a str) -> Glyph<'a> {
        let mut characters = symbol.chars();
        let Some(first) = characters.next() else { return Glyph::BLANK };
        let rest = characters.as_str();
        if symbol.contains(char::is_control) {
            return Glyph { text: "?", drawn: 1, width: 1 };
        }
        let width = if rest.is_empty() { columns(first) } else { symbol.cell_width() };
        let together: u16 = symbol.chars().map(columns).sum();
        if (1..=2).contains(&width) && together == width && !rest.contains(is_disputed) && !is_disputed(first) {
            return Glyph { text: symbol, drawn: width, width };
        }
        let drawn = columns(first);
        if drawn == 0 || drawn > width || is_disputed(first) {
            return Glyph { width: width.max(1), ..Glyph::BLANK };
        }
        Glyph { text: &symbol[..first.len_utf8()], drawn, width }
    }
}

/// Columns that terminals give one character.
fn columns(character: char) -> u16 {
    match character {
        // Half-width katakana voicing marks stand in a column of their own.
        '\u{ff9e}' | '\u{ff9f}' => 1,
        _ => character.width().unwrap_or_default() as u16,
    }
}

/// Whether terminals disagree on what a character does to its neighbours: joiners, direction marks, presentation
/// selectors, the letters that pair up into flags, skin tones.
fn is_disputed(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe0e}'
            | '\u{fe0f}'
            | '\u{1f1e6}'..='\u{1f1ff}'
            | '\u{1f3fb}'..='\u{1f3ff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terminals_agree_on_is_kept() {
        for (symbol, width) in [("a", 1), (" ", 1), ("é", 1), ("e\u{301}", 1), ("▀", 1), ("注", 2), ("ｶ", 1), ("🦀", 2)]
        {
            assert_eq!(Glyph::of(symbol), Glyph { text: symbol, drawn: width, width }, "{symbol}");
        }
    }

    #[test]
    fn what_they_disagree_on_is_its_first_character_and_blanks() {
        for (symbol, text, drawn) in [("❤\u{fe0f}", "❤", 1), ("👨\u{200d}👩\u{200d}👧", "👨", 2), ("👍🏽", "👍", 2)]
        {
            assert_eq!(Glyph::of(symbol), Glyph { text, drawn, width: symbol.cell_width() }, "{symbol}");
        }
        assert_eq!(Glyph::of("🇩🇪"), Glyph { width: 2, ..Glyph::BLANK });
    }

    #[test]
    fn nothing_that_could_command_a_terminal_gets_through() {
        for symbol in ["\u{1b}", "\n", "\u{7f}", "\u{9b}", "\u{1b}[2J", "a\r"] {
            assert_eq!(Glyph::of(symbol).text, "?", "{symbol:?}");
        }
        for symbol in ["", "\u{301}", "\u{200b}", "\u{202e}"] {
            assert_eq!(Glyph::of(symbol), Glyph::BLANK, "{symbol:?}");
        }
        assert_eq!(Glyph::of("a\u{202e}").text, "a");
    }
}
