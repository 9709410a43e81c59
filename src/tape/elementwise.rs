//! The elementwise loops: softmax, LayerNorm, activations, sums, on contiguous slices.
//!
//! Each body is written once, generic over whether a multiply and an add are fused, and compiled for AVX-512, AVX2 and
//! the baseline; the machine decides at run time. The portable versions never fuse and always add in the same order,
//! so that they give the same bits everywhere. Sums run in sixteen lanes: a serial sum cannot be vectorised.

#![allow(clippy::inline_always, reason = "a body takes the instruction set of the function it is inlined into")]
#![allow(clippy::excessive_precision, reason = "the coefficients are exact as written")]

use multiversion::multiversion;
use multiversion::target::target_cfg_f;

const LANES: usize = 16;

#[inline(always)]
fn multiply_add<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// 1.5·2²³: beside it the last bit of an f32 stands for 1.
const ROUNDS: f32 = 12_582_912.0;

/// eˣ to within two units in the last place, by a polynomial: branch-free, so that loops over it vectorise.
#[inline(always)]
fn exponential<const FUSED: bool>(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    // Adding and taking away 1.5·2²³ rounds to the nearest whole number; in between it stands in the lowest bits.
    let shifted = multiply_add::<FUSED>(x, std::f32::consts::LOG2_E, ROUNDS);
    let whole = shifted - ROUNDS;
    // ln 2 in two parts (Cody and Waite), so that the remainder is exact.
    let r = multiply_add::<FUSED>(whole, -0.693_359_375, x);
    let r = multiply_add::<FUSED>(whole, 2.121_944_4e-4, r);
    let mut p = 1.987_569_1e-4;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.0e-1] {
        p = multiply_add::<FUSED>(p, r, coefficient);
    }
    let y = multiply_add::<FUSED>(p * r, r, r + 1.0);
    // 2 to that number, from its bits: `as i32` saturates, which no vector instruction does.
    y * f32::from_bits((shifted.to_bits().wrapping_sub(ROUNDS.to_bits()).wrapping_add(127)) << 23)
}

#[inline(always)]
fn add_lanes(lanes: [f32; LANES]) -> f32 {
    let mut half = [0.0; LANES / 2];
    for i in 0..LANES / 2 {
        half[i] = lanes[i] + lanes[i + LANES / 2];
    }
    ((half[0] + half[4]) + (half[1] + half[5])) + ((half[2] + half[6]) + (half[3] + half[7]))
}

/// Σ f(i) over the indices of a slice of length `n`.
#[inline(always)]
fn sum_of(n: usize, f: impl Fn(usize) -> f32) -> f32 {
    let whole = n / LANES * LANES;
    let mut lanes = [0.0; LANES];
    let mut at = 0;
    while at < whole {
        for (j, lane) in lanes.iter_mut().enumerate() {
            *lane += f(at + j);
        }
        at += LANES;
    }
    let mut total = add_lanes(lanes);
    for i in whole..n {
        total += f(i);
    }
    total
}

#[inline(always)]
fn largest(x: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let chunks = x.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, &v) in lanes.iter_mut().zip(chunk) {
            *lane = if v > *lane { v } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(f32::NEG_INFINITY, |m, &v| if v > m { v } else { m })
}

#[inline(always)]
fn softmax_body<const FUSED: bool>(x: &[f32], y: &mut [f32]) {
    let highest = largest(x);
    for (y, x) in y.iter_mut().zip(x) {
        *y = exponential::<FUSED>(x - highest);
    }
    let y = &mut y[..x.len()];
    let scale = 1.0 / sum_of(y.len(), |i| y[i]);
    for y in y.iter_mut() {
        *y *= scale;
    }
}

/// y·(dy − Σ dy·y), in place of dy: Jacobian of the softmax times a gradient.
#[inline(always)]
fn softmax_derivative_body(y: &[f32], d: &mut [f32]) {
    let d = &mut d[..y.len()];
    let inner = sum_of(y.len(), |i| y[i] * d[i]);
    for (d, y) in d.iter_mut().zip(y) {
        *d = y * (*d - inner);
    }
}

