use std::sync::Arc;

use super::*;

#[test]
fn rows_are_taken_out() {
    let x = [filled(7, 3, 1)];
    follows(|| Rows(2..6), &x, |row, column| f64::from(x[0][(row + 2, column)]));
    differs(|| Rows(2..6), &x);
    assert!(refuses(&Rows(2..8), &[(7, 3)]));
}

#[test]
fn rows_are_stacked() {
    let x = [filled(2, 5, 1), filled(4, 5, 2)];
    follows(
        || StackRows,
        &x,
        |row, column| f64::from(if row < 2 { x[0][(row, column)] } else { x[1][(row - 2, column)] }),
    );
    differs(|| StackRows, &x);
    assert!(refuses(&StackRows, &[(2, 5), (4, 6)]));
}

#[test]
fn a_memory_is_joined_to_the_front_of_every_sequence() {
    let (before, after) = (2, 5);
    let x = [filled(4, 3 * before, 1), filled(4, 3 * after, 2)];
    follows(
        || Join { sequences: 3 },
        &x,
        |row, column| {
            let (sequence, token) = (column / (before + after), column % (before + after));
            f64::from(match token.checked_sub(before) {
                None => x[0][(row, sequence * before + token)],
                Some(token) => x[1][(row, sequence * after + token)],
            })
        },
    );
    differs(|| Join { sequences: 3 }, &x);
    let none = [Matrix::zeros(4, 0), filled(4, 6, 2)];
    assert_eq!(value(Join { sequences: 3 }, &none, Kernel::default()), none[1]);
    assert!(refuses(&Join { sequences: 3 }, &[(4, 4), (4, 6)]));
}

#[test]
fn the_last_real_token_of_every_sequence() {
    let x = [filled(4, 3 * 5, 1)];
    for lengths in [None, Some(Arc::from([5, 2, 0]))] {
        let last = [[4, 4, 4], [4, 1, 0]][usize::from(lengths.is_some())];
        let op = || Last { sequences: 3, lengths: lengths.clone() };
        follows(op, &x, |row, sequence| f64::from(x[0][(row, sequence * 5 + last[sequence])]));
        differs(op, &x);
    }
    assert!(refuses(&Last { sequences: 3, lengths: Some(Arc::from([5, 2])) }, &[(4, 15)]));
}

#[test]
fn a_window_holds_each_token_above_those_before_it() {
    let (width, tokens, sequences) = (2, 5, 3);
    let x = [filled(width, tokens * sequences, 1)];
    for taps in [1, 4, 7] {
        follows(
            || Unfold { taps, sequences },
            &x,
            |row, column| {
                let back = row / width;
                if back > column % tokens { 0.0 } else { f64::from(x[0][(row % width, column - back)]) }
            },
        );
        differs(|| Unfold { taps, sequences }, &x);
    }
}
