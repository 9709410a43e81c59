//! headlight: see what a Transformer attends to, in a terminal.
//!
//! **A pass is a film, and the screen is a projector.** Every operation of a forward pass is recorded, by name, on a
//! [`tape`]. Stepping moves a cursor along the tape. A heatmap shows one recorded value. The inspector replays one
//! operation on one cell. A poke is a patch at a name, and the tape is recorded again. A gradient is the tape run
//! backwards.
//!
//! The house has floors, and imports point down only:
//!
//! ```text
//!  frontend      the world: terminal, script player, printing
//!  ui            pure: a view of the state → a ratatui Buffer → bytes
//!  app           pure: state, commands, update → effects
//!  experiment    sixteen questions, measured
//!  train         tasks, optimiser, loop
//!  model         real weights and words
//!  transformer   the paper, written on the tape
//!  tape          arithmetic that remembers
//! ```

pub mod app;
pub mod experiment;
pub mod frontend;
pub mod model;
pub mod tape;
pub mod train;
pub mod transformer;
pub mod ui;
