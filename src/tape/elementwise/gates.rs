//! The loops around tanh and the logistic function: activations, additive scores, one step of a GRU.

use multiversion::multiversion;
use multiversion::target::target_cfg_f;

use super::{exponential, multiply_add, sum_of, tangent};

#[inline(always)]
fn logistic<const FUSED: bool>(x: f32) -> f32 {
    1.0 / (1.0 + exponential::<FUSED>(-x))
}

#[inline(always)]
fn tanh_body<const FUSED: bool>(x: &[f32], y: &mut [f32]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = tangent::<FUSED>(x);
    }
}

#[inline(always)]
fn tanh_derivative_body(y: &[f32], dy: &[f32], dx: &mut [f32]) {
    for ((dx, &y), &dy) in dx.iter_mut().zip(y).zip(dy) {
        *dx = dy * (1.0 - y * y);
    }
}

/// Where the numbers of one dimension of all keys lie: `keys` turned over, `[key, dimension]`, from `first` on and
/// `stride` apart.
#[derive(Clone, Copy)]
pub(crate) struct Turned {
    /// The first key's first dimension.
    pub(crate) first: usize,
    /// How far the dimensions of a key lie apart.
    pub(crate) stride: usize,
}

/// Σ_d v_d tanh(q_d + k_d) for one query and each key.
#[inline(always)]
fn additive_body<const FUSED: bool>((q, v): (&[f32], &[f32]), keys: &[f32], at: Turned, y: &mut [f32]) {
    y.fill(0.0);
    for (d, (&q, &v)) in q.iter().zip(v).enumerate() {
        for (y, &k) in y.iter_mut().zip(&keys[at.first + d * at.stride..]) {
            *y = multiply_add::<FUSED>(v, tangent::<FUSED>(q + k), *y);
        }
    }
}

/// Adds the gradients of the query, of v and of the keys (turned over like the keys) of one query's scores.
#[inline(always)]
fn additive_derivative_body<const FUSED: bool>(
    (q, v): (&[f32], &[f32]),
    keys: &[f32],
    at: Turned,
    dy: &[f32],
    (dq, dv, dkeys): (&mut [f32], &mut [f32], &mut [f32]),
    tanh: &mut [f32],
) {
    let n = dy.len();
    let tanh = &mut tanh[..n];
    for d in 0..q.len() {
        let from = at.first + d * at.stride;
        let (keys, dkeys) = (&keys[from..][..n], &mut dkeys[from..][..n]);
        for (tanh, &k) in tanh.iter_mut().zip(keys) {
            *tanh = tangent::<FUSED>(q[d] + k);
        }
        for ((dk, &tanh), &dy) in dkeys.iter_mut().zip(&*tanh).zip(dy) {
            *dk += v[d] * dy * (1.0 - tanh * tanh);
        }
        dv[d] += sum_of(n, |j| dy[j] * tanh[j]);
        dq[d] += v[d] * sum_of(n, |j| dy[j] * (1.0 - tanh[j] * tanh[j]));
    }
}

/// One step of a GRU: `input` is W_x x + b_x and `recurrent` W h + b, gates r, z, n above one another; writes r, z, n, h.
#[inline(always)]
fn gru_body<const FUSED: bool>(input: &[f32], recurrent: &[f32], before: &[f32], y: &mut [f32]) {
    let d = before.len();
    let (gates, state) = y.split_at_mut(3 * d);
    let (settled, candidate) = gates.split_at_mut(2 * d);
    for ((y, x), a) in settled.iter_mut().zip(input).zip(recurrent) {
        *y = logistic::<FUSED>(x + a);
    }
    let (reset, update) = settled.split_at(d);
    let (input, recurrent) = (&input[2 * d..], &recurrent[2 * d..]);
    for (((n, r), x), a) in candidate.iter_mut().zip(reset).zip(input).zip(recurrent) {
        *n = tangent::<FUSED>(multiply_add::<FUSED>(*r, *a, *x));
    }
    for (((h, z), n), before) in state.iter_mut().zip(update).zip(&*candidate).zip(before) {
        *h = multiply_add::<FUSED>(*z, *before, (1.0 - z) * n);
    }
}

