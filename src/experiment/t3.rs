//! T3: attention beside a recurrent and a convolutional network in the same layers: what each costs, how far it sees, how
//! much it overfits, how it learns local detail, and how much it minds its learning rate.

mod chain;
mod cost;
mod learning;

use super::statistics::{Fit, power};
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Six parts, each by numbers. Parallel: the steps that must wait for one another do not grow with the tokens, \
                a recurrent network's do. Far-seeing: nor does the way from one token to another, while a recurrent \
                network's does. Quadratic: counted work grows by an exponent of 2 ± 0.1, a recurrent network's by 1 ± 0.1. \
                Overfits: of few sequences the gap between training and held-out loss is wider than both other networks', \
                by more than the spread over seeds. Needs tuning: fewer of the tried learning rates come within a tenth of a \
                nat of the best than of the recurrent network's. Worse at local detail: the held-out loss of a text in \
                which two tokens make the next ends above both others', by more than the spread. Holds if all parts do, \
                under the condition that the others are left out if some do.",
    parameters: &[
        Parameter::count("tokens", "most tokens, reached by doubling from 32", (1024, 256), (64, 4096)),
        Parameter::count("width", "numbers in a token's vector of what is timed, and trained", (32, 32), (8, 256)),
        Parameter::count("repetitions", "timings of every size; the shortest counts", (7, 3), (1, 1000)),
        Parameter::count("steps", "steps of every training", (1200, 60), (1, 100_000)),
        Parameter::count("few", "sequences that the overfitted models learn from", (64, 64), (1, 10_000)),
        Parameter::count("seeds", "trainings of every kind", (3, 3), (1, 20)),
    ],
    run,
};

/// A part of the claim, and whether the numbers bear it out.
pub(super) struct Part {
    name: &'static str,
    so: bool,
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let mut table = Table::new(["measured", "attention", "recurrent", "convolution"]);
    let costs = cost::measure(bench)?;
    let mut parts = cost_parts(&costs, &mut table)?;
    let learned = learning::measure(bench)?;
    parts.extend(learned.parts(&mut table));
    let mut plots = vec![time(&costs)];
    plots.extend(learned.plots());
    let mut notes = vec![
        "“Opaque”, “flexible” and “scalable” are not measured here: the first is a judgement, the others want models far \
         larger than these."
            .to_owned(),
    ];
    notes.extend(
        parts.iter().map(|part| format!("{}: {}.", part.name, if part.so { "borne out" } else { "not borne out" })),
    );
    Ok(Findings { table, plots, notes, verdict: verdict(bench, &parts) })
}

/// Rows and parts of the claim that costs decide: attention, recurrent, convolution.
fn cost_parts(costs: &[cost::Course; 3], table: &mut Table) -> Result<Vec<Part>, Stopped> {
    let fit = |of: fn(&cost::Cost) -> f64| {
        let fits = costs.each_ref().map(|course| power(&course.line(of)));
        let [Some(a), Some(b), Some(c)] = fits else {
            return Err(Stopped::Failed("one size makes no exponent".into()));
        };
        Ok([a, b, c])
    };
    let mut exponents = |name: &str, of: fn(&cost::Cost) -> f64| {
        let fits = fit(of)?;
        let cell = |fit: &Fit| format!("{} ± {}", number(fit.slope), number(fit.error));
        row!(table, name, cell(&fits[0]), cell(&fits[1]), cell(&fits[2]));
        Ok::<_, Stopped>(fits.map(|fit| fit.slope))
    };
    let work = exponents("exponent of counted work by tokens", |c| c.work)?;
    exponents("exponent of bytes by tokens", |c| c.bytes)?;
    exponents("exponent of measured time by tokens", |c| c.seconds)?;
    let mut grows = |name: &str, of: fn(&cost::Cost) -> f64| {
        let ends = costs.each_ref().map(|course| course.ends(of));
        let cell = |(first, last): (f64, f64)| format!("{} to {}", number(first), number(last));
        row!(table, name, cell(ends[0]), cell(ends[1]), cell(ends[2]));
        ends.map(|(first, last)| last > first)
    };
    let steps = grows("steps one after another, fewest tokens to most", |c| c.steps);
    let way = grows("layers or steps from the first token to the last", |c| c.way);
    Ok(vec![
        Part { name: "parallel", so: !steps[0] && steps[1] },
        Part { name: "far-seeing", so: !way[0] && way[1] },
        Part { name: "quadratic", so: (work[0] - 2.0).abs() < 0.1 && (work[1] - 1.0).abs() < 0.1 },
    ])
}

fn time(costs: &[cost::Course; 3]) -> Plot {
    let chart = Chart::new("time of one layer's mixing", "tokens", "seconds").logarithmic_x().logarithmic_y();
    Plot::Chart(costs.iter().fold(chart, |chart, course| chart.line(course.name, course.line(|c| c.seconds))))
}

fn verdict(bench: &Bench, parts: &[Part]) -> Verdict {
    let failed: Vec<&str> = parts.iter().filter(|part| !part.so).map(|part| part.name).collect();
    let all = failed.len() == parts.len();
    let decided = match failed.as_slice() {
        [] => Verdict::Holds,
        _ if all => Verdict::DoesNotHold,
        some => Verdict::HoldsWhen(format!(
            "these parts are left out, which the numbers do not bear out: {}",
            some.join(", ")
        )),
    };
    // Short trainings tell little about what long ones come to.
    if bench.quick && failed.len() > 3 { bench.too_few("most models have hardly learned", decided) } else { decided }
}
