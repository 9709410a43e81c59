//! Rotary positions (Su et al. 2021).

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, each_column, slice};

/// How pairs of dimensions are turned.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rotation {
    /// How many heads; each is turned alike.
    pub heads: usize,
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// The position of a sequence's first token.
    pub first: usize,
    /// What the wavelengths grow to, in units of 2π.
    pub base: f32,
}

impl Rotation {
    /// Cosine and sine of each pair's angle at a token: position · base^(−2i / width).
    fn turns(&self, width: usize, token: usize) -> Vec<(f32, f32)> {
        let position = (self.first + token) as f64;
        let angle = |pair: usize| position * libm::pow(f64::from(self.base), -2.0 * pair as f64 / width as f64);
        (0..width / 2).map(|pair| (libm::cos(angle(pair)) as f32, libm::sin(angle(pair)) as f32)).collect()
    }
}

/// Dimension i of a head with dimension i + width / 2, turned by an angle that grows with the token's position and falls
/// with i: `[head × width, token]`.
pub struct Rotate(
    /// How.
    pub Rotation,
);

impl Rotate {
    fn turn(&self, x: &[f32], y: &mut [f32], turns: &[(f32, f32)], back: bool) {
        let (width, half) = (2 * turns.len(), turns.len());
        for (x, y) in x.chunks_exact(width).zip(y.chunks_exact_mut(width)) {
            for (i, (cos, sin)) in turns.iter().enumerate() {
                let sin = if back { -sin } else { *sin };
                y[i] = x[i] * cos - x[i + half] * sin;
                y[i + half] = x[i + half] * cos + x[i] * sin;
            }
        }
    }

    fn length(&self, x: &Matrix) -> usize {
        (x.ncols() / self.0.sequences).max(1)
    }
}

impl Op for Rotate {
    fn name(&self) -> &'static str {
        "a rotation"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Rotation { heads, sequences, .. } = self.0;
        let even = heads > 0 && x[0].0.is_multiple_of(2 * heads);
        (even && sequences > 0 && x[0].1.is_multiple_of(sequences)).then_some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let (width, length) = (x[0].nrows() / self.0.heads, self.length(x[0]));
        each_column(kernel, y, |token, y| {
            self.turn(slice(x[0], token), y, &self.0.turns(width, token % length), false);
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (rows, length) = (dy.nrows(), self.length(x[0]));
        dx[0].write(|d| {
            for (token, (d, dy)) in d.chunks_exact_mut(rows).zip(dy.column_iter()).enumerate() {
                self.turn(dy.as_slice(), d, &self.0.turns(rows / self.0.heads, token % length), true);
            }
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let width = x[0].nrows() / self.0.heads;
        let (half, inside) = (width / 2, row % width);
        let (cos, sin) = self.0.turns(width, column % self.length(x[0]))[inside % half];
        let at = |row| x[0][(row, column)];
        let (other, sin) = if inside < half { (at(row + half), -sin) } else { (at(row - half), sin) };
        Arithmetic::Product { left: vec![cos, sin], right: vec![at(row), other], bias: None, y: y[(row, column)] }
    }
}
