//! From scores to weights: what is hidden, how, and the softmax.

use crate::tape::op;
use crate::tape::{Name, Site, Tape, Var};

use super::Config;
use super::attention::Look;
use super::choice::MaskHow;

/// Records the weights of every query: `[key, head × query]`, each column a distribution (unless masked after the softmax).
pub(super) fn weigh(
    tape: &mut Tape,
    config: &Config,
    look: &Look,
    at: impl Fn(Name) -> Site + Copy,
    scores: Var,
    queries: usize,
) -> Var {
    let masking = config.masking;
    let nothing = op::Mask { queries, heads: look.heads, half: masking.half, ..op::Mask::default() };
    let hidden =
        op::Mask { causal: look.causal, lengths: look.lengths.clone().filter(|_| config.padding), ..nothing.clone() };
    let softmax = |tape: &mut Tape, name, x| {
        if masking.half { tape.softmax_half(at(name), x) } else { tape.softmax(at(name), x) }
    };
    let value = masking.value.number();
    let mask = match masking.how {
        MaskHow::Added => op::Mask { value, how: op::MaskHow::Added, ..hidden },
        MaskHow::Filled => op::Mask { value, how: op::MaskHow::Filled, ..hidden },
        MaskHow::After => {
            let masked = tape.mask(at(Name::Masked), scores, nothing);
            let unmasked = softmax(tape, Name::Unmasked, masked);
            return tape.mask(at(Name::Pattern), unmasked, op::Mask { value: 0.0, how: op::MaskHow::Filled, ..hidden });
        }
    };
    let masked = tape.mask(at(Name::Masked), scores, mask);
    softmax(tape, Name::Pattern, masked)
}
