//! `headlight keys`: the keymap in force, as a file to start from.

use super::cli;
use super::errors::bad_input;
use super::home::Home;
use super::print;

/// Prints the keymap.
pub(super) fn run(arguments: &cli::Keys) -> anyhow::Result<()> {
    let keymap = Home::find().keymap(arguments.keymap.as_deref()).map_err(bad_input)?;
    print::text(&keymap.to_string())
}
