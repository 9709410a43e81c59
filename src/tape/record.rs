//! The words that record operations, so that code on the tape reads like the paper.

use std::sync::Arc;

use super::op::{self, Activation};
use super::{Heads, Site, Tape, Var};

impl Tape {
    /// The columns of a table at these entries: `[width, entries]` → `[width, token]`.
    pub fn lookup(&mut self, at: Site, table: Var, entries: Arc<[u32]>) -> Var {
        self.record(at, op::Lookup(entries), &[table])
    }

    /// W x + b
    pub fn affine(&mut self, at: Site, w: Var, x: Var, b: Var) -> Var {
        self.record(at, op::Affine, &[w, x, b])
    }

    /// Aᵀ B
    pub fn turned_product(&mut self, at: Site, a: Var, b: Var) -> Var {
        self.record(at, op::TurnedProduct, &[a, b])
    }

    /// Kᵀ Q in every head.
    pub fn compare(&mut self, at: Site, k: Var, q: Var, heads: Heads) -> Var {
        self.record(at, op::Compare(heads), &[k, q])
    }

    /// V · pattern in every head.
    pub fn mix(&mut self, at: Site, v: Var, pattern: Var, heads: Heads) -> Var {
        self.record(at, op::Mix(heads), &[v, pattern])
    }

    /// a + b
    pub fn add(&mut self, at: Site, a: Var, b: Var) -> Var {
        self.record(at, op::Add, &[a, b])
    }

    /// x under another name.
    pub fn copy(&mut self, at: Site, x: Var) -> Var {
        self.record(at, op::Copy, &[x])
    }

    /// x · factor
    pub fn scale(&mut self, at: Site, x: Var, factor: f32) -> Var {
        self.record(at, op::Scale(factor), &[x])
    }

    /// Scores with the hidden keys at −∞.
    pub fn mask(&mut self, at: Site, x: Var, mask: op::Mask) -> Var {
        self.record(at, mask, &[x])
    }

    /// Columns that sum to 1.
    pub fn softmax(&mut self, at: Site, x: Var) -> Var {
        self.record(at, op::Softmax, &[x])
    }

    /// γ · (x − μ) / σ + β for each token.
    pub fn layer_norm(&mut self, at: Site, x: Var, gain: Var, bias: Var, epsilon: f32) -> Var {
        self.record(at, op::LayerNorm { epsilon }, &[x, gain, bias])
    }

    /// An activation function on every cell.
    pub fn activate(&mut self, at: Site, activation: Activation, x: Var) -> Var {
        self.record(at, op::Activate(activation), &[x])
    }

    /// Zeroes cells at random, in training only.
    pub fn dropout(&mut self, at: Site, x: Var, rate: f32, seed: u64) -> Var {
        self.record(at, op::Dropout { rate, seed }, &[x])
    }

    /// Σ −weight · log p(target), in nats.
    pub fn cross_entropy(&mut self, at: Site, logits: Var, targets: Arc<[u32]>, weight: f32) -> Var {
        self.record(at, op::CrossEntropy { targets, weight }, &[logits])
    }
}
