//! Models that differ in their score alone, trained on the same batches from the same seeds.

use crate::train::{HeldOut, Order};
use crate::transformer::{Config, Score};

use super::learn::{Effort, Kind, Learned, Spread, held_out, learn_kinds, mean_curve};
use super::statistics::mean;
use super::{Bench, Stopped, letters};

/// A score of the comparison.
#[derive(Clone, Copy)]
pub(super) struct Scored {
    /// What it is called.
    pub(super) name: &'static str,
    score: Score,
    scale: bool,
}

/// q · k
pub(super) const DOT: Scored = Scored { name: "dot", score: Score::Dot, scale: false };
/// q · k / √d
pub(super) const SCALED: Scored = Scored { name: "scaled dot", score: Score::Dot, scale: true };
/// qᵀ W k
pub(super) const GENERAL: Scored = Scored { name: "general", score: Score::General, scale: false };
/// v · tanh(W_q q + W_k k)
pub(super) const ADDITIVE: Scored = Scored { name: "additive", score: Score::Additive, scale: false };

/// What the models of one score, at one d_k, came to.
pub(super) struct Trained {
    /// The score.
    pub(super) scored: Scored,
    /// d_k
    pub(super) head_width: usize,
    /// Nats per token, held out.
    pub(super) loss: Spread,
    /// Share of held-out tokens given the greatest chance.
    pub(super) right: Spread,
    /// The mean loss of the batches on the way.
    pub(super) curve: Vec<(f64, f64)>,
    /// The mean of the whole curve: the lower, the sooner it fell.
    pub(super) course: Spread,
}

/// The models and how long they learn.
pub(super) struct Setup {
    /// Numbers in a token's vector: the same for every d_k, so that heads are what differs.
    pub(super) width: usize,
    /// Numbers inside the feed-forward network.
    pub(super) hidden: usize,
    /// The most letters to write backwards.
    pub(super) longest: usize,
    /// How long.
    pub(super) effort: Effort,
    /// The highest learning rate.
    pub(super) rate: f64,
}

/// Trains every score at every d_k.
pub(super) fn train(
    bench: &Bench,
    setup: &Setup,
    scores: &[Scored],
    head_widths: &[usize],
) -> Result<Vec<Trained>, Stopped> {
    let task = letters::prefixed(Order::Reversed, setup.longest)?;
    let all: Vec<(Scored, usize)> = head_widths.iter().flat_map(|d| scores.iter().map(|score| (*score, *d))).collect();
    let kinds: Vec<Kind> = all.iter().map(|(scored, d)| kind(setup, *scored, *d, &task)).collect();
    let learned = learn_kinds(bench, &kinds, setup.effort)?;
    let trained = all.iter().zip(&kinds).zip(&learned);
    trained.map(|(((scored, d), kind), runs)| judge(*scored, *d, kind, runs)).collect()
}

fn kind<'a>(setup: &Setup, scored: Scored, head_width: usize, task: &'a dyn HeldOut) -> Kind<'a> {
    let plain = letters::decoder(setup.width, setup.width / head_width, 2, setup.longest);
    let config = Config { hidden: setup.hidden, score: scored.score, scale: scored.scale, ..plain };
    Kind { name: scored.name, config, task, rate: setup.rate }
}

fn judge(scored: Scored, head_width: usize, kind: &Kind, runs: &[Learned]) -> Result<Trained, Stopped> {
    let judged = runs.iter().map(|run| held_out(&kind.config, run, kind.task, 10));
    let (losses, right): (Vec<f64>, Vec<f64>) = judged.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    let courses: Vec<f64> = runs.iter().map(|run| mean(&run.losses)).collect();
    let curves: Vec<_> = runs.iter().map(|run| run.curve(24)).collect();
    Ok(Trained {
        scored,
        head_width,
        loss: Spread::of(&losses),
        right: Spread::of(&right),
        curve: mean_curve(&curves),
        course: Spread::of(&courses),
    })
}
