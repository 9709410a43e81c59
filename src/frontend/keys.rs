//! `headlight keys`: the keymap in force, as a file to start from.

use super::cli;
use super::errors::bad_input;
use super::home::Home;
use super::print;

/// Prints the keymap.
pub(super) fn run(arguments: &cli::Keys) -> anyhow::Result<()> {
    let desk = Home::find().desk(arguments.keymap.as_deref());
    desk.notice.map_or(Ok(()), |notice| Err(bad_input(notice)))?;
    print::text(&desk.keymap.to_string())
}
