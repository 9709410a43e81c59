//! The scores of drawn queries and keys over d_k: how the softmax fares as heads grow wide. T7 measures the same, further
//! and more often.

use super::row::rows;
use super::{Row, Scoring};
use crate::experiment::statistics::mean;
use crate::experiment::{Draw, Stopped};

/// Keys of every query.
const KEYS: usize = 16;

/// Queries at every d_k.
const QUERIES: usize = 64;

/// What the scores make of drawn queries and keys of unit variance, over d_k.
#[derive(Clone, PartialEq, Debug)]
pub struct Sweep {
    /// What they are drawn from.
    pub seed: u64,
    /// As far as it is measured, from the smallest d_k up.
    pub points: Vec<Point>,
}

/// Every score at one d_k.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// d_k
    pub width: usize,
    /// What each of [`Scoring::ALL`] comes to.
    pub spots: [Spot; 4],
}

/// One score at one d_k, means over queries.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spot {
    /// The entropy of the weights as a share of that of equal weights: 0 to 1.
    pub entropy: f64,
    /// ‖∂p/∂s‖
    pub by_score: f64,
}

impl Sweep {
    /// Every d_k that is measured.
    pub const WIDTHS: [usize; 7] = [4, 8, 16, 32, 64, 128, 256];

    /// A sweep of which nothing is measured yet.
    pub fn new(seed: u64) -> Sweep {
        Sweep { seed, points: Vec::new() }
    }

    /// Whether every d_k is measured.
    pub fn is_done(&self) -> bool {
        self.points.len() == Sweep::WIDTHS.len()
    }

    /// Measures the next d_k; nothing where every one is measured.
    ///
    /// # Errors
    /// Where the scores cannot be made.
    pub fn measure(&self) -> Result<Option<Point>, Stopped> {
        let Some(&width) = Sweep::WIDTHS.get(self.points.len()) else { return Ok(None) };
        let most = (KEYS as f64).log2();
        let spot = |scoring: Scoring| -> Result<Spot, Stopped> {
            let (mut tape, [_, _, pattern]) = scoring.drawn().weigh([width, KEYS, QUERIES], &mut Draw::new(self.seed));
            tape.play(|_| true)?;
            let weights = tape.value(pattern);
            let rows = rows(weights, weights, None);
            let over = |of: fn(&Row) -> f64| mean(&rows.iter().map(of).collect::<Vec<_>>());
            Ok(Spot { entropy: over(|row| row.entropy) / most, by_score: over(|row| row.by_score) })
        };
        let [a, b, c, d] = Scoring::ALL.map(spot);
        Ok(Some(Point { width, spots: [a?, b?, c?, d?] }))
    }

    /// Takes a point in, if it is the next.
    pub fn add(&mut self, point: Point) {
        if Sweep::WIDTHS.get(self.points.len()) == Some(&point.width) {
            self.points.push(point);
        }
    }
}
