//! A text in lines: where each of its tokens stands.

use std::borrow::Borrow;

use crate::model::Piece;

/// Where a token stands: its line, its first column and its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub line: usize,
    pub column: u16,
    pub width: u16,
}

/// Breaks pieces into lines as a text is read: a space before each that begins a word, and words kept whole where they
/// fit on a line.
pub(super) fn flow(pieces: &[impl Borrow<Piece>], width: u16) -> Vec<Slot> {
    let width = width.max(1);
    let mut slots = Vec::with_capacity(pieces.len());
    let (mut line, mut column) = (0, 0);
    let mut rest = pieces;
    while let Some(first) = rest.first().map(Borrow::borrow) {
        let parts = 1 + rest[1..].iter().take_while(|piece| (*piece).borrow().continues).count();
        let (word, later) = rest.split_at(parts);
        let whole: usize = word.iter().map(|piece| piece.borrow().width).sum();
        let space = u16::from(column > 0 && !first.continues);
        let whole_fits = usize::from(column + space) + whole <= usize::from(width);
        if whole_fits || column == 0 {
            column += space;
        } else {
            (line, column) = (line + 1, 0);
        }
        for piece in word.iter().map(Borrow::borrow) {
            let own = (piece.width as u16).min(width);
            if column + own > width {
                (line, column) = (line + 1, 0);
            }
            slots.push(Slot { line, column, width: own });
            column += own;
        }
        rest = later;
    }
    slots
}

/// How many lines there are.
pub(super) fn lines(slots: &[Slot]) -> usize {
    slots.last().map_or(1, |slot| slot.line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::piece::pieces;

    fn slots(tokens: &[&str], width: u16) -> Vec<(usize, u16)> {
        let pieces = pieces(tokens.iter().map(|token| token.as_bytes()));
        flow(&pieces, width).iter().map(|slot| (slot.line, slot.column)).collect()
    }

    #[test]
    fn words_stay_whole_and_lines_break_between_them() {
        assert_eq!(slots(&["It", " is", " univers", "ally", ","], 40), [(0, 0), (0, 3), (0, 6), (0, 13), (0, 17)]);
        assert_eq!(slots(&["It", " is", " univers", "ally", ","], 14), [(0, 0), (0, 3), (1, 0), (1, 7), (1, 11)]);
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken_between_its_parts() {
        assert_eq!(slots(&[" univers", "ally"], 8), [(0, 0), (1, 0)]);
        assert_eq!(slots(&[" universally", " a"], 4), [(0, 0), (1, 0)]);
        assert_eq!(slots(&[], 4), []);
        assert_eq!(slots(&["a", "b"], 0), [(0, 0), (1, 0)]);
    }
}
