//! Where a viewer of the stage looks: one recorded value, one head of it, one cell.

use super::words::Word;
use crate::tape::{Name, Part, Site, Stack};

/// How far one step goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Grain {
    /// To the next operation.
    #[default]
    Operation,
    /// To the end of the next sub-layer: embedding, attention, MLP, output.
    SubLayer,
    /// To the end of the next layer.
    Layer,
}

impl Grain {
    /// From fine to coarse.
    pub const ALL: [Grain; 3] = [Grain::Operation, Grain::SubLayer, Grain::Layer];

    /// The next coarser one; after the coarsest the finest.
    pub fn coarser(self) -> Grain {
        Grain::ALL[(self as usize + 1) % Grain::ALL.len()]
    }
}

/// What a row or a column of a shown matrix stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Axis {
    /// The token that asks.
    Query,
    /// The token that is asked.
    Key,
    /// A token.
    Token,
    /// One number of a token's vector.
    Dimension,
    /// An entry of the vocabulary.
    Word,
    /// A place in the text.
    Position,
    /// What a weight writes.
    Out,
    /// What a weight reads.
    In,
    /// The only row of a vector, or of a single number.
    Single,
}

impl Axis {
    /// What it is called.
    pub const fn word(self) -> Word {
        match self {
            Axis::Query => Word::AxisQuery,
            Axis::Key => Word::AxisKey,
            Axis::Token => Word::AxisToken,
            Axis::Dimension => Word::AxisDimension,
            Axis::Word => Word::AxisWord,
            Axis::Position => Word::AxisPosition,
            Axis::Out => Word::AxisOut,
            Axis::In => Word::AxisIn,
            Axis::Single => Word::AxisSingle,
        }
    }
}

/// What is looked at. It is a wish: a [`Place`](super::Place) is what becomes of it on a recorded pass, so that a
/// cursor survives a shorter text, another model or a value that is no longer there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cursor {
    /// The recorded value.
    pub site: Site,
    /// How far `next` and `back` go.
    pub grain: Grain,
    /// The head, where the value has heads.
    pub head: usize,
    /// The token, or query, whose row is looked at. `None`: the last one.
    pub token: Option<usize>,
    /// The key, in scores and patterns. `None`: the one with the largest number.
    pub key: Option<usize>,
    /// The dimension of a vector. `None`: the one with the largest number.
    pub dimension: Option<usize>,
    /// The vocabulary entry, in logits and probabilities. `None`: the likeliest.
    pub word: Option<usize>,
}

impl Axis {
    /// The name in files that other programs read; the screen's is a [`Word`].
    pub const fn name(self) -> &'static str {
        match self {
            Axis::Query => "query",
            Axis::Key => "key",
            Axis::Token => "token",
            Axis::Dimension => "dimension",
            Axis::Word => "word",
            Axis::Position => "position",
            Axis::Out => "out",
            Axis::In => "in",
            Axis::Single => "single",
        }
    }
}

impl Default for Cursor {
    /// The weights of the first head.
    fn default() -> Cursor {
        Cursor {
            site: Site::layer(Stack::Decoder, 0, Part::Attention, Name::Pattern),
            grain: Grain::default(),
            head: 0,
            token: None,
            key: None,
            dimension: None,
            word: None,
        }
    }
}

impl Cursor {
    /// What is remembered for an axis, if the cursor can stand on such an axis at all.
    pub fn on(&mut self, axis: Axis) -> Option<&mut Option<usize>> {
        Some(match axis {
            Axis::Query | Axis::Token => &mut self.token,
            Axis::Key => &mut self.key,
            Axis::Dimension => &mut self.dimension,
            Axis::Word => &mut self.word,
            Axis::Position | Axis::Out | Axis::In | Axis::Single => return None,
        })
    }
}
