//! `headlight experiment`: the sixteen questions, each answered by numbers.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::notice::nearest;
use crate::experiment::{self, Choice, Experiment, Outcome, Progress, Stopped, TABLE, Verdict};

use super::cli;
use super::errors::{Ended, bad_input};
use super::interrupt::Interrupt;
use super::print;

/// The word that means every experiment.
const ALL: &str = "all";

/// Columns of a plot and of folded text where standard output is no terminal.
const COLUMNS: u16 = 100;

/// Lists the questions, answers one, or answers all of them.
pub(super) fn run(arguments: &cli::Experiment) -> anyhow::Result<()> {
    let choice = Choice { quick: arguments.quick, seed: arguments.seed, settings: arguments.set.clone() };
    match arguments.id.as_deref() {
        None if !choice.settings.is_empty() => Err(bad_input("--set needs an experiment to set it for")),
        None if arguments.keep.is_some() => Err(bad_input("--keep needs an experiment, or `all`")),
        None => print::text(&if arguments.json { list_json()? } else { list() }),
        Some(word) if word.eq_ignore_ascii_case(ALL) => all(&choice, arguments),
        Some(id) => one(known(id)?, &choice, arguments),
    }
}

/// The experiment of this id.
fn known(id: &str) -> anyhow::Result<&'static Experiment> {
    experiment::find(id).ok_or_else(|| {
        let near = nearest(&id.to_uppercase(), TABLE.iter().map(|experiment| experiment.id)).join(", ");
        bad_input(format!("there is no experiment `{id}`: A1 to A7 and T1 to T9 exist; the nearest are {near}"))
    })
}

// ── listing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

fn list() -> String {
    let mut out = String::new();
    for experiment in TABLE {
        let _ = writeln!(out, "{}  {}", experiment.id, experiment.question);
    }
    out + "\nheadlight experiment T2 answers one of them, headlight experiment all --quick all of them.\n"
}

/// A line a question: `{"id", "question", "claim", "parameters": [{"name", "meaning", "usual", "quick"}]}`.
fn list_json() -> serde_json::Result<String> {
    let mut out = String::new();
    for experiment in TABLE {
        let parameter = |p: &experiment::Parameter| serde_json::json!({"name": p.name, "meaning": p.meaning, "usual": p.usual, "quick": p.quick});
        let line = serde_json::json!({
            "id": experiment.id,
            "question": experiment.question,
            "claim": experiment.claim,
            "parameters": experiment.parameters().iter().map(parameter).collect::<Vec<_>>(),
        });
        out += &(serde_json::to_string(&line)? + "\n");
    }
    Ok(out)
}

// ── running ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A bar on standard error where that is a terminal, and the signals that stop the run.
struct Watch {
    bar: ProgressBar,
    interrupt: Interrupt,
}

impl Watch {
    fn new() -> anyhow::Result<Watch> {
        let bar = ProgressBar::new(1000);
        if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:32} {msg} · {elapsed}") {
            bar.set_style(style.progress_chars("━━─"));
        }
        Ok(Watch { bar, interrupt: Interrupt::listen()? })
    }
}

impl Progress for Watch {
    fn at(&self, share: f64, doing: &str) {
        self.bar.set_position((1000.0 * share) as u64);
        self.bar.set_message(doing.to_owned());
    }

    fn cancelled(&self) -> bool {
        self.interrupt.signal().is_some()
    }
}

/// Runs one experiment under the eyes of a watch.
fn answer(experiment: &'static Experiment, choice: &Choice, watch: &Watch) -> anyhow::Result<Outcome> {
    let ready = experiment.ready(choice).map_err(bad_input)?;
    watch.bar.reset();
    watch.bar.set_prefix(experiment.id);
    watch.bar.enable_steady_tick(Duration::from_millis(250));
    let begin = Instant::now();
    let outcome = ready.run(&move || begin.elapsed().as_secs_f64(), watch);
    watch.bar.finish_and_clear();
    outcome.map_err(|stopped| match (stopped, watch.interrupt.signal()) {
        (Stopped::Cancelled, signal) => {
            let _ = writeln!(std::io::stderr(), "{} stopped before it had an answer", experiment.id);
            Ended(128 + signal.unwrap_or(2)).into()
        }
        (Stopped::Unfit(why), _) => bad_input(why),
        (failed @ Stopped::Failed(_), _) => anyhow::Error::new(failed).context(experiment.id),
    })
}

fn one(experiment: &'static Experiment, choice: &Choice, arguments: &cli::Experiment) -> anyhow::Result<()> {
    experiment.ready(choice).map_err(bad_input)?; // Wrong settings leave no folder behind.
    make_room(std::slice::from_ref(experiment), arguments.keep.as_deref())?;
    let outcome = answer(experiment, choice, &Watch::new()?)?;
    // Printed first: what cannot be kept is not lost.
    print::text(&if arguments.json { line(&outcome)? } else { report(&outcome, print::columns()) })?;
    keep(std::slice::from_ref(&outcome), arguments.keep.as_deref())
}

/// Every experiment, each verdict as soon as it is known, and how many of each there are.
fn all(choice: &Choice, arguments: &cli::Experiment) -> anyhow::Result<()> {
    if !choice.settings.is_empty() {
        return Err(bad_input("--set needs one experiment: each has parameters of its own"));
    }
    make_room(TABLE, arguments.keep.as_deref())?;
    let watch = Watch::new()?;
    let mut outcomes = Vec::new();
    for experiment in TABLE {
        let outcome = answer(experiment, choice, &watch)?;
        if arguments.json {
            print::text(&line(&outcome)?)?;
        } else {
            print::text(&verdict(&outcome))?;
        }
        outcomes.push(outcome);
        // What is known is kept even where a later one is stopped.
        keep(&outcomes, arguments.keep.as_deref())?;
    }
    if arguments.json { Ok(()) } else { print::text(&summary(&outcomes)) }
}

