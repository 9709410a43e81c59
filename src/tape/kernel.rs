//! Matrix products on nalgebra's buffers, and how a stack of heads lies in them.
//!
//! One [`Kernel::product`] owns all matrix products. It hands strided views of nalgebra buffers to the `gemm` crate;
//! nalgebra's own product is the reference that it is tested against (nalgebra 0.35 is unsound on row-strided views,
//! so views never reach it). This is the only unsafe code besides mapping a file.
#![allow(unsafe_code, reason = "gemm takes raw strided pointers; every view is checked where it is made")]

use std::marker::PhantomData;

use rayon::prelude::*;

use super::Matrix;

/// How arithmetic is carried out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kernel {
    /// Fixed order and no fused operations: the same bits on every machine, several times slower.
    pub portable: bool,
    /// Spread one operation over all cores. Off where the caller is parallel itself, as in training.
    pub wide: bool,
}

/// A strided view of a matrix; may be turned over without moving anything.
#[derive(Clone, Copy)]
pub struct View<'a> {
    start: *const f32,
    rows: usize,
    columns: usize,
    row_stride: isize,
    column_stride: isize,
    of: PhantomData<&'a f32>,
}

// SAFETY: a view is a borrowed slice with strides; writes through it are confined to disjoint blocks of an exclusively
// borrowed output, see `Output`.
unsafe impl Send for View<'_> {}
unsafe impl Sync for View<'_> {}

impl<'a> From<&'a Matrix> for View<'a> {
    fn from(m: &'a Matrix) -> Self {
        let (rows, columns) = m.shape();
        View { start: m.as_ptr(), rows, columns, row_stride: 1, column_stride: rows as isize, of: PhantomData }
    }
}

impl<'a> View<'a> {
    /// The transpose.
    pub fn turned(self) -> Self {
        View {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// `rows × columns` entries from (`row`, `column`) on.
    pub fn block(self, row: usize, column: usize, rows: usize, columns: usize) -> Self {
        assert!(row + rows <= self.rows && column + columns <= self.columns, "a block reaches outside its matrix");
        let offset = row as isize * self.row_stride + column as isize * self.column_stride;
        View { start: self.start.wrapping_offset(offset), rows, columns, ..self }
    }

    /// One line of entries that lie side by side: a column, or the row of a view that was turned over.
    fn line(&self, index: usize) -> &'a [f32] {
        let (length, lines, stride) = if self.row_stride == 1 {
            (self.rows, self.columns, self.column_stride)
        } else {
            (self.columns, self.rows, self.row_stride)
        };
        assert!(index < lines && (self.row_stride == 1 || self.column_stride == 1));
        // SAFETY: the line lies inside the view, and a view never reaches outside its borrowed buffer.
        unsafe { std::slice::from_raw_parts(self.start.offset(index as isize * stride), length) }
    }

    fn at(&self, row: usize, column: usize) -> f32 {
        if self.row_stride == 1 { self.line(column)[row] } else { self.line(row)[column] }
    }
}

/// A view that may be written. Blocks made from one output are disjoint wherever they are written at the same time.
#[derive(Clone, Copy)]
struct Output<'a>(View<'a>);

impl<'a> Output<'a> {
    fn new(m: &'a mut Matrix) -> Self {
        let start = m.as_mut_ptr().cast_const();
        Output(View { start, ..View::from(&*m) })
    }

    fn block(self, row: usize, column: usize, rows: usize, columns: usize) -> Self {
        Output(self.0.block(row, column, rows, columns))
    }

    /// One column, as a slice. The output's rows lie side by side.
    fn column(&mut self, column: usize) -> &mut [f32] {
        assert!(self.0.row_stride == 1 && column < self.0.columns);
        let start = self.0.start.wrapping_offset(column as isize * self.0.column_stride).cast_mut();
        // SAFETY: a column of a checked view with unit row stride is a slice of the exclusively borrowed buffer.
        unsafe { std::slice::from_raw_parts_mut(start, self.0.rows) }
    }
}

