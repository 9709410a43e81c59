//! Commands about the model that learns, and what comes back from whoever teaches it.

use crate::app::command::{Command, Rewind};
use crate::app::desk::Desk;
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::pane_tree::PaneKind;
use crate::app::plan::Plan;
use crate::app::settings::Settings;
use crate::app::stage::Stage;
use crate::app::training::{Learned, NAME, Probe, Report, Request, Stopped, Training};
use crate::train::TrainError;

use super::{change, panes};

/// The most steps that can be asked for at once.
const MOST_STEPS: usize = 10_000;

/// Does a command about the model that learns; nothing where it is about something else.
pub(super) fn train(stage: &mut Stage, desk: &mut Desk, command: &Command) -> Option<Result<Vec<Effect>, Notice>> {
    let asked = match command {
        Command::Train(exercise, seed) => {
            show(stage, desk);
            Ok(stage.begin(*exercise, *seed))
        }
        Command::TrainRun(on) => run(stage, *on),
        Command::TrainStep(steps) => step(stage, *steps),
        Command::TrainRewind(to) => rewind(stage, *to),
        Command::TrainStop => stop(stage),
        Command::TrainSave(folder) => match &stage.training {
            Some(_) => Ok(Effect::SaveTraining(folder.clone())),
            None => Err(Notice::NothingLearns),
        },
        _ => return None,
    };
    Some(asked.map(|effect| vec![effect]))
}

/// The run that goes on.
fn learning(stage: &mut Stage) -> Result<&mut Training, Notice> {
    stage.training.as_mut().filter(|training| !training.ended).ok_or(Notice::NothingLearns)
}

fn run(stage: &mut Stage, on: Option<bool>) -> Result<Effect, Notice> {
    let training = learning(stage)?;
    training.running = on.unwrap_or(!training.running);
    let running = training.running;
    Ok(stage.ask(Request::Run(running)))
}

fn step(stage: &mut Stage, steps: usize) -> Result<Effect, Notice> {
    learning(stage)?.running = false;
    if !(1..=MOST_STEPS).contains(&steps) {
        return Err(Notice::Steps(steps));
    }
    Ok(stage.ask(Request::Step(steps)))
}

fn rewind(stage: &mut Stage, to: Rewind) -> Result<Effect, Notice> {
    let training = learning(stage)?;
    let steps = training.step;
    let step = match to {
        Rewind::To(step) if step > steps => return Err(Notice::NoStep { step, steps }),
        Rewind::To(step) => step,
        Rewind::Back => steps.saturating_sub(1),
    };
    training.running = false;
    Ok(stage.ask(Request::Rewind(step)))
}

fn stop(stage: &mut Stage) -> Result<Effect, Notice> {
    let training = learning(stage)?;
    training.running = false;
    training.ended = true;
    Ok(stage.ask(Request::End))
}

/// Where no pane shows how a model learns, the layout for it comes.
fn show(stage: &Stage, desk: &mut Desk) {
    let shown = desk.panes.panes().iter().any(|pane| pane.kind == PaneKind::Training);
    let layout = desk.layouts.iter().find(|layout| layout.name == "training").cloned();
    if let Some(layout) = layout.filter(|_| !shown) {
        // What a layout pins may not be there; its panes are.
        let _ = panes::arrange_as(stage, desk, &layout);
    }
}

/// What has been learned arrives. What is of another run than the newest changes nothing.
pub fn learned(stage: &mut Stage, desk: &mut Desk, learned: Learned) -> Vec<Effect> {
    let compared = stage.plan.beside.is_some();
    let effects = take_in(stage, desk, learned);
    super::follow_comparison(stage, desk, compared);
    effects
}

fn take_in(stage: &mut Stage, desk: &mut Desk, learned: Learned) -> Vec<Effect> {
    match learned {
        Learned::Failed(notice) => {
            if let Some(training) = &mut stage.training {
                training.running = false;
                training.ended = true;
            }
            desk.notice = Some(notice);
            Vec::new()
        }
        Learned::Report(report) => take(stage, desk, *report),
    }
}

