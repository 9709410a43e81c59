//! The lab without a screen: commands change it, and what they ask for is done at once.
//!
//! `show` and `trace` set it up and read its pass, `play` runs a script on it, and the lab begins as one, so that its
//! first frame shows a recorded pass.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use crate::app::command::{self, Command};
use crate::app::study::Sweep;
use crate::app::{self, Desk, Differences, Effect, Layout, Learned, Learner, Looked, Notice, Plan, Stage, Studies};
use crate::app::{StudyOf, Survey, SurveyOf, Surveys, Version, update};
use crate::experiment::Stopped;
use crate::tape::Kernel;

use super::cli::Setup;
use super::errors::bad_input;
use super::recorder::Recorder;
use super::trainer;
use super::worker;

/// State, and what performs its effects.
pub(super) struct Headless {
    pub(super) stage: Stage,
    pub(super) desk: Desk,
    pub(super) recorder: Recorder,
    pub(super) learner: Learner,
}

impl Headless {
    /// Records a plan and stands at its cursor.
    ///
    /// # Errors
    /// Where the plan cannot be recorded.
    pub(super) fn new(plan: &Plan, desk: Desk, kernel: Kernel) -> Result<Headless, Notice> {
        let mut recorder = Recorder::new(kernel);
        let stage = Stage::new(recorder.record(plan)?);
        let mut headless = Headless { stage, desk, recorder, learner: Learner::new(kernel) };
        let sought = app::seek(&mut headless.stage, &headless.desk);
        let _ = headless.perform(sought);
        Ok(headless)
    }

    /// What the arguments of a door ask for: a plan, a model, a text, and then the commands one after another; before those
    /// a layout, where one is given. What the desk has to say is said in the end.
    ///
    /// # Errors
    /// Bad input: a plan or command that is none, a model that is not there, a text that is empty.
    pub(super) fn set_up(
        setup: Setup,
        text: Option<String>,
        mut desk: Desk,
        layout: Option<&Layout>,
    ) -> anyhow::Result<Headless> {
        let mut plan = Plan::default();
        let planned = command::parse_all(setup.plan.as_deref().unwrap_or_default()).map_err(bad_input)?;
        // What a plan without a model says of heads and of a target is about the model that was given.
        let model = setup.model.map(Command::Model);
        let mut given = model.clone().into_iter().chain(planned).chain(model).chain(text.map(Command::Text));
        given.try_for_each(|command| plan.apply(&command)).map_err(|notice| match notice {
            Notice::NotInPlan(_) => bad_input(format!("{notice}: use --do for it")),
            notice => bad_input(notice),
        })?;
        let said = desk.notice.take();
        let mut headless = Headless::new(&plan, desk, setup.kernel.into()).map_err(bad_input)?;
        if let Some(layout) = layout {
            // What it pins may not be there in this model: the rest of it holds all the same.
            let _ = app::update::arrange_as(&headless.stage, &mut headless.desk, layout);
        }
        for line in &setup.commands {
            for command in command::parse_all(line).map_err(bad_input)? {
                let _ = headless.run(command).map_err(bad_input)?;
            }
        }
        // A text that came with the arguments was cut before there was a desk to say so on.
        headless.desk.notice = said.or(headless.stage.pass.cut_short());
        Ok(headless)
    }

    /// Does what a command says, and everything it asks for. Breaks where it asks to leave.
    ///
    /// # Errors
    /// What the command was refused for.
    pub(super) fn run(&mut self, command: Command) -> Result<ControlFlow<()>, Notice> {
        self.desk.notice = None;
        let effects = app::update(&mut self.stage, &mut self.desk, command);
        let flow = self.perform(effects);
        match self.desk.notice.take_if(|notice| notice.is_error()) {
            Some(notice) => Err(notice),
            None => Ok(flow),
        }
    }

