//! A3: one recurrent encoder and decoder, without attention between them, with additive and with multiplicative attention:
//! exact copies against the length of the input. And the shapes of self- and cross-attention.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::model::Model;
use crate::tape::{Name, Part, Site, Stack};
use crate::train::{HeldOut, Judge, Letters, Order, Score as Judged};
use crate::transformer::{Architecture, Config, Input, Position, Score, Source};

use super::learn::{Effort, Kind, Learned, Spread, learn_kinds, mean_curve};
use super::sheet::{pass, value};
use super::table::row;
use super::{Bench, Chart, Findings, Method, Parameter, Plot, Stopped, Table, Verdict, letters};

pub(super) const METHOD: Method = Method {
    criterion: "A model falls at the first length at which fewer than half of its copies are exact, over all seeds. Holds if \
                the one without attention falls at a shorter length than either with attention, the exact share at that \
                length differing by more than the spread over seeds; and if a self-attention pattern has as many queries as \
                keys while a cross-attention pattern has the queries of the text and the keys of the source.",
    parameters: &[
        Parameter::count("steps", "steps of every training", (2500, 220), (1, 100_000)),
        Parameter::count("longest", "most letters to learn to copy", (16, 8), (2, 40)),
        Parameter::count("beyond", "most letters to be tried on", (24, 12), (2, 60)),
        Parameter::count("width", "numbers in a state", (64, 48), (4, 256)),
        Parameter::count("tried", "copies tried of every length", (200, 50), (1, 10_000)),
        Parameter::count("seeds", "trainings of every model", (3, 3), (1, 20)),
    ],
    run,
};

const KINDS: [(&str, bool, Score); 3] =
    [("none", false, Score::Dot), ("additive", true, Score::Additive), ("multiplicative", true, Score::General)];

/// The share of exact copies of held-out rows, at each length.
fn exact(bench: &Bench, config: &Config, learned: &Learned, lengths: &[usize]) -> Result<Vec<f64>, Stopped> {
    let words = letters::words()?;
    let share = |length: usize| {
        let mut rng = ChaCha8Rng::seed_from_u64(bench.seed.wrapping_mul(977).wrapping_add(length as u64));
        let copy = Letters { order: Order::Kept, longest: length };
        let pairs = std::iter::repeat_with(|| copy.of_length(length, &mut rng));
        let held_out = pairs.filter(|(input, _)| Letters::is_held_out(input)).take(bench.count("tried"));
        let judge = Judge::Pairs(held_out.map(|(a, b)| (words.encode(&a), words.encode(&b))).collect());
        match judge.score(config, &learned.parameters, words.end_of_text(), usize::MAX) {
            Some(Judged::ExactMatch { right, of }) => right as f64 / of as f64,
            _ => 0.0,
        }
    };
    Ok(lengths.iter().map(|length| share(*length)).collect())
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [steps, longest, beyond, width] = ["steps", "longest", "beyond", "width"].map(|name| bench.count(name));
    let task = letters::translation(Order::Kept, longest)?;
    let plain = Config {
        architecture: Architecture::Recurrent,
        context: 2 + longest.max(beyond),
        width,
        hidden: width,
        heads: 1,
        layers: 1,
        position: Position::None,
        tied: false,
        scale: false,
        ..Config::default()
    };
    let kinds = KINDS.map(|(name, cross_attention, score)| {
        let config = Config { score, cross_attention, ..plain.clone() };
        Kind { name, config, task: &task as &dyn HeldOut, rate: 4e-3 }
    });
    let effort = Effort { steps, batch: 32, seeds: bench.count("seeds") };
    let all = learn_kinds(bench, &kinds, effort)?;

    let lengths: Vec<usize> = (1..=beyond).filter(|n| *n < 4 || n.is_multiple_of(2)).collect();
    let mut shares: Vec<Vec<Spread>> = Vec::new();
    for (kind, runs) in kinds.iter().zip(&all) {
        let each = runs.iter().map(|run| exact(bench, &kind.config, run, &lengths));
        let each = each.collect::<Result<Vec<_>, _>>()?;
        let at = |i: usize| Spread::of(&each.iter().map(|shares| shares[i]).collect::<Vec<_>>());
        shares.push((0..lengths.len()).map(at).collect());
    }
    let columns = ["letters", "learned", "none", "spread", "additive", "spread", "multiplicative", "spread"];
    let mut table = Table::new(columns);
    let dash = "–";
    for (i, length) in lengths.iter().enumerate() {
        let [a, b, c] = [0, 1, 2].map(|kind: usize| shares[kind][i]);
        let seen = if *length <= longest { "yes" } else { "no" };
        row!(table, *length, seen, a.mean, a.deviation, b.mean, b.deviation, c.mean, c.deviation);
    }
    let chart = Chart::new("exact copies", "letters", "share");
    let line = |shares: &Vec<Spread>| lengths.iter().zip(shares).map(|(n, s)| (*n as f64, s.mean)).collect::<Vec<_>>();
    let chart = KINDS.iter().zip(&shares).fold(chart, |chart, (kind, shares)| chart.line(kind.0, line(shares)));
    let loss = Chart::new("loss of the batches", "step", "nats");
    let curve = |runs: &Vec<Learned>| mean_curve(&runs.iter().map(|run| run.curve(24)).collect::<Vec<_>>());
    let loss = KINDS.iter().zip(&all).fold(loss, |chart, (kind, runs)| chart.line(kind.0, curve(runs)));
    let shapes = shapes()?;
    for shape in &shapes {
        let [queries, keys] = shape.found;
        row!(table, format!("{}: {queries} × {keys}", shape.name), dash, dash, dash, dash, dash, dash, dash);
    }
    let rectangular = shapes.iter().all(|shape| shape.found == shape.expected);
    let notes = vec![
        "Of every length only rows that are held out are tried. The last rows are shapes of patterns of the model `dates`, \
         queries × keys."
            .to_owned(),
    ];
    let verdict = verdict(bench, &lengths, &shares, rectangular);
    Ok(Findings { table, plots: vec![Plot::Chart(chart), Plot::Chart(loss)], notes, verdict })
}

