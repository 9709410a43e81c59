//! Where the tokens on either side stand, and where their lines end.

use ratatui::layout::{Position, Rect};

use super::weights::Weights;
use crate::app::cursor::Axis;
use crate::model::piece::columns;
use crate::ui::view::View;
use crate::ui::widget::heatmap::Span;

/// The most columns of a label.
const LABEL: usize = 14;

/// The columns of a weight and the gap behind it.
const NUMBER: u16 = 5;

/// The same of a difference, which has a sign.
const SIGNED: u16 = 7;

/// In fewer columns than these there is no room for weights.
const NUMBERED: u16 = 40;

/// In fewer rows than these the sides stand without their names.
const NAMED: u16 = 8;

/// So many tokens share a row at most: more could not be told apart, and a part of the text is shown instead.
const SHARING: usize = 2;

/// Columns of lines for each row of tokens at most: then they lie as in a square.
const WIDER: u16 = 3;

/// Columns of lines however few rows there are.
const LEAST: u16 = 24;

/// Rows from one token to the next where there is room.
const APART: usize = 2;

/// One side: tokens from top to bottom.
pub(super) struct Side {
    /// What of the text is in view, and how many neighbours share a row.
    pub span: Span,
    /// Rows from one token to the next.
    pub step: u16,
    /// The columns of the labels.
    pub labels: Rect,
}

/// Where everything stands.
pub(super) struct Layout {
    /// The tokens that are asked, on the left.
    pub keys: Side,
    /// The tokens that ask, on the right.
    pub queries: Side,
    /// The columns of the weights of the cursor's query, before the keys; none where there is no room.
    pub numbers: Rect,
    /// The row of the names of the two sides.
    pub names: Option<u16>,
    /// What is between the two sides.
    pub canvas: Rect,
}

impl Layout {
    pub(super) fn new(view: &View, weights: &Weights, area: Rect) -> Layout {
        let header = u16::from(area.height >= NAMED);
        let room = Rect { y: area.y + header, height: area.height - header, ..area };
        let number = match () {
            () if area.width < NUMBERED => 0,
            () if weights.is_difference() => SIGNED,
            () => NUMBER,
        };
        let most = LABEL.min(usize::from(area.width - number) / 3);
        let centre = view.scrolled().map_or(weights.query, |(row, _)| row.min(weights.queries.saturating_sub(1)));
        let side = |axis, length, centre| {
            let span = Span::at_most(length, room.height.into(), centre, SHARING);
            let step = (usize::from(room.height) / span.cells.max(1)).clamp(1, APART) as u16;
            let widest = span.drawn().map(|index| columns(&label(view, weights, axis, &span, index))).max();
            (span, step, widest.unwrap_or(0).min(most) as u16)
        };
        let (key_span, key_step, key_width) = side(Axis::Key, weights.keys, opposite(weights, centre));
        let (span, step, width) = side(Axis::Query, weights.queries, centre);
        // A column of air on either side. Lines that are much longer than high say no more for it.
        let rows = (key_span.cells * usize::from(key_step)).max(span.cells * usize::from(step)) as u16;
        let labels = number + key_width + width + 2;
        let whole = room.width.min(labels + (WIDER * rows).max(LEAST));
        let room = Rect { x: room.x + (room.width - whole) / 2, width: whole, ..room };
        let numbers = Rect { width: number, ..room };
        let labels = Rect { x: numbers.right(), width: key_width, ..room };
        let keys = Side { span: key_span, step: key_step, labels };
        let labels = Rect { x: room.right() - width, width, ..room };
        let queries = Side { span, step, labels };
        let start = (keys.labels.right() + 1).min(labels.x);
        let canvas = Rect { x: start, width: labels.x.saturating_sub(start + 1), ..room };
        Layout { keys, queries, numbers, names: (header > 0).then_some(area.y), canvas }
    }

    /// The key or the query at a place, which of them, and nothing between the two.
    pub(super) fn at(&self, weights: &Weights, at: Position) -> Option<(Axis, usize)> {
        let sides = [(Axis::Key, &self.keys, weights.key), (Axis::Query, &self.queries, Some(weights.query))];
        sides.into_iter().find_map(|(axis, side, cursor)| {
            let inside = side.labels.contains(at) || axis == Axis::Key && self.numbers.contains(at);
            let cell = usize::from(at.y.checked_sub(side.labels.y)? / side.step);
            (inside && cell < side.span.cells).then(|| (axis, side.span.face(cell, cursor)))
        })
    }
}

/// Where the keys are centred while the queries are centred on one: beside it, or as far along in another text.
fn opposite(weights: &Weights, query: usize) -> usize {
    if weights.site.part == crate::tape::Part::Cross {
        return weights.key.unwrap_or(query * weights.keys / weights.queries.max(1));
    }
    query + weights.keys.saturating_sub(weights.queries)
}

impl Side {
    /// The screen row of an entry from the first row of the side, where it is in view.
    pub(super) fn row(&self, entry: usize) -> Option<u16> {
        self.span.cell(entry).map(|cell| cell as u16 * self.step)
    }

    /// Where the line of an entry ends: in dots from the first row of the side, outside of it where the entry is.
    pub(super) fn dot(&self, entry: usize) -> i32 {
        let cells = (entry as i32 - self.span.start as i32).div_euclid(self.span.pool as i32);
        cells * 4 * i32::from(self.step) + 2
    }
}

/// A token as its row says it: with how many others it shares the row.
pub(super) fn label(view: &View, weights: &Weights, axis: Axis, span: &Span, entry: usize) -> String {
    let piece = view.pass().piece(weights.site, axis, entry);
    let text = piece.map_or_else(String::new, |piece| view.desk.language.piece(piece).text.clone());
    let others = span.cell(entry).map_or(0, |cell| span.entries(cell).len().saturating_sub(1));
    if others > 0 { format!("{text} +{others}") } else { text }
}
