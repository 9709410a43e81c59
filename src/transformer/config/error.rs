//! What no model can be made of, field by field, so that it can be said in any language.

use super::MOST_PARAMETERS;

/// Why no model can be made of a configuration.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum ConfigError {
    /// A size that must not be zero.
    #[error("`{0}` is 0: it must be at least 1")]
    Zero(&'static str),
    /// A size that no machine here could hold.
    #[error("`{name}` is {size}: the most is {most}")]
    TooLarge {
        /// The size's name.
        name: &'static str,
        /// What was asked for.
        size: usize,
        /// The most there may be.
        most: usize,
    },
    /// More parameters than a model may have.
    #[error("this makes {0} parameters: the most is {MOST_PARAMETERS}")]
    TooManyParameters(u128),
    /// An ε that cannot be added to a variance.
    #[error("`epsilon` is {0}: it must be a number above 0")]
    Epsilon(f32),
    /// Heads that do not divide the width.
    #[error("{heads} heads do not divide a width of {width}: try {nearest}")]
    Heads {
        /// The heads that were asked for.
        heads: usize,
        /// The width.
        width: usize,
        /// The nearest number of heads that divides it.
        nearest: usize,
    },
    /// Rotary positions on heads whose width is odd.
    #[error("rotary positions turn pairs, and a head of width {width} has an odd one: try {nearest} heads")]
    OddHead {
        /// The width of a head.
        width: usize,
        /// The nearest number of heads whose width is even.
        nearest: usize,
    },
    /// A memory that no segments fill.
    #[error("a memory of {memory} tokens needs segments: set `segment` to at least 1")]
    NoSegments {
        /// Tokens of the memory.
        memory: usize,
    },
    /// A memory with a position scheme that knows no distance.
    #[error("a memory needs positions that are distances (xl, t5, alibi), not {0}: try xl")]
    MemoryPosition(&'static str),
    /// A memory longer than the text can fill.
    #[error("a memory of {memory} tokens is longer than the {most} that the context leaves before the last segment")]
    Memory {
        /// Tokens of the memory.
        memory: usize,
        /// The longest memory.
        most: usize,
    },
    /// A field that another one rules out.
    #[error("`{field}` is {found}, but {why}: set it to {nearest}")]
    Conflict {
        /// The field.
        field: &'static str,
        /// Its value.
        found: String,
        /// What rules it out.
        why: Rule,
        /// The nearest value that fits.
        nearest: String,
    },
    /// A share of dropped cells that is none.
    #[error("a dropout of {0} is not in the range from 0 to below 1")]
    Dropout(f32),
}

/// What rules a value out that is well by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Rule {
    /// Segments are parts of a context.
    #[error("a segment is no longer than the context")]
    SegmentInContext,
    /// A recurrent model knows its place without positions.
    #[error("a recurrent model reads in order")]
    ReadsInOrder,
    /// Distances enter scores, which only attention has.
    #[error("only attention knows distances")]
    DistancesNeedAttention,
    /// An encoder–decoder without an encoder.
    #[error("an encoder–decoder has an encoder")]
    EncoderDecoderHasEncoder,
    /// Layers of an encoder in a model without one.
    #[error("only an encoder–decoder has any")]
    OnlyEncoderDecoderHasAny,
    /// A memory in a model that reads a text as a whole.
    #[error("only a decoder by itself reads segments")]
    SegmentsNeedDecoder,
    /// A memory that nothing looks at.
    #[error("only attention has a memory")]
    MemoryNeedsAttention,
}
