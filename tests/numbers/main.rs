//! Every number on the screen is the one that `headlight show` prints for the same site.
//!
//! `headlight play` draws one pane over the whole screen; its numbers are read off the text by where they stand and held
//! against what `show` prints of the same plan, to the last digit that the screen had room for.

mod cell;
mod differences;
mod gradients;
mod matrix;
mod output;
mod reading;
mod residual;
mod scores;
mod subject;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
