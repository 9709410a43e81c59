//! Operations on each cell by itself: sums, scaling, activations, dropout.

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_block, each_column};
use crate::tape::elementwise as fast;

/// a + b, of equal shapes. The residual connection.
pub struct Add;

impl Op for Add {
    fn name(&self) -> &'static str {
        "a sum"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[0] == x[1]).then_some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let (a, b) = (x[0].as_slice(), x[1].as_slice());
        each_block(kernel, y, |at, y| fast::add(&a[at..][..y.len()], &b[at..][..y.len()], y));
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        for d in dx {
            d.add(dy.as_slice());
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = (row, column);
        Arithmetic::Sum { terms: vec![x[0][at], x[1][at]], y: y[at] }
    }
}

/// x + v in every column: `[width, token]`, `[width]`.
pub struct AddVector;

impl Op for AddVector {
    fn name(&self) -> &'static str {
        "a sum with a vector"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[1] == (x[0].0, 1)).then_some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |token, y| fast::add(x[0].column(token).as_slice(), x[1].as_slice(), y));
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].add(dy.as_slice());
        let vector = dx[1].sum();
        for dy in columns(dy) {
            fast::add_to(vector, dy);
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = (row, column);
        Arithmetic::Sum { terms: vec![x[0][at], x[1][row]], y: y[at] }
    }
}

/// The value itself under another name: what a switched-off operation records, so that its site stays.
pub struct Copy;

impl Op for Copy {
    fn name(&self) -> &'static str {
        "a copy"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        Some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_block(kernel, y, |at, y| y.copy_from_slice(&x[0].as_slice()[at..][..y.len()]));
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].add(dy.as_slice());
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = (row, column);
        Arithmetic::Copy { x: x[0][at], y: y[at] }
    }
}

/// x · factor. The ÷ √d of attention, the temperature.
pub struct Scale(
    /// What each cell is multiplied by.
    pub f32,
);

impl Op for Scale {
    fn name(&self) -> &'static str {
        "a scaling"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        Some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_block(kernel, y, |at, y| {
            for (y, x) in y.iter_mut().zip(&x[0].as_slice()[at..]) {
                *y = x * self.0;
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].write(|d| {
            for (d, dy) in d.iter_mut().zip(dy.as_slice()) {
                *d = dy * self.0;
            }
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = (row, column);
        Arithmetic::Scale { x: x[0][at], factor: self.0, y: y[at] }
    }
}

/// The function between the two maps of a feed-forward network.
#[derive(Clone, std::marker::Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// max(0, x)
    Relu,
    /// x · Φ(x) by its tanh approximation (Hendrycks and Gimpel 2016), as in GPT-2.
    Gelu,
    /// tanh x
    Tanh,
}

impl Activation {
    /// The name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Activation::Relu => "ReLU",
            Activation::Gelu => "GELU",
            Activation::Tanh => "tanh",
        }
    }
}

/// An activation function on every cell.
pub struct Activate(
    /// Which.
    pub Activation,
);

impl Op for Activate {
    fn name(&self) -> &'static str {
        "an activation"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        Some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let gelu = if kernel.portable { fast::gelu_portable } else { fast::gelu };
        let tanh = if kernel.portable { fast::tanh_portable } else { fast::tanh };
        each_block(kernel, y, |at, y| {
            let x = &x[0].as_slice()[at..][..y.len()];
            match self.0 {
                Activation::Relu => {
                    for (y, x) in y.iter_mut().zip(x) {
                        *y = x.max(0.0);
                    }
                }
                Activation::Gelu => gelu(x, y),
                Activation::Tanh => tanh(x, y),
            }
        });
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let derive = if kernel.portable { fast::gelu_derivative_portable } else { fast::gelu_derivative };
        dx[0].write(|d| match self.0 {
            Activation::Relu => {
                for ((d, x), dy) in d.iter_mut().zip(x[0].as_slice()).zip(dy.as_slice()) {
                    *d = if *x > 0.0 { *dy } else { 0.0 };
                }
            }
            Activation::Gelu => derive(x[0].as_slice(), dy.as_slice(), d),
            Activation::Tanh => fast::tanh_derivative(y.as_slice(), dy.as_slice(), d),
        });
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = (row, column);
        Arithmetic::Activation { name: self.0.name(), x: x[0][at], y: y[at] }
    }
}

/// In training, each cell is zeroed with probability `rate` and the others grow by 1 / (1 − rate) (Srivastava et al.
/// 2014). Which cells is a function of the seed and the cell alone, so that a value forgotten and computed again is
/// the same to the bit.
pub struct Dropout {
    /// The probability of zeroing a cell.
    pub rate: f32,
    /// What the draw depends on; another for every site and step.
    pub seed: u64,
}

impl Dropout {
    /// Cells whose hash is below this are zeroed.
    fn threshold(&self) -> u32 {
        (f64::from(self.rate) * f64::from(u32::MAX)) as u32
    }

    fn keeps(&self, cell: usize) -> bool {
        fast::hash(cell as u32, self.seed) >= self.threshold()
    }

    fn apply(&self, x: &[f32], y: &mut [f32]) {
        fast::dropout(x, y, self.threshold(), 1.0 / (1.0 - self.rate), self.seed);
    }
}

impl Op for Dropout {
    fn name(&self) -> &'static str {
        "a dropout"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        Some(x[0])
    }

    fn value(&self, _kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        self.apply(x[0].as_slice(), y.as_mut_slice());
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].write(|d| self.apply(dy.as_slice(), d));
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = (row, column);
        Arithmetic::Dropout { x: x[0][at], kept: self.keeps(column * y.nrows() + row), y: y[at] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropout_keeps_its_share_and_its_expectation() {
        let dropout = Dropout { rate: 0.25, seed: 7 };
        let x = Matrix::from_element(100, 200, 1.0);
        let mut y = x.clone();
        dropout.value(Kernel::default(), &[&x], &mut y);
        assert!((y.mean() - 1.0).abs() < 0.02, "{}", y.mean());
        let dropped = y.iter().filter(|y| **y == 0.0).count() as f32 / y.len() as f32;
        assert!((dropped - 0.25).abs() < 0.02, "{dropped}");
    }
}
