//! The paper, written on the tape.
//!
//! Every line of [`decoder`] and [`attention`] records one step that can be looked at (Vaswani et al. 2017, with the
//! pre-LN placement of Xiong et al. 2020 beside the original). Nothing here computes: recording is all it does.

mod attention;
mod config;
mod decoder;
mod feed_forward;
mod input;
mod norm;
mod position;

pub use attention::attention;
pub use config::{Config, ConfigError, Norm, Position};
pub use decoder::{decoder, loss, probabilities};
pub use feed_forward::feed_forward;
pub use input::{Input, InputError};
pub use position::sinusoids;

pub use crate::tape::op::Activation;
