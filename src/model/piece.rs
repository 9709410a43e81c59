//! How tokens are shown: as a person reads them, and safe for a screen.
//!
//! | token | shown | |
//! |---|---|---|
//! | `␠truth` | `truth` | begins a word: its space is known, not shown |
//! | `ledged` | `ledged` | `continues`: belongs to the piece before |
//! | three spaces | `␣␣␣` | |
//! | newline, tab, escape | `↵` `⇥` `␛` | |
//! | first byte of 中, second, third | `中` `·` `·` | bytes are decoded together |
//! | a byte that is no character | `⟨E4⟩` | |
//! | zero width joiner | `⟨ZWJ⟩` | whatever has no picture or moves others has a name |
//! | 👩‍👧 in one token | `👩⟨ZWJ⟩👧` | terminals disagree on the width of joined emoji, flags and skin tones |

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Shown for the bytes of a character that began in an earlier token.
pub const CONTINUATION: char = '·';

/// Ends a text that was cut.
const CUT: char = '…';

/// A token that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// Begins every output of a translation.
    Begin,
    /// Ends a text.
    End,
    /// Fills up what a text leaves free.
    Padding,
}

/// One token as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What to draw: no control characters, nothing of uncertain width, never empty unless the token is.
    pub text: String,
    /// Joined to the piece before without a space: a later part of a word, or its punctuation.
    pub continues: bool,
    /// The columns that [`Piece::text`] takes on a screen.
    pub width: usize,
    /// What it is, where it is no text: then its text is a name, and every language has its own.
    pub special: Option<Special>,
}

impl Piece {
    fn new(text: String, continues: bool) -> Piece {
        let width = columns(&text);
        Piece { text, continues, width, special: None }
    }

    /// A token that is no text, by its name: `⟨begin⟩`.
    pub fn named(special: Special, name: &str) -> Piece {
        Piece { special: Some(special), ..Piece::new(format!("⟨{name}⟩"), false) }
    }

    /// The text in at most that many columns; `…` stands where it was cut.
    pub fn short(&self, columns: usize) -> Cow<'_, str> {
        cut(&self.text, columns)
    }
}

/// The columns a text takes, one character as a reader sees it after the other, as a ratatui buffer lays it out.
pub fn columns(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// A text in at most `room` columns; `…` stands where it was cut, and no wide character is halved.
pub fn cut(text: &str, room: usize) -> Cow<'_, str> {
    if columns(text) <= room {
        return Cow::Borrowed(text);
    }
    let Some(room) = room.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let mut taken = 0;
    let fits = |cluster: &&str| {
        taken += cluster.width();
        taken <= room
    };
    let kept: String = text.graphemes(true).take_while(fits).collect();
    Cow::Owned(kept + CUT.encode_utf8(&mut [0; 4]))
}

/// The pieces of a sequence, given the bytes of each token. One piece a token.
pub fn pieces<'a>(tokens: impl IntoIterator<Item = &'a [u8]>) -> Vec<Piece> {
    let mut bytes = Vec::new();
    let mut ends = Vec::new();
    for token in tokens {
        bytes.extend_from_slice(token);
        ends.push(bytes.len());
    }
    let glyphs = glyphs(&bytes);
    let mut rest = glyphs.as_slice();
    let mut start = 0;
    let mut after_space = true;
    ends.into_iter()
        .map(|end| {
            let here = rest.partition_point(|glyph| glyph.start < end);
            let (own, later) = rest.split_at(here);
            rest = later;
            // Bytes before the first character that starts here belong to one that started earlier.
            let inside = end > start && own.first().is_none_or(|glyph| glyph.start > start);
            let spaced = own.first().is_some_and(Glyph::is_space);
            let continues = !after_space && (inside || !spaced);
            if let Some(last) = own.last() {
                after_space = last.is_space();
            }
            start = end;
            Piece::new(show(own, inside), continues)
        })
        .collect()
}

/// A character, or a byte that is none, and where its bytes start.
struct Glyph {
    start: usize,
    kind: Kind,
}

enum Kind {
    Character(char),
    Byte(u8),
}

impl Glyph {
    fn is_space(&self) -> bool {
        matches!(self.kind, Kind::Character(c) if c.is_whitespace())
    }
}

