//! Training of deep stacks with and without residual connections.

use super::KINDS;
use crate::experiment::learn::{Effort, Kind, Spread, learn_kinds, mean_curve};
use crate::experiment::statistics::mean;
use crate::experiment::table::number;
use crate::experiment::{Bench, Chart, Plot, Stopped, letters};
use crate::train::Order;
use crate::transformer::Config;

/// What the trainings of one stack came to.
pub(super) struct Trained {
    name: &'static str,
    layers: usize,
    /// The loss of the last tenth of the batches, in nats.
    pub(super) end: Spread,
    /// The mean loss of all batches: the lower, the sooner it fell.
    pub(super) course: Spread,
    curve: Vec<(f64, f64)>,
}

const LONGEST: usize = 5;

/// Every stack, in the order of [`KINDS`].
pub(super) fn train(bench: &Bench) -> Result<Vec<Trained>, Stopped> {
    let layers = bench.count("trained");
    let task = letters::prefixed(Order::Reversed, LONGEST)?;
    let kind = |kind: &super::Kind| {
        let plain = letters::decoder(32, 4, layers, LONGEST);
        let config = Config { norm: kind.norm, residual: kind.residual, hidden: 64, ..plain };
        Kind { name: kind.name, config, task: &task, rate: 1e-3 }
    };
    let kinds = KINDS.each_ref().map(kind);
    let effort = Effort { steps: bench.count("steps"), batch: 16, seeds: bench.count("trainings") };
    let learned = learn_kinds(bench, &kinds, effort)?;
    let trained = KINDS.iter().zip(&learned).map(|(kind, runs)| {
        let over = |of: &dyn Fn(&[f64]) -> f64| Spread::of(&runs.iter().map(|run| of(&run.losses)).collect::<Vec<_>>());
        let end = over(&|losses| mean(&losses[losses.len() - losses.len().div_ceil(10)..]));
        let curve = mean_curve(&runs.iter().map(|run| run.curve(24)).collect::<Vec<_>>());
        Trained { name: kind.name, layers, end, course: over(&mean), curve }
    });
    Ok(trained.collect())
}

impl Trained {
    /// What it came to, for stacks of this depth.
    pub(super) fn at(&self, layers: usize) -> Option<&Trained> {
        (self.layers == layers).then_some(self)
    }

    /// What it came to.
    pub(super) fn sentence(&self) -> String {
        let [end, spread, course] = [self.end.mean, self.end.deviation, self.course.mean].map(number);
        format!(
            "Trained with {} layers, {}: {end} ± {spread} nats at the end, {course} on the way.",
            self.layers, self.name
        )
    }
}

/// The loss on the way, a line a stack.
pub(super) fn plot(bench: &Bench, trained: &[Trained]) -> Plot {
    let chart = Chart::new(&format!("training of {} layers", bench.count("trained")), "step", "nats");
    Plot::Chart(trained.iter().fold(chart, |chart, t| chart.line(t.name, t.curve.clone())))
}
