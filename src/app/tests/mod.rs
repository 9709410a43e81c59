//! What a person does, and what becomes of the stage.

mod arranging;
mod changing;
pub(crate) mod commands;
mod comparing;
mod derived;
mod gradient;
mod holding;
mod keys;
mod looking;
mod random;
mod studying;
mod themes;
mod typing;

use std::sync::Arc;

use super::*;
use crate::model::{Model, Tokenizer};
use crate::tape::{Kernel, Spare};
use crate::transformer::{Activation, Config, Norm, Position};

pub(super) const TEXT: &str = "It is a truth universally acknowledged";

/// A model that records in no time: 2 layers of 3 heads, 16 tokens of context.
pub(crate) fn tiny(norm: Norm) -> Arc<Model> {
    let tokenizer = Tokenizer::train([TEXT], 262).expect("trains");
    let config = Config {
        vocabulary: 0,
        context: 16,
        width: 12,
        heads: 3,
        layers: 2,
        hidden: 20,
        position: Position::Learned,
        norm,
        activation: Activation::Gelu,
        tied: true,
        dropout: 0.0,
        scale: true,
        causal: true,
        residual: true,
        epsilon: 1e-5,
        ..Config::default()
    };
    Model::seeded("tiny", config, tokenizer, 1).expect("a model").into()
}

pub(super) fn plan(text: &str) -> Plan {
    Plan { model: "tiny".to_owned(), text: text.to_owned(), ..Plan::default() }
}

pub(super) fn record(plan: &Plan, model: Arc<Model>) -> Result<Pass, PassError> {
    Pass::record(plan, model, Kernel { portable: true, wide: false }, Spare::default())
}

/// The pass of a plan with that of the plan beside it.
fn record_both(plan: &Plan, model: Arc<Model>) -> Result<Pass, PassError> {
    let mut pass = record(plan, model.clone())?;
    if let Some(beside) = &plan.beside {
        let kernel = Kernel { portable: true, wide: false };
        pass.beside = Some(Pass::record_beside(beside, model, kernel, Spare::default(), Some(&pass))?.into());
    }
    Ok(pass)
}

/// A viewer at a stage whose worker is always done at once.
pub(crate) struct Viewer {
    pub(crate) stage: Stage,
    pub(crate) desk: Desk,
}

impl Viewer {
    pub(super) fn on(norm: Norm) -> Viewer {
        let pass = record(&plan("It is a truth"), tiny(norm)).expect("records");
        Viewer { stage: Stage::new(pass), desk: Desk::default() }
    }

    pub(crate) fn new() -> Viewer {
        Viewer::on(Norm::Pre)
    }

    /// Does a command and what it asks for; other models than `tiny` are not there.
    pub(crate) fn run(&mut self, command: Command) -> Vec<Effect> {
        let effects = update(&mut self.stage, &mut self.desk, command);
        for effect in &effects {
            if let Effect::Record { generation, plan } = effect {
                let model = self.stage.pass.model.clone();
                let result = match plan.model.as_str() {
                    "tiny" => record_both(plan, model).map_err(Notice::from),
                    other => Err(Notice::Failed(format!("there is no model `{other}`"))),
                };
                arrive(&mut self.stage, &mut self.desk, *generation, result);
            }
        }
        effects
    }

    /// Does the commands of a line, and gives back what the program says in the end.
    pub(super) fn does(&mut self, line: &str) -> String {
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
