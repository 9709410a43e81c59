//! `headlight train`: a model of a text, or of a small task, from nothing.

mod options;
mod progress;
mod task;
mod text;

use std::path::Path;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

pub use options::{ModelOptions, RunOptions};
pub use task::{LettersArguments, TaskArguments};
pub use text::TextArguments;

use options::Recommended;
use progress::say;

use super::errors::bad_input;
use crate::model::Precision;
use crate::train::{Lesson, Order, Run, RunError};

/// What `headlight train` takes.
#[derive(Args, Debug)]
pub struct TrainArguments {
    /// What to learn
    #[command(subcommand)]
    pub task: TrainTask,
}

/// What can be learned.
#[derive(Subcommand, Debug)]
pub enum TrainTask {
    /// A language model on any text files
    #[command(after_help = "Examples:\n  headlight train text novel.txt --out runs/novel\n  \
        headlight train text a.txt b.txt --out runs/ab --steps 2000 --held-out 100000\n  \
        headlight train text a.txt b.txt --out runs/ab --resume")]
    Text(TextArguments),
    /// Written dates in English and Chinese, to ISO 8601
    #[command(after_help = "Examples:\n  headlight train dates --out runs/dates\n  \
        headlight train dates --out runs/gru --architecture recurrent --score additive\n  \
        headlight generate \"the 3rd of March 2017\" --model runs/dates")]
    Dates(TaskArguments),
    /// Random letters, to be written again
    #[command(after_help = LETTERS)]
    Copy(LettersArguments),
    /// Random letters, to be written from the last to the first
    #[command(after_help = LETTERS)]
    Reverse(LettersArguments),
    /// Random letters, to be written from a to z
    #[command(after_help = LETTERS)]
    Sort(LettersArguments),
    /// Random letters again and again, to be foretold from the second time on: induction heads appear
    #[command(after_help = "Example:\n  headlight train repeat --out runs/repeat")]
    Repeat(TaskArguments),
}

const LETTERS: &str = "Examples:\n  headlight train reverse --out runs/reverse\n  \
    headlight train reverse --out runs/gru --architecture recurrent --cross-attention false --longest 12\n  \
    headlight train reverse --out runs/decoder --architecture decoder\n  \
    headlight generate qaxe --model runs/decoder";

/// Trains what was asked for.
///
/// # Errors
/// Returns an error where the texts cannot be read, the settings make no model, the loss stops being a number, or a
/// file cannot be written. The last good checkpoint stays.
pub fn run(arguments: &TrainArguments) -> Result<()> {
    match &arguments.task {
        TrainTask::Text(text) => text::run(text),
        TrainTask::Dates(dates) => task::dates(dates),
        TrainTask::Copy(letters) => task::letters(letters, Order::Kept),
        TrainTask::Reverse(letters) => task::letters(letters, Order::Reversed),
        TrainTask::Sort(letters) => task::letters(letters, Order::Sorted),
        TrainTask::Repeat(repeat) => task::repeat(repeat),
    }
}

/// Begins a run or goes on with one, to its end, and stores the model.
fn train(
    (options, model): (&RunOptions, &ModelOptions),
    recommended: Recommended,
    lesson: &dyn Lesson,
    announce: impl Fn(&Run),
) -> Result<()> {
    let mut run = if options.resume {
        let run = Run::resume(&options.out, lesson).map_err(refused)?;
        say_what_is_ignored(&run, options, model);
        run
    } else {
        spare_what_is_there(&options.out)?;
        Run::begin(options.recipe(model, recommended), lesson).map_err(refused)?
    };
    std::fs::create_dir_all(&options.out).with_context(|| format!("cannot make {}", options.out.display()))?;
    announce(&run);
    progress::learn(&mut run, options)?;
    let precision = if options.half { Precision::F16 } else { Precision::F32 };
    run.finish(&options.out, precision)?;
    Ok(())
}

/// A run that goes on has settings of its own: options that say otherwise are not heard.
fn say_what_is_ignored(run: &Run, options: &RunOptions, model: &ModelOptions) {
    let other = [model.unlike(&run.recipe().config), options.unlike(run.recipe())].concat();
    if !other.is_empty() {
        say(format_args!("--resume goes on with the run's own settings: {} ignored", other.join(", ")));
    }
}

/// A new run never writes over another: hours of work may be in it.
fn spare_what_is_there(out: &Path) -> Result<()> {
    let folder = out.display();
    if Run::is_unfinished(out) {
        return Err(bad_input(format!(
            "{folder} holds an unfinished run: go on with --resume, or choose another --out"
        )));
    }
    if out.join("model.safetensors").exists() {
        return Err(bad_input(format!("{folder} already holds a model: choose another --out")));
    }
    Ok(())
}

/// Settings and texts that make no run are bad input; a folder that cannot be read or written is a failure.
fn refused(error: RunError) -> anyhow::Error {
    match error {
        RunError::Model(_) | RunError::Weights(_) | RunError::File { .. } => error.into(),
        _ => bad_input(error),
    }
}
