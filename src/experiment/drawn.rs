//! Scores of drawn queries and keys, and how the weights that they make change with them: what T7 measures, and what the
//! lab draws over d_k.

use super::sheet::{attn, blank, given, sensitivity};
use super::statistics::{entropy, mean, median, variance};
use super::{Draw, Stopped};
use crate::tape::op::Activation;
use crate::tape::{Heads, Matrix, Name, Tape, Var};

/// How a query and a key make a score.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Score {
    /// q·k
    Dot,
    /// q·k / √d
    Scaled,
    /// qᵀ W k
    General,
    /// v·tanh(W_q q + W_k k), with v of variance 1/d
    Additive,
    /// The same with v of variance 1.
    AdditiveUnit,
}

/// What scores of one d_k make.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measured {
    /// The variance of the scores that the softmax is given.
    pub variance: f64,
    /// The mean entropy of the weights, in bits.
    pub entropy: f64,
    /// ‖∂p/∂s‖, of the weights by the scores: the mean over queries.
    pub by_score_mean: f64,
    /// The same, the median.
    pub by_score_median: f64,
    /// ‖∂p/∂q‖, of the weights by the query: the mean over queries.
    pub by_query_mean: f64,
    /// The same, the median.
    pub by_query_median: f64,
}

const ONE_HEAD: Heads = Heads { queries: 1, keys: 1, sequences: 1 };

impl Score {
    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Score::Dot => "dot",
            Score::Scaled => "scaled dot",
            Score::General => "general",
            Score::Additive => "additive",
            Score::AdditiveUnit => "additive, unit v",
        }
    }

    /// Records scores of queries and keys of unit variance; maps are drawn with variance 1 / d (Glorot and Bengio 2010).
    fn record(self, tape: &mut Tape, q: Var, k: Var, draw: &mut Draw) -> Var {
        let width = tape.shape(q).0;
        let root = (width as f64).sqrt();
        match self {
            Score::Dot => tape.compare(attn(Name::Scores), k, q, ONE_HEAD),
            Score::Scaled => {
                let scores = tape.compare(attn(Name::Scores), k, q, ONE_HEAD);
                tape.scale(attn(Name::Scaled), scores, 1.0 / root as f32)
            }
            Score::General => {
                let bias = given(tape, Name::BK, &Matrix::zeros(width, 1));
                let w = given(tape, Name::WK, &draw.matrix(width, width, 1.0 / root));
                let k = tape.affine(attn(Name::Post), w, k, bias);
                tape.compare(attn(Name::Scores), k, q, ONE_HEAD)
            }
            Score::Additive | Score::AdditiveUnit => {
                let deviation = if self == Score::Additive { 1.0 / root } else { 1.0 };
                let bias = given(tape, Name::BQ, &Matrix::zeros(width, 1));
                let [w_q, w_k] = [Name::WQ, Name::WK].map(|name| {
                    let w = draw.matrix(width, width, 1.0 / root);
                    given(tape, name, &w)
                });
                let v = given(tape, Name::BV, &draw.matrix(width, 1, deviation));
                let q = tape.affine(attn(Name::Pre), w_q, q, bias);
                let k = tape.affine(attn(Name::Post), w_k, k, bias);
                tape.compare_additive(attn(Name::Scores), k, q, v, ONE_HEAD)
            }
        }
    }

    /// Records so many queries of unit variance, each beside the same keys, their scores and the weights of those: the tape,
    /// and on it `[width, query]`, `[key, query]` and `[key, query]`.
    pub fn weigh(self, [width, keys, queries]: [usize; 3], draw: &mut Draw) -> (Tape, [Var; 3]) {
        let mut tape = blank();
        let q = given(&mut tape, Name::Q, &draw.matrix(width, queries, 1.0));
        let k = given(&mut tape, Name::K, &draw.matrix(width, keys, 1.0));
        let scores = self.record(&mut tape, q, k, draw);
        let pattern = tape.softmax(attn(Name::Pattern), scores);
        (tape, [q, scores, pattern])
    }

    /// Measures so many queries of unit variance, each beside the same keys.
    ///
    /// # Errors
    /// Where the tape cannot be played.
    pub fn measure(self, sizes: [usize; 3], draw: &mut Draw) -> Result<Measured, Stopped> {
        let (mut tape, [q, scores, pattern]) = self.weigh(sizes, draw);
        let norms = sensitivity(&mut tape, pattern, &[scores, q])?;
        let all: Vec<f64> = tape.value(scores).iter().map(|s| f64::from(*s)).collect();
        let bits = tape.value(pattern).column_iter().map(|p| entropy(p.iter().map(|p| f64::from(*p))));
        Ok(Measured {
            variance: variance(&all),
            entropy: mean(&bits.collect::<Vec<_>>()),
            by_score_mean: mean(&norms[0]),
            by_score_median: median(&norms[0]),
            by_query_mean: mean(&norms[1]),
            by_query_median: median(&norms[1]),
        })
    }
}

/// Records v·tanh(q + k) in separate operations, each with its array of every pair's numbers, `[width, query × key]`, where
/// [`Tape::compare_additive`] holds none: `[1, query × key]`.
pub fn additive_apart(tape: &mut Tape, [q, k, v]: [Var; 3]) -> Var {
    let (queries, keys) = (tape.shape(q).1 as u32, tape.shape(k).1 as u32);
    let each = |of: fn(u32, u32) -> u32| (0..queries * keys).map(|pair| of(pair, keys)).collect();
    let q = tape.lookup(attn(Name::Pre), q, each(|pair, keys| pair / keys));
    let k = tape.lookup(attn(Name::Post), k, each(|pair, keys| pair % keys));
    let sum = tape.add(attn(Name::Concat), q, k);
    let bent = tape.activate(attn(Name::Z), Activation::Tanh, sum);
    tape.turned_product(attn(Name::Scores), v, bent)
}
