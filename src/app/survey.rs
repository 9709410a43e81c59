//! What a map of a long text's value takes of every number, made once beside the screen: where its ramps end, and the whole
//! of it in small.
//!
//! ```text
//!   a pane shows [1024, 1024] ──▶ Effect::Survey ──▶ worker ──▶ the largest number, that of every row,
//!                                                              one of 2 × 2 for each cell: [512, 512]
//! ```
//!
//! A small matrix needs none: it is read as it is drawn. Until the survey of a large one is there, so is that, unless it is
//! larger than a frame can read.

mod kept;
#[cfg(test)]
pub(crate) mod tests;

use std::ops::Range;
use std::sync::Arc;

use super::cursor::Axis;
use super::desk::Desk;
use super::notice::Notice;
use super::pane_tree::{PaneId, PaneKind};
use super::pass::Pass;
use super::place::Place;
use super::shown::{Cells, Ends, Mapped, Pooling, Shown};
use super::stage::Stage;
use super::strongest::masked_scores;
use super::version::Version;
use crate::tape::Site;

pub use kept::Surveys;

/// A matrix of more numbers than this is surveyed.
const LARGE: usize = 1 << 18;

/// A matrix of no more numbers than this, or such a part of one, can be read as a frame is drawn or a key is pressed.
pub const READABLE: usize = 1 << 22;

/// The most cells along a side of the whole in small; screens have fewer.
const SIDE: usize = 512;

/// How many neighbours along an axis of so many entries share a cell of the whole in small: a power of two.
pub const fn grain(entries: usize) -> usize {
    entries.div_ceil(SIDE).next_power_of_two()
}

/// What is surveyed: a value as a pane shows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SurveyOf {
    /// Which plan the pass was recorded for: [`Stage::generation`].
    pub generation: u64,
    /// Of which of two passes, or what differs between them.
    pub version: Version,
    /// The value.
    pub site: Site,
    /// The head, where it has heads.
    pub head: usize,
    /// Whether it is the gradient by the value, not the value.
    pub gradient: bool,
    /// Whether the first key does not count.
    pub sink_hidden: bool,
    /// Whether each row has a ramp of its own.
    pub normalised: bool,
    /// What stands for numbers that share a cell.
    pub pooling: Pooling,
}

/// What a map takes of every number of a matrix.
pub struct Survey {
    /// Of what.
    pub of: SurveyOf,
    /// The largest finite magnitude.
    pub end: f32,
    /// The same of every row.
    pub row_ends: Vec<f32>,
    /// The largest magnitude of every row, also where it is infinite: [`Mapped::row_reaches`].
    pub row_reaches: Vec<f32>,
    /// The whole in small: where each row has a ramp of its own, as shares of it.
    small: Cells,
    /// How many rows and how many columns share a cell of it.
    grain: (usize, usize),
}

impl SurveyOf {
    /// What a pane of a map shows; nothing for other panes.
    pub fn of_pane(stage: &Stage, desk: &Desk, pane: PaneId) -> Option<SurveyOf> {
        if !matches!(pane.kind, PaneKind::Matrix | PaneKind::Gradients) {
            return None;
        }
        let (version, look) = (desk.version_of(pane), desk.view(pane));
        let pass = stage.versions(version).0;
        let cursor = &stage.plan.cursor;
        let pinned = look.pin.and_then(|pin| pass.place_at(cursor, pin.site, pin.head));
        let place = pinned.unwrap_or_else(|| pass.place(cursor));
        let gradient = pane.kind == PaneKind::Gradients;
        let of = SurveyOf::of_place(stage, desk, version, place);
        Some(SurveyOf { gradient, normalised: look.map.normalised, pooling: look.map.pool, ..of })
    }

    /// The value at a place, as a map would show it.
    pub fn of_place(stage: &Stage, desk: &Desk, version: Version, place: Place) -> SurveyOf {
        SurveyOf {
            generation: stage.arrived(),
            version,
            site: place.site,
            head: if place.site.has_heads() { place.head } else { 0 },
            gradient: false,
            sink_hidden: desk.sink_hidden,
            normalised: false,
            pooling: Pooling::default(),
        }
    }

