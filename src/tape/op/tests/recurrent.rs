use std::sync::Arc;

use super::*;

const WIDTH: usize = 4;
const TOKENS: usize = 5;
const SEQUENCES: usize = 3;

fn inputs() -> Vec<Matrix> {
    vec![
        filled(3 * WIDTH, SEQUENCES * TOKENS, 1) * 2.0,
        filled(3 * WIDTH, WIDTH, 2),
        filled(3 * WIDTH, 1, 3),
        filled(WIDTH, SEQUENCES, 4),
    ]
}

fn op(lengths: Option<&[usize]>) -> Gru {
    Gru(Recurrence { sequences: SEQUENCES, lengths: lengths.map(Arc::from) })
}

/// The equations of `torch.nn.GRU`, one sequence and one number at a time.
fn definition(inputs: &[Matrix], lengths: Option<&[usize]>) -> Vec<[f64; 4 * WIDTH]> {
    let [x, w, b, start] = [0, 1, 2, 3].map(|i| exact(&inputs[i]));
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    let mut all = Vec::new();
    for sequence in 0..SEQUENCES {
        let mut state: [f64; WIDTH] = std::array::from_fn(|i| start(i, sequence));
        for token in 0..TOKENS {
            let mut y = [0.0; 4 * WIDTH];
            for i in 0..WIDTH {
                let heard = |gate: usize| {
                    let row = gate * WIDTH + i;
                    b(row, 0) + (0..WIDTH).map(|j| w(row, j) * state[j]).sum::<f64>()
                };
                let given = |gate: usize| x(gate * WIDTH + i, sequence * TOKENS + token);
                let (r, z) = (logistic(given(0) + heard(0)), logistic(given(1) + heard(1)));
                let n = (given(2) + r * heard(2)).tanh();
                let real = lengths.is_none_or(|lengths| token < lengths[sequence]);
                let [r, z, n] = if real { [r, z, n] } else { [0.0, 1.0, 0.0] };
                y[i] = r;
                y[WIDTH + i] = z;
                y[2 * WIDTH + i] = n;
                y[3 * WIDTH + i] = (1.0 - z) * n + z * state[i];
            }
            state.copy_from_slice(&y[3 * WIDTH..]);
            all.push(y);
        }
    }
    all
}

/// All real; one shorter; one without a token.
const LENGTHS: [Option<&[usize]>; 2] = [None, Some(&[5, 2, 0])];

#[test]
fn every_step_follows_the_equations() {
    for lengths in LENGTHS {
        let expected = definition(&inputs(), lengths);
        follows(|| op(lengths), &inputs(), |row, column| expected[column][row]);
    }
    assert!(refuses(&op(None), &[(12, 15), (12, 4), (12, 1), (4, 2)]));
    assert!(refuses(&op(None), &[(12, 14), (12, 4), (12, 1), (4, 3)]));
    assert!(refuses(&op(Some(&[1, 2])), &[(12, 15), (12, 4), (12, 1), (4, 3)]));
}

#[test]
fn gradients_go_back_through_time_and_through_the_gates() {
    for lengths in LENGTHS {
        differs(|| op(lengths), &inputs());
    }
}

#[test]
fn past_its_length_a_state_stays() {
    let y = value(op(Some(&[5, 2, 0])), &inputs(), Kernel::default());
    let state = |column: usize| y.column(column).rows(3 * WIDTH, WIDTH).into_owned();
    assert_eq!(state(TOKENS + 4), state(TOKENS + 1));
    assert_eq!(state(2 * TOKENS + 4), inputs()[3].column(2));
    let last = Last { sequences: SEQUENCES, lengths: Some(Arc::from([5, 2, 0])) };
    let last = value(last, &[y.rows(3 * WIDTH, WIDTH).into_owned()], Kernel::default());
    assert_eq!(last.column(2), inputs()[3].column(2));
}
