//! How a door ends: the exit code, and one sentence on standard error.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory as _;
use clap::error::ErrorKind;

use super::cli::Arguments;
use super::print;

/// What was asked for does not exist or makes no sense: exit code 2.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadInput(pub String);

/// A signal ended the program, and this is the exit code by which shells know it. There is nothing to say about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("ended by a signal")]
pub struct Ended(pub u8);

/// An error with exit code 2.
pub fn bad_input(sentence: impl Display) -> anyhow::Error {
    BadInput(sentence.to_string()).into()
}

/// Says what went wrong, if anything did, and gives back the exit code: 0, 1 for a failure, 2 for bad input.
///
/// A reader that went away (`headlight show … | head -1`) is no failure.
pub fn exit(outcome: anyhow::Result<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    if error.chain().any(is_broken_pipe) {
        return ExitCode::SUCCESS;
    }
    if let Some(Ended(code)) = error.downcast_ref() {
        return ExitCode::from(*code);
    }
    // Standard error may be gone with the terminal: then there is nobody to tell.
    let _ = writeln!(io::stderr(), "headlight: {}", one_line(&format!("{error:#}")));
    ExitCode::from(if error.is::<BadInput>() { 2 } else { 1 })
}

fn is_broken_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// What clap says instead of arguments: help and the version go to standard output, a refusal is bad input. Where the
/// first argument was likely meant to be a door, the refusal is about that.
///
/// # Errors
/// The refusal in one line, or a failure to write.
pub fn refused(refusal: &clap::Error, first: Option<&str>) -> anyhow::Result<()> {
    match refusal.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let styled = refusal.render();
            if print::is_terminal() {
                print::text(&styled.ansi().to_string())
            } else {
                print::text(&styled.to_string())
            }
        }
        _ => Err(bad_input(match first.and_then(|word| Some((word, meant_door(word)?))) {
            Some((word, door)) => format!("there is no door `{word}`; the nearest is {door}; see --help"),
            None => sentence(&refusal.render().to_string()),
        })),
    }
}

/// The door whose name a word misspells.
fn meant_door(word: &str) -> Option<String> {
    let program = Arguments::command();
    let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    let slips = |name: &str| strsim::damerau_levenshtein(word, name);
    let nearest = names.into_iter().min_by_key(|name| slips(name))?;
    (1..=2).contains(&slips(nearest)).then(|| nearest.to_owned())
}

/// Clap's paragraph as one line: what is wrong, its tips, and where to read on.
fn sentence(paragraph: &str) -> String {
    let mut said = String::new();
    for line in paragraph.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with("Usage:") || line.starts_with("For more information") {
            break;
        }
        let line = line.strip_prefix("error: ").or(line.strip_prefix("tip: ")).unwrap_or(line);
        let joint = if said.is_empty() {
            ""
        } else if said.ends_with(':') || line.starts_with('[') {
            " "
        } else {
            "; "
        };
        said.push_str(joint);
        said.push_str(line);
    }
    said + "; see --help"
}

/// A message as one line that is safe for a screen: what the input brought along must not move the cursor.
fn one_line(message: &str) -> String {
    let line = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_one_line() {
        let paragraph = "error: unexpected argument '--sit' found\n\n  tip: a similar argument exists: '--site'\n\nUsage: headlight show\n\nFor more information, try '--help'.\n";
        let line = "unexpected argument '--sit' found; a similar argument exists: '--site'; see --help";
        assert_eq!(sentence(paragraph), line);
        let missing = "error: the following required arguments were not provided:\n  --site <SITE>\n\nUsage: x\n";
        assert_eq!(sentence(missing), "the following required arguments were not provided: --site <SITE>; see --help");
    }

    #[test]
    fn a_misspelled_door_is_told_from_a_text() {
        assert_eq!(meant_door("shwo").as_deref(), Some("show"));
        assert_eq!([meant_door("show"), meant_door("The cat sat"), meant_door("--site")], [None, None, None]);
    }

    #[test]
    fn nothing_in_a_message_moves_the_cursor() {
        assert_eq!(one_line("no site `a\u{1b}[2J`\n  try b"), "no site `a\u{fffd}[2J` try b");
    }
}
