//! The world: arguments, the terminal, files, clocks, printing. The only floor that touches any of them.
//!
//! Every door ends the same way: 0 when it did what was asked, 2 when what was asked for does not exist or makes no
//! sense, 1 when it failed; and one sentence on standard error that says what to do.

pub mod cli;
pub mod errors;
mod headless;
mod heatmap;
mod manual;
pub mod print;
mod recorder;
mod sentence;
mod show;
mod subject;
mod trace;
pub mod train;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Arguments, Door};

/// Runs the program: arguments to a door, and its end to an exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let outcome = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => enter(arguments),
        Err(refusal) => errors::refused(&refusal),
    };
    errors::exit(outcome)
}

fn enter(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.door {
        Door::Show(arguments) => show::run(arguments),
        Door::Trace(arguments) => trace::run(arguments),
        Door::Train(arguments) => train::run(&arguments),
        Door::Completions { shell } => manual::completions(shell),
        Door::Man => manual::page(),
    }
}
