//! Ways to hide padding from the softmax, for A6 and T8.

use half::f16;

use crate::tape::op::{Mask, MaskHow};
use crate::tape::{Matrix, Name};

use super::sheet::{attn, blank, difference, given};
use super::statistics::largest;
use super::{Bench, Stopped};

/// A way to hide padding.
#[derive(Clone, Copy)]
pub(super) struct Masking {
    /// What padding's scores get; nothing hides nothing.
    pub(super) value: Option<f32>,
    /// When and how.
    pub(super) how: How,
    /// Whether scores, mask and weights are in half precision.
    pub(super) half: bool,
}

/// When and how padding is hidden.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// The value is added to the scores.
    Added,
    /// The value takes the scores' place.
    Filled,
    /// Weights are set to 0 after the softmax.
    After,
}

impl Masking {
    /// None, and each value added and filled.
    pub(super) fn before_softmax(half: bool) -> Vec<Masking> {
        let values = [-1000.0, -1e9, f32::NEG_INFINITY];
        let each = |value| [How::Added, How::Filled].map(|how| Masking { value: Some(value), how, half });
        let mut all = vec![Masking { value: None, how: How::Added, half }];
        all.extend(values.into_iter().flat_map(each));
        all
    }

    pub(super) fn name(self) -> String {
        let value = match self.value {
            None => return "none".to_owned(),
            Some(_) if self.how == How::After => return "0 after the softmax".to_owned(),
            Some(f32::NEG_INFINITY) => "−∞",
            Some(-1000.0) => "−1000",
            Some(_) => "−10⁹",
        };
        format!("{value} {}", if self.how == How::Added { "added" } else { "filled" })
    }

    pub(super) fn precision(self) -> &'static str {
        if self.half { "f16" } else { "f32" }
    }

    /// The weights of scores `[key, query]` of which the first `real` keys are no padding.
    pub(super) fn weights(self, scores: &Matrix, real: usize) -> Result<Matrix, Stopped> {
        let mut tape = blank();
        let x = given(&mut tape, Name::Scaled, scores);
        let mask = |value, how, hides: bool| Mask {
            lengths: hides.then(|| vec![real].into()),
            queries: scores.ncols(),
            value,
            how,
            half: self.half,
            ..Mask::default()
        };
        let hides = self.value.is_some() && self.how != How::After;
        let how = if self.how == How::Added { MaskHow::Added } else { MaskHow::Filled };
        let masked = tape.mask(attn(Name::Masked), x, mask(self.value.unwrap_or(0.0), how, hides));
        let weights = if self.half {
            tape.softmax_half(attn(Name::Pattern), masked)
        } else {
            tape.softmax(attn(Name::Pattern), masked)
        };
        let last = if self.how == How::After {
            tape.mask(attn(Name::Pattern), weights, mask(0.0, MaskHow::Filled, true))
        } else {
            weights
        };
        tape.check()?;
        Ok(tape.value(last).clone())
    }

    /// What becomes of queries that see nothing but padding, in a word.
    pub(super) fn of_padding_only(self, scores: &Matrix) -> Result<&'static str, Stopped> {
        let weights = self.weights(scores, 0)?;
        let none = Masking { value: None, how: How::Added, half: self.half };
        let open = none.weights(scores, 0)?;
        let uniform = Matrix::from_element(weights.nrows(), weights.ncols(), 1.0 / weights.nrows() as f32);
        // Near −1000 half precision knows halves only, which the sum with the mask leaves of a score.
        let beside = |score: f32| (f16::from_f32(score) - f16::from_f32(1000.0)).to_f32() + 1000.0;
        let coarse = none.weights(&scores.map(beside), 0)?;
        Ok(if weights.iter().any(|p| p.is_nan()) {
            "NaN"
        } else if weights.iter().all(|p| *p == 0.0) {
            "all 0"
        } else if difference(&weights, &uniform) < 1e-3 {
            "uniform"
        } else if difference(&weights, &open) < 1e-3 {
            "as if unmasked"
        } else if difference(&weights, &coarse) < 1e-3 {
            "as if unmasked, in halves"
        } else {
            "something else"
        })
    }
}

