//! The paper, written on the tape.
//!
//! Every line of [`record`] and [`attention`] records one step that can be looked at (Vaswani et al. 2017, with what came
//! before and after it as choices). Nothing here computes: recording is all it does.
//!
//! ```text
//!  config ── choice ── parameters        what a model is made of
//!  input                                 what goes into a pass
//!  model ─┬─ embedding ── position
//!         ├─ layer ─┬─ attention ── score ── mask
//!         │         ├─ token_mixing      what can stand in its place
//!         │         └─ feed_forward ── norm ── drop
//!         ├─ sequence_to_sequence        the recurrent model
//!         ├─ segment_memory              what is kept of the text before
//!         └─ derived                     what a recorded pass says beyond itself
//! ```

mod attention;
mod choice;
mod config;
mod derived;
mod drop;
mod embedding;
mod feed_forward;
mod input;
mod layer;
mod mask;
mod model;
mod norm;
mod parameters;
mod position;
mod score;
mod segment_memory;
mod sequence_to_sequence;
mod token_mixing;

pub use attention::{Look, attention};
pub use choice::{Architecture, MaskHow, MaskValue, Masking, Mixing, Norm, Position, Projections, Score};
pub use config::{Config, ConfigError, MOST_PARAMETERS, Rule};
pub use derived::derived;
pub use drop::Drop;
pub use feed_forward::feed_forward;
pub use input::{Input, InputError, Source};
pub use model::{decoder, loss, probabilities, record};

pub use position::{sinusoids, t5_bucket};
pub use score::fit;
pub use segment_memory::{remember, segments};

pub use crate::tape::op::Activation;