/// Below this many multiply-adds a product is not worth waking another core for.
const SPLIT: usize = 48 * 1024;

impl Kernel {
    /// `out = before · out + a · b`; `before` is 0 (overwrite) or 1 (add).
    pub fn product(self, out: &mut Matrix, before: f32, a: View<'_>, b: View<'_>) {
        self.split(Output::new(out), before, a, b);
    }

    /// The product into the block of `out` that begins at (`row`, `column`).
    pub fn product_at(self, out: &mut Matrix, (row, column): (usize, usize), before: f32, a: View<'_>, b: View<'_>) {
        self.split(Output::new(out).block(row, column, a.rows, b.columns), before, a, b);
    }

    fn split(self, out: Output<'_>, before: f32, a: View<'_>, b: View<'_>) {
        let large = self.wide && a.rows * a.columns * b.columns >= SPLIT;
        if large && !self.portable && before == 0.0 && a.row_stride != 1 && a.rows > 16 * b.columns && b.columns > 1 {
            return tall(out, a, b);
        }
        if !large {
            return self.one(out, before, a, b);
        }
        if a.rows >= b.columns {
            let half = (a.rows / 2).next_multiple_of(16).min(a.rows);
            let part = |row, rows| {
                self.one(out.block(row, 0, rows, b.columns), before, a.block(row, 0, rows, a.columns), b);
            };
            rayon::join(|| part(0, half), || part(half, a.rows - half));
        } else {
            let half = (b.columns / 2).next_multiple_of(16).min(b.columns);
            let part = |column, columns| {
                self.one(out.block(0, column, a.rows, columns), before, a, b.block(0, column, b.rows, columns));
            };
            rayon::join(|| part(0, half), || part(half, b.columns - half));
        }
    }

    fn one(self, out: Output<'_>, before: f32, a: View<'_>, b: View<'_>) {
        assert!(
            out.0.rows == a.rows && out.0.columns == b.columns && a.columns == b.rows,
            "a product of [{}, {}] and [{}, {}] into [{}, {}]",
            a.rows,
            a.columns,
            b.rows,
            b.columns,
            out.0.rows,
            out.0.columns
        );
        if self.portable { in_order(out, before, a, b) } else { by_gemm(out, before, a, b) }
    }
}

