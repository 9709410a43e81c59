//! `headlight train dates|copy|reverse|sort|repeat`: small tasks that a model learns in minutes.

use std::sync::Arc;

use anyhow::Result;
use clap::Args;

use super::options::{ModelOptions, Recommended, RunOptions};
use super::progress::say;
use super::train;
use crate::frontend::errors::bad_input;
use crate::frontend::print;
use crate::model::Model;
use crate::train::{Dates, Lesson, Letters, Order, PairsLesson, Repeat, Run, Schedule};
use crate::transformer::{Architecture, Config};

/// What a task takes.
#[derive(Args, Debug)]
pub struct TaskArguments {
    /// The model.
    #[command(flatten)]
    pub model: ModelOptions,
    /// The run.
    #[command(flatten)]
    pub run: RunOptions,
}

/// What the tasks of letters take.
#[derive(Args, Debug)]
pub struct LettersArguments {
    /// The most letters at once
    #[arg(long, default_value_t = 10)]
    pub longest: usize,
    /// The task.
    #[command(flatten)]
    pub task: TaskArguments,
}

fn schedule(steps: usize, rate: f32) -> Schedule {
    Schedule { steps, rate, warm_up: 200, final_share: 0.02, clip: 1.0, weight_decay: 0.01 }
}

/// The longest rows of letters; more would not fit into any model that can be trained here.
const MOST_LETTERS: usize = 10_000;

/// Two layers each, of width 96: as few as read every spelling.
pub(super) fn dates(arguments: &TaskArguments) -> Result<()> {
    let config = Config {
        architecture: Architecture::EncoderDecoder,
        vocabulary: 560,
        context: 48,
        width: 96,
        hidden: 384,
        layers: 2,
        encoder_layers: 2,
        ..Config::default()
    };
    let recommended = Recommended { config, schedule: schedule(3000, 2e-3), batch: 64 };
    learn(arguments, recommended, &PairsLesson(Arc::new(Dates)))
}

pub(super) fn letters(arguments: &LettersArguments, order: Order) -> Result<()> {
    if !(1..=MOST_LETTERS).contains(&arguments.longest) {
        return Err(bad_input(format!("--longest is {}: it goes from 1 to {MOST_LETTERS} letters", arguments.longest)));
    }
    let lesson = PairsLesson(Arc::new(Letters { order, longest: arguments.longest }));
    let both = 2 * arguments.longest + 1;
    let config = Config {
        architecture: Architecture::EncoderDecoder,
        context: both.max(16),
        width: 64,
        hidden: 256,
        layers: 2,
        encoder_layers: 2,
        ..Config::default()
    };
    learn(&arguments.task, Recommended { config, schedule: schedule(3000, 2e-3), batch: 64 }, &lesson)
}

pub(super) fn repeat(arguments: &TaskArguments) -> Result<()> {
    let config = Config { context: 40, width: 64, heads: 2, hidden: 256, layers: 2, ..Config::default() };
    let lesson = Repeat::of_length(arguments.model.context.unwrap_or(config.context));
    learn(arguments, Recommended { config, schedule: schedule(4000, 2e-3), batch: 64 }, &lesson)
}

fn learn(arguments: &TaskArguments, recommended: Recommended, lesson: &dyn Lesson) -> Result<()> {
    train((&arguments.run, &arguments.model), recommended, lesson, announce)?;
    report(arguments, lesson)
}

fn announce(run: &Run) {
    let recipe = run.recipe();
    let config = &recipe.config;
    let count: usize = config.parameters().iter().map(|(_, (rows, columns))| rows * columns).sum();
    let layers = config.stacks().iter().map(|(_, layers)| layers.to_string()).collect::<Vec<_>>().join(" + ");
    say(format_args!(
        "{count} parameters: {}, {layers} layers, width {}, vocabulary {}; {} steps of {} sequences",
        config.architecture.name(),
        config.width,
        config.vocabulary,
        recipe.schedule.steps,
        recipe.batch
    ));
}

/// Judges the model as it was saved, on all that is held out.
fn report(arguments: &TaskArguments, lesson: &dyn Lesson) -> Result<()> {
    let model = Model::load(&arguments.run.out)?;
    let judge = lesson.judge(&model.config, &model.tokenizer);
    let score = judge.score(&model.config, &model.parameters, model.tokenizer.end_of_text(), usize::MAX);
    let held_out = score.map_or_else(String::new, |score| format!("held out: {score}\n"));
    print::text(&format!("saved in {}\n{held_out}", arguments.run.out.display()))
}
