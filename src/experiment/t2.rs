//! T2: softmax(Q Kᵀ / √d) V, step by step with its shapes, beside a computation of its own in twice the precision.

use std::sync::Arc;

use nalgebra::DMatrix;

use crate::tape::{Matrix, Name, Part, Site, Stack, Tape};
use crate::transformer::Input;

use super::sheet::{attn, config, parameters, pass, value};
use super::statistics::largest;
use super::table::row;
use super::{Bars, Bench, Draw, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if every stage of the program, in every head, is within 1e-6 of an independent computation in double \
                precision, as a share of the stage's largest number.",
    parameters: &[
        Parameter::count("tokens", "tokens of the input", (7, 7), (1, 256)),
        Parameter::count("heads", "heads", (3, 3), (1, 16)),
        Parameter::count("head_width", "numbers in a query of one head, d", (8, 8), (1, 64)),
        Parameter::count("seeds", "repetitions; the worst counts", (10, 3), (1, 1000)),
    ],
    run,
};

/// How far a stage may be off, as a share of its largest number.
const ALLOWED: f64 = 1e-6;

/// Matrices of one head, a token a row as in the paper.
struct Head {
    stages: Vec<(Name, DMatrix<f64>)>,
}

/// A Bᵀ, by the book.
fn product_turned(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let cell = |i: usize, j: usize| (0..a.ncols()).map(|t| a[(i, t)] * b[(j, t)]).sum();
    DMatrix::from_fn(a.nrows(), b.nrows(), cell)
}

/// A B, by the book.
fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let cell = |i: usize, j: usize| (0..a.ncols()).map(|t| a[(i, t)] * b[(t, j)]).sum();
    DMatrix::from_fn(a.nrows(), b.ncols(), cell)
}

fn softmax_rows(s: &DMatrix<f64>) -> DMatrix<f64> {
    let sum = |i: usize| (0..s.ncols()).map(|j| s[(i, j)].exp()).sum::<f64>();
    DMatrix::from_fn(s.nrows(), s.ncols(), |i, j| s[(i, j)].exp() / sum(i))
}

/// One head computed from what enters it and its rows of the weights, with no part of the tape.
fn head(tape: &Tape, head: usize, width: usize) -> Head {
    let x = value(tape, Site::layer(Stack::Decoder, 0, Part::Stream, Name::Ln1));
    let x = DMatrix::from_fn(x.ncols(), x.nrows(), |token, i| f64::from(x[(i, token)]));
    let map = |name: Name| {
        let w = value(tape, attn(name));
        let rows = DMatrix::from_fn(width, w.ncols(), |i, j| f64::from(w[(head * width + i, j)]));
        product_turned(&x, &rows)
    };
    let (q, k, v) = (map(Name::WQ), map(Name::WK), map(Name::WV));
    let scores = product_turned(&q, &k);
    let scaled = scores.map(|s| s / (width as f64).sqrt());
    let pattern = softmax_rows(&scaled);
    let z = product(&pattern, &v);
    let stages = vec![
        (Name::Q, q),
        (Name::K, k),
        (Name::V, v),
        (Name::Scores, scores),
        (Name::Scaled, scaled),
        (Name::Pattern, pattern),
        (Name::Z, z),
    ];
    Head { stages }
}

/// The difference of one head's stage from the tape's, and the stage's largest number. Of queries, keys, values and
/// results a head is a block of rows; of scores a block of columns.
fn apart(of: &Matrix, head: usize, own: &DMatrix<f64>, is_scores: bool) -> (f64, f64) {
    let cell = |token: usize, i: usize| {
        let at = if is_scores { (i, head * own.nrows() + token) } else { (head * own.ncols() + i, token) };
        f64::from(of[at])
    };
    let cells = || (0..own.nrows()).flat_map(|token| (0..own.ncols()).map(move |i| (token, i)));
    let difference = largest(cells().map(|(token, i)| (own[(token, i)] - cell(token, i)).abs()));
    (difference, largest(cells().map(|at| own[at].abs())))
}

