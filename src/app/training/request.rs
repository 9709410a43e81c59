//! What is asked of whoever teaches the model, and what comes back.

use std::sync::Arc;

use super::film::Frame;
use crate::app::notice::Notice;
use crate::app::plan::Plan;
use crate::model::Model;
use crate::train::live::{Exercise, Progress, Switch};
use crate::train::{Score, TrainError};
use crate::transformer::Config;

/// Something to do with the run. Requests are numbered, and a report says up to which one it goes.
#[derive(Clone, PartialEq, Debug)]
pub enum Request {
    /// Begin another run; the one before is forgotten.
    Begin {
        /// What is learned.
        exercise: Exercise,
        /// What it is drawn from.
        seed: u64,
    },
    /// Go on by itself, or pause. Only where there is a clock does time pass between two requests.
    Run(bool),
    /// Learn so many steps.
    Step(usize),
    /// Go back to where it was after so many steps.
    Rewind(usize),
    /// Learn under this configuration from now on.
    Switch(Box<Config>),
    /// Watch the model on another text.
    Probe(Probe),
    /// Learn no more.
    End,
}

/// What the film is of: a text, and what is written for it.
#[derive(Clone, PartialEq, Debug)]
pub struct Probe {
    /// The text.
    pub text: String,
    /// What a decoder beside an encoder has written; the model's own output where nothing is given.
    pub target: Option<String>,
}

impl Probe {
    /// What an exercise is watched on.
    pub fn of(exercise: Exercise) -> Probe {
        let text = exercise.probe().to_owned();
        Probe { target: exercise.answer(&text), text }
    }

    /// What a plan looks at.
    pub fn in_plan(plan: &Plan) -> Probe {
        Probe { text: plan.text.clone(), target: plan.settings.target.clone() }
    }
}

/// What has happened since the last report.
#[derive(Clone, Debug)]
pub struct Report {
    /// The number of the request that began the run.
    pub run: u64,
    /// The last request that this takes account of.
    pub answers: u64,
    /// Steps done.
    pub step: usize,
    /// How far it went back since the last report, before what follows.
    pub back_to: Option<usize>,
    /// What the steps since then did.
    pub points: Vec<Progress>,
    /// How good the model was on what is held out, after so many steps.
    pub scores: Vec<(usize, Score)>,
    /// Everything that was switched so far.
    pub switches: Vec<Switch>,
    /// How it learns now.
    pub config: Config,
    /// The whole film.
    pub film: Vec<Frame>,
    /// What the film is of.
    pub probe: Probe,
    /// The weights, under the configuration that the model was made with.
    pub model: Arc<Model>,
    /// Whether it goes on by itself.
    pub running: bool,
    /// Why it no longer does, where nobody asked for that.
    pub stopped: Option<Stopped>,
    /// Steps a second, where somebody has a clock.
    pub pace: Option<f32>,
}

/// Why a run has paused by itself.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Stopped {
    /// The loss or the gradient is no number any more.
    Broken(TrainError),
    /// The learning rate has come down to where it stays, after so many steps.
    Done(usize),
}

/// A report, or why there is none.
#[derive(Debug)]
pub enum Learned {
    /// What has happened.
    Report(Box<Report>),
    /// It could not begin, or broke down.
    Failed(Notice),
}
