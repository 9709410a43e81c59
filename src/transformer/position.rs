//! How a token knows its position: what is added to the embedding, and what distance does to scores.

use std::sync::Arc;

use crate::tape::op::Relative;
use crate::tape::{Matrix, Name, Site, Stack, Tape, Var};

use super::Config;
use super::attention::Look;
use super::choice::Position;

/// The position vector of every token, or nothing where the embedding has none: `[width, token]`.
pub(super) fn positions(
    tape: &mut Tape,
    config: &Config,
    stack: Stack,
    length: usize,
    sequences: usize,
) -> Option<Var> {
    let at = |name| Site::outside(stack, name);
    let tokens = length * sequences;
    match config.position {
        Position::Learned => {
            let table = tape.parameter(at(Name::WPos));
            let places = (0..tokens).map(|i| (i % length.max(1)) as u32).collect();
            Some(tape.lookup(at(Name::Position), table, places))
        }
        Position::Sinusoidal => {
            let one = sinusoids(config.width, length);
            let all = Matrix::from_fn(config.width, tokens, |row, token| one[(row, token % length.max(1))]);
            Some(tape.given(at(Name::Position), all))
        }
        _ => None,
    }
}

/// Sines in even rows and cosines in odd ones, of wavelengths from 2π to 10,000 · 2π: `[width, position]`
/// (Vaswani et al. 2017, §3.5).
pub fn sinusoids(width: usize, positions: usize) -> Matrix {
    Matrix::from_fn(width, positions, |row, position| wave(width, row, position as f64))
}

fn wave(width: usize, row: usize, position: f64) -> f32 {
    let exponent = (row / 2 * 2) as f64 / width as f64;
    let angle = position / libm::pow(10_000.0, exponent);
    (if row.is_multiple_of(2) { libm::sin(angle) } else { libm::cos(angle) }) as f32
}

/// The same waves of i − j, from the farthest key before the last query to the farthest key after the first:
/// `[width, distance]`, in the order of [`Relative`]'s entries.
pub(super) fn distances(width: usize, queries: usize, keys: usize) -> Matrix {
    Matrix::from_fn(width, (queries + keys).saturating_sub(1), |row, entry| {
        wave(width, row, keys as f64 - 1.0 - entry as f64)
    })
}

/// The entry of Shaw's tables for each distance: j − i from −16 to 16, what is farther counting as that.
pub(super) fn shaw_entries(queries: usize, keys: usize) -> Arc<[u32]> {
    let reach = Config::SHAW_REACH as isize;
    offsets(queries, keys).map(|d| (d.clamp(-reach, reach) + reach) as u32).collect()
}

/// j − i for each entry of a [`Relative`].
fn offsets(queries: usize, keys: usize) -> impl Iterator<Item = isize> {
    (0..(queries + keys).saturating_sub(1)).map(move |entry| entry as isize + 1 - keys as isize)
}

/// Adds what the distance between query and key is worth, where the position scheme says so: `[key, head × query]`.
pub(super) fn bias(
    tape: &mut Tape,
    look: &Look,
    at: impl Fn(Name) -> Site + Copy,
    scaled: Var,
    queries: usize,
    keys: usize,
) -> Var {
    let heads = look.heads();
    let bias = match (look.position, look.table) {
        (Position::T5, Some(table)) => {
            let both_ways = look.stack == Stack::Encoder;
            let entries = offsets(queries, keys).map(|d| t5_bucket(d, both_ways) as u32).collect();
            tape.relative_bias(at(Name::Bias), table, heads, Relative { entries, queries, keys })
        }
        (Position::Alibi, _) => {
            let slopes = alibi(look.heads, queries, keys, look.sequences);
            tape.given(at(Name::Bias), slopes)
        }
        _ => return scaled,
    };
    tape.add(at(Name::Biased), scaled, bias)
}

/// The bucket of a distance j − i: near ones have each their own, farther ones share more and more
/// (Raffel et al. 2020, §2.1).
pub fn t5_bucket(offset: isize, both_ways: bool) -> usize {
    let buckets = if both_ways { Config::T5_BUCKETS / 2 } else { Config::T5_BUCKETS };
    let first = if both_ways && offset > 0 { buckets } else { 0 };
    let far = if both_ways { offset.unsigned_abs() } else { (-offset).max(0) as usize };
    let exact = buckets / 2;
    if far < exact {
        return first + far;
    }
    let share = libm::log(far as f64 / exact as f64) / libm::log(Config::T5_DISTANCE as f64 / exact as f64);
    first + (exact + (share * (buckets - exact) as f64) as usize).min(buckets - 1)
}

/// −slope · |i − j| in every head, slopes 2^(−8 (h + 1) / heads): `[key, head × query]` (Press et al. 2022, §3).
fn alibi(heads: usize, queries: usize, keys: usize, sequences: usize) -> Matrix {
    Matrix::from_fn(keys, sequences * heads * queries, |key, column| {
        let (head, query) = (column / queries % heads, column % queries + keys);
        let slope = libm::pow(2.0, -8.0 * (head + 1) as f64 / heads as f64);
        (-slope * query.abs_diff(key + queries) as f64) as f32
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_distances_have_buckets_of_their_own_and_far_ones_share() {
        let before: Vec<usize> = [0, 1, 15, 16, 20, 64, 127, 128, 5000].map(|d: isize| t5_bucket(-d, false)).to_vec();
        assert_eq!(before, [0, 1, 15, 16, 17, 26, 31, 31, 31]);
        assert_eq!(t5_bucket(9, false), 0);
        assert_eq!([t5_bucket(-7, true), t5_bucket(7, true), t5_bucket(8, true)], [7, 23, 24]);
    }

    #[test]
    fn the_last_query_meets_the_last_key() {
        assert_eq!(offsets(2, 3).collect::<Vec<_>>(), [-2, -1, 0, 1]);
        let slopes = alibi(2, 2, 3, 1);
        assert_eq!(slopes.column(1).as_slice(), [-0.125, -0.0625, 0.0]);
        assert_eq!(slopes.column(0).as_slice(), [-0.0625, 0.0, -0.0625]);
    }
}