    /// The pass whose value it is, if it is still there, and of a difference the one that it differs from; nothing where the
    /// value is not in memory, what says what its mask hides is not yet, or it is so small that nobody needs a survey.
    pub fn passes<'a>(&self, stage: &'a Stage) -> Option<(&'a Arc<Pass>, Option<&'a Arc<Pass>>)> {
        let (pass, minus) = stage.versions(self.version);
        let (rows, columns) = pass.sides(self.site)?;
        let large = rows.length * columns.length > LARGE && self.generation == stage.arrived();
        // A long pass has let go of them, and a closer look brings them back: without them what is hidden would count.
        let awaits_mask = |pass: &Pass| {
            let scores = masked_scores(self.site).and_then(|site| pass.tape.find(site));
            scores.is_some_and(|scores| pass.tape.ready(scores).is_none())
        };
        if awaits_mask(pass) || minus.is_some_and(|minus| awaits_mask(minus)) {
            return None;
        }
        (large && self.map(pass, minus.map(Arc::as_ref)).is_some()).then_some((pass, minus))
    }

    /// What is drawn of it; nothing where it is not in memory, or has no counterpart to differ from.
    pub fn map<'a>(&self, pass: &'a Pass, minus: Option<&'a Pass>) -> Option<Mapped<'a>> {
        let of = |pass: &'a Pass| self.shown(pass).ok();
        let shown = of(pass)?;
        let alike = |other: &Shown| (other.rows, other.columns) == (shown.rows, shown.columns);
        let held_against = match minus {
            Some(minus) => Some(of(minus).filter(alike)?),
            None => None,
        };
        let masked = |pass: &'a Pass| masked_scores(self.site).and_then(|site| pass.shown(site, self.head).ok());
        let masked = [masked(pass), minus.and_then(masked)];
        let several_keys = shown.columns.axis == Axis::Key && shown.columns.length > 1;
        let left_out = (self.sink_hidden && several_keys).then_some(0);
        Some(Mapped::new(shown, held_against, masked, left_out))
    }

    /// Why nothing is drawn of it, where nothing is.
    pub fn why_not(&self, pass: &Pass, minus: Option<&Pass>) -> Notice {
        let lacking = self.shown(pass).err();
        let is_on_its_way = |notice: &Notice| matches!(notice, Notice::NotHeld(_));
        let lacking = lacking.or_else(|| self.shown(minus?).err().filter(is_on_its_way));
        lacking.unwrap_or(Notice::NoCounterpart)
    }

    /// The value in a pass, or the gradient by it.
    fn shown<'a>(&self, pass: &'a Pass) -> Result<Shown<'a>, Notice> {
        let shown = if self.gradient { Pass::gradient } else { Pass::shown };
        shown(pass, self.site, self.head)
    }
}

impl Survey {
    /// Reads all of it; nothing where it is not in memory.
    pub fn new(of: SurveyOf, pass: &Pass, minus: Option<&Pass>) -> Option<Survey> {
        let map = of.map(pass, minus)?;
        let row_ends = map.row_ends();
        let row_reaches = map.row_reaches(&row_ends);
        let end = row_ends.iter().copied().fold(0.0, f32::max);
        let (rows, columns) = (map.shown.rows.length, map.shown.columns.length);
        let grain = (grain(rows), grain(columns));
        let ends = if of.normalised { Ends::Rows(&row_ends) } else { Ends::One };
        let small = map.pooled(&runs(rows, grain.0), &runs(columns, grain.1), of.pooling, ends);
        Some(Survey { of, end, row_ends, row_reaches, small, grain })
    }

    /// What stands for the numbers of some rows and columns, which begin where a cell of the whole in small does: as
    /// [`Cells::of`].
    pub fn pooled(&self, rows: &Range<usize>, columns: &Range<usize>) -> Option<f32> {
        let cells = |entries: &Range<usize>, grain: usize| entries.start / grain..entries.end.div_ceil(grain);
        self.small.of(cells(rows, self.grain.0), cells(columns, self.grain.1))
    }

    /// Whether cells of so many rows and columns are made of whole cells of the whole in small.
    pub fn has(&self, rows: usize, columns: usize) -> bool {
        rows.is_multiple_of(self.grain.0) && columns.is_multiple_of(self.grain.1)
    }
}

/// An axis in runs of so many entries; the last has what is left.
fn runs(entries: usize, size: usize) -> Vec<Range<usize>> {
    (0..entries).step_by(size).map(|start| start..(start + size).min(entries)).collect()
}
