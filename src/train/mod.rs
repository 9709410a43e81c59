//! Learning from text.

pub mod bits;
pub mod corpus;
pub mod ngram;
