//! What the pane shows: a value, or what differs between two.

use std::borrow::Cow;
use std::ops::Range;

use crate::app::pane_look::MapLook;
use crate::app::shown::{Ends, Mapped, share};
use crate::app::survey::{READABLE, Survey, SurveyOf};
use crate::tape::Name;
use crate::ui::view::View;
use crate::ui::widget::heatmap::Fit;

/// A shown value, and where a difference is shown the same value in the other pass.
pub(super) struct Seen<'a> {
    /// The numbers.
    pub map: Mapped<'a>,
    /// Of a pattern, where its ramp ends and its largest weight, known since it was recorded.
    of_pattern: Option<(f32, f32)>,
    /// Of a large value, what was read of all of it.
    survey: Option<&'a Survey>,
    /// Whether reading all of it failed.
    pub failed: bool,
    look: MapLook,
    /// Whether signs mean something: those of a difference always do.
    pub signed: bool,
}

impl<'a> Seen<'a> {
    /// What a view is on; nothing where it is not there, or has no counterpart to differ from.
    pub(super) fn new(view: &View<'a>) -> Option<Seen<'a>> {
        let of = SurveyOf::of_pane(view.stage, view.desk, view.pane)?;
        let map = of.map(view.pass(), view.minus)?;
        let thumbnail = view.pass().thumbnails.get(map.shown.site, view.place.head);
        // A gradient is laid out as its value, and is none of its weights; a difference is neither's.
        let own = !map.shown.signed && map.minus.is_none() && map.left_out.is_none();
        let of_pattern = thumbnail.filter(|_| own).map(|small| (small.ramp_end, small.largest));
        let survey = view.stage.surveys.find(&of).map(AsRef::as_ref);
        let failed = view.stage.surveys.has_failed(&of);
        let look = view.desk.view(view.pane).map;
        Some(Seen { signed: map.shown.signed || map.minus.is_some(), map, of_pattern, survey, failed, look })
    }

    /// Whether each row is a distribution, whose entropy says something.
    pub(super) fn is_distribution(&self) -> bool {
        !self.signed && self.map.shown.site.name != Name::PatternMax
    }

    /// Where the ramp ends, and whether there are numbers beyond: the largest magnitude. A query that sees one key gives
    /// it all its weight whatever the model; if the ramp went that far, nothing else would be bright. Of what is too large to
    /// be read in a frame it is, until that has been surveyed, the largest of what is drawn.
    pub(super) fn ramp_end(&self, fit: &Fit) -> (f32, bool) {
        let numbers = self.map.shown.rows.length * self.map.shown.columns.length;
        match (self.of_pattern, self.survey) {
            (Some((end, largest)), _) => (end.min(largest), end < largest),
            (None, Some(survey)) => (survey.end, false),
            (None, None) if numbers <= READABLE => (self.map.end(), false),
            (None, None) if self.can_draw(fit) => (self.map.part_end(fit.rows.drawn(), fit.columns.drawn()), true),
            (None, None) => (0.0, true),
        }
    }

    /// Whether two passes that differ by no finite number do not differ by what a mask takes away or gives back either.
    pub(super) fn nothing_differs(&self) -> bool {
        let reaches = match (self.of_pattern, self.survey) {
            (Some(_), _) => return true, // what a mask hides weighs 0
            (None, Some(survey)) => Cow::Borrowed(&survey.row_reaches),
            (None, None) => Cow::Owned(self.map.row_reaches(&self.map.row_ends())),
        };
        reaches.iter().all(|reach| *reach == 0.0)
    }

    /// The largest magnitude of a row.
    pub(super) fn row_end(&self, row: usize) -> f32 {
        let known = self.survey.and_then(|survey| survey.row_ends.get(row).copied());
        known.unwrap_or_else(|| self.map.row_end(row))
    }

    /// The same of some rows, and 0 of the others.
    fn row_ends(&self, rows: Range<usize>) -> Vec<f32> {
        let mut ends = vec![0.0; self.map.shown.rows.length];
        for row in rows {
            ends[row] = self.row_end(row);
        }
        ends
    }

    /// Whether what is drawn has been surveyed, or can be read in a frame.
    pub(super) fn can_draw(&self, fit: &Fit) -> bool {
        let drawn = fit.rows.drawn().len() * fit.columns.drawn().len();
        drawn <= READABLE || self.surveyed(fit).is_some()
    }

    /// Whether all of it has been read.
    #[cfg(test)]
    pub(super) fn is_surveyed(&self) -> bool {
        self.survey.is_some()
    }

    /// The survey that has the cells of a fit.
    fn surveyed(&self, fit: &Fit) -> Option<&'a Survey> {
        self.survey.filter(|survey| survey.has(fit.rows.pool, fit.columns.pool))
    }

    /// What stands for the entries of each cell, row by row, as a share of where the ramp ends, or the ramps of its rows do.
    pub(super) fn shares(&self, fit: &Fit, end: f32) -> Vec<Option<f32>> {
        let [rows, columns] = [fit.rows, fit.columns].map(|span| span.runs());
        let cells = rows.iter().flat_map(|rows| columns.iter().map(move |columns| (rows, columns)));
        let found: Vec<Option<f32>> = if let Some(survey) = self.surveyed(fit) {
            cells.map(|(rows, columns)| survey.pooled(rows, columns)).collect()
        } else {
            let own = if self.look.normalised { self.row_ends(fit.rows.drawn()) } else { Vec::new() };
            let ends = if self.look.normalised { Ends::Rows(&own) } else { Ends::One };
            let pooled = self.map.pooled(&rows, &columns, self.look.pool, ends);
            let places = (0..rows.len()).flat_map(|row| (0..columns.len()).map(move |column| (row, column)));
            places.map(|(row, column)| pooled.of(row..row + 1, column..column + 1)).collect()
        };
        if self.look.normalised {
            return found;
        }
        found.into_iter().map(|number| number.map(|number| share(number, end))).collect()
    }
}
