//! Whoever teaches: does what is asked, step by step, and reports. It knows no time: a front end calls it, at once or
//! beside the screen.

use std::mem;
use std::sync::Arc;

use super::film::{self, Frame};
use super::request::{Learned, Probe, Report, Request, Stopped};
use super::{Exercise, NAME, Progress};
use crate::app::notice::Notice;
use crate::model::Model;
use crate::tape::Kernel;
use crate::train::live::Live;
use crate::train::{Recipe, Score};

/// Held-out inputs that a score is of.
const JUDGED_ON: usize = 50;

/// Steps between two scores.
const SCORED_EVERY: usize = 50;

/// Teaches one model at a time.
pub struct Learner {
    recipe: fn(Exercise, u64) -> Recipe,
    kernel: Kernel,
    run: Option<Run>,
    failed: Option<Notice>,
}

/// A run, and what has happened since the last report.
struct Run {
    number: u64,
    answers: u64,
    live: Live,
    kernel: Kernel,
    running: bool,
    owed: usize,
    ending: bool,
    /// The model as it is now, once somebody has asked for it.
    model: Option<Arc<Model>>,
    probe: Probe,
    /// The model at the steps that have a frame, and that frame.
    film: Vec<(Arc<Model>, Frame)>,
    back_to: Option<usize>,
    points: Vec<Progress>,
    scores: Vec<(usize, Score)>,
    stopped: Option<Stopped>,
}

impl Learner {
    /// Somebody who has begun nothing yet; arithmetic is carried out so.
    pub fn new(kernel: Kernel) -> Learner {
        Learner::with(Exercise::recipe, kernel)
    }

    /// The same with other models.
    pub fn with(recipe: fn(Exercise, u64) -> Recipe, kernel: Kernel) -> Learner {
        Learner { recipe, kernel: Kernel { wide: false, ..kernel }, run: None, failed: None }
    }

    /// Takes in what is asked. What takes several steps is only begun: see [`Learner::step`].
    pub fn take(&mut self, number: u64, request: Request) {
        if let Request::Begin { exercise, seed } = request {
            self.run = None;
            match Live::begin(exercise, (self.recipe)(exercise, seed), self.kernel) {
                Ok(live) => self.run = Some(Run::new(number, live, Probe::of(exercise), self.kernel)),
                Err(error) => self.failed = Some(Notice::Failed(error.to_string())),
            }
        } else if let Some(run) = &mut self.run {
            run.answers = number;
            run.take(request);
        }
    }

    /// Whether there are steps to be done that were asked for one by one.
    pub fn owes(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.owed > 0)
    }

    /// Whether there are steps to be done.
    pub fn is_busy(&self) -> bool {
        self.owes() || self.run.as_ref().is_some_and(|run| run.running)
    }

    /// Forgets the run, which broke down.
    pub fn abandon(&mut self) {
        self.run = None;
    }

    /// Steps done.
    pub fn steps(&self) -> usize {
        self.run.as_ref().map_or(0, |run| run.live.steps())
    }

    /// Does one step, if there is one to be done.
    pub fn step(&mut self) {
        if let Some(run) = self.run.as_mut().filter(|run| run.running || run.owed > 0) {
            run.step();
        }
    }

    /// What has happened since the last report.
    pub fn report(&mut self) -> Option<Learned> {
        if let Some(notice) = self.failed.take() {
            return Some(Learned::Failed(notice));
        }
        let run = self.run.as_mut()?;
        let report = run.report();
        if run.ending {
            self.run = None;
        }
        Some(Learned::Report(Box::new(report)))
    }

    /// Does what is asked to its end, and reports.
    pub fn perform(&mut self, number: u64, request: Request) -> Option<Learned> {
        self.take(number, request);
        while self.owes() {
            self.step();
        }
        self.report()
    }
}

impl Run {
    fn new(number: u64, live: Live, probe: Probe, kernel: Kernel) -> Run {
        let mut run = Run {
            number,
            answers: number,
            kernel,
            running: false,
            owed: 0,
            ending: false,
            model: None,
            live,
            probe,
            film: Vec::new(),
            back_to: None,
            points: Vec::new(),
            scores: Vec::new(),
            stopped: None,
        };
        run.note();
        run
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Begin { .. } => {}
            Request::Run(on) => {
                self.running = on;
                self.owed = 0;
            }
            Request::Step(steps) => {
                self.running = false;
                self.owed += steps;
            }
            Request::Rewind(step) => self.rewind(step),
            Request::Switch(config) => _ = self.live.switch(&config),
            Request::Probe(probe) => self.watch(probe),
            Request::End => {
                self.pause();
                self.ending = true;
            }
        }
    }

    fn pause(&mut self) {
        self.running = false;
        self.owed = 0;
    }

    fn step(&mut self) {
        self.owed = self.owed.saturating_sub(1);
        match self.live.step() {
            Ok(progress) => self.points.push(progress),
            Err(error) => {
                self.pause();
                self.stopped = Some(Stopped::Broken(error));
                return;
            }
        }
        self.model = None;
        self.note();
        let steps = self.live.steps();
        if self.running && steps == self.live.recipe().schedule.steps {
            self.pause();
            self.stopped = Some(Stopped::Done(steps));
        }
    }

    /// Keeps what there is to keep of the step that is done: a frame, a score.
    fn note(&mut self) {
        let step = self.live.steps();
        if film::is_kept(step) {
            let model = self.model();
            let frame = self.frame(step, &model);
            self.film.push((model, frame));
        }
        if step > 0 && step.is_multiple_of(SCORED_EVERY) {
            self.scores.extend(self.live.score(JUDGED_ON).map(|score| (step, score)));
        }
    }

    fn model(&mut self) -> Arc<Model> {
        self.model.get_or_insert_with(|| Arc::new(self.live.model(NAME))).clone()
    }

    /// The probe's patterns in a model of that step, as the model learned then.
    fn frame(&self, step: usize, model: &Arc<Model>) -> Frame {
        Frame::of(step, (model, self.live.config_at(step)), &self.probe, self.kernel)
    }

    fn rewind(&mut self, step: usize) {
        self.pause();
        if step >= self.live.steps() {
            return;
        }
        if let Err(error) = self.live.rewind(step) {
            self.stopped = Some(Stopped::Broken(error));
        }
        self.model = None;
        self.film.retain(|(_, frame)| frame.step <= step);
        self.points.retain(|point| point.step <= step);
        self.scores.retain(|(scored, _)| *scored <= step);
        self.back_to = Some(self.back_to.map_or(step, |before| before.min(step)));
    }

    fn watch(&mut self, probe: Probe) {
        self.probe = probe;
        let models: Vec<(usize, Arc<Model>)> =
            self.film.iter().map(|(model, frame)| (frame.step, model.clone())).collect();
        self.film = models.into_iter().map(|(step, model)| (model.clone(), self.frame(step, &model))).collect();
    }

    fn report(&mut self) -> Report {
        let (step, model) = (self.live.steps(), self.model());
        let mut film: Vec<Frame> = self.film.iter().map(|(_, frame)| frame.clone()).collect();
        if film.last().is_none_or(|last| last.step != step) {
            film.push(self.frame(step, &model));
        }
        Report {
            run: self.number,
            answers: self.answers,
            step,
            back_to: self.back_to.take(),
            points: mem::take(&mut self.points),
            scores: mem::take(&mut self.scores),
            switches: self.live.switches().to_vec(),
            config: self.live.config().clone(),
            film,
            probe: self.probe.clone(),
            model,
            running: self.running,
            stopped: self.stopped.take(),
            pace: None,
        }
    }
}
