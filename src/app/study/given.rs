//! The queries and keys of one head as its own score was given them, and what any score makes of them.

use std::sync::Arc;

use half::f16;

use super::{Origin, Scoring, StudyOf, site};
use crate::app::pass::Pass;
use crate::tape::{Heads, Kernel, Matrix, Name, Parameters, Site, Spare, Tape, TapeError, Var};
use crate::transformer::{Config, MaskHow, Masking, fit};

const ONE_HEAD: Heads = Heads { queries: 1, keys: 1, sequences: 1 };

/// The slopes ∂s/∂q of a query's scores, one column a key, are made for at most so many numbers in all.
const MOST_SLOPES: usize = 1 << 24;

/// What the scores of one head are made of.
pub(super) struct Given {
    /// Queries, `[width, query]`: turned where the position scheme turns them.
    pub(super) q: Matrix,
    /// Keys, `[width, key]`.
    pub(super) k: Matrix,
    /// What distance adds before the scaling, `[key, query]`.
    relative: Option<Matrix>,
    /// What distance adds after it, `[key, query]`.
    bias: Option<Matrix>,
    /// Whether the mask, or a change to it, hides a key from a query: key by key, query after query.
    pub(super) hidden: Vec<bool>,
    of: StudyOf,
    kernel: Kernel,
}

/// What becomes of scores.
pub(super) struct Parts {
    /// The result of the softmax, `[key, query]`.
    pub(super) softmax: Matrix,
    /// The weights: the same, unless the mask comes after the softmax.
    pub(super) weights: Matrix,
}

impl Given {
    /// The queries and keys of a head; nothing where the pass does not record them.
    pub(super) fn of(pass: &Pass, of: &StudyOf) -> Option<Given> {
        // What has to be computed again for this is not kept.
        let tape = pass.tape.excerpt(|_| true);
        let find = |name| tape.find(site(of, name));
        let first = |names: &[Name]| names.iter().find_map(|name| find(*name)).map(|var| tape.value(var));
        let heads = pass.heads(site(of, Name::Pattern));
        let rows = |x: &Matrix| x.rows(of.head * (x.nrows() / heads), x.nrows() / heads).into_owned();
        let columns = |x: &Matrix| x.columns(of.head * (x.ncols() / heads), x.ncols() / heads).into_owned();
        let one = |name| first(&[name]).map(columns);

        let masked = one(Name::Masked)?;
        let before = first(&[Name::Biased, Name::Scaled]).map(columns)?;
        let (unmasked, pattern) = (one(Name::Unmasked), one(Name::Pattern)?);
        let is_hidden = |cell: usize| {
            // A mask's value is −1000 or less; scores are nowhere near.
            let lowered = masked[cell] + 100.0 < before[cell] || masked[cell] == f32::NEG_INFINITY;
            lowered || unmasked.as_ref().is_some_and(|unmasked| pattern[cell] == 0.0 && unmasked[cell] > 0.0)
        };
        Some(Given {
            q: rows(first(&[Name::QRotated, Name::QContent, Name::Q])?),
            k: rows(first(&[Name::KRotated, Name::K])?),
            relative: one(Name::Relative),
            bias: one(Name::Bias),
            hidden: (0..masked.len()).map(is_hidden).collect(),
            of: *of,
            kernel: tape.kernel(),
        })
    }

    /// What a score needs beside queries and keys, of this head: the pass's own, changed where the plan changes it; or
    /// drawn as a pass with this score would draw it.
    pub(super) fn parameters(&self, scoring: Scoring, pass: &Pass) -> (Arc<Parameters>, Origin) {
        let config = Config { score: scoring.score(), ..pass.config.clone() };
        let needed = [Name::WScore, Name::WScoreQ, Name::WScoreK, Name::VScore].map(|name| site(&self.of, name));
        let listed = config.parameters();
        let needed: Vec<_> = listed.iter().filter(|(site, _)| needed.contains(site)).collect();
        if needed.is_empty() {
            return (Arc::default(), Origin::Nothing);
        }
        let known = |site: Site| pass.value(site).or_else(|| pass.tape.parameters().get(site));
        let fits = |parameters: &Parameters| {
            needed.iter().all(|(site, shape)| parameters.get(*site).is_some_and(|own| own.shape() == *shape))
        };
        let drawn = config.random_of(pass.plan.settings.seed, |site| needed.iter().any(|(own, _)| *own == site));
        let width = self.q.nrows();
        let of_head = needed.iter().filter_map(|(site, shape)| {
            let value = known(*site).filter(|own| own.shape() == *shape).or_else(|| drawn.get(*site))?;
            Some((*site, value.rows(self.of.head * width, width).into_owned()))
        });
        let origin = if fits(&pass.model.parameters) { Origin::Trained } else { Origin::Drawn };
        (Arc::new(Parameters::new(of_head.collect::<Vec<_>>())), origin)
    }

