//! What says where a token stands.

use super::values::{are_near, dot, has, is_near, of, rows};
use crate::app::Pass;

pub(super) fn nothing_says_a_position(pass: &Pass) {
    assert!(!has(pass, "pos"));
    assert_eq!(of(pass, "resid_pre"), rows(pass, "embed", 0));
}

pub(super) fn positions_are_waves(pass: &Pass) {
    for (place, row) in rows(pass, "pos", 0).iter().enumerate() {
        for (i, pair) in row.chunks_exact(2).enumerate() {
            let angle = place as f32 / 10_000_f32.powf(2.0 * i as f32 / 12.0);
            assert!(is_near(pair[0], angle.sin()) && is_near(pair[1], angle.cos()), "{place} {i}: {pair:?}");
        }
    }
}

pub(super) fn positions_are_parameters(pass: &Pass) {
    let (positions, table) = (rows(pass, "pos", 0), rows(pass, "W_pos", 0));
    assert_eq!(positions, table[..positions.len()]);
}

pub(super) fn scores_have_a_relative_part(pass: &Pass) {
    scores_of_two_parts(pass);
    let relative = of(pass, "attn.relative");
    assert!(relative.iter().flatten().any(|x| *x != 0.0));
    assert!(has(pass, "decoder.0.attn.z_relative"), "the values, too, know distances");
}

/// The bias is the same wherever a query and a key of one distance stand.
pub(super) fn bias_depends_on_distance(pass: &Pass) {
    let bias = of(pass, "attn.bias");
    for i in 1..bias.len() {
        assert!((1..=i).all(|j| bias[i][j] == bias[i - 1][j - 1]));
    }
    assert!(bias[bias.len() - 1].windows(2).any(|pair| pair[0] != pair[1]));
    let biased: Vec<Vec<f32>> =
        of(pass, "attn.scaled").iter().zip(&bias).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + b).collect()).collect();
    assert!(are_near(&of(pass, "attn.biased"), &biased));
}

pub(super) fn bias_is_a_slope(pass: &Pass) {
    bias_depends_on_distance(pass);
    for head in 0..3 {
        let slope = 2_f32.powf(-8.0 * (head + 1) as f32 / 3.0);
        for (query, row) in rows(pass, "decoder.0.attn.bias", head).iter().enumerate() {
            assert!((0..=query).all(|key| is_near(row[key], -slope * (query - key) as f32)));
        }
    }
}

pub(super) fn rotations_keep_lengths(pass: &Pass) {
    let (plain, turned) = (of(pass, "attn.q"), of(pass, "attn.q_rotated"));
    assert_eq!(plain[0], turned[0], "the first token stands at angle 0");
    for (plain, turned) in plain.iter().zip(&turned).skip(1) {
        assert!(is_near(dot(plain, plain), dot(turned, turned)));
        assert_ne!(plain, turned);
    }
    let keys = of(pass, "attn.k_rotated");
    let of_turned: Vec<Vec<f32>> =
        turned.iter().map(|query| keys.iter().map(|key| dot(query, key)).collect()).collect();
    assert!(are_near(&of(pass, "attn.scores"), &of_turned), "scores are those of what was turned");
}

/// The last segment has its own tokens and, before them, what is remembered: every query sees all of that.
pub(super) fn segments_see_their_memory(pass: &Pass) {
    let pattern = of(pass, "attn.pattern");
    let (queries, keys) = (pattern.len(), pattern[0].len());
    assert_eq!(keys, queries + 2, "two tokens are remembered");
    for (query, row) in pattern.iter().enumerate() {
        assert!(
            row[..query + 3].iter().all(|weight| *weight > 0.0) && row[query + 3..].iter().all(|weight| *weight == 0.0)
        );
    }
    scores_of_two_parts(pass);
}

fn scores_of_two_parts(pass: &Pass) {
    let (content, relative, scores) = (of(pass, "attn.content"), of(pass, "attn.relative"), of(pass, "attn.scores"));
    let sum: Vec<Vec<f32>> =
        content.iter().zip(&relative).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + b).collect()).collect();
    assert!(are_near(&scores, &sum));
}