fn glyphs(bytes: &[u8]) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    let mut start = 0;
    for chunk in bytes.utf8_chunks() {
        for (offset, c) in chunk.valid().char_indices() {
            glyphs.push(Glyph { start: start + offset, kind: Kind::Character(c) });
        }
        start += chunk.valid().len();
        for &byte in chunk.invalid() {
            glyphs.push(Glyph { start, kind: Kind::Byte(byte) });
            start += 1;
        }
    }
    glyphs
}

/// The text of one token's own characters; `inside` says that it also ends a character begun before.
fn show(own: &[Glyph], inside: bool) -> String {
    let mut text = String::new();
    if inside {
        text.push(CONTINUATION);
    }
    let mut letters = String::new(); // of a run that is drawn as it is
    for (i, glyph) in own.iter().enumerate() {
        let leads = || i == 0 && !inside && own.get(1).is_some_and(|next| !next.is_space());
        match glyph.kind {
            Kind::Character(' ') if leads() => {}
            Kind::Character(c) if is_drawn_as_itself(c) => letters.push(c),
            Kind::Character(c) => {
                draw_letters(&mut text, &mut letters);
                draw_named(&mut text, c);
            }
            Kind::Byte(byte) => {
                draw_letters(&mut text, &mut letters);
                let _ = write!(text, "⟨{byte:02X}⟩"); // writing to a String cannot fail
            }
        }
    }
    draw_letters(&mut text, &mut letters);
    text
}

fn is_drawn_as_itself(c: char) -> bool {
    !c.is_control() && !c.is_whitespace() && name(c).is_none() && !is_private_or_unassigned(c)
}

/// Draws a run of letters with clusters reduced to what every terminal draws at the same width.
fn draw_letters(text: &mut String, letters: &mut String) {
    for cluster in letters.graphemes(true) {
        let mut characters = cluster.chars();
        let Some(base) = characters.next() else {
            continue;
        };
        if let Some(letter) = regional_letter(base) {
            text.push(letter);
            text.extend(characters.filter_map(regional_letter));
            continue;
        }
        if base.width().unwrap_or(0) == 0 {
            let on_a_circle = String::from_iter(['◌', base]);
            if on_a_circle.graphemes(true).count() > 1 {
                draw_named(text, base); // half a Hangul syllable stands on nothing else
                continue;
            }
            text.push('◌');
        }
        text.push(base);
        text.extend(characters.take_while(|&c| is_mark(c)));
    }
    letters.clear();
}

/// A combining mark that adds no column; variation selectors do, on some terminals.
fn is_mark(c: char) -> bool {
    c.width() == Some(0) && !is_variation_selector(c)
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180F}')
}

/// A flag is two such letters, and no two terminals agree on its width.
fn regional_letter(c: char) -> Option<char> {
    let from_a = (c as u32).checked_sub(0x1_F1E6).filter(|&n| n < 26)?;
    Some(char::from(b'A' + from_a as u8))
}

fn is_private_or_unassigned(c: char) -> bool {
    let code = c as u32;
    matches!(code, 0xE000..=0xF8FF | 0xE_0000..=0x10_FFFF)
        || (0xFDD0..=0xFDEF).contains(&code)
        || code & 0xFFFE == 0xFFFE
}

/// Draws a character that has no picture, or moves others.
fn draw_named(text: &mut String, c: char) {
    let code = c as u32;
    match c {
        ' ' => text.push('␣'),
        '\n' => text.push('↵'),
        '\t' => text.push('⇥'),
        '\u{7F}' => text.push('␡'),
        // U+2400 on are pictures of the control characters, in their order: ␀ … ␛ …
        '\0'..='\u{1F}' => text.extend(char::from_u32(0x2400 + code)),
        _ => match name(c) {
            Some(name) => text.extend(["⟨", name, "⟩"]),
            None => {
                let _ = write!(text, "⟨U+{code:04X}⟩"); // writing to a String cannot fail
            }
        },
    }
}

