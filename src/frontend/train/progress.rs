//! Steps until a run is through: a progress bar, checkpoints, and a way to stop and go on.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::options::RunOptions;
use crate::frontend::errors::Ended;
use crate::frontend::interrupt::Interrupt;
use crate::train::Run;

/// Pairs that a checkpoint is judged on; the end is judged on all.
const ON_THE_WAY: usize = 500;

/// A line on standard error, which may be gone: a run does not end because nobody reads.
pub(super) fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Steps until the schedule is through. A run that is interrupted is saved, and ends with the signal's exit code.
pub(super) fn learn(run: &mut Run, options: &RunOptions) -> Result<()> {
    let interrupt = Interrupt::listen()?;
    let bar = progress_bar(run);
    let tokens = run.recipe().batch * run.recipe().config.context;
    let mut saved = options.resume.then_some(run.steps());
    let mut smooth = None;
    while !run.finished() {
        let report = match run.step() {
            Ok(report) => report,
            Err(error) => {
                bar.abandon();
                bail!("{error}; {}", kept(&options.out, saved));
            }
        };
        let loss = smooth.map_or(report.loss, |before: f32| 0.98 * before + 0.02 * report.loss);
        smooth = Some(loss);
        bar.set_position(report.step as u64);
        let rate = bar.per_sec() * tokens as f64;
        bar.set_message(format!("loss {loss:.4} · {rate:.0} tokens/s"));
        if let Some(signal) = interrupt.signal() {
            run.save(&options.out)?;
            bar.abandon();
            say(format_args!("stopped and saved at step {}; go on with --resume", report.step));
            return Err(Ended(128 + signal).into());
        }
        if report.step.is_multiple_of(options.checkpoint.max(1)) && !run.finished() {
            checkpoint(run, &options.out, &bar, loss)?;
            saved = Some(report.step);
        }
    }
    bar.finish();
    Ok(())
}

fn checkpoint(run: &Run, out: &Path, bar: &ProgressBar, loss: f32) -> Result<()> {
    run.save(out)?;
    let held_out = run.score(ON_THE_WAY).map_or(String::new(), |score| format!(", held out {score}"));
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
