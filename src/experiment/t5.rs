//! T5: scores with and without linear maps: symmetry, diagonal, rank; and what training makes of either.

use nalgebra::DMatrix;

use crate::tape::{Matrix, Name};
use crate::train::{HeldOut, Order};
use crate::transformer::{Config, Input, Projections};

use super::learn::{Effort, Kind, Learned, Spread, held_out, learn_kinds, mean_curve};
use super::sheet::{attn, pass, value};
use super::statistics::mean;
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict, letters};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if trained with maps a model's held-out loss ends below that of the same model without, by more than \
                the spread over seeds, and the maps do what is claimed of them in the first layer: without, scores are \
                symmetric to 1e-5 of their size and at least half of the tokens score themselves highest; with them, scores \
                differ from their mirror image by more than a tenth of their size and fewer tokens score themselves \
                highest. Their rank must not exceed d_k either way.",
    parameters: &[
        Parameter::count("steps", "steps of every training", (3000, 400), (1, 100_000)),
        Parameter::count("longest", "most letters to write backwards", (8, 6), (2, 20)),
        Parameter::multiple("width", "numbers in a token's vector", (32, 32), (8, 256), 4),
        Parameter::count("seeds", "trainings of every kind", (3, 3), (1, 20)),
    ],
    run,
};

const HEADS: usize = 4;

/// What the scores of the first layer are like, on average over sequences and heads.
struct Scores {
    /// ‖S − Sᵀ‖ / ‖S‖.
    asymmetry: f64,
    /// Rows whose largest score is that of the token with itself.
    diagonal: f64,
    /// The most singular values above 1e-5 of the largest.
    rank: usize,
}

fn look_at(square: &DMatrix<f64>) -> Scores {
    let mirrored = (square - square.transpose()).norm();
    let own = (0..square.ncols()).filter(|i| square.column(*i).argmax().0 == *i).count();
    let singular = square.singular_values();
    let rank = singular.iter().filter(|s| **s > 1e-5 * singular.max()).count();
    Scores { asymmetry: mirrored / square.norm(), diagonal: own as f64 / square.ncols() as f64, rank }
}

/// One sequence's scores in each head.
fn heads(scores: &Matrix) -> Vec<Scores> {
    let tokens = scores.nrows();
    let head = |head| DMatrix::from_fn(tokens, tokens, |key, query| f64::from(scores[(key, head * tokens + query)]));
    (0..scores.ncols() / tokens).map(|number| look_at(&head(number))).collect()
}

