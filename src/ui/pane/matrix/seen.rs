//! What the pane shows: a value, or what differs between two.

use crate::app::cursor::Axis;
use crate::app::shown::Mapped;
use crate::app::strongest::masked_scores;
use crate::tape::Name;
use crate::ui::view::View;

/// A shown value, and where a difference is shown the same value in the other pass.
pub(super) struct Seen<'a> {
    /// The numbers.
    pub map: Mapped<'a>,
    /// Of a pattern, where its ramp ends and its largest weight, known since it was recorded.
    of_pattern: Option<(f32, f32)>,
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
        let signed = shown.signed || minus.is_some();
        Some(Seen { map: Mapped::new(shown, minus, masked, left_out), of_pattern, signed })
    }

    /// Whether each row is a distribution, whose entropy says something.
    pub(super) fn is_distribution(&self) -> bool {
        !self.signed && self.map.shown.site.name != Name::PatternMax
    }

    /// Where the ramp ends, and whether there are numbers beyond: the largest magnitude. A query that sees one key gives
    /// it all its weight whatever the model; if the ramp went that far, nothing else would be bright.
    pub(super) fn ramp_end(&self) -> (f32, bool) {
        match self.of_pattern {
            Some((end, largest)) if self.map.minus.is_none() && self.map.left_out.is_none() => {
                (end.min(largest), end < largest)
            }
            _ => (self.map.end(), false),
        }
    }
}
