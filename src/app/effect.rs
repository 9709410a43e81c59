//! What the front end is asked to do: commands change state, and nothing else.

use std::collections::BTreeSet;
use std::time::Duration;

use super::layout::Layout;
use super::plan::Plan;
use super::study::StudyOf;
use super::survey::SurveyOf;
use super::training::Request;
use crate::tape::Stack;

/// Something outside the state that a command asks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Record this plan, and hand the result to [`Stage::receive`](super::Stage::receive) with the same generation.
    Record {
        /// Tells the newest plan from stale ones.
        generation: u64,
        /// What to record.
        plan: Box<Plan>,
    },
    /// Compute every value of these layers of what is on the stage with [`Looked::at`](super::Looked::at), and hand the
    /// result to [`update::looked`](super::update::looked).
    Look {
        /// The generation of what is on the stage.
        generation: u64,
        /// The layers.
        layers: BTreeSet<(Stack, usize)>,
    },
    /// Survey these values, and hand each survey to [`surveyed`](super::update::surveyed). What was asked for before and is not
    /// done is wanted no more.
    Survey(Vec<SurveyOf>),
    /// Compare the queries and keys of these heads by every score, and hand each study to
    /// [`studied`](super::update::studied). What was asked for before and is not done is wanted no more.
    Study(Vec<StudyOf>),
    /// Pool what differs between the patterns of the passes on the stage with [`Pass::minus`](super::Pass::minus), and hand
    /// it to [`differed`](super::update::differed) with the same generation.
    Differ(u64),
    /// Measure the scores over d_k on what is drawn from this seed, and hand point after point to
    /// [`swept`](super::update::swept).
    Sweep(u64),
    /// Do something with the model that learns, and hand what comes of it to [`learned`](super::learned).
    Train {
        /// Later requests have higher numbers.
        number: u64,
        /// What to do.
        request: Request,
    },
    /// Write the model that learns, as it is on the stage, into a folder that is not there yet.
    SaveTraining(String),
    /// Keep a layout for later runs.
    SaveLayout(Layout),
    /// Put a text on the clipboard.
    Copy(String),
    /// Listen to the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Let so much time pass before the next command of a script.
    Wait(Duration),
    /// Go to the background, as C-z does.
    Suspend,
    /// Leave the program.
    Quit,
}
