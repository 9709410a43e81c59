//! A recurrent encoder and decoder (Cho et al. 2014), with the attention between them of Luong et al. 2015, §3.1, or none.
//!
//! ```text
//!  source ─ embed ─ gru ─┬───────── all states ── k, v ─┐
//!                        └─ last state ─┐               ├─ cross ─ [z; state] ─ tanh ─ logits
//!  text ─── embed ──────────────────── gru ─ state ─ q ─┘
//! ```
//!
//! Without attention the last state is all that the decoder sees of the source.

use crate::tape::op::{Activation, Recurrence};
use crate::tape::{Matrix, Name, Part, Site, Stack, Tape, Var};

use super::attention::{Look, affine};
use super::choice::Position;
use super::drop::Drop;
use super::embedding::{unembedding, words};
use super::input::Source;
use super::mask::weigh;
use super::score::fit;
use super::token_mixing::gru;
use super::{Config, Input};

/// Records the whole model and gives back its logits: `[word, token]`.
pub(super) fn sequence_to_sequence(tape: &mut Tape, config: &Config, input: &Input) -> Var {
    let drop = &mut Drop::new(config, input);
    let nothing = Source { tokens: [].into(), lengths: None };
    let source = input.source.as_ref().unwrap_or(&nothing);
    let (sequences, lengths) = (input.sequences, source.lengths.clone());

    let mut encoded = words(tape, Stack::Encoder, &source.tokens);
    encoded = drop.out(tape, Site::outside(Stack::Encoder, Name::Dropout), encoded);
    let mut lasts = Vec::new();
    for layer in 0..config.layers {
        let at = |name| Site::layer(Stack::Encoder, layer, Part::Recurrent, name);
        let zero = tape.given(at(Name::Start), Matrix::zeros(config.width, sequences));
        encoded = gru(tape, at, encoded, zero, Recurrence { sequences, lengths: lengths.clone() });
        lasts.push(tape.last(at(Name::Last), encoded, sequences, lengths.clone()));
        encoded = drop.out(tape, at(Name::Dropout), encoded);
    }

    let mut x = words(tape, Stack::Decoder, &input.tokens);
    x = drop.out(tape, Site::outside(Stack::Decoder, Name::Dropout), x);
    for (layer, last) in lasts.into_iter().enumerate() {
        let at = |name| Site::layer(Stack::Decoder, layer, Part::Recurrent, name);
        x = gru(tape, at, x, last, Recurrence { sequences, lengths: None });
        x = drop.out(tape, at(Name::Dropout), x);
    }

    let at = |name| Site::layer(Stack::Decoder, config.layers - 1, Part::Cross, name);
    let joined = if config.cross_attention { align(tape, config, input, source, at, x, encoded) } else { x };
    let out = affine(tape, at, [Name::AttnOut, Name::WO, Name::BO], joined);
    let attentional = tape.activate(Site::model(Name::Attentional), Activation::Tanh, out);
    unembedding(tape, config, Site::model(Name::Logits), attentional)
}

/// Where each state looks in the source, and what it gathers there, above the state itself: `[2 × width, token]`.
fn align(
    tape: &mut Tape,
    config: &Config,
    input: &Input,
    source: &Source,
    at: impl Fn(Name) -> Site + Copy,
    state: Var,
    encoded: Var,
) -> Var {
    let look = Look {
        stack: Stack::Decoder,
        sequences: input.sequences,
        heads: config.cross_heads(),
        causal: false,
        lengths: source.lengths.clone(),
        position: Position::None,
        table: None,
    };
    let q = tape.copy(at(Name::Q), state);
    let k = tape.copy(at(Name::K), encoded);
    let v = tape.copy(at(Name::V), encoded);
    let scale = if config.scale { 1.0 / (config.width as f32).sqrt() } else { 1.0 };
    let scores = fit(tape, config.score, look.heads(), at, Name::Scores, q, k);
    let scaled = tape.scale(at(Name::Scaled), scores, scale);
    let pattern = weigh(tape, config, &look, at, scaled, input.length());
    let z = tape.mix(at(Name::Z), v, pattern, look.heads());
    tape.stack(at(Name::Concat), z, state)
}
