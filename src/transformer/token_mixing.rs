//! What can stand in attention's place: weights that do not depend on content.

use crate::tape::op::Recurrence;
use crate::tape::{Matrix, Name, Site, Tape, Var};

use super::attention::affine;

const OUT: [Name; 3] = [Name::AttnOut, Name::WO, Name::BO];

/// Every position reads every other (in a decoder: every earlier one) by a weight of its own, whatever stands there:
/// `[width, token]`.
pub(super) fn fixed(tape: &mut Tape, at: impl Fn(Name) -> Site + Copy, x: Var, sequences: usize, causal: bool) -> Var {
    let w = tape.parameter(at(Name::WMix));
    let mixed = tape.mix_tokens(at(Name::Mixed), w, x, sequences, causal);
    affine(tape, at, OUT, mixed)
}

/// A causal convolution: each token reads itself and the `taps − 1` before it, `[width, token]`.
pub(super) fn convolution(
    tape: &mut Tape,
    at: impl Fn(Name) -> Site + Copy,
    x: Var,
    sequences: usize,
    taps: usize,
) -> Var {
    let window = tape.unfold(at(Name::Window), x, taps, sequences); // [taps × width, token]
    affine(tape, at, [Name::AttnOut, Name::WConv, Name::BConv], window)
}

/// A gated recurrent unit reads the tokens one after another: `[width, token]`.
pub(super) fn recurrent(tape: &mut Tape, at: impl Fn(Name) -> Site + Copy, x: Var, sequences: usize) -> Var {
    let width = tape.shape(x).0;
    let start = tape.given(at(Name::Start), Matrix::zeros(width, sequences));
    let state = gru(tape, at, x, start, Recurrence { sequences, lengths: None });
    affine(tape, at, OUT, state)
}

/// A gated recurrent unit over every sequence (Cho et al. 2014, §2.3, in the form of `torch.nn.GRU`); gives back its
/// states: `[width, token]`.
pub(super) fn gru(
    tape: &mut Tape,
    at: impl Fn(Name) -> Site + Copy,
    x: Var,
    start: Var,
    recurrence: Recurrence,
) -> Var {
    let width = tape.shape(start).0;
    let input = affine(tape, at, [Name::GruInput, Name::WX, Name::BX], x); // [3 × width, token]
    let [w, b] = [Name::WH, Name::BH].map(|name| tape.parameter(at(name)));
    let recorded = tape.gru(at(Name::Recorded), input, w, b, start, recurrence); // [4 × width, token]
    tape.rows(at(Name::Gates), recorded, 0..3 * width);
    tape.rows(at(Name::State), recorded, 3 * width..4 * width)
}
