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
        _ => each_line(&writer),
    }
}

/// A line of standard input, a line of output. An empty line in is an empty line out, so that lines keep their partners.
fn each_line(writer: &Writer) -> anyhow::Result<()> {
    for (number, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let place = format!("line {} of standard input", number + 1);
        let line = sentence::utf8(&place, line?)?;
        let line = line.trim_end_matches('\r');
        let output = if line.is_empty() {
            String::new()
        } else {
            writer.output(line).map_err(|error| bad_input(format!("{place}: {error}")))?
        };
        print::text(&(output + "\n"))?;
    }
    Ok(())
}

/// The most outputs that a beam search keeps; more would fill the memory.
const MOST_BEAMS: usize = 1000;

/// A model and how it is to write.
struct Writer<'a> {
    model: &'a Model,
    choose: Choose,
    most: usize,
    beams: usize,
}

impl Writer<'_> {
    fn new<'a>(model: &'a Model, arguments: &cli::Generate) -> anyhow::Result<Writer<'a>> {
        check(model, arguments)?;
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
        let mut tokens = tokenizer.encode(text);
        if tokens.is_empty() {
            return Err(bad_input("the text is empty: type at least one character"));
        }
        let decoder = config.architecture == Architecture::Decoder;
        if decoder && !config.pairs {
            let written = generator.extend(&tokens, self.most, self.choose);
            return Ok(format!("{text}{}", tokenizer.decode(&written)));
        }
        // A decoder reads the end of the input, too, before it writes.
        let (count, longest) = (tokens.len(), config.context - usize::from(decoder));
        if count > longest {
            let name = &self.model.name;
            return Err(bad_input(format!(
                "the text has {count} tokens, and {name} reads at most {longest}: give a shorter one"
            )));
        }
        let written = if decoder {
            tokens.extend(tokenizer.end_of_text());
            generator.extend(&tokens, self.most.min(config.context - count), self.choose)
        } else if config.architecture == Architecture::Encoder {
            generator.in_place(&tokens)
        } else if self.beams > 1 {
            generator
                .search(&tokens, self.beams, self.most)
                .into_iter()
                .next()
                .map_or_else(Vec::new, |best| best.tokens)
        } else {
            generator.translate(&[tokens], self.most).pop().unwrap_or_default()
        };
        Ok(tokenizer.decode(&written))
    }
}

/// Whether a model can write in the way that is asked for.
fn check(model: &Model, arguments: &cli::Generate) -> anyhow::Result<()> {
    let Model { name, config, .. } = model;
    let encoder = config.architecture == Architecture::Encoder;
    if config.has_source() && arguments.temperature.is_some() {
        return Err(bad_input(format!(
            "{name} translates, and its likeliest output is printed: leave out --temperature"
        )));
    }
    if encoder && arguments.temperature.is_some() {
        return Err(bad_input(format!(
            "{name} is an encoder, and the likeliest token in each place is printed: leave out --temperature"
        )));
    }
    if !(1..=MOST_BEAMS).contains(&arguments.beams) {
        return Err(bad_input(format!("--beams is {}: it goes from 1 to {MOST_BEAMS}", arguments.beams)));
    }
    if !config.has_source() && arguments.beams > 1 {
        let does = match (encoder, config.pairs) {
            (true, _) => "is an encoder, and has one output, the likeliest token in each place",
            (_, true) => "is a decoder by itself, and writes one output",
            _ => "continues a text",
        };
        return Err(bad_input(format!("{name} {does}: leave out --beams, which is for models with a source")));
    }
    if arguments.temperature.is_some_and(|t| !(0.0..=100.0).contains(&t)) {
        return Err(bad_input("a temperature goes from 0 (the likeliest) to 100"));
    }
    Ok(())
}
