//! T8: −1000 at padding, added and filled, as scores grow; and what becomes of a row that is padding only.

use super::masking::{How, Masking, leaked, naive_of_padding_only, real_keys};
use super::statistics::largest;
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if with −1000 added, in f32, no more than a millionth of any row's weight reaches padding at unit \
                scores; under a condition for every case in which it does not mask: larger scores at which more than a \
                millionth leaks, and a row that is padding only and keeps its weights as if unmasked.",
    parameters: &[
        Parameter::count("size", "largest deviation of the scores, reached from 1", (4096, 4096), (1, 16_384)),
        Parameter::count("tokens", "keys, padding among them", (32, 16), (2, 1024)),
        Parameter::count("padding", "keys that are padding", (12, 6), (1, 1023)),
        Parameter::count("queries", "queries", (256, 64), (1, 100_000)),
    ],
    run,
};

/// A millionth: less than this is no leak.
const LEAK: f64 = 1e-6;

/// Whether so much weight on padding is a leak. What is no number hides nothing.
fn is_leak(weight: f64) -> bool {
    weight > LEAK || weight.is_nan()
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let real = real_keys(bench)?;
    let unit = bench.draw(0).matrix(bench.count("tokens"), bench.count("queries"), 1.0);
    let sizes = sizes(bench.number("size"));
    let mut table =
        Table::new(["mask", "precision", "from a deviation of", "weight on padding", "row of padding only"]);
    let mut chart = Chart::new("leak", "deviation of the scores", "weight on padding").logarithmic_x();
    let maskings: Vec<Masking> = [false, true].into_iter().flat_map(Masking::before_softmax).collect();
    let mut added = (Vec::new(), "");
    for (i, masking) in maskings.iter().filter(|masking| masking.value.is_some()).enumerate() {
        bench.step(i, maskings.len(), &masking.name())?;
        let empty = masking.of_padding_only(&unit)?;
        let leak = |size: f64| masking.weights(&(&unit * size as f32), real).map(|weights| leaked(&weights, real));
        let leaks = sizes.iter().map(|size| Ok((*size, leak(*size)?))).collect::<Result<Vec<_>, Stopped>>()?;
        for (at, (size, leak)) in leaks.iter().enumerate() {
            // A row where something changes: most masks leak nothing at any size.
            if at == 0 || (leak - leaks[at - 1].1).abs() > LEAK {
                let empty = if at == 0 { empty } else { "–" };
                row!(table, masking.name(), masking.precision(), *size, *leak, empty);
            }
        }
        if leaks.iter().any(|(_, leak)| is_leak(*leak)) {
            chart = chart.line(&format!("{} {}", masking.name(), masking.precision()), leaks.iter().copied());
        }
        if masking.value == Some(-1000.0) && masking.how == How::Added && !masking.half {
            added = (leaks, empty);
        }
    }
    row!(table, "−∞ added, naive softmax", "f32", "–", "–", naive_of_padding_only(&unit));
    let scores = largest(unit.iter().map(|s| f64::from(s.abs())));
    let notes = vec![format!("Of scores with deviation 1 the largest is {}.", number(scores))];
    Ok(Findings { table, plots: vec![Plot::Chart(chart)], notes, verdict: verdict(&added.0, added.1) })
}

/// From 1 by quarters of a doubling.
fn sizes(most: f64) -> Vec<f64> {
    let quarters = (4.0 * most.log2() + 1e-6) as i32;
    (0..=quarters).map(|quarter| 2f64.powf(f64::from(quarter) / 4.0)).collect()
}

/// From the leak of −1000 added at every deviation of the scores, and what becomes of a row that is padding only.
fn verdict(leaks: &[(f64, f64)], empty: &str) -> Verdict {
    let leaking = leaks.iter().position(|(_, leak)| is_leak(*leak));
    let mut conditions = Vec::new();
    match leaking {
        Some(0) => return Verdict::DoesNotHold,
        Some(first) => conditions.push(format!(
            "scores stay far below 1000 (a deviation of {} leaks nothing, one of {} does)",
            number(leaks[first - 1].0),
            number(leaks[first].0)
        )),
        None => {}
    }
    if empty == "as if unmasked" {
        conditions
            .push("no row is padding only, for there −1000 cancels and leaves the weights as if unmasked".to_owned());
    }
    Verdict::holds_when(&conditions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_a_condition() {
        let cancels = "no row is padding only, for there −1000 cancels and leaves the weights as if unmasked";
        let grows = "scores stay far below 1000 (a deviation of 64 leaks nothing, one of 128 does)";
        let cases: [(f64, f64, &str, Verdict); 7] = [
            (0.0, 1e-6, "uniform", Verdict::Holds),
            (0.0, 0.0, "all 0", Verdict::Holds),
            (0.0, 1e-6, "as if unmasked", Verdict::HoldsWhen(cancels.into())),
            (0.0, 2e-6, "uniform", Verdict::HoldsWhen(grows.into())),
            (1e-6, f64::NAN, "uniform", Verdict::HoldsWhen(grows.into())),
            (0.0, 0.5, "as if unmasked", Verdict::HoldsWhen(format!("{grows}, and {cancels}"))),
            (2e-6, 0.5, "as if unmasked", Verdict::DoesNotHold),
        ];
        for (at_unit_scores, at_the_most, empty, expected) in cases {
            let leaks = [(1.0, at_unit_scores), (64.0, 0.0), (128.0, at_the_most)];
            assert_eq!(verdict(&leaks, empty), expected, "{leaks:?} {empty}");
        }
    }
}
