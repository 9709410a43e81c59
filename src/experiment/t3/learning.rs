//! The three networks trained in the same layers: much data and little, one learning rate and many.

use super::Part;
use super::chain::{self, Chain};
use crate::experiment::learn::{Effort, Kind, Learned, Spread, held_out, learn_kinds, mean_curve};
use crate::experiment::sheet;
use crate::experiment::statistics::mean;
use crate::experiment::table::{Table, number, row};
use crate::experiment::{Bench, Chart, Plot, Stopped};
use crate::train::Task;
use crate::transformer::{Config, Mixing, Position};

const NETWORKS: [(&str, Mixing); 3] =
    [("attention", Mixing::Attention), ("recurrent", Mixing::Recurrent), ("convolution", Mixing::Convolution)];
const LENGTH: usize = 16;
const BATCH: usize = 16;
/// The rates of the sweep; the one in the middle is that of the other trainings.
const RATES: [f64; 5] = [1e-3, 3e-3, 1e-2, 3e-2, 1e-1];

/// What the trainings of one network came to.
struct Trained {
    name: &'static str,
    /// Held-out loss of texts without end.
    detail: Spread,
    curve: Vec<(f64, f64)>,
    /// Held-out loss less training loss, of few texts.
    gap: Spread,
    /// Held-out loss at each rate, the mean over seeds.
    sweep: Vec<f64>,
}

/// All networks, in the order of the table.
pub(super) struct Networks(Vec<Trained>);

fn kind<'a>(bench: &Bench, (name, mixing): (&'a str, Mixing), task: &'a dyn Task, rate: f64) -> Kind<'a> {
    let plain = sheet::config(chain::WORDS, bench.count("width") / 4 * 4, 4, 2);
    let config = Config { mixing, causal: true, context: LENGTH, position: Position::Learned, ..plain };
    Kind { name, config, task, rate }
}

fn losses(kind: &Kind, runs: &[Learned]) -> Result<Vec<f64>, Stopped> {
    let chain = Chain::endless(LENGTH);
    runs.iter().map(|run| held_out(&kind.config, &run.parameters, &chain, 6).map(|(loss, _)| loss)).collect()
}

/// Trains everything.
pub(super) fn measure(bench: &Bench) -> Result<Networks, Stopped> {
    let effort = Effort { steps: bench.count("steps"), batch: BATCH, seeds: bench.count("seeds") };
    let endless = Chain::endless(LENGTH);
    let few = Chain::few(LENGTH, bench.count("few").div_ceil(BATCH));
    let mut kinds = Vec::new();
    for network in NETWORKS {
        kinds.extend(RATES.map(|rate| kind(bench, network, &endless, rate)));
        kinds.push(kind(bench, network, &few, RATES[2]));
    }
    let all = learn_kinds(bench, &kinds, effort)?;
    let each = RATES.len() + 1;
    let networks = NETWORKS.iter().zip(kinds.chunks(each).zip(all.chunks(each)));
    let trained = networks.map(|((name, _), (kinds, runs))| {
        let held_out = kinds.iter().zip(runs).map(|(kind, runs)| losses(kind, runs)).collect::<Result<Vec<_>, _>>()?;
        let seen = runs[RATES.len()].iter().map(|run| mean(&run.losses[run.losses.len() * 9 / 10..]));
        let gaps: Vec<f64> = held_out[RATES.len()].iter().zip(seen).map(|(out, seen)| out - seen).collect();
        Ok(Trained {
            name,
            detail: Spread::of(&held_out[2]),
            curve: mean_curve(&runs[2].iter().map(|run| run.curve(24)).collect::<Vec<_>>()),
            gap: Spread::of(&gaps),
            sweep: held_out[..RATES.len()].iter().map(|losses| mean(losses)).collect(),
        })
    });
    Ok(Networks(trained.collect::<Result<_, Stopped>>()?))
}

/// How many rates come within a tenth of a nat of the best one.
fn near_best(sweep: &[f64]) -> usize {
    let best = sweep.iter().copied().fold(f64::INFINITY, f64::min);
    sweep.iter().filter(|loss| **loss < best + 0.1).count()
}

impl Networks {
    /// Rows of the table and what they decide.
    pub(super) fn parts(&self, table: &mut Table) -> Vec<Part> {
        let Networks(all) = self;
        let mut line = |name: &str, cell: &dyn Fn(&Trained) -> String| {
            row!(table, name, cell(&all[0]), cell(&all[1]), cell(&all[2]));
        };
        let spread = |s: Spread| format!("{} ± {}", number(s.mean), number(s.deviation));
        line(&format!("local detail: held-out nats; {} at best", number(chain::least_loss())), &|t| spread(t.detail));
        line("little data: held-out less training nats", &|t| spread(t.gap));
        for (i, rate) in RATES.iter().enumerate() {
            line(&format!("held-out nats at a rate of {}", number(*rate)), &|t| number(t.sweep[i]));
        }
        line("rates within 0.1 nats of the best", &|t| number(near_best(&t.sweep) as f64));
        let others = &all[1..];
        let tuned = near_best(&all[0].sweep) < near_best(&all[1].sweep);
        vec![
            Part { name: "quick to overfit", so: others.iter().all(|other| other.gap.below(all[0].gap)) },
            Part { name: "in need of tuning", so: tuned },
            Part { name: "worse at local detail", so: others.iter().all(|other| other.detail.below(all[0].detail)) },
        ]
    }

    /// The loss on the way, and over rates.
    pub(super) fn plots(&self) -> Vec<Plot> {
        let way = Chart::new("local detail: loss of the batches", "step", "nats");
        let rates = Chart::new("held-out loss by learning rate", "rate", "nats").logarithmic_x();
        let sweep = |t: &Trained| RATES.iter().copied().zip(t.sweep.clone()).collect::<Vec<_>>();
        let way = self.0.iter().fold(way, |chart, t| chart.line(t.name, t.curve.clone()));
        vec![Plot::Chart(way), Plot::Chart(self.0.iter().fold(rates, |chart, t| chart.line(t.name, sweep(t))))]
    }
}
