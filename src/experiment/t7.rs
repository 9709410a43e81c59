//! T7: what a growing d_k does to dot products, to the softmax, and to the gradient of the weights by the queries.
//!
//! This file decides; `drawn` measures scores of drawn queries and keys, `training` what models with each come to.

mod training;

use super::drawn::{Measured, Score};
use super::statistics::{doublings, mean, power};
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if var(q·k) grows with d_k by an exponent of 1 ± 0.1; for the unscaled dot product the entropy at the \
                largest d_k is below half, and the median ‖∂p/∂q‖ below a tenth, of what they are at the smallest, and for \
                the scaled one and for additive scores with v ~ 1/√d neither is; does not hold if one of these is not so. \
                Under a condition if the mean ‖∂p/∂q‖ does not fall so, if additive scores with v of unit variance lose \
                one, or if models trained at the largest d_k do not show it: if the unscaled dot product's held-out loss \
                does not end above the scaled one's, or above the additive ones', by more than the spread over seeds.",
    parameters: &[
        Parameter::count("largest", "largest d_k, reached by doubling from 4", (1024, 1024), (8, 4096)),
        Parameter::count("keys", "keys of every query", (16, 16), (2, 256)),
        Parameter::count("queries", "queries of every repetition", (256, 96), (2, 100_000)),
        Parameter::count("seeds", "repetitions", (5, 2), (1, 100)),
        Parameter::count("trained", "largest d_k of the trained models: 4, 64 and 256 up to it", (256, 64), (4, 256)),
        Parameter::count("steps", "steps of every training", (300, 80), (1, 100_000)),
        Parameter::count("trainings", "trainings of every kind", (3, 3), (1, 20)),
    ],
    run,
};

/// Every score, in the order of the table.
const SCORES: [Score; 4] = [Score::Dot, Score::Scaled, Score::Additive, Score::AdditiveUnit];

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
    let columns = [
        "score",
        "d_k",
        "variance",
        "entropy",
        "‖∂p/∂s‖ mean",
        "median",
        "‖∂p/∂q‖ mean",
        "median",
        "trained nats",
        "spread",
    ];
    let mut table = Table::new(columns);
    let mut courses = Vec::new();
    let trained = training::train(bench)?;
    for (i, score) in SCORES.iter().enumerate() {
        let mut points = Vec::new();
        for (j, &width) in widths.iter().enumerate() {
            bench.step(i * widths.len() + j, SCORES.len() * widths.len(), score.name())?;
            let each = (0..seeds).map(|seed| score.measure([width, keys, queries], &mut bench.draw(seed)));
            let m = over_seeds(&each.collect::<Result<Vec<_>, _>>()?);
            let end = training::end(&trained, score.name(), width);
            row!(
                table,
                score.name(),
                width,
                m.variance,
                m.entropy,
                m.by_score_mean,
                m.by_score_median,
                m.by_query_mean,
                m.by_query_median,
                end.map(|end| end.mean),
                end.map(|end| end.deviation)
            );
            points.push((width as f64, m));
        }
        courses.push(Course { points });
    }
    let fit =
        power(&courses[0].line(|m| m.variance)).ok_or_else(|| Stopped::Failed("one d_k makes no slope".into()))?;
    let dash = "–";
    row!(table, "exponent of var(q·k) by d_k", dash, fit.slope, dash, dash, dash, dash, dash, dash, dash);
    let mut notes =
        vec![format!("var(q·k) grows with d_k by an exponent of {} ± {}.", number(fit.slope), number(fit.error))];
    notes.extend(trained.iter().map(training::sentence));
    let mut plots = plots(&courses);
    plots.extend(training::plots(&trained));
    let verdict = verdict(bench, fit.slope, &courses, &training::unseen(&trained));
    Ok(Findings { table, plots, notes, verdict })
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

/// `unseen` are the conditions under which training does not show what gradients do.
fn verdict(bench: &Bench, slope: f64, courses: &[Course], unseen: &[String]) -> Verdict {
    let [dot, scaled, additive, unit] = courses else { unreachable!("there are four scores") };
    let (dot_collapses, mean) = (dot.collapses(), dot.change(|m| m.by_query_mean));
    let unmet = if (slope - 1.0).abs() > 0.1 {
        format!("var(q·k) grows by an exponent of {}", number(slope))
    } else if dot_collapses != (true, true) {
        let [bits, norm] = [dot.change(|m| m.entropy), dot.change(|m| m.by_query_median)].map(number);
        format!("without scaling the entropy falls to {bits} of itself, the median ‖∂p/∂q‖ to {norm}")
    } else if scaled.collapses() != (false, false) || additive.collapses() != (false, false) {
        "scaled and additive scores saturate too".to_owned()
    } else {
        String::new()
    };
    if !unmet.is_empty() {
        return bench.too_few(unmet, Verdict::DoesNotHold);
    }
    let mut conditions = Vec::new();
    if mean >= 0.1 {
        conditions.push(format!(
            "the gradient that vanishes is that of most queries: from the smallest d_k to the largest, without scaling, the \
             median ‖∂p/∂q‖ becomes {} of itself, the mean {}",
            number(dot.change(|m| m.by_query_median)),
            number(mean)
        ));
    }
    if unit.collapses() != (false, false) {
        conditions.push("additive scores begin with v ~ 1/√d: with v of unit variance they saturate too".to_owned());
    }
    conditions.extend_from_slice(unseen);
    Verdict::holds_when(&conditions)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A score whose entropy, and whose median and mean gradient, become these shares of themselves.
    fn course(entropy: f64, median: f64, mean: f64) -> Course {
        let at = |entropy, median, mean| Measured {
            variance: 1.0,
            entropy,
            by_score_mean: 1.0,
            by_score_median: 1.0,
            by_query_mean: mean,
            by_query_median: median,
        };
        Course { points: vec![(4.0, at(1.0, 1.0, 1.0)), (1024.0, at(entropy, median, mean))] }
    }

    fn says(slope: f64, courses: [(f64, f64, f64); 4], unseen: &[String]) -> Verdict {
        verdict(&Bench::still(false), slope, &courses.map(|(a, b, c)| course(a, b, c)), unseen)
    }

    #[test]
    fn every_part_of_the_criterion_decides() {
        let (falls, stays) = ((0.1, 0.01, 0.05), (0.9, 0.5, 0.5));
        assert_eq!(says(1.0, [falls, stays, stays, stays], &[]), Verdict::Holds);
        assert_eq!(says(1.2, [falls, stays, stays, stays], &[]), Verdict::DoesNotHold);
        assert_eq!(says(1.0, [(0.6, 0.01, 0.05), stays, stays, stays], &[]), Verdict::DoesNotHold);
        assert_eq!(says(1.0, [(0.1, 0.2, 0.05), stays, stays, stays], &[]), Verdict::DoesNotHold);
        assert_eq!(says(1.0, [falls, falls, stays, stays], &[]), Verdict::DoesNotHold);
        assert_eq!(says(1.0, [falls, stays, falls, stays], &[]), Verdict::DoesNotHold);
        assert!(matches!(says(1.0, [(0.1, 0.01, 2.0), stays, stays, stays], &[]), Verdict::HoldsWhen(_)));
        assert!(matches!(says(1.0, [falls, stays, stays, falls], &[]), Verdict::HoldsWhen(_)));
        assert!(matches!(says(1.0, [falls, stays, stays, stays], &["unseen".into()]), Verdict::HoldsWhen(_)));
    }
}