/// Queries and keys of a pattern: as they are, and as they should be.
struct Shape {
    name: &'static str,
    found: [usize; 2],
    expected: [usize; 2],
}

/// The shapes of a trained model's patterns.
fn shapes() -> Result<[Shape; 3], Stopped> {
    let Model { config, parameters, tokenizer, .. } =
        Model::open("dates").map_err(|error| Stopped::Failed(error.to_string()))?;
    let source = tokenizer.encode("the 3rd of March 2017");
    let text: Vec<u32> = tokenizer.end_of_text().into_iter().chain(tokenizer.encode("2017-03")).collect();
    let input =
        Input { source: Some(Source { tokens: source.clone().into(), lengths: None }), ..Input::one(text.clone()) };
    let tape = pass(&config, &parameters, &input, Vec::new())?;
    let (n, m) = (source.len(), text.len());
    let shape = |name, stack, part, expected| {
        let pattern = value(&tape, Site::layer(stack, 0, part, Name::Pattern));
        Shape { name, found: [pattern.ncols() / config.heads, pattern.nrows()], expected }
    };
    Ok([
        shape("self-attention of the encoder", Stack::Encoder, Part::Attention, [n, n]),
        shape("self-attention of the decoder", Stack::Decoder, Part::Attention, [m, m]),
        shape("cross-attention", Stack::Decoder, Part::Cross, [m, n]),
    ])
}

/// The first length at which fewer than half of the copies are exact.
fn falls(shares: &[Spread]) -> Option<usize> {
    shares.iter().position(|share| share.mean < 0.5)
}

fn verdict(bench: &Bench, lengths: &[usize], shares: &[Vec<Spread>], rectangular: bool) -> Verdict {
    if !rectangular {
        return Verdict::DoesNotHold;
    }
    let [none, additive, multiplicative] = [0, 1, 2].map(|kind: usize| falls(&shares[kind]));
    let Some(place) = none else {
        return bench.too_few("the model without attention does not fall at these lengths", Verdict::DoesNotHold);
    };
    let later = |falls: Option<usize>, kind: usize| {
        falls.is_none_or(|at| at > place) && shares[0][place].below(shares[kind][place])
    };
    if later(additive, 1) && later(multiplicative, 2) {
        return Verdict::Holds;
    }
    let why = format!("at {} letters the model without attention falls, and one with attention too", lengths[place]);
    bench.too_few(why, Verdict::DoesNotHold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_that_falls_first_decides() {
        let share = |mean| Spread { mean, deviation: 0.05 };
        let all = |shares: &[f64]| shares.iter().map(|mean| share(*mean)).collect::<Vec<_>>();
        let says = |none: &[f64], additive: &[f64], multiplicative: &[f64], rectangular| {
            let shares = [all(none), all(additive), all(multiplicative)];
            verdict(&Bench::still(false), &[4, 8], &shares, rectangular)
        };
        let (long, short) = ([1.0, 0.9], [0.2, 0.1]);
        assert_eq!(says(&short, &long, &long, true), Verdict::Holds);
        assert_eq!(says(&[0.9, 0.1], &long, &[0.9, 0.6], true), Verdict::Holds);
        assert_eq!(says(&short, &long, &long, false), Verdict::DoesNotHold);
        assert_eq!(says(&short, &short, &long, true), Verdict::DoesNotHold);
        assert_eq!(says(&long, &long, &long, true), Verdict::DoesNotHold);
        assert_eq!(says(&[0.49, 0.1], &[0.51, 0.4], &long, true), Verdict::DoesNotHold);
    }
}
