use super::*;

#[test]
fn additive_scores_are_what_bahdanau_wrote() {
    for (heads, width, queries, keys) in [
        (Heads { queries: 3, keys: 3, sequences: 2 }, 4, 5, 7),
        (Heads { queries: 4, keys: 2, sequences: 3 }, 5, 2, 6),
        (Heads { queries: 1, keys: 1, sequences: 1 }, 2, 3, 20),
    ] {
        let inputs = [
            filled(heads.keys * width, keys * heads.sequences, 1),
            filled(heads.queries * width, queries * heads.sequences, 2),
            filled(heads.queries * width, 1, 3),
        ];
        let (k, q, v) = (exact(&inputs[0]), exact(&inputs[1]), exact(&inputs[2]));
        follows(
            || CompareAdditive(heads),
            &inputs,
            |key, column| {
                let (sequence, head, query) = place(heads, queries, column);
                let key_head = head / (heads.queries / heads.keys);
                let term = |d: usize| {
                    let q = q(head * width + d, sequence * queries + query);
                    let k = k(key_head * width + d, sequence * keys + key);
                    v(head * width + d, 0) * (q + k).tanh()
                };
                (0..width).map(term).sum()
            },
        );
        differs(|| CompareAdditive(heads), &inputs);
    }
    let op = CompareAdditive(Heads { queries: 3, keys: 3, sequences: 2 });
    assert!(refuses(&op, &[(12, 14), (9, 10), (9, 1)]) && refuses(&op, &[(12, 14), (12, 10), (4, 1)]));
}

#[test]
fn what_is_certain_has_no_entropy_below_nothing() {
    for certain in [&[1.0][..], &[0.0, 1.0, 0.0], &[]] {
        let bits = crate::tape::op::entropy(certain);
        assert!(bits == 0.0 && bits.is_sign_positive(), "{certain:?}");
    }
    assert_eq!(crate::tape::op::entropy(&[0.25; 4]), 2.0);
}
