//! Where a norm stands, or would.

use crate::tape::{Name, Site, Tape, Var};

use super::{Config, Norm};

/// The normalised value, or the value itself under the norm's name where norms are off.
pub(super) fn norm(
    tape: &mut Tape,
    config: &Config,
    at: impl Fn(Name) -> Site,
    [out, gain, bias]: [Name; 3],
    x: Var,
) -> Var {
    match config.norm {
        Norm::None => tape.copy(at(out), x),
        Norm::Rms => {
            let gain = tape.parameter(at(gain));
            tape.rms_norm(at(out), x, gain, config.epsilon)
        }
        Norm::Pre | Norm::Post => {
            let [gain, bias] = [gain, bias].map(|name| tape.parameter(at(name)));
            tape.layer_norm(at(out), x, gain, bias, config.epsilon)
        }
    }
}

/// x + f(x), or f(x) alone under the sum's name where residual connections are off.
pub(super) fn residual(tape: &mut Tape, config: &Config, at: Site, x: Var, added: Var) -> Var {
    if config.residual { tape.add(at, x, added) } else { tape.copy(at, added) }
}
