//! Whole models: embedding, layers, unembedding.

use std::sync::Arc;

use crate::tape::{Name, Part, Site, Stack, Tape, Var};

use super::choice::{Architecture, Norm, Position};
use super::drop::Drop;
use super::embedding::{embedding, unembedding};
use super::layer::{StackInput, layer};
use super::norm::norm;
use super::sequence_to_sequence::sequence_to_sequence;
use super::{Config, Input};

/// Records the model of a configuration and gives back its logits: `[word, token]`.
///
/// The input must fit the configuration, see [`Input::check`].
pub fn record(tape: &mut Tape, config: &Config, input: &Input) -> Var {
    match config.architecture {
        Architecture::Decoder | Architecture::EncoderDecoder => decoder(tape, config, input),
        Architecture::Encoder => encoder_alone(tape, config, input),
        Architecture::Recurrent => sequence_to_sequence(tape, config, input),
    }
}

/// Records a decoder, and the encoder beside it where there is one, and gives back the logits: `[word, token]`.
pub fn decoder(tape: &mut Tape, config: &Config, input: &Input) -> Var {
    let drop = &mut Drop::new(config, input);
    let encoded = input.source.as_ref().filter(|_| config.architecture == Architecture::EncoderDecoder).map(|source| {
        let stack = stack_input(tape, config, Stack::Encoder, input.sequences, source.lengths.clone());
        let encoded = layers(tape, config, &stack, config.encoder_layers, &source.tokens, drop);
        (encoded, source.lengths.clone())
    });
    let mut stack = stack_input(tape, config, Stack::Decoder, input.sequences, input.lengths.clone());
    stack.encoded = encoded;
    stack.memory.clone_from(&input.memory);
    let x = layers(tape, config, &stack, config.layers, &input.tokens, drop);
    unembedding(tape, config, Site::model(Name::Logits), x)
}

/// Records an encoder by itself: what every token looks like among the others, held against the vocabulary.
fn encoder_alone(tape: &mut Tape, config: &Config, input: &Input) -> Var {
    let drop = &mut Drop::new(config, input);
    let stack = stack_input(tape, config, Stack::Encoder, input.sequences, input.lengths.clone());
    let x = layers(tape, config, &stack, config.layers, &input.tokens, drop);
    unembedding(tape, config, Site::model(Name::Logits), x)
}

fn stack_input(
    tape: &mut Tape,
    config: &Config,
    stack: Stack,
    sequences: usize,
    lengths: Option<Arc<[usize]>>,
) -> StackInput {
    let table = (config.position == Position::T5).then(|| tape.parameter(Site::outside(stack, Name::WBias)));
    StackInput { stack, sequences, lengths, table, encoded: None, memory: None }
}

/// All layers of a stack, and the norm behind the last: `[width, token]`.
fn layers(
    tape: &mut Tape,
    config: &Config,
    stack: &StackInput,
    count: usize,
    tokens: &Arc<[u32]>,
    drop: &mut Drop,
) -> Var {
    let mut x = embedding(tape, config, stack.stack, tokens, stack.sequences, drop);
    for number in 0..count {
        x = tape.alias(Site::layer(stack.stack, number, Part::Stream, Name::ResidPre), x);
        x = layer(tape, config, stack, drop, number, x);
    }
    if config.norm == Norm::Post {
        return x;
    }
    let at = |name| Site::outside(stack.stack, name);
    norm(tape, config, at, [Name::FinalLn, Name::FinalGain, Name::FinalBias], x)
}

/// Records the distribution over the next word after each token, softmax(logits / temperature): `[word, token]`.
pub fn probabilities(tape: &mut Tape, logits: Var, temperature: f32) -> Var {
    let at = Site::model(Name::Probs);
    if temperature == 1.0 {
        return tape.softmax(at, logits);
    }
    let scaled = tape.scale(Site::model(Name::Tempered), logits, 1.0 / temperature);
    tape.softmax(at, scaled)
}

/// Records the mean cross-entropy of the targets in nats; tokens with the target
/// [`CrossEntropy::IGNORE`](crate::tape::op::CrossEntropy::IGNORE) do not count.
pub fn loss(tape: &mut Tape, logits: Var, targets: Arc<[u32]>, weight: f32) -> Var {
    tape.cross_entropy(Site::model(Name::Loss), logits, targets, weight)
}
