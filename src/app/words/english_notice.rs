//! Notices in English.
#![allow(clippy::too_many_lines, reason = "a dictionary")]

use super::{Language, Word};
use crate::app::notice::{Job, Notice};
use crate::app::pass::PassError;

pub(super) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::UnknownCommand { name, nearest } => format!("there is no command `{name}`{}", like(nearest)),
        Notice::UnknownSite { name, nearest } => format!("there is no value `{name}`{}", like(nearest)),
        Notice::NoLayer { layer, layers } => format!("there is no layer {layer}: {}", numbered("layer", *layers)),
        Notice::NoHead { head, heads } => format!("there is no head {head}: {}", numbered("head", *heads)),
        Notice::NoCell { row, column, rows, columns } => {
            let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
            format!("there is no cell {row} {column}: rows go from 0 to {last_row}, columns from 0 to {last_column}")
        }
        Notice::BadArgument { command, word, wanted, nearest } => {
            format!("`{command}` cannot take `{word}`: it takes {wanted}{}", like(nearest))
        }
        Notice::MissingArgument { command, wanted } => format!("`{command}` needs {wanted}"),
        Notice::ExtraArgument { command, word } => format!("`{command}` has a word too many: `{word}`"),
        Notice::OpenQuote => "a quotation mark is not closed: write \\\" for one inside a text".to_owned(),
        Notice::Escape(written) => {
            format!(r#"`{written}` stands for no character: write \n, \r, \t, \", \\, or a number as in \u{{301}}"#)
        }
        Notice::NoCommand => "there is no command to do: `help` lists all".to_owned(),
        Notice::Temperature(t) => format!("a temperature of {t} is out of range: it goes from 0.01 to 100"),
        Notice::EmptyText => "the text is empty: type at least one character".to_owned(),
        Notice::Cut { tokens, context } => {
            format!("the text has {tokens} tokens: the model sees the first {context}, the rest is cut")
        }
        Notice::Parameter(site) => format!("`{site}` is a parameter, not a step of the pass"),
        Notice::NoPlace { axis, place, count } => {
            let axis = axis.word().say(Language::English);
            format!("there is no {axis} {place}: {}", numbered(axis, *count))
        }
        Notice::NotHeld(site) => {
            format!("`{site}` is being computed: of so long a text not everything stays in memory")
        }
        Notice::BeingRead(site) => {
            format!("`{site}` is being computed: it has too many numbers to find the strongest at once")
        }
        Notice::NotComputed(site) => format!("`{site}` could not be computed: look at something else and come back"),
        Notice::ReadInMaps(site) => {
            format!("`{site}` has too many numbers to find the strongest here: focus a `matrix` pane that shows it")
        }
        Notice::NoGradient => "no output of this pass is differentiated: `gradient on` does it".to_owned(),
        Notice::NoGradientHere => Word::NoGradientHere.say(Language::English).to_owned(),
        Notice::NoCounterpart => Word::NoCounterpart.say(Language::English).to_owned(),
        Notice::NoHeadHere => "this value is of no layer: say which head, such as `head-off 1.2`".to_owned(),
        Notice::NoPane(pane) => {
            let kind = pane.kind.name();
            format!("the pane `{pane}` is not on the desk: `pane-split right {kind}` puts one there")
        }
        Notice::UnknownTheme { name, nearest } => format!("there is no theme `{name}`{}", like(nearest)),
        Notice::NoSequence(keys) => format!("`{keys}` sends no command"),
        Notice::InFile { file, line, flaw, more } => {
            let more = if *more == 0 { String::new() } else { format!("; {more} more further down") };
            format!("{file}:{line}: {}{more}", Language::English.flaw(flaw))
        }
        Notice::NothingToUndo => "there is nothing to undo".to_owned(),
        Notice::NothingToRedo => "there is nothing to redo".to_owned(),
        Notice::NoMoment { moment, moments } => {
            format!("there is no moment {moment} in the history: {}", numbered("moment", *moments))
        }
        Notice::InLayout { file, line, notice } => format!("{file}:{line}: {}", self::notice(notice)),
        Notice::Kept(file) => format!("kept in {file}"),
        Notice::CannotRead { file, reason } => format!("cannot read {file}: {reason}"),
        Notice::CannotWrite { file, reason } => format!("cannot write {file}: {reason}"),
        Notice::NotText(file) => format!("cannot read {file}: it is not UTF-8"),
        Notice::NoHome => "there is no home folder to keep a layout in: set HEADLIGHT_CONFIG to one".to_owned(),
        Notice::Carrying(pane) => format!("{pane}: let go over another pane, and the two change places"),
        Notice::LastPane => "the last pane stays".to_owned(),
        Notice::NoTarget => PassError::NoTarget.to_string(),
        Notice::TooDeep => "panes cannot be nested any deeper: close one first".to_owned(),
        Notice::TooManyPanes => "there are as many panes of this kind as there can be".to_owned(),
        Notice::Strongest { rank, count, value } => format!("{} of {count}: {}", ordinal(*rank), short(*value)),
        Notice::NoStrongest { count: 0, .. } => "there is no cell to go to: all are hidden".to_owned(),
        Notice::NoStrongest { rank, count } => {
            format!("there is no strongest cell {rank}: they go from 1 to {count}")
        }
        Notice::UnknownLayout { name, nearest } => format!("there is no layout `{name}`{}", like(nearest)),
        Notice::LayoutName(name) => format!("`{name}` cannot name a layout: use letters, digits and -"),
        Notice::NotInLayout(command) => format!("`{command}` is no part of a layout: only commands about panes are"),
        Notice::Tree(bad) => bad.to_string(),
        Notice::NotCompared(command) => {
            format!(
                "`{command}` cannot make what is compared: that is another model, other settings or changed values, on the same text"
            )
        }
        Notice::NothingToCompare => {
            "nothing would be different: say what is, such as `compare score additive`".to_owned()
        }
        Notice::NothingBeside => {
            "nothing is compared: begin with `compare`, such as `compare score additive`".to_owned()
        }
        Notice::NothingChanged => "nothing has changed yet that a difference could show".to_owned(),
        Notice::NothingToHide => {
            "only a key of scores or weights can be hidden: go to a pattern, such as `go decoder.0.attn.pattern`"
                .to_owned()
        }
        Notice::OtherHead { asked, switch, on } => {
            let how = if *on { "on" } else { "off" };
            format!("`{asked}` is about the last stack's self-attention: `{switch}` switches this head {how}")
        }
        Notice::NoSubLayerHere => {
            "no sub-layer is looked at: say which, such as `sub-layer-toggle decoder.1.mlp.out`".to_owned()
        }
        Notice::NotInPlan(command) => format!("`{command}` is no part of a plan"),
        Notice::Script { line, notice } => format!("line {line}: {}", self::notice(notice)),
        Notice::Pass(error) => error.to_string(),
        Notice::Model(error) => error.to_string(),
        Notice::BrokeDown { job, reason } => format!("{} broke down: {reason}", self::job(*job)),
        Notice::NothingLearns => "nothing learns here: begin with `train`, such as `train reverse`".to_owned(),
        Notice::NoTraining => {
            "`training` is the model that learns in a lab, and none does here: begin with `train`, or write \
            it there with `train-save` and open that folder"
                .to_owned()
        }
        Notice::CannotLearn(command) => {
            format!("`{command}` needs parameters that this model does not learn: `train-stop` first, to look at it so")
        }
        Notice::Steps(steps) => format!("{steps} steps cannot be asked for at once: take 1 to 10000"),
        Notice::NoStep { step, steps } => {
            format!("step {step} is not done yet: the model has learned for {steps} steps")
        }
        Notice::Broken { step } => {
            format!(
                "step {step}: the loss is no number any more, and learning pauses: go back with `train-rewind`, or switch something back"
            )
        }
        Notice::LearnedThrough(steps) => {
            format!("{steps} steps are done and the learning rate is at its lowest: `train-run` goes on all the same")
        }
        Notice::Saved(folder) => format!("written into {folder}: `headlight --model` opens it"),
        Notice::FolderIsThere(folder) => format!("{folder} is there already: name a folder that is not"),
        Notice::LearningBrokeDown => "learning broke down: begin again with `train`".to_owned(),
        Notice::Failed(reason) => reason.clone(),
    }
}

const fn job(job: Job) -> &'static str {
    match job {
        Job::Recording => "recording",
        Job::Looking => "computing a layer again",
        Job::Surveying => "reading a large value",
        Job::Differing => "taking the difference of the heads",
        Job::Studying => "comparing the scores",
        Job::Measuring => "measuring the scores over d_k",
    }
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A number in two decimals, or how small it is where those would say nothing.
pub(super) fn short(value: f32) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    if value == 0.0 || value.abs() >= 0.01 { format!("{value:.2}") } else { format!("{value:.1e}") }
}

pub(super) fn like(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        names => format!("; the nearest: {}", names.join(", ")),
    }
}

fn numbered(what: &str, count: usize) -> String {
    match count {
        0 => "there is none".to_owned(),
        1 => format!("there is only {what} 0"),
        count => format!("{what}s go from 0 to {}", count.saturating_sub(1)),
    }
}
