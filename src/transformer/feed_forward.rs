//! The position-wise feed-forward network (Vaswani et al. 2017, §3.3).

use crate::tape::{Name, Site, Tape, Var};

use super::Config;
use super::attention::affine;
use super::drop::Drop;

/// Records W_out · activation(W_in x + b_in) + b_out, each token by itself: `[width, token]`.
pub fn feed_forward(
    tape: &mut Tape,
    config: &Config,
    drop: &mut Drop,
    at: impl Fn(Name) -> Site + Copy,
    x: Var,
) -> Var {
    let pre = affine(tape, at, [Name::Pre, Name::WIn, Name::BIn], x); //  [hidden, token]
    let post = tape.activate(at(Name::Post), config.activation, pre);
    let post = drop.out(tape, at(Name::PostDropout), post);
    affine(tape, at, [Name::AttnOut, Name::WOut, Name::BOut], post)
}