fn by_gemm(out: Output<'_>, before: f32, a: View<'_>, b: View<'_>) {
    let out = out.0;
    // SAFETY: the shapes were compared, the views lie inside their buffers, and `out` is borrowed exclusively.
    unsafe {
        gemm::gemm(
            a.rows,
            b.columns,
            a.columns,
            out.start.cast_mut(),
            out.column_stride,
            out.row_stride,
            before != 0.0,
            a.start,
            a.column_stride,
            a.row_stride,
            b.start,
            b.column_stride,
            b.row_stride,
            before,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

/// Each entry's terms added in order of the inner index, whichever way the left side lies.
fn in_order(mut out: Output<'_>, before: f32, a: View<'_>, b: View<'_>) {
    let mut gathered = Vec::new();
    for column in 0..b.columns {
        let y = out.column(column);
        if before == 0.0 {
            y.fill(0.0);
        }
        let factors = if b.row_stride == 1 {
            b.line(column)
        } else {
            gathered.clear();
            gathered.extend((0..b.rows).map(|inner| b.at(inner, column)));
            &gathered
        };
        if a.row_stride == 1 {
            for (inner, factor) in factors.iter().enumerate() {
                for (y, a) in y.iter_mut().zip(a.line(inner)) {
                    *y += a * factor;
                }
            }
        } else {
            for (row, y) in y.iter_mut().enumerate() {
                *y = a.line(row).iter().zip(factors).fold(*y, |sum, (a, factor)| sum + a * factor);
            }
        }
    }
}

/// Rows of a tall transposed product that are computed at a time.
const PANEL: usize = 512;

/// A tall transposed product such as the unembedding: bᵀ·a by panels, turned over while they are in cache. Twice as fast
/// as aᵀ·b, whose left side gemm would have to gather with a large stride.
fn tall(out: Output<'_>, a: View<'_>, b: View<'_>) {
    assert!(out.0.row_stride == 1 && out.0.rows == a.rows && out.0.columns == b.columns && a.columns == b.rows);
    let tokens = b.columns;
    (0..a.rows.div_ceil(PANEL)).into_par_iter().for_each_init(
        || Matrix::zeros(tokens, PANEL),
        |scratch, panel| {
            let first = panel * PANEL;
            let rows = PANEL.min(a.rows - first);
            let turned = Output::new(scratch).block(0, 0, tokens, rows);
            by_gemm(turned, 0.0, b.turned(), a.block(first, 0, rows, a.columns).turned());
            let mut out = out.block(first, 0, rows, tokens);
            // Sixteen rows at a time: what is read of the scratch stays in the nearest cache while it is turned.
            for from in (0..rows).step_by(16) {
                for token in 0..tokens {
                    let to = &mut out.column(token)[from..rows.min(from + 16)];
                    for (j, y) in to.iter_mut().enumerate() {
                        *y = scratch[(token, from + j)];
                    }
                }
            }
        },
    );
}

/// How a stack of heads lies in a matrix.
///
/// A state `[head × width, token]` holds its heads as row blocks; scores `[key, head × query]` hold them as column
/// blocks, so that the bytes are `[head, query, key]`. Several sequences of a batch are further columns, side by side.
/// Keys and values may have fewer heads than queries: each then serves a group of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heads {
    /// How many heads ask: heads of Q, of the scores and of Z.
    pub queries: usize,
    /// How many heads answer: heads of K and V. Divides `queries`.
    pub keys: usize,
    /// How many sequences lie side by side.
    pub sequences: usize,
}

impl Heads {
    /// The block of head `head` of `heads` and sequence `sequence` in a state.
    fn state<'a>(self, x: View<'a>, heads: usize, head: usize, sequence: usize) -> View<'a> {
        let (width, tokens) = (x.rows / heads, x.columns / self.sequences);
        x.block(head * width, sequence * tokens, width, tokens)
    }

    fn scores<'a>(self, x: View<'a>, block: usize) -> View<'a> {
        let queries = x.columns / (self.queries * self.sequences);
        x.block(0, block * queries, x.rows, queries)
    }

    fn blocks(self) -> usize {
        self.queries * self.sequences
    }

    /// Head and sequence of a block: sequences are the outer loop, so that a sequence's heads lie side by side.
    fn of(self, block: usize) -> (usize, usize) {
        (block % self.queries, block / self.queries)
    }

    /// The key head that serves a query head.
    fn serves(self, head: usize) -> usize {
        head / (self.queries / self.keys)
    }
}

impl Kernel {
    fn each(self, n: usize, f: impl Fn(usize) + Sync + Send) {
        if self.wide { (0..n).into_par_iter().with_max_len(1).for_each(f) } else { (0..n).for_each(f) }
    }

    /// scores = kᵀ·q in every head: `[key heads × width, key]`, `[query heads × width, query]` → `[key, head × query]`.
    pub fn compare(self, heads: Heads, out: &mut Matrix, before: f32, k: View<'_>, q: View<'_>) {
        let out = Output::new(out);
        self.each(heads.blocks(), |block| {
            let (head, sequence) = heads.of(block);
            let k = heads.state(k, heads.keys, heads.serves(head), sequence);
            let q = heads.state(q, heads.queries, head, sequence);
            self.one(Output(heads.scores(out.0, block)), before, k.turned(), q);
        });
    }

    /// states = v·scores in every head: `[key heads × width, key]`, `[key, head × query]` → `[query heads × width, query]`.
    pub fn mix(self, heads: Heads, out: &mut Matrix, before: f32, v: View<'_>, scores: View<'_>) {
        let out = Output::new(out);
        self.each(heads.blocks(), |block| {
            let (head, sequence) = heads.of(block);
            let v = heads.state(v, heads.keys, heads.serves(head), sequence);
            let out = Output(heads.state(out.0, heads.queries, head, sequence));
            self.one(out, before, v, heads.scores(scores, block));
        });
    }

