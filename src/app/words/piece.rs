//! Tokens that are no text, by their names.

use std::borrow::Cow;

use super::{Language, Word};
use crate::model::{Piece, Special};

impl Language {
    /// A token that is no text.
    pub fn special(self, special: Special) -> Piece {
        let word = match special {
            Special::Begin => Word::BeginToken,
            Special::End => Word::EndToken,
            Special::Padding => Word::PadToken,
        };
        Piece::named(special, word.say(self))
    }

    /// A token as it reads in this language.
    pub fn piece(self, piece: &Piece) -> Cow<'_, Piece> {
        piece.special.map_or(Cow::Borrowed(piece), |special| Cow::Owned(self.special(special)))
    }
}
