//! What the program has to say: errors and remarks, for the status line and for the command line alike.

use std::fmt;

use super::command::Command;
use super::cursor::Axis;
use super::flaw::Flaw;
use super::pane_tree::{BadTree, PaneId};
use super::pass::PassError;
use super::words::Language;
use crate::model::ModelError;

/// What is done beside the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Job {
    /// A plan is recorded.
    Recording,
    /// Layers of a long pass are computed again.
    Looking,
    /// A large value is read as a whole.
    Surveying,
    /// The patterns of two passes are held against each other.
    Differing,
    /// A head's queries and keys are compared by every score.
    Studying,
    /// The scores are measured over d_k.
    Measuring,
}

/// Something to say. As an error it prints in English; the screen says it in the viewer's language.
#[derive(Clone, PartialEq, Debug)]
pub enum Notice {
    /// No command has this name.
    UnknownCommand {
        /// What was asked for.
        name: String,
        /// The commands most like it.
        nearest: Vec<String>,
    },
    /// No value has this name.
    UnknownSite {
        /// What was asked for.
        name: String,
        /// The values most like it.
        nearest: Vec<String>,
    },
    /// The model has fewer layers.
    NoLayer {
        /// What was asked for.
        layer: usize,
        /// How many there are.
        layers: usize,
    },
    /// The model has fewer heads.
    NoHead {
        /// What was asked for.
        head: usize,
        /// How many there are in a layer.
        heads: usize,
    },
    /// A cell outside the shown matrix.
    NoCell {
        /// The row that was asked for.
        row: usize,
        /// The column that was asked for.
        column: usize,
        /// The rows that there are.
        rows: usize,
        /// The columns that there are.
        columns: usize,
    },
    /// A command got a word that it cannot take.
    BadArgument {
        /// The command.
        command: &'static str,
        /// The word.
        word: String,
        /// What it takes there, as the help writes it.
        wanted: String,
        /// Which of the valid words are most like it.
        nearest: Vec<String>,
    },
    /// A command got too few words.
    MissingArgument {
        /// The command.
        command: &'static str,
        /// What it takes there, as the help writes it.
        wanted: String,
    },
    /// A command got too many words.
    ExtraArgument {
        /// The command.
        command: &'static str,
        /// The first word too many.
        word: String,
    },
    /// A quotation that does not end.
    OpenQuote,
    /// A backslash and what follows it, which together stand for nothing.
    Escape(String),
    /// A line without a command.
    NoCommand,
    /// A temperature out of range.
    Temperature(f32),
    /// A text without a character.
    EmptyText,
    /// A text of which only the beginning fits.
    Cut {
        /// Tokens of the text.
        tokens: usize,
        /// Tokens that fit.
        context: usize,
    },
    /// The value is a parameter: it has no step.
    Parameter(String),
    /// A place outside an axis.
    NoPlace {
        /// The axis.
        axis: Axis,
        /// What was asked for.
        place: usize,
        /// How many places there are.
        count: usize,
    },
    /// The value is none of those of a long pass that stay in memory.
    NotHeld(String),
    /// The value has so many numbers that they are still being read.
    BeingRead(String),
    /// A defect ended the reading of a value.
    NotComputed(String),
    /// The value has so many numbers that they are read only where a map shows them.
    ReadInMaps(String),
    /// The plan asks for no gradient.
    NoGradient,
    /// The output that is differentiated does not depend on the value.
    NoGradientHere,
    /// The pass that a value is held against has none of the same shape.
    NoCounterpart,
    /// No head was given, and the value that is looked at is of no layer.
    NoHeadHere,
    /// A pane that is not on the desk.
    NoPane(PaneId),
    /// No colours are called so.
    UnknownTheme {
        /// What was asked for.
        name: String,
        /// The names most like it.
        nearest: Vec<String>,
    },
    /// Keys that send nothing, one after the other.
    NoSequence(String),
    /// A layout that a viewer wrote is wrong.
    InLayout {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        notice: Box<Notice>,
    },
    /// Something was kept in this file.
    Kept(String),
    /// A file that a viewer wrote is wrong.
    InFile {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        flaw: Flaw,
        /// How much more is wrong further down.
        more: usize,
    },
    /// There is nothing to undo.
    NothingToUndo,
    /// There is nothing to redo.
    NothingToRedo,
    /// There is no moment of this number in the history.
    NoMoment {
        /// What was asked for.
        moment: usize,
        /// How many there are.
        moments: usize,
    },
    /// The last pane cannot be taken off the desk.
    LastPane,
    /// A file of the viewer's own that cannot be read, and what the system says.
    CannotRead {
        /// Its path.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// A file of the viewer's own that cannot be written, and what the system says.
    CannotWrite {
        /// Its path.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// A file of the viewer's own that is no text.
    NotText(String),
    /// There is no folder to keep something in.
    NoHome,
    /// A target for a model that reads one text only.
    NoTarget,
    /// Panes are split within panes as often as they can be.
    TooDeep,
    /// What happens when the pane that is held is let go.
    Carrying(PaneId),
    /// There are as many panes of a kind as there can be.
    TooManyPanes,
    /// A cell that the cursor went to, among the strongest.
    Strongest {
        /// Which one, from 1.
        rank: usize,
        /// How many there are.
        count: usize,
        /// The number in it.
        value: f32,
    },
    /// There are fewer strong cells.
    NoStrongest {
        /// What was asked for, from 1.
        rank: usize,
        /// How many there are.
        count: usize,
    },
    /// No layout has this name.
    UnknownLayout {
        /// What was asked for.
        name: String,
        /// The layouts most like it.
        nearest: Vec<String>,
    },
    /// A name that a layout cannot have.
    LayoutName(String),
    /// A command that is no part of a layout.
    NotInLayout(String),
    /// What should be panes and is none.
    Tree(BadTree),
    /// A comparison with nothing that would be different.
    NothingToCompare,
    /// A command that cannot make what is compared.
    NotCompared(String),
    /// Nothing is compared.
    NothingBeside,
    /// Nothing has changed yet that a difference could show.
    NothingChanged,
    /// The cell that is looked at is of no scores or weights, which alone can be hidden.
    NothingToHide,
    /// The head that is looked at is none of the self-attention that addresses are of.
    OtherHead {
        /// The command that is about those only.
        asked: &'static str,
        /// The one that switches this head.
        switch: String,
        /// Whether it switches it on.
        on: bool,
    },
    /// No sub-layer is looked at.
    NoSubLayerHere,
    /// A command that is no part of a plan.
    NotInPlan(String),
    /// A line of a script is wrong.
    Script {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        notice: Box<Notice>,
    },
    /// The plan cannot be recorded.
    Pass(PassError),
    /// The model cannot be opened.
    Model(ModelError),
    /// A defect ended what the worker was at.
    BrokeDown {
        /// What it was at.
        job: Job,
        /// What the defect said.
        reason: String,
    },
    /// Nothing learns here.
    NothingLearns,
    /// A plan that looks at a model that learns somewhere else, or does no more.
    NoTraining,
    /// A setting that the model which learns cannot go on with.
    CannotLearn(String),
    /// More steps than can be asked for at once, or none.
    Steps(usize),
    /// A step that is not done yet.
    NoStep {
        /// What was asked for.
        step: usize,
        /// The steps that are done.
        steps: usize,
    },
    /// The loss is no number any more.
    Broken {
        /// The step.
        step: usize,
    },
    /// The learning rate has come down to where it stays.
    LearnedThrough(usize),
    /// The model that learns was written into a folder.
    Saved(String),
    /// A defect ended a run.
    LearningBrokeDown,
    /// There is something where a folder was to be written.
    FolderIsThere(String),
    /// Something outside failed, in its own words.
    Failed(String),
}

impl Notice {
    /// No value is called so; names the nearest of those that there are.
    pub fn unknown_site(name: &str, sites: impl IntoIterator<Item = impl ToString>) -> Notice {
        let sites: Vec<String> = sites.into_iter().map(|site| site.to_string()).collect();
        Notice::UnknownSite { name: name.to_owned(), nearest: nearest(name, sites.iter().map(String::as_str)) }
    }

    /// The command changes something else than a plan.
    pub(super) fn not_in_plan(command: &Command) -> Notice {
        Notice::NotInPlan(command.to_string())
    }

    /// The command cannot make what is compared.
    pub(super) fn not_compared(command: &Command) -> Notice {
        Notice::NotCompared(command.to_string())
    }

    /// The sentence in a language.
    pub fn say(&self, language: Language) -> String {
        language.notice(self)
    }

    /// Whether something was refused, rather than remarked upon.
    pub fn is_error(&self) -> bool {
        !matches!(
            self,
            Notice::Cut { .. }
                | Notice::Strongest { .. }
                | Notice::Kept(_)
                | Notice::NothingToUndo
                | Notice::NothingToRedo
                | Notice::NoSequence(_)
                | Notice::LearnedThrough(_)
                | Notice::Saved(_)
                | Notice::Carrying(_)
        )
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::English))
    }
}

impl std::error::Error for Notice {}

impl From<PassError> for Notice {
    fn from(error: PassError) -> Notice {
        match error {
            PassError::Empty => Notice::EmptyText,
            PassError::NoTarget => Notice::NoTarget,
            PassError::NoPlace { axis, place, count } => Notice::NoPlace { axis, place, count },
            other => Notice::Pass(other),
        }
    }
}

impl From<ModelError> for Notice {
    fn from(error: ModelError) -> Notice {
        Notice::Model(error)
    }
}

/// At most three of the valid names, the most alike first.
pub fn nearest<'a>(name: &str, valid: impl Iterator<Item = &'a str>) -> Vec<String> {
    let tail = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    // Of a dotted name people remember the end: `patern` is nearest to `decoder.0.attn.pattern`.
    let likeness = |valid: &str| {
        let whole = strsim::normalized_damerau_levenshtein(name, valid).max(0.9 * strsim::jaro_winkler(name, valid));
        whole.max(0.95 * strsim::normalized_damerau_levenshtein(&tail(name), &tail(valid)))
    };
    let mut all: Vec<(f64, &str)> = valid.map(|valid| (likeness(valid), valid)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.into_iter().take(3).map(|(_, valid)| valid.to_owned()).collect()
}
