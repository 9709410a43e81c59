//! A4: keys as values, queries as keys, and no maps at all, each trained beside separate maps; and how equal Q, K and V are.

use crate::tape::{Matrix, Name};
use crate::train::{HeldOut, Order};
use crate::transformer::{Config, Input, Projections};

use super::learn::{Effort, Kind, Learned, Spread, held_out, learn_kinds, mean_curve};
use super::sheet::{attn, pass, value};
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict, letters};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if in models that are free to choose, with a map each, Q, K and V are equal after training: \
                ‖Q−K‖, ‖K−V‖ and ‖Q−V‖ below a tenth of √(‖·‖² + ‖·‖²) in the first layer. That keys can serve as values \
                is another finding: they can where the tied model's held-out loss ends within 0.1 nats of the separate one's.",
    parameters: &[
        Parameter::count("steps", "steps of every training", (3000, 400), (1, 100_000)),
        Parameter::count("longest", "most letters to write backwards", (8, 5), (1, 20)),
        Parameter::multiple("width", "numbers in a token's vector", (32, 32), (4, 256), 4),
        Parameter::count("seeds", "trainings of every kind", (3, 3), (1, 20)),
    ],
    run,
};

/// Names of the kinds in the table and the plot.
const KINDS: [(Projections, &str); 4] = [
    (Projections::Separate, "separate"),
    (Projections::TiedKeyValue, "K = V"),
    (Projections::TiedQueryKey, "Q = K"),
    (Projections::Identity, "none"),
];

/// What a trained model shows on batches that it never saw.
struct Measured {
    loss: f64,
    right: f64,
    /// How far apart: Q and K, K and V, Q and V.
    apart: [f64; 3],
}

/// 0 of equal matrices, 1 of unrelated ones, √2 of opposite ones.
fn apart(a: &Matrix, b: &Matrix) -> f64 {
    let square = |x: f32| f64::from(x).powi(2);
    let between: f64 = a.iter().zip(b).map(|(a, b)| square(a - b)).sum();
    let sizes: f64 = a.iter().chain(b).map(|x| square(*x)).sum();
    (between / sizes).sqrt()
}

fn measure(config: &Config, learned: &Learned, task: &dyn HeldOut) -> Result<Measured, Stopped> {
    let (loss, right) = held_out(config, learned, task, 20)?;
    let batch = task.held_out(1, 0, 16);
    let input =
        Input { sequences: batch.sequences, lengths: batch.lengths.clone(), ..Input::one(batch.tokens.to_vec()) };
    let tape = pass(config, &learned.parameters, &input, Vec::new())?;
    // What is tied is recorded once, under the name of the first: its distance is 0 by construction.
    let at = |name| tape.find(attn(name)).map(|_| value(&tape, attn(name)));
    let q = at(Name::Q).expect("queries are recorded");
    let k = at(Name::K).unwrap_or(q);
    let v = at(Name::V).unwrap_or(k);
    Ok(Measured { loss, right, apart: [apart(q, k), apart(k, v), apart(q, v)] })
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [steps, longest, width, seeds] = ["steps", "longest", "width", "seeds"].map(|name| bench.count(name));
    let task = letters::prefixed(Order::Reversed, longest)?;
    let config = letters::decoder(width, 4, 2, longest);
    let kinds = KINDS.map(|(projections, name)| {
        let config = Config { projections, ..config.clone() };
        Kind { name, config, task: &task, rate: 3e-3 }
    });
    let all = learn_kinds(bench, &kinds, Effort { steps, batch: 32, seeds })?;

    let mut table = Table::new(["maps", "held-out nats", "spread", "right", "Q, K apart", "K, V apart", "Q, V apart"]);
    let mut chart = Chart::new("loss of the batches", "step", "nats");
    let mut found = Vec::new();
    for (kind, runs) in kinds.iter().zip(&all) {
        let measured = runs.iter().map(|run| measure(&kind.config, run, kind.task));
        let measured = measured.collect::<Result<Vec<_>, _>>()?;
        let over = |of: &dyn Fn(&Measured) -> f64| Spread::of(&measured.iter().map(of).collect::<Vec<_>>());
        let (loss, right) = (over(&|m| m.loss), over(&|m| m.right));
        let apart = [0, 1, 2].map(|i| over(&|m| m.apart[i]).mean);
        row!(table, kind.name, loss.mean, loss.deviation, right.mean, apart[0], apart[1], apart[2]);
        chart = chart.line(kind.name, mean_curve(&runs.iter().map(|run| run.curve(24)).collect::<Vec<_>>()));
        found.push((loss, apart));
    }
    let (separate, tied) = (found[0].0, found[1].0);
    let cost = tied.mean - separate.mean;
    let can = if cost < 0.1 { "can serve as values here" } else { "serve badly as values here" };
    let notes = vec![
        format!(
            "Keys {can}: with K = V the held-out loss ends {} nats {} that of separate maps.",
            number(cost.abs()),
            if cost < 0.0 { "below" } else { "above" }
        ),
        "Q, K and V are three maps of one input: what is the same is where they come from.".to_owned(),
    ];
    let verdict = verdict(bench, separate, found[0].1);
    Ok(Findings { table, plots: vec![Plot::Chart(chart)], notes, verdict })
}

fn verdict(bench: &Bench, separate: Spread, apart: [f64; 3]) -> Verdict {
    if apart.iter().all(|apart| *apart < 0.1) {
        return Verdict::Holds;
    }
    // What has learned nothing yet has nothing to say about equality.
    if separate.mean > 2.0 {
        return bench.too_few("the model with separate maps has not learned its task", Verdict::DoesNotHold);
    }
    Verdict::DoesNotHold
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_means_nearly_equal_in_all_three_pairs() {
        let loss = |mean| Spread { mean, deviation: 0.1 };
        assert_eq!(verdict(&Bench::still(false), loss(0.1), [0.05, 0.0, 0.09]), Verdict::Holds);
        assert_eq!(verdict(&Bench::still(false), loss(0.1), [0.05, 0.0, 0.2]), Verdict::DoesNotHold);
        assert!(!verdict(&Bench::still(true), loss(3.0), [1.0, 1.0, 1.0]).is_decided());
    }

    #[test]
    fn apart_is_0_of_equals_and_1_of_orthogonal_ones() {
        let of = |a: [f32; 2], b: [f32; 2]| {
            apart(&Matrix::from_column_slice(2, 1, &a), &Matrix::from_column_slice(2, 1, &b))
        };
        assert_eq!((of([1.0, 2.0], [1.0, 2.0]), of([1.0, 0.0], [0.0, 1.0])), (0.0, 1.0));
        assert!((of([1.0, 0.0], [-1.0, 0.0]) - 2f64.sqrt()).abs() < 1e-12);
    }
}
