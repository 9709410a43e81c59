//! The decoder: embedding, blocks, unembedding.

use std::sync::Arc;

use crate::tape::{Name, Part, Site, Stack, Tape, Var};

use super::attention::attention;
use super::feed_forward::feed_forward;
use super::norm::{norm, residual};
use super::position::positions;
use super::{Config, Input, Norm};

/// Dropout in training, nothing otherwise: draws another seed for every site.
pub struct Drop {
    rate: f32,
    seed: Option<u64>,
    sites: u64,
}

impl Drop {
    /// For one pass over this input.
    pub fn new(config: &Config, input: &Input) -> Drop {
        Drop { rate: config.dropout, seed: input.training, sites: 0 }
    }

    /// x with cells zeroed at random, or x itself outside training.
    pub fn out(&mut self, tape: &mut Tape, at: Site, x: Var) -> Var {
        match self.seed {
            Some(seed) if self.rate > 0.0 => {
                self.sites += 1;
                let seed = (seed ^ self.sites.rotate_left(40)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
                tape.dropout(at, x, self.rate, seed)
            }
            _ => x,
        }
    }
}

/// Records a decoder-only Transformer and gives back its logits: `[word, token]`.
pub fn decoder(tape: &mut Tape, config: &Config, input: &Input) -> Var {
    let drop = &mut Drop::new(config, input);
    let mut x = embedding(tape, config, input, drop);
    for layer in 0..config.layers {
        x = tape.alias(Site::layer(Stack::Decoder, layer, Part::Stream, Name::ResidPre), x);
        x = block(tape, config, input, drop, layer, x);
    }
    if config.norm != Norm::Post {
        x = norm(tape, config, Site::model, [Name::FinalLn, Name::FinalGain, Name::FinalBias], x);
    }
    let unembedding = tape.parameter(Site::model(if config.tied { Name::WE } else { Name::WU }));
    tape.turned_product(Site::model(Name::Logits), unembedding, x)
}

/// What enters the first block: word and position vectors added up, `[width, token]`.
fn embedding(tape: &mut Tape, config: &Config, input: &Input, drop: &mut Drop) -> Var {
    let at = Site::layer(Stack::Decoder, 0, Part::Stream, Name::ResidPre);
    let words = tape.parameter(Site::model(Name::WE));
    let embed = tape.lookup(Site::model(Name::Embed), words, input.tokens.clone());
    let sum = match positions(tape, config, input) {
        Some(position) => tape.add(at, embed, position),
        None => tape.copy(at, embed),
    };
    drop.out(tape, Site::model(Name::Dropout), sum)
}

/// One layer, with its norms before the sub-layers, after the residual sums, or nowhere.
fn block(tape: &mut Tape, config: &Config, input: &Input, drop: &mut Drop, layer: usize, x: Var) -> Var {
    let at = |name| Site::layer(Stack::Decoder, layer, Part::Stream, name);
    let attn = |name| Site::layer(Stack::Decoder, layer, Part::Attention, name);
    let mlp = |name| Site::layer(Stack::Decoder, layer, Part::Mlp, name);
    let ln1 = [Name::Ln1, Name::Ln1Gain, Name::Ln1Bias];
    let ln2 = [Name::Ln2, Name::Ln2Gain, Name::Ln2Bias];
    let post_norm = config.norm == Norm::Post;

    let normed = if post_norm { x } else { norm(tape, config, at, ln1, x) };
    let attended = attention(tape, config, input, attn, normed, normed);
    let attended = drop.out(tape, attn(Name::Dropout), attended);
    let middle = residual(tape, config, at(Name::ResidMid), x, attended);

    let middle = if post_norm { norm(tape, config, at, ln1, middle) } else { middle };
    let normed = if post_norm { middle } else { norm(tape, config, at, ln2, middle) };
    let out = feed_forward(tape, config, drop, mlp, normed);
    let out = drop.out(tape, mlp(Name::Dropout), out);
    let after = residual(tape, config, at(Name::ResidPost), middle, out);

    if post_norm { norm(tape, config, at, ln2, after) } else { after }
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
