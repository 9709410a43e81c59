//! Additive scores (Bahdanau, Cho and Bengio 2015, appendix A.1.2).

use super::linear::{Place, head_of, heads_fit};
use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::elementwise::{self as fast, Turned};
use crate::tape::kernel::Heads;

/// Σ_d v_d tanh(q_d + k_d) in every head: `[key heads × width, key]`, `[query heads × width, query]`,
/// `[query heads × width]` → `[key, head × query]`. Nothing of the size key × query × width is held.
pub struct CompareAdditive(
    /// How the heads lie.
    pub Heads,
);

/// Where the query of a column of scores and its keys lie.
struct Pair {
    /// The column of the query.
    query: usize,
    /// The rows of its head.
    first: usize,
    width: usize,
    /// The keys, turned over.
    keys: Turned,
    key_count: usize,
}

impl CompareAdditive {
    fn pair(&self, x: &[&Matrix], column: usize) -> Pair {
        let Heads { queries, sequences, .. } = self.0;
        let (width, count) = (x[1].nrows() / queries, x[1].ncols() / sequences);
        let key_count = x[0].ncols() / sequences;
        let (block, query) = (column / count, column % count);
        let (head, sequence) = (block % queries, block / queries);
        let key_head = head / (queries / self.0.keys);
        let keys = Turned { first: key_head * width * x[0].ncols() + sequence * key_count, stride: x[0].ncols() };
        Pair { query: sequence * count + query, first: head * width, width, keys, key_count }
    }
}

impl Op for CompareAdditive {
    fn name(&self) -> &'static str {
        "additive scores"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Heads { queries, keys, sequences } = self.0;
        let whole = heads_fit(self.0) && x[0].1.is_multiple_of(sequences) && x[1].1.is_multiple_of(sequences);
        let widths = x[0].0 * queries == x[1].0 * keys && x[1].0.is_multiple_of(queries) && x[2] == (x[1].0, 1);
        (whole && widths).then_some((x[0].1 / sequences, x[1].1 * queries))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let additive = if kernel.portable { fast::additive_portable } else { fast::additive };
        let keys = x[0].transpose();
        each_column(kernel, y, |column, y| {
            let at = self.pair(x, column);
            let q = &x[1].as_slice()[at.query * x[1].nrows() + at.first..][..at.width];
            additive((q, &x[2].as_slice()[at.first..][..at.width]), keys.as_slice(), at.keys, y);
        });
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let derive = if kernel.portable { fast::additive_derivative_portable } else { fast::additive_derivative };
        let keys = x[0].transpose();
        let mut dkeys = Matrix::zeros(keys.nrows(), keys.ncols());
        let mut room = vec![0.0; dy.nrows()];
        let [dk, dq, dv] = dx else { unreachable!("additive scores have three inputs") };
        let (dq, dv) = (dq.sum(), dv.sum());
        for (column, dy) in columns(dy).enumerate() {
            let at = self.pair(x, column);
            let q = &x[1].as_slice()[at.query * x[1].nrows() + at.first..][..at.width];
            let v = &x[2].as_slice()[at.first..][..at.width];
            let dq = &mut dq[at.query * x[1].nrows() + at.first..][..at.width];
            let dv = &mut dv[at.first..][..at.width];
            derive((q, v), keys.as_slice(), at.keys, &dy[..at.key_count], (dq, dv, dkeys.as_mut_slice()), &mut room);
        }
        dk.add(dkeys.transpose().as_slice());
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = Place::of_scores(self.0, y, row, column);
        let width = x[1].nrows() / self.0.queries;
        let query = head_of(x[1], at.query, at.head, width);
        let key = head_of(x[0], at.key, at.key_head, width);
        let mut tanh: Vec<f32> = query.iter().zip(&key).map(|(q, k)| q + k).collect();
        fast::tanh_portable(&tanh.clone(), &mut tanh);
        let weight = head_of(x[2], 0, at.head, width);
        Arithmetic::Additive { query, key, weight, tanh, y: y[(row, column)] }
    }
}
