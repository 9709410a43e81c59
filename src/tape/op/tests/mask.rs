use std::slice::from_ref;
use std::sync::Arc;

use half::f16;

use super::*;

const KEYS: usize = 5;

/// Two sequences of three queries in two heads, of which the first has four real keys and the second one.
fn mask(value: f32, how: MaskHow, half: bool) -> Mask {
    Mask { causal: true, lengths: Some(Arc::new([4, 1])), queries: 3, heads: 2, value, how, half }
}

fn scores() -> Matrix {
    filled(KEYS, 12, 1) * 3.0
}

/// Five keys for three queries: the last query meets the last key.
fn hidden(key: usize, column: usize) -> bool {
    let (query, sequence) = (column % 3, column / 6);
    key > query + 2 || key >= [4, 1][sequence]
}

fn rounded(x: f32) -> f32 {
    f16::from_f32(x).to_f32()
}

#[test]
fn the_mask_says_which_keys_it_hides() {
    let mask = mask(0.0, MaskHow::Added, false);
    for column in 0..12 {
        for key in 0..KEYS {
            assert_eq!(mask.hides(KEYS, key, column), hidden(key, column));
        }
    }
}

#[test]
fn hidden_scores_get_the_value_added_or_put_in_their_place() {
    for (value, how) in [(f32::NEG_INFINITY, MaskHow::Added), (-1000.0, MaskHow::Added), (0.0, MaskHow::Filled)] {
        let x = scores();
        follows(
            || mask(value, how, false),
            from_ref(&x),
            |key, column| match (hidden(key, column), how) {
                (false, _) => f64::from(x[(key, column)]),
                (true, MaskHow::Added) => f64::from(x[(key, column)]) + f64::from(value),
                (true, MaskHow::Filled) => f64::from(value),
            },
        );
    }
    let defaults = Mask { queries: 3, heads: 2, causal: true, lengths: Some(Arc::new([4, 1])), ..Mask::default() };
    let kernel = Kernel::default();
    assert_eq!(
        value(defaults, &[scores()], kernel),
        value(mask(f32::NEG_INFINITY, MaskHow::Added, false), &[scores()], kernel)
    );
}

#[test]
fn half_precision_rounds_before_and_after_the_value_is_added() {
    let x = scores();
    for (value, sum) in [(-1e9, None), (-1000.0, Some(-1000.0))] {
        follows(
            || mask(value, MaskHow::Added, true),
            from_ref(&x),
            |key, column| {
                let x = rounded(x[(key, column)]);
                f64::from(match (hidden(key, column), sum) {
                    (false, _) => x,
                    (true, None) => f32::NEG_INFINITY,
                    (true, Some(sum)) => rounded(x + sum),
                })
            },
        );
    }
}

#[test]
fn what_a_mask_hides_for_good_gets_no_gradient() {
    let weights = filled(KEYS, 12, 9);
    for (value, how, half) in [
        (f32::NEG_INFINITY, MaskHow::Added, false),
        (-1e9, MaskHow::Added, true),
        (-1000.0, MaskHow::Filled, false),
        (-1000.0, MaskHow::Added, true),
        (-1e9, MaskHow::Added, false),
    ] {
        let passes = how == MaskHow::Added && (!half || value > -60_000.0) && value.is_finite();
        let got = &gradients(&|| mask(value, how, half), &[scores()], &weights, Kernel::default())[0];
        let expected =
            Matrix::from_fn(
                KEYS,
                12,
                |key, column| {
                    if hidden(key, column) && !passes { 0.0 } else { weights[(key, column)] }
                },
            );
        assert_eq!(got, &expected, "{value} {how:?} {half}");
    }
    differs(|| mask(-8.0, MaskHow::Added, false), &[scores()]);
    differs(|| mask(0.0, MaskHow::Filled, false), &[scores()]);
}

/// Columns with hidden keys at the end, in the middle, nowhere, and nothing but hidden keys, finite and not.
fn masked(value: f32) -> Matrix {
    let mut x = filled(19, 5, 4) * 2.0;
    x.view_mut((12, 0), (7, 1)).add_scalar_mut(value);
    x.view_mut((3, 1), (5, 1)).add_scalar_mut(value);
    x.view_mut((0, 2), (19, 1)).add_scalar_mut(value);
    x.view_mut((0, 4), (18, 1)).add_scalar_mut(value);
    x
}

fn softmax(x: &Matrix, row: usize, column: usize) -> f64 {
    let largest = f64::from(x.column(column).max());
    let power = |x: f32| if x == f32::NEG_INFINITY { 0.0 } else { (f64::from(x) - largest).exp() };
    let sum: f64 = x.column(column).iter().map(|x| power(*x)).sum();
    if sum == 0.0 { 0.0 } else { power(x[(row, column)]) / sum }
}

#[test]
fn a_softmax_treats_finite_masks_like_any_score_and_writes_exact_zeros() {
    for value in [-100.0, -1000.0, -1e9, f32::NEG_INFINITY] {
        let x = masked(value);
        follows(Softmax::default, from_ref(&x), |row, column| softmax(&x, row, column));
        let y = super::value(Softmax::default(), &[x], Kernel::default());
        assert!((12..19).all(|row| y[(row, 0)] == 0.0) && (3..8).all(|row| y[(row, 1)] == 0.0));
        // A query that sees nothing: nothing under −∞, something under any number.
        let total: f32 = y.column(2).sum();
        assert!(if value == f32::NEG_INFINITY { total == 0.0 } else { (total - 1.0).abs() < 1e-6 }, "{value}: {total}");
        assert_eq!(y[(18, 4)], 1.0);
    }
}

#[test]
fn a_softmaxs_derivative_holds_under_finite_masks() {
    for value in [-2.0, -20.0, -100.0, f32::NEG_INFINITY] {
        differs(Softmax::default, &[masked(value)]);
    }
    // So far down a step of a difference is lost, and the hidden keys have to get exactly nothing.
    let d = &gradients(&Softmax::default, &[masked(-1e9)], &filled(19, 5, 3), Kernel::default())[0];
    assert!((12..19).all(|row| d[(row, 0)] == 0.0) && (3..8).all(|row| d[(row, 1)] == 0.0));
    assert!(d.column(2).amax() > 0.0);
}

#[test]
fn half_precision_rounds_weights() {
    let x = masked(-9.0);
    let kernel = Kernel { portable: true, wide: false };
    let whole = value(Softmax::default(), from_ref(&x), kernel);
    let half = value(Softmax { half: true }, from_ref(&x), kernel);
    assert_eq!(half, whole.map(rounded));
    let weights = filled(19, 5, 8);
    let [whole, half] =
        [false, true].map(|half| gradients(&|| Softmax { half }, from_ref(&x), &weights, kernel).remove(0));
    assert!((whole - half).amax() < 1e-3);
}

#[test]
fn hiding_after_the_softmax_leaves_the_rest_as_it_is() {
    let weights = value(Softmax::default(), &[scores()], Kernel::default());
    let kept = value(mask(0.0, MaskHow::Filled, false), from_ref(&weights), Kernel::default());
    for column in 0..12 {
        for key in 0..KEYS {
            let expected = if hidden(key, column) { 0.0 } else { weights[(key, column)] };
            assert_eq!(kept[(key, column)], expected);
        }
    }
}
