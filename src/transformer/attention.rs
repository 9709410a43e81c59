//! Multi-head scaled dot-product attention (Vaswani et al. 2017, §3.2).

use crate::tape::op::Mask;
use crate::tape::{Heads, Name, Site, Tape, Var};

use super::{Config, Input};

/// Records attention from the tokens of `x` to the tokens of `memory` (for self-attention the same) and gives back what
/// it adds to the residual stream: `[width, query]`.
pub fn attention(
    tape: &mut Tape,
    config: &Config,
    input: &Input,
    at: impl Fn(Name) -> Site + Copy,
    x: Var,
    memory: Var,
) -> Var {
    let heads = Heads { queries: config.heads, keys: config.heads, sequences: input.sequences };
    let mask = Mask {
        causal: config.causal,
        lengths: input.lengths.clone(),
        queries: tape.shape(x).1 / input.sequences,
        heads: config.heads,
        ..Mask::default()
    };
    let scale = if config.scale { 1.0 / (config.head_width() as f32).sqrt() } else { 1.0 };

    let q = affine(tape, at, [Name::Q, Name::WQ, Name::BQ], x); //       [head × width, query]
    let k = affine(tape, at, [Name::K, Name::WK, Name::BK], memory); //  [head × width, key]
    let v = affine(tape, at, [Name::V, Name::WV, Name::BV], memory); //  [head × width, key]
    let scores = tape.compare(at(Name::Scores), k, q, heads); //         [key, head × query]
    let scaled = tape.scale(at(Name::Scaled), scores, scale);
    let masked = tape.mask(at(Name::Masked), scaled, mask);
    let pattern = tape.softmax(at(Name::Pattern), masked); //            each query's column sums to 1
    let z = tape.mix(at(Name::Z), v, pattern, heads); //                 [head × width, query]
    let concat = tape.copy(at(Name::Concat), z); //                      [width, query]: heads are row blocks already
    affine(tape, at, [Name::AttnOut, Name::WO, Name::BO], concat)
}

/// W x + b, of parameters that stand beside the result.
pub(super) fn affine(tape: &mut Tape, at: impl Fn(Name) -> Site, [out, w, b]: [Name; 3], x: Var) -> Var {
    let [w, b] = [w, b].map(|name| tape.parameter(at(name)));
    tape.affine(at(out), w, x, b)
}
