//! Scores and values by the distance between query and key (Shaw, Uszkoreit and Vaswani 2018; Raffel et al. 2020;
//! Dai et al. 2019).

use std::ops::Range;
use std::sync::Arc;

use super::linear::{Place, head_of};
use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, columns, each_column};
use crate::tape::kernel::{Heads, View};

/// Which entry of a table belongs to which distance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relative {
    /// The entry of query i and key j stands at j − (i + keys − queries) + keys − 1, so that the last query meets the last
    /// key at distance 0. `keys + queries − 1` entries, the earliest key of the latest query first.
    pub entries: Arc<[u32]>,
    /// How many queries a sequence has.
    pub queries: usize,
    /// How many keys a sequence has.
    pub keys: usize,
}

impl Relative {
    /// The entries of the keys of one query, in their order.
    fn of(&self, query: usize) -> &[u32] {
        &self.entries[self.queries - 1 - query..][..self.keys]
    }

    /// The entry of a query and a key.
    pub fn entry(&self, query: usize, key: usize) -> usize {
        self.of(query)[key] as usize
    }

    /// Whether every distance has an entry of a table of `count`.
    fn fits(&self, count: usize) -> bool {
        let distances = (self.keys + self.queries).checked_sub(1);
        self.keys > 0
            && self.queries > 0
            && distances == Some(self.entries.len())
            && self.entries.iter().all(|entry| (*entry as usize) < count)
    }

    /// Adds numbers by entry, `[entry, query]`, to numbers by key, `[key, query]`.
    fn spread(&self, by_entry: &Matrix, by_key: &mut [f32]) {
        for (query, (numbers, to)) in columns(by_entry).zip(by_key.chunks_exact_mut(self.keys)).enumerate() {
            for (to, entry) in to.iter_mut().zip(self.of(query)) {
                *to += numbers[*entry as usize];
            }
        }
    }

    /// From numbers by key to their sums by entry.
    fn gather(&self, by_key: &[f32], by_entry: &mut Matrix) {
        by_entry.fill(0.0);
        let entries = by_entry.nrows();
        let to = by_entry.as_mut_slice().chunks_exact_mut(entries);
        for (query, (numbers, to)) in by_key.chunks_exact(self.keys).zip(to).enumerate() {
            for (number, entry) in numbers.iter().zip(self.of(query)) {
                to[*entry as usize] += number;
            }
        }
    }
}

/// How the blocks of one head and one sequence lie in what a relative operation reads.
struct Blocks<'a> {
    heads: Heads,
    relative: &'a Relative,
    /// Rows of a head in a state and in a table of its own.
    width: usize,
    /// Whether all heads read one table.
    shared: bool,
}

impl Blocks<'_> {
    fn each(&self) -> Range<usize> {
        0..self.heads.queries * self.heads.sequences
    }

    /// The first row and column of a block in a state.
    fn state(&self, block: usize) -> (usize, usize) {
        let (head, sequence) = (block % self.heads.queries, block / self.heads.queries);
        (head * self.width, sequence * self.relative.queries)
    }

    /// The first row of a block's table.
    fn table(&self, block: usize) -> (usize, usize) {
        (if self.shared { 0 } else { block % self.heads.queries * self.width }, 0)
    }

    fn view_state<'m>(&self, m: &'m Matrix, block: usize) -> View<'m> {
        let (row, column) = self.state(block);
        View::from(m).block(row, column, self.width, self.relative.queries)
    }

    fn view_table<'m>(&self, m: &'m Matrix, block: usize) -> View<'m> {
        View::from(m).block(self.table(block).0, 0, self.width, m.ncols())
    }

    /// The numbers of a block in scores.
    fn scores(&self, block: usize) -> Range<usize> {
        let length = self.relative.keys * self.relative.queries;
        block * length..(block + 1) * length
    }
}

/// tableᵀ q in every head, for each key the entry of its distance: `[width, entry]` for all heads or
/// `[heads × width, entry]`, `[heads × width, query]` → `[key, head × query]`.
pub struct RelativeCompare {
    /// How the heads of queries and scores lie.
    pub heads: Heads,
    /// Which entry belongs to which distance.
    pub relative: Relative,
}

impl RelativeCompare {
    fn blocks(&self, table: &Matrix, states: &Matrix) -> Blocks<'_> {
        let width = states.nrows() / self.heads.queries;
        Blocks { heads: self.heads, relative: &self.relative, width, shared: table.nrows() == width }
    }
}

/// Whether a table and states of these shapes have heads of one width.
fn widths_fit(heads: Heads, table: Shape, states: Shape) -> bool {
    let whole = heads.queries > 0 && states.0.is_multiple_of(heads.queries);
    whole && (table.0 == states.0 / heads.queries || table.0 == states.0)
}

