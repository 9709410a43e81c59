//! A gated recurrent unit (Cho et al. 2014, §2.3), in the form of `torch.nn.GRU`:
//!
//! ```text
//!  r = σ(i_r + W_hr h + b_hr)      z = σ(i_z + W_hz h + b_hz)
//!  n = tanh(i_n + r · (W_hn h + b_hn))      h ← (1 − z) · n + z · h
//! ```

use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, slice};
use crate::tape::elementwise as fast;
use crate::tape::kernel::View;

/// Which tokens belong to which sequence.
#[derive(Clone, Debug)]
pub struct Recurrence {
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// How many tokens of each are real; past them the state stays.
    pub lengths: Option<Arc<[usize]>>,
}

/// Gates and states of every token, one above the other: what the tokens say `i` `[3 × width, token]`, W `[3 × width,
/// width]`, b `[3 × width]`, the state before the first token `[width, sequence]` → `[r; z; n; h]` `[4 × width, token]`.
pub struct Gru(
    /// Which tokens belong together.
    pub Recurrence,
);

impl Gru {
    fn length(&self, tokens: usize) -> usize {
        tokens / self.0.sequences
    }

    fn is_real(&self, sequence: usize, place: usize) -> bool {
        self.0.lengths.as_ref().is_none_or(|lengths| place < lengths[sequence])
    }

    /// The states before the tokens of one place: `[width, sequence]`.
    fn before(&self, start: &Matrix, y: &Matrix, place: usize) -> Matrix {
        let width = start.nrows();
        match place.checked_sub(1) {
            None => start.clone(),
            Some(last) => Matrix::from_fn(width, self.0.sequences, |row, sequence| {
                y[(3 * width + row, sequence * self.length(y.ncols()) + last)]
            }),
        }
    }
}

/// What is computed of the old states before the gates: W h + b, `[3 × width, sequence]`.
fn hidden(kernel: Kernel, w: &Matrix, b: &Matrix, h: &Matrix, out: &mut Matrix) {
    for mut column in out.column_iter_mut() {
        column.copy_from(b);
    }
    kernel.product(out, 1.0, w.into(), h.into());
}

impl Op for Gru {
    fn name(&self) -> &'static str {
        "a recurrence"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Recurrence { sequences, lengths } = &self.0;
        let width = x[3].0;
        let maps = x[0].0 == 3 * width && x[1] == (3 * width, width) && x[2] == (3 * width, 1);
        let whole = *sequences > 0 && x[0].1.is_multiple_of(*sequences) && x[3].1 == *sequences;
        let lengths = lengths.as_ref().is_none_or(|lengths| lengths.len() == *sequences);
        (maps && whole && lengths).then_some((4 * width, x[0].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let sigmoid = if kernel.portable { fast::sigmoid_portable } else { fast::sigmoid };
        let tanh = if kernel.portable { fast::tanh_portable } else { fast::tanh };
        let (width, length) = (x[3].nrows(), self.length(x[0].ncols()));
        let mut said = Matrix::zeros(3 * width, self.0.sequences);
        let mut sum = vec![0.0; 2 * width];
        for place in 0..length {
            let before = self.before(x[3], y, place);
            hidden(kernel, x[1], x[2], &before, &mut said);
            for sequence in 0..self.0.sequences {
                let token = sequence * length + place;
                let (input, said, h) = (slice(x[0], token), slice(&said, sequence), slice(&before, sequence));
                let mut column = y.column_mut(token);
                let (gates, rest) = column.as_mut_slice().split_at_mut(2 * width);
                let (n, state) = rest.split_at_mut(width);
                fast::add(&input[..2 * width], &said[..2 * width], &mut sum);
                sigmoid(&sum, gates);
                for i in 0..width {
                    sum[i] = input[2 * width + i] + gates[i] * said[2 * width + i];
                }
                tanh(&sum[..width], n);
                for i in 0..width {
                    let z = gates[width + i];
                    state[i] = if self.is_real(sequence, place) { (1.0 - z) * n[i] + z * h[i] } else { h[i] };
                }
            }
        }
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (width, length, sequences) = (x[3].nrows(), self.length(x[0].ncols()), self.0.sequences);
        let mut said = Matrix::zeros(3 * width, sequences);
        let mut d_said = Matrix::zeros(3 * width, sequences);
        let mut carried = Matrix::zeros(width, sequences); // d of the states after this place
        for place in (0..length).rev() {
            let before = self.before(x[3], y, place);
            hidden(kernel, x[1], x[2], &before, &mut said);
            let d_input = dx[0].sum();
            for sequence in 0..sequences {
                let token = sequence * length + place;
                let real = self.is_real(sequence, place);
                let (recorded, d) = (y.column(token), dy.column(token));
                for i in 0..width {
                    let (r, z, n) = (recorded[i], recorded[width + i], recorded[2 * width + i]);
                    let dh = d[3 * width + i] + carried[(i, sequence)];
                    // Past the end of a sequence its state is handed on as it is.
                    let through = if real { dh } else { 0.0 };
                    let dn = (d[2 * width + i] + through * (1.0 - z)) * (1.0 - n * n);
                    let dz = (d[width + i] + through * (before[(i, sequence)] - n)) * z * (1.0 - z);
                    let dr = (d[i] + dn * said[(2 * width + i, sequence)]) * r * (1.0 - r);
                    for (gate, d) in [dr, dz, dn].into_iter().enumerate() {
                        d_input[token * 3 * width + gate * width + i] += d;
                    }
                    d_said[(i, sequence)] = dr;
                    d_said[(width + i, sequence)] = dz;
                    d_said[(2 * width + i, sequence)] = dn * r;
                    carried[(i, sequence)] = if real { dh * z } else { dh };
                }
            }
            dx[1].accumulate(|d, old| kernel.product(d, old, (&d_said).into(), View::from(&before).turned()));
            let bias = dx[2].sum();
            d_said.column_iter().for_each(|d| fast::add_to(bias, d.as_slice()));
            kernel.product(&mut carried, 1.0, View::from(x[1]).turned(), (&d_said).into());
        }
        dx[3].add(carried.as_slice());
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let width = x[3].nrows();
        let (gate, i) = (row / width, row % width);
        let (sequence, place) = (column / self.length(y.ncols()), column % self.length(y.ncols()));
        let before = self.before(x[3], y, place);
        let recorded = |gate: usize| y[(gate * width + i, column)];
        if gate == 3 {
            let (z, h) = (recorded(1), before[(i, sequence)]);
            let (left, right) = if self.is_real(sequence, place) {
                (vec![1.0 - z, z], vec![recorded(2), h])
            } else {
                (vec![1.0], vec![h])
            };
            return Arithmetic::Product { left, right, bias: None, y: y[(row, column)] };
        }
        let said: f32 = x[1].row(gate * width + i).transpose().dot(&before.column(sequence)) + x[2][gate * width + i];
        Arithmetic::Gate {
            name: if gate == 2 { "tanh" } else { "σ" },
            input: x[0][(gate * width + i, column)],
            state: said,
            reset: if gate == 2 { recorded(0) } else { 1.0 },
            y: y[(row, column)],
        }
    }
}
