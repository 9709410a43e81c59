//! What goes into a pass.

use std::sync::Arc;

use super::Config;
use crate::tape::Matrix;

/// What a decoder reads beside its own text: one source for each sequence, padded to one length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// The tokens of all sources, one source after another.
    pub tokens: Arc<[u32]>,
    /// How many tokens of each source are real.
    pub lengths: Option<Arc<[usize]>>,
}

/// Tokens of one or more sequences of one length, side by side.
#[derive(Clone, Debug)]
pub struct Input {
    /// The tokens of all sequences, one sequence after another.
    pub tokens: Arc<[u32]>,
    /// How many sequences there are.
    pub sequences: usize,
    /// How many tokens of each sequence are real; the rest is padding that nothing attends to.
    pub lengths: Option<Arc<[usize]>>,
    /// The seed of dropout in training; nothing is dropped without.
    pub training: Option<u64>,
    /// What the encoder reads, where the model has one beside its decoder.
    pub source: Option<Source>,
    /// The states of the tokens before this segment for each layer, `[width, token]`, see
    /// [`remember`](super::remember).
    pub memory: Option<Arc<[Matrix]>>,
}

/// Why a model cannot take an input.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InputError {
    /// No tokens at all.
    #[error("there is no token to look at")]
    Empty,
    /// No source for a model that reads one.
    #[error("this model translates: it needs a source beside its text")]
    NoSource,
    /// A source for a model that reads none.
    #[error("this model has no encoder: it takes no source")]
    UnusedSource,
    /// More tokens than the model has positions.
    #[error("{tokens} tokens are more than the context of {context}")]
    TooLong {
        /// Tokens given.
        tokens: usize,
        /// The model's context.
        context: usize,
    },
    /// A token that the vocabulary lacks.
    #[error("token {token} is outside the vocabulary of {vocabulary}")]
    UnknownToken {
        /// The token.
        token: u32,
        /// Entries of the vocabulary.
        vocabulary: usize,
    },
    /// Sequences that do not divide the tokens, or lengths that do not fit them.
    #[error("{tokens} tokens do not make {sequences} sequences of these lengths")]
    Ragged {
        /// Tokens given.
        tokens: usize,
        /// Sequences given.
        sequences: usize,
    },
}

impl Input {
    /// One sequence without padding, not in training.
    pub fn one(tokens: impl Into<Arc<[u32]>>) -> Input {
        Input { tokens: tokens.into(), sequences: 1, lengths: None, training: None, source: None, memory: None }
    }

    /// Tokens a sequence.
    pub fn length(&self) -> usize {
        self.tokens.len() / self.sequences.max(1)
    }

    /// The same input with a source to read.
    pub fn with_source(self, tokens: impl Into<Arc<[u32]>>, lengths: Option<Arc<[usize]>>) -> Input {
        Input { source: Some(Source { tokens: tokens.into(), lengths }), ..self }
    }

    /// Whether a model of this configuration can take the input.
    ///
    /// # Errors
    /// Returns an error where there is no token, there are more than the context, one is outside the vocabulary, the
    /// sequences and their lengths do not fit the tokens, or a source is missing or not wanted; of a source, too.
    pub fn check(&self, config: &Config) -> Result<(), InputError> {
        self.check_tokens(config, &self.tokens, self.lengths.as_deref())?;
        match &self.source {
            Some(source) if config.has_source() => self.check_tokens(config, &source.tokens, source.lengths.as_deref()),
            Some(_) => Err(InputError::UnusedSource),
            None if config.has_source() => Err(InputError::NoSource),
            None => Ok(()),
        }
    }

    fn check_tokens(&self, config: &Config, tokens: &[u32], lengths: Option<&[usize]>) -> Result<(), InputError> {
        if tokens.is_empty() {
            return Err(InputError::Empty);
        }
        let length = tokens.len() / self.sequences.max(1);
        let lengths_fit = lengths.is_none_or(|l| l.len() == self.sequences && l.iter().all(|n| *n <= length));
        if self.sequences == 0 || !tokens.len().is_multiple_of(self.sequences) || !lengths_fit {
            return Err(InputError::Ragged { tokens: tokens.len(), sequences: self.sequences });
        }
        if length > config.context {
            return Err(InputError::TooLong { tokens: length, context: config.context });
        }
        match tokens.iter().find(|&&token| token as usize >= config.vocabulary) {
            Some(&token) => Err(InputError::UnknownToken { token, vocabulary: config.vocabulary }),
            None => Ok(()),
        }
    }
}
