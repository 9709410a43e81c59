//! What mixes tokens where attention does not.

use super::values::{after, are_near, has, map, moved, of};
use crate::app::Pass;

pub(super) fn fixed_mixing_has_no_weights(pass: &Pass) {
    assert!(!has(pass, "decoder.0.attn.pattern") && has(pass, "decoder.0.mix.out"));
    assert!(pass.steps.iter().all(|step| step.site.name != crate::tape::Name::Q), "nothing is asked");
}

/// Twice the input is twice the output; attention's weights would have changed.
pub(super) fn fixed_mixing_is_linear(pass: &Pass) {
    let plain = after("mixing fixed");
    assert!(are_near(&of(pass, "mix.mixed"), &map(&of(&plain, "mix.mixed"), |x| 2.0 * x)));
    let (attention, doubled) = (after("reset"), after("patch decoder.0.ln1 times 2"));
    assert!(!are_near(&of(&attention, "attn.pattern"), &of(&doubled, "attn.pattern")));
}

pub(super) fn a_state_moves_all_later_ones(pass: &Pass) {
    let later: Vec<usize> = (3..pass.tokens.len()).collect();
    assert_eq!(moved(pass, &after("mixing recurrent"), "gru.state"), later);
}

pub(super) fn a_convolution_sees_three_tokens(pass: &Pass) {
    assert_eq!(moved(pass, &after("mixing convolution"), "conv.out"), [3, 4, 5]);
}
