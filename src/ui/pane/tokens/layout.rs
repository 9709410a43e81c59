//! Where everything on the pane stands: one text, or the source above the target.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::layout::{Position, Rect};

use super::flow::{Slot, flow, lines};
use crate::app::cursor::Axis;
use crate::app::words::Word;
use crate::model::Piece;
use crate::model::piece::columns;
use crate::tape::Part;
use crate::ui::view::View;

/// Lines of each text that the pane asks for at most; longer texts scroll.
const LINES: u16 = 4;

/// In fewer columns than these two texts stand without their names.
const NAMED: u16 = 24;

/// A text and where it stands.
pub(super) struct Band<'a> {
    /// Whether it is what an encoder beside the decoder reads.
    pub of_source: bool,
    /// What it is called, where there are two.
    pub name: &'static str,
    /// Its tokens.
    pub pieces: Vec<Cow<'a, Piece>>,
    /// Where each of them stands among the lines of the text.
    pub slots: Vec<Slot>,
    /// The token whose row the cursor is on, where that is one of this text.
    pub row: Option<usize>,
    /// The token whose column the cursor is on, where its row is one of the other text.
    pub key: Option<usize>,
    /// The first line shown.
    first: usize,
    /// The rows of the pane that it has.
    pub rows: Range<u16>,
}

/// Where everything stands in an area.
pub(super) struct Layout<'a> {
    /// The texts from top to bottom.
    pub bands: Vec<Band<'a>>,
    /// The columns before the texts, which their names have.
    pub indent: u16,
    /// Whether there is a row for weights below each line; without, they are the ground of the text.
    pub strip: bool,
}

impl<'a> Layout<'a> {
    pub(super) fn new(view: &View<'a>, area: Rect) -> Layout<'a> {
        let whole = Layout::within(view, area, area.width);
        let goes_on = whole.bands.iter().any(|band| band.goes_on(whole.step()) != (false, false));
        // The last columns are for the arrows that say so.
        if goes_on { Layout::within(view, area, area.width.saturating_sub(2)) } else { whole }
    }

    /// The same with texts in lines of so many columns.
    fn within(view: &View<'a>, area: Rect, width: u16) -> Layout<'a> {
        let (indent, mut bands) = bands(view, width);
        let all: usize = bands.iter().map(|band| lines(&band.slots)).sum();
        let texts = bands.len() as u16;
        let strip = usize::from(area.height) >= 2 * all || area.height >= 2 * LINES * texts;
        let step = 1 + u16::from(strip);
        if area.height / step < texts {
            // Two texts on one row: the one that the cursor stands in.
            bands.retain(|band| texts == 1 || band.row.is_some());
        }
        let wanted = view.scrolled().map(|(row, _)| row);
        let first = if let [above, below] = &bands[..] { share(above, below, area.height / step) * step } else { 0 };
        let mut top = 0;
        let count = bands.len();
        for (i, band) in bands.iter_mut().enumerate() {
            band.rows = top..if i + 1 < count { first } else { area.height };
            top = band.rows.end;
            band.scroll(wanted, step);
        }
        Layout { bands, indent, strip }
    }

    /// The rows from one line to the next.
    pub(super) fn step(&self) -> u16 {
        1 + u16::from(self.strip)
    }

    /// The text and its token at a cell of the area that this is the layout of.
    pub(super) fn at(&self, area: Rect, at: Position) -> Option<(&Band<'a>, usize)> {
        let row = at.y.checked_sub(area.y)?;
        let column = at.x.checked_sub(area.x + self.indent)?;
        let band = self.bands.iter().find(|band| band.rows.contains(&row))?;
        let line = band.first + usize::from((row - band.rows.start) / self.step());
        let hit = |slot: &Slot| slot.line == line && (slot.column..slot.column + slot.width).contains(&column);
        Some((band, band.slots.iter().position(hit)?))
    }
}

impl Band<'_> {
    /// Puts the token that is looked at into view, or the line that was scrolled to.
    fn scroll(&mut self, wanted: Option<usize>, step: u16) {
        let shown = usize::from((self.rows.end - self.rows.start) / step).max(1);
        let cursor = self.row.or(self.key).and_then(|token| self.slots.get(token)).map_or(0, |slot| slot.line);
        let last = lines(&self.slots).saturating_sub(shown);
        self.first = wanted.unwrap_or_else(|| cursor.saturating_sub(shown / 2)).min(last);
    }

    /// Whether there are lines above those in view, and below.
    pub(super) fn goes_on(&self, step: u16) -> (bool, bool) {
        let shown = usize::from((self.rows.end - self.rows.start) / step).max(1);
        (self.first > 0, self.first + shown < lines(&self.slots))
    }

    /// The row of the area that a token's text is on, if it is in view.
    pub(super) fn row_of(&self, slot: &Slot, step: u16) -> Option<u16> {
        let row = usize::from(self.rows.start) + slot.line.checked_sub(self.first)? * usize::from(step);
        (row < usize::from(self.rows.end)).then_some(row as u16)
    }
}

/// The lines that the texts take on a screen so wide, of each so many as the pane asks for.
pub(super) fn asked_for(view: &View, width: u16) -> u16 {
    let (_, bands) = bands(view, width.saturating_sub(4));
    bands.iter().map(|band| (lines(&band.slots) as u16).min(LINES)).sum()
}

/// Lines that the upper of two texts gets: what it needs, unless that is more than half and the other needs it.
fn share(above: &Band, below: &Band, all: u16) -> u16 {
    let [above, below] = [above, below].map(|band| lines(&band.slots) as u16);
    above.min(all.saturating_sub(below).max(all / 2))
}

/// The columns that the names take, and the texts in lines of what is left. They have no rows yet.
fn bands<'a>(view: &View<'a>, width: u16) -> (u16, Vec<Band<'a>>) {
    let pass = view.pass();
    let names = [Word::Source, Word::Target].map(|word| view.say(word));
    let both = pass.config.has_source();
    let named = both && width >= NAMED;
    let indent = if named { names.map(columns).into_iter().max().unwrap_or(0) as u16 + 2 } else { 0 };
    let row_in_source = view.row_is_of_source();
    let band = |of_source: bool| {
        let pieces = if of_source { &pass.source } else { &pass.pieces };
        let pieces: Vec<Cow<Piece>> = pieces.iter().map(|piece| view.desk.language.piece(piece)).collect();
        let row = if of_source { view.place.row } else { view.token() };
        Band {
            of_source,
            name: if named { names[usize::from(!of_source)] } else { "" },
            slots: flow(&pieces, width - indent),
            row: (of_source == row_in_source).then_some(row.min(pieces.len().saturating_sub(1))),
            pieces,
            key: crossed_key(view).filter(|_| of_source),
            first: 0,
            rows: 0..0,
        }
    };
    (indent, if both { vec![band(true), band(false)] } else { vec![band(false)] })
}

/// The token of the source that the cursor's column is of, where its row is of one of the target.
fn crossed_key(view: &View) -> Option<usize> {
    let shown = view.shown()?;
    (shown.site.part == Part::Cross && shown.columns.axis == Axis::Key).then_some(view.place.column)
}
