//! Every operation: its shape, its value, its derivative and the arithmetic of one cell, side by side.
//!
//! A new operation is one `impl Op` and its row in the tests against `PyTorch`. Inputs and result are in storage order
//! (a token is a column); shapes in comments are storage shapes.

mod additive;
mod arrange;
mod attention;
mod columns;
mod derived;
mod linear;
mod lookup;
mod loss;
mod maps;
mod norm;
mod patched;
mod pointwise;
mod recurrent;
mod relative;
mod rotate;

pub use additive::CompareAdditive;
pub use arrange::{Join, Last, Rows, StackRows, Unfold};
pub use attention::{Mask, MaskHow, Softmax, entropy};
pub use derived::{Over, OverHeads, Rollout};
pub use linear::{Affine, Compare, Mix, Product, TurnedProduct};
pub use lookup::Lookup;
pub use loss::CrossEntropy;
pub use maps::{HeadMap, MixTokens};
pub use norm::{LayerNorm, RmsNorm};
pub use patched::Patched;
pub use pointwise::{Activate, Activation, Add, AddVector, Copy, Dropout, Scale};
pub use recurrent::{Gru, Recurrence};
pub use relative::{Relative, RelativeBias, RelativeCompare, RelativeMix};
pub use rotate::{Rotate, Rotation};

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

#[cfg(test)]
mod tests;
