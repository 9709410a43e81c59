//! What enters the first layer of a stack.

use std::sync::Arc;

use crate::tape::{Name, Part, Site, Stack, Tape, Var};

use super::Config;
use super::drop::Drop;
use super::position::positions;

/// Word and position vectors added up, as the first layer's `resid_pre`: `[width, token]`. Both stacks read one table of
/// words.
pub(super) fn embedding(
    tape: &mut Tape,
    config: &Config,
    stack: Stack,
    tokens: &Arc<[u32]>,
    sequences: usize,
    drop: &mut Drop,
) -> Var {
    let at = Site::layer(stack, 0, Part::Stream, Name::ResidPre);
    let embed = words(tape, stack, tokens);
    let sum = match positions(tape, config, stack, tokens.len() / sequences.max(1), sequences) {
        Some(position) => tape.add(at, embed, position),
        None => tape.copy(at, embed),
    };
    drop.out(tape, Site::outside(stack, Name::Dropout), sum)
}

/// The vectors of the words alone: `[width, token]`.
pub(super) fn words(tape: &mut Tape, stack: Stack, tokens: &Arc<[u32]>) -> Var {
    let table = tape.parameter(Site::model(Name::WE));
    tape.lookup(Site::outside(stack, Name::Embed), table, tokens.clone())
}

/// Every word of the vocabulary held against some vectors, mostly the last: `[word, token]`.
pub(super) fn unembedding(tape: &mut Tape, config: &Config, at: Site, x: Var) -> Var {
    let table = tape.parameter(Site::model(if config.tied { Name::WE } else { Name::WU }));
    tape.turned_product(at, table, x)
}
