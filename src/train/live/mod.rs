//! A run that one looks on at: a step at a time, back to any step, and with switches thrown while it learns.
//!
//! ```text
//!   step  0 ···· 8 ···· 16 ···· 24 ·· 27        snapshots of weights and moments every few steps
//!              residual off ▲        ▲ now
//!   rewind 20:  from 16, with the switches of then, four steps on: the very same bits
//! ```

mod exercise;
mod kept;

use std::sync::Arc;

pub use exercise::Exercise;

use super::lesson::{Judge, Score};
use super::run::{Recipe, RunError};
use super::task::Task;
use super::trainer::{TrainError, Trainer};
use crate::model::{Model, Tokenizer};
use crate::tape::{Kernel, Name, Parameters, Site, Stack};
use crate::transformer::Config;
use kept::Kept;

/// A part of a model whose gradient is measured by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Words and positions.
    Embedding,
    /// A layer of a stack.
    Layer(Stack, usize),
    /// What stands after the last layer: the final norm and the unembedding.
    Output,
}

impl Group {
    /// The group that a parameter belongs to.
    pub fn of(site: Site) -> Group {
        match (site.layer, site.name) {
            (Some(layer), _) => Group::Layer(site.stack, layer.into()),
            (None, Name::WE | Name::WPos | Name::WBias) => Group::Embedding,
            _ => Group::Output,
        }
    }

    /// The groups of a model, in the order of the pass.
    pub fn all(config: &Config) -> Vec<Group> {
        let layers = config.stacks().into_iter().flat_map(|(stack, layers)| (0..layers).map(move |l| (stack, l)));
        let layers = layers.map(|(stack, layer)| Group::Layer(stack, layer));
        std::iter::once(Group::Embedding).chain(layers).chain([Group::Output]).collect()
    }
}

/// What one step did.
#[derive(Clone, PartialEq, Debug)]
pub struct Progress {
    /// The step, counted from 1.
    pub step: usize,
    /// The mean loss of its batch in nats per token, before the step.
    pub loss: f32,
    /// The length of the gradient over the parameters of each group, in the order of [`Group::all`], before clipping.
    pub gradients: Vec<f32>,
}

/// A change of the model while it learns.
#[derive(Clone, PartialEq, Debug)]
pub struct Switch {
    /// Steps done by then: the next one is the first that learns so.
    pub step: usize,
    /// The model from then on.
    pub config: Config,
}

/// Whether a model that was made so can go on as another: it needs no parameter that it does not have.
pub fn can_switch(made: &Config, to: &Config) -> bool {
    let own = made.parameters();
    to.check().is_ok() && to.parameters().iter().all(|parameter| own.contains(parameter))
}

/// The most bytes of snapshots that a run keeps.
const KEPT: usize = 96 << 20;

/// A run that is driven by hand. It learns on the thread that calls it: the same exercise, seed and commands end with the
/// same bits on every machine with one kernel.
pub struct Live {
    recipe: Recipe,
    tokenizer: Tokenizer,
    task: Box<dyn Task>,
    judge: Judge,
    groups: Vec<Group>,
    kernel: Kernel,
    trainer: Trainer,
    switches: Vec<Switch>,
    kept: Kept,
}

impl Live {
    /// Draws the parameters. The vocabulary of the recipe is that of the exercise.
    ///
    /// # Errors
    /// Where the recipe makes no model, or one that cannot learn this.
    pub fn begin(exercise: Exercise, recipe: Recipe, kernel: Kernel) -> Result<Live, RunError> {
        Live::keeping(KEPT, exercise, recipe, kernel)
    }

    fn keeping(bytes: usize, exercise: Exercise, mut recipe: Recipe, kernel: Kernel) -> Result<Live, RunError> {
        let lesson = exercise.lesson();
        let tokenizer = lesson.tokenizer(recipe.config.vocabulary)?;
        recipe.config.vocabulary = tokenizer.vocabulary();
        recipe.config.check()?;
        let task = lesson.task(&recipe.config, &tokenizer)?;
        let judge = lesson.judge(&recipe.config, &tokenizer);
        let groups = Group::all(&recipe.config);
        let parameters = recipe.config.random(recipe.seed);
        let trainer = Trainer::new(recipe.config.clone(), recipe.schedule.clone(), recipe.seed, parameters);
        let trainer = trainer.alone().on(kernel);
        let mut kept = Kept::within(bytes);
        kept.note(&trainer);
        Ok(Live { recipe, tokenizer, task, judge, groups, kernel, trainer, switches: Vec::new(), kept })
    }

