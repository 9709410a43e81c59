//! Training with each score at growing d_k, in models that are otherwise the same.

use crate::experiment::learn::{Effort, Spread};
use crate::experiment::scores::{self, ADDITIVE, DOT, SCALED, Setup, Trained};
use crate::experiment::table::number;
use crate::experiment::{Bench, Chart, Plot, Stopped};

/// Unscaled, scaled and additive scores at every d_k.
pub(super) fn train(bench: &Bench) -> Result<Vec<Trained>, Stopped> {
    let largest = bench.count("trained");
    let head_widths: Vec<usize> = [4, 64, 256].into_iter().filter(|d| *d <= largest).collect();
    let width = head_widths[head_widths.len() - 1];
    let effort = Effort { steps: bench.count("steps"), batch: 32, seeds: bench.count("trainings") };
    let setup = Setup { width, hidden: width, longest: 5, effort, rate: 1e-3 };
    scores::train(bench, &setup, &[DOT, SCALED, ADDITIVE], &head_widths)
}

/// The held-out loss that a score came to at a d_k, if it was trained there.
pub(super) fn end(trained: &[Trained], name: &str, head_width: usize) -> Option<Spread> {
    trained.iter().find(|t| t.scored.name == name && t.head_width == head_width).map(|t| t.loss)
}

/// What a score came to.
pub(super) fn sentence(trained: &Trained) -> String {
    let Trained { scored, head_width, loss, course, .. } = trained;
    let [loss, spread, course] = [loss.mean, loss.deviation, course.mean].map(number);
    format!("Trained at d_k = {head_width}, {}: {loss} ± {spread} nats at the end, {course} on the way.", scored.name)
}

/// The scores at the largest d_k: dot, scaled, additive.
fn at_largest(trained: &[Trained]) -> &[Trained] {
    &trained[trained.len() - 3..]
}

/// A chart of the loss on the way for each d_k.
pub(super) fn plots(trained: &[Trained]) -> Vec<Plot> {
    let chart = |some: &[Trained]| {
        let chart = Chart::new(&format!("training at d_k = {}", some[0].head_width), "step", "nats");
        Plot::Chart(some.iter().fold(chart, |chart, t| chart.line(t.scored.name, t.curve.clone())))
    };
    trained.chunks(3).map(chart).collect()
}

/// The conditions under which training at the largest d_k does not show what gradients do; none where it does.
pub(super) fn unseen(trained: &[Trained]) -> Vec<String> {
    let [dot, scaled, additive] = at_largest(trained) else { return Vec::new() };
    let worse_than = |other: &Trained| {
        let apart =
            if dot.loss.below(other.loss) { "below" } else { "no further from than seeds are from one another" };
        let [dot_nats, nats] = [dot.loss.mean, other.loss.mean].map(number);
        let sentence = format!(
            "it is not read off the loss of the {} scores: trained at d_k = {}, the unscaled dot product ends at {dot_nats} \
             nats, {apart} their {nats}",
            other.scored.name, dot.head_width
        );
        (!other.loss.below(dot.loss)).then_some(sentence)
    };
    [scaled, additive].into_iter().filter_map(worse_than).collect()
}