    /// Whose they are.
    pub(super) fn of_whom(&self) -> &StudyOf {
        &self.of
    }

    /// Records the scores on a tape of their own, scaled where they are, without what distance adds: `[key, query]`.
    pub(super) fn record(&self, scoring: Scoring, parameters: &Arc<Parameters>) -> (Tape, Var) {
        let mut tape = Tape::new(parameters.clone(), Vec::new(), self.kernel, Spare::default());
        let at = |name| site(&self.of, name);
        let [q, k] = [(Name::Q, &self.q), (Name::K, &self.k)].map(|(name, x)| tape.given(at(name), x.clone()));
        let scores = fit(&mut tape, scoring.score(), ONE_HEAD, at, Name::Scores, q, k);
        if scoring == Scoring::Scaled {
            let scaled = tape.scale(at(Name::Scaled), scores, self.scale(scoring));
            return (tape, scaled);
        }
        (tape, scores)
    }

    /// What the score is multiplied by.
    fn scale(&self, scoring: Scoring) -> f32 {
        if scoring == Scoring::Scaled { 1.0 / (self.q.nrows() as f32).sqrt() } else { 1.0 }
    }

    /// The scores with what distance adds: `[key, query]`.
    pub(super) fn scores(&self, scoring: Scoring, parameters: &Arc<Parameters>) -> Result<Matrix, TapeError> {
        let (mut tape, mut scores) = self.record(scoring, parameters);
        let at = |name| site(&self.of, name);
        if let Some(relative) = &self.relative {
            // It is scaled with the score that it is added to.
            let relative = tape.given(at(Name::Relative), relative.clone());
            let relative = tape.scale(at(Name::Content), relative, self.scale(scoring));
            scores = tape.add(at(Name::Unmasked), scores, relative);
        }
        if let Some(bias) = &self.bias {
            let bias = tape.given(at(Name::Bias), bias.clone());
            scores = tape.add(at(Name::Biased), scores, bias);
        }
        tape.check()?;
        Ok(tape.value(scores).clone())
    }

    /// The weights of scores under the pass's mask.
    pub(super) fn weights(&self, scores: &Matrix, masking: Masking) -> Result<Parts, TapeError> {
        let round = |x: f32| if masking.half { f16::from_f32(x).to_f32() } else { x };
        let value = masking.value.number();
        let mut masked = scores.map(round);
        for (score, _) in masked.iter_mut().zip(&self.hidden).filter(|(_, hidden)| **hidden) {
            match masking.how {
                MaskHow::Added => *score = round(*score + round(value)),
                MaskHow::Filled => *score = round(value),
                MaskHow::After => {}
            }
        }
        let at = |name| site(&self.of, name);
        let mut tape = Tape::new(Arc::default(), Vec::new(), self.kernel, Spare::default());
        let masked = tape.given(at(Name::Masked), masked);
        let softmax = if masking.half {
            tape.softmax_half(at(Name::Pattern), masked)
        } else {
            tape.softmax(at(Name::Pattern), masked)
        };
        tape.check()?;
        let softmax = tape.value(softmax).clone();
        let mut weights = softmax.clone();
        if masking.how == MaskHow::After {
            weights.iter_mut().zip(&self.hidden).filter(|(_, hidden)| **hidden).for_each(|(weight, _)| *weight = 0.0);
        }
        Ok(Parts { softmax, weights })
    }

    /// The slopes ∂s/∂q of a query's scores, `[width, key]`, for any query; what distance adds is held fixed. Nothing where
    /// they would be too many to make.
    pub(super) fn slopes<'a>(
        &'a self,
        scoring: Scoring,
        parameters: &'a Arc<Parameters>,
    ) -> Option<impl Fn(usize) -> Matrix + 'a> {
        let (width, queries) = self.q.shape();
        if width * queries * self.k.ncols() > MOST_SLOPES {
            return None;
        }
        let of = |name| parameters.get(site(&self.of, name));
        let (w, w_q, v) = (of(Name::WScore), of(Name::WScoreQ), of(Name::VScore));
        let mapped = of(Name::WScoreK).or(w).map_or_else(|| self.k.clone(), |w| w * &self.k);
        let scaled = mapped.scale(self.scale(scoring));
        let asked = w_q.map(|w_q| w_q * &self.q);
        Some(move |query: usize| {
            let (Some(asked), Some(w_q), Some(v)) = (&asked, w_q, v) else { return scaled.clone() };
            let bent = Matrix::from_fn(width, mapped.ncols(), |row, key| {
                let tanh = (asked[(row, query)] + mapped[(row, key)]).tanh();
                v[row] * (1.0 - tanh * tanh)
            });
            w_q.tr_mul(&bent)
        })
    }
}
