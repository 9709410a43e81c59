//! One layer of an encoder or a decoder.
//!
//! ```text
//!  resid_pre ─┬─ ln1 ─ attention ─(+)─ resid_mid ─┬─ ln_cross ─ cross-attention ─(+)─ resid_cross ─┬─ ln2 ─ mlp ─(+)─ resid_post
//!             └──────────────────┘                └───────────────────────────┘                    └───────────┘
//! ```
//!
//! With post-LN the norms stand behind the sums (Vaswani et al. 2017); cross-attention is a decoder's beside an encoder.

use std::sync::Arc;

use crate::tape::{Matrix, Name, Part, Site, Stack, Tape, Var};

use super::Config;
use super::attention::{Look, attention};
use super::choice::{Mixing, Norm, Position};
use super::drop::Drop;
use super::feed_forward::feed_forward;
use super::norm::{norm, residual};
use super::token_mixing::{convolution, fixed, recurrent};

/// What the layers of one stack share in a pass.
pub(super) struct StackInput {
    /// Which stack.
    pub(super) stack: Stack,
    /// How many sequences lie side by side.
    pub(super) sequences: usize,
    /// How many tokens of each are real.
    pub(super) lengths: Option<Arc<[usize]>>,
    /// T5's table of biases: `[head, bucket]`.
    pub(super) table: Option<Var>,
    /// What the encoder made of the source, and how many of its tokens are real.
    pub(super) encoded: Option<(Var, Option<Arc<[usize]>>)>,
    /// The states of the tokens before this segment, for each layer: `[width, token]`.
    pub(super) memory: Option<Arc<[Matrix]>>,
}

impl StackInput {
    /// The states that a layer remembers, if it remembers any.
    fn remembered(&self, layer: usize) -> Option<&Matrix> {
        self.memory.as_ref()?.get(layer).filter(|memory| memory.ncols() > 0)
    }

    /// How many keys of each sequence are real: all that is remembered, and its own tokens.
    fn lengths_with_memory(&self, layer: usize) -> Option<Arc<[usize]>> {
        let before = self.remembered(layer).map_or(0, |memory| memory.ncols() / self.sequences);
        self.lengths.as_ref().map(|lengths| lengths.iter().map(|length| length + before).collect())
    }
}

const FIRST: [Name; 3] = [Name::Ln1, Name::Ln1Gain, Name::Ln1Bias];
const SECOND: [Name; 3] = [Name::Ln2, Name::Ln2Gain, Name::Ln2Bias];
const CROSS: [Name; 3] = [Name::LnCross, Name::LnCrossGain, Name::LnCrossBias];

/// Records one layer and gives back the stream after it: `[width, token]`.
pub(super) fn layer(
    tape: &mut Tape,
    config: &Config,
    stack: &StackInput,
    drop: &mut Drop,
    number: usize,
    x: Var,
) -> Var {
    let part = |part| move |name| Site::layer(stack.stack, number, part, name);
    let (at, mlp) = (part(Part::Stream), part(Part::Mlp));
    let post = config.norm == Norm::Post;
    let before = |tape: &mut Tape, names, x| if post { x } else { norm(tape, config, at, names, x) };
    let after = |tape: &mut Tape, names, x| if post { norm(tape, config, at, names, x) } else { x };

    let normed = before(tape, FIRST, x);
    let (mixed, by) = mix(tape, config, stack, number, normed);
    let mixed = drop.out(tape, part(by)(Name::Dropout), mixed);
    let middle = residual(tape, config, at(Name::ResidMid), x, mixed);
    let mut middle = after(tape, FIRST, middle);

    if let Some((encoded, lengths)) = &stack.encoded {
        let cross = part(Part::Cross);
        let normed = before(tape, CROSS, middle);
        let look = Look {
            stack: stack.stack,
            sequences: stack.sequences,
            heads: config.heads,
            causal: false,
            lengths: lengths.clone(),
            position: Position::None,
            table: None,
        };
        let gathered = attention(tape, config, &look, cross, normed, *encoded);
        let gathered = drop.out(tape, cross(Name::Dropout), gathered);
        let sum = residual(tape, config, at(Name::ResidCross), middle, gathered);
        middle = after(tape, CROSS, sum);
    }

    let normed = before(tape, SECOND, middle);
    let out = feed_forward(tape, config, drop, mlp, normed);
    let out = drop.out(tape, mlp(Name::Dropout), out);
    let sum = residual(tape, config, at(Name::ResidPost), middle, out);
    after(tape, SECOND, sum)
}

/// What carries information from token to token, and which part of the layer that is.
fn mix(tape: &mut Tape, config: &Config, stack: &StackInput, number: usize, x: Var) -> (Var, Part) {
    let part = |part| move |name| Site::layer(stack.stack, number, part, name);
    let causal = config.causal && stack.stack == Stack::Decoder;
    match config.mixing {
        Mixing::Attention => {
            let look = Look {
                stack: stack.stack,
                sequences: stack.sequences,
                heads: config.heads,
                causal,
                lengths: stack.lengths_with_memory(number),
                position: config.position,
                table: stack.table,
            };
            let context = with_memory(tape, config, stack, number, x);
            (attention(tape, config, &look, part(Part::Attention), x, context), Part::Attention)
        }
        Mixing::Fixed => (fixed(tape, part(Part::Mixing), x, stack.sequences, causal), Part::Mixing),
        Mixing::Convolution => {
            (convolution(tape, part(Part::Convolution), x, stack.sequences, config.taps), Part::Convolution)
        }
        Mixing::Recurrent => (recurrent(tape, part(Part::Recurrent), x, stack.sequences), Part::Recurrent),
    }
}

/// The tokens that can be attended to: those of the segments before, then the layer's own (Dai et al. 2019, §3.2).
fn with_memory(tape: &mut Tape, config: &Config, stack: &StackInput, number: usize, x: Var) -> Var {
    let at = |name| Site::layer(stack.stack, number, Part::Stream, name);
    let Some(memory) = stack.remembered(number) else {
        return x;
    };
    let memory = tape.given(at(Name::Memory), memory.clone());
    let memory = match config.norm {
        Norm::Post => tape.copy(at(Name::MemoryLn1), memory),
        _ => norm(tape, config, at, [Name::MemoryLn1, Name::Ln1Gain, Name::Ln1Bias], memory),
    };
    let context = Site::layer(stack.stack, number, Part::Attention, Name::Context);
    tape.join(context, memory, x, stack.sequences)
}
