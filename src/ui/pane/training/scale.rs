//! Scales: from steps and losses to shares of an axis, and the numbers that stand beside it.

/// Where a number lies between the least and the most; by its logarithm where they are more than a factor of ten apart.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Scale {
    low: f32,
    high: f32,
    /// The least of the numbers that is above 0.
    least: f32,
    logarithmic: bool,
}

/// The least that is told apart on a logarithmic scale, as a share of the most.
const SMALLEST: f32 = 1e-4;

impl Scale {
    /// The scale of some numbers: of those above 0, where they are far apart. Nothing where there is no number.
    pub(super) fn of(values: impl Iterator<Item = f32>) -> Option<Scale> {
        let ends =
            |(low, high): (f32, f32), value: f32| (if value > 0.0 { low.min(value) } else { low }, high.max(value));
        let (low, high) = values.filter(|value| value.is_finite()).fold((f32::INFINITY, f32::NEG_INFINITY), ends);
        let low = low.min(high);
        if !high.is_finite() || high <= 0.0 {
            return None;
        }
        let logarithmic = high > 10.0 * low;
        Some(Scale { low: if logarithmic { low } else { 0.0 }, least: low, high, logarithmic })
    }

    /// A logarithmic scale of some numbers, however near they are; of what is far below the most, the end stands for all.
    pub(super) fn logarithmic(values: impl Iterator<Item = f32>) -> Option<Scale> {
        let scale = Scale::of(values)?;
        let low = scale.least.clamp(scale.high * SMALLEST, scale.high / 2.0);
        Some(Scale { low, logarithmic: true, ..scale })
    }

    /// The least and the most.
    pub(super) fn ends(&self) -> (f32, f32) {
        (self.low, self.high)
    }

    /// Where a number lies: 0 at the least, 1 at the most.
    pub(super) fn share(&self, value: f32) -> f32 {
        let share = if self.logarithmic {
            (value.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            value / self.high
        };
        share.clamp(0.0, 1.0)
    }

    /// Round numbers on the scale, each with its share and as it is written, the most first: about so many of them where
    /// the scale begins at nothing, and ones, twos and fives where it does not.
    pub(super) fn marks(&self, wanted: usize) -> Vec<(f32, String)> {
        let written = |(digit, power): (u32, i32)| {
            let value = f64::from(digit) * 10_f64.powi(power);
            let decimals = usize::try_from(-power).unwrap_or(0);
            (value as f32, format!("{value:.decimals$}"))
        };
        let all: Vec<(f32, String)> = if self.logarithmic {
            let (bottom, top) = (self.low.log10().floor() as i32, self.high.log10().floor() as i32);
            let ones = (bottom..=top).rev().flat_map(|power| [5, 2, 1].map(|digit| (digit, power)));
            ones.map(written).collect()
        } else {
            let each = self.high / wanted.max(1) as f32;
            let power = each.log10().floor() as i32;
            let digit =
                [1, 2, 5, 10].into_iter().find(|d| f64::from(*d) * 10_f64.powi(power) >= f64::from(each) * 0.999);
            (0..=wanted as u32).rev().map(|i| written((i * digit.unwrap_or(10), power))).collect()
        };
        let inside = |value: f32| value >= self.low && value <= self.high * 1.001;
        all.into_iter().filter(|(value, _)| inside(*value)).map(|(value, said)| (self.share(value), said)).collect()
    }
}

/// Round steps from 0 to the last, at most so many: 0, 50, 100, 150.
pub(super) fn steps(last: usize, most: usize) -> Vec<usize> {
    let most = most.max(1);
    let wanted = last.div_ceil(most).max(1);
    let power = 10_usize.pow(wanted.ilog10());
    let each = [1, 2, 5, 10].into_iter().map(|times| times * power).find(|each| *each >= wanted).unwrap_or(wanted);
    (0..=last).step_by(each).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_near_begin_at_nothing_and_others_are_seen_by_their_size() {
        let near = Scale::of([2.0_f32, 4.0].into_iter()).expect("a scale");
        assert_eq!([0.0, 2.0, 4.0, 9.0].map(|value| near.share(value)), [0.0, 0.5, 1.0, 1.0]);
        let far = Scale::of([0.01_f32, 1.0, f32::NAN].into_iter()).expect("a scale");
        assert!((far.share(0.1) - 0.5).abs() < 1e-6 && far.share(0.0) == 0.0);
        let said = |scale: &Scale| scale.marks(3).into_iter().map(|mark| mark.1).collect::<Vec<_>>();
        assert_eq!(said(&far)[..4], ["1", "0.5", "0.2", "0.1"]);
        assert_eq!(said(&near), ["4", "2", "0"]);
        let small = Scale::of([0.3_f32, 0.2].into_iter()).expect("a scale");
        assert_eq!(said(&small), ["0.3", "0.2", "0.1", "0.0"]);
        assert_eq!(Scale::of([f32::NAN].into_iter()), None);
        assert_eq!(Scale::of([0.0_f32].into_iter()), None);
    }

    #[test]
    fn steps_are_round() {
        assert_eq!(steps(312, 4), [0, 100, 200, 300]);
        assert_eq!(steps(0, 4), [0]);
        assert_eq!(steps(3, 9), [0, 1, 2, 3]);
        assert_eq!(steps(900, 0), [0]);
    }
}