/// How many of the `tokens` keys are no `padding`.
///
/// # Errors
/// [`Stopped::Unfit`] where none is: there would be nothing to attend to.
pub(super) fn real_keys(bench: &Bench) -> Result<usize, Stopped> {
    let [tokens, padding] = ["tokens", "padding"].map(|name| bench.count(name));
    if padding >= tokens {
        let most = tokens - 1;
        let why = format!(
            "`padding` cannot be `{padding}` where `tokens` is {tokens}: {most} at most, so that a key is real"
        );
        return Err(Stopped::Unfit(why));
    }
    Ok(tokens - padding)
}

/// The most weight that any query gives to padding.
pub(super) fn leaked(weights: &Matrix, real: usize) -> f64 {
    largest(weights.column_iter().map(|column| column.iter().skip(real).map(|p| f64::from(*p)).sum::<f64>()))
}

/// How far the weights of any query are from summing to 1.
pub(super) fn off_one(weights: &Matrix) -> f64 {
    largest(weights.column_iter().map(|column| (column.iter().map(|p| f64::from(*p)).sum::<f64>() - 1.0).abs()))
}

/// What a softmax as first written makes of queries that see nothing but padding, to whose scores −∞ is added, in a word.
pub(super) fn naive_of_padding_only(scores: &Matrix) -> &'static str {
    let is_nan = |column: Vec<f32>| naive_softmax(&column).iter().any(|p| p.is_nan());
    let hidden = |score: &f32| score + f32::NEG_INFINITY;
    if scores.column_iter().any(|column| is_nan(column.iter().map(hidden).collect())) { "NaN" } else { "a number" }
}

/// A softmax as it is first written, without a word on rows of −∞.
fn naive_softmax(scores: &[f32]) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = scores.iter().map(|s| (s - highest).exp()).collect();
    let sum: f32 = raised.iter().sum();
    raised.iter().map(|e| e / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Parameter, Unwatched, Values};

    #[test]
    fn every_way_has_its_own_name_and_its_own_end() {
        let scores = Matrix::from_fn(6, 4, |key, query| ((7 * key + 3 * query) % 5) as f32 * 0.5 - 1.0);
        let end = |half: bool, i: usize| Masking::before_softmax(half)[i].of_padding_only(&scores).unwrap();
        let names: Vec<String> = Masking::before_softmax(false).into_iter().map(Masking::name).collect();
        assert_eq!(names[..3], ["none", "−1000 added", "−1000 filled"]);
        assert_eq!([end(false, 1), end(false, 2), end(false, 3)], ["as if unmasked", "uniform", "uniform"]);
        assert_eq!([end(false, 5), end(true, 1), end(true, 3)], ["all 0", "as if unmasked", "all 0"]);
        // Beside −1000 half precision has steps of a half: what lies between them is rounded.
        let odd = scores * 0.6;
        assert_eq!(Masking::before_softmax(true)[1].of_padding_only(&odd).unwrap(), "as if unmasked, in halves");
    }

    #[test]
    fn a_naive_softmax_makes_nan_of_nothing_but_padding() {
        assert_eq!(naive_softmax(&[1.0, 1.0, f32::NEG_INFINITY]), [0.5, 0.5, 0.0]);
        assert_eq!(naive_of_padding_only(&Matrix::zeros(3, 2)), "NaN");
    }

    #[test]
    fn padding_leaves_a_key_or_is_refused() {
        let real = |settings: [&str; 2]| {
            let range = (1, 1024);
            let known = [Parameter::count("tokens", "", (1, 1), range), Parameter::count("padding", "", (1, 1), range)];
            let values = Values::new("X1", &known, true, &settings.map(str::to_owned)).unwrap();
            real_keys(&Bench { values: &values, seed: 0, quick: true, clock: &|| 0.0, progress: &Unwatched })
        };
        assert_eq!(real(["tokens=16", "padding=15"]), Ok(1));
        for padding in ["16", "17"] {
            let Err(Stopped::Unfit(why)) = real(["tokens=16", &format!("padding={padding}")]) else {
                panic!("{padding}")
            };
            let begins = format!("`padding` cannot be `{padding}` where `tokens` is 16: 15 at most");
            assert!(why.starts_with(&begins), "{why}");
        }
    }
}
