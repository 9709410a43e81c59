//! Every operation: its shape, its value, its derivative and the arithmetic of one cell, side by side.
//!
//! A new operation is one `impl Op` and its row in the tests against `PyTorch`. Inputs and result are in storage order
//! (a token is a column); shapes in comments are storage shapes.

mod attention;
mod columns;
mod linear;
mod lookup;
mod loss;
mod norm;
mod patched;
mod pointwise;

pub use attention::{Mask, Softmax, entropy};
pub use linear::{Affine, Compare, Mix, TurnedProduct};
pub use lookup::Lookup;
pub use loss::CrossEntropy;
pub use norm::LayerNorm;
pub use patched::Patched;
pub use pointwise::{Activate, Activation, Add, Copy, Dropout, Scale};

use super::{Arithmetic, Kernel, Matrix, Shape, Slot};
use columns::{columns, each_block, each_column};

/// An operation on recorded values.
pub trait Op: Send + Sync {
    /// What it is called in an error.
    fn name(&self) -> &'static str;

    /// The shape of the result, or nothing where the inputs do not fit.
    fn shape(&self, inputs: &[Shape]) -> Option<Shape>;

    /// Computes the result into `y`, whose former contents are arbitrary.
    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix);

    /// Adds to each slot of `dx` the gradient of that input, from the gradient `dy` of the result `y`.
    fn derivative(&self, kernel: Kernel, x: &[&Matrix], y: &Matrix, dy: &Matrix, dx: &mut [Slot]);

    /// How the cell at (`row`, `column`) of the result `y` was made.
    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic;
}
