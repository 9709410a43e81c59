//! A5: every position scheme trained, and what a shift of the sequence does to its pattern; then the memory of
//! Transformer-XL (`memory`): weight across the edge of a segment, and how far back each layer's gradient reaches.

mod memory;

use crate::tape::{Matrix, Name};
use crate::train::{HeldOut, Repeat};
use crate::transformer::{Config, Input, Position};

use super::learn::{Effort, Kind, Learned, Spread, held_out, learn_kinds};
use super::sheet::{attn, pass, value};
use super::statistics::mean;
use super::table::{number, row};
use super::{Bars, Bench, Findings, Method, Parameter, Plot, Stopped, Table, Verdict, letters};

pub(super) const METHOD: Method = Method {
    criterion: "Shift error: how much of a query's weight goes elsewhere in the first layer when the same tokens stand later, \
                weights among those tokens alone (half the sum of the differences). Holds if every scheme trains to a \
                held-out loss below that of guessing at random; shift errors are below 1e-4 for none and for the relative \
                schemes (Shaw, T5, ALiBi, RoPE, Transformer-XL), above a hundredth for the absolute ones (sinusoidal, \
                learned); Transformer-XL, on repetitions longer than a segment, ends below the same model without memory by \
                more than the spread over seeds; and every layer's gradient reaches further back than that of the layer \
                below.",
    parameters: &[
        Parameter::count("steps", "steps of every training", (1500, 100), (1, 100_000)),
        Parameter::count("tokens", "tokens of a sequence", (20, 16), (8, 256)),
        Parameter::multiple("width", "numbers in a token's vector", (32, 32), (8, 256), 8),
        Parameter::count("shift", "most tokens to shift by", (8, 4), (1, 64)),
        Parameter::count("segment", "tokens of a segment, and of the memory", (8, 8), (2, 64)),
        Parameter::count("layers", "layers of Transformer-XL", (4, 4), (2, 12)),
        Parameter::count("seeds", "trainings of every scheme", (3, 3), (1, 20)),
    ],
    run,
};

const SCHEMES: [(Position, &str); 8] = [
    (Position::None, "none"),
    (Position::Sinusoidal, "sinusoidal"),
    (Position::Learned, "learned"),
    (Position::Shaw, "Shaw"),
    (Position::T5, "T5 bias"),
    (Position::Alibi, "ALiBi"),
    (Position::Rope, "RoPE"),
    (Position::Xl, "Transformer-XL"),
];

fn is_absolute(position: Position) -> bool {
    matches!(position, Position::Sinusoidal | Position::Learned)
}

/// The first layer's weights of the last `count` tokens among themselves, each query's summing to 1: `[key, head × query]`.
fn among_themselves(pattern: &Matrix, heads: usize, count: usize) -> Matrix {
    let tokens = pattern.nrows();
    let from = tokens - count;
    let mut part = Matrix::from_fn(count, heads * count, |key, column| {
        pattern[(from + key, column / count * tokens + from + column % count)]
    });
    for mut query in part.column_iter_mut() {
        let sum = query.sum();
        query /= sum;
    }
    part
}

/// The mean over queries of half the sum of the differences between their weights.
fn moved(a: &Matrix, b: &Matrix) -> f64 {
    let half = |(a, b): (f32, f32)| 0.5 * f64::from((a - b).abs());
    a.iter().zip(b).map(|(a, b)| half((*a, *b))).sum::<f64>() / a.ncols() as f64
}

