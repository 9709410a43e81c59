//! Lines to commands.

use super::arguments::Words;
use super::{Command, Entry, Notice, TABLE};
use crate::app::notice::nearest;

/// The command of a line.
///
/// # Errors
/// Where the line names no command, or the words after the name are not what it takes.
pub fn parse(line: &str) -> Result<Command, Notice> {
    let words = split(line)?.concat();
    command(&words)
}

/// The commands of a line that are separated by `;`. Nothing between two separators is no command.
///
/// # Errors
/// As [`parse`] for any of them.
pub fn parse_all(line: &str) -> Result<Vec<Command>, Notice> {
    split(line)?.iter().filter(|words| !words.is_empty()).map(|words| command(words)).collect()
}

fn command(words: &[String]) -> Result<Command, Notice> {
    let (name, rest) = words.split_first().ok_or(Notice::NoCommand)?;
    // `head off 1.2` reads better than `head-off 1.2`.
    let joined = rest.first().map(|second| format!("{name}-{second}"));
    let two = joined.as_deref().and_then(Entry::named).map(|entry| (entry, &rest[1..]));
    let one = || Entry::named(name).map(|entry| (entry, rest));
    let (entry, rest) = two.or_else(one).ok_or_else(|| Notice::UnknownCommand {
        name: name.clone(),
        nearest: nearest(name, TABLE.iter().map(|entry| entry.name)),
    })?;
    let mut words = Words::new(entry.name, entry.arguments, rest);
    let command = (entry.read)(&mut words)?;
    words.end()?;
    Ok(command)
}

/// The words of each command on a line. Quotation marks hold spaces and separators together.
pub(super) fn split(line: &str) -> Result<Vec<Vec<String>>, Notice> {
    let mut commands = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => quoted(&mut characters, word.get_or_insert_default())?,
            c if c.is_whitespace() || c == ';' => {
                if let Some(last) = commands.last_mut() {
                    last.extend(word.take());
                }
                if c == ';' {
                    commands.push(Vec::new());
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    if let Some(last) = commands.last_mut() {
        last.extend(word);
    }
    Ok(commands)
}

/// What stands before the closing quotation mark.
fn quoted(characters: &mut std::str::Chars, word: &mut String) -> Result<(), Notice> {
    while let Some(c) = characters.next() {
        match c {
            '"' => return Ok(()),
            '\\' => word.push(escaped(characters)?),
            c => word.push(c),
        }
    }
    Err(Notice::OpenQuote)
}

/// What a backslash and the characters after it stand for.
fn escaped(characters: &mut std::str::Chars) -> Result<char, Notice> {
    let c = characters.next().ok_or(Notice::OpenQuote)?;
    match c {
        'n' => Ok('\n'),
        'r' => Ok('\r'),
        't' => Ok('\t'),
        '"' | '\\' => Ok(c),
        'u' => numbered(characters),
        c => Err(Notice::Escape(format!("\\{c}"))),
    }
}

/// The character of a number between braces.
fn numbered(characters: &mut std::str::Chars) -> Result<char, Notice> {
    let rest = characters.as_str();
    let Some((digits, after)) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) else {
        let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).take(4).collect();
        return Err(Notice::Escape(format!("\\u{digits}")));
    };
    *characters = after.chars();
    let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    character.ok_or_else(|| Notice::Escape(format!("\\u{{{digits}}}")))
}