fn take(stage: &mut Stage, desk: &mut Desk, report: Report) -> Vec<Effect> {
    if let Some(begun) = stage.has_begun(report.run) {
        let training = Training::new(begun, &report);
        let watched = watched(stage, &training);
        stage.training = Some(training);
        absorb(stage, desk, report);
        stage.history.forget_model(NAME);
        let made_by = Command::Train(begun.0, begun.1).to_string();
        stage.history.push(watched.clone(), made_by);
        stage.plan.cursor = watched.cursor;
        return change::record(stage, watched);
    }
    if stage.training.as_ref().is_none_or(|training| training.run != report.run) {
        return Vec::new();
    }
    let newest = stage.is_newest(report.answers);
    let config = report.config.clone();
    let newer = absorb(stage, desk, report);
    let Some(training) = &mut stage.training else { return Vec::new() };
    if newest && training.config != config {
        // It went back to before something was switched: so does the plan that looks at it.
        training.config = config;
        if stage.plan.model == NAME {
            let mut plan = stage.plan.clone();
            plan.settings.follow(&training.config, &training.model.config);
            let made_by = Command::TrainRewind(Rewind::To(training.step)).to_string();
            stage.history.push(plan.clone(), made_by);
            return change::record(stage, plan);
        }
    }
    if newer && stage.plan.looks_at(NAME) { stage.refresh().into_iter().collect() } else { Vec::new() }
}

/// Takes a report in; whether the model is another by now.
fn absorb(stage: &mut Stage, desk: &mut Desk, report: Report) -> bool {
    let newest = stage.is_newest(report.answers);
    let Some(training) = &mut stage.training else { return false };
    if newest {
        training.running = report.running;
    }
    match report.stopped {
        Some(Stopped::Broken(TrainError::NotFinite { step, .. })) => desk.notice = Some(Notice::Broken { step }),
        Some(Stopped::Done(steps)) => desk.notice = Some(Notice::LearnedThrough(steps)),
        None => {}
    }
    let newer = !std::sync::Arc::ptr_eq(&training.model, &report.model);
    training.absorb(report);
    newer
}

/// The plan that looks at a run from its beginning.
fn watched(stage: &Stage, training: &Training) -> Plan {
    let Probe { text, target } = training.probe.clone();
    let settings = Settings { target, ..Settings::default() };
    let mut cursor = stage.plan.cursor;
    cursor.site = training.exercise.site();
    Plan { model: NAME.to_owned(), text, settings, cursor, ..Plan::default() }
}

/// A plan that a command has made of the model that learns: the right answer goes with the text, and a plan that comes
/// from another model takes over how this one learns.
///
/// # Errors
/// Where the model could not learn on like this.
pub(super) fn fit(stage: &Stage, before: &Plan, plan: &mut Plan, command: &Command) -> Result<(), Notice> {
    let Some(training) = stage.training.as_ref().filter(|_| plan.model == NAME) else { return Ok(()) };
    if before.model != NAME {
        plan.settings.follow(&training.config, &training.model.config);
    }
    let answer = |text: &str| training.exercise.answer(text);
    let (text, moved) = (plan.text.clone(), plan.text != before.text);
    let both = std::iter::once(&mut plan.settings).chain(plan.beside.iter_mut().map(|beside| &mut beside.settings));
    for settings in both.filter(|settings| moved && settings.target == answer(&before.text)) {
        settings.target = answer(&text);
    }
    if !training.ended && !training.can_learn(&plan.settings) {
        return Err(Notice::CannotLearn(command.to_string()));
    }
    Ok(())
}

/// A pass of the model that learns has been recorded: it learns on under the settings of that pass, and its film is of
/// the same text.
pub(super) fn follow(stage: &mut Stage) -> Vec<Effect> {
    let Some(training) = stage.training.as_mut().filter(|training| !training.ended) else { return Vec::new() };
    let plan = &stage.pass.plan;
    if plan.model != NAME {
        return Vec::new();
    }
    let mut requests = Vec::new();
    let config = training.configured(&plan.settings);
    if config != training.config && training.can_learn(&plan.settings) {
        training.config = config.clone();
        requests.push(Request::Switch(Box::new(config)));
    }
    let probe = Probe::in_plan(plan);
    if probe != training.probe {
        training.probe = probe.clone();
        requests.push(Request::Probe(probe));
    }
    requests.into_iter().map(|request| stage.ask(request)).collect()
}
