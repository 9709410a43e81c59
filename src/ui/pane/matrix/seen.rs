//! What the pane shows: a value, or what differs between two.

use crate::app::cursor::Axis;
use crate::app::shown::Shown;
use crate::app::strongest::masked_scores;
use crate::tape::Name;
use crate::ui::view::View;

/// A shown value, and where a difference is shown the same value in the other pass.
pub(super) struct Seen<'a> {
    /// The value.
    pub shown: Shown<'a>,
    minus: Option<Shown<'a>>,
    /// The same value's masked scores, which say what of a pattern is hidden.
    masked: Option<Shown<'a>>,
    /// Of a pattern, where its ramp ends and its largest weight, known since it was recorded.
    of_pattern: Option<(f32, f32)>,
    /// A column that is left out of the colours: the first key, where the desk hides attention sinks.
    pub left_out: Option<usize>,
    /// Whether signs mean something: those of a difference always do.
    pub signed: bool,
}

impl<'a> Seen<'a> {
    /// What a view is on; nothing where it is not there, or has no counterpart to differ from.
    pub(super) fn new(view: &View<'a>) -> Option<Seen<'a>> {
        let shown = view.shown()?;
        let minus = view.shown_minus();
        if view.minus.is_some() && minus.is_none() {
            return None;
        }
        let masked = masked_scores(shown.site).and_then(|site| view.pass().shown(site, view.place.head).ok());
        let thumbnail = view.pass().thumbnails.get(shown.site, view.place.head);
        // A gradient is laid out as its value, and is none of its weights.
        let of_pattern = thumbnail.filter(|_| !shown.signed).map(|small| (small.ramp_end, small.largest));
        let several_keys = shown.columns.axis == Axis::Key && shown.columns.length > 1;
        let left_out = (view.desk.sink_hidden && several_keys).then_some(0);
        Some(Seen { signed: shown.signed || minus.is_some(), shown, minus, masked, of_pattern, left_out })
    }

    /// The number in a shown cell. Where a mask hides it in both passes nothing differs.
    pub(super) fn value(&self, row: usize, column: usize) -> f32 {
        let value = self.shown.value(row, column);
        match &self.minus {
            Some(minus) if minus.value(row, column) == value => 0.0,
            Some(minus) => value - minus.value(row, column),
            None => value,
        }
    }

    /// Whether a mask hides a cell.
    pub(super) fn is_hidden(&self, row: usize, column: usize) -> bool {
        self.masked.as_ref().unwrap_or(&self.shown).value(row, column) == f32::NEG_INFINITY
    }

    /// Whether each row is a distribution, whose entropy says something.
    pub(super) fn is_distribution(&self) -> bool {
        !self.signed && self.shown.site.name != Name::PatternMax
    }

    /// Whether it is a difference.
    pub(super) fn is_difference(&self) -> bool {
        self.minus.is_some()
    }

    /// The largest magnitude of each row, hidden cells and the column that is left out not counted.
    pub(super) fn row_ends(&self) -> Vec<f32> {
        (0..self.shown.rows.length).map(|row| self.sizes(row).fold(0.0, f32::max)).collect()
    }

    /// Where the ramp ends, and whether there are numbers beyond: the largest magnitude. A query that sees one key gives
    /// it all its weight whatever the model; if the ramp went that far, nothing else would be bright.
    pub(super) fn ramp_end(&self) -> (f32, bool) {
        let rows = 0..self.shown.rows.length;
        if self.is_difference() || self.left_out.is_some() {
            return (rows.flat_map(|row| self.sizes(row)).fold(0.0, f32::max), false);
        }
        if let Some((end, largest)) = self.of_pattern {
            return (end.min(largest), end < largest);
        }
        let (low, high) = self.shown.range();
        (low.abs().max(high.abs()), false)
    }

    /// The magnitudes of a row that count.
    fn sizes(&self, row: usize) -> impl Iterator<Item = f32> + '_ {
        let columns = (0..self.shown.columns.length).filter(|column| Some(*column) != self.left_out);
        columns.map(move |column| self.value(row, column).abs()).filter(|size| size.is_finite())
    }
}
