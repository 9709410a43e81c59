//! T6: the cost of additive and multiplicative scores of the same queries and keys, counted and measured; and what models
//! trained with either come to at small d_k.

use crate::tape::{Heads, Matrix, Name, Tape, Var};

use super::drawn::additive_apart;
use super::learn::{Effort, Spread};
use super::scores::{self, Setup, Trained};
use super::sheet::{attn, blank, given};
use super::statistics::{doublings, power};
use super::table::{number, row};
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "In steps counted by formula both grow with tokens squared times d. Holds if at the largest size additive \
                scores, written either way, take at least one and a half times as long as multiplied ones; under a condition \
                if, written with separate operations, they also hold at least twice the memory, or if of models trained \
                with either at small d_k the right shares of held-out tokens end more than five hundredths apart, and \
                further than the spread over seeds.",
    parameters: &[
        Parameter::count("tokens", "most tokens, reached by doubling from 32", (512, 128), (64, 1024)),
        Parameter::count("width", "largest d, reached by doubling from 8", (128, 64), (16, 256)),
        Parameter::count("repetitions", "timings of every size; the shortest counts", (5, 3), (1, 1000)),
        Parameter::count("steps", "steps of every training", (1500, 300), (1, 100_000)),
        Parameter::count("longest", "most letters that the trained models write backwards", (8, 5), (2, 20)),
        Parameter::count("seeds", "trainings of every kind", (3, 3), (1, 20)),
    ],
    run,
};

const ONE_HEAD: Heads = Heads { queries: 1, keys: 1, sequences: 1 };

/// A way to make scores.
#[derive(Clone, Copy)]
enum Way {
    /// q·k for all pairs: one matrix product.
    Dot,
    /// v·tanh(q + k) in one operation that holds no sum.
    Fused,
    /// The same in separate operations, each with its array of every pair's d numbers.
    Separate,
}

const WAYS: [Way; 3] = [Way::Dot, Way::Fused, Way::Separate];

impl Way {
    fn name(self) -> &'static str {
        match self {
            Way::Dot => "dot",
            Way::Fused => "additive, fused",
            Way::Separate => "additive",
        }
    }

    /// What is done to the numbers of each pair: a multiplication and a sum; for additive scores a sum and a tanh more.
    fn steps(self, tokens: usize, width: usize) -> usize {
        let each = if matches!(self, Way::Dot) { 2 } else { 4 };
        tokens * tokens * width * each
    }

    fn record(self, tape: &mut Tape, q: &Matrix, k: &Matrix, v: &Matrix) -> Var {
        match self {
            Way::Dot => {
                let (q, k) = (given(tape, Name::Q, q), given(tape, Name::K, k));
                tape.compare(attn(Name::Scores), k, q, ONE_HEAD)
            }
            Way::Fused => {
                let (q, k) = (given(tape, Name::Q, q), given(tape, Name::K, k));
                let v = given(tape, Name::V, v);
                tape.compare_additive(attn(Name::Scores), k, q, v, ONE_HEAD)
            }
            Way::Separate => {
                let (q, k) = (given(tape, Name::Q, q), given(tape, Name::K, k));
                let v = given(tape, Name::V, v);
                additive_apart(tape, [q, k, v])
            }
        }
    }

    /// Seconds and bytes of one size: the shortest of several timings, and everything that was recorded on the way.
    fn measure(self, bench: &Bench, tokens: usize, width: usize) -> Result<(f64, usize), Stopped> {
        let mut draw = bench.draw(0);
        let [q, k] = [(); 2].map(|()| draw.matrix(width, tokens, 1.0));
        let v = draw.matrix(width, 1, 1.0 / (width as f64).sqrt());
        let given = 4 * (q.len() + k.len() + if matches!(self, Way::Dot) { 0 } else { v.len() });
        let mut best = (f64::INFINITY, 0);
        for _ in 0..bench.count("repetitions") {
            let mut tape = blank();
            self.record(&mut tape, &q, &k, &v);
            let (played, seconds) = bench.timed(|| tape.play(|_| true));
            played?;
            best = (seconds.min(best.0), tape.bytes() - given);
        }
        Ok(best)
    }
}

