//! What depends on the distance between a query and a key.

use std::sync::Arc;

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, each_column, slice};
use crate::tape::elementwise as fast;
use crate::tape::kernel::Heads;

/// Which entry of a table stands for each distance. The last query meets the last key: extra keys are earlier ones.
#[derive(Clone, Debug)]
pub struct Relative {
    /// The entry of j − i, from the farthest key before the last query to the farthest after the first:
    /// `keys + queries − 1` of them.
    pub entries: Arc<[u32]>,
    /// Queries of a sequence.
    pub queries: usize,
    /// Keys of a sequence.
    pub keys: usize,
}

impl Relative {
    /// The entries of a query's keys, in their order.
    fn of(&self, query: usize) -> &[u32] {
        &self.entries[self.queries - 1 - query..][..self.keys]
    }

    fn fits(&self, heads: Heads, entries: usize) -> bool {
        self.queries > 0
            && self.keys > 0
            && heads.sequences > 0
            && self.entries.len() == self.queries + self.keys - 1
            && self.entries.iter().all(|entry| (*entry as usize) < entries)
    }
}

/// Where a column of scores comes from.
struct Column {
    head: usize,
    /// The query in its sequence.
    query: usize,
    /// The query's column among those of all sequences.
    state: usize,
}

fn column(heads: Heads, queries: usize, column: usize) -> Column {
    let (block, query) = (column / queries, column % queries);
    let (head, sequence) = (block % heads.queries, block / heads.queries);
    Column { head, query, state: sequence * queries + query }
}

/// The rows of a head in a table that heads share, or that has a block for each.
fn table_row(table: Shape, width: usize, head: usize) -> usize {
    if table.0 == width { 0 } else { head * width }
}

/// q · table[j − i] in every head: `[width, entry]` shared by heads or `[head × width, entry]`, `[head × width, query]` →
/// `[key, head × query]`.
pub struct RelativeCompare {
    /// How the heads lie.
    pub heads: Heads,
    /// The entry of each distance.
    pub relative: Relative,
}

