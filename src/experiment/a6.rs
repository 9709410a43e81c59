//! A6: padding under every mask, added, filled and after the softmax, in single and half precision.

use crate::tape::{Heads, Matrix, Name};

use super::masking::{How, Masking, leaked, naive_softmax, off_one};
use super::sheet::{attn, blank, difference, given};
use super::statistics::largest;
use super::table::row;
use super::{Bench, Draw, Findings, Method, Parameter, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if with −∞ added no weight at all reaches padding, rows sum to 1 and the result is that of the input \
                without padding, both to 1e-6 in f32; under a condition if a softmax as first written makes NaN of a row \
                that is padding only.",
    parameters: &[
        Parameter::count("tokens", "keys, padding among them", (32, 16), (2, 1024)),
        Parameter::count("padding", "keys that are padding", (12, 6), (1, 1023)),
        Parameter::count("width", "numbers in a query, d", (16, 16), (1, 512)),
        Parameter::count("seeds", "repetitions; the worst counts", (10, 3), (1, 1000)),
    ],
    run,
};

/// Queries, keys and values of unit variance, `[width, token]`.
struct Case {
    scores: Matrix,
    v: Matrix,
    real: usize,
}

impl Case {
    fn new(bench: &Bench, draw: &mut Draw) -> Result<Case, Stopped> {
        let [tokens, padding, width] = ["tokens", "padding", "width"].map(|name| bench.count(name));
        if padding >= tokens {
            return Err(Stopped::Failed(format!(
                "{padding} of {tokens} keys as padding leaves none: set padding lower"
            )));
        }
        let [q, k, v] = [(); 3].map(|()| draw.matrix(width, tokens, 1.0));
        let mut tape = blank();
        let (q, k) = (given(&mut tape, Name::Q, &q), given(&mut tape, Name::K, &k));
        let scores = tape.compare(attn(Name::Scores), k, q, Heads { queries: 1, keys: 1, sequences: 1 });
        let scaled = tape.scale(attn(Name::Scaled), scores, 1.0 / (width as f32).sqrt());
        tape.check()?;
        Ok(Case { scores: tape.value(scaled).clone(), v, real: tokens - padding })
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

    /// The result of the input without its padding.
    fn without_padding(&self) -> Result<Matrix, Stopped> {
        let scores = self.scores.rows(0, self.real).into_owned();
        let open = Masking { value: None, how: How::Added, half: false };
        self.mixed(&open.weights(&scores, self.real)?)
    }

    /// Weight on padding, distance of the rows' sums from 1, distance of the result from that without padding.
    fn measure(&self, masking: Masking) -> Result<[f64; 3], Stopped> {
        let weights = masking.weights(&self.scores, self.real)?;
        let apart = difference(&self.mixed(&weights)?, &self.without_padding()?);
        Ok([leaked(&weights, self.real), off_one(&weights), apart])
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
    let seeds = bench.count("seeds");
    let cases = (0..seeds).map(|seed| Case::new(bench, &mut bench.draw(seed))).collect::<Result<Vec<_>, _>>()?;
    let columns =
        ["mask", "precision", "weight on padding", "row sums off 1", "off the unpadded run", "row of padding only"];
    let mut table = Table::new(columns);
    let (mut added, mut exact) = ([0.0; 3], true);
    let maskings = all_maskings();
    for (i, masking) in maskings.iter().enumerate() {
        bench.step(i, maskings.len(), &masking.name())?;
        let each = cases.iter().map(|case| case.measure(*masking)).collect::<Result<Vec<_>, _>>()?;
        let worst = [0, 1, 2].map(|at| largest(each.iter().map(|m| m[at])));
        let empty = masking.of_padding_only(&cases[0].scores)?;
        row!(table, masking.name(), masking.precision(), worst[0], worst[1], worst[2], empty);
        if masking.value == Some(f32::NEG_INFINITY) && masking.how == How::Added {
            exact &= worst[0] == 0.0;
            added = if masking.half { added } else { worst };
        }
    }
    let naive = naive_softmax(&vec![f32::NEG_INFINITY; bench.count("tokens")]);
    let nan = naive.iter().any(|p| p.is_nan());
    row!(table, "−∞ added, naive softmax", "f32", "–", "–", "–", if nan { "NaN" } else { "a number" });
    let verdict = match (exact && added[1] <= 1e-6 && added[2] <= 1e-6, nan) {
        (false, _) => Verdict::DoesNotHold,
        (true, false) => Verdict::Holds,
        (true, true) => Verdict::HoldsWhen(
            "every row has a key that is no padding, or a row without one is defined: naively it is NaN, here its weights \
             are all 0"
                .into(),
        ),
    };
    Ok(Findings { table, plots: Vec::new(), notes: Vec::new(), verdict })
}