/// What one way costs at one size.
struct Cost {
    tokens: usize,
    width: usize,
    steps: usize,
    seconds: f64,
    bytes: usize,
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let (tokens, widths) = (doublings(32, bench.count("tokens")), doublings(8, bench.count("width")));
    let (most_tokens, most_width) = (tokens[tokens.len() - 1], widths[widths.len() - 1]);
    let longer = tokens.iter().map(|tokens| (*tokens, most_width));
    let wider = widths.iter().map(|width| (most_tokens, *width));
    let mut sizes: Vec<(usize, usize)> = longer.chain(wider).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let all = costs(bench, &sizes)?;
    let trained = train(bench)?;
    let mut notes: Vec<String> =
        WAYS.iter().zip(&all).map(|(way, costs)| exponents(*way, costs, most_tokens, most_width)).collect();
    notes.push(
        "The dot product multiplies one input by another; additive scores multiply inputs by weights only.".to_owned(),
    );
    let mut plots = cost_plots(&all, most_width);
    plots.push(courses(&trained));
    Ok(Findings { table: table(&all, &trained), plots, notes, verdict: verdict(bench, &all, &trained) })
}

/// What every way costs at every size.
fn costs(bench: &Bench, sizes: &[(usize, usize)]) -> Result<Vec<Vec<Cost>>, Stopped> {
    let mut all: Vec<Vec<Cost>> = WAYS.iter().map(|_| Vec::new()).collect();
    for (i, &(tokens, width)) in sizes.iter().enumerate() {
        bench.step(i, sizes.len(), "time every score")?;
        for (way, costs) in WAYS.iter().zip(&mut all) {
            let (seconds, bytes) = way.measure(bench, tokens, width)?;
            costs.push(Cost { tokens, width, steps: way.steps(tokens, width), seconds, bytes });
        }
    }
    Ok(all)
}

fn table(all: &[Vec<Cost>], trained: &[Trained]) -> Table {
    let mut table = Table::new([
        "score",
        "tokens",
        "d",
        "steps",
        "bytes",
        "ms",
        "ms : dot",
        "bytes : dot",
        "trained nats",
        "spread",
        "right",
    ]);
    let dash = "–";
    for i in 0..all[0].len() {
        for (way, costs) in WAYS.iter().zip(all) {
            let (cost, dot) = (&costs[i], &all[0][i]);
            let (time, memory) = (cost.seconds / dot.seconds, cost.bytes as f64 / dot.bytes as f64);
            let (name, ms) = (way.name(), 1000.0 * cost.seconds);
            row!(table, name, cost.tokens, cost.width, cost.steps, cost.bytes, ms, time, memory, dash, dash, dash);
        }
    }
    for Trained { scored, head_width, loss, right, .. } in trained {
        let name = format!("{}, trained", scored.name);
        let (nats, spread) = (loss.mean, loss.deviation);
        row!(table, name, dash, *head_width, dash, dash, dash, dash, dash, nats, spread, right.mean);
    }
    table
}

/// Time and memory over tokens, at the largest d.
fn cost_plots(all: &[Vec<Cost>], most_width: usize) -> Vec<Plot> {
    let chart = |title: &str, y: &str, what: fn(&Cost) -> f64| {
        let chart = Chart::new(title, "tokens", y).logarithmic_x().logarithmic_y();
        let line = |costs: &Vec<Cost>| {
            let some = costs.iter().filter(|cost| cost.width == most_width);
            some.map(|cost| (cost.tokens as f64, what(cost))).collect::<Vec<_>>()
        };
        Plot::Chart(WAYS.iter().zip(all).fold(chart, |chart, (way, costs)| chart.line(way.name(), line(costs))))
    };
    vec![chart("time", "seconds", |cost| cost.seconds), chart("memory", "bytes", |cost| cost.bytes as f64)]
}

/// The d_k of the trained models.
const SMALL: usize = 4;

/// Every score at small d_k.
fn train(bench: &Bench) -> Result<Vec<Trained>, Stopped> {
    let effort = Effort { steps: bench.count("steps"), batch: 32, seeds: bench.count("seeds") };
    let setup = Setup { width: 32, hidden: 64, longest: bench.count("longest"), effort, rate: 3e-3 };
    scores::train(bench, &setup, &[scores::DOT, scores::SCALED, scores::GENERAL, scores::ADDITIVE], &[SMALL])
}

