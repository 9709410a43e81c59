use super::*;

#[test]
fn an_rms_norm_divides_by_the_root_mean_square() {
    for (width, tokens) in [(3, 5), (17, 2), (33, 4)] {
        let inputs = [filled(width, tokens, 1) * 2.0, filled(width, 1, 2)];
        let (x, gain) = (exact(&inputs[0]), exact(&inputs[1]));
        follows(
            || RmsNorm { epsilon: 1e-3 },
            &inputs,
            |row, token| {
                let square: f64 = (0..width).map(|i| x(i, token).powi(2)).sum::<f64>() / width as f64;
                gain(row, 0) * x(row, token) / (square + f64::from(1e-3f32)).sqrt()
            },
        );
        differs(|| RmsNorm { epsilon: 1e-3 }, &inputs);
    }
    assert!(refuses(&RmsNorm { epsilon: 0.0 }, &[(3, 5), (5, 1)]));
}

#[test]
fn a_vector_is_added_to_every_token() {
    let inputs = [filled(3, 5, 1), filled(3, 1, 2)];
    follows(|| AddVector, &inputs, |row, token| f64::from(inputs[0][(row, token)]) + f64::from(inputs[1][row]));
    differs(|| AddVector, &inputs);
    assert!(refuses(&AddVector, &[(3, 5), (5, 1)]));
}

#[test]
fn tanh_is_an_activation() {
    let x = [filled(7, 5, 1) * 4.0];
    follows(|| Activate(Activation::Tanh), &x, |row, column| f64::from(x[0][(row, column)]).tanh());
    differs(|| Activate(Activation::Tanh), &x);
}

#[test]
fn every_head_has_a_map_of_its_own() {
    let (heads, out, into, tokens) = (3, 2, 4, 5);
    let inputs = [filled(heads * out, into, 1), filled(heads * into, tokens, 2)];
    let (w, x) = (exact(&inputs[0]), exact(&inputs[1]));
    follows(
        || HeadMap { heads },
        &inputs,
        |row, token| (0..into).map(|i| w(row, i) * x(row / out * into + i, token)).sum(),
    );
    differs(|| HeadMap { heads }, &inputs);
    assert!(refuses(&HeadMap { heads: 4 }, &[(6, 4), (12, 5)]) && refuses(&HeadMap { heads }, &[(6, 4), (8, 5)]));
}

#[test]
fn tokens_are_mixed_by_the_first_rows_and_columns_of_a_weight() {
    let (context, width, tokens, sequences) = (7, 3, 5, 2);
    let inputs = [filled(context, context, 1), filled(width, tokens * sequences, 2)];
    let (w, x) = (exact(&inputs[0]), exact(&inputs[1]));
    for causal in [false, true] {
        follows(
            || MixTokens { sequences, causal },
            &inputs,
            |row, column| {
                let (first, to) = (column / tokens * tokens, column % tokens);
                let seen = if causal { to + 1 } else { tokens };
                (0..seen).map(|from| w(to, from) * x(row, first + from)).sum()
            },
        );
        differs(|| MixTokens { sequences, causal }, &inputs);
    }
    assert!(refuses(&MixTokens { sequences, causal: true }, &[(4, 4), (3, 10)]));
}

#[test]
fn a_rotation_turns_pairs_of_dimensions_by_their_position() {
    let rotation = Rotation { heads: 3, sequences: 2, first: 6, base: 50.0 };
    let (width, tokens) = (4, 5);
    let inputs = [filled(3 * width, 2 * tokens, 1)];
    let x = exact(&inputs[0]);
    follows(
        || Rotate(rotation),
        &inputs,
        |row, column| {
            let (head, i) = (row / width * width, row % width);
            let pair = i % 2;
            let angle = (6 + column % tokens) as f64 * 50f64.powf(-2.0 * pair as f64 / width as f64);
            let (a, b) = (x(head + pair, column), x(head + pair + 2, column));
            if i < 2 { a * angle.cos() - b * angle.sin() } else { b * angle.cos() + a * angle.sin() }
        },
    );
    differs(|| Rotate(rotation), &inputs);
    assert!(refuses(&Rotate(rotation), &[(9, 10)]), "an odd width has a dimension without a partner");
}

#[test]
fn rotated_states_compare_by_their_distance_alone() {
    let one = |seed, first| {
        let rotation = Rotation { heads: 1, sequences: 1, first, base: 10_000.0 };
        value(Rotate(rotation), &[filled(6, 1, seed)], Kernel::default())
    };
    let score = |query, key| one(1, query).dot(&one(2, key));
    assert!((score(9, 4) - score(25, 20)).abs() < 1e-5);
    assert!((score(9, 4) - score(9, 5)).abs() > 1e-3);
}
