//! `headlight generate`: what a model writes. One line in, one line out.

use std::io::BufRead as _;

use super::cli;
use super::errors::bad_input;
use super::{print, sentence};
use crate::model::Model;
use crate::model::generate::{Choose, Generator};
use crate::tape::Kernel;
use crate::transformer::Architecture;

/// Prints a model's output for the text, or for each line of standard input.
pub(super) fn run(arguments: cli::Generate) -> anyhow::Result<()> {
    let model = Model::open(&arguments.model).map_err(bad_input)?;
    let writer = Writer::new(&model, &arguments)?;
    match arguments.text {
        Some(text) if text != "-" => {
            let text = sentence::given(Some(text))?.unwrap_or_default();
            print::text(&(writer.output(&text)? + "\n"))
        }
        _ => {
            for (number, line) in std::io::stdin().lock().split(b'\n').enumerate() {
                let line = sentence::utf8(&format!("line {} of standard input", number + 1), line?)?;
                let line = line.trim_end_matches('\r');
                // An empty line in is an empty line out, so that lines keep their partners.
                let output = if line.is_empty() { String::new() } else { writer.output(line)? };
                print::text(&(output + "\n"))?;
            }
            Ok(())
        }
    }
}

/// A model and how it is to write.
struct Writer<'a> {
    model: &'a Model,
    choose: Choose,
    most: usize,
    beams: usize,
}

impl Writer<'_> {
    fn new<'a>(model: &'a Model, arguments: &cli::Generate) -> anyhow::Result<Writer<'a>> {
        let source = model.config.has_source();
        if source && arguments.temperature.is_some() {
            return Err(bad_input(format!(
                "{} translates, and its likeliest output is printed: leave out --temperature",
                model.name
            )));
        }
        if model.config.architecture == Architecture::Encoder && arguments.temperature.is_some() {
            return Err(bad_input(format!(
                "{} is an encoder, and the likeliest token in each place is printed: leave out --temperature",
                model.name
            )));
        }
        if !source && arguments.beams > 1 {
            return Err(bad_input(format!("{} continues a text: --beams is for models with a source", model.name)));
        }
        if arguments.temperature.is_some_and(|t| !(0.0..=100.0).contains(&t)) {
            return Err(bad_input("a temperature goes from 0 (the likeliest) to 100"));
        }
        let choose = match arguments.temperature {
            Some(temperature) if temperature > 0.0 => Choose::Draw { temperature, seed: arguments.seed },
            _ => Choose::Likeliest,
        };
        Ok(Writer { model, choose, most: arguments.max, beams: arguments.beams })
    }

    fn output(&self, text: &str) -> anyhow::Result<String> {
        let Model { config, parameters, tokenizer, .. } = self.model;
        let kernel = Kernel { portable: false, wide: true };
        let generator = Generator { config, parameters, kernel, end: tokenizer.end_of_text() };
        let tokens = tokenizer.encode(text);
        if tokens.is_empty() {
            return Err(bad_input("the text is empty: type at least one character"));
        }
        let in_place = config.architecture == Architecture::Encoder;
        if !config.has_source() && !in_place {
            let written = generator.extend(&tokens, self.most, self.choose);
            return Ok(format!("{text}{}", tokenizer.decode(&written)));
        }
        if tokens.len() > config.context {
            let (count, context) = (tokens.len(), config.context);
            return Err(bad_input(format!(
                "the text has {count} tokens, and {} reads at most {context}",
                self.model.name
            )));
        }
        if in_place {
            return Ok(tokenizer.decode(&generator.in_place(&tokens)));
        }
        let written = if self.beams > 1 {
            generator.search(&tokens, self.beams, self.most).into_iter().next().map(|best| best.tokens)
        } else {
            generator.translate(&[tokens], self.most).pop()
        };
        Ok(tokenizer.decode(&written.unwrap_or_default()))
    }
}
