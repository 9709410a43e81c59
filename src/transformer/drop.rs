//! Dropout in training, nothing otherwise.

use crate::tape::{Site, Tape, Var};

use super::{Config, Input};

/// Draws another seed for every site of a pass.
pub struct Drop {
    rate: f32,
    seed: Option<u64>,
    sites: u64,
}

impl Drop {
    /// For one pass over this input.
    pub fn new(config: &Config, input: &Input) -> Drop {
        Drop { rate: config.dropout, seed: input.training, sites: 0 }
    }

    /// x with cells zeroed at random, or x itself outside training.
    pub fn out(&mut self, tape: &mut Tape, at: Site, x: Var) -> Var {
        match self.seed {
            Some(seed) if self.rate > 0.0 => {
                self.sites += 1;
                let seed = (seed ^ self.sites.rotate_left(40)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
                tape.dropout(at, x, self.rate, seed)
            }
            _ => x,
        }
    }
}
