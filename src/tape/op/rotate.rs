//! Rotary positions (Su et al. 2021).

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_block};

/// How far states are rotated: dimension i of a head of width w and dimension i + w/2 are a point of the plane, turned by
/// position · base^(−2i/w). Which two dimensions form a pair is a convention; this is the one of `rotate_half` in the
/// transformers library. Angles are `f32`, as there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rotation {
    /// How many heads lie above one another.
    pub heads: usize,
    /// How many sequences lie side by side.
    pub sequences: usize,
    /// The position of the first token of a sequence.
    pub first: usize,
    /// What the angles are powers of: 10000 in the paper.
    pub base: f32,
}

impl Rotation {
    /// base^(−2i/w) for each pair.
    fn frequencies(&self, rows: usize) -> Vec<f32> {
        let width = rows / self.heads;
        let power = |pair: usize| libm::pow(f64::from(self.base), -2.0 * pair as f64 / width as f64) as f32;
        (0..width / 2).map(power).collect()
    }

    fn position(&self, columns: usize, column: usize) -> f32 {
        (self.first + column % (columns / self.sequences)) as f32
    }

    /// Writes `x` turned into `y`, forwards or (`sign` −1) back; `first` is the number of the first column of both.
    fn turn(&self, shape: Shape, first: usize, x: &[f32], y: &mut [f32], sign: f32) {
        let (rows, columns) = shape;
        let frequencies = self.frequencies(rows);
        let half = frequencies.len();
        let (mut cos, mut sin) = (vec![0.0; half], vec![0.0; half]);
        for (i, (x, y)) in x.chunks_exact(rows).zip(y.chunks_exact_mut(rows)).enumerate() {
            let position = self.position(columns, first + i);
            for ((cos, sin), frequency) in cos.iter_mut().zip(&mut sin).zip(&frequencies) {
                let angle = position * frequency;
                (*cos, *sin) = (libm::cosf(angle), sign * libm::sinf(angle));
            }
            for (x, y) in x.chunks_exact(2 * half).zip(y.chunks_exact_mut(2 * half)) {
                let ((a, b), (to_a, to_b)) = (x.split_at(half), y.split_at_mut(half));
                for (i, (cos, sin)) in cos.iter().zip(&sin).enumerate() {
                    to_a[i] = a[i] * cos - b[i] * sin;
                    to_b[i] = b[i] * cos + a[i] * sin;
                }
            }
        }
    }
}

/// Every head's states rotated by their positions: `[head × width, token]`.
pub struct Rotate(
    /// How far.
    pub Rotation,
);

impl Op for Rotate {
    fn name(&self) -> &'static str {
        "a rotation"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Rotation { heads, sequences, .. } = self.0;
        let whole = heads > 0 && sequences > 0 && x[0].0 > 0 && x[0].1.is_multiple_of(sequences);
        (whole && x[0].0.is_multiple_of(2 * heads)).then_some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let shape = y.shape();
        each_block(kernel, y, |at, y| {
            self.0.turn(shape, at / shape.0, &x[0].as_slice()[at..][..y.len()], y, 1.0);
        });
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].write(|d| self.0.turn(dy.shape(), 0, dy.as_slice(), d, -1.0));
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let frequencies = self.0.frequencies(y.nrows());
        let half = frequencies.len();
        let first = row % (2 * half) < half;
        let angle = self.0.position(y.ncols(), column) * frequencies[row % half];
        let (cos, sin) = (libm::cosf(angle), libm::sinf(angle));
        let other = if first { row + half } else { row - half };
        let x = columns(x[0]).nth(column).expect("the cell lies inside its value");
        Arithmetic::Product {
            left: vec![x[row], x[other]],
            right: vec![cos, if first { -sin } else { sin }],
            bias: None,
            y: y[(row, column)],
        }
    }
}