impl Op for RelativeCompare {
    fn name(&self) -> &'static str {
        "the scores of distances"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Relative { queries, keys, .. } = self.relative;
        let heads = self.heads;
        let width = x[1].0 / heads.queries;
        let table = x[0].0 == width || x[0].0 == x[1].0;
        (table && self.relative.fits(heads, x[0].1) && x[1].1 == queries * heads.sequences)
            .then_some((keys, queries * heads.queries * heads.sequences))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let width = x[1].nrows() / self.heads.queries;
        each_column(kernel, y, |at, y| {
            let at = column(self.heads, self.relative.queries, at);
            let q = &slice(x[1], at.state)[at.head * width..][..width];
            let from = table_row(x[0].shape(), width, at.head);
            for (y, entry) in y.iter_mut().zip(self.relative.of(at.query)) {
                *y = fast::dot(q, &slice(x[0], *entry as usize)[from..][..width]);
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let [table, states] = dx else { unreachable!("two inputs") };
        let (table, states) = (table.sum(), states.sum());
        let (height, all) = (x[0].nrows(), x[1].nrows());
        let width = all / self.heads.queries;
        for (number, dy) in dy.column_iter().enumerate() {
            let at = column(self.heads, self.relative.queries, number);
            let q = &slice(x[1], at.state)[at.head * width..][..width];
            let dq = &mut states[at.state * all + at.head * width..][..width];
            let from = table_row(x[0].shape(), width, at.head);
            for (d, entry) in dy.iter().zip(self.relative.of(at.query)).filter(|(d, _)| **d != 0.0) {
                let entry = *entry as usize;
                fast::add_scaled(dq, &slice(x[0], entry)[from..][..width], *d);
                fast::add_scaled(&mut table[entry * height + from..][..width], q, *d);
            }
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, number: usize) -> Arithmetic {
        let width = x[1].nrows() / self.heads.queries;
        let at = column(self.heads, self.relative.queries, number);
        let entry = self.relative.of(at.query)[row] as usize;
        let from = table_row(x[0].shape(), width, at.head);
        Arithmetic::Product {
            left: slice(x[1], at.state)[at.head * width..][..width].to_vec(),
            right: slice(x[0], entry)[from..][..width].to_vec(),
            bias: None,
            y: y[(row, number)],
        }
    }
}

/// Σⱼ pattern · table[j − i] in every head: `[width, entry]`, which heads share, `[key, head × query]` →
/// `[head × width, query]`.
pub struct RelativeMix {
    /// How the heads lie.
    pub heads: Heads,
    /// The entry of each distance.
    pub relative: Relative,
}

impl RelativeMix {
    fn column(&self, head: usize, token: usize) -> usize {
        let queries = self.relative.queries;
        (token / queries * self.heads.queries + head) * queries + token % queries
    }
}

impl Op for RelativeMix {
    fn name(&self) -> &'static str {
        "the mix of distances"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Relative { queries, keys, .. } = self.relative;
        let tokens = queries * self.heads.sequences;
        (self.relative.fits(self.heads, x[0].1) && x[1] == (keys, tokens * self.heads.queries))
            .then_some((x[0].0 * self.heads.queries, tokens))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let width = x[0].nrows();
        each_column(kernel, y, |token, y| {
            for (head, y) in y.chunks_exact_mut(width).enumerate() {
                y.fill(0.0);
                let weights = x[1].column(self.column(head, token));
                let entries = self.relative.of(token % self.relative.queries);
                for (weight, entry) in weights.iter().zip(entries).filter(|(weight, _)| **weight != 0.0) {
                    fast::add_scaled(y, slice(x[0], *entry as usize), *weight);
                }
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let [table, weights] = dx else { unreachable!("two inputs") };
        let (table, weights) = (table.sum(), weights.sum());
        let (width, keys) = (x[0].nrows(), x[1].nrows());
        for (token, dy) in dy.column_iter().enumerate() {
            for (head, dy) in dy.as_slice().chunks_exact(width).enumerate() {
                let number = self.column(head, token);
                let pattern = x[1].column(number);
                for (key, entry) in self.relative.of(token % self.relative.queries).iter().enumerate() {
                    let entry = *entry as usize;
                    weights[number * keys + key] += fast::dot(dy, slice(x[0], entry));
                    fast::add_scaled(&mut table[entry * width..][..width], dy, pattern[key]);
                }
            }
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, token: usize) -> Arithmetic {
        let (head, inside) = (row / x[0].nrows(), row % x[0].nrows());
        let entries = self.relative.of(token % self.relative.queries);
        Arithmetic::Product {
            left: x[1].column(self.column(head, token)).iter().copied().collect(),
            right: entries.iter().map(|entry| x[0][(inside, *entry as usize)]).collect(),
            bias: None,
            y: y[(row, token)],
        }
    }
}

/// table[head, j − i]: `[head, entry]` → `[key, head × query]`.
pub struct RelativeBias {
    /// How the heads lie.
    pub heads: Heads,
    /// The entry of each distance.
    pub relative: Relative,
}

impl Op for RelativeBias {
    fn name(&self) -> &'static str {
        "the biases of distances"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Relative { queries, keys, .. } = self.relative;
        (x[0].0 == self.heads.queries && self.relative.fits(self.heads, x[0].1))
            .then_some((keys, queries * self.heads.queries * self.heads.sequences))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |number, y| {
            let at = column(self.heads, self.relative.queries, number);
            for (y, entry) in y.iter_mut().zip(self.relative.of(at.query)) {
                *y = x[0][(at.head, *entry as usize)];
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (heads, table) = (x[0].nrows(), dx[0].sum());
        for (number, dy) in dy.column_iter().enumerate() {
            let at = column(self.heads, self.relative.queries, number);
            for (d, entry) in dy.iter().zip(self.relative.of(at.query)) {
                table[*entry as usize * heads + at.head] += d;
            }
        }
    }

    fn cell(&self, _x: &[&Matrix], y: &Matrix, row: usize, number: usize) -> Arithmetic {
        let at = column(self.heads, self.relative.queries, number);
        Arithmetic::Lookup { entry: self.relative.of(at.query)[row] as usize, y: y[(row, number)] }
    }
}
