//! The gated recurrent unit (Cho et al. 2014), with the equations of `torch.nn.GRU`.
//!
//! ```text
//!   r = σ(x_r + W_r h + b_r)             what of the state the candidate hears
//!   z = σ(x_z + W_z h + b_z)             how much of the state stays
//!   n = tanh(x_n + r · (W_n h + b_n))    the candidate
//!   h' = (1 − z) · n + z · h
//! ```

use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns};
use crate::tape::elementwise as fast;
use crate::tape::kernel::View;

/// The sequences that a recurrence runs over, each from its first token to its last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recurrence {
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// How many tokens of each are real, where they are padded to one length.
    pub lengths: Option<Arc<[usize]>>,
}

impl Recurrence {
    /// Whether a token of a sequence is real.
    fn real(&self, sequence: usize, token: usize) -> bool {
        self.lengths.as_ref().is_none_or(|lengths| token < lengths[sequence])
    }
}

/// Every step of a GRU: what the input gives to the gates (W_x x + b_x, r above z above n) `[3d, token]`, W `[3d, d]`,
/// b `[3d]`, the state before the first token `[d, sequence]` → r, z, n and h' above one another, `[4d, token]`.
///
/// Past the length of its sequence a state stays: there r = n = 0 and z = 1.
pub struct Gru(
    /// What it runs over.
    pub Recurrence,
);

impl Gru {
    /// The tokens of a sequence.
    fn tokens(&self, columns: usize) -> usize {
        columns / self.0.sequences
    }

    /// The states before all tokens, `[d, token]`.
    fn all_before(&self, start: &Matrix, y: &Matrix) -> Matrix {
        let d = start.nrows();
        let tokens = self.tokens(y.ncols());
        let mut before = Matrix::zeros(d, y.ncols());
        for (column, to) in before.as_mut_slice().chunks_exact_mut(d).enumerate() {
            to.copy_from_slice(state_before(start, y.as_slice(), tokens, column));
        }
        before
    }
}

/// The state before a token.
fn state_before<'a>(start: &'a Matrix, y: &'a [f32], tokens: usize, column: usize) -> &'a [f32] {
    let d = start.nrows();
    if column.is_multiple_of(tokens) {
        &start.as_slice()[column / tokens * d..][..d]
    } else {
        &y[(column - 1) * 4 * d + 3 * d..][..d]
    }
}

/// W h + b of states side by side.
fn recurrent(kernel: Kernel, w: View<'_>, b: &[f32], states: &Matrix, out: &mut Matrix) {
    for out in out.as_mut_slice().chunks_exact_mut(b.len()) {
        out.copy_from_slice(b);
    }
    kernel.product(out, 1.0, w, states.into());
}

impl Op for Gru {
    fn name(&self) -> &'static str {
        "a GRU"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Recurrence { sequences, lengths } = &self.0;
        let d = x[1].1;
        let whole = *sequences > 0 && d > 0 && x[0].1.is_multiple_of(*sequences);
        let lengths = lengths.as_ref().is_none_or(|lengths| lengths.len() == *sequences);
        let widths = x[0].0 == 3 * d && x[1].0 == 3 * d && x[2] == (3 * d, 1) && x[3] == (d, *sequences);
        (whole && lengths && widths).then_some((4 * d, x[0].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let step = if kernel.portable { fast::gru_portable } else { fast::gru };
        let (d, sequences, tokens) = (x[3].nrows(), self.0.sequences, self.tokens(y.ncols()));
        let (mut states, mut gates) = (x[3].clone(), Matrix::zeros(3 * d, sequences));
        for token in 0..tokens {
            recurrent(kernel, x[1].into(), x[2].as_slice(), &states, &mut gates);
            for sequence in 0..sequences {
                let column = sequence * tokens + token;
                let y = &mut y.as_mut_slice()[column * 4 * d..][..4 * d];
                let state = &mut states.as_mut_slice()[sequence * d..][..d];
                if self.0.real(sequence, token) {
                    let gates = &gates.as_slice()[sequence * 3 * d..][..3 * d];
                    step(&x[0].as_slice()[column * 3 * d..][..3 * d], gates, state, y);
                    state.copy_from_slice(&y[3 * d..]);
                } else {
                    y[..3 * d].fill(0.0);
                    y[d..2 * d].fill(1.0);
                    y[3 * d..].copy_from_slice(state);
                }
            }
        }
    }

    /// Back-propagation through time: only the product with Wᵀ has to follow the steps one by one.
    fn derivative(&self, kernel: Kernel, x: &[&Matrix], y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (d, sequences, tokens) = (x[3].nrows(), self.0.sequences, self.tokens(y.ncols()));
        let before = self.all_before(x[3], y);
        // Of what the gates heard from the state only the candidate's part is not in the result.
        let mut heard = Matrix::zeros(d, y.ncols());
        recurrent(kernel, View::from(x[1]).block(2 * d, 0, d, d), &x[2].as_slice()[2 * d..], &before, &mut heard);
        let (mut dinput, mut dgates) = (Matrix::zeros(3 * d, y.ncols()), Matrix::zeros(3 * d, y.ncols()));
        let (mut later, mut step) = (Matrix::zeros(d, sequences), Matrix::zeros(3 * d, sequences));
        for token in (0..tokens).rev() {
            step.fill(0.0);
            for sequence in 0..sequences {
                let column = sequence * tokens + token;
                let later = &mut later.as_mut_slice()[sequence * d..][..d];
                let dy = &dy.as_slice()[column * 4 * d..][..4 * d];
                if !self.0.real(sequence, token) {
                    fast::add_to(later, &dy[3 * d..]);
                    continue;
                }
                let states = column * d..(column + 1) * d;
                let y = &y.as_slice()[column * 4 * d..][..4 * d];
                let from = (y, &before.as_slice()[states.clone()], &heard.as_slice()[states]);
                let gates = column * 3 * d..(column + 1) * 3 * d;
                let dgates = &mut dgates.as_mut_slice()[gates.clone()];
                fast::gru_derivative(from, dy, later, (&mut dinput.as_mut_slice()[gates], &mut *dgates));
                step.as_mut_slice()[sequence * 3 * d..][..3 * d].copy_from_slice(dgates);
            }
            kernel.product(&mut later, 1.0, View::from(x[1]).turned(), (&step).into());
        }
        dx[0].add(dinput.as_slice());
        dx[1].accumulate(|to, already| kernel.product(to, already, (&dgates).into(), View::from(&before).turned()));
        let bias = dx[2].sum();
        for gates in columns(&dgates) {
            fast::add_to(bias, gates);
        }
        dx[3].add(later.as_slice());
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let d = x[3].nrows();
        let tokens = self.tokens(y.ncols());
        let before = state_before(x[3], y.as_slice(), tokens, column);
        let (of, at) = (y.column(column), row % d);
        let result = of[row];
        if row >= 3 * d {
            let keep = of[d + at];
            let (left, right) = (vec![1.0 - keep, keep], vec![of[2 * d + at], before[at]]);
            return Arithmetic::Product { left, right, bias: None, y: result };
        }
        if !self.0.real(column / tokens, column % tokens) {
            return Arithmetic::Given { y: result };
        }
        let heard: f32 = x[1].row(row).iter().zip(before).map(|(w, h)| w * h).sum();
        Arithmetic::Gate {
            name: if row < 2 * d { "σ" } else { "tanh" },
            input: x[0][(row, column)],
            reset: (row >= 2 * d).then(|| of[at]),
            recurrent: heard + x[2][row],
            y: result,
        }
    }
}