/// The gradients of one step of a GRU. `dy` is that of its four results, `later` that of its state from the steps after
/// it; the latter becomes z · (its sum with dy's), what the state before gets without the product.
///
/// Writes the gradient of the input and that of the recurrent side, `[3d]` each.
#[inline(always)]
fn gru_derivative_body(
    (y, before, recurrent): (&[f32], &[f32], &[f32]),
    dy: &[f32],
    later: &mut [f32],
    (dinput, drecurrent): (&mut [f32], &mut [f32]),
) {
    let d = before.len();
    let (r, z, n) = (&y[..d], &y[d..2 * d], &y[2 * d..3 * d]);
    let (dr, dz, dn, dh) = (&dy[..d], &dy[d..2 * d], &dy[2 * d..3 * d], &dy[3 * d..4 * d]);
    let recurrent = &recurrent[..d];
    let later = &mut later[..d];
    let (input_r, rest) = dinput.split_at_mut(d);
    let (input_z, rest) = rest.split_at_mut(d);
    let input_n = &mut rest[..d];
    for i in 0..d {
        let state = dh[i] + later[i];
        let candidate = (dn[i] + state * (1.0 - z[i])) * (1.0 - n[i] * n[i]);
        input_r[i] = (dr[i] + candidate * recurrent[i]) * r[i] * (1.0 - r[i]);
        input_z[i] = (dz[i] + state * (before[i] - n[i])) * z[i] * (1.0 - z[i]);
        input_n[i] = candidate;
        later[i] = state * z[i];
    }
    drecurrent.copy_from_slice(dinput);
    for (d, r) in drecurrent[2 * d..].iter_mut().zip(r) {
        *d *= r;
    }
}

loops_in_two_versions! {
    /// tanh of every entry.
    tanh / tanh_portable (x: &[f32], y: &mut [f32]), tanh_body::<true>(x, y), tanh_body::<false>(x, y);
    /// Additive scores of one query with its keys.
    additive / additive_portable (query: (&[f32], &[f32]), keys: &[f32], at: Turned, y: &mut [f32]),
        additive_body::<true>(query, keys, at, y), additive_body::<false>(query, keys, at, y);
    /// Adds the gradients of additive scores of one query; the last slice is room for as many numbers as there are keys.
    additive_derivative / additive_derivative_portable
        (query: (&[f32], &[f32]), keys: &[f32], at: Turned, dy: &[f32], to: (&mut [f32], &mut [f32], &mut [f32]), room: &mut [f32]),
        additive_derivative_body::<true>(query, keys, at, dy, to, room),
        additive_derivative_body::<false>(query, keys, at, dy, to, room);
    /// One step of a GRU for one sequence.
    gru / gru_portable (input: &[f32], recurrent: &[f32], before: &[f32], y: &mut [f32]),
        gru_body::<true>(input, recurrent, before, y), gru_body::<false>(input, recurrent, before, y);
}

loops! {
    /// Gradient of the input of tanh from its result, overwriting.
    tanh_derivative (y: &[f32], dy: &[f32], dx: &mut [f32]), tanh_derivative_body(y, dy, dx);
    /// The gradients of one step of a GRU for one sequence.
    gru_derivative (from: (&[f32], &[f32], &[f32]), dy: &[f32], later: &mut [f32], to: (&mut [f32], &mut [f32])),
        gru_derivative_body(from, dy, later, to);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tanh_and_the_logistic_function_follow_their_definitions() {
        for i in -4_000..4_000 {
            let x = i as f32 * 0.03;
            let exact = f64::from(x);
            for got in [tangent::<true>(x), tangent::<false>(x)] {
                assert!((f64::from(got) - exact.tanh()).abs() < 3e-7, "tanh {x}: {got}");
            }
            for got in [logistic::<true>(x), logistic::<false>(x)] {
                assert!((f64::from(got) - 1.0 / (1.0 + (-exact).exp())).abs() < 3e-7, "σ {x}: {got}");
            }
        }
    }
}
