//! The text a model learns from, and the text it is judged on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::model::Tokenizer;

/// Why a corpus could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// No file was given.
    #[error("no text to learn from: name at least one file")]
    NoFiles,
    /// A file cannot be read.
    #[error("cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A file has nothing in it but white space.
    #[error("{} is empty: there is nothing to learn from", .0.display())]
    Empty(PathBuf),
    /// A file is not text.
    #[error("{} is not UTF-8 text: byte {offset} is wrong; convert the file first", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// How many bytes from its start are text.
        offset: usize,
    },
    /// Nothing would be left to learn from.
    #[error("holding out {held_out} bytes leaves nothing to learn from: the last file has {bytes}")]
    HeldOutTooLarge {
        /// The bytes asked for.
        held_out: usize,
        /// The bytes of the last text.
        bytes: usize,
    },
}

/// Texts to learn from and one held out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus {
    /// What a model may learn from, one text a file.
    pub training: Vec<String>,
    /// The end of the last text, which no model sees while it learns.
    pub held_out: String,
}

impl Corpus {
    /// Reads files, joins their wrapped lines ([`join_wrapped_lines`]), and holds out the end of the last one
    /// ([`split_end`]).
    ///
    /// # Errors
    /// When there is no file, one is unreadable, empty or not UTF-8, or nothing would be left to learn from.
    pub fn read(files: &[PathBuf], held_out: usize) -> Result<Corpus, CorpusError> {
        let mut training = files
            .iter()
            .map(|file| read_text(file).map(|text| join_wrapped_lines(&text)))
            .collect::<Result<Vec<String>, CorpusError>>()?;
        let last = training.last_mut().ok_or(CorpusError::NoFiles)?;
        let (kept, end) = split_end(last, held_out);
        if kept.trim().is_empty() {
            let bytes = last.len();
            return Err(CorpusError::HeldOutTooLarge { held_out, bytes });
        }
        let held_out = end.to_owned();
        *last = kept.to_owned();
        Ok(Corpus { training, held_out })
    }

    /// The tokens to learn from: the texts one after the other, the end-of-text token after each.
    pub fn training_tokens(&self, tokenizer: &Tokenizer) -> Vec<u32> {
        let mut tokens = Vec::new();
        for text in &self.training {
            tokens.extend(tokenizer.encode(text));
            tokens.extend(tokenizer.end_of_text());
        }
        tokens
    }

    /// The bytes to learn from.
    pub fn training_bytes(&self) -> usize {
        self.training.iter().map(String::len).sum()
    }
}

/// The text of a file.
///
/// # Errors
/// When it is unreadable, empty, or not UTF-8: the error names the file and the byte.
pub fn read_text(path: &Path) -> Result<String, CorpusError> {
    let bytes = fs::read(path).map_err(|reason| CorpusError::Unreadable { path: path.to_owned(), reason })?;
    let text = String::from_utf8(bytes)
        .map_err(|error| CorpusError::NotText { path: path.to_owned(), offset: error.utf8_error().valid_up_to() })?;
    if text.trim().is_empty() {
        return Err(CorpusError::Empty(path.to_owned()));
    }
    Ok(text)
}

/// Undoes the line breaks of a printed page: a single newline inside a paragraph becomes a space, and blank lines (one
/// or more) separate paragraphs, so that a heading stays a paragraph of its own. Runs of blanks, as after a full stop or
/// before an indented line, become one space: editions differ in them, readers don't see them.
pub fn join_wrapped_lines(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut begins_paragraph = true;
    for line in text.lines() {
        for (i, word) in line.split_whitespace().enumerate() {
            if i > 0 || !begins_paragraph {
                joined.push(' ');
            } else if !joined.is_empty() {
                joined.push_str("\n\n");
            }
            joined.push_str(word);
            begins_paragraph = false;
        }
        begins_paragraph |= line.trim().is_empty();
    }
    joined.push('\n');
    joined
}

/// A text without its last `bytes` bytes, and those. The cut moves forward to the next character when it falls inside
/// one, so the end may be up to 3 bytes shorter.
pub fn split_end(text: &str, bytes: usize) -> (&str, &str) {
    text.split_at(text.ceil_char_boundary(text.len().saturating_sub(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("writes");
        path
    }

    #[test]
    fn wrapped_lines_become_paragraphs() {
        let page = "EMMA\n\n\n\nCHAPTER I\r\n\r\n\nEmma Woodhouse, handsome,\nclever, and rich.  She was\n  _the_ youngest.\n\n";
        assert_eq!(
            join_wrapped_lines(page),
            "EMMA\n\nCHAPTER I\n\nEmma Woodhouse, handsome, clever, and rich. She was _the_ youngest.\n"
        );
        assert_eq!(join_wrapped_lines("中文\n中文"), "中文 中文\n");
    }

    #[test]
    fn the_end_is_held_out_at_a_character() {
        assert_eq!(split_end("abcdef", 2), ("abcd", "ef"));
        assert_eq!(split_end("ab中", 2), ("ab中", ""));
        assert_eq!(split_end("ab中", 3), ("ab", "中"));
        assert_eq!(split_end("ab", 9), ("", "ab"));
    }

    #[test]
    fn reads_files_in_order_and_splits_the_last() {
        let folder = tempfile::tempdir().expect("a folder");
        let files =
            [file(folder.path(), "one.txt", b"first\ntext\n"), file(folder.path(), "two.txt", b"second\n\ntext")];
        let corpus = Corpus::read(&files, 5).expect("reads");
        assert_eq!(corpus.training, ["first text\n", "second\n\n"]);
        assert_eq!(corpus.held_out, "text\n");
        assert_eq!(corpus.training_bytes(), 19);
    }

    #[test]
    fn tokens_end_each_text() {
        let corpus = Corpus { training: vec!["ab".to_owned(), "c".to_owned()], held_out: String::new() };
        let tokenizer = Tokenizer::train(["ab"], 257).expect("trains");
        let tokens = corpus.training_tokens(&tokenizer);
        assert_eq!(tokens.len(), 5);
        assert_eq!(tokenizer.decode(&tokens), "ab<|endoftext|>c<|endoftext|>");
    }

    #[test]
    fn errors_name_the_file_and_the_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let empty = file(folder.path(), "empty.txt", b" \n");
        let latin = file(folder.path(), "latin.txt", b"na\xEFve");
        let missing = folder.path().join("missing.txt");
        let message = |path: &PathBuf, held_out| {
            let error = Corpus::read(std::slice::from_ref(path), held_out).expect_err("fails");
            error.to_string()
        };
        assert!(message(&empty, 0).contains("empty.txt is empty"));
        assert!(message(&latin, 0).contains("latin.txt is not UTF-8 text: byte 2"));
        assert!(message(&missing, 0).contains("cannot read"));
        let short = file(folder.path(), "short.txt", b"short");
        assert!(message(&short, 100).contains("the last file has 6"));
        let none = Corpus::read(&[], 0).expect_err("fails").to_string();
        assert!(none.contains("at least one file"));
    }
}