/// Writes gain·(x − mean)/deviation + bias; gives back the mean and 1/deviation.
#[inline(always)]
fn layer_norm_body<const FUSED: bool>(
    x: &[f32],
    gain: &[f32],
    bias: &[f32],
    y: &mut [f32],
    epsilon: f32,
) -> (f32, f32) {
    let n = x.len();
    let (gain, bias, y) = (&gain[..n], &bias[..n], &mut y[..n]);
    let (mean, inverse) = moments_body(x, epsilon);
    for i in 0..n {
        y[i] = multiply_add::<FUSED>((x[i] - mean) * inverse, gain[i], bias[i]);
    }
    (mean, inverse)
}

/// The mean and 1/√(variance + ε) of a slice.
#[inline(always)]
fn moments_body(x: &[f32], epsilon: f32) -> (f32, f32) {
    let n = x.len();
    let mean = sum_of(n, |i| x[i]) / n as f32;
    let variance = sum_of(n, |i| (x[i] - mean) * (x[i] - mean)) / n as f32;
    (mean, 1.0 / (variance + epsilon).sqrt())
}

/// Adds the three gradients of a LayerNorm of one column.
#[inline(always)]
fn layer_norm_derivative_body<const FUSED: bool>(
    (x, gain, dy): (&[f32], &[f32], &[f32]),
    epsilon: f32,
    (dx, dgain, dbias): (&mut [f32], &mut [f32], &mut [f32]),
) {
    let n = x.len();
    let (gain, dy, dx, dgain, dbias) = (&gain[..n], &dy[..n], &mut dx[..n], &mut dgain[..n], &mut dbias[..n]);
    let (mean, inverse) = moments_body(x, epsilon);
    let through_mean = sum_of(n, |i| dy[i] * gain[i]) / n as f32;
    let through_deviation = sum_of(n, |i| dy[i] * gain[i] * ((x[i] - mean) * inverse)) / n as f32;
    for i in 0..n {
        let normal = (x[i] - mean) * inverse;
        dgain[i] = multiply_add::<FUSED>(dy[i], normal, dgain[i]);
        dbias[i] += dy[i];
        dx[i] += inverse * (dy[i] * gain[i] - through_mean - normal * through_deviation);
    }
}

const SQRT_2_OVER_PI: f32 = 0.797_884_6;

/// GELU by its tanh approximation (Hendrycks and Gimpel 2016): x·½(1 + tanh u) = x / (1 + e⁻²ᵘ).
#[inline(always)]
fn gelu_body<const FUSED: bool>(x: &[f32], y: &mut [f32]) {
    for (y, &x) in y.iter_mut().zip(x) {
        let u = SQRT_2_OVER_PI * multiply_add::<FUSED>(0.044_715 * x * x, x, x);
        *y = x / (1.0 + exponential::<FUSED>(-2.0 * u));
    }
}

#[inline(always)]
fn gelu_derivative_body<const FUSED: bool>(x: &[f32], dy: &[f32], dx: &mut [f32]) {
    for ((dx, &x), &dy) in dx.iter_mut().zip(x).zip(dy) {
        let u = SQRT_2_OVER_PI * multiply_add::<FUSED>(0.044_715 * x * x, x, x);
        let tanh = 1.0 - 2.0 / (1.0 + exponential::<FUSED>(2.0 * u));
        let du = SQRT_2_OVER_PI * multiply_add::<FUSED>(3.0 * 0.044_715 * x, x, 1.0);
        *dx = dy * (0.5 * (1.0 + tanh) + 0.5 * x * (1.0 - tanh * tanh) * du);
    }
}

#[inline(always)]
fn tanh_of<const FUSED: bool>(x: f32) -> f32 {
    1.0 - 2.0 / (1.0 + exponential::<FUSED>(2.0 * x))
}

#[inline(always)]
fn sigmoid_of<const FUSED: bool>(x: f32) -> f32 {
    1.0 / (1.0 + exponential::<FUSED>(-x))
}

#[inline(always)]
fn tanh_body<const FUSED: bool>(x: &[f32], y: &mut [f32]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = tanh_of::<FUSED>(x);
    }
}

#[inline(always)]
fn sigmoid_body<const FUSED: bool>(x: &[f32], y: &mut [f32]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = sigmoid_of::<FUSED>(x);
    }
}

