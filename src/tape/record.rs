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

    /// W x
    pub fn product(&mut self, at: Site, w: Var, x: Var) -> Var {
        self.record(at, op::Product, &[w, x])
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
        self.record(at, op::Softmax::default(), &[x])
    }

    /// Columns that sum to 1, rounded to 16-bit floating point.
    pub fn softmax_half(&mut self, at: Site, x: Var) -> Var {
        self.record(at, op::Softmax { half: true }, &[x])
    }

    /// γ · x / √(mean x² + ε) for each token.
    pub fn rms_norm(&mut self, at: Site, x: Var, gain: Var, epsilon: f32) -> Var {
        self.record(at, op::RmsNorm { epsilon }, &[x, gain])
    }

    /// x + b for each token.
    pub fn add_vector(&mut self, at: Site, x: Var, vector: Var) -> Var {
        self.record(at, op::AddVector, &[x, vector])
    }

    /// Pairs of dimensions turned by angles that grow with position.
    pub fn rotate(&mut self, at: Site, x: Var, rotation: op::Rotation) -> Var {
        self.record(at, op::Rotate(rotation), &[x])
    }

    /// W x in every head, by a map of each head's own.
    pub fn head_map(&mut self, at: Site, w: Var, x: Var, heads: usize) -> Var {
        self.record(at, op::HeadMap(heads), &[w, x])
    }

    /// v · tanh(q + k) for every pair in every head.
    pub fn compare_additive(&mut self, at: Site, k: Var, q: Var, v: Var, heads: Heads) -> Var {
        self.record(at, op::CompareAdditive(heads), &[k, q, v])
    }

    /// q · table[j − i] in every head.
    pub fn relative_compare(&mut self, at: Site, table: Var, q: Var, heads: Heads, relative: op::Relative) -> Var {
        self.record(at, op::RelativeCompare { heads, relative }, &[table, q])
    }

    /// Σⱼ pattern · table[j − i] in every head.
    pub fn relative_mix(&mut self, at: Site, table: Var, pattern: Var, heads: Heads, relative: op::Relative) -> Var {
        self.record(at, op::RelativeMix { heads, relative }, &[table, pattern])
    }

    /// table[head, j − i] for every pair.
    pub fn relative_bias(&mut self, at: Site, table: Var, heads: Heads, relative: op::Relative) -> Var {
        self.record(at, op::RelativeBias { heads, relative }, &[table])
    }

    /// A gated recurrent unit over every sequence; its gates and states, one above the other.
    pub fn gru(&mut self, at: Site, input: Var, w: Var, b: Var, start: Var, recurrence: op::Recurrence) -> Var {
        self.record(at, op::Gru(recurrence), &[input, w, b, start])
    }

    /// Some rows of x.
    pub fn rows(&mut self, at: Site, x: Var, rows: std::ops::Range<usize>) -> Var {
        self.record(at, op::Rows(rows), &[x])
    }

    /// The column of each sequence's last real token.
    pub fn last(&mut self, at: Site, x: Var, sequences: usize, lengths: Option<Arc<[usize]>>) -> Var {
        self.record(at, op::Last { sequences, lengths }, &[x])
    }

    /// The rows of a above those of b.
    pub fn stack(&mut self, at: Site, a: Var, b: Var) -> Var {
        self.record(at, op::Stack, &[a, b])
    }

    /// The columns of a before those of b, in every sequence.
    pub fn join(&mut self, at: Site, a: Var, b: Var, sequences: usize) -> Var {
        self.record(at, op::Join(sequences), &[a, b])
    }

    /// Each token above the few before it.
    pub fn unfold(&mut self, at: Site, x: Var, taps: usize, sequences: usize) -> Var {
        self.record(at, op::Unfold { taps, sequences }, &[x])
    }

    /// Tokens mixed by weights of their positions.
    pub fn mix_tokens(&mut self, at: Site, w: Var, x: Var, sequences: usize, causal: bool) -> Var {
        self.record(at, op::MixTokens { sequences, causal }, &[w, x])
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
