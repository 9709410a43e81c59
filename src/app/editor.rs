//! One line of text being edited, one character as a reader sees it at a time.

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
}
