//! The arguments: one type a door.

use clap::{Parser, Subcommand};

/// See what a Transformer attends to, in a terminal: step through every operation, poke it, measure it.
#[derive(Parser, Debug)]
#[command(name = "headlight", version, arg_required_else_help = true)]
pub struct Arguments {
    /// Which door.
    #[command(subcommand)]
    pub door: Door,
}

/// The doors.
#[derive(Subcommand, Debug)]
pub enum Door {
    /// Print the completions of a shell
    #[command(
        after_help = "Example:\n  headlight completions bash > ~/.local/share/bash-completion/completions/headlight"
    )]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  headlight man | man -l -")]
    Man,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
