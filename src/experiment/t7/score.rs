//! Scores of drawn queries and keys, and how the weights that they make change with them.

use crate::experiment::sheet::{attn, blank, given, sensitivity};
use crate::experiment::statistics::{entropy, mean, median, variance};
use crate::experiment::{Draw, Stopped};
use crate::tape::{Heads, Matrix, Name, Tape, Var};

/// How a query and a key make a score.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Score {
    /// q·k
    Dot,
    /// q·k / √d
    Scaled,
    /// v·tanh(W_q q + W_k k), with v of variance 1/d
    Additive,
    /// The same with v of variance 1.
    AdditiveUnit,
}

/// Every score, in the order of the table.
pub(super) const SCORES: [Score; 4] = [Score::Dot, Score::Scaled, Score::Additive, Score::AdditiveUnit];

/// What scores of one d_k make.
pub(super) struct Measured {
    /// The variance of the scores that the softmax is given.
    pub(super) variance: f64,
    /// The mean entropy of the weights, in bits.
    pub(super) entropy: f64,
    /// ‖∂p/∂s‖, of the weights by the scores.
    pub(super) by_score_mean: f64,
    pub(super) by_score_median: f64,
    /// ‖∂p/∂q‖, of the weights by the query.
    pub(super) by_query_mean: f64,
    pub(super) by_query_median: f64,
}

const ONE_HEAD: Heads = Heads { queries: 1, keys: 1, sequences: 1 };

impl Score {
    pub(super) fn name(self) -> &'static str {
        match self {
            Score::Dot => "dot",
            Score::Scaled => "scaled dot",
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

    /// Measures so many queries, each beside the same keys.
    pub(super) fn measure(self, [width, keys, queries]: [usize; 3], draw: &mut Draw) -> Result<Measured, Stopped> {
        let mut tape = blank();
        let q = given(&mut tape, Name::Q, &draw.matrix(width, queries, 1.0));
        let k = given(&mut tape, Name::K, &draw.matrix(width, keys, 1.0));
        let scores = self.record(&mut tape, q, k, draw);
        let pattern = tape.softmax(attn(Name::Pattern), scores);
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
