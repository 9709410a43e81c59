//! The loops of the norms: one token's vector at a time.

use multiversion::multiversion;
use multiversion::target::target_cfg_f;

use super::{multiply_add, sum_of};

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

/// 1/√(mean x² + ε) of a slice.
#[inline(always)]
fn inverse_root_body(x: &[f32], epsilon: f32) -> f32 {
    1.0 / (sum_of(x.len(), |i| x[i] * x[i]) / x.len() as f32 + epsilon).sqrt()
}

/// Writes gain·x/√(mean x² + ε).
#[inline(always)]
fn rms_norm_body(x: &[f32], gain: &[f32], y: &mut [f32], epsilon: f32) {
    let inverse = inverse_root_body(x, epsilon);
    for ((y, x), gain) in y.iter_mut().zip(x).zip(gain) {
        *y = x * inverse * gain;
    }
}

/// Adds the two gradients of an RMSNorm of one column.
#[inline(always)]
fn rms_norm_derivative_body<const FUSED: bool>(
    (x, gain, dy): (&[f32], &[f32], &[f32]),
    epsilon: f32,
    (dx, dgain): (&mut [f32], &mut [f32]),
) {
    let n = x.len();
    let (gain, dy, dx, dgain) = (&gain[..n], &dy[..n], &mut dx[..n], &mut dgain[..n]);
    let inverse = inverse_root_body(x, epsilon);
    let through_root = sum_of(n, |i| dy[i] * gain[i] * (x[i] * inverse)) / n as f32;
    for i in 0..n {
        let normal = x[i] * inverse;
        dgain[i] = multiply_add::<FUSED>(dy[i], normal, dgain[i]);
        dx[i] += inverse * (dy[i] * gain[i] - normal * through_root);
    }
}

loops_in_two_versions! {
    /// Normalises one column.
    layer_norm / layer_norm_portable (x: &[f32], gain: &[f32], bias: &[f32], y: &mut [f32], epsilon: f32) -> (f32, f32),
        layer_norm_body::<true>(x, gain, bias, y, epsilon), layer_norm_body::<false>(x, gain, bias, y, epsilon);
    /// Adds the gradients of a normalised column to those of its input, gain and bias.
    layer_norm_derivative / layer_norm_derivative_portable
        (from: (&[f32], &[f32], &[f32]), epsilon: f32, to: (&mut [f32], &mut [f32], &mut [f32])),
        layer_norm_derivative_body::<true>(from, epsilon, to), layer_norm_derivative_body::<false>(from, epsilon, to);
    /// Adds the gradients of a column that was divided by its root mean square to those of its input and gain.
    rms_norm_derivative / rms_norm_derivative_portable
        (from: (&[f32], &[f32], &[f32]), epsilon: f32, to: (&mut [f32], &mut [f32])),
        rms_norm_derivative_body::<true>(from, epsilon, to), rms_norm_derivative_body::<false>(from, epsilon, to);
}

loops! {
    /// The mean of a slice and 1/√(variance + ε).
    moments (x: &[f32], epsilon: f32) -> (f32, f32), moments_body(x, epsilon);
    /// Divides one column by its root mean square.
    rms_norm (x: &[f32], gain: &[f32], y: &mut [f32], epsilon: f32), rms_norm_body(x, gain, y, epsilon);
    /// 1/√(mean x² + ε) of a slice.
    inverse_root (x: &[f32], epsilon: f32) -> f32, inverse_root_body(x, epsilon);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_normalised_column_has_mean_zero_and_deviation_one() {
        let x: Vec<f32> = (0..37).map(|i| (i as f32 * 0.7).sin() * 3.0).collect();
        let mut y = vec![0.0; 37];
        layer_norm(&x, &[1.0; 37], &[0.0; 37], &mut y, 1e-5);
        let mean = y.iter().sum::<f32>() / 37.0;
        let variance = y.iter().map(|y| (y - mean).powi(2)).sum::<f32>() / 37.0;
        assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-4);
    }
}