/// All verdicts that are kept, and all JSON.
const VERDICTS: &str = "verdicts.txt";
const OUTCOMES: &str = "outcomes.jsonl";

/// The file that an experiment's report is kept in.
fn file_of(id: &str) -> String {
    format!("{id}.txt")
}

/// Makes the folder and tries to write every file, before anything runs: an answer may take an hour.
fn make_room(experiments: &[Experiment], folder: Option<&Path>) -> anyhow::Result<()> {
    let Some(folder) = folder else { return Ok(()) };
    let refused = |verb: &str, path: &Path, reason: io::Error| {
        bad_input(format!("cannot {verb} {}: {reason}; name another folder with --keep", path.display()))
    };
    fs::create_dir_all(folder).map_err(|reason| refused("make", folder, reason))?;
    let reports = experiments.iter().map(|experiment| file_of(experiment.id));
    for name in reports.chain([VERDICTS.to_owned(), OUTCOMES.to_owned()]) {
        let path = folder.join(name);
        let is_new = !path.exists();
        // What is there stays whole until there is something to put in its place.
        let tried = fs::OpenOptions::new().append(true).create(true).open(&path);
        tried.map_err(|reason| refused("write", &path, reason))?;
        if is_new {
            fs::remove_file(&path).map_err(|reason| refused("write", &path, reason))?;
        }
    }
    Ok(())
}

/// Writes each report to a file of its own in a folder, all verdicts to one and all JSON to another.
fn keep(outcomes: &[Outcome], folder: Option<&Path>) -> anyhow::Result<()> {
    let Some(folder) = folder else { return Ok(()) };
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    };
    for outcome in outcomes {
        write(&file_of(outcome.id), &report(outcome, None))?;
    }
    let verdicts: String = outcomes.iter().map(verdict).collect();
    write(VERDICTS, &(verdicts + &summary(outcomes)))?;
    let lines = outcomes.iter().map(line).collect::<serde_json::Result<String>>()?;
    write(OUTCOMES, &lines)
}

/// An outcome in a line.
fn verdict(outcome: &Outcome) -> String {
    format!("{}  {}  ({:.1} s)\n", outcome.id, outcome.verdict, outcome.seconds)
}

/// An outcome as a line of JSON.
fn line(outcome: &Outcome) -> serde_json::Result<String> {
    Ok(serde_json::to_string(outcome)? + "\n")
}

/// How many verdicts of each kind there are.
fn summary(outcomes: &[Outcome]) -> String {
    let count = |kind: fn(&Verdict) -> bool| outcomes.iter().filter(|outcome| kind(&outcome.verdict)).count();
    let seconds: f64 = outcomes.iter().map(|outcome| outcome.seconds).sum();
    format!(
        "\n{} verdicts in {seconds:.0} s: {} hold, {} hold under a condition, {} do not hold, {} undecided\n",
        outcomes.len(),
        count(|v| *v == Verdict::Holds),
        count(|v| matches!(v, Verdict::HoldsWhen(_))),
        count(|v| *v == Verdict::DoesNotHold),
        count(|v| !v.is_decided()),
    )
}

/// Everything about an answer, for people, on a page of so many columns.
fn report(outcome: &Outcome, columns: Option<u16>) -> String {
    let columns = usize::from(columns.unwrap_or(COLUMNS));
    let mut out = format!("{}  {}\n\n", outcome.id, outcome.question);
    out += &folded("claim", outcome.claim, columns);
    out += &folded("criterion", outcome.criterion, columns);
    let _ = write!(out, "\n{}", outcome.table.text());
    for plot in &outcome.plots {
        let _ = write!(out, "\n{}", plot.draw(columns, true));
    }
    out.push('\n');
    for note in &outcome.notes {
        out += &folded("note", note, columns);
    }
    out += &folded("verdict", &outcome.verdict.to_string(), columns);
    let ran = &outcome.parameters;
    let mut with: Vec<String> = ran.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    with.push(format!("seed {}", ran.seed));
    with.push(format!("{:.2} s", outcome.seconds));
    out + &folded(if ran.quick { "quick run" } else { "run" }, &with.join(" · "), columns)
}

/// A text under its name, in lines of so many columns, cut between words.
fn folded(name: &str, text: &str, columns: usize) -> String {
    const MARGIN: usize = 11;
    let room = columns.saturating_sub(MARGIN).max(20);
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + 1 + word.chars().count() > room {
            lines.push(word.to_owned());
        } else {
            let space = if lines[last].is_empty() { "" } else { " " };
            let _ = write!(lines[last], "{space}{word}");
        }
    }
    let named = |(i, line): (usize, &String)| format!("{:<MARGIN$}{line}\n", if i == 0 { name } else { "" });
    lines.iter().enumerate().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_folded_under_its_name() {
        let text = folded("claim", "one two three four five six seven eight", 31);
        assert_eq!(text, "claim      one two three four\n           five six seven eight\n");
    }

    #[test]
    fn the_list_has_every_question() {
        let text = list();
        assert!(TABLE.iter().all(|e| text.contains(&format!("{}  {}\n", e.id, e.question))), "{text}");
    }
}
