//! The world: arguments, the terminal, files, clocks, printing. The only floor that touches any of them.
//!
//! ```text
//!  arguments ── cli ──┬─▶ the lab       local + worker      a terminal
//!                     ├─▶ show          one matrix          standard output
//!                     ├─▶ trace         every value         a safetensors file
//!                     ├─▶ play          a script            the last screen
//!                     ├─▶ generate      what a model writes standard output
//!                     ├─▶ train         a new model         a folder
//!                     ├─▶ experiment    a verdict           standard output
//!                     ├─▶ keys          the keymap          standard output
//!                     └─▶ completions, man
//! ```
//!
//! Every door ends the same way: 0 when it did what was asked, 2 when what was asked for does not exist or makes no
//! sense, 1 when it failed; and one sentence on standard error that says what to do.

pub mod cli;
pub mod errors;
mod experiment;
mod generate;
mod headless;
mod heatmap;
mod home;
pub mod input;
mod interrupt;
mod keys;
mod language;
mod local;
mod manual;
mod play;
pub mod print;
mod recorder;
mod sentence;
mod show;
pub mod signals;
mod subject;
pub mod terminal;
mod trace;
pub mod train;
mod trainer;
mod worker;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Arguments, Door};

/// Runs the program: arguments to a door, and its end to an exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let outcome = match Arguments::try_parse_from(&arguments) {
        Ok(arguments) => enter(arguments),
        Err(refusal) => errors::refused(&refusal, arguments.get(1).and_then(|first| first.to_str())),
    };
    errors::exit(outcome)
}

fn enter(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.door {
        None => local::run(arguments.subject, arguments.screen, &arguments.keys, arguments.language),
        Some(Door::Show(arguments)) => show::run(arguments),
        Some(Door::Trace(arguments)) => trace::run(arguments),
        Some(Door::Play(arguments)) => play::run(arguments),
        Some(Door::Generate(arguments)) => generate::run(arguments),
        Some(Door::Train(arguments)) => train::run(&arguments),
        Some(Door::Experiment(arguments)) => experiment::run(&arguments),
        Some(Door::Keys(arguments)) => keys::run(&arguments),
        Some(Door::Completions { shell }) => manual::completions(shell),
        Some(Door::Man { door }) => manual::page(door.as_deref()),
    }
}

/// Panics where `HEADLIGHT_PANIC` names this place, so that tests can see what a defect does to the terminal. Release
/// builds do not look.
fn break_down_if_asked(place: &str) {
    let asked = cfg!(debug_assertions) && std::env::var("HEADLIGHT_PANIC").is_ok_and(|asked| asked == place);
    assert!(!asked, "asked to break down");
}
