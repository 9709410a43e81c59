//! What a decoder reads of an encoder beside it, attending to it or not.

use super::values::{after, dot, has, is_near, of, rows};
use crate::app::Pass;

pub(super) fn cross_attention_is_rectangular(pass: &Pass) {
    let (own, cross) = (of(pass, "attn.pattern"), of(pass, "cross.pattern"));
    assert_eq!([own.len(), own[0].len()], [pass.tokens.len(); 2]);
    assert_eq!([cross.len(), cross[0].len()], [pass.tokens.len(), pass.source.len()]);
    assert!(cross.iter().all(|row| is_near(row.iter().sum(), 1.0)));
    let own: Vec<f32> = own.iter().map(|row| row.iter().sum()).collect();
    assert!(own.iter().all(|sum| is_near(*sum, 1.0)));
}

pub(super) fn later_targets_move_nothing_earlier(pass: &Pass) {
    let other = after("model dates; text \"3 March\"; target \"2017-12\"");
    let (ours, theirs) = (rows(pass, "logits", 0), rows(&other, "logits", 0));
    let same = pass.tokens.iter().zip(&other.tokens).take_while(|(a, b)| a == b).count();
    assert!(same > 3 && same < pass.tokens.len());
    assert_eq!(ours[..same], theirs[..same], "to the bit");
    assert_ne!(ours[same], theirs[same]);
}

pub(super) fn sources_move_the_output(pass: &Pass) {
    let other = after("model dates; text \"9 March\"; target \"2017-03\"");
    let (ours, theirs) = (rows(pass, "logits", 0), rows(&other, "logits", 0));
    assert!(ours.iter().zip(&theirs).all(|(ours, theirs)| ours != theirs));
}

pub(super) fn without_attention_only_the_last_state_is_read(pass: &Pass) {
    assert!(!has(pass, "decoder.0.cross.pattern") && has(pass, "encoder.0.gru.last"));
    let states = rows(pass, "encoder.0.gru.state", 0);
    assert_eq!(rows(pass, "encoder.0.gru.last", 0), states[states.len() - 1..]);
}

pub(super) fn states_are_compared_by_tanh(pass: &Pass) {
    assert!(has(pass, "decoder.0.cross.q_mapped") && has(pass, "decoder.0.cross.k_mapped"));
    let pattern = of(pass, "cross.pattern");
    assert_eq!([pattern.len(), pattern[0].len()], [pass.tokens.len(), pass.source.len()]);
    assert!(pattern.iter().all(|row| is_near(row.iter().sum(), 1.0)));
}

pub(super) fn states_are_compared_by_a_product(pass: &Pass) {
    assert!(!has(pass, "decoder.0.cross.q_mapped"));
    let (q, k, scores) = (of(pass, "cross.q"), of(pass, "cross.k_mapped"), of(pass, "cross.scores"));
    assert!((0..q.len()).all(|i| (0..k.len()).all(|j| (scores[i][j] - dot(&q[i], &k[j])).abs() < 1e-3)));
}
