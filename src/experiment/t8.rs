//! T8: −1000 at padding, added and filled, as scores grow; and what becomes of a row that is padding only.

use super::masking::{How, Masking, leaked};
use super::statistics::{doublings, largest};
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if with −1000 added, in f32, no more than a millionth of any row's weight reaches padding at unit \
                scores; under a condition for every case in which it does not mask: larger scores at which more than a \
                millionth leaks, and a row that is padding only and keeps its weights as if unmasked.",
    parameters: &[
        Parameter::count(
            "size",
            "largest deviation of the scores, reached by doubling from 1",
            (4096, 4096),
            (1, 16_384),
        ),
        Parameter::count("tokens", "keys, padding among them", (32, 16), (2, 1024)),
        Parameter::count("padding", "keys that are padding", (12, 6), (1, 1023)),
        Parameter::count("queries", "queries", (256, 64), (1, 100_000)),
    ],
    run,
};

/// A millionth: less than this is no leak.
const LEAK: f64 = 1e-6;

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [tokens, padding, queries] = ["tokens", "padding", "queries"].map(|name| bench.count(name));
    if padding >= tokens {
        return Err(Stopped::Failed(format!("{padding} of {tokens} keys as padding leaves none: set padding lower")));
    }
    let real = tokens - padding;
    let unit = bench.draw(0).matrix(tokens, queries, 1.0);
    let sizes = doublings(1, bench.count("size"));
    let mut table =
        Table::new(["mask", "precision", "deviation of scores", "weight on padding", "row of padding only"]);
    let mut chart = Chart::new("leak", "deviation of the scores", "weight on padding").logarithmic_x().logarithmic_y();
    let maskings: Vec<Masking> = [false, true].into_iter().flat_map(Masking::before_softmax).skip(1).collect();
    let mut added = (Vec::new(), "");
    for (i, masking) in maskings.iter().filter(|masking| masking.value.is_some()).enumerate() {
        bench.step(i, maskings.len(), &masking.name())?;
        let mut leaks = Vec::new();
        let empty = masking.of_padding_only(&unit)?;
        for &size in &sizes {
            let weights = masking.weights(&(&unit * size as f32), real)?;
            let leak = leaked(&weights, real);
            let empty = if size == 1 { empty } else { "–" };
            row!(table, masking.name(), masking.precision(), size, leak, empty);
            leaks.push((size as f64, leak));
        }
        if leaks.iter().any(|(_, leak)| *leak > 0.0) {
            chart = chart.line(&format!("{} {}", masking.name(), masking.precision()), leaks.iter().copied());
        }
        if masking.value == Some(-1000.0) && masking.how == How::Added && !masking.half {
            added = (leaks, empty);
        }
    }
    let scores = largest(unit.iter().map(|s| f64::from(s.abs())));
    let notes = vec![format!("Of scores with deviation 1 the largest is {}.", number(scores))];
    Ok(Findings { table, plots: vec![Plot::Chart(chart)], notes, verdict: verdict(&added.0, added.1) })
}

/// From the leak of −1000 added at every deviation of the scores, and what becomes of a row that is padding only.
fn verdict(leaks: &[(f64, f64)], empty: &str) -> Verdict {
    let leaking = leaks.iter().position(|(_, leak)| *leak > LEAK);
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
