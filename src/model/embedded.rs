//! Trained models inside the binary: the same three files as in a folder.

use std::path::Path;

use super::folder::Files;
use super::{Model, ModelError};

/// The first is the one that opens when no other is asked for.
const MODELS: &[(&str, Files)] = &[(
    "austen",
    Files {
        config: include_bytes!("austen/config.json"),
        weights: include_bytes!("austen/model.safetensors"),
        tokenizer: include_bytes!("austen/tokenizer.json"),
    },
)];

/// The names of the embedded models; the first is the one that opens when no other is asked for.
pub fn names() -> impl Iterator<Item = &'static str> {
    MODELS.iter().map(|(name, _)| *name)
}

/// The embedded model of a name, if there is one.
pub(super) fn open(name: &str) -> Option<Result<Model, ModelError>> {
    let (name, files) = MODELS.iter().find(|(known, _)| *known == name)?;
    Some(files.model(name, Path::new(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_model_opens() {
        for name in names() {
            let model = open(name).expect("is there").expect("opens");
            assert_eq!(model.name, name);
        }
    }

    #[test]
    fn they_are_small_enough_to_carry() {
        for (name, files) in MODELS {
            assert!(files.weights.len() <= 2_500_000, "{name}");
        }
    }
}
