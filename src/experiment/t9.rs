//! T9: the gradient that reaches the input of deep stacks, with and without residual connections, pre-LN and post-LN.
//!
//! At random initialisation; `training` then trains stacks of one depth, with and without.

mod training;

use std::sync::Arc;

use rayon::prelude::*;

use crate::tape::{Gradients, Kernel, Name, Part, Site, Spare, Stack, Tape};
use crate::transformer::{Config, Input, Norm, decoder, loss};

use super::sheet::{config, parameters, value};
use super::statistics::{Fit, deviation, doublings, line, mean};
use super::table::{number, row};
use super::{Bench, Chart, Draw, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "For each placement of the LayerNorm: the residual connection eases vanishing if without it ln ‖∂loss/∂input‖ \
                falls by a rate a layer, and with it by at most half of that (rates by least squares over all depths and seeds; a \
                difference within two standard errors counts as none); training converges faster if the loss of trained \
                stacks is lower on average over the training, by more than the spread over seeds. Holds if both are so for \
                both placements; under a condition if a part of it is so.",
    parameters: &[
        Parameter::count("depth", "layers of the deepest stack", (48, 48), (2, 200)),
        Parameter::multiple("width", "numbers in a token's vector", (64, 64), (4, 512), 4),
        Parameter::count("tokens", "tokens of the input", (16, 16), (2, 256)),
        Parameter::count("seeds", "repetitions", (60, 10), (1, 100)),
        Parameter::count("trained", "layers of the trained stacks", (16, 8), (1, 48)),
        Parameter::count("steps", "steps of every training", (600, 40), (1, 100_000)),
        Parameter::count("trainings", "trainings of every stack", (3, 3), (1, 20)),
    ],
    run,
};

/// A line of the plot: a placement of the LayerNorm, with or without residual connections.
struct Kind {
    name: &'static str,
    norm: Norm,
    residual: bool,
}

const KINDS: [Kind; 4] = [
    Kind { name: "pre-LN, residual", norm: Norm::Pre, residual: true },
    Kind { name: "post-LN, residual", norm: Norm::Post, residual: true },
    Kind { name: "pre-LN, none", norm: Norm::Pre, residual: false },
    Kind { name: "post-LN, none", norm: Norm::Post, residual: false },
];

/// ‖∂loss/∂input‖ of a stack with drawn parameters, and the cosine between its last state and its input.
fn measure(config: &Config, tokens: usize, draw: &mut Draw) -> Result<(f64, f64), Stopped> {
    let drawn = Arc::new(parameters(config, draw));
    let input = Input::one(draw.tokens(tokens, config.vocabulary));
    let targets = draw.tokens(tokens, config.vocabulary).into();
    let mut tape = Tape::new(drawn, Vec::new(), Kernel::default(), Spare::default());
    let logits = decoder(&mut tape, config, &input);
    let loss = loss(&mut tape, logits, targets, 1.0 / tokens as f32);
    tape.play(|_| true)?;
    let mut gradients = Gradients::default();
    tape.backward(loss, &mut gradients);
    let first = Site::layer(Stack::Decoder, 0, Part::Stream, Name::ResidPre);
    let last = Site::layer(Stack::Decoder, config.layers - 1, Part::Stream, Name::ResidPost);
    let entering = tape.find(first).and_then(|v| gradients.of(&tape, v));
    let gradient = entering.map_or(0.0, |d| d.iter().map(|d| f64::from(*d).powi(2)).sum::<f64>().sqrt());
    let (x, y) = (value(&tape, first), value(&tape, last));
    let dot = |a: &crate::tape::Matrix, b: &crate::tape::Matrix| {
        a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>()
    };
    Ok((gradient, dot(x, y) / (dot(x, x) * dot(y, y)).sqrt()))
}

