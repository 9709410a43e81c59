//! `headlight train text`: a language model on text files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::options::{ModelOptions, Recommended, RunOptions};
use super::progress::say;
use super::train;
use crate::frontend::errors::bad_input;
use crate::frontend::print;
use crate::model::Model;
use crate::train::corpus::Corpus;
use crate::train::ngram::NGram;
use crate::train::{Recipe, Run, Schedule, bits, evaluate};
use crate::transformer::Config;

/// What `headlight train text` takes.
#[derive(Args, Debug)]
pub struct TextArguments {
    /// Text files, read in this order
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Bytes at the end of the last file to hold out and judge by [default: a twentieth of that file]
    #[arg(long, value_name = "BYTES")]
    pub held_out: Option<usize>,
    /// The model.
    #[command(flatten)]
    pub model: ModelOptions,
    /// The run.
    #[command(flatten)]
    pub run: RunOptions,
}

impl TextArguments {
    /// Bytes to hold out: as asked, or a twentieth of the last file.
    fn held_out(&self) -> usize {
        let last = || self.files.last().and_then(|f| std::fs::metadata(f).ok()).map_or(0, |m| m.len() as usize / 20);
        self.held_out.unwrap_or_else(last)
    }
}

/// What suits a novel or two.
fn recommended() -> Recommended {
    Recommended {
        config: Config { vocabulary: 1024, context: 128, width: 128, layers: 4, hidden: 512, ..Config::default() },
        schedule: Schedule { steps: 1000, rate: 3e-3, warm_up: 100, final_share: 0.02, clip: 1.0, weight_decay: 0.1 },
        batch: 32,
    }
}

pub(super) fn run(arguments: &TextArguments) -> Result<()> {
    let corpus = Corpus::read(&arguments.files, arguments.held_out()).map_err(bad_input)?;
    train((&arguments.run, &arguments.model), recommended(), &corpus, |run| announce(run, &corpus))?;
    report(&arguments.run.out, &corpus)
}

fn announce(run: &Run, corpus: &Corpus) {
    let Recipe { config, schedule, batch, .. } = run.recipe();
    let count: usize = config.parameters().iter().map(|(_, (rows, columns))| rows * columns).sum();
    say(format_args!(
        "{count} parameters: {} layers × {} heads, width {}, vocabulary {}, context {}",
        config.layers, config.heads, config.width, config.vocabulary, config.context
    ));
    say(format_args!(
        "{} bytes to learn from, {} held out; {} steps of {} tokens",
        corpus.training_bytes(),
        corpus.held_out.len(),
        schedule.steps,
        batch * config.context
    ));
}

/// Judges the model as it was saved, beside n-gram models on the same tokens.
fn report(folder: &Path, corpus: &Corpus) -> Result<()> {
    let model = Model::load(folder)?;
    let held_out = model.tokenizer.encode(&corpus.held_out);
    print::text(&format!("saved in {}\n", folder.display()))?;
    if held_out.len() < 2 {
        return Ok(());
    }
    print::text(&bits_per_byte(&model, corpus, &held_out))?;
    let mut heads = "mean weight on the token before the query, on the held-out text\n".to_owned();
    let weights = evaluate::previous_token_weights(&model.config, &model.parameters, &held_out);
    for (layer, weights) in weights.iter().enumerate() {
        let weights = weights.iter().map(|weight| format!("{weight:.3}")).collect::<Vec<_>>().join("  ");
        let _ = writeln!(heads, "  layer {layer}: {weights}");
    }
    print::text(&heads)
}

fn bits_per_byte(model: &Model, corpus: &Corpus, held_out: &[u32]) -> String {
    let Model { config, parameters, tokenizer, .. } = model;
    let stride = config.context.div_ceil(2);
    let bytes = corpus.held_out.len();
    let mut table = format!("held out: {bytes} bytes, {} tokens; bits per byte\n", held_out.len());
    let bits = bits::per_byte(evaluate::nats(config, parameters, held_out, stride), bytes);
    let _ = writeln!(
        table,
        "  this model             {bits:.4}   (at least {} tokens before each)",
        config.context - stride
    );
    let training = corpus.training_tokens(tokenizer);
    for (order, name) in [(1, "unigram"), (2, "bigram"), (3, "interpolated trigram")] {
        let nats = NGram::fit(&training, order, config.vocabulary).nats(held_out);
        let _ = writeln!(table, "  {name:<22} {:.4}", bits::per_byte(nats, bytes));
    }
    table
}
