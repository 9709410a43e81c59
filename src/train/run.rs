//! A run of `headlight train`: begun or resumed, saved and judged.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::adam::{Adam, Schedule};
use super::lesson::{Judge, Lesson, Score};
use super::task::Task;
use super::trainer::{Report, TrainError, Trainer};
use crate::model::folder::replace;
use crate::model::weights::{self, Precision};
use crate::model::{Model, ModelError, Tokenizer, TokenizerError, WeightsError};
use crate::tape::Parameters;
use crate::transformer::{Architecture, Config, ConfigError};

/// Everything that decides a run besides its text: two runs of one recipe on one machine end with the same weights.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Recipe {
    /// The model.
    pub config: Config,
    /// Rates and steps.
    pub schedule: Schedule,
    /// Sequences a step.
    pub batch: usize,
    /// What is drawn: parameters, windows, dropout.
    pub seed: u64,
}

/// What `run.json` holds beside the weights in a checkpoint.
#[derive(Serialize, Deserialize)]
struct Progress {
    recipe: Recipe,
    step: usize,
}

/// Why a run cannot begin, go on or be saved.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No model can be made of the settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The tokenizer could not be trained.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The model's folder is no model, or cannot be written.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The moments of an unfinished run are broken, or cannot be written.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The text has too few tokens for one window.
    #[error("{tokens} tokens are too few to learn from: a window takes {context} and the token after it")]
    TooShort {
        /// Tokens there are.
        tokens: usize,
        /// Tokens a window takes.
        context: usize,
    },
    /// A text has no pairs of input and output.
    #[error("a text is no translation: a model with an encoder learns dates, copy, reverse or sort")]
    NoPairs,
    /// A task that this architecture cannot learn.
    #[error("{task} needs {needs}: set the architecture to {nearest}")]
    Unfit {
        /// The task.
        task: &'static str,
        /// What it needs.
        needs: &'static str,
        /// The nearest architecture that fits.
        nearest: &'static str,
    },
    /// Inputs and outputs that the context cannot hold.
    #[error("{task} takes up to {tokens} tokens at once, more than the context of {context}: set --context {tokens}")]
    Context {
        /// The task.
        task: &'static str,
        /// The tokens it takes.
        tokens: usize,
        /// The model's context.
        context: usize,
    },
    /// Sequences too short to hold what is to be learned.
    #[error("{task} needs sequences of {least} tokens at least, not {tokens}: set --context {least}")]
    Short {
        /// The task.
        task: &'static str,
        /// The tokens of a sequence.
        tokens: usize,
        /// The fewest that will do.
        least: usize,
    },
    /// A file of an unfinished run cannot be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system, or the parser, says.
        reason: String,
    },
    /// A folder without a run to go on with.
    #[error("{} holds no unfinished run: leave out --resume to begin one, or check --out", .0.display())]
    NothingToResume(PathBuf),
    /// A number in the recipe that must not be zero.
    #[error("{0} is 0: it must be at least 1")]
    Zero(&'static str),
}

impl RunError {
    fn file(path: &Path, reason: &impl ToString) -> RunError {
        RunError::File { path: path.to_owned(), reason: reason.to_string() }
    }
}

/// A run in progress: the task, the model so far, and what judges it.
pub struct Run {
    recipe: Recipe,
    trainer: Trainer,
    tokenizer: Tokenizer,
    task: Box<dyn Task>,
    judge: Judge,
}

/// The folder, inside a run's own, that holds the model so far and what going on takes. It is written beside its place
/// and then swapped, so that weights, moments and step always belong together.
const CHECKPOINT: &str = "checkpoint";
const BEFORE: &str = "checkpoint.old";
const PROGRESS: &str = "run.json";
const FIRST: &str = "first-moments.safetensors";
const SECOND: &str = "second-moments.safetensors";

impl Run {
    /// Makes the tokenizer and draws the parameters. The vocabulary of the recipe is a wish: a short text may have too
    /// few pairs to merge.
    ///
    /// # Errors
    /// Returns an error where the recipe makes no model, or the model cannot learn this.
    pub fn begin(mut recipe: Recipe, lesson: &dyn Lesson) -> Result<Run, RunError> {
        recipe.config.check()?;
        let sizes = [("batch", recipe.batch), ("steps", recipe.schedule.steps)];
        if let Some((name, _)) = sizes.into_iter().find(|(_, size)| *size == 0) {
            return Err(RunError::Zero(name));
        }
        let tokenizer = lesson.tokenizer(recipe.config.vocabulary)?;
        recipe.config.vocabulary = tokenizer.vocabulary();
        let parameters = recipe.config.random(recipe.seed);
        let trainer = Trainer::new(recipe.config.clone(), recipe.schedule.clone(), recipe.seed, parameters);
        Run::over(recipe, lesson, tokenizer, trainer)
    }