/// Σ v·tanh(q + k)
#[inline(always)]
fn additive_body<const FUSED: bool>(q: &[f32], k: &[f32], v: &[f32]) -> f32 {
    let n = v.len();
    let (q, k) = (&q[..n], &k[..n]);
    sum_of(n, |i| v[i] * tanh_of::<FUSED>(q[i] + k[i]))
}

/// Adds the gradients of one additive score: `both` is that of q and of k alike.
#[inline(always)]
fn additive_derivative_body<const FUSED: bool>(
    (q, k, v): (&[f32], &[f32], &[f32]),
    d: f32,
    (both, dv): (&mut [f32], &mut [f32]),
) {
    let n = v.len();
    let (q, k, both, dv) = (&q[..n], &k[..n], &mut both[..n], &mut dv[..n]);
    for i in 0..n {
        let t = tanh_of::<FUSED>(q[i] + k[i]);
        dv[i] = multiply_add::<FUSED>(d, t, dv[i]);
        both[i] = d * v[i] * (1.0 - t * t);
    }
}

#[inline(always)]
fn add_scaled_body(y: &mut [f32], x: &[f32], factor: f32) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x * factor;
    }
}

/// Writes gain·x / √(mean x² + ε).
#[inline(always)]
fn rms_norm_body(x: &[f32], gain: &[f32], y: &mut [f32], epsilon: f32) {
    let inverse = rms_body(x, epsilon);
    for ((y, x), gain) in y.iter_mut().zip(x).zip(gain) {
        *y = x * inverse * gain;
    }
}

/// 1/√(mean x² + ε)
#[inline(always)]
fn rms_body(x: &[f32], epsilon: f32) -> f32 {
    1.0 / (sum_of(x.len(), |i| x[i] * x[i]) / x.len() as f32 + epsilon).sqrt()
}

/// Adds the gradients of an RMSNorm of one column.
#[inline(always)]
fn rms_norm_derivative_body(
    (x, gain, dy): (&[f32], &[f32], &[f32]),
    epsilon: f32,
    (dx, dgain): (&mut [f32], &mut [f32]),
) {
    let n = x.len();
    let (gain, dy, dx, dgain) = (&gain[..n], &dy[..n], &mut dx[..n], &mut dgain[..n]);
    let inverse = rms_body(x, epsilon);
    let through = sum_of(n, |i| dy[i] * gain[i] * x[i]) / n as f32 * inverse * inverse;
    for i in 0..n {
        dgain[i] += dy[i] * x[i] * inverse;
        dx[i] += inverse * (dy[i] * gain[i] - x[i] * through);
    }
}

/// A well-mixed number from a cell's number and a seed (the integer hash `lowbias32` of Wellons 2018).
#[inline(always)]
pub(crate) fn hash(cell: u32, seed: u64) -> u32 {
    let mut x = cell ^ seed as u32;
    x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16) ^ (seed >> 32) as u32
}

#[inline(always)]
fn dropout_body(x: &[f32], y: &mut [f32], threshold: u32, grow: f32, seed: u64) {
    for (cell, (y, x)) in y.iter_mut().zip(x).enumerate() {
        *y = if hash(cell as u32, seed) >= threshold { x * grow } else { 0.0 };
    }
}

#[inline(always)]
fn add_body(a: &[f32], b: &[f32], y: &mut [f32]) {
    for ((y, a), b) in y.iter_mut().zip(a).zip(b) {
        *y = a + b;
    }
}

#[inline(always)]
fn add_to_body(y: &mut [f32], x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x;
    }
}

/// What one step of Adam needs besides the four slices (Kingma and Ba 2015, algorithm 1).
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdamStep {
    /// The learning rate of this step.
    pub(crate) rate: f32,
    /// Decay of the first moment, β₁.
    pub(crate) first_decay: f32,
    /// Decay of the second moment, β₂.
    pub(crate) second_decay: f32,
    /// 1 / (1 − β₁ᵗ)
    pub(crate) first_correction: f32,
    /// 1 / (1 − β₂ᵗ)
    pub(crate) second_correction: f32,
    /// Added to the root of the second moment.
    pub(crate) epsilon: f32,
    /// What the gradient is multiplied by first: clipping.
    pub(crate) gradient_scale: f32,
    /// Decoupled weight decay (Loshchilov and Hutter 2019), as a fraction of the weight a step.
    pub(crate) weight_decay: f32,
}

