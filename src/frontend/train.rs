//! `headlight train`: a progress bar, checkpoints, and a way to stop and go on.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::errors::{Ended, bad_input};
use super::print;

use crate::model::Model;
use crate::model::weights::Precision;
use crate::tape::op::Activation;
use crate::train::corpus::Corpus;
use crate::train::ngram::NGram;
use crate::train::{Recipe, Run, RunError, Schedule, bits, evaluate};
use crate::transformer::{Config, Norm, Position};

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
}

/// What `headlight train text` takes.
#[derive(Args, Debug)]
pub struct TextArguments {
    /// Text files, read in this order
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The folder that the model and its checkpoints go to
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Go on with the unfinished run in that folder; the files must be the same, all other settings are its own
    #[arg(long)]
    pub resume: bool,
    /// Store the finished weights as f16, half the size
    #[arg(long)]
    pub half: bool,
    /// Bytes at the end of the last file to hold out and judge by [default: a twentieth of that file]
    #[arg(long, value_name = "BYTES")]
    pub held_out: Option<usize>,
    /// Entries of the vocabulary
    #[arg(long, default_value_t = 1024)]
    pub vocabulary: usize,
    /// Tokens the model sees at once
    #[arg(long, default_value_t = 128)]
    pub context: usize,
    /// Numbers in a token's vector
    #[arg(long, default_value_t = 128)]
    pub width: usize,
    /// Attention heads a layer
    #[arg(long, default_value_t = 4)]
    pub heads: usize,
    /// Layers
    #[arg(long, default_value_t = 4)]
    pub layers: usize,
    /// Numbers in a token's vector inside the feed-forward network [default: 4 × width]
    #[arg(long)]
    pub hidden: Option<usize>,
    /// How a token knows its position
    #[arg(long, value_enum, default_value = "learned")]
    pub position: PositionName,
    /// Where the LayerNorms stand
    #[arg(long, value_enum, default_value = "pre")]
    pub norm: NormName,
    /// The function inside the feed-forward network
    #[arg(long, value_enum, default_value = "gelu")]
    pub activation: ActivationName,
    /// Share of cells zeroed while learning
    #[arg(long, default_value_t = 0.0)]
    pub dropout: f32,
    /// Steps
    #[arg(long, default_value_t = 1000)]
    pub steps: usize,
    /// Sequences a step
    #[arg(long, default_value_t = 32)]
    pub batch: usize,
    /// The highest learning rate
    #[arg(long, default_value_t = 3e-3)]
    pub rate: f32,
    /// Steps over which the rate rises to it
    #[arg(long, default_value_t = 100)]
    pub warm_up: usize,
    /// Share of every weight that is taken away a step, times the rate
    #[arg(long, default_value_t = 0.1)]
    pub weight_decay: f32,
    /// What is drawn: parameters, windows, dropout
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Steps between checkpoints, each judged on the held-out text
    #[arg(long, default_value_t = 250)]
    pub checkpoint: usize,
}

/// A position scheme by name.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub enum PositionName {
    /// None
    None,
    /// Sines and cosines
    Sinusoidal,
    /// A learned vector a position
    Learned,
}

/// A norm placement by name.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub enum NormName {
    /// Before each sub-layer
    Pre,
    /// After each residual sum
    Post,
    /// Nowhere
    None,
}

/// An activation by name.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub enum ActivationName {
    /// max(0, x)
    Relu,
    /// x · Φ(x)
    Gelu,
}

impl TextArguments {
    fn recipe(&self) -> Recipe {
        let config = Config {
            vocabulary: self.vocabulary,
            context: self.context,
            width: self.width,
            heads: self.heads,
            layers: self.layers,
            hidden: self.hidden.unwrap_or(self.width.saturating_mul(4)),
            position: match self.position {
                PositionName::None => Position::None,
                PositionName::Sinusoidal => Position::Sinusoidal,
                PositionName::Learned => Position::Learned,
            },
            norm: match self.norm {
                NormName::Pre => Norm::Pre,
                NormName::Post => Norm::Post,
                NormName::None => Norm::None,
            },
            activation: match self.activation {
                ActivationName::Relu => Activation::Relu,
                ActivationName::Gelu => Activation::Gelu,
            },
            tied: true,
            dropout: self.dropout,
            scale: true,
            causal: true,
            residual: true,
            epsilon: 1e-5,
        };
        let schedule = Schedule {
            steps: self.steps,
            rate: self.rate,
            warm_up: self.warm_up,
            final_share: 0.02,
            clip: 1.0,
            weight_decay: self.weight_decay,
        };
        Recipe { config, schedule, batch: self.batch, seed: self.seed }
    }

    /// Bytes to hold out: as asked, or a twentieth of the last file.
    fn held_out(&self) -> usize {
        let last = || self.files.last().and_then(|f| std::fs::metadata(f).ok()).map_or(0, |m| m.len() as usize / 20);
        self.held_out.unwrap_or_else(last)
    }
}

/// Trains what was asked for.
///
/// # Errors
/// Returns an error where the texts cannot be read, the settings make no model, the loss stops being a number, or a
/// file cannot be written. The last good checkpoint stays.
pub fn run(arguments: &TrainArguments) -> Result<()> {
    let TrainTask::Text(text) = &arguments.task;
    train_text(text)
}

