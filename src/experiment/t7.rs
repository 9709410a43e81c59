//! T7: what a growing d_k does to dot products, to the softmax, and to the gradient of the weights by the queries.
//!
//! This file decides; `score` measures scores on drawn queries and keys. Training curves are a further part: measured in
//! a file of their own beside `score`, and joined to the table, the plots and the verdict in [`run`].

mod score;

use score::{Measured, SCORES};

use super::statistics::{doublings, mean, power};
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if var(q·k) grows with d_k by an exponent of 1 ± 0.1; for the unscaled dot product the entropy at the \
                largest d_k is below half, and the median ‖∂p/∂q‖ below a tenth, of what they are at the smallest, and for \
                the scaled one neither is. Under a condition if the mean ‖∂p/∂q‖ does not fall so, and if additive scores \
                keep both with v ~ 1/√d but lose one with v of unit variance.",
    parameters: &[
        Parameter::count("largest", "largest d_k, reached by doubling from 4", (1024, 256), (8, 4096)),
        Parameter::count("keys", "keys of every query", (16, 16), (2, 256)),
        Parameter::count("queries", "queries of every repetition", (256, 96), (2, 100_000)),
        Parameter::count("seeds", "repetitions", (5, 2), (1, 100)),
    ],
    run,
};

/// What one score measures, over d_k.
struct Course {
    points: Vec<(f64, Measured)>,
}

impl Course {
    fn line(&self, of: fn(&Measured) -> f64) -> Vec<(f64, f64)> {
        self.points.iter().map(|(d, measured)| (*d, of(measured))).collect()
    }

    /// By what factor a number changes from the smallest d_k to the largest.
    fn change(&self, of: fn(&Measured) -> f64) -> f64 {
        of(&self.points[self.points.len() - 1].1) / of(&self.points[0].1)
    }

    /// Whether the entropy, and whether the median gradient, collapses.
    fn collapses(&self) -> (bool, bool) {
        (self.change(|m| m.entropy) < 0.5, self.change(|m| m.by_query_median) < 0.1)
    }
}

/// The mean of every number over repetitions.
fn over_seeds(all: &[Measured]) -> Measured {
    let of = |get: fn(&Measured) -> f64| mean(&all.iter().map(get).collect::<Vec<_>>());
    Measured {
        variance: of(|m| m.variance),
        entropy: of(|m| m.entropy),
        by_score_mean: of(|m| m.by_score_mean),
        by_score_median: of(|m| m.by_score_median),
        by_query_mean: of(|m| m.by_query_mean),
        by_query_median: of(|m| m.by_query_median),
    }
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [largest, keys, queries, seeds] = ["largest", "keys", "queries", "seeds"].map(|name| bench.count(name));
    let widths = doublings(4, largest);
    let columns = ["score", "d_k", "var(score)", "entropy, bits", "‖∂p/∂s‖ mean", "median", "‖∂p/∂q‖ mean", "median"];
    let mut table = Table::new(columns);
    let mut courses = Vec::new();
    for (i, score) in SCORES.iter().enumerate() {
        let mut points = Vec::new();
        for (j, &width) in widths.iter().enumerate() {
            bench.step(i * widths.len() + j, SCORES.len() * widths.len(), score.name())?;
            let each = (0..seeds).map(|seed| score.measure([width, keys, queries], &mut bench.draw(seed)));
            let m = over_seeds(&each.collect::<Result<Vec<_>, _>>()?);
            row!(
                table,
                score.name(),
                width,
                m.variance,
                m.entropy,
                m.by_score_mean,
                m.by_score_median,
                m.by_query_mean,
                m.by_query_median
            );
            points.push((width as f64, m));
        }
        courses.push(Course { points });
    }
    let fit =
        power(&courses[0].line(|m| m.variance)).ok_or_else(|| Stopped::Failed("one d_k makes no slope".into()))?;
    let notes =
        vec![format!("var(q·k) grows with d_k by an exponent of {} ± {}.", number(fit.slope), number(fit.error))];
    let plots = plots(&courses);
    Ok(Findings { table, plots, notes, verdict: verdict(bench, fit.slope, &courses) })
}

fn plots(courses: &[Course]) -> Vec<Plot> {
    let drawn = |title: &str, y: &str, of: fn(&Measured) -> f64, logarithmic: bool| {
        let chart = Chart::new(title, "d_k", y).logarithmic_x();
        let chart = if logarithmic { chart.logarithmic_y() } else { chart };
        let lines = SCORES.iter().zip(courses);
        Plot::Chart(lines.fold(chart, |chart, (score, course)| chart.line(score.name(), course.line(of))))
    };
    vec![
        drawn("entropy of the weights", "bits", |m| m.entropy, false),
        drawn("gradient of the weights by the queries, median", "‖∂p/∂q‖", |m| m.by_query_median, true),
        drawn("the same, mean", "‖∂p/∂q‖", |m| m.by_query_mean, true),
    ]
}

fn verdict(bench: &Bench, slope: f64, courses: &[Course]) -> Verdict {
    let [dot, scaled, additive, unit] = courses else { unreachable!("there are four scores") };
    let needs = (slope - 1.0).abs() <= 0.1 && dot.collapses() == (true, true) && scaled.collapses() == (false, false);
    if !needs || additive.collapses() != (false, false) {
        return bench.too_few(format!("the exponent of var(q·k) is {}", number(slope)), Verdict::DoesNotHold);
    }
    let mut conditions = Vec::new();
    let mean = dot.change(|m| m.by_query_mean);
    if mean >= 0.1 {
        conditions.push(format!(
            "the gradient that vanishes is that of most queries: without scaling the median ‖∂p/∂q‖ falls to {} of itself, \
             the mean only to {}",
            number(dot.change(|m| m.by_query_median)),
            number(mean)
        ));
    }
    if unit.collapses() != (false, false) {
        conditions.push("additive scores begin with v ~ 1/√d: with v of unit variance they saturate too".to_owned());
    }
    Verdict::holds_when(&conditions)
}
