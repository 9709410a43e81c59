//! headlight: see what a Transformer attends to, in a terminal.

pub mod model;
pub mod train;
