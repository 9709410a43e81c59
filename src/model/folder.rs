//! A trained model is a folder: `config.json`, `model.safetensors`, `tokenizer.json`.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use super::file::replace;
use super::tokenizer::Tokenizer;
use super::weights::{self, Precision};
use super::{Model, ModelError};
use crate::transformer::Config;

/// The shape of the model and its switches.
pub const CONFIG: &str = "config.json";
/// Its parameters.
pub const WEIGHTS: &str = "model.safetensors";
/// Its vocabulary.
pub const TOKENIZER: &str = "tokenizer.json";

/// The bytes of a folder's three files.
pub(super) struct Files<'a> {
    pub(super) config: &'a [u8],
    pub(super) weights: &'a [u8],
    pub(super) tokenizer: &'a [u8],
}

impl Files<'_> {
    /// Makes the model, checking that the three files are of one; errors call their folder `folder`.
    pub(super) fn model(&self, name: &str, folder: &Path) -> Result<Model, ModelError> {
        let path = |file: &str| folder.join(file);
        let config: Config = serde_json::from_slice(self.config)
            .map_err(|reason| ModelError::NotAConfig { path: path(CONFIG), reason: reason.to_string() })?;
        config.check().map_err(|reason| ModelError::Config { path: path(CONFIG), reason })?;
        let tokenizer = Tokenizer::from_bytes(self.tokenizer)
            .map_err(|reason| ModelError::Tokenizer { path: path(TOKENIZER), reason })?;
        if tokenizer.vocabulary() != config.vocabulary {
            let (words, expected) = (tokenizer.vocabulary(), config.vocabulary);
            return Err(ModelError::Vocabulary { path: path(TOKENIZER), words, expected });
        }
        let weights_path = path(WEIGHTS).display().to_string();
        let parameters = weights::read(self.weights, &config.parameters(), &weights_path)?;
        Ok(Model { name: name.to_owned(), config, parameters: parameters.into(), tokenizer })
    }
}

/// Reads a model from its folder; the folder's own name is the model's.
pub(super) fn load(folder: &Path) -> Result<Model, ModelError> {
    let unreadable =
        |path: PathBuf| move |reason: io::Error| ModelError::Unreadable { path, reason: reason.to_string() };
    let read = |file: &str| {
        let path = folder.join(file);
        fs::read(&path).map_err(unreadable(path))
    };
    let weights_path = folder.join(WEIGHTS);
    let weights = map(&weights_path).map_err(unreadable(weights_path))?;
    let files = Files { config: &read(CONFIG)?, weights: &weights, tokenizer: &read(TOKENIZER)? };
    let named = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = named.file_name().map_or_else(|| "model".into(), |name| name.to_string_lossy());
    files.model(&name, folder)
}

/// Writes a model's three files. Each is written beside its place and moved there when it is complete, so that what
/// was there stays whole when writing fails.
pub(super) fn save(model: &Model, folder: &Path, precision: Precision) -> Result<(), ModelError> {
    let unwritable =
        |path: PathBuf| move |reason: io::Error| ModelError::Unwritable { path, reason: reason.to_string() };
    let weights = weights::write(&model.parameters, precision, &folder.join(WEIGHTS).display().to_string())?;
    let tokenizer =
        model.tokenizer.to_json().map_err(|reason| ModelError::Tokenizer { path: folder.join(TOKENIZER), reason })?;
    let config = serde_json::to_string_pretty(&model.config)
        .map_err(|reason| ModelError::NotAConfig { path: folder.join(CONFIG), reason: reason.to_string() })?;
    fs::create_dir_all(folder).map_err(unwritable(folder.to_owned()))?;
    for (file, bytes) in [(CONFIG, config.as_bytes()), (TOKENIZER, tokenizer.as_bytes()), (WEIGHTS, &weights)] {
        let path = folder.join(file);
        replace(&path, bytes).map_err(unwritable(path))?;
    }
    Ok(())
}

