//! The pass run backwards from one of its outputs: how much a logit would move with every number that was recorded.

use crate::tape::{Gradients, Matrix, Name, Site, Tape};

use super::cursor::Axis;
use super::pass::PassError;

/// Which output is differentiated: the logit of a word after a token.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Gradient {
    /// The token, from 0. `None`: the last one.
    pub token: Option<usize>,
    /// The entry of the vocabulary. `None`: the likeliest after that token.
    pub word: Option<u32>,
}

/// An output of a pass, and its derivatives by everything that was recorded.
pub(super) struct Differentiated {
    /// The token after which.
    pub(super) token: usize,
    /// The word whose logit it is.
    pub(super) word: u32,
    /// d logit / d value, by value and by parameter.
    pub(super) gradients: Gradients,
}

impl Gradient {
    /// Whether the output is there.
    ///
    /// # Errors
    /// Where there are fewer tokens, or fewer words.
    pub(super) fn check(self, tokens: usize, words: usize) -> Result<(), PassError> {
        let within = |axis, place: Option<usize>, count| match place.filter(|place| *place >= count) {
            Some(place) => Err(PassError::NoPlace { axis, place, count }),
            None => Ok(()),
        };
        within(Axis::Token, self.token, tokens)?;
        within(Axis::Word, self.word.map(|word| word as usize), words)
    }

    /// Runs a tape that was played backwards from the output; nothing where the tape has no logits.
    pub(super) fn run(self, tape: &Tape) -> Option<Differentiated> {
        let logits = tape.find(Site::model(Name::Logits))?;
        let (words, tokens) = tape.shape(logits);
        let token = self.token.unwrap_or(tokens.saturating_sub(1));
        let likeliest = || tape.value(logits).column(token).argmax().0 as u32;
        let word = self.word.unwrap_or_else(likeliest);
        let mut seed = Matrix::zeros(words, tokens);
        seed[(word as usize, token)] = 1.0;
        let mut gradients = Gradients::default();
        tape.backward_along(&[(logits, &seed)], &mut gradients);
        gradients.complete(tape);
        Some(Differentiated { token, word, gradients })
    }
}
