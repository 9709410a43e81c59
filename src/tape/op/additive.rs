//! Scores by addition (Bahdanau, Cho and Bengio 2015).

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, each_column, slice};
use crate::tape::elementwise as fast;
use crate::tape::kernel::Heads;

/// Σᵢ vᵢ tanh(qᵢ + kᵢ) in every head: K `[head × width, key]`, Q `[head × width, query]`, v `[head × width]` →
/// `[key, head × query]`. The sums of every pair are made one by one, never kept.
pub struct CompareAdditive(
    /// How the heads lie; as many answer as ask.
    pub Heads,
);

/// Where the pairs of one column of scores stand.
struct Column {
    head: usize,
    query: usize,
    first_key: usize,
}

impl CompareAdditive {
    fn column(&self, queries: usize, keys: usize, column: usize) -> Column {
        let (block, query) = (column / queries, column % queries);
        let (head, sequence) = (block % self.0.queries, block / self.0.queries);
        Column { head, query: sequence * queries + query, first_key: sequence * keys }
    }

    fn width(&self, v: &Matrix) -> usize {
        v.nrows() / self.0.queries
    }
}

impl Op for CompareAdditive {
    fn name(&self) -> &'static str {
        "the additive scores"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Heads { queries, keys, sequences } = self.0;
        let fits = queries == keys && queries > 0 && sequences > 0 && x[0].0.is_multiple_of(queries);
        (fits && x[0].0 == x[1].0 && x[2] == (x[0].0, 1)).then_some((x[0].1 / sequences, x[1].1 * queries))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let score = if kernel.portable { fast::additive_portable } else { fast::additive };
        let (width, queries) = (self.width(x[2]), x[1].ncols() / self.0.sequences);
        each_column(kernel, y, |column, y| {
            let Column { head, query, first_key } = self.column(queries, y.len(), column);
            let rows = head * width..(head + 1) * width;
            let (q, v) = (&slice(x[1], query)[rows.clone()], &x[2].as_slice()[rows.clone()]);
            for (key, y) in y.iter_mut().enumerate() {
                *y = score(q, &slice(x[0], first_key + key)[rows.clone()], v);
            }
        });
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let derive = if kernel.portable { fast::additive_derivative_portable } else { fast::additive_derivative };
        let [dk, dq, dv] = dx else { unreachable!("additive scores have three inputs") };
        let (dk, dq, dv) = (dk.sum(), dq.sum(), dv.sum());
        let (all, width, queries) = (x[2].nrows(), self.width(x[2]), x[1].ncols() / self.0.sequences);
        let mut both = vec![0.0; width];
        for (column, dy) in dy.column_iter().enumerate() {
            let Column { head, query, first_key } = self.column(queries, dy.len(), column);
            let rows = head * width..(head + 1) * width;
            let (q, v) = (&slice(x[1], query)[rows.clone()], &x[2].as_slice()[rows.clone()]);
            for (key, d) in dy.iter().enumerate().filter(|(_, d)| **d != 0.0) {
                let k = &slice(x[0], first_key + key)[rows.clone()];
                derive((q, k, v), *d, (&mut both, &mut dv[rows.clone()]));
                fast::add_to(&mut dq[query * all + rows.start..][..width], &both);
                fast::add_to(&mut dk[(first_key + key) * all + rows.start..][..width], &both);
            }
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let width = self.width(x[2]);
        let at = self.column(x[1].ncols() / self.0.sequences, y.nrows(), column);
        let rows = at.head * width..(at.head + 1) * width;
        let bent = |i: usize| (x[1][(i, at.query)] + x[0][(i, at.first_key + row)]).tanh();
        Arithmetic::Product {
            left: rows.clone().map(|i| x[2][i]).collect(),
            right: rows.map(bent).collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}