#[inline(always)]
fn adam_body(p: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32], step: AdamStep) {
    let n = p.len();
    let (g, m, v) = (&g[..n], &mut m[..n], &mut v[..n]);
    for i in 0..n {
        let gradient = g[i] * step.gradient_scale;
        m[i] = step.first_decay * m[i] + (1.0 - step.first_decay) * gradient;
        v[i] = step.second_decay * v[i] + (1.0 - step.second_decay) * gradient * gradient;
        let towards = m[i] * step.first_correction / ((v[i] * step.second_correction).sqrt() + step.epsilon);
        p[i] -= step.rate * towards + step.weight_decay * p[i];
    }
}

/// Compiles each loop for every instruction set; without fused operations it gives the same bits on all of them.
macro_rules! loops {
    ($($(#[$doc:meta])* $name:ident ($($a:ident: $t:ty),*) $(-> $r:ty)?, $body:expr;)*) => { $(
        $(#[$doc])*
        #[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2+fma", "x86_64+avx2+fma", "aarch64+neon"))]
        pub(crate) fn $name($($a: $t),*) $(-> $r)? { $body }
    )* };
}

/// Loops whose fast version fuses where the machine can; the portable one beside it never does, and gives the same bits
/// on every machine.
macro_rules! loops_in_two_versions {
    ($($(#[$doc:meta])* $name:ident / $portable:ident ($($a:ident: $t:ty),*) $(-> $r:ty)?, $fused:expr, $plain:expr;)*) => { $(
        loops! {
            $(#[$doc])*
            $name ($($a: $t),*) $(-> $r)?,
            if target_cfg_f!(any(target_feature = "fma", target_arch = "aarch64")) { $fused } else { $plain };
        }
        /// The same in fixed order and without fused operations: the same bits on every machine.
        pub(crate) fn $portable($($a: $t),*) $(-> $r)? { $plain }
    )* };
}

loops_in_two_versions! {
    /// Weights that sum to 1 from scores.
    softmax / softmax_portable (x: &[f32], y: &mut [f32]), softmax_body::<true>(x, y), softmax_body::<false>(x, y);
    /// Normalises one column.
    layer_norm / layer_norm_portable (x: &[f32], gain: &[f32], bias: &[f32], y: &mut [f32], epsilon: f32) -> (f32, f32),
        layer_norm_body::<true>(x, gain, bias, y, epsilon), layer_norm_body::<false>(x, gain, bias, y, epsilon);
    /// Adds the gradients of a normalised column to those of its input, gain and bias.
    layer_norm_derivative / layer_norm_derivative_portable
        (from: (&[f32], &[f32], &[f32]), epsilon: f32, to: (&mut [f32], &mut [f32], &mut [f32])),
        layer_norm_derivative_body::<true>(from, epsilon, to), layer_norm_derivative_body::<false>(from, epsilon, to);
    /// GELU of every entry.
    gelu / gelu_portable (x: &[f32], y: &mut [f32]), gelu_body::<true>(x, y), gelu_body::<false>(x, y);
    /// Gradient of the input of GELU, overwriting.
    gelu_derivative / gelu_derivative_portable (x: &[f32], dy: &[f32], dx: &mut [f32]),
        gelu_derivative_body::<true>(x, dy, dx), gelu_derivative_body::<false>(x, dy, dx);
    /// tanh of every entry.
    tanh / tanh_portable (x: &[f32], y: &mut [f32]), tanh_body::<true>(x, y), tanh_body::<false>(x, y);
    /// 1 / (1 + e⁻ˣ) of every entry.
    sigmoid / sigmoid_portable (x: &[f32], y: &mut [f32]), sigmoid_body::<true>(x, y), sigmoid_body::<false>(x, y);
    /// Σ v·tanh(q + k)
    additive / additive_portable (q: &[f32], k: &[f32], v: &[f32]) -> f32,
        additive_body::<true>(q, k, v), additive_body::<false>(q, k, v);
    /// Writes the gradient that q and k have of one additive score, and adds that of v.
    additive_derivative / additive_derivative_portable
        (from: (&[f32], &[f32], &[f32]), d: f32, to: (&mut [f32], &mut [f32])),
        additive_derivative_body::<true>(from, d, to), additive_derivative_body::<false>(from, d, to);
}

loops! {
    /// Replaces the gradient `d` of softmax's result `y` by the gradient of its scores.
    softmax_derivative (y: &[f32], d: &mut [f32]), softmax_derivative_body(y, d);
    /// a + b
    add (a: &[f32], b: &[f32], y: &mut [f32]), add_body(a, b, y);
    /// y + x, in place of y
    add_to (y: &mut [f32], x: &[f32]), add_to_body(y, x);
    /// y + factor·x, in place of y
    add_scaled (y: &mut [f32], x: &[f32], factor: f32), add_scaled_body(y, x, factor);
    /// Evens out the size of one column.
    rms_norm (x: &[f32], gain: &[f32], y: &mut [f32], epsilon: f32), rms_norm_body(x, gain, y, epsilon);
    /// Adds the gradients of an evened-out column to those of its input and gain.
    rms_norm_derivative (from: (&[f32], &[f32], &[f32]), epsilon: f32, to: (&mut [f32], &mut [f32])),
        rms_norm_derivative_body(from, epsilon, to);
    /// 1/√(mean x² + ε)
    rms (x: &[f32], epsilon: f32) -> f32, rms_body(x, epsilon);
    /// Σ a·b
    dot (a: &[f32], b: &[f32]) -> f32, sum_of(a.len().min(b.len()), |i| a[i] * b[i]);
    /// Each cell times `grow` where its hash reaches the threshold, else 0.
    dropout (x: &[f32], y: &mut [f32], threshold: u32, grow: f32, seed: u64), dropout_body(x, y, threshold, grow, seed);
    /// One step of Adam on one parameter.
    adam (p: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32], step: AdamStep), adam_body(p, g, m, v, step);
    /// Σ x²
    square_sum (x: &[f32]) -> f32, sum_of(x.len(), |i| x[i] * x[i]);
    /// The mean of a slice and 1/√(variance + ε).
    moments (x: &[f32], epsilon: f32) -> (f32, f32), moments_body(x, epsilon);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(n: usize) -> Vec<f32> {
        (0..n).map(|i| (i as f32 * 0.7).sin() * 3.0).collect()
    }

    #[test]
    fn the_polynomial_follows_the_exponential() {
        for i in -8_000..8_000 {
            let x = i as f32 * 0.01;
            let exact = f64::from(x).exp();
            for got in [exponential::<true>(x), exponential::<false>(x)] {
                assert!(((f64::from(got) - exact) / exact).abs() < 3e-7, "e^{x}: {got} for {exact}");
            }
        }
    }

    #[test]
    fn fast_and_portable_agree_at_every_length() {
        for n in [1, 2, 15, 16, 17, 100] {
            let x = wave(n);
            let (mut a, mut b) = (vec![0.0; n], vec![0.0; n]);
            softmax(&x, &mut a);
            softmax_portable(&x, &mut b);
            for (a, b) in a.iter().zip(&b) {
                assert!((a - b).abs() <= 1e-6, "{a} {b}");
            }
            assert!((a.iter().sum::<f32>() - 1.0).abs() < 1e-6);
            gelu(&x, &mut a);
            gelu_portable(&x, &mut b);
            for (a, b) in a.iter().zip(&b) {
                assert!((a - b).abs() <= 1e-6, "{a} {b}");
            }
        }
    }

    #[test]
    fn a_normalised_column_has_mean_zero_and_deviation_one() {
        let x = wave(37);
        let mut y = vec![0.0; 37];
        layer_norm(&x, &[1.0; 37], &[0.0; 37], &mut y, 1e-5);
        let mean = y.iter().sum::<f32>() / 37.0;
        let variance = y.iter().map(|y| (y - mean).powi(2)).sum::<f32>() / 37.0;
        assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-4);
    }
}