fn shape(name: Name, heads: usize, tokens: usize, width: usize) -> (&'static str, String) {
    match name {
        Name::Q => ("Q = X W_Qᵀ", format!("[{heads} heads, {tokens} queries, {width}]")),
        Name::K => ("K = X W_Kᵀ", format!("[{heads} heads, {tokens} keys, {width}]")),
        Name::V => ("V = X W_Vᵀ", format!("[{heads} heads, {tokens} keys, {width}]")),
        Name::Scores => ("Q Kᵀ", format!("[{heads} heads, {tokens} queries, {tokens} keys]")),
        Name::Scaled => ("Q Kᵀ / √d", format!("[{heads} heads, {tokens} queries, {tokens} keys]")),
        Name::Pattern => ("softmax(Q Kᵀ / √d)", format!("[{heads} heads, {tokens} queries, {tokens} keys]")),
        _ => ("softmax(Q Kᵀ / √d) V", format!("[{heads} heads, {tokens} queries, {width}]")),
    }
}

/// For every stage its difference and its largest number, over all heads.
fn measure(tokens: usize, heads: usize, width: usize, draw: &mut Draw) -> Result<Vec<(Name, f64, f64)>, Stopped> {
    let config = config(2 * tokens, heads * width, heads, 1);
    let drawn = Arc::new(parameters(&config, draw));
    let tape = pass(&config, &drawn, &Input::one(draw.tokens(tokens, config.vocabulary)), Vec::new())?;
    let all: Vec<Head> = (0..heads).map(|h| head(&tape, h, width)).collect();
    let stage = |stage: usize| {
        let name = all[0].stages[stage].0;
        let is_scores = matches!(name, Name::Scores | Name::Scaled | Name::Pattern);
        let of = value(&tape, attn(name));
        let each = all.iter().enumerate().map(|(h, head)| apart(of, h, &head.stages[stage].1, is_scores));
        let (differences, sizes): (Vec<f64>, Vec<f64>) = each.unzip();
        (name, largest(differences), largest(sizes))
    };
    Ok((0..all[0].stages.len()).map(stage).collect())
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [tokens, heads, width, seeds] = ["tokens", "heads", "head_width", "seeds"].map(|name| bench.count(name));
    let mut all = Vec::new();
    for seed in 0..seeds {
        bench.step(seed, seeds, "compute every stage twice")?;
        all.push(measure(tokens, heads, width, &mut bench.draw(seed))?);
    }
    let mut table = Table::new(["stage", "shape", "largest number", "largest difference", "share"]);
    let mut stages = Vec::new();
    for stage in 0..all[0].len() {
        let (difference, size) = (largest(all.iter().map(|m| m[stage].1)), largest(all.iter().map(|m| m[stage].2)));
        let share = largest(all.iter().map(|m| m[stage].1 / m[stage].2));
        let (formula, shape) = shape(all[0][stage].0, heads, tokens, width);
        row!(table, formula, shape, size, difference, share);
        stages.push((formula, size, share));
    }
    let shares: Vec<f64> = stages.iter().map(|(_, _, share)| *share).collect();
    Ok(Findings { table, plots: plots(&stages), notes: Vec::new(), verdict: verdict(&shares) })
}

/// How large the numbers of every stage become, and how far they are off beside how far they may be.
fn plots(stages: &[(&str, f64, f64)]) -> Vec<Plot> {
    let bars = |title: &str, bars: Vec<(String, f64)>| Plot::Bars(Bars { title: title.to_owned(), bars });
    let sizes = stages.iter().map(|(formula, size, _)| ((*formula).to_owned(), *size));
    let shares = stages.iter().map(|(formula, _, share)| ((*formula).to_owned(), *share));
    vec![
        bars("largest number of every stage", sizes.collect()),
        bars("largest difference, as a share of it", shares.chain([("allowed".to_owned(), ALLOWED)]).collect()),
    ]
}

/// From the largest difference of every stage, as a share of its largest number.
fn verdict(shares: &[f64]) -> Verdict {
    if shares.iter().all(|share| *share <= ALLOWED) { Verdict::Holds } else { Verdict::DoesNotHold }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_stage_that_is_off_is_one_too_many() {
        for (share, expected) in [
            (0.0, Verdict::Holds),
            (1e-6, Verdict::Holds),
            (1.1e-6, Verdict::DoesNotHold),
            (f64::NAN, Verdict::DoesNotHold),
        ] {
            for stage in 0..3 {
                let mut shares = [1e-7; 3];
                shares[stage] = share;
                assert_eq!(verdict(&shares), expected, "{shares:?}");
            }
        }
    }
}
