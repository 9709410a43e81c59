//! What is worked out from a pass beside it: patterns over heads, and attention rolled out over layers.

use super::{Arithmetic, Kernel, Matrix, Op, Shape, Slot, each_column};
use crate::tape::elementwise as fast;
use crate::tape::kernel::View;

/// What becomes of the numbers of all heads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    /// Their mean.
    Mean,
    /// The largest, the first head's of equals.
    Max,
}

/// One number for each query and key out of those of all heads, of one sequence: `[key, head × query]` → `[key, query]`.
pub struct OverHeads {
    /// How many heads there are.
    pub heads: usize,
    /// What becomes of their numbers.
    pub over: Over,
}

impl OverHeads {
    /// The head whose number is the largest of a cell.
    fn largest(x: &Matrix, queries: usize, heads: usize, row: usize, column: usize) -> usize {
        let of = |head: usize| x[(row, head * queries + column)];
        (1..heads).fold(0, |best, head| if of(head) > of(best) { head } else { best })
    }
}

impl Op for OverHeads {
    fn name(&self) -> &'static str {
        "one pattern out of all heads"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let whole = self.heads > 0 && x[0].1.is_multiple_of(self.heads);
        whole.then(|| (x[0].0, x[0].1 / self.heads))
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        let queries = y.ncols();
        each_column(kernel, y, |query, y| {
            y.copy_from_slice(x[0].column(query).as_slice());
            for head in 1..self.heads {
                let of_head = x[0].column(head * queries + query);
                match self.over {
                    Over::Mean => fast::add_to(y, of_head.as_slice()),
                    Over::Max => {
                        for (y, x) in y.iter_mut().zip(of_head.as_slice()) {
                            *y = if x > y { *x } else { *y };
                        }
                    }
                }
            }
            if self.over == Over::Mean {
                let share = 1.0 / self.heads as f32;
                for y in y {
                    *y *= share;
                }
            }
        });
    }

    fn derivative(&self, _kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let (keys, queries) = dy.shape();
        let d = dx[0].sum();
        for (query, key) in (0..queries).flat_map(|query| (0..keys).map(move |key| (query, key))) {
            let dy = dy[(key, query)];
            let mut add = |head: usize, dy: f32| d[(head * queries + query) * keys + key] += dy;
            match self.over {
                Over::Mean => (0..self.heads).for_each(|head| add(head, dy / self.heads as f32)),
                Over::Max => add(OverHeads::largest(x[0], queries, self.heads, key, query), dy),
            }
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let queries = y.ncols();
        match self.over {
            Over::Mean => Arithmetic::Product {
                left: (0..self.heads).map(|head| x[0][(row, head * queries + column)]).collect(),
                right: vec![1.0 / self.heads as f32; self.heads],
                bias: None,
                y: y[(row, column)],
            },
            Over::Max => {
                let head = OverHeads::largest(x[0], queries, self.heads, row, column);
                Arithmetic::Moved { input: 0, from: (row, head * queries + column), y: y[(row, column)] }
            }
        }
    }
}

/// Attention rollout (Abnar and Zuidema 2020, §3): R = ½ (A + I) R′ of the attention A of a layer and the rollout R′ of
/// the layer before, which is I for the first layer. Storage `[key, query]`, so that R is ½ R′ (A + I) there.
pub struct Rollout;

impl Op for Rollout {
    fn name(&self) -> &'static str {
        "a rollout of attention"
    }

    fn shape(&self, x: &[Shape]) -> Option<Shape> {
        let square = x[0].0 == x[0].1;
        (square && x[1..].iter().all(|before| *before == x[0])).then_some(x[0])
    }

    fn value(&self, kernel: Kernel, x: &[&Matrix], y: &mut Matrix) {
        if let Some(before) = x.get(1) {
            y.copy_from(before);
            kernel.product(y, 1.0, (*before).into(), x[0].into());
        } else {
            y.copy_from(x[0]);
            for token in 0..y.nrows() {
                y[(token, token)] += 1.0;
            }
        }
        *y *= 0.5;
    }

    fn derivative(&self, kernel: Kernel, x: &[&Matrix], _y: &Matrix, dy: &Matrix, dx: &mut [Slot]) {
        let half = dy * 0.5;
        if let Some(before) = x.get(1) {
            dx[0].accumulate(|d, sum| kernel.product(d, sum, View::from(*before).turned(), (&half).into()));
            dx[1].add(half.as_slice());
            dx[1].accumulate(|d, sum| kernel.product(d, sum, (&half).into(), View::from(x[0]).turned()));
        } else {
            dx[0].add(half.as_slice());
        }
    }

    fn cell(&self, x: &[&Matrix], y: &Matrix, row: usize, column: usize) -> Arithmetic {
        let tokens = y.nrows();
        let one = |a: usize, b: usize| f32::from(u8::from(a == b));
        Arithmetic::Product {
            left: (0..tokens).map(|between| 0.5 * (x[0][(between, column)] + one(between, column))).collect(),
            right: (0..tokens).map(|between| x.get(1).map_or(one(row, between), |r| r[(row, between)])).collect(),
            bias: None,
            y: y[(row, column)],
        }
    }
}