/// A file's bytes without reading it into memory first.
#[allow(
    unsafe_code,
    reason = "another process may change a mapped file; we read it once, straight away, and check every number"
)]
fn map(path: &Path) -> io::Result<memmap2::Mmap> {
    let file = File::open(path)?;
    unsafe { memmap2::Mmap::map(&file) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        let tokenizer = Tokenizer::train(["a sentence, and a sentence"], 260).expect("trains");
        let config =
            Config { context: 6, width: 8, heads: 2, layers: 2, hidden: 16, dropout: 0.1, ..Config::default() };
        Model::seeded("small", config, tokenizer, 7).expect("a model")
    }

    fn saved() -> (tempfile::TempDir, PathBuf) {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = parent.path().join("small");
        model().save(&folder, Precision::F32).expect("saves");
        (parent, folder)
    }

    fn message(folder: &Path) -> String {
        Model::load(folder).expect_err("fails").to_string()
    }

    #[test]
    fn a_saved_model_comes_back() {
        let (_parent, folder) = saved();
        let read = Model::open(&folder.display().to_string()).expect("opens");
        assert_eq!((read.name.as_str(), &read.config), ("small", &model().config));
        assert!(read.parameters.iter().eq(model().parameters.iter()));
        let mut files: Vec<_> = fs::read_dir(&folder).expect("lists").map(|f| f.expect("a file").file_name()).collect();
        files.sort();
        assert_eq!(files, [CONFIG, WEIGHTS, TOKENIZER]);
        read.save(&folder, Precision::F16).expect("saves over it");
        let half = Model::load(&folder).expect("opens");
        let close = |((_, a), (_, b)): ((_, &crate::tape::Matrix), (_, &crate::tape::Matrix))| (a - b).amax() < 1e-3;
        assert!(half.parameters.iter().zip(read.parameters.iter()).all(close));
    }

    #[test]
    fn broken_folders_say_what_is_wrong() {
        let (_parent, folder) = saved();
        let weights = fs::read(folder.join(WEIGHTS)).expect("reads");
        fs::write(folder.join(WEIGHTS), &weights[..weights.len() / 2]).expect("writes");
        assert!(message(&folder).contains("model.safetensors is no complete safetensors file"));
        fs::write(folder.join(WEIGHTS), &weights).expect("writes");

        let config = fs::read_to_string(folder.join(CONFIG)).expect("reads");
        let edit = |from: &str, to: &str| {
            assert!(config.contains(from), "{config}");
            fs::write(folder.join(CONFIG), config.replace(from, to)).expect("writes");
            message(&folder)
        };
        let longer = edit("\"context\": 6", "\"context\": 7");
        assert!(longer.contains("`W_pos` is [6, 8]") && longer.contains("[7, 8]"), "{longer}");
        assert!(edit("\"heads\": 2", "\"heads\": 3").contains("config.json does not describe a model: 3 heads"));
        assert!(edit("260", "261").contains("tokenizer.json has 260 entries"));
        assert!(edit("\"pre\"", "\"sideways\"").contains("sideways"));
        fs::write(folder.join(CONFIG), &config).expect("writes");

        fs::write(folder.join(TOKENIZER), "{}").expect("writes");
        assert!(message(&folder).contains("tokenizer.json: not a tokenizer.json"));
        fs::remove_file(folder.join(TOKENIZER)).expect("removes");
        let missing = message(&folder);
        assert!(missing.contains("cannot read") && missing.contains("tokenizer.json"), "{missing}");
    }

    #[test]
    fn what_is_no_model_is_refused() {
        let (parent, folder) = saved();
        let config = folder.join(CONFIG).display().to_string();
        assert!(Model::open(&config).expect_err("fails").to_string().contains("is a file"));
        let nothing = parent.path().join("nothing").display().to_string();
        assert!(Model::open(&nothing).expect_err("fails").to_string().contains("there is no model"));
        let blocked = Path::new(&config).join("below");
        assert!(model().save(&blocked, Precision::F32).expect_err("fails").to_string().contains("cannot write"));
        assert!(message(parent.path()).contains("cannot read"), "a folder without the files");
    }
}
