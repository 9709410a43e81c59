//! A model that learns while it is looked at.
//!
//! ```text
//!   train reverse ──▶ Effect::Train(Request) ──▶ Learner (beside the screen, or at once in a script)
//!        ▲                                          │
//!   every pane ◀── Effect::Record ◀── learned ◀── Learned: losses, gradients, film, weights
//! ```
//!
//! Its name in plans is [`NAME`]. The plan that looks at it also says how it learns: what is switched of the model that is
//! looked at, is switched of the model that learns, as long as that needs no other parameters.

pub mod film;
pub mod learner;
mod request;

use std::collections::VecDeque;
use std::sync::Arc;

pub use film::Frame;
pub use learner::Learner;
pub use request::{Learned, Probe, Report, Request, Stopped};

use super::command::Command;
use super::plan::Plan;
use super::settings::Settings;
use crate::model::Model;
use crate::train::Score;
use crate::train::live::{Exercise, Group, Progress, Switch, can_switch, switched};
use crate::transformer::Config;

/// The name that a plan calls the model that learns.
pub const NAME: &str = "training";

/// The most steps that are remembered one by one; of a longer run every second one, every fourth, and so on.
const MOST_POINTS: usize = 8192;

/// A run and what is known of it.
#[derive(Clone, Debug)]
pub struct Training {
    /// The number of the request that began it: it tells its reports from those of other runs.
    pub run: u64,
    /// What is learned.
    pub exercise: Exercise,
    /// What the run is drawn from.
    pub seed: u64,
    /// Steps done.
    pub step: usize,
    /// Whether it goes on by itself.
    pub running: bool,
    /// Whether it is over; the model stays to look at.
    pub ended: bool,
    /// What the steps did, in their order.
    pub points: VecDeque<Progress>,
    /// What they had done before the last time it went back: the way not taken.
    pub before: Vec<Progress>,
    /// How good the model was on what is held out, after so many steps.
    pub scores: Vec<(usize, Score)>,
    /// What was switched.
    pub switches: Vec<Switch>,
    /// How the model is to learn now.
    pub config: Config,
    /// The probe's patterns after 0, 1, 2, 4, 8 … steps, and now.
    pub film: Vec<Frame>,
    /// What the film is of.
    pub probe: Probe,
    /// The newest weights, under the configuration that the model was made with.
    pub model: Arc<Model>,
    /// Steps a second, where somebody has a clock.
    pub pace: Option<f32>,
    /// Every how many steps one is remembered.
    every: usize,
}

impl Training {
    /// A run as its first report has it.
    pub(super) fn new((exercise, seed): (Exercise, u64), first: &Report) -> Training {
        Training {
            run: first.run,
            exercise,
            seed,
            step: first.step,
            running: false,
            ended: false,
            points: VecDeque::new(),
            before: Vec::new(),
            scores: Vec::new(),
            switches: Vec::new(),
            config: first.model.config.clone(),
            film: Vec::new(),
            probe: first.probe.clone(),
            model: first.model.clone(),
            pace: None,
            every: 1,
        }
    }

    /// Takes in what has been learned since.
    pub(crate) fn absorb(&mut self, report: Report) {
        if let Some(back) = report.back_to {
            let kept = self.points.iter().take_while(|point| point.step <= back).count();
            self.before = self.points.split_off(kept).into();
            self.scores.retain(|(step, _)| *step <= back);
        }
        self.points.extend(report.points.into_iter().filter(|point| point.step.is_multiple_of(self.every)));
        while self.points.len() > MOST_POINTS {
            self.every *= 2;
            self.points.retain(|point| point.step.is_multiple_of(self.every));
        }
        self.step = report.step;
        self.scores.extend(report.scores);
        self.switches = report.switches;
        self.film = report.film;
        self.model = report.model;
        self.pace = report.pace;
    }

    /// The parts of the model whose gradients are measured.
    pub fn groups(&self) -> Vec<Group> {
        Group::all(&self.model.config)
    }

    /// The configuration that a plan's settings make of the model.
    pub fn configured(&self, settings: &Settings) -> Config {
        settings.applied(&self.model.config)
    }

    /// Whether the model can learn under a plan's settings.
    pub fn can_learn(&self, settings: &Settings) -> bool {
        can_switch(&self.model.config, &self.configured(settings))
    }

    /// The furthest step that is known: done, or done before it went back.
    pub fn furthest(&self) -> usize {
        self.before.last().map_or(self.step, |last| last.step.max(self.step))
    }

    /// The command that begins it, without its name: what is learned, and the seed unless it is the usual one.
    pub fn title(&self) -> String {
        let command = Command::Train(self.exercise, self.seed);
        command.to_string().split_once(' ').map_or_else(String::new, |(_, said)| said.to_owned())
    }

    /// What a switch changed, as the commands that do so.
    pub fn changes(&self, switch: usize) -> Vec<Command> {
        let before = switch.checked_sub(1).and_then(|i| self.switches.get(i));
        let before = before.map_or(&self.model.config, |switch| &switch.config);
        let mut plan = Plan::default();
        if let Some(switch) = self.switches.get(switch) {
            plan.settings.follow(&switch.config, before);
        }
        plan.changes()
    }

    /// The model as it has learned, by itself: what a folder holds.
    pub fn learned(&self) -> Model {
        switched(&self.model, &self.config)
    }
}
