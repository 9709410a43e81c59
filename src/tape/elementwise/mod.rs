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

/// e to a lower power is no normal number any more.
const SMALLEST_POWER: f32 = -87.0;

/// eˣ to within two units in the last place, by a polynomial: branch-free, so that loops over it vectorise.
#[inline(always)]
fn exponential<const FUSED: bool>(x: f32) -> f32 {
    let x = x.clamp(SMALLEST_POWER, 88.0);
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
        let below = x - highest;
        *y = if below < SMALLEST_POWER { 0.0 } else { exponential::<FUSED>(below) };
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

const SQRT_2_OVER_PI: f32 = 0.797_884_6;

/// GELU by its tanh approximation (Hendrycks and Gimpel 2016): x·½(1 + tanh u) = x / (1 + e⁻²ᵘ).
#[inline(always)]
fn gelu_body<const FUSED: bool>(x: &[f32], y: &mut [f32]) {
    for (y, &x) in y.iter_mut().zip(x) {
        let u = SQRT_2_OVER_PI * multiply_add::<FUSED>(0.044_715 * x * x, x, x);
        *y = x / (1.0 + exponential::<FUSED>(-2.0 * u));
    }
}

/// tanh x = 1 − 2 / (1 + e²ˣ), to within one unit in the last place of 1.
#[inline(always)]
fn tangent<const FUSED: bool>(x: f32) -> f32 {
    1.0 - 2.0 / (1.0 + exponential::<FUSED>(2.0 * x))
}

#[inline(always)]
fn gelu_derivative_body<const FUSED: bool>(x: &[f32], dy: &[f32], dx: &mut [f32]) {
    for ((dx, &x), &dy) in dx.iter_mut().zip(x).zip(dy) {
        let u = SQRT_2_OVER_PI * multiply_add::<FUSED>(0.044_715 * x * x, x, x);
        let tanh = tangent::<FUSED>(u);
        let du = SQRT_2_OVER_PI * multiply_add::<FUSED>(3.0 * 0.044_715 * x, x, 1.0);
        *dx = dy * (0.5 * (1.0 + tanh) + 0.5 * x * (1.0 - tanh * tanh) * du);
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

mod gates;
mod norm;

pub(crate) use gates::*;
pub(crate) use norm::*;

loops_in_two_versions! {
    /// Weights that sum to 1 from scores.
    softmax / softmax_portable (x: &[f32], y: &mut [f32]), softmax_body::<true>(x, y), softmax_body::<false>(x, y);
    /// GELU of every entry.
    gelu / gelu_portable (x: &[f32], y: &mut [f32]), gelu_body::<true>(x, y), gelu_body::<false>(x, y);
    /// Gradient of the input of GELU, overwriting.
    gelu_derivative / gelu_derivative_portable (x: &[f32], dy: &[f32], dx: &mut [f32]),
        gelu_derivative_body::<true>(x, dy, dx), gelu_derivative_body::<false>(x, dy, dx);
}

loops! {
    /// Replaces the gradient `d` of softmax's result `y` by the gradient of its scores.
    softmax_derivative (y: &[f32], d: &mut [f32]), softmax_derivative_body(y, d);
    /// a + b
    add (a: &[f32], b: &[f32], y: &mut [f32]), add_body(a, b, y);
    /// y + x, in place of y
    add_to (y: &mut [f32], x: &[f32]), add_to_body(y, x);
    /// Each cell times `grow` where its hash reaches the threshold, else 0.
    dropout (x: &[f32], y: &mut [f32], threshold: u32, grow: f32, seed: u64), dropout_body(x, y, threshold, grow, seed);
    /// One step of Adam on one parameter.
    adam (p: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32], step: AdamStep), adam_body(p, g, m, v, step);
    /// Σ x²
    square_sum (x: &[f32]) -> f32, sum_of(x.len(), |i| x[i] * x[i]);
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
}
