//! A number for each recorded value that tells two of them apart: what differs between two passes is found without
//! holding every number of one against the other's while drawing.

use crate::tape::Matrix;

/// Four sums that do not wait for each other.
const LANES: usize = 4;

/// What is equal to the last bit has the same fingerprint; what is not has another, but for one time in 2⁶⁴.
pub(super) fn fingerprint(matrix: &Matrix) -> u64 {
    fingerprint_of(matrix.as_slice(), matrix.shape())
}

/// The same of numbers that are part of a matrix, and of how many rows and columns that part has.
pub(super) fn fingerprint_of(values: &[f32], (rows, columns): (usize, usize)) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut lanes = [ODD, ODD.rotate_left(16), ODD.rotate_left(32), ODD.rotate_left(48)];
    let mut mix = |lane: usize, x: f32| {
        lanes[lane] = (lanes[lane] ^ u64::from(x.to_bits())).wrapping_mul(ODD).rotate_left(29);
    };
    let mut chunks = values.chunks_exact(LANES);
    for chunk in &mut chunks {
        for (lane, x) in chunk.iter().enumerate() {
            mix(lane, *x);
        }
    }
    for (lane, x) in chunks.remainder().iter().enumerate() {
        mix(lane, *x);
    }
    let shape = (rows as u64) << 32 | columns as u64;
    lanes.into_iter().fold(shape, |sum, lane| (sum ^ lane).wrapping_mul(ODD).rotate_left(31))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_bit_in_one_place_makes_another(values in prop::collection::vec(-9.0f32..9.0, 1..40), at: usize, bit in 0u32..32) {
            let matrix = Matrix::from_column_slice(values.len(), 1, &values);
            let mut other = matrix.clone();
            prop_assert_eq!(fingerprint(&matrix), fingerprint(&other));
            let cell = &mut other[at % values.len()];
            *cell = f32::from_bits(cell.to_bits() ^ 1 << bit);
            prop_assert_ne!(fingerprint(&matrix), fingerprint(&other));
        }
    }

    #[test]
    fn the_shape_counts() {
        assert_ne!(fingerprint(&Matrix::zeros(2, 3)), fingerprint(&Matrix::zeros(3, 2)));
    }
}
