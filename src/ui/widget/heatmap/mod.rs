//! A matrix as a map of colours, with its labels and a cursor.
//!
//! ```text
//!            I i a t
//!            t s   r   bits
//!        It  ██· · ·   0.00 ▏
//!        is  ▓▓▒▒· ·   0.97 ▋
//!         a  ▓▓░░▐▌·   1.22 █
//! ```

mod cells;
mod fit;
mod labels;
mod names;

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use cells::Map;
pub use fit::{Fit, Frame, Span};

use crate::app::pane_look::MapLook;
use crate::model::piece::columns;
use crate::ui::theme::Theme;

/// What stands beside the rows or above the columns.
#[derive(Clone, Copy)]
pub enum Labels<'a> {
    /// A name each, such as a token's.
    Names(&'a dyn Fn(usize) -> Cow<'a, str>),
    /// Their numbers, as far as there is room.
    Numbers,
}

impl Labels<'_> {
    fn text(&self, index: usize) -> Cow<'_, str> {
        match self {
            Labels::Names(name) => name(index),
            Labels::Numbers => Cow::Owned(index.to_string()),
        }
    }

    /// The columns of the widest of so many, where there is room for `most`. Among many names one takes all of them.
    fn widest(&self, count: usize, most: usize) -> usize {
        let widest = match self {
            Labels::Numbers => count.checked_sub(1).map_or(0, |last| columns(&self.text(last))),
            Labels::Names(_) if count > MANY => most,
            Labels::Names(_) => (0..count).map(|index| columns(&self.text(index))).max().unwrap_or(0),
        };
        widest.min(most)
    }
}

/// So many names are those of a vocabulary, and no frame waits until all of them are measured.
const MANY: usize = 2048;

/// A number beside each row, with a bar: how uncertain a row of weights is.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// What it is called, or its unit.
    pub head: &'a str,
    /// The number of a row.
    pub number: &'a dyn Fn(usize) -> f32,
    /// The number that fills a bar.
    pub most: f32,
}

/// A matrix with its labels.
#[derive(Clone, Copy)]
pub struct Heatmap<'a> {
    /// The entries.
    pub map: Map<'a>,
    /// Beside the rows.
    pub rows: Labels<'a>,
    /// Above the columns.
    pub columns: Labels<'a>,
    /// The row and column whose labels and cell are marked.
    pub cursor: (usize, usize),
    /// The row and column in the middle, where not all are drawn.
    pub centre: (usize, usize),
    /// How large cells are.
    pub look: MapLook,
    /// A number for each row.
    pub beside: Option<Beside<'a>>,
    /// Columns that something in the corner between the labels takes.
    pub corner: usize,
}

/// Where everything of a heatmap lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// The cells' places in [`Layout::cells`].
    pub fit: Fit,
    /// The area of the cells.
    pub cells: Rect,
    /// Columns of the row labels; one more is a gap.
    gutter: u16,
    /// Rows of the column labels.
    header: u16,
    /// Columns to the right of the cells: for the numbers beside and the gap before them, or for a mark.
    beside: u16,
}

/// The widest row label.
const WIDEST: usize = 12;

/// The columns of a gap, a number with two decimals, a gap and the shortest bar.
const BESIDE: u16 = 8;

/// The columns of the longest bar.
const BAR: u16 = 12;

impl Heatmap<'_> {
    /// Lays the map out in an area: labels give way before cells do.
    pub fn layout(&self, theme: &Theme, area: Rect) -> Layout {
        let header = match self.columns {
            _ if area.height < 5 => 0,
            Labels::Numbers => 1,
            Labels::Names(_) => 2,
        };
        let room = if area.width < 10 { 0 } else { WIDEST.min(usize::from(area.width) / 4) };
        let corner = if header > 1 { self.corner.min(room) } else { 0 };
        let gutter = self.rows.widest(self.map.size.0, room).max(corner) as u16;
        // Without numbers beside it one column stays free for the mark of what is outside.
        let beside = match self.beside {
            Some(_) if area.width >= 32 => BESIDE,
            _ => u16::from(gutter > 0),
        };
        let left = if gutter > 0 { gutter + 1 } else { 0 };
        let under = |header| Rect {
            x: area.x + left,
            y: area.y + header,
            width: area.width - left - beside,
            height: area.height - header,
        };
        let fit = |header| {
            let room: Rect = under(header);
            let size = (usize::from(room.width), usize::from(room.height));
            let frame = Frame { room: size, centre: self.centre, halves: theme.has_fine_colours() };
            Fit::new(self.map.size, frame, &self.look)
        };
        let gain = header > 1 && names::gain_by_a_row(self, area, (&fit(header), &fit(header + 1)));
        let header = header + u16::from(gain);
        let (fit, room) = (fit(header), under(header));
        let cells = Rect { width: fit.screen_width() as u16, height: fit.screen_height() as u16, ..room };
        // What cells leave over makes bars longer.
        let free = if beside < BESIDE { 0 } else { (room.width - cells.width).min(BAR - 1) };
        Layout { fit, cells, gutter, header, beside: beside + free }
    }

    /// Draws the map and gives back where everything lies.
    pub fn render(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Layout {
        let layout = self.layout(theme, area.intersection(buffer.area));
        self.map.render(theme, &layout.fit, Some(self.cursor), layout.cells, buffer);
        labels::rows(self, theme, &layout, buffer);
        labels::columns(self, theme, &layout, buffer);
        labels::beside(self, theme, &layout, buffer);
        layout
    }
}

impl Layout {
    /// The row and column of the matrix at a place on the screen.
    pub fn entry_at(&self, x: u16, y: u16) -> Option<(usize, usize)> {
        if !self.cells.contains((x, y).into()) {
            return None;
        }
        self.fit.entry_at(usize::from(x - self.cells.x), usize::from(y - self.cells.y))
    }

    /// The first screen row below the cells.
    pub fn bottom(&self) -> u16 {
        self.cells.bottom()
    }
}

#[cfg(test)]
mod tests;
