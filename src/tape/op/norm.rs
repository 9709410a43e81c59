//! LayerNorm (Ba, Kiros and Hinton 2016) and RMSNorm (Zhang and Sennrich 2019).

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::elementwise as fast;

/// gain · (x − mean) / √(variance + ε) + bias, for each token: `[width, token]`, `[width]`, `[width]`.
pub struct LayerNorm {
    /// ε, added to the variance.
    pub epsilon: f32,
}

impl Op for LayerNorm {
    fn name(&self) -> &'static str {
        "a LayerNorm"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[1] == (x[0].0, 1) && x[2] == x[1]).then_some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let normalise = if kernel.portable { fast::layer_norm_portable } else { fast::layer_norm };
        let (gain, bias) = (x[1].as_slice(), x[2].as_slice());
        each_column(kernel, y, |token, y| {
            normalise(x[0].column(token).as_slice(), gain, bias, y, self.epsilon);
        });
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let derive = if kernel.portable { fast::layer_norm_derivative_portable } else { fast::layer_norm_derivative };
        let [input, gain, bias] = dx else { unreachable!("a LayerNorm has three inputs") };
        let (input, gain, bias) = (input.sum(), gain.sum(), bias.sum());
        let width = dy.nrows();
        for ((d, dy), column) in input.chunks_exact_mut(width).zip(columns(dy)).zip(columns(x[0])) {
            derive((column, x[1].as_slice(), dy), self.epsilon, (d, &mut *gain, &mut *bias));
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let (mean, inverse) = fast::moments(x[0].column(column).as_slice(), self.epsilon);
        Arithmetic::LayerNorm {
            x: x[0][(row, column)],
            mean,
            deviation: 1.0 / inverse,
            gain: x[1][row],
            bias: x[2][row],
            y: y[(row, column)],
        }
    }
}

/// gain · x / √(mean x² + ε), for each token: `[width, token]`, `[width]`.
pub struct RmsNorm {
    /// ε, added to the mean square.
    pub epsilon: f32,
}

impl Op for RmsNorm {
    fn name(&self) -> &'static str {
        "an RMSNorm"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[1] == (x[0].0, 1)).then_some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let gain = x[1].as_slice();
        each_column(kernel, y, |token, y| fast::rms_norm(x[0].column(token).as_slice(), gain, y, self.epsilon));
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let derive = if kernel.portable { fast::rms_norm_derivative_portable } else { fast::rms_norm_derivative };
        let [input, gain] = dx else { unreachable!("an RMSNorm has two inputs") };
        let (input, gain) = (input.sum(), gain.sum());
        let width = dy.nrows();
        for ((d, dy), column) in input.chunks_exact_mut(width).zip(columns(dy)).zip(columns(x[0])) {
            derive((column, x[1].as_slice(), dy), self.epsilon, (d, &mut *gain));
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::RmsNorm {
            x: x[0][(row, column)],
            root: 1.0 / fast::inverse_root(x[0].column(column).as_slice(), self.epsilon),
            gain: x[1][row],
            y: y[(row, column)],
        }
    }
}
