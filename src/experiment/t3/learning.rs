//! The three networks trained in the same layers: much data and little, one learning rate and many.

use super::Part;
use super::chain::{self, Chain};
use crate::experiment::learn::{Effort, Kind, Learned, Spread, held_out, learn_kinds, mean_curve};
use crate::experiment::sheet;
use crate::experiment::statistics::mean;
use crate::experiment::table::{Table, number, row};
use crate::experiment::{Bench, Chart, Plot, Stopped};
use crate::train::HeldOut;
use crate::transformer::{Config, Mixing, Position};

const NETWORKS: [(&str, Mixing); 3] =
    [("attention", Mixing::Attention), ("recurrent", Mixing::Recurrent), ("convolution", Mixing::Convolution)];
const LENGTH: usize = 16;
const BATCH: usize = 16;
/// The rates of the sweep.
const RATES: [f64; 5] = [1e-3, 3e-3, 1e-2, 3e-2, 1e-1];

/// What the trainings of one network came to.
struct Trained {
    name: &'static str,
    /// Held-out loss of texts without end at each rate, over seeds.
    sweep: Vec<Spread>,
    /// The rate with the lowest of them.
    best: usize,
    /// How many rates come within a tenth of a nat of each seed's best.
    near_best: Spread,
    /// The loss on the way, at the best rate.
    curve: Vec<(f64, f64)>,
    /// Held-out loss less training loss of few texts, at the best rate.
    gap: Spread,
}

/// All networks, in the order of the table.
pub(super) struct Networks(Vec<Trained>);

fn kind<'a>(bench: &Bench, (name, mixing): (&'a str, Mixing), task: &'a dyn HeldOut, rate: f64) -> Kind<'a> {
    let plain = sheet::config(chain::WORDS, bench.count("width"), 4, 2);
    let config = Config { mixing, causal: true, context: LENGTH, position: Position::Learned, ..plain };
    Kind { name, config, task, rate }
}

fn losses(kind: &Kind, runs: &[Learned]) -> Result<Vec<f64>, Stopped> {
    runs.iter().map(|run| held_out(&kind.config, run, kind.task, 6).map(|(loss, _)| loss)).collect()
}

/// Trains every network at every rate, then on few texts at the best one of each.
pub(super) fn measure(bench: &Bench) -> Result<Networks, Stopped> {
    let effort = Effort { steps: bench.count("steps"), batch: BATCH, seeds: bench.count("seeds") };
    let endless = Chain::endless(LENGTH, bench.seed);
    let kinds = NETWORKS.map(|network| RATES.map(|rate| kind(bench, network, &endless, rate)));
    let kinds = kinds.into_iter().flatten().collect::<Vec<_>>();
    let all = learn_kinds(bench, &kinds, effort)?;
    let mut trained = Vec::new();
    for ((name, _), (kinds, runs)) in NETWORKS.into_iter().zip(kinds.chunks(RATES.len()).zip(all.chunks(RATES.len()))) {
        let held_out = kinds.iter().zip(runs).map(|(kind, runs)| losses(kind, runs)).collect::<Result<Vec<_>, _>>()?;
        trained.push(Trained::swept(name, &held_out, runs));
    }
    let few = Chain::few(LENGTH, bench.count("few") / BATCH, bench.seed);
    let kinds: Vec<Kind> =
        NETWORKS.iter().zip(&trained).map(|(network, t)| kind(bench, *network, &few, RATES[t.best])).collect();
    let all = learn_kinds(bench, &kinds, effort)?;
    for (trained, (kind, runs)) in trained.iter_mut().zip(kinds.iter().zip(&all)) {
        let seen = runs.iter().map(|run| mean(&run.losses[run.losses.len() * 9 / 10..]));
        let gaps: Vec<f64> = losses(kind, runs)?.iter().zip(seen).map(|(out, seen)| out - seen).collect();
        trained.gap = Spread::of(&gaps);
    }
    Ok(Networks(trained))
}

impl Trained {
    /// From the held-out losses `[rate][seed]` and the runs they are of.
    fn swept(name: &'static str, held_out: &[Vec<f64>], runs: &[Vec<Learned>]) -> Trained {
        let sweep: Vec<Spread> = held_out.iter().map(|losses| Spread::of(losses)).collect();
        let lower = |a: &usize, b: &usize| sweep[*a].mean.total_cmp(&sweep[*b].mean);
        let best = (0..sweep.len()).min_by(lower).unwrap_or(0);
        let near = |seed: usize| near_best(&held_out.iter().map(|losses| losses[seed]).collect::<Vec<_>>()) as f64;
        let near_best = Spread::of(&(0..held_out[0].len()).map(near).collect::<Vec<_>>());
        let curve = mean_curve(&runs[best].iter().map(|run| run.curve(24)).collect::<Vec<_>>());
        Trained { name, sweep, best, near_best, curve, gap: Spread { mean: f64::NAN, deviation: f64::NAN } }
    }

    /// Held-out loss at the best rate.
    fn detail(&self) -> Spread {
        self.sweep[self.best]
    }
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
        for (i, rate) in RATES.iter().enumerate() {
            line(&format!("held-out nats at a rate of {}", number(*rate)), &|t| spread(t.sweep[i]));
        }
        line("rates within 0.1 nats of the best", &|t| spread(t.near_best));
        line(&format!("held-out nats at the best rate; {} at least", number(chain::least_loss())), &|t| {
            spread(t.detail())
        });
        line("few texts: held-out less training nats", &|t| spread(t.gap));
        let others = &all[1..];
        vec![
            Part { name: "quick to overfit", so: others.iter().all(|other| other.gap.below(all[0].gap)) },
            Part { name: "in need of tuning", so: all[0].near_best.below(all[1].near_best) },
            Part {
                name: "worse at local detail",
                so: others.iter().all(|other| other.detail().below(all[0].detail())),
            },
        ]
    }

    /// The loss on the way, and over rates.
    pub(super) fn plots(&self) -> Vec<Plot> {
        let way = Chart::new("local detail: loss of the batches, at the best rate of each", "step", "nats");
        let rates = Chart::new("held-out loss by learning rate", "rate", "nats").logarithmic_x();
        let sweep = |t: &Trained| RATES.iter().copied().zip(t.sweep.iter().map(|s| s.mean)).collect::<Vec<_>>();
        let way = self.0.iter().fold(way, |chart, t| chart.line(t.name, t.curve.clone()));
        vec![Plot::Chart(way), Plot::Chart(self.0.iter().fold(rates, |chart, t| chart.line(t.name, sweep(t))))]
    }
}