    /// Whether a folder holds a run that can go on.
    pub fn is_unfinished(folder: &Path) -> bool {
        Run::last_checkpoint(folder).is_some()
    }

    /// Ended between the two moves of a swap, a run has only the checkpoint before.
    fn last_checkpoint(folder: &Path) -> Option<PathBuf> {
        [CHECKPOINT, BEFORE].iter().map(|name| folder.join(name)).find(|folder| folder.join(PROGRESS).exists())
    }

    /// Goes on with a run that was saved, to the same end as if it had not stopped.
    ///
    /// # Errors
    /// Returns an error where the folder holds no unfinished run, or its model cannot learn this.
    pub fn resume(folder: &Path, lesson: &dyn Lesson) -> Result<Run, RunError> {
        let folder = &Run::last_checkpoint(folder).ok_or_else(|| RunError::NothingToResume(folder.to_owned()))?;
        let path = folder.join(PROGRESS);
        let text = fs::read(&path).map_err(|reason| RunError::file(&path, &reason))?;
        let Progress { recipe, step } =
            serde_json::from_slice(&text).map_err(|reason| RunError::file(&path, &reason))?;
        let Model { parameters, tokenizer, .. } = Model::load(folder)?;
        let moments = |name: &str| -> Result<Parameters, RunError> {
            let path = folder.join(name);
            let bytes = fs::read(&path).map_err(|reason| RunError::file(&path, &reason))?;
            Ok(weights::read(&bytes, &recipe.config.parameters(), &path.display().to_string())?)
        };
        let adam = Adam::resume(moments(FIRST)?, moments(SECOND)?, step);
        let parameters = std::sync::Arc::unwrap_or_clone(parameters);
        let (config, schedule) = (recipe.config.clone(), recipe.schedule.clone());
        let trainer = Trainer::resume(config, schedule, recipe.seed, parameters, adam, step);
        Run::over(recipe, lesson, tokenizer, trainer)
    }

    fn over(mut recipe: Recipe, lesson: &dyn Lesson, tokenizer: Tokenizer, trainer: Trainer) -> Result<Run, RunError> {
        recipe.config.pairs = lesson.has_pairs() && recipe.config.architecture == Architecture::Decoder;
        let task = lesson.task(&recipe.config, &tokenizer)?;
        let judge = lesson.judge(&recipe.config, &tokenizer);
        Ok(Run { recipe, trainer, tokenizer, task, judge })
    }

    /// The recipe, with the vocabulary that the tokenizer really has.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Steps done.
    pub fn steps(&self) -> usize {
        self.trainer.steps()
    }

    /// Whether the schedule is through.
    pub fn finished(&self) -> bool {
        self.steps() >= self.recipe.schedule.steps
    }

    /// Learns from the next batch.
    ///
    /// # Errors
    /// Returns an error where the loss or its gradient is not finite; the model then is as it was.
    pub fn step(&mut self) -> Result<Report, TrainError> {
        self.trainer.step(self.task.as_ref(), self.recipe.batch)
    }

    /// How good the model is on what it has not seen, at most `most` pairs of it; nothing where nothing is held out.
    pub fn score(&self, most: usize) -> Option<Score> {
        self.judge.score(&self.recipe.config, self.trainer.parameters(), self.tokenizer.end_of_text(), most)
    }

    /// The model as it is now.
    pub fn model(&self, name: &str) -> Model {
        Model {
            name: name.to_owned(),
            config: self.recipe.config.clone(),
            parameters: self.trainer.parameters().clone(),
            tokenizer: self.tokenizer.clone(),
        }
    }

    /// Writes a checkpoint into the run's folder: the model so far and what going on takes. The one before stays whole
    /// until this one is.
    ///
    /// # Errors
    /// Returns an error where a file cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), RunError> {
        let (beside, before) = (folder.join("checkpoint.new"), folder.join(BEFORE));
        remove(&beside)?;
        self.model("run").save(&beside, Precision::F32)?;
        let (first, second) = self.trainer.adam().moments();
        for (name, moments) in [(FIRST, first), (SECOND, second)] {
            let path = beside.join(name);
            write(&path, &weights::write(moments, Precision::F32, &path.display().to_string())?)?;
        }
        let progress = Progress { recipe: self.recipe.clone(), step: self.steps() };
        let path = beside.join(PROGRESS);
        write(&path, &serde_json::to_vec_pretty(&progress).map_err(|reason| RunError::file(&path, &reason))?)?;