impl Op for RelativeCompare {
    fn name(&self) -> &'static str {
        "scores by distance"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let tokens = x[1].1 == self.relative.queries * self.heads.sequences;
        let fits = self.relative.fits(x[0].1) && widths_fit(self.heads, x[0], x[1]) && tokens;
        fits.then_some((self.relative.keys, x[1].1 * self.heads.queries))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let blocks = self.blocks(x[0], x[1]);
        y.fill(0.0);
        let mut by_entry = Matrix::zeros(x[0].ncols(), self.relative.queries);
        for block in blocks.each() {
            let table = blocks.view_table(x[0], block).turned();
            kernel.product(&mut by_entry, 0.0, table, blocks.view_state(x[1], block));
            self.relative.spread(&by_entry, &mut y.as_mut_slice()[blocks.scores(block)]);
        }
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let blocks = self.blocks(x[0], x[1]);
        let mut by_entry = Matrix::zeros(x[0].ncols(), self.relative.queries);
        let [first, second] = dx else { unreachable!("an operation by distance has two inputs") };
        // Products add to blocks of these: whatever no block touches has to be zero.
        first.sum();
        second.sum();
        for block in blocks.each() {
            self.relative.gather(&dy.as_slice()[blocks.scores(block)], &mut by_entry);
            let sums = View::from(&by_entry);
            let states = blocks.view_state(x[1], block);
            first.accumulate(|d, _| kernel.product_at(d, blocks.table(block), 1.0, states, sums.turned()));
            let table = blocks.view_table(x[0], block);
            second.accumulate(|d, _| kernel.product_at(d, blocks.state(block), 1.0, table, sums));
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let at = Place::of_scores(Heads { keys: self.heads.queries, ..self.heads }, y, row, column);
        let blocks = self.blocks(x[0], x[1]);
        let entry = self.relative.entry(column % self.relative.queries, row);
        let head = if blocks.shared { 0 } else { at.head };
        Arithmetic::Product {
            left: head_of(x[1], at.query, at.head, blocks.width),
            right: head_of(x[0], entry, head, blocks.width),
            bias: None,
            y: y[(row, column)],
        }
    }
}

/// Σ_j weight_j · the table's entry of that distance, in every head: `[width, entry]` for all heads,
/// `[key, head × query]` → `[heads × width, query]`.
pub struct RelativeMix {
    /// How the heads of the weights and of the result lie.
    pub heads: Heads,
    /// Which entry belongs to which distance.
    pub relative: Relative,
}

impl RelativeMix {
    fn blocks(&self, table: &Matrix) -> Blocks<'_> {
        Blocks { heads: self.heads, relative: &self.relative, width: table.nrows(), shared: true }
    }
}

impl Op for RelativeMix {
    fn name(&self) -> &'static str {
        "a mix by distance"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Heads { queries, sequences, .. } = self.heads;
        let scores = (self.relative.keys, self.relative.queries * queries * sequences);
        let fits = self.relative.fits(x[0].1) && x[1] == scores;
        fits.then_some((x[0].0 * queries, self.relative.queries * sequences))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let blocks = self.blocks(x[0]);
        let mut by_entry = Matrix::zeros(x[0].ncols(), self.relative.queries);
        for block in blocks.each() {
            self.relative.gather(&x[1].as_slice()[blocks.scores(block)], &mut by_entry);
            kernel.product_at(y, blocks.state(block), 0.0, x[0].into(), (&by_entry).into());
        }
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let blocks = self.blocks(x[0]);
        let mut by_entry = Matrix::zeros(x[0].ncols(), self.relative.queries);
        let [first, second] = dx else { unreachable!("an operation by distance has two inputs") };
        // Products add to blocks of these: whatever no block touches has to be zero.
        first.sum();
        second.sum();
        for block in blocks.each() {
            let states = blocks.view_state(dy, block);
            self.relative.gather(&x[1].as_slice()[blocks.scores(block)], &mut by_entry);
            first.accumulate(|d, _| kernel.product(d, 1.0, states, View::from(&by_entry).turned()));
            kernel.product(&mut by_entry, 0.0, View::from(x[0]).turned(), states);
            self.relative.spread(&by_entry, &mut second.sum()[blocks.scores(block)]);
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let Relative { queries, keys, .. } = self.relative;
        let (width, query, sequence) = (x[0].nrows(), column % queries, column / queries);
        let block = sequence * self.heads.queries + row / width;
        Arithmetic::Product {
            left: x[1].column(block * queries + query).iter().copied().collect(),
            right: (0..keys).map(|key| x[0][(row % width, self.relative.entry(query, key))]).collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}

/// A number for every head and distance: `[heads, entry]` → `[key, head × query]`, the same in every sequence.
pub struct RelativeBias {
    /// How the heads of the result lie.
    pub heads: Heads,
    /// Which entry belongs to which distance.
    pub relative: Relative,
}

impl RelativeBias {
    /// The head and the query of a column.
    fn of(&self, column: usize) -> (usize, usize) {
        (column / self.relative.queries % self.heads.queries, column % self.relative.queries)
    }
}

impl Op for RelativeBias {
    fn name(&self) -> &'static str {
        "a bias by distance"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let Heads { queries, sequences, .. } = self.heads;
        let fits = self.relative.fits(x[0].1) && x[0].0 == queries && sequences > 0;
        fits.then_some((self.relative.keys, self.relative.queries * queries * sequences))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        each_column(kernel, y, |column, y| {
            let (head, query) = self.of(column);
            for (y, entry) in y.iter_mut().zip(self.relative.of(query)) {
                *y = x[0][(head, *entry as usize)];
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, _x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (d, heads) = (dx[0].sum(), self.heads.queries);
        for (column, dy) in columns(dy).enumerate() {
            let (head, query) = self.of(column);
            for (dy, entry) in dy.iter().zip(self.relative.of(query)) {
                d[*entry as usize * heads + head] += dy;
            }
        }
    }

    fn cell(&self, _x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        Arithmetic::Lookup { entry: self.relative.entry(self.of(column).1, row), y: y[(row, column)] }
    }
}
