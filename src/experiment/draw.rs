//! Seeded draws.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::tape::Matrix;

/// Seeded draws.
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The same seed draws the same.
    pub fn new(seed: u64) -> Draw {
        Draw(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Uniform from 0 to 1, neither of them.
    pub fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// From the standard normal distribution (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (radius, turn) = ((-2.0 * libm::log(self.uniform())).sqrt(), self.uniform());
        radius * libm::cos(std::f64::consts::TAU * turn)
    }

    /// Normal numbers of this deviation.
    pub fn matrix(&mut self, rows: usize, columns: usize, deviation: f64) -> Matrix {
        Matrix::from_fn(rows, columns, |_, _| (deviation * self.normal()) as f32)
    }

    /// A whole number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((self.uniform() * end as f64) as usize).min(end.saturating_sub(1))
    }

    /// Whole numbers below `end`.
    pub fn tokens(&mut self, count: usize, end: usize) -> Vec<u32> {
        (0..count).map(|_| self.below(end) as u32).collect()
    }

    /// The numbers below `count` in some order (Fisher and Yates 1938).
    pub fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::statistics::{deviation, mean};

    #[test]
    fn normal_draws_have_mean_0_and_deviation_1() {
        let mut draw = Draw::new(3);
        let all: Vec<f64> = (0..20_000).map(|_| draw.normal()).collect();
        assert!(mean(&all).abs() < 0.03 && (deviation(&all) - 1.0).abs() < 0.03);
    }

    #[test]
    fn a_permutation_has_every_number_once() {
        let mut order = Draw::new(1).permutation(50);
        assert_ne!(order, (0..50).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..50).collect::<Vec<_>>());
    }
}
