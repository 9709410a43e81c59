//! Adam with decoupled weight decay, clipping, warm-up and cosine decay.

use serde::{Deserialize, Serialize};

use crate::tape::elementwise::{AdamStep, adam, square_sum};
use crate::tape::{Matrix, Parameters, Slot};

/// How the weights follow their gradients.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Schedule {
    /// Steps of the whole run.
    pub steps: usize,
    /// The highest learning rate.
    pub rate: f32,
    /// Steps over which the rate rises to it, in a straight line.
    pub warm_up: usize,
    /// The rate at the end, as a share of the highest; half a cosine leads there (Loshchilov and Hutter 2017).
    pub final_share: f32,
    /// The longest gradient, over all parameters; a longer one is shortened to it (Pascanu et al. 2013).
    pub clip: f32,
    /// Share of a weight that is taken away a step, times the rate (Loshchilov and Hutter 2019). Vectors are spared.
    pub weight_decay: f32,
}

impl Schedule {
    /// The learning rate of a step, counted from 0.
    pub fn rate(&self, step: usize) -> f32 {
        if step < self.warm_up {
            return self.rate * (step + 1) as f32 / self.warm_up as f32;
        }
        let rest = self.steps.saturating_sub(self.warm_up).max(1);
        let done = ((step - self.warm_up) as f32 / rest as f32).min(1.0);
        let cosine = 0.5 * (1.0 + (std::f32::consts::PI * done).cos());
        self.rate * (self.final_share + (1.0 - self.final_share) * cosine)
    }
}

const FIRST_DECAY: f32 = 0.9;
const SECOND_DECAY: f32 = 0.99;

/// The moments of every parameter's gradient (Kingma and Ba 2015).
#[derive(Clone)]
pub struct Adam {
    first: Parameters,
    second: Parameters,
    steps: i32,
}

impl Adam {
    /// Moments of zero.
    pub fn new(parameters: &Parameters) -> Adam {
        let zero = || Parameters::new(parameters.iter().map(|(site, m)| (site, Matrix::zeros(m.nrows(), m.ncols()))));
        Adam { first: zero(), second: zero(), steps: 0 }
    }

    /// Moments of an interrupted run, after so many steps.
    pub fn resume(first: Parameters, second: Parameters, steps: usize) -> Adam {
        Adam { first, second, steps: steps as i32 }
    }

    /// First and second moments, to be saved.
    pub fn moments(&self) -> (&Parameters, &Parameters) {
        (&self.first, &self.second)
    }

    /// Moves the parameters one step against their gradients; gives back the gradient's length before clipping. Where
    /// that is not finite nothing moves.
    pub fn step(&mut self, schedule: &Schedule, parameters: &mut Parameters, gradients: &[Slot]) -> f32 {
        let squares = gradients.iter().filter_map(Slot::get).map(|g| f64::from(square_sum(g.as_slice())));
        let length = squares.sum::<f64>().sqrt() as f32;
        if !length.is_finite() {
            return length;
        }
        let rate = schedule.rate(self.steps as usize);
        self.steps += 1;
        let base = AdamStep {
            rate,
            first_decay: FIRST_DECAY,
            second_decay: SECOND_DECAY,
            first_correction: 1.0 / (1.0 - FIRST_DECAY.powi(self.steps)),
            second_correction: 1.0 / (1.0 - SECOND_DECAY.powi(self.steps)),
            epsilon: 1e-8,
            gradient_scale: if length > schedule.clip { schedule.clip / length } else { 1.0 },
            weight_decay: 0.0,
        };
        let moments = self.first.iter_mut().zip(self.second.iter_mut());
        for (((_, p), g), ((_, m), (_, v))) in parameters.iter_mut().zip(gradients).zip(moments) {
            let Some(g) = g.get() else { continue };
            let weight_decay = if p.ncols() > 1 { rate * schedule.weight_decay } else { 0.0 };
            let step = AdamStep { weight_decay, ..base };
            adam(p.as_mut_slice(), g.as_slice(), m.as_mut_slice(), v.as_mut_slice(), step);
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_rises_and_falls_to_its_share() {
        let schedule = Schedule { steps: 100, rate: 2.0, warm_up: 10, final_share: 0.1, clip: 1.0, weight_decay: 0.0 };
        assert!((schedule.rate(0) - 0.2).abs() < 1e-6);
        assert!((schedule.rate(9) - 2.0).abs() < 1e-6);
        assert!((schedule.rate(55) - 1.1).abs() < 1e-5);
        assert!((schedule.rate(100) - 0.2).abs() < 1e-6);
        assert!((schedule.rate(1_000) - 0.2).abs() < 1e-6);
    }
}