    /// Everything that decides the run besides its switches.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Steps done.
    pub fn steps(&self) -> usize {
        self.trainer.steps()
    }

    /// The changes there were, in their order.
    pub fn switches(&self) -> &[Switch] {
        &self.switches
    }

    /// The model's configuration as it is now.
    pub fn config(&self) -> &Config {
        self.config_at(self.steps())
    }

    /// What the step after this one learns with.
    pub fn config_at(&self, step: usize) -> &Config {
        let last = self.switches.iter().rfind(|switch| switch.step <= step);
        last.map_or(&self.recipe.config, |switch| &switch.config)
    }

    /// Learns from the next batch.
    ///
    /// # Errors
    /// Where the loss or its gradient is not finite; the model then is as it was.
    pub fn step(&mut self) -> Result<Progress, TrainError> {
        let config = self.config();
        if config != self.trainer.config() {
            self.trainer.switch(config.clone());
        }
        let report = self.trainer.step(self.task.as_ref(), self.recipe.batch)?;
        self.kept.note(&self.trainer);
        Ok(Progress { step: report.step, loss: report.loss, gradients: self.gradients() })
    }

    fn gradients(&self) -> Vec<f32> {
        let mut squares = vec![0.0_f64; self.groups.len()];
        for (site, gradient) in self.trainer.gradients() {
            if let Ok(group) = self.groups.binary_search(&Group::of(site)) {
                squares[group] += f64::from(gradient.norm_squared());
            }
        }
        squares.into_iter().map(|sum| sum.sqrt() as f32).collect()
    }

    /// Goes on as another configuration, with the parameters as they are. Rewinding to before this step undoes it.
    /// Nothing changes where the other needs parameters that there are not; gives back whether it goes on so.
    pub fn switch(&mut self, config: &Config) -> bool {
        if !can_switch(&self.recipe.config, config) {
            return false;
        }
        let step = self.steps();
        self.switches.retain(|switch| switch.step < step);
        if config != self.config() {
            self.switches.push(Switch { step, config: config.clone() });
        }
        true
    }

    /// Goes back to where the run was after so many steps, bit for bit: weights, moments, and what was switched by then. A
    /// step that is not done yet changes nothing.
    ///
    /// # Errors
    /// None that the run has not met before: it goes from the last snapshot the same way again.
    pub fn rewind(&mut self, step: usize) -> Result<(), TrainError> {
        let Some(snapshot) = self.kept.before(step).filter(|_| step < self.steps()).cloned() else { return Ok(()) };
        let Recipe { schedule, seed, .. } = self.recipe.clone();
        let config = self.config_at(snapshot.step).clone();
        let parameters = Parameters::clone(&snapshot.parameters);
        let trainer = Trainer::resume(config, schedule, seed, parameters, snapshot.adam, snapshot.step);
        self.trainer = trainer.alone().on(self.kernel);
        while self.steps() < step {
            self.step()?;
        }
        self.switches.retain(|switch| switch.step <= step);
        self.kept.forget_after(step);
        Ok(())
    }

    /// How good the model is on what it has not seen, at most `most` pairs of it.
    pub fn score(&self, most: usize) -> Option<Score> {
        self.judge.score(self.config(), self.trainer.parameters(), self.tokenizer.end_of_text(), most)
    }

    /// The model as it is now, under the configuration that it was made with: of what is switched, that is the beginning.
    pub fn model(&self, name: &str) -> Model {
        Model {
            name: name.to_owned(),
            config: self.recipe.config.clone(),
            parameters: self.trainer.parameters().clone(),
            tokenizer: self.tokenizer.clone(),
        }
    }
}

/// A model under another configuration, without the parameters that this one does not use: what a model's folder holds.
pub fn switched(model: &Model, config: &Config) -> Model {
    let listed = config.parameters();
    let used = |(site, _): &(Site, _)| listed.iter().any(|(known, _)| known == site);
    let parameters = model.parameters.iter().filter(used).map(|(site, value)| (site, value.clone()));
    Model { config: config.clone(), parameters: Arc::new(Parameters::new(parameters)), ..model.clone() }
}

#[cfg(test)]
mod tests;
