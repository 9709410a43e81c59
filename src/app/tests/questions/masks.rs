//! What a mask hides, by every way there is to hide it.

use super::values::{after, is_near, of, rows};
use crate::app::Pass;

fn sums(pass: &Pass) -> Vec<f32> {
    of(pass, "attn.pattern").iter().map(|row| row.iter().sum()).collect()
}

pub(super) fn causal_weights_are_distributions(pass: &Pass) {
    assert!(sums(pass).iter().all(|sum| is_near(*sum, 1.0)));
    for (query, row) in of(pass, "attn.pattern").iter().enumerate() {
        assert!(
            row[query + 1..].iter().all(|weight| *weight == 0.0) && row[..=query].iter().all(|weight| *weight > 0.0)
        );
    }
}

/// The columns of two tokens of padding at the end.
fn padding(row: &[f32]) -> &[f32] {
    &row[row.len() - 2..]
}

pub(super) fn padding_has_no_weight(pass: &Pass) {
    let alone = after("mask none; text \"It is a\"");
    let (padded, plain) = (of(pass, "attn.pattern"), of(&alone, "attn.pattern"));
    assert!(padded.iter().all(|row| padding(row) == [0.0; 2]));
    for (padded, plain) in padded.iter().zip(&plain) {
        assert!(padded.iter().zip(plain).all(|(a, b)| (a - b).abs() <= 1e-6), "as without padding");
    }
    let (padded, plain) = (rows(pass, "logits", 0), rows(&alone, "logits", 0));
    assert!(padded.iter().zip(&plain).all(|(a, b)| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-5)));
}

pub(super) fn padding_leaks(pass: &Pass) {
    assert!(of(pass, "attn.pattern").iter().all(|row| padding(row).iter().all(|weight| *weight > 0.01)));
}

pub(super) fn a_thousand_is_taken_away(pass: &Pass) {
    let (scaled, masked) = (of(pass, "attn.scaled"), of(pass, "attn.masked"));
    for (scaled, masked) in scaled.iter().zip(&masked) {
        assert!(padding(scaled).iter().zip(padding(masked)).all(|(a, b)| a - 1000.0 == *b));
    }
    assert!(of(pass, "attn.pattern").iter().all(|row| padding(row) == [0.0; 2]), "enough where scores are small");
}

pub(super) fn a_billion_swallows_the_score(pass: &Pass) {
    assert!(of(pass, "attn.masked").iter().all(|row| padding(row) == [-1e9; 2]));
}

pub(super) fn a_thousand_is_filled_in(pass: &Pass) {
    assert!(of(pass, "attn.masked").iter().all(|row| padding(row) == [-1000.0; 2]));
}

pub(super) fn rows_fall_short_of_one(pass: &Pass) {
    assert!(of(pass, "attn.pattern").iter().all(|row| padding(row) == [0.0; 2]));
    assert!(sums(pass).iter().all(|sum| *sum < 0.99), "{:?}", sums(pass));
}

pub(super) fn a_billion_is_infinite_in_half(pass: &Pass) {
    assert!(of(pass, "attn.masked").iter().all(|row| padding(row) == [f32::NEG_INFINITY; 2]));
    let is_half = |x: &f32| half::f16::from_f32(*x).to_f32() == *x;
    assert!(of(pass, "attn.pattern").iter().flatten().all(is_half));
    assert!(!of(&after("reset"), "attn.pattern").iter().flatten().all(is_half));
}

pub(super) fn a_hidden_row_is_zero(pass: &Pass) {
    assert!(of(pass, "attn.masked")[0].iter().all(|score| *score == f32::NEG_INFINITY));
    assert!(of(pass, "attn.pattern")[0].iter().all(|weight| *weight == 0.0), "no weight is no number");
    assert!(rows(pass, "logits", 0).iter().flatten().all(|logit| logit.is_finite()));
}
