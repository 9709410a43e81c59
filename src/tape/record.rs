//! The words that record operations, so that code on the tape reads like the paper.

use std::ops::Range;
use std::sync::Arc;

use super::op::{self, Activation, Over, Recurrence, Relative, Rotation};
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

    /// Scores with the mask's value added to hidden keys, or in their place.
    pub fn mask(&mut self, at: Site, x: Var, mask: op::Mask) -> Var {
        self.record(at, mask, &[x])
    }

    /// Columns that sum to 1.
    pub fn softmax(&mut self, at: Site, x: Var) -> Var {
        self.record(at, op::Softmax { half: false }, &[x])
    }

    /// Columns that sum to 1, rounded to half precision.
    pub fn softmax_half(&mut self, at: Site, x: Var) -> Var {
        self.record(at, op::Softmax { half: true }, &[x])
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

/// Norms, maps and scores of other architectures than the first Transformer's.
impl Tape {
    /// γ · x / √(mean x² + ε) for each token.
    pub fn rms_norm(&mut self, at: Site, x: Var, gain: Var, epsilon: f32) -> Var {
        self.record(at, op::RmsNorm { epsilon }, &[x, gain])
    }

    /// x + v for each token.
    pub fn add_vector(&mut self, at: Site, x: Var, vector: Var) -> Var {
        self.record(at, op::AddVector, &[x, vector])
    }

    /// Each head's states turned by their positions.
    pub fn rotate(&mut self, at: Site, x: Var, rotation: Rotation) -> Var {
        self.record(at, op::Rotate(rotation), &[x])
    }

    /// W x in every head: `[heads × out, in]`, `[heads × in, token]` → `[heads × out, token]`.
    pub fn head_map(&mut self, at: Site, w: Var, x: Var, heads: usize) -> Var {
        self.record(at, op::HeadMap { heads }, &[w, x])
    }

    /// v · tanh(q + k) in every head, v `[heads × width]`.
    pub fn compare_additive(&mut self, at: Site, k: Var, q: Var, v: Var, heads: Heads) -> Var {
        self.record(at, op::CompareAdditive(heads), &[k, q, v])
    }

    /// q · the table's entry of the distance, in every head: a table `[width, entry]` for all heads, or one of each head
    /// `[heads × width, entry]` → `[key, head × query]`.
    pub fn relative_compare(&mut self, at: Site, table: Var, q: Var, heads: Heads, relative: Relative) -> Var {
        self.record(at, op::RelativeCompare { heads, relative }, &[table, q])
    }

    /// Σ weight · the table's entry of the distance, in every head: `[width, entry]` → `[heads × width, query]`.
    pub fn relative_mix(&mut self, at: Site, table: Var, pattern: Var, heads: Heads, relative: Relative) -> Var {
        self.record(at, op::RelativeMix { heads, relative }, &[table, pattern])
    }

    /// Each head's number for the distance: `[heads, entry]` → `[key, head × query]`.
    pub fn relative_bias(&mut self, at: Site, table: Var, heads: Heads, relative: Relative) -> Var {
        self.record(at, op::RelativeBias { heads, relative }, &[table])
    }
}

/// What is derived from a pass over one sequence.
impl Tape {
    /// One pattern out of those of all heads: `[key, head × query]` → `[key, query]`.
    pub fn over_heads(&mut self, at: Site, pattern: Var, heads: usize, over: Over) -> Var {
        self.record(at, op::OverHeads { heads, over }, &[pattern])
    }

    /// ½ (A + I) R of the attention A of a layer and the rollout R of the layer before, if there is one: `[key, query]`.
    pub fn rollout(&mut self, at: Site, attention: Var, before: Option<Var>) -> Var {
        let inputs: Vec<Var> = std::iter::once(attention).chain(before).collect();
        self.record(at, op::Rollout, &inputs)
    }
}

/// Recurrence, convolution, and moving numbers about.
impl Tape {
    /// Every step of a GRU: `[3d, token]` from the input, W `[3d, d]`, b `[3d]`, the first state `[d, sequence]` → r, z, n
    /// and the state above one another, `[4d, token]`.
    pub fn gru(&mut self, at: Site, input: Var, w: Var, b: Var, start: Var, recurrence: Recurrence) -> Var {
        self.record(at, op::Gru(recurrence), &[input, w, b, start])
    }

    /// Some of the rows.
    pub fn rows(&mut self, at: Site, x: Var, rows: Range<usize>) -> Var {
        self.record(at, op::Rows(rows), &[x])
    }

    /// The last real token of every sequence: `[width, token]` → `[width, sequence]`.
    pub fn last(&mut self, at: Site, x: Var, sequences: usize, lengths: Option<Arc<[usize]>>) -> Var {
        self.record(at, op::Last { sequences, lengths }, &[x])
    }

    /// The rows of `a` above those of `b`.
    pub fn stack(&mut self, at: Site, a: Var, b: Var) -> Var {
        self.record(at, op::StackRows, &[a, b])
    }

    /// The tokens of `a` before those of `b`, in every sequence.
    pub fn join(&mut self, at: Site, a: Var, b: Var, sequences: usize) -> Var {
        self.record(at, op::Join { sequences }, &[a, b])
    }

    /// Each token above those before it: `[in, token]` → `[taps × in, token]`.
    pub fn unfold(&mut self, at: Site, x: Var, taps: usize, sequences: usize) -> Var {
        self.record(at, op::Unfold { taps, sequences }, &[x])
    }

    /// Every sequence's tokens mixed by the first rows and columns of W `[context, context]`.
    pub fn mix_tokens(&mut self, at: Site, w: Var, x: Var, sequences: usize, causal: bool) -> Var {
        self.record(at, op::MixTokens { sequences, causal }, &[w, x])
    }
}