/// 1, 2, 4, … and the greatest depth.
fn depths(most: usize) -> Vec<usize> {
    let mut all = doublings(1, most);
    if all.last() != Some(&most) {
        all.push(most);
    }
    all
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [depth, width, tokens, seeds] = ["depth", "width", "tokens", "seeds"].map(|name| bench.count(name));
    let depths = depths(depth);
    let mut table = Table::new([
        "stack",
        "depth",
        "‖∂loss/∂input‖",
        "factor",
        "rate a layer",
        "± error",
        "cos(last, input)",
        "trained nats",
        "spread",
        "on the way",
    ]);
    let mut chart = Chart::new("gradient at the input", "depth", "norm").logarithmic_x().logarithmic_y();
    let mut rates = Vec::new();
    let trained = training::train(bench)?;
    let dash = "–";
    for (i, kind) in KINDS.iter().enumerate() {
        let (mut points, mut all) = (Vec::new(), Vec::new());
        for (j, &layers) in depths.iter().enumerate() {
            bench.step(i * depths.len() + j, KINDS.len() * depths.len(), kind.name)?;
            let config = Config { norm: kind.norm, residual: kind.residual, ..config(2 * tokens, width, 4, layers) };
            let each = (0..seeds).into_par_iter().map(|seed| measure(&config, tokens, &mut bench.draw(seed)));
            let each = each.collect::<Result<Vec<_>, _>>()?;
            let logarithms: Vec<f64> = each.iter().map(|(gradient, _)| gradient.ln()).collect();
            let (norm, spread) = (mean(&logarithms).exp(), deviation(&logarithms).exp());
            let cosine = mean(&each.iter().map(|(_, cosine)| *cosine).collect::<Vec<_>>());
            let end = trained[i].at(layers);
            let [nats, apart] = [end.map(|t| t.end.mean), end.map(|t| t.end.deviation)];
            let course = end.map(|t| t.course.mean);
            row!(table, kind.name, layers, norm, spread, dash, dash, cosine, nats, apart, course);
            all.extend(logarithms.iter().map(|logarithm| (layers as f64, *logarithm)));
            points.push((layers as f64, norm));
        }
        chart = chart.line(kind.name, points);
        let rate = line(&all).ok_or_else(|| Stopped::Failed("one depth makes no rate: set depth higher".into()))?;
        row!(table, kind.name, "all", dash, dash, -rate.slope, rate.error, dash, dash, dash, dash);
        rates.push(rate);
    }
    let verdict = verdict(bench, &rates, &trained);
    let falls = |(kind, rate): (&Kind, &Fit)| {
        let (rate, error) = (number(-rate.slope), number(rate.error));
        format!("{}: ln ‖∂loss/∂input‖ falls by {rate} ± {error} a layer.", kind.name)
    };
    let mut notes: Vec<String> = KINDS.iter().zip(&rates).map(falls).collect();
    notes.extend(trained.iter().map(training::Trained::sentence));
    Ok(Findings { table, plots: vec![Plot::Chart(chart), training::plot(bench, &trained)], notes, verdict })
}

/// Whether gradients vanish without the residual connection, and it at least halves the rate; nothing where that is within
/// two standard errors.
fn eases(with: Fit, without: Fit) -> Option<bool> {
    if without.slope > -2.0 * without.error {
        return Some(false);
    }
    let spare = without.slope.mul_add(-0.5, with.slope);
    let error = with.error.hypot(0.5 * without.error);
    (spare.abs() > 2.0 * error).then_some(spare > 0.0)
}

/// From the rates of all lines and what training came to, each in the order of [`KINDS`].
fn verdict(bench: &Bench, rates: &[Fit], trained: &[training::Trained]) -> Verdict {
    let eased = [eases(rates[0], rates[2]), eases(rates[1], rates[3])];
    let faster = [0, 1].map(|placement| trained[placement].course.below(trained[placement + 2].course));
    let placements = ["before the sub-layer", "after the sum"];
    let parts = [("gradients vanish less", eased.map(|eased| eased.unwrap_or(false))), ("training is faster", faster)];
    let decided = decided(&parts, placements);
    if eased.contains(&None) {
        return bench.too_few("the rates with and without residual connections are within their errors", decided);
    }
    if !faster.contains(&true) {
        return bench.too_few("so few steps tell no training from another", decided);
    }
    decided
}

/// What is said of either part, for the placements in which it is so.
fn decided(parts: &[(&str, [bool; 2])], placements: [&str; 2]) -> Verdict {
    if parts.iter().all(|(_, met)| *met == [true, true]) {
        return Verdict::Holds;
    }
    if parts.iter().all(|(_, met)| *met == [false, false]) {
        return Verdict::DoesNotHold;
    }
    let said = parts.iter().map(|(what, met)| match met {
        [true, true] => format!("{what} wherever the LayerNorm stands"),
        [true, false] => format!("{what} with the LayerNorm {} and not {}", placements[0], placements[1]),
        [false, true] => format!("{what} with the LayerNorm {} and not {}", placements[1], placements[0]),
        [false, false] => format!("“{what}” is left out, which is so for no placement of the LayerNorm"),
    });
    Verdict::HoldsWhen(format!("it is said with its limits: {}", said.collect::<Vec<_>>().join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_at_most_half_as_steep_eases_what_vanishes() {
        let rate = |slope| Fit { slope, error: 0.001, intercept: 0.0 };
        assert_eq!(eases(rate(-0.01), rate(-0.1)), Some(true));
        assert_eq!(eases(rate(-0.09), rate(-0.1)), Some(false));
        assert_eq!(eases(rate(-0.0501), rate(-0.1)), None);
        // Where nothing vanishes nothing is eased.
        assert_eq!(eases(rate(0.2), rate(0.1)), Some(false));
        assert_eq!(eases(rate(0.0), rate(-0.001)), Some(false));
    }

    #[test]
    fn what_is_so_for_one_placement_only_is_said_of_that_one() {
        let says = |gradients, training| decided(&[("a", gradients), ("b", training)], ["here", "there"]);
        assert_eq!(says([true; 2], [true; 2]), Verdict::Holds);
        assert_eq!(says([false; 2], [false; 2]), Verdict::DoesNotHold);
        let Verdict::HoldsWhen(condition) = says([true, false], [false; 2]) else { panic!("it is under a condition") };
        assert!(condition.contains("a with the LayerNorm here and not there"), "{condition}");
        assert!(condition.contains("“b” is left out"), "{condition}");
    }
}