/// The shift error for each shift from 1 on, over random sequences.
fn shift_errors(bench: &Bench, config: &Config, learned: &Learned) -> Result<Vec<f64>, Stopped> {
    let (tokens, shifts) = (bench.count("tokens") / 2, bench.count("shift"));
    let words = letters::words()?;
    let mut errors = vec![Vec::new(); shifts];
    for sequence in 0..8 {
        let mut draw = bench.draw(sequence);
        let mut drawn = |count| {
            let text: String = (0..count).map(|_| char::from(b'a' + draw.below(26) as u8)).collect();
            words.encode(&text)
        };
        let (before, own) = (drawn(shifts), drawn(tokens));
        let weights = |shift: usize| {
            let input = Input::one([&before[shifts - shift..], &own[..]].concat());
            let tape = pass(config, &learned.parameters, &input, Vec::new())?;
            Ok::<_, Stopped>(among_themselves(value(&tape, attn(Name::Pattern)), config.heads, tokens))
        };
        let plain = weights(0)?;
        for (shift, errors) in errors.iter_mut().enumerate() {
            errors.push(moved(&plain, &weights(shift + 1)?));
        }
    }
    Ok(errors.iter().map(|errors| mean(errors)).collect())
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [steps, tokens, width, seeds] = ["steps", "tokens", "width", "seeds"].map(|name| bench.count(name));
    let task = letters::repeated(Repeat::of_length(tokens))?;
    let kinds = SCHEMES.map(|(position, name)| {
        let plain = letters::decoder(width, 4, 2, tokens + bench.count("shift"));
        Kind { name, config: Config { position, ..plain }, task: &task as &dyn HeldOut, rate: 3e-3 }
    });
    let all = learn_kinds(bench, &kinds, Effort { steps, batch: 16, seeds })?;
    let mut table =
        Table::new(["scheme", "held-out nats", "spread", "right", "shift by 1", "by most", "spread", "reach"]);
    let (mut found, mut bars) = (Vec::new(), Vec::new());
    for (kind, runs) in kinds.iter().zip(&all) {
        let judged = runs.iter().map(|run| held_out(&kind.config, run, kind.task, 10));
        let (losses, right): (Vec<f64>, Vec<f64>) = judged.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        let errors = runs.iter().map(|run| shift_errors(bench, &kind.config, run));
        let errors = errors.collect::<Result<Vec<_>, _>>()?;
        let one = mean(&errors.iter().map(|errors| errors[0]).collect::<Vec<_>>());
        let most = Spread::of(&errors.iter().map(|errors| errors[errors.len() - 1]).collect::<Vec<_>>());
        let loss = Spread::of(&losses);
        row!(table, kind.name, loss.mean, loss.deviation, mean(&right), one, most.mean, most.deviation, "–");
        bars.push((kind.name.to_owned(), most.mean));
        found.push(Shifted { position: kind.config.position, loss: loss.mean, error: one.max(most.mean) });
    }
    let remembered = memory::measure(bench)?;
    remembered.rows(&mut table);
    let title = format!("shift error at a shift of {}", number(bench.count("shift") as f64));
    let plots = vec![Plot::Bars(Bars { title, bars }), remembered.plot()];
    let verdict = verdict(bench, &found, &remembered);
    Ok(Findings { table, plots, notes: remembered.sentences(), verdict })
}

/// What one scheme came to: its held-out loss, and its largest shift error.
struct Shifted {
    position: Position,
    loss: f64,
    error: f64,
}

/// The loss of whoever guesses one of 26 letters at random.
const GUESSING: f64 = 3.258_096_538_021_482;

fn verdict(bench: &Bench, found: &[Shifted], remembered: &memory::Remembered) -> Verdict {
    let as_said =
        |scheme: &Shifted| if is_absolute(scheme.position) { scheme.error > 0.01 } else { scheme.error < 1e-4 };
    if !found.iter().all(as_said) || !remembered.grows() {
        return Verdict::DoesNotHold;
    }
    if found.iter().any(|scheme| scheme.loss >= GUESSING) {
        return bench.too_few("not every scheme has learned more than guessing", Verdict::DoesNotHold);
    }
    if !remembered.helps() {
        return bench.too_few("memory has not lowered the loss yet", Verdict::DoesNotHold);
    }
    Verdict::Holds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_losses_memory_and_reach_decide() {
        let shifted = |position, loss, error| Shifted { position, loss, error };
        let schemes = |learned: f64, rope: f64, loss: f64| {
            vec![shifted(Position::Learned, loss, learned), shifted(Position::Rope, loss, rope)]
        };
        let says = |found: &[Shifted], with: f64, reach: &[usize]| {
            verdict(&Bench::still(false), found, &memory::Remembered::of(with, 3.0, reach))
        };
        assert_eq!(says(&schemes(0.3, 1e-7, 2.0), 2.0, &[8, 16]), Verdict::Holds);
        assert_eq!(says(&schemes(0.001, 1e-7, 2.0), 2.0, &[8, 16]), Verdict::DoesNotHold);
        assert_eq!(says(&schemes(0.3, 1e-3, 2.0), 2.0, &[8, 16]), Verdict::DoesNotHold);
        assert_eq!(says(&schemes(0.3, 1e-7, 3.3), 2.0, &[8, 16]), Verdict::DoesNotHold);
        assert_eq!(says(&schemes(0.3, 1e-7, 2.0), 2.95, &[8, 16]), Verdict::DoesNotHold);
        assert_eq!(says(&schemes(0.3, 1e-7, 2.0), 2.0, &[8, 8]), Verdict::DoesNotHold);
    }

    #[test]
    fn weights_among_the_last_tokens_sum_to_1_and_moving_half_of_them_is_a_half() {
        let pattern = Matrix::from_column_slice(3, 3, &[1.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.2, 0.4, 0.4]);
        let part = among_themselves(&pattern, 1, 2);
        assert_eq!(part.as_slice(), [1.0, 0.0, 0.5, 0.5]);
        let other = Matrix::from_column_slice(2, 2, &[1.0, 0.0, 1.0, 0.0]);
        assert_eq!(moved(&part, &other), 0.25);
    }
}
