//! The sentence that a door is about: an argument, or what is piped in.

use std::ffi::OsString;
use std::io::{self, Read};

use super::errors::bad_input;

/// More is no sentence. A context holds a few thousand tokens at most.
const LIMIT: u64 = 1 << 20;

/// The text given as an argument; `-` reads standard input. Nothing else does: a standard input that was inherited, and
/// that nobody closes, would be waited for without end.
///
/// # Errors
/// When the text is no UTF-8, longer than a megabyte, or standard input cannot be read.
pub(super) fn given(argument: Option<OsString>) -> anyhow::Result<Option<String>> {
    match argument {
        Some(text) if text == "-" => piped().map(Some),
        Some(text) => text.into_string().map(Some).map_err(|text| not_utf8("the text", text.as_encoded_bytes())),
        None => Ok(None),
    }
}

/// Standard input to its end, without the line end that `echo` adds.
///
/// # Errors
/// When it is no UTF-8, longer than a megabyte, or cannot be read.
pub(super) fn piped() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(bad_input("standard input holds more than a megabyte: give a sentence, not a book"));
    }
    let mut text = utf8("standard input", bytes)?;
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    Ok(text)
}

/// Bytes as text.
///
/// # Errors
/// A sentence that says where the bytes stop being UTF-8.
pub(super) fn utf8(what: &str, bytes: Vec<u8>) -> anyhow::Result<String> {
    String::from_utf8(bytes).map_err(|error| not_utf8(what, error.as_bytes()))
}

fn not_utf8(what: &str, bytes: &[u8]) -> anyhow::Error {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    bad_input(format!("{what} is no UTF-8 from byte {valid} on: save or convert it as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_says_where() {
        assert_eq!(utf8("x", "注意".into()).expect("text"), "注意");
        let error = utf8("the script", b"ab\xffcd".to_vec()).expect_err("no text");
        assert_eq!(error.to_string(), "the script is no UTF-8 from byte 2 on: save or convert it as UTF-8");
    }
}
