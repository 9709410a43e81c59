//! What a model is made of: what `config.json` holds.

mod error;

use serde::{Deserialize, Serialize};

pub use error::{ConfigError, Rule};

use super::choice::{Architecture, Masking, Mixing, Norm, Position, Projections, Score};
use crate::tape::op::Activation;

/// The shape of a Transformer and its switches: what `config.json` holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own, not a state")]
pub struct Config {
    /// Entries of the vocabulary.
    pub vocabulary: usize,
    /// The longest input, in tokens.
    pub context: usize,
    /// Numbers in a token's vector, d.
    pub width: usize,
    /// Attention heads a layer; divides `width`.
    pub heads: usize,
    /// Layers.
    pub layers: usize,
    /// Numbers in a token's vector inside the feed-forward network.
    pub hidden: usize,
    /// How a token knows its position.
    pub position: Position,
    /// Where the LayerNorms stand.
    pub norm: Norm,
    /// The function inside the feed-forward network.
    pub activation: Activation,
    /// Whether the unembedding is the word embedding (Press and Wolf 2017).
    pub tied: bool,
    /// The share of cells zeroed in training.
    pub dropout: f32,
    /// Whether scores are divided by √(head width).
    #[serde(default = "yes")]
    pub scale: bool,
    /// Whether a token is kept from seeing later ones.
    #[serde(default = "yes")]
    pub causal: bool,
    /// Whether each sub-layer's result is added to its input.
    #[serde(default = "yes")]
    pub residual: bool,
    /// Added to the variance in every LayerNorm.
    #[serde(default = "epsilon")]
    pub epsilon: f32,
    /// Which stacks there are.
    #[serde(default)]
    pub architecture: Architecture,
    /// Layers of the encoder beside a decoder; 0 elsewhere.
    #[serde(default)]
    pub encoder_layers: usize,
    /// How well a query fits a key.
    #[serde(default)]
    pub score: Score,
    /// Whether padding is kept from being attended to.
    #[serde(default = "yes")]
    pub padding: bool,
    /// How hidden keys are hidden.
    #[serde(default)]
    pub masking: Masking,
    /// Tokens of the segments before that attention still sees (Transformer-XL).
    #[serde(default)]
    pub memory: usize,
    /// Tokens a segment; 0 takes a text as one segment.
    #[serde(default)]
    pub segment: usize,
    /// What queries, keys and values are made with.
    #[serde(default)]
    pub projections: Projections,
    /// What carries information from token to token in a layer.
    #[serde(default)]
    pub mixing: Mixing,
    /// Tokens that a convolution sees, its own included.
    #[serde(default = "taps")]
    pub taps: usize,
    /// Whether a recurrent decoder attends to its encoder.
    #[serde(default = "yes")]
    pub cross_attention: bool,
    /// Whether a decoder by itself was taught to read an input and the end of it, and then to write an output; one that was
    /// not continues a text.
    #[serde(default)]
    pub pairs: bool,
}

impl Default for Config {
    /// A small decoder in the style of GPT-2, for tests and examples to differ from.
    fn default() -> Config {
        Config {
            vocabulary: 257,
            context: 64,
            width: 64,
            heads: 4,
            layers: 2,
            hidden: 256,
            position: Position::Learned,
            norm: Norm::Pre,
            activation: Activation::Gelu,
            tied: true,
            dropout: 0.0,
            scale: true,
            causal: true,
            residual: true,
            epsilon: epsilon(),
            architecture: Architecture::Decoder,
            encoder_layers: 0,
            score: Score::Dot,
            padding: true,
            masking: Masking::default(),
            memory: 0,
            segment: 0,
            projections: Projections::Separate,
            mixing: Mixing::Attention,
            taps: taps(),
            cross_attention: true,
            pairs: false,
        }
    }
}

fn taps() -> usize {
    3
}

fn yes() -> bool {
    true
}

fn epsilon() -> f32 {
    1e-5
}

const MOST_LAYERS: usize = 1_000;
const MOST: usize = 1 << 24;
/// The most parameters that a model may have.
pub const MOST_PARAMETERS: u128 = 1 << 33;

impl Config {
    /// Numbers in a query, key or value vector of one head.
    pub fn head_width(&self) -> usize {
        self.width / self.heads
    }

