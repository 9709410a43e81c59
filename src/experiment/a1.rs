//! A1: attention beside a fixed mixing layer, both trained to write letters backwards: what one other token does to the
//! weights of either.

use crate::tape::{Gradients, Matrix, Name, Part, Site, Stack, Tape, Var};
use crate::train::{HeldOut, Order};
use crate::transformer::{Config, Input, Mixing};

use super::learn::{Effort, Kind, Learned, Spread, held_out, learn_kinds};
use super::sheet::pass;
use super::statistics::mean;
use super::table::{number, row};
use super::{Bars, Bench, Findings, Method, Parameter, Plot, Stopped, Table, Verdict, letters};

pub(super) const METHOD: Method = Method {
    criterion: "A weight is how much a token's output changes with another token's value. Holds if one token exchanged for \
                another leaves attention's weights the same to 1e-6, as learned weights would be; under the condition \
                that they are computed if attention's change by more than a hundredth of their sum, while the weights of a \
                fixed layer trained beside it do not. In either case more than twice an even share of attention's weight \
                must rest on the letter to be written.",
    parameters: &[
        Parameter::count("steps", "steps of every training", (3000, 500), (1, 100_000)),
        Parameter::count("longest", "most letters to write backwards", (8, 5), (2, 20)),
        Parameter::multiple("width", "numbers in a token's vector", (32, 32), (8, 256), 4),
        Parameter::count("swaps", "tokens exchanged in every model", (40, 12), (1, 10_000)),
        Parameter::count("seeds", "trainings of every kind", (3, 3), (1, 20)),
    ],
    run,
};

const LAYERS: usize = 2;

/// How much every output of a layer takes from every token, for each layer and head: `[key, query]`.
type Weights = Vec<Matrix>;

/// Weights by derivative: of the sum of one head's output at a token, by the head's first number of every token. That of a
/// weighted sum is the weight.
fn weights(config: &Config, learned: &Learned, tokens: &[u32]) -> Result<Weights, Stopped> {
    let mut tape = pass(config, &learned.parameters, &Input::one(tokens.to_vec()), Vec::new())?;
    let mut all = Vec::new();
    for layer in 0..config.layers {
        let (part, value, out) = match config.mixing {
            Mixing::Fixed => (Part::Mixing, Site::layer(Stack::Decoder, layer, Part::Stream, Name::Ln1), Name::Mixed),
            _ => (Part::Attention, Site::layer(Stack::Decoder, layer, Part::Attention, Name::V), Name::Z),
        };
        let out = Site::layer(Stack::Decoder, layer, part, out);
        let [value, out] = [value, out].map(|site| tape.find(site).expect("a layer mixes tokens"));
        let heads = if config.mixing == Mixing::Fixed { 1 } else { config.heads };
        all.extend(derivatives(&mut tape, value, out, heads)?);
    }
    Ok(all)
}

fn derivatives(tape: &mut Tape, value: Var, out: Var, heads: usize) -> Result<Weights, Stopped> {
    let (width, tokens) = tape.shape(out);
    let mut all = vec![Matrix::zeros(tokens, tokens); heads];
    let mut gradients = Gradients::default();
    for query in 0..tokens {
        let column = tape.lookup(Site::model(Name::Tempered), out, [query as u32].into());
        tape.play(|_| true)?;
        tape.backward(column, &mut gradients);
        let by = gradients.of(tape, value);
        for (head, weights) in all.iter_mut().enumerate() {
            let row = head * width / heads;
            for key in 0..tokens {
                weights[(key, query)] = by.map_or(0.0, |by| by[(row, key)]);
            }
        }
    }
    Ok(all)
}

/// How far the weights moved: the sum of all changes, as a share of the sum of all weights.
fn change(before: &Weights, after: &Weights) -> f64 {
    let sum = |m: &Matrix| m.iter().map(|x| f64::from(x.abs())).sum::<f64>();
    let moved: f64 = before.iter().zip(after).map(|(a, b)| sum(&(a - b))).sum();
    moved / before.iter().map(sum).sum::<f64>()
}

/// What matters where a letter is to be written: the weight on that letter, in the head that gives it most, and an even
/// share.
fn on_what_matters(weights: &Weights, count: usize) -> (f64, f64) {
    let queries = count..2 * count;
    let of =
        |m: &Matrix| mean(&queries.clone().map(|q| f64::from(m[(2 * count - 1 - q, q)].abs())).collect::<Vec<_>>());
    let even = mean(&queries.clone().map(|q| 1.0 / (q + 1) as f64).collect::<Vec<_>>());
    (weights.iter().map(of).fold(0.0, f64::max), even)
}

/// What a trained model shows.
struct Measured {
    loss: f64,
    right: f64,
    change: f64,
    on_letter: f64,
    even: f64,
}

