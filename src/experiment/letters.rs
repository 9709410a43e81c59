//! Letters to be written again, or backwards: what small models of several experiments learn.

use std::sync::Arc;

use crate::model::Tokenizer;
use crate::train::task::{Prefixed, Repeated, Translation};
use crate::train::{Letters, Order, Pairs, Repeat};
use crate::transformer::{Config, Position};

use super::{Draw, Stopped};

/// One to `longest` letters in this order.
fn pairs(order: Order, longest: usize) -> Arc<dyn Pairs> {
    Arc::new(Letters { order, longest })
}

/// The letters' words.
pub(super) fn words() -> Result<Tokenizer, Stopped> {
    Tokenizer::letters().map_err(|error| Stopped::Failed(error.to_string()))
}

/// Letters, an end, and the letters again in an order: for a decoder by itself.
pub(super) fn prefixed(order: Order, longest: usize) -> Result<Prefixed, Stopped> {
    let tokenizer = words()?;
    let end = tokenizer.end_of_text().unwrap_or(0);
    Ok(Prefixed { pairs: pairs(order, longest), tokenizer, end })
}

/// Letters on one side and in an order on the other: for a model with an encoder.
pub(super) fn translation(order: Order, longest: usize) -> Result<Translation, Stopped> {
    let tokenizer = words()?;
    let end = tokenizer.end_of_text().unwrap_or(0);
    Ok(Translation { pairs: pairs(order, longest), tokenizer, end })
}

/// So many letters, the end, and the letters backwards but for the last: what a decoder has read when it is to write that
/// one, `2 · count` tokens.
pub(super) fn sentence(draw: &mut Draw, count: usize) -> Result<Vec<u32>, Stopped> {
    let words = words()?;
    let letters: String = (0..count).map(|_| char::from(b'a' + draw.below(26) as u8)).collect();
    let backwards: String = letters.chars().rev().collect();
    let end = words.end_of_text().unwrap_or(0);
    Ok([&words.encode(&letters)[..], &[end], &words.encode(&backwards)[..count - 1]].concat())
}

/// Letters again and again.
pub(super) fn repeated(task: Repeat) -> Result<Repeated, Stopped> {
    Ok(Repeated { task, tokenizer: words()? })
}

/// A decoder that can learn up to so many [`prefixed`] letters.
pub(super) fn decoder(width: usize, heads: usize, layers: usize, longest: usize) -> Config {
    Config {
        width,
        heads,
        layers,
        hidden: 4 * width,
        context: 2 * longest + 2,
        position: Position::Learned,
        tied: false,
        ..Config::default()
    }
}
