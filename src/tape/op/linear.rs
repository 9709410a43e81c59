//! Matrix products: the affine maps, the unembedding, and the two products inside attention.

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::elementwise as fast;
use crate::tape::kernel::{Heads, View};

/// W x + b: `[out, in]`, `[in, token]`, `[out]` → `[out, token]`.
pub struct Affine;

impl Op for Affine {
    fn name(&self) -> &'static str {
        "an affine map"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[0].1 == x[1].0 && x[2] == (x[0].0, 1)).then_some((x[0].0, x[1].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |_, y| y.copy_from_slice(x[2].as_slice()));
        kernel.product(y, 1.0, x[0].into(), x[1].into());
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].accumulate(|d, before| kernel.product(d, before, dy.into(), View::from(x[1]).turned()));
        dx[1].accumulate(|d, before| kernel.product(d, before, View::from(x[0]).turned(), dy.into()));
        let bias = dx[2].sum();
        for dy in columns(dy) {
            fast::add_to(bias, dy);
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Product {
            left: x[0].row(row).iter().copied().collect(),
            right: x[1].column(column).iter().copied().collect(),
            bias: Some(x[2][row]),
            y: y[(row, column)],
        }
    }
}

/// Aᵀ B: `[in, out]`, `[in, token]` → `[out, token]`. The unembedding.
pub struct TurnedProduct;

impl Op for TurnedProduct {
    fn name(&self) -> &'static str {
        "a product"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        (x[0].0 == x[1].0).then_some((x[0].1, x[1].1))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        kernel.product(y, 0.0, View::from(x[0]).turned(), x[1].into());
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].accumulate(|d, before| kernel.product(d, before, x[1].into(), View::from(dy).turned()));
        dx[1].accumulate(|d, before| kernel.product(d, before, x[0].into(), dy.into()));
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Product {
            left: x[0].column(row).iter().copied().collect(),
            right: x[1].column(column).iter().copied().collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}

/// Kᵀ Q in every head: `[key heads × width, key]`, `[query heads × width, query]` → `[key, head × query]`.
pub struct Compare(
    /// How the heads lie.
    pub Heads,
);

impl Op for Compare {
    fn name(&self) -> &'static str {
        "the scores"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Heads { queries, keys, sequences } = self.0;
        (heads_fit(self.0) && x[0].0 * queries == x[1].0 * keys && x[1].0.is_multiple_of(queries))
            .then_some((x[0].1 / sequences, x[1].1 * queries))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        kernel.compare(self.0, y, 0.0, x[0].into(), x[1].into());
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].accumulate(|d, before| kernel.mix_back(self.0, d, before, x[1].into(), dy.into()));
        dx[1].accumulate(|d, before| kernel.mix(self.0, d, before, x[0].into(), dy.into()));
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = Place::of_scores(self.0, y, row, column);
        let width = x[1].nrows() / self.0.queries;
        Arithmetic::Product {
            left: head_of(x[1], at.query, at.head, width),
            right: head_of(x[0], at.key, at.key_head, width),
            bias: None,
            y: y[(row, column)],
        }
    }
}

/// V · pattern in every head: `[key heads × width, key]`, `[key, head × query]` → `[query heads × width, query]`.
pub struct Mix(
    /// How the heads lie.
    pub Heads,
);

impl Op for Mix {
    fn name(&self) -> &'static str {
        "the mix of values"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Heads { queries, keys, sequences } = self.0;
        (heads_fit(self.0)
            && x[0].1 == x[1].0 * sequences
            && x[0].0.is_multiple_of(keys)
            && x[1].1.is_multiple_of(queries))
        .then_some((x[0].0 / keys * queries, x[1].1 / queries))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        kernel.mix(self.0, y, 0.0, x[0].into(), x[1].into());
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        dx[0].accumulate(|d, before| kernel.mix_back(self.0, d, before, dy.into(), x[1].into()));
        dx[1].accumulate(|d, before| kernel.compare(self.0, d, before, x[0].into(), dy.into()));
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let width = y.nrows() / self.0.queries;
        let queries = y.ncols() / self.0.sequences;
        let (head, sequence) = (row / width, column / queries);
        let keys = x[1].nrows();
        let weights = x[1].column((sequence * self.0.queries + head) * queries + column % queries);
        let value_row = head / (self.0.queries / self.0.keys) * width + row % width;
        Arithmetic::Product {
            left: weights.iter().copied().collect(),
            right: (0..keys).map(|key| x[0][(value_row, sequence * keys + key)]).collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}

pub(super) fn heads_fit(heads: Heads) -> bool {
    heads.keys > 0 && heads.sequences > 0 && heads.queries.is_multiple_of(heads.keys)
}

/// Where a cell of scores `[key, head × query]` comes from: columns of Q and K, and the heads.
pub(super) struct Place {
    pub(super) query: usize,
    pub(super) key: usize,
    pub(super) head: usize,
    pub(super) key_head: usize,
}

impl Place {
    pub(super) fn of_scores(heads: Heads, y: &Matrix, row: usize, column: usize) -> Place {
        let queries = y.ncols() / (heads.queries * heads.sequences);
        let (block, query) = (column / queries, column % queries);
        let (head, sequence) = (block % heads.queries, block / heads.queries);
        Place {
            query: sequence * queries + query,
            key: sequence * y.nrows() + row,
            head,
            key_head: head / (heads.queries / heads.keys),
        }
    }
}

pub(super) fn head_of(states: &Matrix, token: usize, head: usize, width: usize) -> Vec<f32> {
    states.column(token).rows(head * width, width).iter().copied().collect()
}
