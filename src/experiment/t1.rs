//! T1: what an encoder's sub-layers do to one another's tokens, and dropout on and off.

use std::sync::Arc;

use crate::tape::{Change, Matrix, Name, Parameters, Part, Patch, Site, Stack, Tape};
use crate::transformer::{Architecture, Config, Input};

use super::sheet::{config, parameters, pass, value};
use super::statistics::{deviation, largest, mean};
use super::table::row;
use super::{Bench, Findings, Method, Parameter, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if in every layer a change of one token leaves the feed-forward output of every other the same to the \
                bit and changes the self-attention output of every other; and if dropout zeroes its share within a fifth in \
                training, keeps the expectation within five standard errors, and is absent outside training.",
    parameters: &[
        Parameter::count("layers", "layers", (6, 6), (1, 48)),
        Parameter::count("width", "numbers in a token's vector, a multiple of 4", (64, 32), (4, 512)),
        Parameter::count("tokens", "tokens of the input", (12, 10), (2, 256)),
        Parameter::number("dropout", "share of cells zeroed in training", (0.1, 0.1), (0.01, 0.9)),
        Parameter::count("draws", "passes in training", (400, 60), (2, 100_000)),
    ],
    run,
};

fn at(layer: usize, part: Part, name: Name) -> Site {
    Site::layer(Stack::Encoder, layer, part, name)
}

/// How many columns other than `token` differ, and by how much at most.
fn others(before: &Matrix, after: &Matrix, token: usize) -> (usize, f64) {
    let apart = |column: usize| {
        let pairs = before.column(column).into_iter().zip(after.column(column));
        largest(pairs.map(|(a, b)| f64::from((a - b).abs())))
    };
    let apart: Vec<f64> = (0..before.ncols()).filter(|column| *column != token).map(apart).collect();
    (apart.iter().filter(|d| **d != 0.0).count(), largest(apart))
}

/// A change of one token of what enters a sub-layer.
fn nudge(site: Site, width: usize, token: usize) -> Vec<Patch> {
    vec![Patch { site, rows: 0..width, columns: token..token + 1, change: Change::Add(0.5) }]
}

/// The share of live cells that a pass in training zeroes after a layer's ReLU, and the sum after by the sum before.
fn dropped(tape: &Tape, layer: usize) -> (f64, f64) {
    let (before, after) =
        (value(tape, at(layer, Part::Mlp, Name::Post)), value(tape, at(layer, Part::Mlp, Name::PostDropout)));
    let live = before.iter().filter(|x| **x > 0.0).count() as f64;
    let zeroed = before.iter().zip(after).filter(|(before, after)| **before > 0.0 && **after == 0.0).count() as f64;
    let sum = |m: &Matrix| m.iter().map(|x| f64::from(*x)).sum::<f64>();
    (zeroed / live, sum(after) / sum(before))
}

/// For every layer the shares and ratios of all passes in training.
fn train(bench: &Bench, config: &Config, drawn: &Arc<Parameters>, input: &Input) -> Result<Vec<Dropped>, Stopped> {
    let draws = bench.count("draws");
    let mut all: Vec<Dropped> = (0..config.layers).map(|_| Dropped::default()).collect();
    for draw in 0..draws {
        bench.step(draw, draws, "passes in training")?;
        let seed = bench.seed.wrapping_mul(1_000_003).wrapping_add(draw as u64);
        let tape = pass(config, drawn, &Input { training: Some(seed), ..input.clone() }, Vec::new())?;
        for (layer, dropped_here) in all.iter_mut().enumerate() {
            let (share, ratio) = dropped(&tape, layer);
            dropped_here.shares.push(share);
            dropped_here.ratios.push(ratio);
        }
    }
    Ok(all)
}

/// What dropout did in one layer, pass by pass.
#[derive(Default)]
struct Dropped {
    shares: Vec<f64>,
    ratios: Vec<f64>,
}

impl Dropped {
    /// The distance of the mean ratio from 1, in standard errors.
    fn errors(&self) -> f64 {
        (mean(&self.ratios) - 1.0).abs() / (deviation(&self.ratios) / (self.ratios.len() as f64).sqrt())
    }
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [layers, tokens] = ["layers", "tokens"].map(|name| bench.count(name));
    let rate = bench.number("dropout");
    let plain = config(2 * tokens, bench.count("width") / 4 * 4, 4, layers);
    let config = Config { architecture: Architecture::Encoder, dropout: rate as f32, ..plain };
    let mut draw = bench.draw(0);
    let drawn = Arc::new(parameters(&config, &mut draw));
    let input = Input::one(draw.tokens(tokens, config.vocabulary));
    let token = draw.below(tokens);
    let plain = pass(&config, &drawn, &input, Vec::new())?;
    let trained = train(bench, &config, &drawn, &input)?;

    let columns = ["layer", "sub-layer", "other tokens changed", "most they changed", "zeroed", "mean kept", "± error"];
    let mut table = Table::new(columns);
    let mut so = plain.vars().all(|v| !matches!(plain.node(v).site.name, Name::Dropout | Name::PostDropout));
    for (layer, dropped) in trained.iter().enumerate() {
        for (part, enters, name) in
            [(Part::Attention, Name::Ln1, "self-attention"), (Part::Mlp, Name::Ln2, "feed-forward")]
        {
            let site = at(layer, Part::Stream, enters);
            let changed = pass(&config, &drawn, &input, nudge(site, config.width, token))?;
            let out = at(layer, part, Name::AttnOut);
            let (count, most) = others(value(&plain, out), value(&changed, out), token);
            if part == Part::Attention {
                so &= count == tokens - 1;
                row!(table, layer, name, count, most, "–", "–", "–");
            } else {
                let error = deviation(&dropped.ratios) / (dropped.ratios.len() as f64).sqrt();
                let share = mean(&dropped.shares);
                so &= count == 0 && dropped.errors() < 5.0 && (share / rate - 1.0).abs() < 0.2;
                row!(table, layer, name, count, most, share, mean(&dropped.ratios), error);
            }
        }
    }
    let notes = vec![
        format!("Token {token} of {tokens} was changed in what enters each sub-layer; the others were looked at."),
        "“Layers alike” are layers of one shape: no two of them share a weight.".to_owned(),
    ];
    Ok(Findings { table, plots: Vec::new(), notes, verdict: if so { Verdict::Holds } else { Verdict::DoesNotHold } })
}
