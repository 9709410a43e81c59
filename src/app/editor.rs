//! One line of text being edited, one character as a reader sees it at a time.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;

use super::input::{Code, Key};

/// A text and a cursor in it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Editor {
    text: String,
    /// In bytes; always between two characters as a reader sees them.
    cursor: usize,
}

impl Editor {
    /// A text with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Editor {
        let text = text.into();
        Editor { cursor: text.len(), text }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the cursor stands, in bytes.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Writes a text at the cursor. Ends of lines and tabs become spaces, other control characters nothing.
    pub fn insert(&mut self, text: &str) {
        let mut after_return = false;
        let one_line: String = text
            .chars()
            .filter_map(|c| {
                let ends_twice = c == '\n' && after_return;
                after_return = c == '\r';
                match c {
                    '\n' if ends_twice => None,
                    '\n' | '\r' | '\t' => Some(' '),
                    c => (!c.is_control()).then_some(c),
                }
            })
            .collect();
        self.text.insert_str(self.cursor, &one_line);
        // What was typed may join what follows to one character: the cursor goes behind it.
        self.cursor = self.boundary_from(self.cursor + one_line.len());
    }

    /// Does what a key does in a line of text; other keys do nothing.
    pub fn press(&mut self, key: Key) {
        let word = key.control || key.alt;
        match key.code {
            Code::Character(c) if !word => self.insert(c.encode_utf8(&mut [0; 4])),
            Code::Character('a') if key.control => self.cursor = 0,
            Code::Character('e') if key.control => self.cursor = self.text.len(),
            Code::Character('b') => self.cursor = if key.alt { self.word_before() } else { self.before() },
            Code::Character('f') => self.cursor = if key.alt { self.word_after() } else { self.after() },
            Code::Character('w') if key.control => self.delete(self.word_before()),
            Code::Character('d') => self.delete(if key.alt { self.word_after() } else { self.after() }),
            Code::Character('h') if key.control => self.delete(self.before()),
            Code::Character('u') if key.control => self.delete(0),
            Code::Character('k') if key.control => self.delete(self.text.len()),
            Code::Left => self.cursor = if word { self.word_before() } else { self.before() },
            Code::Right => self.cursor = if word { self.word_after() } else { self.after() },
            Code::Home => self.cursor = 0,
            Code::End => self.cursor = self.text.len(),
            Code::Backspace => self.delete(if word { self.word_before() } else { self.before() }),
            Code::Delete => self.delete(if word { self.word_after() } else { self.after() }),
            _ => {}
        }
    }

    /// What is seen of the text on so many columns: before the cursor and from it on. At the end of the text a column
    /// is left for the cursor. A long text costs no more than a short one.
    pub fn window(&self, room: usize) -> (&str, &str) {
        let (before, after) = self.text.split_at(self.cursor);
        let ahead = fitting(after.graphemes(true), room / 4).1.max(1);
        let left = fitting(before.graphemes(true).rev(), room.saturating_sub(ahead));
        let right = fitting(after.graphemes(true), room - left.1);
        (&before[before.len() - left.0..], &after[..right.0])
    }

    /// Removes what lies between the cursor and another place.
    fn delete(&mut self, to: usize) {
        let (start, end) = (self.cursor.min(to), self.cursor.max(to));
        self.text.replace_range(start..end, "");
        self.cursor = self.boundary_from(start);
    }

    /// The character before the cursor begins here.
    fn before(&self) -> usize {
        let mut at = GraphemeCursor::new(self.cursor, self.text.len(), true);
        at.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    /// The character after the cursor ends here.
    fn after(&self) -> usize {
        let mut at = GraphemeCursor::new(self.cursor, self.text.len(), true);
        at.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
    }

    /// The first place from here on that lies between two characters.
    fn boundary_from(&self, place: usize) -> usize {
        let mut at = GraphemeCursor::new(place, self.text.len(), true);
        match at.is_boundary(&self.text, 0) {
            Ok(false) => at.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len()),
            _ => place,
        }
    }

    /// The word before the cursor begins here.
    fn word_before(&self) -> usize {
        let mut words = self.text[..self.cursor].unicode_word_indices();
        words.next_back().map_or(0, |(start, _)| start)
    }

    /// The word after the cursor ends here.
    fn word_after(&self) -> usize {
        let rest = &self.text[self.cursor..];
        rest.unicode_word_indices().next().map_or(self.text.len(), |(start, word)| self.cursor + start + word.len())
    }
}

/// As much of a stretch as fits so many columns, taken one character at a time: (bytes, columns).
fn fitting<'a>(characters: impl Iterator<Item = &'a str>, room: usize) -> (usize, usize) {
    let (mut bytes, mut columns) = (0, 0);
    for character in characters {
        if columns + character.width() > room {
            break;
        }
        bytes += character.len();
        columns += character.width();
    }
    (bytes, columns)
}