/// What people call the characters that draw nothing or change the direction of others.
fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{A0}' => "NBSP",
        '\u{AD}' => "SHY",
        '\u{61C}' => "ALM",
        '\u{200B}' => "ZWSP",
        '\u{200C}' => "ZWNJ",
        '\u{200D}' => "ZWJ",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{2060}' => "WJ",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{FEFF}' => "BOM",
        '\u{FFF9}'..='\u{FFFB}' => "NOTE",
        '\u{2061}'..='\u{2064}' => "MATH",
        '\u{206A}'..='\u{206F}' => "FORM",
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => "FILL",
        '\u{2800}' => "BLANK",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(tokens: &[&[u8]]) -> Vec<String> {
        let pieces = pieces(tokens.iter().copied());
        pieces.into_iter().map(|piece| piece.text).collect()
    }

    fn one(text: &str) -> String {
        shown(&[text.as_bytes()]).remove(0)
    }

    #[test]
    fn words_lose_their_space_and_know_what_they_join() {
        let pieces = pieces([&b"It"[..], b" is", b" acknow", b"ledged", b",", b"\n", b"That", b"  ", b" x"]);
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, ["It", "is", "acknow", "ledged", ",", "↵", "That", "␣␣", "x"]);
        let joined: Vec<bool> = pieces.iter().map(|piece| piece.continues).collect();
        assert_eq!(joined, [false, false, false, true, true, false, false, false, false]);
    }

    #[test]
    fn a_split_character_is_shown_once() {
        assert_eq!(shown(&[b"\xE4", b"\xB8", b"\xAD"]), ["中", "·", "·"]);
        assert_eq!(shown(&[b" \xE4\xB8", b"\xAD\xE6\x96\x87"]), ["中", "·文"]);
        let joined = pieces([&b" \xE4"[..], b"\xB8\xAD"]);
        assert!(!joined[0].continues && joined[1].continues);
        assert_eq!(joined[0].width, 2);
    }

    #[test]
    fn bytes_that_are_no_character_are_numbers() {
        assert_eq!(shown(&[b"\xE4", b"a", b"\xFF b"]), ["⟨E4⟩", "a", "⟨FF⟩␣b"]);
        assert_eq!(shown(&[b" \xE4"]), ["⟨E4⟩"]);
    }

    #[test]
    fn what_has_no_picture_has_a_name() {
        for (text, expected) in [
            (" ", "␣"),
            ("   ", "␣␣␣"),
            ("\r\n\t", "␍↵⇥"),
            ("\u{1b}[2J\0\u{7f}", "␛[2J␀␡"),
            ("\u{9b}31m", "⟨U+009B⟩31m"),
            ("a\u{202e}b\u{200b}", "a⟨RLO⟩b⟨ZWSP⟩"),
            ("\u{3000}\u{a0}", "⟨U+3000⟩⟨NBSP⟩"),
            ("\u{301}", "◌\u{301}"),
            ("e\u{301}", "e\u{301}"),
            ("\u{e000}", "⟨U+E000⟩"),
            ("", ""),
        ] {
            assert_eq!(one(text), expected, "{text:?}");
        }
    }

    #[test]
    fn emoji_keep_a_width_that_terminals_agree_on() {
        assert_eq!(one("❤\u{fe0f}"), "❤");
        assert_eq!(one("🇨🇳"), "CN");
        assert_eq!(one("👍🏽"), "👍");
        assert_eq!(one("👩\u{200d}👧"), "👩⟨ZWJ⟩👧");
    }

    #[test]
    fn cuts_by_columns() {
        let piece = Piece::new("中文字".to_owned(), false);
        assert_eq!(piece.width, 6);
        for (room, expected) in [(9, "中文字"), (6, "中文字"), (5, "中文…"), (4, "中…"), (2, "…"), (1, "…"), (0, "")]
        {
            assert_eq!(piece.short(room), expected, "{room}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_safe_to_draw(tokens in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 0..12)) {
            let pieces = pieces(tokens.iter().map(Vec::as_slice));
            prop_assert_eq!(pieces.len(), tokens.len());
            for (piece, token) in pieces.iter().zip(&tokens) {
                prop_assert!(!piece.text.chars().any(|c| c.is_control() || c.is_whitespace()));
                prop_assert_eq!(piece.text.is_empty(), token.is_empty());
            }
        }

        #[test]
        fn any_text_is_safe_to_draw(text in any::<String>(), room in 0usize..8) {
            let piece = pieces([text.as_bytes()]).remove(0);
            prop_assert!(!piece.text.chars().any(|c| c.is_control() || c.is_whitespace()));
            prop_assert!(piece.text.graphemes(true).all(|cluster| cluster.width() > 0));
            prop_assert!(columns(&piece.short(room)) <= room);
        }
    }
}