    /// Whether a model can be made of this.
    ///
    /// # Errors
    /// Returns an error where a size is zero or too large to hold, the heads do not divide the width, the dropout is no
    /// share, or ε is not above 0.
    pub fn check(&self) -> Result<(), ConfigError> {
        let sizes = [
            ("vocabulary", self.vocabulary),
            ("context", self.context),
            ("width", self.width),
            ("heads", self.heads),
            ("layers", self.layers),
            ("hidden", self.hidden),
            ("taps", self.taps),
        ];
        if let Some((name, _)) = sizes.into_iter().find(|(_, size)| *size == 0) {
            return Err(ConfigError::Zero(name));
        }
        let most = |name: &str| if name.ends_with("layers") { MOST_LAYERS } else { MOST };
        let sizes = sizes.into_iter().chain([("encoder_layers", self.encoder_layers)]);
        if let Some((name, size)) = sizes.into_iter().find(|(name, size)| *size > most(name)) {
            return Err(ConfigError::TooLarge { name, size, most: most(name) });
        }
        let count = self.parameters().iter().map(|(_, (rows, columns))| *rows as u128 * *columns as u128).sum();
        if count > MOST_PARAMETERS {
            return Err(ConfigError::TooManyParameters(count));
        }
        if !self.width.is_multiple_of(self.heads) {
            let divides = |heads: &usize| self.width.is_multiple_of(*heads);
            let nearest = (1..=self.width).filter(divides).min_by_key(|heads| heads.abs_diff(self.heads)).unwrap_or(1);
            return Err(ConfigError::Heads { heads: self.heads, width: self.width, nearest });
        }
        self.check_position()?;
        self.check_place_of_position()?;
        self.check_stacks()?;
        if !(0.0..1.0).contains(&self.dropout) {
            return Err(ConfigError::Dropout(self.dropout));
        }
        if !(self.epsilon.is_finite() && self.epsilon > 0.0) {
            return Err(ConfigError::Epsilon(self.epsilon));
        }
        Ok(())
    }

    /// Whether the positions fit the heads, a segment the context, and a memory the positions.
    fn check_position(&self) -> Result<(), ConfigError> {
        if self.position == Position::Rope && !self.head_width().is_multiple_of(2) {
            let even = |heads: &usize| self.width.is_multiple_of(2 * *heads);
            let nearest = (1..=self.width).filter(even).min_by_key(|heads| heads.abs_diff(self.heads)).unwrap_or(1);
            return Err(ConfigError::OddHead { width: self.head_width(), nearest });
        }
        if self.segment > self.context {
            return Err(ConfigError::Conflict {
                field: "segment",
                found: self.segment.to_string(),
                why: Rule::SegmentInContext,
                nearest: self.context.to_string(),
            });
        }
        if self.memory == 0 {
            return Ok(());
        }
        if self.segment == 0 {
            return Err(ConfigError::NoSegments { memory: self.memory });
        }
        if !matches!(self.position, Position::Xl | Position::T5 | Position::Alibi) {
            return Err(ConfigError::MemoryPosition(self.position.name()));
        }
        let most = self.context.saturating_sub(self.segment);
        if self.memory > most {
            return Err(ConfigError::Memory { memory: self.memory, most });
        }
        Ok(())
    }

    /// Whether the position scheme has a place: distances enter scores, and only attention has any.
    fn check_place_of_position(&self) -> Result<(), ConfigError> {
        let recurrent = self.architecture == Architecture::Recurrent;
        let added = matches!(self.position, Position::None | Position::Learned | Position::Sinusoidal);
        if recurrent && self.position != Position::None || !added && self.mixing != Mixing::Attention {
            return Err(ConfigError::Conflict {
                field: "position",
                found: self.position.name().to_owned(),
                why: if recurrent { Rule::ReadsInOrder } else { Rule::DistancesNeedAttention },
                nearest: if recurrent { Position::None } else { Position::Learned }.name().to_owned(),
            });
        }
        Ok(())
    }

    /// Whether the stacks, and what mixes tokens in them, go together.
    fn check_stacks(&self) -> Result<(), ConfigError> {
        let both = self.architecture == Architecture::EncoderDecoder;
        if both != (self.encoder_layers > 0) {
            return Err(ConfigError::Conflict {
                field: "encoder_layers",
                found: self.encoder_layers.to_string(),
                why: if both { Rule::EncoderDecoderHasEncoder } else { Rule::OnlyEncoderDecoderHasAny },
                nearest: if both { self.layers } else { 0 }.to_string(),
            });
        }
        if self.memory > 0 && self.architecture != Architecture::Decoder {
            return Err(ConfigError::Conflict {
                field: "memory",
                found: self.memory.to_string(),
                why: Rule::SegmentsNeedDecoder,
                nearest: "0".to_owned(),
            });
        }
        if self.mixing != Mixing::Attention && self.memory > 0 {
            return Err(ConfigError::Conflict {
                field: "mixing",
                found: self.mixing.name().to_owned(),
                why: Rule::MemoryNeedsAttention,
                nearest: Mixing::Attention.name().to_owned(),
            });
        }
        Ok(())
    }

    /// The largest |j − i| that Shaw's tables tell apart.
    pub const SHAW_REACH: usize = 16;
    /// Rows of T5's table of biases.
    pub const T5_BUCKETS: usize = 32;
    /// The distance from which T5's buckets are all one.
    pub const T5_DISTANCE: usize = 128;
    /// What the wavelengths of rotary positions grow to.
    pub const ROPE_BASE: f32 = 10_000.0;

    /// Heads of cross-attention: a recurrent decoder's has one (Luong et al. 2015).
    pub fn cross_heads(&self) -> usize {
        if self.architecture == Architecture::Recurrent { 1 } else { self.heads }
    }

    /// Whether there is a source that the decoder reads beside its own text.
    pub fn has_source(&self) -> bool {
        matches!(self.architecture, Architecture::EncoderDecoder | Architecture::Recurrent)
    }
}

#[cfg(test)]
mod tests;
