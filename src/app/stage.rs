//! What is looked at: one for everybody who looks at the same thing.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::tape::{Site, Stack};
use crate::train::Exercise;

use super::difference::Differences;
use super::effect::Effect;
use super::history::History;
use super::hold::Looked;
use super::notice::Notice;
use super::pass::Pass;
use super::place::Place;
use super::plan::Plan;
use super::shown::Shown;
use super::step::Step;
use super::study::Studies;
use super::survey::Surveys;
use super::training::{self, Request, Training};
use super::version::Version;

/// A plan and the pass that was recorded for it. While a new pass is being recorded the old one stays to look at.
pub struct Stage {
    /// What is wanted.
    pub plan: Plan,
    /// What there is.
    pub pass: Arc<Pass>,
    /// What there was before the last change, to see what it changed.
    pub before: Option<Arc<Pass>>,
    /// What can be undone and redone.
    pub history: History,
    /// Whether changes go to B, where two plans are compared.
    pub pokes_b: bool,
    /// Whether it steps by itself.
    pub playing: bool,
    /// Heads whose queries and keys were compared by every score, for panes that show that.
    pub studies: Studies,
    /// Large values that were read as a whole, for panes that draw them.
    pub surveys: Surveys,
    /// What differs between the patterns of two passes, for panes that show that.
    pub differences: Differences,
    /// The model that learns, or has learned, here.
    pub training: Option<Training>,
    /// Counts the plans that were sent to be recorded; a result of an earlier one is stale.
    generation: u64,
    /// The generation of what is there.
    arrived: u64,
    /// The layers that the worker was asked for last, if they have not arrived.
    sought: BTreeSet<(Stack, usize)>,
    /// The last generation that had newer weights and nothing else.
    refreshed: u64,
    /// Whether weights have come that are newer than those on their way.
    stale: bool,
    /// Counts what was asked of whoever teaches the model.
    asked: u64,
    /// What is to be learned next, until it has begun.
    begun: Option<(u64, Exercise, u64)>,
}

impl Stage {
    /// A stage on a recorded pass.
    pub fn new(pass: Pass) -> Stage {
        let plan = pass.plan.clone();
        Stage {
            history: History::new(plan.clone()),
            pokes_b: plan.beside.is_some(),
            plan,
            pass: Arc::new(pass),
            before: None,
            playing: false,
            studies: Studies::default(),
            surveys: Surveys::default(),
            differences: Differences::default(),
            training: None,
            generation: 0,
            arrived: 0,
            sought: BTreeSet::new(),
            refreshed: 0,
            stale: false,
            asked: 0,
            begun: None,
        }
    }

    /// Whether a pass of another plan is being recorded.
    pub fn is_recording(&self) -> bool {
        self.generation != self.arrived && self.generation != self.refreshed
    }

    /// The generation of the pass that there is.
    pub fn arrived(&self) -> u64 {
        self.arrived
    }

    /// The generation of the plan.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// A plan is on its way to the worker: whatever is recorded for earlier ones is stale from now on.
    pub(super) fn send(&mut self) -> u64 {
        self.generation += 1;
        self.sought.clear();
        self.generation
    }

    /// Asks whoever teaches the model for something.
    pub(super) fn ask(&mut self, request: Request) -> Effect {
        self.asked += 1;
        Effect::Train { number: self.asked, request }
    }

    /// Asks for another run.
    pub(super) fn begin(&mut self, exercise: Exercise, seed: u64) -> Effect {
        let asked = self.ask(Request::Begin { exercise, seed });
        self.begun = Some((self.asked, exercise, seed));
        asked
    }

    /// What the run of this number learns and is drawn from, if it is the one that was to begin.
    pub(super) fn has_begun(&mut self, run: u64) -> Option<(Exercise, u64)> {
        self.begun.take_if(|begun| begun.0 == run).map(|(_, exercise, seed)| (exercise, seed))
    }

    /// Whether a report takes account of everything that was asked.
    pub(super) fn is_newest(&self, answers: u64) -> bool {
        answers == self.asked
    }

