//! The numbers of one query's weights.
//!
//! With u the result of the softmax and p the weights (p = u, but for keys that are hidden after the softmax),
//! ∂pᵢ/∂sⱼ = uᵢ (δᵢⱼ − uⱼ) where i is not hidden. Its norm, and that of its product with ∂s/∂q, have closed forms; that they
//! are what the tape run backwards gives, as T7 has it, is tested.

use crate::experiment::statistics::entropy;
use crate::tape::Matrix;

/// The numbers of one query's weights.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Row {
    /// The entropy of the weights, in bits.
    pub entropy: f64,
    /// The largest weight.
    pub largest: f32,
    /// The key that has it, the first of equals.
    pub strongest: usize,
    /// ‖∂p/∂s‖, of all weights by all scores: 0 where the softmax is saturated.
    pub by_score: f64,
    /// ‖∂p/∂q‖, of all weights by the query; nothing for a text too long for it.
    pub by_query: Option<f64>,
}

/// The numbers of every query. `slopes` gives the ∂s/∂q of a query, `[width, key]`.
pub(super) fn rows(softmax: &Matrix, weights: &Matrix, slopes: Option<&dyn Fn(usize) -> Matrix>) -> Vec<Row> {
    (0..weights.ncols())
        .map(|query| {
            let (u, p) = (column(softmax, query), column(weights, query));
            let strongest = (0..p.len()).fold(0, |best, key| if p[key] > p[best] { key } else { best });
            Row {
                entropy: entropy(p.iter().map(|p| f64::from(*p))),
                largest: p.get(strongest).copied().unwrap_or(0.0),
                strongest,
                by_score: by_key(u, p).map(|square| square.max(0.0)).sum::<f64>().sqrt(),
                by_query: slopes.map(|slopes| by_query(u, p, &slopes(query))),
            }
        })
        .collect()
}

/// ‖∂pᵢ/∂s‖ of every key's weight: `[key, query]`.
pub(super) fn gradient(softmax: &Matrix, weights: &Matrix) -> Matrix {
    let all = (0..weights.ncols()).flat_map(|query| by_key(column(softmax, query), column(weights, query)));
    Matrix::from_iterator(weights.nrows(), weights.ncols(), all.map(|square| square.max(0.0).sqrt() as f32))
}

fn column(x: &Matrix, query: usize) -> &[f32] {
    &x.as_slice()[query * x.nrows()..][..x.nrows()]
}

/// Σⱼ (∂pᵢ/∂sⱼ)² = uᵢ² (1 − 2 uᵢ + Σ uⱼ²) for every key i.
fn by_key<'a>(u: &'a [f32], p: &'a [f32]) -> impl Iterator<Item = f64> + 'a {
    let squares: f64 = u.iter().map(|u| f64::from(*u).powi(2)).sum();
    u.iter().zip(p).map(move |(u, p)| {
        let u = f64::from(*u);
        if *p > 0.0 { u * u * (1.0 - 2.0 * u + squares) } else { 0.0 }
    })
}

/// √Σᵢ uᵢ² ‖sᵢ − Σⱼ uⱼ sⱼ‖², with the slope sᵢ = ∂sᵢ/∂q of each key.
fn by_query(u: &[f32], p: &[f32], slopes: &Matrix) -> f64 {
    let mut mean = vec![0.0; slopes.nrows()];
    for (u, slope) in u.iter().zip(slopes.column_iter()) {
        mean.iter_mut().zip(&slope).for_each(|(mean, s)| *mean += f64::from(*u) * f64::from(*s));
    }
    let visible = u.iter().zip(p).zip(slopes.column_iter()).filter(|((_, p), _)| **p > 0.0);
    let squares = visible.map(|((u, _), slope)| {
        let apart: f64 = mean.iter().zip(&slope).map(|(mean, s)| (f64::from(*s) - mean).powi(2)).sum();
        f64::from(*u).powi(2) * apart
    });
    squares.sum::<f64>().sqrt()
}
