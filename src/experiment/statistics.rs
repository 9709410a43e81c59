//! Means, spreads, and straight lines through points.

/// The mean; NaN of nothing.
pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// The variance of what a sample was drawn from, estimated from it; 0 of fewer than two numbers.
pub fn variance(x: &[f64]) -> f64 {
    if x.len() < 2 {
        return 0.0;
    }
    let middle = mean(x);
    x.iter().map(|x| (x - middle) * (x - middle)).sum::<f64>() / (x.len() - 1) as f64
}

/// The square root of the [`variance`]: the spread over seeds.
pub fn deviation(x: &[f64]) -> f64 {
    variance(x).sqrt()
}

/// The number in the middle, or between the two in the middle; NaN of nothing.
pub fn median(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// The entropy of a distribution in bits: −Σ p log₂ p.
pub fn entropy(p: impl IntoIterator<Item = f64>) -> f64 {
    0.0 - p.into_iter().filter(|p| *p > 0.0).map(|p| p * p.log2()).sum::<f64>()
}

/// The largest of the numbers; NaN where one of them is.
pub fn largest(x: impl IntoIterator<Item = f64>) -> f64 {
    x.into_iter().fold(f64::NEG_INFINITY, |a, b| if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) })
}

/// The straight line y = intercept + slope · x that lies nearest to points by least squares.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fit {
    /// By how much y grows with x.
    pub slope: f64,
    /// The slope's standard error; 0 for two points.
    pub error: f64,
    /// y at x = 0.
    pub intercept: f64,
}

/// The line through points, on linear axes. Nothing where there are fewer than two different x.
pub fn line(points: &[(f64, f64)]) -> Option<Fit> {
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    let (x_mean, y_mean) = (mean(&x), mean(&y));
    let square: f64 = x.iter().map(|x| (x - x_mean).powi(2)).sum();
    if points.len() < 2 || square == 0.0 {
        return None;
    }
    let slope = points.iter().map(|(x, y)| (x - x_mean) * (y - y_mean)).sum::<f64>() / square;
    let intercept = y_mean - slope * x_mean;
    let residual: f64 = points.iter().map(|(x, y)| (y - intercept - slope * x).powi(2)).sum();
    let error = if points.len() < 3 { 0.0 } else { (residual / (points.len() - 2) as f64 / square).sqrt() };
    Some(Fit { slope, error, intercept })
}

/// The line through points on two logarithmic axes: its slope is the exponent of a power law. Nothing where there are
/// fewer than two different x, or a number that has no logarithm.
pub fn power(points: &[(f64, f64)]) -> Option<Fit> {
    let positive = points.iter().all(|(x, y)| *x > 0.0 && *y > 0.0);
    let logarithms: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    line(&logarithms).filter(|_| positive)
}

/// The line through points on a linear x and a logarithmic y: y grows by a factor of e^slope for each 1 of x. Nothing
/// where [`power`] gives nothing.
pub fn exponential(points: &[(f64, f64)]) -> Option<Fit> {
    let positive = points.iter().all(|(_, y)| *y > 0.0);
    let logarithms: Vec<(f64, f64)> = points.iter().map(|(x, y)| (*x, y.ln())).collect();
    line(&logarithms).filter(|_| positive)
}

/// 1, 2, 4, … times `least`, up to `most`.
pub fn doublings(least: usize, most: usize) -> Vec<usize> {
    std::iter::successors(Some(least.max(1)), |n| n.checked_mul(2)).take_while(|n| *n <= most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_spread() {
        let x = [1.0, 2.0, 3.0, 10.0];
        assert_eq!((mean(&x), median(&x), variance(&x)), (4.0, 2.5, 50.0 / 3.0));
        assert_eq!((median(&[3.0, 1.0, 2.0]), deviation(&[5.0])), (2.0, 0.0));
        assert!(median(&[]).is_nan() && largest([1.0, f64::NAN, 0.0]).is_nan());
        assert!(entropy([0.0, 1.0]).is_sign_positive());
        assert_eq!((entropy([0.5, 0.5, 0.0]), largest([1.0, 3.0, 2.0])), (1.0, 3.0));
    }

    #[test]
    fn a_line_is_found_with_its_error() {
        let fit = line(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]).unwrap();
        assert_eq!((fit.slope, fit.error, fit.intercept), (2.0, 0.0, 1.0));
        // Slope ½ through the mean (1, 1): residuals −½, 1, −½, so √(1.5 / 1 / 2).
        let fit = line(&[(0.0, 0.0), (1.0, 2.0), (2.0, 1.0)]).unwrap();
        assert!((fit.slope - 0.5).abs() < 1e-12 && (fit.error - 0.75_f64.sqrt()).abs() < 1e-12);
        assert_eq!(line(&[(1.0, 2.0), (1.0, 3.0)]), None);
    }

    #[test]
    fn a_power_law_has_its_exponent() {
        let points: Vec<(f64, f64)> = doublings(1, 64).iter().map(|n| (*n as f64, 3.0 * (*n as f64).powi(2))).collect();
        let fit = power(&points).unwrap();
        assert!((fit.slope - 2.0).abs() < 1e-12 && fit.error < 1e-12);
        assert_eq!(power(&[(1.0, 0.0), (2.0, 1.0)]), None);
        let decay = exponential(&[(0.0, 1.0), (1.0, 0.5), (2.0, 0.25)]).unwrap();
        assert!((decay.slope + 2f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn doublings_end_at_the_most() {
        assert_eq!(doublings(4, 40), [4, 8, 16, 32]);
        assert!(doublings(4, 3).is_empty());
    }
}
