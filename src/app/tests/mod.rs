//! What a person does, and what becomes of the stage.

pub(crate) mod any;
mod arranging;
mod changing;
mod commands;
mod comparing;
mod derived;
mod gradient;
mod holding;
mod keys;
mod looking;
mod questions;
mod random;
mod studying;
mod teaching;
mod themes;
mod typing;

use std::collections::VecDeque;
use std::sync::Arc;

use super::*;
use crate::model::{Model, Tokenizer, embedded};
use crate::tape::{Kernel, Spare};
use crate::train::{Exercise, Recipe};
use crate::transformer::{Config, Norm, Position};

pub(super) const TEXT: &str = "It is a truth universally acknowledged";

/// A model that records in no time: 2 layers of 3 heads, 16 tokens of context.
pub(crate) fn tiny(norm: Norm) -> Arc<Model> {
    let tokenizer = Tokenizer::train([TEXT], 262).expect("trains");
    let config = Config { context: 16, width: 12, heads: 3, layers: 2, hidden: 20, norm, ..Config::default() };
    Model::seeded("tiny", config, tokenizer, 1).expect("a model").into()
}

pub(super) fn plan(text: &str) -> Plan {
    Plan { model: "tiny".to_owned(), text: text.to_owned(), ..Plan::default() }
}

pub(super) fn record(plan: &Plan, model: Arc<Model>) -> Result<Pass, PassError> {
    Pass::record(plan, model, Kernel { portable: true, wide: false }, Spare::default())
}

/// A viewer at a stage whose worker is always done at once.
pub(crate) struct Viewer {
    pub(crate) stage: Stage,
    pub(crate) desk: Desk,
    pub(crate) learner: Learner,
    pub(crate) tiny: Arc<Model>,
    /// Whether passes have to let go of what can be computed again.
    pub(crate) forgets: bool,
}

/// Whoever teaches in no time.
pub(super) fn learner() -> Learner {
    Learner::with(quick, Kernel { portable: true, wide: false })
}

/// An exercise as its own model learns it, but for the size of everything.
fn quick(exercise: Exercise, seed: u64) -> Recipe {
    let recipe = exercise.recipe(seed);
    let encoder_layers = recipe.config.encoder_layers.min(1);
    let config = Config { width: 8, hidden: 8, context: 32, encoder_layers, ..recipe.config };
    Recipe { config, batch: 1, ..recipe }
}

impl Viewer {
    pub(super) fn on(norm: Norm) -> Viewer {
        Viewer::at(record(&plan("It is a truth"), tiny(norm)).expect("records"))
    }

    pub(super) fn at(pass: Pass) -> Viewer {
        let tiny = pass.model.clone();
        Viewer { stage: Stage::new(pass), desk: Desk::default(), learner: learner(), tiny, forgets: false }
    }

    pub(crate) fn new() -> Viewer {
        Viewer::on(Norm::Pre)
    }

    /// Does a command and what it asks for; other models than `tiny` and the embedded ones are not there. What only a screen needs is left to
    /// whoever draws one: [`Viewer::perform`].
    pub(crate) fn run(&mut self, command: Command) -> Vec<Effect> {
        let effects = update(&mut self.stage, &mut self.desk, command);
        self.perform(effects.clone());
        effects
    }

    /// Records and teaches as effects ask for it, and gives back those that ask for something else.
    pub(crate) fn perform(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut pending = VecDeque::from(effects);
        let mut others = Vec::new();
        while let Some(effect) = pending.pop_front() {
            match effect {
                Effect::Record { generation, plan } => {
                    let result = self.record(&plan);
                    pending.extend(arrive(&mut self.stage, &mut self.desk, generation, result));
                }
                Effect::Train { number, request } => {
                    let news = self.learner.perform(number, request);
                    pending.extend(news.into_iter().flat_map(|n| learned(&mut self.stage, &mut self.desk, n)));
                }
                other => others.push(other),
            }
        }
        others
    }

    fn record(&self, plan: &Plan) -> Result<Pass, Notice> {
        let mut pass = self.record_one(plan)?;
        let Some(beside) = &plan.beside else { return Ok(pass) };
        let (model, kernel) = (self.model(&beside.model)?, Kernel { portable: true, wide: false });
        pass.beside = Some(Pass::record_beside(beside, model, kernel, Spare::default(), Some(&pass))?.into());
        Ok(pass)
    }

    fn record_one(&self, plan: &Plan) -> Result<Pass, Notice> {
        let model = self.model(&plan.model)?;
        let whole = record(plan, model.clone())?;
        if !self.forgets {
            return Ok(whole);
        }
        let (kernel, most) = (Kernel { portable: true, wide: false }, whole.tape.whole_bytes() * 9 / 10);
        Ok(Pass::record_within(plan, model, kernel, Spare::default(), None, most).unwrap_or(whole))
    }

    fn model(&self, name: &str) -> Result<Arc<Model>, Notice> {
        let training = || self.stage.training.as_ref().map(|training| training.model.clone());
        match name {
            "tiny" => Ok(self.tiny.clone()),
            training::NAME => training().ok_or(Notice::NoTraining),
            embedded if embedded::names().any(|known| known == embedded) => {
                Ok(Arc::new(Model::open(embedded).map_err(|error| Notice::Failed(error.to_string()))?))
            }
            other => Err(Notice::Failed(format!("there is no model `{other}`"))),
        }
    }

    /// Does the commands of a line, and gives back what the program says in the end.
    pub(crate) fn does(&mut self, line: &str) -> String {
        for command in command::parse_all(line).unwrap_or_else(|notice| panic!("{line}: {notice}")) {
            self.run(command);
        }
        self.said()
    }

    /// Presses keys, written with spaces between them.
    pub(super) fn keys(&mut self, keys: &str) -> String {
        for key in keys.split(' ') {
            self.run(Command::Key(key.parse().expect("a key")));
        }
        self.said()
    }

    pub(super) fn said(&self) -> String {
        self.desk.notice.as_ref().map_or_else(String::new, ToString::to_string)
    }

    pub(super) fn site(&self) -> String {
        self.stage.place().site.to_string()
    }
}
