//! Every operation against its definition, written down plainly in `f64`, and every derivative against differences.
//!
//! No two extents of a test are equal, so that none can stand for another.

mod derived;
mod mask;
mod moving;
mod plain;
mod recurrent;
mod relative;
mod scores;

use super::*;
use crate::tape::{Gradients, Heads, Name, Parameters, Part, Site, Spare, Stack, Tape, Var};

/// Numbers between −1 and 1 without a pattern.
fn filled(rows: usize, columns: usize, seed: u64) -> Matrix {
    let number = |cell: usize| crate::tape::elementwise::hash(cell as u32, seed * 0x9e37_79b9 + 1);
    Matrix::from_fn(rows, columns, |row, column| number(column * rows + row) as f32 / u32::MAX as f32 * 2.0 - 1.0)
}

fn kernels() -> [Kernel; 4] {
    [(false, false), (false, true), (true, false), (true, true)].map(|(portable, wide)| Kernel { portable, wide })
}

/// Σ weight · y: a single number that depends on every cell in its own way.
struct Weigh(Matrix);

impl Op for Weigh {
    fn name(&self) -> &'static str {
        "a weighing"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[0] == self.0.shape()).then_some((1, 1))
    }

    fn value(&self, _kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        y[0] = weighed(&self.0, x[0]) as f32;
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].add((&self.0 * dy[0]).as_slice());
    }

    fn cell(&self, _x: &[&Matrix], y: &Matrix, _row: usize, _column: usize) -> Arithmetic {
        Arithmetic::Given { y: y[0] }
    }
}

fn weighed(weights: &Matrix, y: &Matrix) -> f64 {
    weights.iter().zip(y).map(|(weight, y)| f64::from(*weight) * f64::from(*y)).sum()
}

fn site(number: usize) -> Site {
    Site::layer(Stack::Decoder, number, Part::Attention, Name::Q)
}

/// A tape with these inputs and the operation on them.
fn tape(op: impl Op + 'static, inputs: &[Matrix], kernel: Kernel) -> (Tape, Vec<Var>, Var) {
    let mut tape = Tape::new(std::sync::Arc::new(Parameters::default()), Vec::new(), kernel, Spare::default());
    let vars: Vec<Var> = inputs.iter().enumerate().map(|(i, m)| tape.given(site(i), m.clone())).collect();
    let y = tape.record(site(100), op, &vars);
    tape.check().expect("the inputs fit");
    (tape, vars, y)
}

fn value(op: impl Op + 'static, inputs: &[Matrix], kernel: Kernel) -> Matrix {
    let (tape, _, y) = tape(op, inputs, kernel);
    tape.value(y).clone()
}

/// The result equals its definition in all ways of computing, and every cell says how it was made.
fn follows<O: Op + 'static>(op: impl Fn() -> O, inputs: &[Matrix], definition: impl Fn(usize, usize) -> f64) {
    for kernel in kernels() {
        let (tape, vars, var) = tape(op(), inputs, kernel);
        let y = tape.value(var);
        for (column, row) in (0..y.ncols()).flat_map(|column| (0..y.nrows()).map(move |row| (column, row))) {
            let (got, expected) = (y[(row, column)], definition(row, column));
            let near = (f64::from(got) - expected).abs() <= 1e-5 * expected.abs().max(1.0);
            assert!(near || f64::from(got) == expected, "({row}, {column}): {got} for {expected}, {kernel:?}");
            let cell = tape.cell(var, row, column).expect("the value is there");
            assert_eq!(cell.result().to_bits(), got.to_bits());
            explains(&cell, got, |input, at: (usize, usize)| tape.value(vars[input])[at]);
        }
        let bits = |m: &Matrix| m.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        if kernel.portable {
            let other = value(op(), inputs, Kernel { wide: !kernel.wide, ..kernel });
            assert_eq!(bits(y), bits(&other), "portable bits do not depend on how the work is shared out");
        }
    }
}

