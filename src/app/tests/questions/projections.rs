//! What queries, keys and values are made of, and how heads share them out.

use super::values::{dot, is_near, of, rows};
use crate::app::Pass;

pub(super) fn keys_are_values(pass: &Pass) {
    for head in 0..3 {
        let [q, k, v] = ["q", "k", "v"].map(|name| rows(pass, &format!("decoder.1.attn.{name}"), head));
        assert_eq!(k, v, "to the bit");
        assert_ne!(q, k);
    }
}

pub(super) fn nothing_is_tied(pass: &Pass) {
    let [q, k, v] = ["attn.q", "attn.k", "attn.v"].map(|name| of(pass, name));
    assert!(q != k && k != v && q != v);
}

pub(super) fn scores_are_symmetric(pass: &Pass) {
    let scores = of(pass, "attn.scores");
    assert_eq!(of(pass, "attn.q"), of(pass, "attn.k"));
    for (i, row) in scores.iter().enumerate() {
        assert!(row.iter().enumerate().all(|(j, score)| is_near(*score, scores[j][i])));
    }
}

pub(super) fn identity_scores_are_products_of_the_states(pass: &Pass) {
    scores_are_symmetric(pass);
    let (states, scores) = (of(pass, "ln1"), of(pass, "attn.scores"));
    let head: Vec<Vec<f32>> = states.iter().map(|state| state[..4].to_vec()).collect();
    for name in ["attn.q", "attn.k", "attn.v"] {
        assert_eq!(of(pass, name), head, "{name} is the state itself");
    }
    for i in 0..scores.len() {
        assert!((0..scores.len()).all(|j| is_near(scores[i][j], dot(&head[i], &head[j]))), "{i}");
        // By Cauchy and Schwarz no score is beyond those of its two tokens with themselves.
        assert!((0..scores.len()).all(|j| scores[i][j].powi(2) <= scores[i][i] * scores[j][j] * 1.0001));
    }
}

pub(super) fn six_heads_of_two(pass: &Pass) {
    assert_eq!(rows(pass, "decoder.0.attn.q", 5)[0].len(), 2);
    assert_eq!(rows(pass, "decoder.0.attn.pattern", 5).len(), pass.tokens.len());
}

pub(super) fn one_head_of_all(pass: &Pass) {
    assert_eq!(of(pass, "attn.q")[0].len(), 12);
    assert!(pass.shown("decoder.0.attn.q".parse().expect("a site"), 1).is_err());
}
