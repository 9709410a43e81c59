//! What goes into a pass.

use std::sync::Arc;

use super::Config;

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
}

/// Why a model cannot take an input.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InputError {
    /// No tokens at all.
    #[error("there is no token to look at")]
    Empty,
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
        Input { tokens: tokens.into(), sequences: 1, lengths: None, training: None }
    }

    /// Tokens a sequence.
    pub fn length(&self) -> usize {
        self.tokens.len() / self.sequences.max(1)
    }

    /// Whether a model of this configuration can take the input.
    ///
    /// # Errors
    /// Returns an error where there is no token, there are more than the context, one is outside the vocabulary, or the
    /// sequences and their lengths do not fit the tokens.
    pub fn check(&self, config: &Config) -> Result<(), InputError> {
        let tokens = self.tokens.len();
        if tokens == 0 {
            return Err(InputError::Empty);
        }
        let length = self.length();
        let lengths_fit =
            self.lengths.as_ref().is_none_or(|l| l.len() == self.sequences && l.iter().all(|n| *n <= length));
        if self.sequences == 0 || !tokens.is_multiple_of(self.sequences) || !lengths_fit {
            return Err(InputError::Ragged { tokens, sequences: self.sequences });
        }
        if length > config.context {
            return Err(InputError::TooLong { tokens: length, context: config.context });
        }
        match self.tokens.iter().find(|&&token| token as usize >= config.vocabulary) {
            Some(&token) => Err(InputError::UnknownToken { token, vocabulary: config.vocabulary }),
            None => Ok(()),
        }
    }
}