/// The operands of a cell give the cell.
fn explains(cell: &Arithmetic, y: f32, input: impl Fn(usize, (usize, usize)) -> f32) {
    let sum = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let again = match cell {
        Arithmetic::Product { left, right, bias, .. } => sum(left, right) + bias.unwrap_or(0.0),
        Arithmetic::Additive { query, key, weight, tanh, .. } => {
            for ((q, k), tanh) in query.iter().zip(key).zip(tanh) {
                assert!(((q + k).tanh() - tanh).abs() < 1e-6);
            }
            sum(weight, tanh)
        }
        Arithmetic::RmsNorm { x, root, gain, .. } => gain * x / root,
        Arithmetic::Sum { terms, .. } => terms.iter().sum(),
        Arithmetic::Moved { input: number, from, .. } => input(*number, *from),
        Arithmetic::Gate { name, input, reset, recurrent, .. } => {
            let x = input + reset.unwrap_or(1.0) * recurrent;
            if *name == "tanh" { x.tanh() } else { 1.0 / (1.0 + (-x).exp()) }
        }
        _ => y,
    };
    // Equal where both are −∞.
    assert!(again == y || (again - y).abs() <= 1e-5 * y.abs().max(1.0), "{cell:?}");
}

/// Gradients of all inputs of Σ weight · y, where the operation stands on the tape twice, so that each gradient is
/// added to one that is there already.
fn gradients<O: Op + 'static>(op: &impl Fn() -> O, inputs: &[Matrix], weights: &Matrix, kernel: Kernel) -> Vec<Matrix> {
    let (mut tape, vars, first) = tape(op(), inputs, kernel);
    let second = tape.record(site(101), op(), &vars);
    let sum = tape.add(site(102), first, second);
    let loss = tape.record(site(103), Weigh(weights.clone()), &[sum]);
    tape.check().expect("the weights fit");
    let mut gradients = Gradients::default();
    tape.backward(loss, &mut gradients);
    let of = |(v, x): (&Var, &Matrix)| {
        gradients.of(&tape, *v).map_or_else(|| Matrix::zeros(x.nrows(), x.ncols()), |d| d / 2.0)
    };
    vars.iter().zip(inputs).map(of).collect()
}

/// The derivative equals the central difference, cell by cell.
fn differs<O: Op + 'static>(op: impl Fn() -> O, inputs: &[Matrix]) {
    const STEP: f32 = 1e-2;
    let kernel = Kernel { portable: true, wide: false };
    let y = value(op(), inputs, kernel);
    let weights = filled(y.nrows(), y.ncols(), 77);
    let all: Vec<Vec<Matrix>> = kernels().iter().map(|kernel| gradients(&op, inputs, &weights, *kernel)).collect();
    for (i, input) in inputs.iter().enumerate() {
        for cell in 0..input.len() {
            let moved = |by: f32| {
                let mut inputs = inputs.to_vec();
                inputs[i][cell] += by;
                (weighed(&weights, &value(op(), &inputs, kernel)), f64::from(inputs[i][cell]))
            };
            let ((up, high), (down, low)) = (moved(STEP), moved(-STEP));
            let expected = if high == low { 0.0 } else { (up - down) / (high - low) };
            for gradients in &all {
                let got = f64::from(gradients[i][cell]);
                assert!(
                    (got - expected).abs() <= 2e-3 * expected.abs().max(1.0),
                    "input {i} cell {cell}: {got} for {expected}"
                );
            }
        }
    }
}

/// Whether inputs of these shapes are refused.
fn refuses(op: &impl Op, shapes: &[Shape]) -> bool {
    op.shape(shapes).is_none()
}

/// The column of scores of a query, as the layout says.
fn column(heads: Heads, queries: usize, sequence: usize, head: usize, query: usize) -> usize {
    (sequence * heads.queries + head) * queries + query
}

/// Sequence, head and query of a column of scores.
fn place(heads: Heads, queries: usize, column: usize) -> (usize, usize, usize) {
    (column / queries / heads.queries, column / queries % heads.queries, column % queries)
}

/// Numbers as `f64`, by row and column.
fn exact(m: &Matrix) -> impl Fn(usize, usize) -> f64 + '_ {
    |row, column| f64::from(m[(row, column)])
}
