use super::*;

#[test]
fn the_patterns_of_all_heads_become_one() {
    let (heads, keys, queries) = (3, 5, 4);
    let inputs = [filled(keys, heads * queries, 1)];
    let x = &exact(&inputs[0]);
    let of = |key: usize, query: usize| (0..heads).map(move |head| x(key, head * queries + query));
    let mean = || OverHeads { heads, over: Over::Mean };
    follows(mean, &inputs, |key, query| of(key, query).sum::<f64>() / heads as f64);
    differs(mean, &inputs);
    let max = || OverHeads { heads, over: Over::Max };
    follows(max, &inputs, |key, query| of(key, query).fold(f64::NEG_INFINITY, f64::max));
    assert!(refuses(&mean(), &[(keys, 11)]) && refuses(&OverHeads { heads: 0, over: Over::Max }, &[(keys, 12)]));
}

#[test]
fn the_derivative_of_a_maximum_goes_to_the_largest_alone() {
    // Far enough apart that no step of a difference makes another the largest.
    let inputs = [Matrix::from_fn(2, 3 * 4, |key, column| ((5 * column + 7 * key) % 11) as f32 / 4.0)];
    differs(|| OverHeads { heads: 3, over: Over::Max }, &inputs);
}

#[test]
fn a_rollout_is_half_attention_and_half_the_token_itself() {
    let inputs = [filled(5, 5, 1), filled(5, 5, 2)];
    let (a, before) = (exact(&inputs[0]), exact(&inputs[1]));
    let one = |row, column| if row == column { 1.0 } else { 0.0 };
    follows(
        || Rollout,
        &inputs,
        |key, query| (0..5).map(|i| 0.5 * (a(i, query) + one(i, query)) * before(key, i)).sum(),
    );
    differs(|| Rollout, &inputs);
    follows(|| Rollout, &inputs[..1], |key, query| 0.5 * (a(key, query) + one(key, query)));
    differs(|| Rollout, &inputs[..1]);
    assert!(refuses(&Rollout, &[(5, 4)]) && refuses(&Rollout, &[(5, 5), (4, 4)]));
}