fn courses(trained: &[Trained]) -> Plot {
    let chart = Chart::new(&format!("training at d_k = {SMALL}"), "step", "nats");
    Plot::Chart(trained.iter().fold(chart, |chart, t| chart.line(t.scored.name, t.curve.clone())))
}

/// How a way's time grows with tokens and with d, in a sentence.
fn exponents(way: Way, costs: &[Cost], most_tokens: usize, most_width: usize) -> String {
    let by = |fixed: fn(&Cost) -> usize, at: usize, x: fn(&Cost) -> usize| {
        let points = costs.iter().filter(|cost| fixed(cost) == at).map(|cost| (x(cost) as f64, cost.seconds));
        power(&points.collect::<Vec<_>>()).map_or("–".to_owned(), |fit| number(fit.slope))
    };
    let tokens = by(|cost| cost.width, most_width, |cost| cost.tokens);
    let width = by(|cost| cost.tokens, most_tokens, |cost| cost.width);
    format!("{}: time grows with tokens by an exponent of {tokens}, with d by {width}.", way.name())
}

/// From the costs at the largest size.
fn verdict(bench: &Bench, all: &[Vec<Cost>], trained: &[Trained]) -> Verdict {
    let last = |way: usize| &all[way][all[way].len() - 1];
    let quickest = last(1).seconds.min(last(2).seconds);
    if quickest < 1.5 * last(0).seconds {
        return Verdict::DoesNotHold;
    }
    let memory = last(2).bytes as f64 / last(0).bytes as f64;
    let condition = format!(
        "cost is counted in arithmetic, tokens² · d for both: written with separate operations additive scores also hold {} \
         times the memory, in arrays of tokens² · d numbers",
        number(memory.round())
    );
    let mut conditions = if memory >= 2.0 { vec![condition] } else { Vec::new() };
    let right = |name: &str| trained.iter().find(|t| t.scored.name == name).map(|t| t.right);
    if let (Some(dot), Some(additive)) = (right(scores::SCALED.name), right(scores::ADDITIVE.name)) {
        conditions.extend(apart(dot, additive));
    }
    // Models that have hardly learned are apart for other reasons.
    if bench.quick && trained.iter().all(|t| t.right.mean < 0.5) {
        return Verdict::Undecided("models have not learned enough to be compared".into());
    }
    Verdict::holds_when(&conditions)
}

/// The condition under which what is learned is not the same: right shares of multiplied and of additive scores.
fn apart(dot: Spread, additive: Spread) -> Option<String> {
    let differ = dot.below(additive) || additive.below(dot);
    (differ && (dot.mean - additive.mean).abs() > 0.05).then(|| {
        format!(
            "speed is weighed against what is learned: at d_k = {SMALL} {} of the tokens are right with scaled multiplied \
             scores, {} with additive ones",
            number(dot.mean),
            number(additive.mean)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(seconds: f64, bytes: usize) -> Vec<Cost> {
        vec![Cost { tokens: 64, width: 8, steps: 1, seconds, bytes }]
    }

    fn trained(scored: scores::Scored, right: f64) -> Trained {
        let [loss, right, course] = [1.0, right, 2.0].map(|mean| Spread { mean, deviation: 0.01 });
        Trained { scored, head_width: SMALL, loss, right, curve: Vec::new(), course }
    }

    #[test]
    fn time_memory_and_what_is_learned_decide() {
        let says = |fused: f64, separate: f64, bytes: usize, right: f64| {
            let costs = [cost(1.0, 100), cost(fused, 100), cost(separate, bytes)];
            let trained = [trained(scores::SCALED, 0.9), trained(scores::ADDITIVE, right)];
            verdict(&Bench::still(false), &costs, &trained)
        };
        assert_eq!(says(2.0, 3.0, 150, 0.9), Verdict::Holds);
        assert_eq!(says(1.2, 3.0, 150, 0.9), Verdict::DoesNotHold);
        assert_eq!(says(3.0, 1.2, 150, 0.9), Verdict::DoesNotHold);
        assert!(matches!(says(2.0, 3.0, 250, 0.9), Verdict::HoldsWhen(_)));
        assert!(matches!(says(2.0, 3.0, 150, 0.8), Verdict::HoldsWhen(_)));
        assert_eq!(says(2.0, 3.0, 150, 0.86), Verdict::Holds);
    }
}