    /// Does what commands ask for, and what that asks for. Breaks where they ask to leave.
    fn perform(&mut self, effects: impl IntoIterator<Item = Effect>) -> ControlFlow<()> {
        let mut pending: VecDeque<Effect> = effects.into_iter().collect();
        let mut flow = ControlFlow::Continue(());
        while let Some(effect) = pending.pop_front() {
            match effect {
                Effect::Record { generation, plan } => pending.extend(self.record(generation, &plan)),
                Effect::Look { generation, layers } => {
                    let (pass, before) = (self.stage.pass.clone(), self.stage.before.clone());
                    self.stage.see(Looked::at(generation, layers, &pass, before.as_ref()));
                    self.recorder.recycle(pass);
                }
                Effect::Train { number, request } => {
                    let learned = self.learner.perform(number, request);
                    pending.extend(learned.into_iter().flat_map(|learned| self.learned(learned)));
                }
                Effect::SaveTraining(folder) => self.desk.notice = Some(trainer::save(&self.stage, &folder)),
                Effect::Quit => flow = ControlFlow::Break(()),
                // There is no terminal, and nobody to wait for. What stands beside passes is made when somebody looks: `settle`.
                Effect::Differ(_)
                | Effect::Study(_)
                | Effect::Survey(_)
                | Effect::Sweep(_)
                | Effect::Mouse(_)
                | Effect::Wait(_)
                | Effect::Suspend
                | Effect::Copy(_)
                | Effect::SaveLayout(_) => {}
            }
        }
        flow
    }

    /// Makes what panes show beside the pass, all of it, before a screen is drawn. Nothing is timed: the same commands
    /// make the same screen.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub(super) fn settle(&mut self) -> Result<(), Notice> {
        self.stage.studies = Studies::default();
        self.stage.surveys = Surveys::default();
        self.stage.differences = Differences::default();
        for effect in update::wanted(&mut self.stage, &self.desk) {
            match effect {
                Effect::Survey(all) => self.survey(all),
                Effect::Study(all) => self.study(all)?,
                Effect::Differ(generation) => self.differ(generation),
                Effect::Sweep(seed) => self.sweep(seed)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn survey(&mut self, all: Vec<SurveyOf>) {
        for of in all {
            let passes = of.passes(&self.stage);
            if let Some(survey) = passes.and_then(|(pass, minus)| Survey::new(of, pass, minus.map(AsRef::as_ref))) {
                update::surveyed(&mut self.stage, &mut self.desk, Ok(survey));
            }
        }
    }

    fn study(&mut self, all: Vec<StudyOf>) -> Result<(), Notice> {
        for of in all {
            let Some((pass, minus)) = of.passes(&self.stage) else { continue };
            if let Some(study) = worker::study(of, (pass, minus.map(AsRef::as_ref)), None)? {
                update::studied(&mut self.stage, &mut self.desk, Ok(*study));
            }
        }
        Ok(())
    }

    fn differ(&mut self, generation: u64) {
        let (pass, minus) = self.stage.versions(Version::Difference);
        if let Some(all) = minus.map(|minus| pass.minus(minus)) {
            update::differed(&mut self.stage, &mut self.desk, generation, Ok(all));
        }
    }

    /// The whole of a sweep.
    fn sweep(&mut self, seed: u64) -> Result<(), Notice> {
        let mut sweep = Sweep::new(seed);
        let failed = |stopped: Stopped| Notice::Failed(stopped.to_string());
        while let Some(point) = sweep.measure().map_err(failed)? {
            sweep.add(point);
            update::swept(&mut self.stage, &mut self.desk, seed, Ok(point));
        }
        Ok(())
    }

    fn record(&mut self, generation: u64, plan: &Plan) -> Vec<Effect> {
        let before = [Some(self.stage.pass.clone()), self.stage.before.clone()];
        let result = self.recorder.record(plan);
        let effects = app::arrive(&mut self.stage, &mut self.desk, generation, result);
        before.into_iter().flatten().for_each(|pass| self.recorder.recycle(pass));
        effects
    }

    fn learned(&mut self, learned: Learned) -> Vec<Effect> {
        if let Learned::Report(report) = &learned {
            self.recorder.know(report.model.clone());
        }
        app::learned(&mut self.stage, &mut self.desk, learned)
    }
}
