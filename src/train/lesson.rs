//! What a run learns, and what judges the result.

use std::fmt;
use std::sync::Arc;

use super::corpus::Corpus;
use super::run::RunError;
use super::task::{Task, Text};
use super::{bits, evaluate};
use crate::model::generate::{Choose, Generator};
use crate::model::{Tokenizer, TokenizerError};
use crate::tape::{Kernel, Parameters};
use crate::transformer::{Architecture, Config};

/// Something to learn: its words, its batches, and what judges the result.
pub trait Lesson {
    /// The words; a vocabulary of this size is a wish.
    ///
    /// # Errors
    /// Where no tokenizer can be made.
    fn tokenizer(&self, vocabulary: usize) -> Result<Tokenizer, TokenizerError>;

    /// The batches for a model of this configuration.
    ///
    /// # Errors
    /// Where the configuration cannot learn this.
    fn task(&self, config: &Config, tokenizer: &Tokenizer) -> Result<Box<dyn Task>, RunError>;

    /// Whether it is inputs and their right outputs: a decoder by itself then reads an input and its end before it writes.
    fn has_pairs(&self) -> bool {
        false
    }

    /// What the result is judged on: nothing of it is in the batches.
    fn judge(&self, config: &Config, tokenizer: &Tokenizer) -> Judge;
}

/// What judges a model, in tokens.
#[derive(Clone, Debug)]
pub enum Judge {
    /// Nothing is held out.
    Nothing,
    /// A text, and how many bytes it has.
    Text(Vec<u32>, usize),
    /// Inputs and their right outputs.
    Pairs(Vec<(Vec<u32>, Vec<u32>)>),
    /// Beginnings and how they go on.
    Continuations(Vec<(Vec<u32>, Vec<u32>)>),
}

/// How good a model is on what it has not seen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Score {
    /// Bits per byte of a text, each token predicted with at least half a context before it.
    BitsPerByte(f64),
    /// Outputs that are right to the last token.
    ExactMatch {
        /// How many are.
        right: usize,
        /// Of how many.
        of: usize,
    },
}

impl Score {
    /// A number that is the lower the better the model is: bits per byte, or the share of wrong outputs.
    pub fn lower_is_better(self) -> f64 {
        match self {
            Score::BitsPerByte(bits) => bits,
            Score::ExactMatch { right, of } => 1.0 - right as f64 / of.max(1) as f64,
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Score::BitsPerByte(bits) => write!(f, "{bits:.4} bits per byte"),
            Score::ExactMatch { right, of } => {
                let share = 100.0 * *right as f64 / (*of).max(1) as f64;
                write!(f, "{right} of {of} exactly right ({share:.2} %)")
            }
        }
    }
}

impl Judge {
    /// How good a model is; nothing where nothing is held out. At most `most` pairs are tried.
    pub fn score(&self, config: &Config, parameters: &Arc<Parameters>, end: Option<u32>, most: usize) -> Option<Score> {
        match self {
            Judge::Text(tokens, bytes) if tokens.len() > 1 => {
                let stride = config.context.div_ceil(2);
                Some(Score::BitsPerByte(bits::per_byte(evaluate::nats(config, parameters, tokens, stride), *bytes)))
            }
            Judge::Pairs(pairs) if !pairs.is_empty() => {
                let some = &pairs[..pairs.len().min(most)];
                let outputs = outputs(config, parameters, end, some);
                let right = outputs.iter().zip(some).filter(|(output, (_, right))| *output == right).count();
                Some(Score::ExactMatch { right, of: some.len() })
            }
            Judge::Continuations(pairs) if !pairs.is_empty() => {
                let generator = Generator { config, parameters, kernel: WIDE, end };
                let some = &pairs[..pairs.len().min(most)];
                let is_right = |(begun, rest): &&(Vec<u32>, Vec<u32>)| {
                    generator.extend(begun, rest.len(), Choose::Likeliest) == *rest
                };
                Some(Score::ExactMatch { right: some.iter().filter(is_right).count(), of: some.len() })
            }
            _ => None,
        }
    }
}

const WIDE: Kernel = Kernel { portable: false, wide: true };

/// What a model makes of each input. A decoder by itself reads the input and its end, and writes on; an encoder by itself
/// has a token for each.
fn outputs(
    config: &Config,
    parameters: &Arc<Parameters>,
    end: Option<u32>,
    pairs: &[(Vec<u32>, Vec<u32>)],
) -> Vec<Vec<u32>> {
    let generator = Generator { config, parameters, kernel: WIDE, end };
    let longest = pairs.iter().map(|(_, right)| right.len()).max().unwrap_or(0) + 1;
    if config.has_source() {
        let sources: Vec<Vec<u32>> = pairs.iter().map(|(source, _)| source.clone()).collect();
        return generator.translate(&sources, longest);
    }
    if config.architecture == Architecture::Encoder {
        return pairs.iter().map(|(input, _)| generator.in_place(input)).collect();
    }
    let begun = |source: &Vec<u32>| source.iter().copied().chain(end).collect::<Vec<u32>>();
    pairs.iter().map(|(source, _)| generator.extend(&begun(source), longest, Choose::Likeliest)).collect()
}

impl Lesson for Corpus {
    fn tokenizer(&self, vocabulary: usize) -> Result<Tokenizer, TokenizerError> {
        Tokenizer::train(self.training.iter().map(String::as_str), vocabulary)
    }

    fn task(&self, config: &Config, tokenizer: &Tokenizer) -> Result<Box<dyn Task>, RunError> {
        if config.has_source() {
            return Err(RunError::NoPairs);
        }
        if config.architecture == Architecture::Encoder {
            let (needs, nearest) =
                ("a model that cannot see the token it is to foretell", Architecture::Decoder.name());
            return Err(RunError::Unfit { task: "a text", needs, nearest });
        }
        let tokens = self.training_tokens(tokenizer);
        let (count, context) = (tokens.len(), config.context);
        let text = Text::new(tokens, context).ok_or(RunError::TooShort { tokens: count, context })?;
        Ok(Box::new(text))
    }

    fn judge(&self, _config: &Config, tokenizer: &Tokenizer) -> Judge {
        Judge::Text(tokenizer.encode(&self.held_out), self.held_out.len())
    }
}
