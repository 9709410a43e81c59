//! Multi-head attention (Vaswani et al. 2017, §3.2), with every score, mask and position scheme of the lab.

use std::sync::Arc;

use crate::tape::op::Relative;
use crate::tape::{Heads, Name, Site, Stack, Tape, Var};

use super::Config;
use super::choice::{Position, Projections};
use super::mask::weigh;
use super::position::{bias, shaw_entries};
use super::score::score;

/// Who attends to whom: what attention has to know beside its two inputs.
#[derive(Clone, Debug)]
pub struct Look {
    /// The stack that asks.
    pub stack: Stack,
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// How many heads.
    pub heads: usize,
    /// Hides keys that stand later than their query.
    pub causal: bool,
    /// How many keys of each sequence are real.
    pub lengths: Option<Arc<[usize]>>,
    /// How distance enters the scores; cross-attention knows none.
    pub position: Position,
    /// T5's table of biases, where the position scheme is T5's: `[head, bucket]`.
    pub table: Option<Var>,
}

impl Look {
    /// How the heads lie.
    pub(super) fn heads(&self) -> Heads {
        Heads { queries: self.heads, keys: self.heads, sequences: self.sequences }
    }

    /// Queries and keys of one sequence.
    pub(super) fn sides(&self, tape: &Tape, q: Var, k: Var) -> (usize, usize) {
        (tape.shape(q).1 / self.sequences, tape.shape(k).1 / self.sequences)
    }
}

/// Records attention from the tokens of `x` to the tokens of `context` (for self-attention the same) and gives back what
/// it adds to the residual stream: `[width, query]`.
pub fn attention(
    tape: &mut Tape,
    config: &Config,
    look: &Look,
    at: impl Fn(Name) -> Site + Copy,
    x: Var,
    context: Var,
) -> Var {
    let [q, k, v] = project(tape, config, at, x, context); //              [head × width, query or key]
    let (queries, keys) = look.sides(tape, q, k);
    let scale = if config.scale { 1.0 / ((config.width / look.heads) as f32).sqrt() } else { 1.0 };

    let scores = score(tape, config, look, at, q, k); //                   [key, head × query]
    let scaled = tape.scale(at(Name::Scaled), scores, scale);
    let biased = bias(tape, look, at, scaled, queries, keys);
    let pattern = weigh(tape, config, look, at, biased, queries); //       each query's column sums to 1
    let z = gather(tape, look, at, v, pattern); //                         [head × width, query]
    let concat = tape.copy(at(Name::Concat), z); //                        [width, query]: heads are row blocks already
    affine(tape, at, [Name::AttnOut, Name::WO, Name::BO], concat)
}

/// Queries, keys and values.
fn project(tape: &mut Tape, config: &Config, at: impl Fn(Name) -> Site + Copy, x: Var, context: Var) -> [Var; 3] {
    let query = [Name::Q, Name::WQ, Name::BQ];
    let key = [Name::K, Name::WK, Name::BK];
    let value = [Name::V, Name::WV, Name::BV];
    match config.projections {
        Projections::Separate => {
            [affine(tape, at, query, x), affine(tape, at, key, context), affine(tape, at, value, context)]
        }
        Projections::TiedKeyValue => {
            let q = affine(tape, at, query, x);
            let k = affine(tape, at, key, context);
            [q, k, tape.copy(at(Name::V), k)]
        }
        Projections::TiedQueryKey => {
            let (w, b) = (tape.parameter(at(Name::WQ)), tape.parameter(at(Name::BQ)));
            let q = tape.affine(at(Name::Q), w, x, b);
            let k = tape.affine(at(Name::K), w, context, b);
            [q, k, affine(tape, at, value, context)]
        }
        Projections::Identity => {
            let q = tape.copy(at(Name::Q), x);
            [q, tape.copy(at(Name::K), context), tape.copy(at(Name::V), context)]
        }
    }
}

/// Values gathered by weight; Shaw et al. 2018 gather a vector for the distance beside each.
fn gather(tape: &mut Tape, look: &Look, at: impl Fn(Name) -> Site + Copy, v: Var, pattern: Var) -> Var {
    let heads = look.heads();
    if look.position != Position::Shaw {
        return tape.mix(at(Name::Z), v, pattern, heads);
    }
    let content = tape.mix(at(Name::ZContent), v, pattern, heads);
    let (queries, keys) = look.sides(tape, content, v);
    let table = tape.parameter(at(Name::WVRelative));
    let relative = Relative { entries: shaw_entries(queries, keys), queries, keys };
    let relative = tape.relative_mix(at(Name::ZRelative), table, pattern, heads, relative);
    tape.add(at(Name::Z), content, relative)
}

/// W x + b, of parameters that stand beside the result.
pub(super) fn affine(tape: &mut Tape, at: impl Fn(Name) -> Site, [out, w, b]: [Name; 3], x: Var) -> Var {
    let [w, b] = [w, b].map(|name| tape.parameter(at(name)));
    tape.affine(at(out), w, x, b)
}
