//! What blocks are made of: sub-layers, what is carried past them, what normalises, and how many there are.

use super::values::{after, has, is_near, moved, of, rows};
use crate::app::Pass;

pub(super) fn a_token_alone_moves_its_own_feed_forward(pass: &Pass) {
    assert_eq!(moved(pass, &after("mask none"), "mlp.out"), [2]);
}

pub(super) fn a_token_moves_the_attention_of_all(pass: &Pass) {
    assert_eq!(moved(pass, &after("mask none"), "attn.out").len(), pass.tokens.len());
}

pub(super) fn half_of_the_numbers_are_left_out(pass: &Pass) {
    let (given, kept) = (of(pass, "mlp.out"), of(pass, "mlp.dropout"));
    let mut left_out = 0;
    for (x, y) in given.iter().flatten().zip(kept.iter().flatten()) {
        assert!(*y == 0.0 || is_near(*y, 2.0 * x), "{y} of {x}");
        left_out += usize::from(*y == 0.0);
    }
    let all = given.len() * given[0].len();
    assert!((all / 4..all * 3 / 4).contains(&left_out), "{left_out} of {all}");
    assert!(!has(&after("reset"), "decoder.0.mlp.dropout"), "nothing is left out where nothing is learned");
}

pub(super) fn nothing_is_carried_past(pass: &Pass) {
    assert_eq!(of(pass, "resid_mid"), of(pass, "attn.out"));
    assert_eq!(of(pass, "resid_post"), of(pass, "mlp.out"));
}

fn moments(row: &[f32]) -> [f32; 2] {
    let mean = row.iter().sum::<f32>() / row.len() as f32;
    [mean, row.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / row.len() as f32]
}

pub(super) fn sums_are_normalised(pass: &Pass) {
    for row in of(pass, "ln2") {
        let [mean, variance] = moments(&row);
        assert!(mean.abs() < 1e-4 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
    assert!(
        pass.step_of("decoder.0.ln1".parse().expect("a site"))
            > pass.step_of("decoder.0.attn.out".parse().expect("a site"))
    );
}

pub(super) fn nothing_is_normalised(pass: &Pass) {
    assert_eq!(of(pass, "ln1"), of(pass, "resid_pre"));
}

pub(super) fn roots_of_means_of_squares_are_one(pass: &Pass) {
    let squares = |row: &[f32]| row.iter().map(|x| x * x).sum::<f32>() / row.len() as f32;
    let (before, normalised) = (of(pass, "resid_pre"), of(pass, "ln1"));
    for (before, row) in before.iter().zip(&normalised) {
        let root = (squares(before) + 1e-5).sqrt();
        assert!(row.iter().zip(before).all(|(y, x)| is_near(*y, x / root)));
    }
}

pub(super) fn a_head_adds_nothing(pass: &Pass) {
    assert!(rows(pass, "decoder.0.attn.z", 2).iter().flatten().all(|x| *x == 0.0));
    assert!(rows(pass, "decoder.0.attn.z", 1).iter().flatten().any(|x| *x != 0.0));
    let on = after("head off 0.2; head on 0.2");
    assert_eq!(rows(&on, "logits", 0), rows(&after("reset"), "logits", 0), "the very same bits");
}

pub(super) fn a_sub_layer_adds_nothing(pass: &Pass) {
    assert!(of(pass, "attn.out").iter().flatten().all(|x| *x == 0.0));
    assert_eq!(of(pass, "resid_mid"), of(pass, "resid_pre"));
}

pub(super) fn six_layers_read_both_ways(pass: &Pass) {
    assert!(has(pass, "decoder.5.resid_post") && !has(pass, "decoder.6.resid_post"));
    assert!(pass.untrained, "four of them are drawn");
    for layer in 0..6 {
        let first = &rows(pass, &format!("decoder.{layer}.attn.pattern"), 0)[0];
        assert!(first.iter().all(|weight| *weight > 0.0), "the first token sees the last one in layer {layer}");
    }
    let own = after("mask none");
    assert_eq!(of(pass, "resid_post"), of(&own, "resid_post"), "the model's own layers stay");
    assert!(!after("layers 1").untrained, "what goes is not missing");
}

pub(super) fn a_deep_stack_carries_nothing_past(pass: &Pass) {
    assert!(has(pass, "decoder.11.resid_post"));
    assert_eq!(rows(pass, "decoder.11.resid_post", 0), rows(pass, "decoder.11.mlp.out", 0));
}
