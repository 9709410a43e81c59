//! Products with a weight of their own for each head, and over positions.

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot};
use crate::tape::kernel::View;

/// W x in every head, each with its own W: `[heads × out, in]`, `[heads × in, token]` → `[heads × out, token]`.
pub struct HeadMap {
    /// How many heads lie above one another.
    pub heads: usize,
}

impl HeadMap {
    /// The block of a head in a weight or a state.
    fn block<'a>(&self, x: &'a Matrix, head: usize) -> View<'a> {
        let rows = x.nrows() / self.heads;
        View::from(x).block(head * rows, 0, rows, x.ncols())
    }
}

impl Op for HeadMap {
    fn name(&self) -> &'static str {
        "a map of each head"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let whole = self.heads > 0 && x[0].0.is_multiple_of(self.heads);
        (whole && x[1].0 == self.heads * x[0].1).then_some((x[0].0, x[1].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let rows = y.nrows() / self.heads;
        for head in 0..self.heads {
            kernel.product_at(y, (head * rows, 0), 0.0, self.block(x[0], head), self.block(x[1], head));
        }
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (out, into) = (dy.nrows() / self.heads, x[0].ncols());
        dx[0].accumulate(|d, before| {
            for head in 0..self.heads {
                let x = self.block(x[1], head).turned();
                kernel.product_at(d, (head * out, 0), before, self.block(dy, head), x);
            }
        });
        dx[1].accumulate(|d, before| {
            for head in 0..self.heads {
                let w = self.block(x[0], head).turned();
                kernel.product_at(d, (head * into, 0), before, w, self.block(dy, head));
            }
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let head = row / (y.nrows() / self.heads);
        let into = x[0].ncols();
        Arithmetic::Product {
            left: x[0].row(row).iter().copied().collect(),
            right: x[1].column(column).rows(head * into, into).iter().copied().collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}

/// A fixed mix of the tokens of every sequence: token t becomes Σ_s W[t, s] x_s. `[context, context]`, `[width, token]` →
/// `[width, token]`; of the weight only the first rows and columns are used where a sequence is shorter.
pub struct MixTokens {
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// Leaves out tokens that stand later than the one they would go to.
    pub causal: bool,
}

impl MixTokens {
    /// The part of the weight that is used, turned over: `[from, to]`.
    fn turned(&self, w: &Matrix, tokens: usize) -> Matrix {
        Matrix::from_fn(tokens, tokens, |from, to| if self.causal && from > to { 0.0 } else { w[(to, from)] })
    }
}

impl Op for MixTokens {
    fn name(&self) -> &'static str {
        "a mix of tokens"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let whole = self.sequences > 0 && x[1].1.is_multiple_of(self.sequences);
        (whole && x[1].1 / self.sequences <= x[0].0.min(x[0].1)).then_some(x[1])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let (width, tokens) = (y.nrows(), y.ncols() / self.sequences);
        let turned = self.turned(x[0], tokens);
        for first in (0..y.ncols()).step_by(tokens.max(1)) {
            let x = View::from(x[1]).block(0, first, width, tokens);
            kernel.product_at(y, (0, first), 0.0, x, (&turned).into());
        }
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (width, tokens) = (dy.nrows(), dy.ncols() / self.sequences);
        let firsts = || (0..dy.ncols()).step_by(tokens.max(1));
        let mut weight = Matrix::zeros(tokens, tokens);
        for first in firsts() {
            let [dy, x] = [dy, x[1]].map(|m| View::from(m).block(0, first, width, tokens));
            kernel.product(&mut weight, 1.0, dy.turned(), x);
        }
        let context = x[0].nrows();
        for (from, d) in dx[0].sum().chunks_exact_mut(context.max(1)).take(tokens).enumerate() {
            let first = if self.causal { from } else { 0 };
            for to in first..tokens {
                d[to] += weight[(to, from)];
            }
        }
        let turned = self.turned(x[0], tokens);
        dx[1].accumulate(|d, before| {
            for first in firsts() {
                let dy = View::from(dy).block(0, first, width, tokens);
                kernel.product_at(d, (0, first), before, dy, View::from(&turned).turned());
            }
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let tokens = y.ncols() / self.sequences;
        let (to, first) = (column % tokens, column - column % tokens);
        let seen = if self.causal { to + 1 } else { tokens };
        Arithmetic::Product {
            left: (0..seen).map(|from| x[0][(to, from)]).collect(),
            right: (0..seen).map(|from| x[1][(row, first + from)]).collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}