    /// Newer weights have come: they are shown as soon as those before them have been.
    pub(super) fn refresh(&mut self) -> Option<Effect> {
        if self.generation != self.arrived {
            self.stale = true;
            return None;
        }
        self.stale = false;
        let generation = self.send();
        self.refreshed = generation;
        Some(Effect::Record { generation, plan: Box::new(self.plan.clone()) })
    }

    /// The weights that came while others were on their way.
    pub(super) fn refresh_what_is_stale(&mut self) -> Option<Effect> {
        let looks = self.plan.looks_at(training::NAME);
        if self.stale && looks { self.refresh() } else { None }
    }

    /// Takes in what the worker made of the plan of a generation. A stale result changes nothing. Where the plan could
    /// not be recorded, the plan of the pass that there is stands again, and the notice says why.
    pub fn receive(&mut self, generation: u64, result: Result<Pass, Notice>) -> Option<Notice> {
        if generation != self.generation {
            return None;
        }
        let arrived = std::mem::replace(&mut self.arrived, generation);
        // What was on its way was of what had arrived before.
        self.sought.clear();
        match result {
            Ok(pass) => {
                let cut = pass.cut_short();
                let before = std::mem::replace(&mut self.pass, Arc::new(pass));
                if before.plan.records_same(&self.pass.plan) {
                    self.differences.follow(arrived, generation);
                    return None; // only the weights are others
                }
                self.before = Some(before);
                cut
            }
            Err(notice) => {
                let cursor = self.plan.cursor;
                self.plan = Plan { cursor, ..self.pass.plan.clone() };
                self.pokes_b &= self.plan.beside.is_some();
                self.history.fall_back(&self.plan);
                Some(notice)
            }
        }
    }

    /// What has to be computed before these layers can be seen; nothing where it is there, or on its way.
    pub(super) fn seek(&mut self, layers: BTreeSet<(Stack, usize)>) -> Option<Effect> {
        let there = self.pass.holds_all(&layers) && self.before.as_ref().is_none_or(|pass| pass.holds_all(&layers));
        if there || self.is_recording() {
            self.sought.clear();
            return None;
        }
        if self.sought == layers {
            return None;
        }
        self.sought.clone_from(&layers);
        Some(Effect::Look { generation: self.arrived, layers })
    }

    /// Takes in a closer look at some layers. What was asked for before something else is stale and changes nothing.
    pub fn see(&mut self, looked: Looked) {
        if looked.generation == self.arrived && !self.is_recording() && looked.layers == self.sought {
            self.sought.clear();
            self.pass = looked.pass;
            self.before = looked.before;
        }
    }

    /// A closer look at what is of a generation broke down: it is asked for again.
    pub(super) fn look_failed(&mut self, generation: u64) {
        if generation == self.arrived {
            self.sought.clear();
        }
    }

    /// The position of the cursor's step among the pass's steps.
    pub fn at(&self) -> usize {
        self.pass.step_of(self.plan.cursor.site)
    }

    /// Where the cursor stands.
    pub fn place(&self) -> Place {
        self.pass.place(&self.plan.cursor)
    }

    /// The pass of a version, and for a difference the one that it differs from. Where nothing is compared, B is what
    /// there is, and the difference is that to the pass before the last change.
    pub fn versions(&self, version: Version) -> (&Arc<Pass>, Option<&Arc<Pass>>) {
        let beside = self.pass.beside.as_ref();
        match version {
            Version::A => (&self.pass, None),
            Version::B => (beside.unwrap_or(&self.pass), None),
            Version::Difference if beside.is_some() => (beside.unwrap_or(&self.pass), Some(&self.pass)),
            Version::Difference => (&self.pass, self.before.as_ref()),
        }
    }

    /// The step that the cursor is on.
    pub fn step(&self) -> &Step {
        &self.pass.steps[self.at()]
    }

    /// The value that the cursor is on, as it is shown.
    pub fn shown(&self) -> Option<Shown<'_>> {
        let place = self.place();
        self.pass.shown(place.site, place.head).ok()
    }

    /// Whether a value is made later in the pass than the step the cursor is on. Parameters never are.
    pub fn is_ahead(&self, site: Site) -> bool {
        !site.is_parameter() && self.pass.step_of(site) > self.at()
    }
}
