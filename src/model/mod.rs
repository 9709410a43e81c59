//! Real words and weights: text in, numbers out, and back.
//!
//! ```text
//! "of a good fortune" ── Tokenizer::encode ──▶ [303, 258, 697, …] ── the Transformer ──▶ logits
//!           ▲                                         │
//!           └───────────── decode ────────────────────┤
//!      what a person reads ◀── Tokenizer::pieces ─────┘
//! ```

pub mod piece;
pub mod tokenizer;

pub use piece::Piece;
pub use tokenizer::{Tokenizer, TokenizerError};