/// The scores of a trained model, over random sentences.
fn scores(config: &Config, learned: &Learned, longest: usize, bench: &Bench) -> Result<Scores, Stopped> {
    let mut all = Vec::new();
    for sequence in 0..16 {
        let sentence = letters::sentence(&mut bench.draw(sequence), longest)?;
        let tape = pass(config, &learned.parameters, &Input::one(sentence), Vec::new())?;
        all.extend(heads(value(&tape, attn(Name::Scores))));
    }
    let average = |of: fn(&Scores) -> f64| mean(&all.iter().map(of).collect::<Vec<_>>());
    Ok(Scores {
        asymmetry: average(|s| s.asymmetry),
        diagonal: average(|s| s.diagonal),
        rank: all.iter().map(|s| s.rank).max().unwrap_or(0),
    })
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [steps, longest, width, seeds] = ["steps", "longest", "width", "seeds"].map(|name| bench.count(name));
    let task = letters::prefixed(Order::Reversed, longest)?;
    let plain = letters::decoder(width, HEADS, 2, longest);
    let kinds =
        [("with maps", Projections::Separate), ("without", Projections::Identity)].map(|(name, projections)| {
            let config = Config { projections, ..plain.clone() };
            Kind { name, config, task: &task as &dyn HeldOut, rate: 3e-3 }
        });
    let all = learn_kinds(bench, &kinds, Effort { steps, batch: 32, seeds })?;

    let mut table =
        Table::new(["Q and K", "held-out nats", "spread", "right", "asymmetry", "own highest", "rank", "d_k"]);
    let mut chart = Chart::new("loss of the batches", "step", "nats");
    let mut found = Vec::new();
    for (kind, runs) in kinds.iter().zip(&all) {
        let judged = runs.iter().map(|run| held_out(&kind.config, run, kind.task, 20));
        let (losses, right): (Vec<f64>, Vec<f64>) = judged.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        let seen = runs.iter().map(|run| scores(&kind.config, run, longest, bench));
        let seen = seen.collect::<Result<Vec<_>, _>>()?;
        let over = |of: fn(&Scores) -> f64| mean(&seen.iter().map(of).collect::<Vec<_>>());
        let (loss, asymmetry, diagonal) = (Spread::of(&losses), over(|s| s.asymmetry), over(|s| s.diagonal));
        let rank = seen.iter().map(|s| s.rank).max().unwrap_or(0);
        let (right, d) = (mean(&right), kind.config.head_width());
        row!(table, kind.name, loss.mean, loss.deviation, right, asymmetry, diagonal, rank, d);
        chart = chart.line(kind.name, mean_curve(&runs.iter().map(|run| run.curve(24)).collect::<Vec<_>>()));
        found.push((loss, Scores { asymmetry, diagonal, rank }));
    }
    let (d, rank) = (plain.head_width(), found[0].1.rank);
    let notes = vec![
        "Asymmetry is ‖S − Sᵀ‖ / ‖S‖ of the first layer's scores; “own highest” is the share of tokens whose highest score is \
         with themselves."
            .to_owned(),
        format!(
        "Scores stay bilinear in both inputs: of {} tokens they have rank {} at most, and d_k is {}. A kernel that lifts \
         into a larger space is something else.",
        2 * longest + 1,
        number(rank as f64),
        d
    ),
    ];
    Ok(Findings { table, plots: vec![Plot::Chart(chart)], notes, verdict: verdict(bench, d, &found[0], &found[1]) })
}

/// From losses and scores, with maps and without.
fn verdict(bench: &Bench, d: usize, with: &(Spread, Scores), without: &(Spread, Scores)) -> Verdict {
    let symmetric = without.1.asymmetry < 1e-5 && without.1.diagonal >= 0.5;
    let turned = with.1.asymmetry > 0.1 && with.1.diagonal < without.1.diagonal;
    if !symmetric || !turned || with.1.rank.max(without.1.rank) > d {
        return Verdict::DoesNotHold;
    }
    if with.0.below(without.0) {
        return Verdict::Holds;
    }
    bench.too_few("the losses are within their spreads", Verdict::DoesNotHold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_criterion_decides() {
        let at =
            |mean, asymmetry, diagonal, rank| (Spread { mean, deviation: 0.1 }, Scores { asymmetry, diagonal, rank });
        let says = |with, without| verdict(&Bench::still(false), 8, &with, &without);
        let without = || at(2.0, 0.0, 0.9, 8);
        assert_eq!(says(at(1.0, 1.3, 0.1, 8), without()), Verdict::Holds);
        for with in [at(1.95, 1.3, 0.1, 8), at(1.0, 0.05, 0.1, 8), at(1.0, 1.3, 0.95, 8), at(1.0, 1.3, 0.1, 9)] {
            assert_eq!(says(with, without()), Verdict::DoesNotHold);
        }
        for without in [at(2.0, 1e-4, 0.9, 8), at(2.0, 0.0, 0.4, 8)] {
            assert_eq!(says(at(1.0, 1.3, 0.1, 8), without), Verdict::DoesNotHold);
        }
        assert!(!verdict(&Bench::still(true), 8, &at(1.95, 1.3, 0.1, 8), &without()).is_decided());
    }

    #[test]
    fn a_score_matrix_is_looked_at_as_it_is() {
        let symmetric = DMatrix::from_row_slice(2, 2, &[2.0, 1.0, 1.0, 3.0]);
        let Scores { asymmetry, diagonal, rank } = look_at(&symmetric);
        assert_eq!((asymmetry, diagonal, rank), (0.0, 1.0, 2));
        let flat = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 4.0]);
        assert_eq!(look_at(&flat).rank, 1);
        assert_eq!(look_at(&DMatrix::from_row_slice(2, 2, &[0.0, 1.0, -1.0, 0.0])).asymmetry, 2.0);
    }
}
