//! A6: padding under every mask, added, filled and after the softmax, in single and half precision.

mod model;

use crate::tape::{Heads, Matrix, Name};

use super::masking::{How, Masking, leaked, naive_of_padding_only, off_one, real_keys};
use super::sheet::{attn, blank, difference, given};
use super::statistics::largest;
use super::table::row;
use super::{Bars, Bench, Draw, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};
use model::Model;

pub(super) const METHOD: Method = Method {
    criterion: "Holds if with −∞ added no weight at all reaches padding in f32 or f16, and in f32 rows sum to 1, attention's \
                result is that of the real keys by themselves, and a model's output for the real tokens is that of the \
                input without padding, each to 1e-6; under a condition if a softmax as first written makes NaN of a row that \
                is padding only.",
    parameters: &[
        Parameter::count("tokens", "keys, padding among them", (32, 16), (2, 1024)),
        Parameter::count("padding", "keys that are padding", (12, 6), (1, 1023)),
        Parameter::count("width", "numbers in a query, d", (16, 16), (1, 512)),
        Parameter::count("seeds", "repetitions; the worst counts", (10, 3), (1, 1000)),
    ],
    run,
};

/// What a mask does to one repetition, or at worst to several.
#[derive(Clone, Copy)]
struct Effect {
    /// The most weight that a query gives to padding.
    leaked: f64,
    /// How far the weights of a query are from summing to 1.
    off_one: f64,
    /// How far attention's result is from that of the real keys by themselves.
    attention: f64,
    /// How far a model's output is from that of the input without padding, see [`Model::off`].
    model: f64,
}

impl Effect {
    fn worst(each: &[Effect]) -> Effect {
        let most = |of: fn(&Effect) -> f64| largest(each.iter().map(of));
        Effect {
            leaked: most(|e| e.leaked),
            off_one: most(|e| e.off_one),
            attention: most(|e| e.attention),
            model: most(|e| e.model),
        }
    }
}

/// Scores `[key, query]` and values `[width, key]` of unit variance, and a model, of which the first `real` keys are no
/// padding.
struct Case {
    scores: Matrix,
    v: Matrix,
    real: usize,
    model: Model,
}

impl Case {
    fn new(bench: &Bench, real: usize, draw: &mut Draw) -> Result<Case, Stopped> {
        let [tokens, width] = ["tokens", "width"].map(|name| bench.count(name));
        let [q, k, v] = [(); 3].map(|()| draw.matrix(width, tokens, 1.0));
        let mut tape = blank();
        let (q, k) = (given(&mut tape, Name::Q, &q), given(&mut tape, Name::K, &k));
        let scores = tape.compare(attn(Name::Scores), k, q, Heads { queries: 1, keys: 1, sequences: 1 });
        let scaled = tape.scale(attn(Name::Scaled), scores, 1.0 / (width as f32).sqrt());
        tape.check()?;
        Ok(Case { scores: tape.value(scaled).clone(), v, real, model: Model::new(tokens, real, width, draw) })
    }

    /// What attention gives for these weights: values summed by weight, of as many keys as there are weights.
    fn mixed(&self, weights: &Matrix) -> Result<Matrix, Stopped> {
        let mut tape = blank();
        let v = given(&mut tape, Name::V, &self.v.columns(0, weights.nrows()).into_owned());
        let p = given(&mut tape, Name::Pattern, weights);
        let z = tape.mix(attn(Name::Z), v, p, Heads { queries: 1, keys: 1, sequences: 1 });
        tape.check()?;
        Ok(tape.value(z).clone())
    }

    /// The result of the real keys by themselves.
    fn without_padding(&self) -> Result<Matrix, Stopped> {
        let scores = self.scores.rows(0, self.real).into_owned();
        let open = Masking { value: None, how: How::Added, half: false };
        self.mixed(&open.weights(&scores, self.real)?)
    }

    fn measure(&self, masking: Masking) -> Result<Effect, Stopped> {
        let weights = masking.weights(&self.scores, self.real)?;
        Ok(Effect {
            leaked: leaked(&weights, self.real),
            off_one: off_one(&weights),
            attention: difference(&self.mixed(&weights)?, &self.without_padding()?),
            model: self.model.off(masking)?,
        })
    }
}