fn train_text(arguments: &TextArguments) -> Result<()> {
    let corpus = Corpus::read(&arguments.files, arguments.held_out()).map_err(bad_input)?;
    if !arguments.resume {
        spare_what_is_there(&arguments.out)?;
    }
    let run =
        if arguments.resume { Run::resume(&arguments.out, &corpus) } else { Run::begin(arguments.recipe(), &corpus) };
    let mut run = run.map_err(refused)?;
    std::fs::create_dir_all(&arguments.out).with_context(|| format!("cannot make {}", arguments.out.display()))?;
    announce(&run, &corpus);
    learn(&mut run, arguments)?;
    let precision = if arguments.half { Precision::F16 } else { Precision::F32 };
    run.finish(&arguments.out, precision)?;
    report(&arguments.out, &corpus)
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
        RunError::Config(_) | RunError::Tokenizer(_) | RunError::TooShort { .. } | RunError::Zero(_) => {
            bad_input(error)
        }
        RunError::Model(_) | RunError::Weights(_) | RunError::File { .. } => error.into(),
    }
}

/// A line on standard error, which may be gone: a run does not end because nobody reads.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "{line}");
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

/// Steps until the schedule is through. A run that is interrupted is saved, and ends with the signal's exit code.
fn learn(run: &mut Run, arguments: &TextArguments) -> Result<()> {
    let interrupt = Interrupt::listen()?;
    let bar = progress_bar(run);
    let tokens = run.recipe().batch * run.recipe().config.context;
    let mut saved = arguments.resume.then_some(run.steps());
    let mut smooth = None;
    while !run.finished() {
        let report = match run.step() {
            Ok(report) => report,
            Err(error) => {
                bar.abandon();
                bail!("{error}; {}", kept(&arguments.out, saved));
            }
        };
        let loss = smooth.map_or(report.loss, |before: f32| 0.98 * before + 0.02 * report.loss);
        smooth = Some(loss);
        bar.set_position(report.step as u64);
        let rate = bar.per_sec() * tokens as f64;
        bar.set_message(format!("loss {loss:.4} · {rate:.0} tokens/s"));
        if let Some(signal) = interrupt.signal() {
            run.save(&arguments.out)?;
            bar.abandon();
            say(format_args!("stopped and saved at step {}; go on with --resume", report.step));
            return Err(Ended(128 + signal).into());
        }
        if report.step.is_multiple_of(arguments.checkpoint.max(1)) && !run.finished() {
            checkpoint(run, &arguments.out, &bar, loss)?;
            saved = Some(report.step);
        }
    }
    bar.finish();
    Ok(())
}

/// Signals that stop a run: the first lets it save, a second of the same kind ends it at once.
pub(super) struct Interrupt(Vec<(u8, Arc<AtomicBool>)>);

impl Interrupt {
    pub(super) fn listen() -> Result<Interrupt> {
        let mut signals = vec![signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
        #[cfg(unix)]
        signals.push(signal_hook::consts::SIGHUP);
        let flagged = signals.into_iter().map(|signal| -> Result<_> {
            let flag = Arc::new(AtomicBool::new(false));
            // Registered first, so that it acts only on a flag that an earlier signal has set.
            signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, flag.clone())?;
            signal_hook::flag::register(signal, flag.clone())?;
            Ok((signal as u8, flag))
        });
        Ok(Interrupt(flagged.collect::<Result<_>>()?))
    }

    /// The signal that came, if one did.
    pub(super) fn signal(&self) -> Option<u8> {
        self.0.iter().find(|(_, flag)| flag.load(Ordering::Relaxed)).map(|(signal, _)| *signal)
    }
}

/// Once the run is through there is nothing to save: every signal ends the program at once, as a second one does.
impl Drop for Interrupt {
    fn drop(&mut self) {
        for (_, flag) in &self.0 {
            flag.store(true, Ordering::Relaxed);
        }
    }
}

fn checkpoint(run: &Run, out: &Path, bar: &ProgressBar, loss: f32) -> Result<()> {
    run.save(out)?;
    let held_out = run.held_out_bits().map_or(String::new(), |bits| format!(", held out {bits:.4} bits per byte"));
    let line = format!("step {}: loss {loss:.4} nats per token{held_out}", run.steps());
    // Where the bar is hidden, in a file or a pipe, the lines still tell how it goes.
    if bar.is_hidden() {
        say(format_args!("{line}"));
    } else {
        bar.println(line);
    }
    Ok(())
}

fn kept(out: &Path, saved: Option<usize>) -> String {
    match saved {
        Some(step) => format!("the last good checkpoint, of step {step}, is in {}", out.display()),
        None => "no checkpoint had been written yet".to_owned(),
    }
}

fn progress_bar(run: &Run) -> ProgressBar {
    let bar = ProgressBar::new(run.recipe().schedule.steps as u64);
    let style = "{bar:32} {pos}/{len} · {msg} · {eta} left";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style.progress_chars("━━─"));
    }
    bar.set_position(run.steps() as u64);
    bar.reset_eta();
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
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
