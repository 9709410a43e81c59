//! What scores are made of, and what comes back through them.

use super::values::{are_near, dot, is_near, map, of};
use crate::app::Pass;

pub(super) fn scaled_are_scores_over_the_root_of_the_width(pass: &Pass) {
    assert!(are_near(&of(pass, "attn.scaled"), &map(&of(pass, "attn.scores"), |score| score / 2.0)));
}

pub(super) fn scaled_are_scores(pass: &Pass) {
    assert_eq!(of(pass, "attn.scaled"), of(pass, "attn.scores"));
    let (q, k) = (of(pass, "attn.q"), of(pass, "attn.k"));
    let products: Vec<Vec<f32>> = q.iter().map(|q| k.iter().map(|k| dot(q, k)).collect()).collect();
    assert!(are_near(&of(pass, "attn.scores"), &products));
}

pub(super) fn general_scores_are_bilinear(pass: &Pass) {
    let (q, mapped, scores) = (of(pass, "attn.q"), of(pass, "attn.k_mapped"), of(pass, "attn.scores"));
    assert!((0..scores.len()).all(|i| (0..scores.len()).all(|j| is_near(scores[i][j], dot(&q[i], &mapped[j])))));
    assert_ne!(mapped, of(pass, "attn.k"), "W is not the identity");
}

pub(super) fn additive_scores_are_of_tanh(pass: &Pass) {
    let (q, k, scores) = (of(pass, "attn.q_mapped"), of(pass, "attn.k_mapped"), of(pass, "attn.scores"));
    let tanh = |i: usize, j: usize| q[i].iter().zip(&k[j]).map(|(q, k)| (q + k).tanh()).collect::<Vec<f32>>();
    // The heads' vectors stand one after another.
    let weights: Vec<f32> = of(pass, "attn.v_score").into_iter().flatten().take(q[0].len()).collect();
    assert!((0..scores.len()).all(|i| (0..scores.len()).all(|j| is_near(scores[i][j], dot(&weights, &tanh(i, j))))));
}

pub(super) fn gradients_reach_the_weights(pass: &Pass) {
    let gradient = pass.gradient("decoder.0.attn.pattern".parse().expect("a site"), 0).expect("there is an output");
    let last = gradient.rows.length - 1;
    assert!(gradient.row(last).any(|x| x != 0.0) && gradient.row(last).all(f32::is_finite));
}