fn all_maskings() -> Vec<Masking> {
    let of = |half| {
        let mut all = Masking::before_softmax(half);
        all.push(Masking { value: Some(0.0), how: How::After, half });
        all
    };
    [of(false), of(true)].concat()
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let (real, seeds) = (real_keys(bench)?, bench.count("seeds"));
    let cases = (0..seeds).map(|seed| Case::new(bench, real, &mut bench.draw(seed))).collect::<Result<Vec<_>, _>>()?;
    let columns = [
        "mask",
        "precision",
        "weight on padding",
        "row sums off 1",
        "attention off",
        "model off",
        "row of padding only",
    ];
    let mut table = Table::new(columns);
    let mut effects = Vec::new();
    let maskings = all_maskings();
    for (i, masking) in maskings.iter().enumerate() {
        bench.step(i, maskings.len(), &masking.name())?;
        let each = cases.iter().map(|case| case.measure(*masking)).collect::<Result<Vec<_>, _>>()?;
        let Effect { leaked, off_one, attention, model } = Effect::worst(&each);
        let empty = masking.of_padding_only(&cases[0].scores)?;
        row!(table, masking.name(), masking.precision(), leaked, off_one, attention, model, empty);
        effects.push((*masking, Effect { leaked, off_one, attention, model }, empty));
    }
    let naive = naive_of_padding_only(&cases[0].scores);
    row!(table, "−∞ added, naive softmax", "f32", "–", "–", "–", "–", naive);
    let notes = vec![
        "Attention is off by the largest difference of its result from that of the real keys by themselves in f32; a model \
         of two layers by the largest difference of its output for the real tokens from that of the input without padding, \
         in the same precision, as a share of the largest output."
            .to_owned(),
    ];
    let added = |half: bool| {
        let is_it = |m: &Masking| m.value == Some(f32::NEG_INFINITY) && m.how == How::Added && m.half == half;
        effects.iter().find(|(masking, ..)| is_it(masking)).expect("−∞ is among all masks")
    };
    let ((_, single, empty), (_, half, _)) = (added(false), added(true));
    Ok(Findings { table, plots: plots(&effects), notes, verdict: verdict(single, half, naive, empty) })
}

/// What reaches padding under every mask, and what becomes of a model: weights of 0 after the softmax do not leak and
/// still go wrong. In single precision; in half the bars are the same.
fn plots(effects: &[(Masking, Effect, &str)]) -> Vec<Plot> {
    let bars = |title: &str, of: fn(&Effect) -> f64| {
        let single = effects.iter().filter(|(masking, ..)| !masking.half);
        let bars = single.map(|(masking, effect, _)| (masking.name(), of(effect))).collect();
        Plot::Bars(Bars { title: title.to_owned(), bars })
    };
    vec![
        bars("most weight that reaches padding, f32", |e| e.leaked),
        bars("a model's output beside that without padding, share of the largest, f32", |e| e.model),
    ]
}

/// From what −∞ added does in single and in half precision, and what becomes of a row that is padding only: under a softmax
/// as first written, and here.
fn verdict(single: &Effect, half: &Effect, naive: &str, here: &str) -> Verdict {
    let hides = single.leaked == 0.0 && half.leaked == 0.0;
    let agrees = [single.off_one, single.attention, single.model].iter().all(|off| *off <= 1e-6);
    match (hides && agrees, naive) {
        (false, _) => Verdict::DoesNotHold,
        (true, "NaN") => Verdict::HoldsWhen(format!(
            "every row has a key that is no padding, or a row without one is defined: naively its weights are NaN, here they \
             are {here}"
        )),
        (true, _) => Verdict::Holds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: Effect = Effect { leaked: 0.0, off_one: 1e-6, attention: 1e-6, model: 1e-6 };

    #[test]
    fn a_row_of_padding_only_is_a_condition_where_it_is_nan() {
        let rough = Effect { off_one: 2e-4, attention: 8e-4, model: 1e-2, ..EXACT };
        assert_eq!(verdict(&EXACT, &rough, "a number", "all 0"), Verdict::Holds);
        let text = verdict(&EXACT, &rough, "NaN", "all 0").to_string();
        assert!(text.starts_with("holds when every row has a key") && text.ends_with("here they are all 0"), "{text}");
    }

    #[test]
    fn one_measure_against_it_is_enough() {
        let against = [
            (Effect { leaked: 1e-30, ..EXACT }, EXACT),
            (Effect { leaked: f64::NAN, ..EXACT }, EXACT),
            (EXACT, Effect { leaked: 1e-30, ..EXACT }),
            (Effect { off_one: 1.1e-6, ..EXACT }, EXACT),
            (Effect { attention: 1.1e-6, ..EXACT }, EXACT),
            (Effect { model: 1.1e-6, ..EXACT }, EXACT),
            (Effect { model: f64::NAN, ..EXACT }, EXACT),
        ];
        for (case, (single, half)) in against.into_iter().enumerate() {
            for naive in ["NaN", "a number"] {
                assert_eq!(verdict(&single, &half, naive, "all 0"), Verdict::DoesNotHold, "case {case} {naive}");
            }
        }
    }
}
