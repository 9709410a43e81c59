//! What stands for several numbers that share a cell.

/// What stands for several numbers that share a cell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Pooling {
    /// The number furthest from zero, with its sign.
    #[default]
    Max,
    /// The mean.
    Mean,
}

/// The one of two numbers that is further from zero, and of two equally far the one above it, so that it does not matter in
/// what order numbers come. What is no number is seen as such.
pub fn further(a: f32, b: f32) -> f32 {
    let (of_a, of_b) = (a.abs(), b.abs());
    if of_b > of_a || of_b == of_a && b > a || b.is_nan() { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_furthest_is_the_same_in_whatever_order_numbers_come() {
        for (numbers, furthest) in
            [([0.1, -0.9, 0.5], -0.9), ([0.5, -0.5, 0.1], 0.5), ([0.0, -2.0, f32::MAX], f32::MAX)]
        {
            assert_eq!(numbers.into_iter().fold(0.0, further), furthest);
            assert_eq!(numbers.into_iter().rev().fold(0.0, further), furthest);
        }
        for numbers in [[0.1, f32::NAN, 0.5], [f32::NAN, f32::INFINITY, 0.5]] {
            assert!(numbers.into_iter().fold(0.0, further).is_nan());
            assert!(numbers.into_iter().rev().fold(0.0, further).is_nan());
        }
    }
}