    /// states = x·scoresᵀ in every head, back to the keys: `[query heads × width, query]`, `[key, head × query]` →
    /// `[key heads × width, key]`. Query heads that share a key head are added up.
    pub fn mix_back(self, heads: Heads, out: &mut Matrix, before: f32, x: View<'_>, scores: View<'_>) {
        let out = Output::new(out);
        let group = heads.queries / heads.keys;
        self.each(heads.keys * heads.sequences, |block| {
            let (key_head, sequence) = (block % heads.keys, block / heads.keys);
            let out = Output(heads.state(out.0, heads.keys, key_head, sequence));
            for member in 0..group {
                let head = key_head * group + member;
                let x = heads.state(x, heads.queries, head, sequence);
                let scores = heads.scores(scores, sequence * heads.queries + head);
                self.one(out, if member == 0 { before } else { 1.0 }, x, scores.turned());
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(rows: usize, columns: usize, seed: usize) -> Matrix {
        Matrix::from_fn(rows, columns, |r, c| ((r * 31 + c * 17 + seed * 7) % 23) as f32 / 11.0 - 1.0)
    }

    fn close(a: &Matrix, b: &Matrix) {
        assert_eq!(a.shape(), b.shape());
        assert!((a - b).amax() <= 1e-4 * b.amax().max(1.0), "{}", (a - b).amax());
    }

    fn kernels() -> [Kernel; 4] {
        [(false, false), (false, true), (true, false), (true, true)].map(|(portable, wide)| Kernel { portable, wide })
    }

    #[test]
    fn products_equal_nalgebras_in_every_orientation() {
        for (m, n, k) in [(1, 1, 1), (3, 5, 2), (70, 33, 90), (1100, 4, 64), (5, 200, 80)] {
            let (a, b) = (filled(m, k, 1), filled(k, n, 2));
            let expected = &a * &b;
            for kernel in kernels() {
                let mut out = filled(m, n, 3);
                kernel.product(&mut out, 0.0, (&a).into(), (&b).into());
                close(&out, &expected);
                let (at, bt) = (a.transpose(), b.transpose());
                kernel.product(&mut out, 0.0, View::from(&at).turned(), View::from(&bt).turned());
                close(&out, &expected);
                kernel.product(&mut out, 0.0, View::from(&at).turned(), (&b).into());
                kernel.product(&mut out, 1.0, (&a).into(), (&b).into());
                close(&out, &(&expected * 2.0));
            }
        }
    }

    #[test]
    fn grouped_heads_equal_their_blocks() {
        let heads = Heads { queries: 4, keys: 2, sequences: 2 };
        let (width, queries, keys) = (3, 5, 7);
        let (q, k) = (filled(4 * width, 2 * queries, 1), filled(2 * width, 2 * keys, 2));
        for kernel in kernels() {
            let mut scores = Matrix::zeros(keys, 8 * queries);
            kernel.compare(heads, &mut scores, 0.0, (&k).into(), (&q).into());
            let mut z = Matrix::zeros(4 * width, 2 * queries);
            kernel.mix(heads, &mut z, 0.0, (&k).into(), (&scores).into());
            let mut back = Matrix::zeros(2 * width, 2 * keys);
            kernel.mix_back(heads, &mut back, 0.0, (&q).into(), (&scores).into());
            let mut expected_back = Matrix::zeros(2 * width, 2 * keys);
            for s in 0..2 {
                for h in 0..4 {
                    let qh = q.view((h * width, s * queries), (width, queries)).into_owned();
                    let kh = k.view((h / 2 * width, s * keys), (width, keys)).into_owned();
                    let expected = kh.transpose() * &qh;
                    close(&scores.columns((s * 4 + h) * queries, queries).into_owned(), &expected);
                    close(&z.view((h * width, s * queries), (width, queries)).into_owned(), &(&kh * &expected));
                    let mut to = expected_back.view_mut((h / 2 * width, s * keys), (width, keys));
                    to += &qh * expected.transpose();
                }
            }
            close(&back, &expected_back);
        }
    }
}