        let last = folder.join(CHECKPOINT);
        if last.exists() {
            remove(&before)?;
            fs::rename(&last, &before).map_err(|reason| RunError::file(&last, &reason))?;
        }
        fs::rename(&beside, &last).map_err(|reason| RunError::file(&last, &reason))?;
        remove(&before)
    }

    /// Writes the finished model into the run's folder, in this precision, and removes the checkpoint.
    ///
    /// # Errors
    /// Returns an error where a file cannot be written.
    pub fn finish(&self, folder: &Path, precision: Precision) -> Result<(), RunError> {
        self.model("run").save(folder, precision)?;
        [CHECKPOINT, BEFORE].iter().try_for_each(|name| remove(&folder.join(name)))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), RunError> {
    replace(path, bytes).map_err(|reason| RunError::file(path, &reason))
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> Result<(), RunError> {
    match fs::remove_dir_all(folder) {
        Err(reason) if reason.kind() != std::io::ErrorKind::NotFound => Err(RunError::file(folder, &reason)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::corpus::Corpus;

    fn recipe() -> Recipe {
        let config = Config {
            vocabulary: 270,
            context: 8,
            width: 8,
            heads: 2,
            layers: 1,
            hidden: 16,
            dropout: 0.1,
            ..Config::default()
        };
        let schedule = Schedule { steps: 30, rate: 1e-2, warm_up: 3, final_share: 0.1, clip: 1.0, weight_decay: 0.1 };
        Recipe { config, schedule, batch: 4, seed: 7 }
    }

    fn corpus() -> Corpus {
        Corpus {
            training: vec!["a cat sat on a mat and a rat sat on a hat. ".repeat(20)],
            held_out: "a cat sat".into(),
        }
    }

    fn ends(mut run: Run) -> Vec<f32> {
        while !run.finished() {
            run.step().unwrap();
        }
        run.trainer.parameters().iter().flat_map(|(_, m)| m.iter().copied().collect::<Vec<_>>()).collect()
    }

    #[test]
    fn a_run_learns_and_the_same_seed_ends_the_same() {
        let mut run = Run::begin(recipe(), &corpus()).unwrap();
        let before = run.score(usize::MAX).unwrap().lower_is_better();
        while !run.finished() {
            run.step().unwrap();
        }
        assert!(run.score(usize::MAX).unwrap().lower_is_better() < before);
        assert_eq!(ends(run), ends(Run::begin(recipe(), &corpus()).unwrap()));
    }

    #[test]
    fn an_interrupted_run_ends_as_if_it_had_not_been() {
        let folder = tempfile::tempdir().unwrap();
        let mut run = Run::begin(recipe(), &corpus()).unwrap();
        for _ in 0..11 {
            run.step().unwrap();
        }
        run.save(folder.path()).unwrap();
        run.save(folder.path()).unwrap();
        assert!(Run::is_unfinished(folder.path()));
        let resumed = Run::resume(folder.path(), &corpus()).unwrap();
        assert_eq!(resumed.steps(), 11);
        // A run that ended while its checkpoints were swapped goes on from the one before.
        fs::rename(folder.path().join(CHECKPOINT), folder.path().join(BEFORE)).unwrap();
        let again = Run::resume(folder.path(), &corpus()).unwrap();
        run.finish(folder.path(), Precision::F16).unwrap();
        assert!(!Run::is_unfinished(folder.path()));
        assert!(Model::load(folder.path()).is_ok());
        let end = ends(run);
        assert_eq!(ends(resumed), end);
        assert_eq!(ends(again), end);
    }

    #[test]
    fn a_text_without_a_window_is_refused() {
        let corpus = Corpus { training: vec!["a b".into()], held_out: String::new() };
        assert!(matches!(Run::begin(recipe(), &corpus), Err(RunError::TooShort { .. })));
    }

    #[test]
    fn a_loss_that_is_no_number_stops_the_run_with_the_weights_as_they_were() {
        let mut recipe = recipe();
        recipe.schedule.rate = 1e30;
        let mut run = Run::begin(recipe, &corpus()).unwrap();
        let error = (0..30).find_map(|_| run.step().err());
        assert!(matches!(error, Some(TrainError::NotFinite { .. })));
    }
}
