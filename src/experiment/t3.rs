//! T3: attention beside a recurrent and a convolutional network in the same layers: what each costs, how far it sees, how
//! much it overfits, how it learns local detail, and how much it minds its learning rate.

mod chain;
mod cost;
mod learning;

use super::statistics::{Fit, power};
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Six parts. Parallel and far-seeing are counted off how a layer is built: the steps that must wait for one \
                another, and the way from one token to another, do not grow with the tokens while a recurrent network's do. \
                Quadratic: counted work grows by an exponent of 2 ± 0.1 and a recurrent network's by 1 ± 0.1, and bytes \
                recorded and time measured by exponents above 1.5 and below it. The others are trained: overfits if of few \
                texts the gap between training and held-out loss is wider than both other networks'; needs tuning if fewer \
                learning rates come within a tenth of a nat of the best than of the recurrent network's; is worse at local \
                detail if the held-out loss of texts in which two tokens make the next ends above both others', each at its \
                best rate; always by more than the spread over seeds. Holds if all parts are so, under the condition that \
                the others are left out if some are, does not hold if none is.",
    parameters: &[
        Parameter::count("tokens", "most tokens, reached by doubling from 32", (1024, 256), (64, 4096)),
        Parameter::multiple(
            "width",
            "numbers in a token's vector of what is timed, and trained",
            (32, 32),
            (8, 256),
            4,
        ),
        Parameter::count("repetitions", "timings of every size; the shortest counts", (7, 3), (1, 1000)),
        Parameter::count("steps", "steps of every training", (1200, 60), (1, 100_000)),
        Parameter::multiple("few", "texts that the overfitted models learn from", (64, 64), (16, 9_600), 16),
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
    let mut parts = cost_parts(&costs, &mut table);
    let learned = learning::measure(bench)?;
    parts.extend(learned.parts(&mut table));
    let mut plots = vec![time(&costs)];
    plots.extend(learned.plots());
    let mut notes = vec![
        "From the fewest tokens to the most: steps and ways are those of one layer; a convolution's way is in layers. Maps \
         that treat every token by itself are the same for all, and left out."
            .to_owned(),
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
fn cost_parts(costs: &[cost::Course; 3], table: &mut Table) -> Vec<Part> {
    let mut exponents = |name: &str, of: fn(&cost::Cost) -> f64| {
        let fits = costs.each_ref().map(|course| power(&course.line(of)));
        let cell =
            |fit: Option<Fit>| fit.map_or("–".to_owned(), |f| format!("{} ± {}", number(f.slope), number(f.error)));
        row!(table, name, cell(fits[0]), cell(fits[1]), cell(fits[2]));
        // Without an exponent, as of one size or of times below the clock's, nothing is borne out.
        fits.map(|fit| fit.map_or(f64::NAN, |fit| fit.slope))
    };
    let work = exponents("exponent of work by tokens, by formula", |c| c.work);
    let bytes = exponents("exponent of bytes by tokens", |c| c.bytes);
    let seconds = exponents("exponent of measured time by tokens", |c| c.seconds);
    let mut grows = |name: &str, of: fn(&cost::Cost) -> f64| {
        let ends = costs.each_ref().map(|course| course.ends(of));
        let cell = |(first, last): (f64, f64)| format!("{} to {}", number(first), number(last));
        row!(table, name, cell(ends[0]), cell(ends[1]), cell(ends[2]));
        ends.map(|(first, last)| last > first)
    };
    let steps = grows("steps one after another, by formula", |c| c.steps);
    let way = grows("way from first token to last, by formula", |c| c.way);
    vec![
        Part { name: "parallel", so: !steps[0] && steps[1] },
        Part { name: "far-seeing", so: !way[0] && way[1] },
        Part { name: "quadratic", so: is_quadratic(work, bytes, seconds) },
    ]
}

/// From the exponents of work, bytes and time: attention, recurrent, convolution.
fn is_quadratic(work: [f64; 3], bytes: [f64; 3], seconds: [f64; 3]) -> bool {
    let counted = (work[0] - 2.0).abs() < 0.1 && (work[1] - 1.0).abs() < 0.1;
    counted && [bytes, seconds].iter().all(|measured| measured[0] > 1.5 && measured[1] < 1.5)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_bytes_and_time_have_to_agree() {
        let linear = |quadratic: f64| [quadratic, 1.0, 1.0];
        assert!(is_quadratic(linear(2.0), linear(1.9), linear(1.7)));
        assert!(!is_quadratic(linear(1.8), linear(1.9), linear(1.7)));
        assert!(!is_quadratic(linear(2.0), linear(1.4), linear(1.7)));
        assert!(!is_quadratic(linear(2.0), linear(1.9), [1.7, 1.6, 1.0]));
    }

    #[test]
    fn what_is_not_borne_out_is_left_out() {
        let parts = |so: [bool; 4]| so.map(|so| Part { name: "a part", so });
        let says = |so| verdict(&Bench::still(false), &parts(so));
        assert_eq!(says([true; 4]), Verdict::Holds);
        assert_eq!(says([false; 4]), Verdict::DoesNotHold);
        assert!(matches!(says([true, false, true, true]), Verdict::HoldsWhen(_)));
        assert!(!verdict(&Bench::still(true), &parts([false; 4])).is_decided());
    }
}
