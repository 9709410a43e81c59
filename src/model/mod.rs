//! Real words and weights: text in, numbers out, and back.
//!
//! ```text
//! "of a good fortune" ── Tokenizer::encode ──▶ [303, 258, 697, …] ── the Transformer ──▶ logits
//!           ▲                                         │
//!           └───────────── decode ────────────────────┤
//!      what a person reads ◀── Tokenizer::pieces ─────┘
//! ```
//!
//! A trained model is a [folder] of three files; [embedded] ones are the same files inside the binary. [`Model::open`]
//! opens either.

pub mod embedded;
pub mod file;
pub mod folder;
pub mod generate;
pub mod piece;
pub mod tokenizer;
pub mod weights;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use piece::{Piece, Special};
pub use tokenizer::{Tokenizer, TokenizerError};
pub use weights::{Precision, WeightsError};

use crate::tape::Parameters;
use crate::transformer::{Config, ConfigError};

/// A Transformer with its weights and words.
#[derive(Clone, Debug)]
pub struct Model {
    /// What people call it: an embedded model's name, or its folder's.
    pub name: String,
    /// Its shape and switches.
    pub config: Config,
    /// Its weights.
    pub parameters: Arc<Parameters>,
    /// Its words.
    pub tokenizer: Tokenizer,
}

/// Why a model could not be opened or saved. Each is one sentence that says what to do.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum ModelError {
    /// Neither an embedded model nor a folder.
    #[error("there is no model `{name}`{}; {FOLDER_HAS}", suggestion(nearest))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The embedded models whose names are most like it.
        nearest: Vec<&'static str>,
    },
    /// A file where a folder was expected.
    #[error("{} is a file; {FOLDER_HAS}", .0.display())]
    NotAFolder(PathBuf),
    /// A file of the folder cannot be read.
    #[error("cannot read {}: {reason}; {FOLDER_HAS}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file of the folder cannot be written.
    #[error("cannot write {}: {reason}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The configuration is not one.
    #[error("{} does not describe a model: {reason}", path.display())]
    NotAConfig {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        reason: String,
    },
    /// No model can be made of the configuration.
    #[error("{} does not describe a model: {reason}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: ConfigError,
    },
    /// The tokenizer's file is not one.
    #[error("{}: {reason}", path.display())]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: TokenizerError,
    },
    /// Tokenizer and configuration disagree.
    #[error("{} has {words} entries, but the config.json beside it says {expected}: they are of different models", path.display())]
    Vocabulary {
        /// The tokenizer's file.
        path: PathBuf,
        /// Its entries.
        words: usize,
        /// The entries that the configuration gives.
        expected: usize,
    },
    /// The weights are not those of the configuration.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

const FOLDER_HAS: &str = "a model is a folder with config.json, model.safetensors and tokenizer.json";

impl Model {
    /// An untrained model with parameters drawn from a seed, to try things out on. It knows the words of its tokenizer,
    /// whatever vocabulary the configuration gives.
    ///
    /// # Errors
    /// When no model can be made of the configuration.
    pub fn seeded(name: &str, mut config: Config, tokenizer: Tokenizer, seed: u64) -> Result<Model, ConfigError> {
        config.vocabulary = tokenizer.vocabulary();
        config.check()?;
        Ok(Model { name: name.to_owned(), parameters: config.random(seed).into(), config, tokenizer })
    }

    /// Opens an embedded model by its name, or a model's folder. A folder that has the name of an embedded model opens
    /// as `./NAME`.
    ///
    /// # Errors
    /// When there is neither (the error names the nearest names), or the folder's files are not those of one model.
    pub fn open(name_or_folder: &str) -> Result<Model, ModelError> {
        if let Some(embedded) = embedded::open(name_or_folder) {
            return embedded;
        }
        let path = Path::new(name_or_folder);
        if path.is_dir() {
            return Model::load(path);
        }
        if path.exists() {
            return Err(ModelError::NotAFolder(path.to_owned()));
        }
        let nearest = nearest(name_or_folder, embedded::names());
        Err(ModelError::Unknown { name: name_or_folder.to_owned(), nearest })
    }

    /// Reads a model's folder; the folder's own name is the model's.
    ///
    /// # Errors
    /// When a file is missing or broken, or the three are not of one model.
    pub fn load(folder: &Path) -> Result<Model, ModelError> {
        folder::load(folder)
    }

    /// Writes the model's folder, making it if it is not there. What was there stays whole when writing fails.
    ///
    /// # Errors
    /// When the folder cannot be written, or a weight is not finite.
    pub fn save(&self, folder: &Path, precision: Precision) -> Result<(), ModelError> {
        folder::save(self, folder, precision)
    }
}

/// At most three names, the most alike first.
fn nearest(name: &str, names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut all: Vec<&str> = names.collect();
    all.sort_by(|a, b| strsim::jaro_winkler(b, name).total_cmp(&strsim::jaro_winkler(a, name)));
    all.truncate(3);
    all
}

fn suggestion(nearest: &[&str]) -> String {
    match nearest {
        [] => String::new(),
        names => format!(" (nearest: {})", names.join(", ")),
    }
}