fn measure(bench: &Bench, config: &Config, learned: &Learned, task: &dyn HeldOut) -> Result<Measured, Stopped> {
    let (loss, right) = held_out(config, learned, task, 20)?;
    let count = bench.count("longest");
    let [a, b] = ["a", "b"].map(|letter| letters::words().map(|words| words.encode(letter)[0]));
    let (a, b) = (a?, b?);
    let (mut changes, mut shares, mut even) = (Vec::new(), Vec::new(), 0.0);
    for swap in 0..bench.count("swaps") {
        let mut draw = bench.draw(swap);
        let tokens = letters::sentence(&mut draw, count)?;
        let mut swapped = tokens.clone();
        let place = draw.below(count);
        swapped[place] = if swapped[place] == a { b } else { a };
        let before = weights(config, learned, &tokens)?;
        changes.push(change(&before, &weights(config, learned, &swapped)?));
        let (share, evenly) = on_what_matters(&before, count);
        shares.push(share);
        even = evenly;
    }
    Ok(Measured { loss, right, change: mean(&changes), on_letter: mean(&shares), even })
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let [steps, longest, width, seeds] = ["steps", "longest", "width", "seeds"].map(|name| bench.count(name));
    let task = letters::prefixed(Order::Reversed, longest)?;
    let plain = letters::decoder(width, 4, LAYERS, longest);
    let kinds = [("attention", Mixing::Attention), ("fixed mixing", Mixing::Fixed)].map(|(name, mixing)| {
        let config = Config { mixing, ..plain.clone() };
        Kind { name, config, task: &task as &dyn HeldOut, rate: 3e-3 }
    });
    let all = learn_kinds(bench, &kinds, Effort { steps, batch: 32, seeds })?;
    let mut table =
        Table::new(["layer", "held-out nats", "spread", "right", "change", "spread", "on the letter", "even share"]);
    let (mut found, mut bars) = (Vec::new(), Vec::new());
    for (kind, runs) in kinds.iter().zip(&all) {
        let measured = runs.iter().map(|run| measure(bench, &kind.config, run, kind.task));
        let measured = measured.collect::<Result<Vec<_>, _>>()?;
        let over = |of: fn(&Measured) -> f64| Spread::of(&measured.iter().map(of).collect::<Vec<_>>());
        let (loss, change) = (over(|m| m.loss), over(|m| m.change));
        let (right, share, even) = (over(|m| m.right).mean, over(|m| m.on_letter).mean, over(|m| m.even).mean);
        row!(table, kind.name, loss.mean, loss.deviation, right, change.mean, change.deviation, share, even);
        bars.push((kind.name.to_owned(), change.mean));
        found.push((change.mean, share / even));
    }
    let title = "change of the weights when one token is another, share of their sum".to_owned();
    let notes = vec![format!(
        "Change: how much of the weights moves when one of {longest} letters is another. On the letter: the weight on the one \
         to be written, in the head that gives it most, beside an even share. Weights are those of all {LAYERS} layers. A fixed layer's are \
         parameters: what it learns for a place, it keeps whatever stands there."
    )];
    let plots = vec![Plot::Bars(Bars { title, bars })];
    Ok(Findings { table, plots, notes, verdict: verdict(bench, &found) })
}

/// From the change of the weights, and what rests on the letter in even shares: attention, fixed mixing.
fn verdict(bench: &Bench, found: &[(f64, f64)]) -> Verdict {
    let [(change, focus), (fixed, _)] = found else { unreachable!("there are two kinds") };
    if *focus < 2.0 {
        return bench.too_few("attention has not learned where to look", Verdict::DoesNotHold);
    }
    if *change < 1e-6 {
        return Verdict::Holds;
    }
    if *change > 0.01 && *fixed < 1e-6 {
        return Verdict::HoldsWhen(format!(
            "“learns” means: learns to compute. One token exchanged changes {} of attention's weights and none of those that \
             are learned for a place",
            number(*change)
        ));
    }
    Verdict::DoesNotHold
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_and_what_is_looked_at_decide() {
        let says =
            |change: f64, focus: f64, fixed: f64| verdict(&Bench::still(false), &[(change, focus), (fixed, 3.0)]);
        assert_eq!(says(0.0, 3.0, 0.0), Verdict::Holds);
        assert!(matches!(says(0.1, 3.0, 0.0), Verdict::HoldsWhen(_)));
        for (change, focus, fixed) in [(0.1, 1.5, 0.0), (0.001, 3.0, 0.0), (0.1, 3.0, 0.1)] {
            assert_eq!(says(change, focus, fixed), Verdict::DoesNotHold);
        }
        assert!(!verdict(&Bench::still(true), &[(0.1, 1.5), (0.0, 3.0)]).is_decided());
    }

    #[test]
    fn a_change_is_a_share_of_all_weights() {
        let [before, after] = [[1.0, 0.0], [0.5, 0.5]].map(|column| vec![Matrix::from_column_slice(2, 1, &column)]);
        assert_eq!((change(&before, &after), change(&before, &before)), (1.0, 0.0));
    }
}
