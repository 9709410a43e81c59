//! Trained models inside the binary: the same three files as in a folder.

use std::path::Path;

use super::folder::Files;
use super::{Model, ModelError};

/// A model of this name, the files in this folder, and whose words it speaks.
macro_rules! model {
    ($name:literal, $folder:literal, $words:literal) => {
        (
            $name,
            Files {
                config: include_bytes!(concat!($folder, "/config.json")),
                weights: include_bytes!(concat!($folder, "/model.safetensors")),
                tokenizer: include_bytes!(concat!($words, "/tokenizer.json")),
            },
        )
    };
}

/// The first is the one that opens when no other is asked for.
const MODELS: &[(&str, Files)] = &[
    model!("austen", "austen", "austen"),
    model!("dates", "dates", "dates"),
    model!("repeat", "repeat", "repeat"),
    model!("gru-none", "gru/none", "dates"),
    model!("gru-additive", "gru/additive", "dates"),
    model!("gru-general", "gru/general", "dates"),
    model!("twin-dot", "twins/dot", "dates"),
    model!("twin-scaled", "twins/scaled", "dates"),
    model!("twin-general", "twins/general", "dates"),
    model!("twin-additive", "twins/additive", "dates"),
];

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
        let all: usize = MODELS.iter().map(|(_, files)| files.weights.len()).sum();
        assert!(all < 6_000_000, "{all}");
    }

    #[test]
    fn dates_are_written_as_iso_8601() {
        let Model { config, parameters, tokenizer, .. } = open("dates").expect("is there").expect("opens");
        let kernel = crate::tape::Kernel { portable: true, wide: true };
        let end = tokenizer.end_of_text();
        let generator = crate::model::generate::Generator { config: &config, parameters: &parameters, kernel, end };
        let written = ["the 3rd of March 2017", "Mar 3 '17", "二〇一七年三月三日", "2017年3月3日星期五"];
        let sources: Vec<Vec<u32>> = written.iter().map(|text| tokenizer.encode(text)).collect();
        for output in generator.translate(&sources, 12) {
            assert_eq!(tokenizer.decode(&output), "2017-03-03");
        }
        let best = generator.search(&sources[0], 3, 12);
        assert_eq!(tokenizer.decode(&best[0].tokens), "2017-03-03");
        assert!(best[0].ended && best.len() == 3 && best[0].rank() >= best[1].rank());
    }
}
