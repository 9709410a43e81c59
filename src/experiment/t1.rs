//! T1: what an encoder's sub-layers do to one another's tokens, and dropout on and off.

use std::sync::Arc;

use crate::tape::{Change, Matrix, Name, Parameters, Part, Patch, Site, Stack, Tape};
use crate::transformer::{Architecture, Config, Input};

use super::sheet::{config, parameters, pass, value};
use super::statistics::{deviation, largest, mean};
use super::table::row;
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if in every layer a change of one token leaves the feed-forward output of every other the same to the \
                bit and changes the self-attention output of every other; and if dropout zeroes its share within a fifth in \
                training, keeps the expectation within five standard errors, and is absent outside training.",
    parameters: &[
        Parameter::count("layers", "layers", (6, 6), (1, 48)),
        Parameter::multiple("width", "numbers in a token's vector", (64, 32), (4, 512), 4),
        Parameter::count("tokens", "tokens of the input", (12, 10), (2, 256)),
        Parameter::number("dropout", "share of cells zeroed in training", (0.1, 0.1), (0.01, 0.9)),
        Parameter::count("draws", "passes in training", (400, 60), (30, 100_000)),
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

/// What the sub-layers of one layer do.
#[derive(Clone, Copy)]
struct Layer {
    /// Other tokens whose output a change of one token changes, and the most they change: self-attention, feed-forward.
    others: [(usize, f64); 2],
    /// The share of live cells that dropout zeroes in training.
    zeroed: f64,
    /// What is left of the sum of all cells in training, on average, and the standard error of that.
    kept: (f64, f64),
}

/// What enters a sub-layer, and what it is.
const SUB_LAYERS: [(Part, Name, &str); 2] =
    [(Part::Attention, Name::Ln1, "self-attention"), (Part::Mlp, Name::Ln2, "feed-forward")];

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [layers, tokens] = ["layers", "tokens"].map(|name| bench.count(name));
    let rate = bench.number("dropout");
    let plain = config(2 * tokens, bench.count("width"), 4, layers);
    let config = Config { architecture: Architecture::Encoder, dropout: rate as f32, ..plain };
    let mut draw = bench.draw(0);
    let drawn = Arc::new(parameters(&config, &mut draw));
    let input = Input::one(draw.tokens(tokens, config.vocabulary));
    let token = draw.below(tokens);
    let plain = pass(&config, &drawn, &input, Vec::new())?;
    let moved = |layer: usize, (part, enters, _): (Part, Name, &str)| {
        let patches = nudge(at(layer, Part::Stream, enters), config.width, token);
        let changed = pass(&config, &drawn, &input, patches)?;
        let out = at(layer, part, Name::AttnOut);
        Ok::<_, Stopped>(others(value(&plain, out), value(&changed, out), token))
    };
    let mut all = Vec::new();
    for (layer, dropped) in train(bench, &config, &drawn, &input)?.iter().enumerate() {
        let error = deviation(&dropped.ratios) / (dropped.ratios.len() as f64).sqrt();
        all.push(Layer {
            others: [moved(layer, SUB_LAYERS[0])?, moved(layer, SUB_LAYERS[1])?],
            zeroed: mean(&dropped.shares),
            kept: (mean(&dropped.ratios), error),
        });
    }
    let absent = plain.vars().all(|v| !matches!(plain.node(v).site.name, Name::Dropout | Name::PostDropout));
    let notes = vec![
        format!("Token {token} of {tokens} was changed in what enters each sub-layer; the others were looked at."),
        "“Layers alike” are layers of one shape: no two of them share a weight.".to_owned(),
    ];
    let verdict = verdict(&all, tokens - 1, rate, absent);
    Ok(Findings { table: table(&all), plots: vec![plot(&all)], notes, verdict })
}

fn table(layers: &[Layer]) -> Table {
    let columns = ["layer", "sub-layer", "other tokens changed", "most they changed", "zeroed", "mean kept", "± error"];
    let mut table = Table::new(columns);
    for (number, layer) in layers.iter().enumerate() {
        for ((part, _, name), (count, most)) in SUB_LAYERS.into_iter().zip(layer.others) {
            let dropped = |x: f64| (part == Part::Mlp).then_some(x);
            let [zeroed, kept, error] = [layer.zeroed, layer.kept.0, layer.kept.1].map(dropped);
            row!(table, number, name, count, most, zeroed, kept, error);
        }
    }
    table
}

fn plot(layers: &[Layer]) -> Plot {
    let points = |at: usize| layers.iter().enumerate().map(move |(number, layer)| (number as f64, layer.others[at].1));
    let chart = Chart::new("one token changed", "layer", "most that the output of another token changes");
    Plot::Chart(chart.line(SUB_LAYERS[0].2, points(0)).line(SUB_LAYERS[1].2, points(1)))
}

/// From every layer, the number of tokens beside the one that was changed, the rate of dropout, and whether a pass that
/// does not train records no dropout.
fn verdict(layers: &[Layer], others: usize, rate: f64, absent: bool) -> Verdict {
    let alike = |layer: &Layer| {
        let [attention, feed_forward] = layer.others.map(|(count, _)| count);
        let (kept, error) = layer.kept;
        let expected = (layer.zeroed - rate).abs() <= 0.2 * rate && (kept - 1.0).abs() <= 5.0 * error;
        attention == others && feed_forward == 0 && expected
    };
    if absent && layers.iter().all(alike) { Verdict::Holds } else { Verdict::DoesNotHold }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Layer = Layer { others: [(9, 0.2), (0, 0.0)], zeroed: 0.25, kept: (1.001, 0.002) };

    fn judge(layer: Layer, absent: bool) -> Verdict {
        verdict(&[PLAIN, layer, PLAIN], 9, 0.25, absent)
    }

    #[test]
    fn it_holds_up_to_every_bound() {
        for layer in [
            PLAIN,
            Layer { zeroed: 0.201, ..PLAIN },
            Layer { zeroed: 0.299, ..PLAIN },
            Layer { kept: (1.0, 0.0), ..PLAIN },
            Layer { kept: (0.9901, 0.002), ..PLAIN },
        ] {
            assert_eq!(judge(layer, true), Verdict::Holds, "{} {:?}", layer.zeroed, layer.kept);
        }
    }

    #[test]
    fn one_layer_against_it_is_enough() {
        assert_eq!(judge(PLAIN, false), Verdict::DoesNotHold);
        let against = [
            Layer { others: [(8, 0.2), (0, 0.0)], ..PLAIN },
            Layer { others: [(9, 0.2), (1, 1e-9)], ..PLAIN },
            Layer { zeroed: 0.199, ..PLAIN },
            Layer { zeroed: 0.301, ..PLAIN },
            Layer { zeroed: f64::NAN, ..PLAIN },
            Layer { kept: (0.9899, 0.002), ..PLAIN },
            Layer { kept: (1.0101, 0.002), ..PLAIN },
        ];
        for (case, layer) in against.into_iter().enumerate() {
            assert_eq!(judge(layer, true), Verdict::DoesNotHold, "case {case}");
        }
    }
}
