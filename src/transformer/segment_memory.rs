//! What attention keeps of the text before: Transformer-XL's segments (Dai et al. 2019, §3.2).
//!
//! ```text
//!  segment 0 ── states ──┐
//!                        ├─ memory ── segment 1 ── states ──┐
//!                                                           ├─ memory ── segment 2
//! ```
//!
//! A segment's keys and values are made of its own tokens and of the states that the last tokens before it had in the same
//! layer. Those are given, not computed again: no gradient flows into the segments before.

use std::ops::Range;
use std::sync::Arc;

use crate::tape::{Matrix, Name, Part, Site, Stack, Tape};

use super::{Config, Input};

/// The segments of a text of so many tokens, in order; the text itself where the model reads none.
pub fn segments(config: &Config, tokens: usize) -> Vec<Range<usize>> {
    let each = if config.segment == 0 { tokens.max(1) } else { config.segment };
    (0..tokens).step_by(each).map(|from| from..(from + each).min(tokens)).collect()
}

/// What the next segment remembers after this one was recorded and played: for each layer the states of the last
/// `memory` tokens of each sequence, `[width, token]`. Nothing where the model has no memory.
pub fn remember(tape: &Tape, config: &Config, input: &Input) -> Option<Arc<[Matrix]>> {
    if config.memory == 0 {
        return None;
    }
    let layers = (0..config.layers).map(|layer| {
        let site = Site::layer(Stack::Decoder, layer, Part::Stream, Name::ResidPre);
        let before = input.memory.as_ref().and_then(|memory| memory.get(layer));
        tape.find(site).map(|state| kept(before, tape.value(state), input.sequences, config.memory))
    });
    layers.collect()
}

/// The last `most` columns of each sequence, of what was remembered before and the states after it.
fn kept(before: Option<&Matrix>, states: &Matrix, sequences: usize, most: usize) -> Matrix {
    let old = before.map_or(0, |m| m.ncols() / sequences);
    let new = states.ncols() / sequences;
    let length = most.min(old + new);
    Matrix::from_fn(states.nrows(), length * sequences, |row, column| {
        let (sequence, place) = (column / length, column % length + old + new - length);
        match before {
            Some(before) if place < old => before[(row, sequence * old + place)],
            _ => states[(row, sequence * new + place - old)],
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_states_of_each_sequence_are_kept_in_order() {
        let numbers = |from: f32, count| Matrix::from_fn(1, count, |_, column| from + column as f32);
        let old = numbers(0.0, 4); // sequences 0 1 | 2 3
        let new = numbers(10.0, 6); // sequences 10 11 12 | 13 14 15
        assert_eq!(kept(Some(&old), &new, 2, 4).as_slice(), [1.0, 10.0, 11.0, 12.0, 3.0, 13.0, 14.0, 15.0]);
        assert_eq!(kept(None, &new, 2, 2).as_slice(), [11.0, 12.0, 14.0, 15.0]);
        assert_eq!(kept(None, &new, 2, 9), new);
    }

    #[test]
    fn the_last_segment_may_be_shorter() {
        let config = Config { segment: 4, ..Config::default() };
        assert_eq!(segments(&config, 10), [0..4, 4..8, 8..10]);
        assert_eq!(segments(&Config::default(), 10), vec![Range { start: 0, end: 10 }]);
    }
}
