//! How many screen cells an entry of a matrix gets, and which entries are drawn.
//!
//! ```text
//!   entries along an axis      drawn as
//!   few                        several columns or rows each, up to 8 × 4
//!   as many as fit             2 columns or 1 row each, then 1 column, then half a row (▀)
//!   up to four times as many   one of 2, 3 or 4 neighbours for all of them
//!   more                       a window that keeps the cursor in view
//! ```
//!
//! Magnifying goes from there over these cells, up to the largest, or down to as many neighbours as bring the whole
//! matrix into view:
//!
//! ```text
//!   … 4 × 4 entries, 2 × 2 entries, 1 × ½, 2 × 1, 4 × 2, 6 × 3, 8 × 4 screen cells
//! ```

use crate::app::pane_look::MapLook;
use crate::app::survey::grain;

/// More neighbours than this in one drawn cell say too little unless the whole is asked for: a window is shown instead.
const MOST_POOLED: usize = 4;

/// Columns and half rows of cells, from the smallest to the largest: 8 columns by 4 rows leave room for the number.
const SIZES: [(usize, usize); 5] = [(1, 1), (2, 2), (4, 4), (6, 6), (8, 8)];

/// Columns that a cell can have.
const WIDTHS: [usize; 6] = [8, 6, 4, 3, 2, 1];

/// The part of an axis that is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// The first entry drawn.
    pub start: usize,
    /// How many cells are drawn; each stands for [`Span::pool`] entries, the last for what is left.
    pub cells: usize,
    /// How many entries share a cell.
    pub pool: usize,
    /// How many entries the axis has.
    pub total: usize,
}

impl Span {
    /// All entries in `room` cells where they fit, else with a few of them in a cell, else a window around the centre.
    pub fn new(total: usize, room: usize, centre: usize) -> Span {
        Span::at_most(total, room, centre, MOST_POOLED)
    }

    /// The same with at most so many entries in a cell.
    pub fn at_most(total: usize, room: usize, centre: usize, most: usize) -> Span {
        let pool = total.div_ceil(room.max(1)).max(1);
        Span::pooled(total, room, centre, if pool <= most { pool } else { 1 })
    }

    /// As many cells of so many entries as there are, or as have room: then those around the centre.
    fn pooled(total: usize, room: usize, centre: usize, pool: usize) -> Span {
        if room == 0 || total == 0 {
            return Span { start: 0, cells: 0, pool: 1, total };
        }
        // Far more entries than cells are read in small, where neighbours share a cell already.
        let grain = grain(total);
        let pool = if pool > grain { pool.next_multiple_of(grain) } else { pool };
        let all = total.div_ceil(pool);
        let cells = all.min(room);
        let first = (centre / pool).saturating_sub(cells / 2).min(all - cells);
        Span { start: first * pool, cells, pool, total }
    }

    /// The entries of one drawn cell.
    pub fn entries(&self, cell: usize) -> std::ops::Range<usize> {
        let start = self.start + cell * self.pool;
        start..(start + self.pool).min(self.total)
    }

    /// The entries of every drawn cell.
    pub fn runs(&self) -> Vec<std::ops::Range<usize>> {
        (0..self.cells).map(|cell| self.entries(cell)).collect()
    }

    /// All entries that are drawn.
    pub fn drawn(&self) -> std::ops::Range<usize> {
        self.start..(self.start + self.cells * self.pool).min(self.total)
    }

    /// The drawn cell that holds an entry, where it is in view.
    pub fn cell(&self, entry: usize) -> Option<usize> {
        let cell = entry.checked_sub(self.start)? / self.pool;
        (cell < self.cells && entry < self.total).then_some(cell)
    }

    /// The entry that stands for a drawn cell: the cursor's where it is inside, else the first.
    pub fn face(&self, cell: usize, cursor: Option<usize>) -> usize {
        let entries = self.entries(cell);
        cursor.filter(|entry| entries.contains(entry)).unwrap_or(entries.start)
    }

    /// How many entries lie before and after what is drawn.
    pub fn outside(&self) -> (usize, usize) {
        (self.start, self.total - self.drawn().end)
    }

    /// Whether every entry is drawn.
    pub fn is_whole(&self) -> bool {
        self.drawn() == (0..self.total)
    }

    /// How large its cells of this many columns or half rows are among [`SIZES`]; below 0 several entries share one.
    fn rung(&self, size: usize, of: impl Fn(&(usize, usize)) -> usize) -> i32 {
        match self.pool {
            1 => SIZES.iter().rposition(|known| of(known) <= size).unwrap_or(0) as i32,
            pool => -(pool.next_power_of_two().ilog2() as i32),
        }
    }
}

/// How a matrix lies in the room it is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fit {
    /// The rows drawn.
    pub rows: Span,
    /// The columns drawn.
    pub columns: Span,
    /// Screen columns of a cell.
    pub width: usize,
    /// Half screen rows of a cell: 1 where two cells share a screen row, else even.
    pub halves: usize,
}

/// What a matrix is fitted into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Screen columns and screen rows.
    pub room: (usize, usize),
    /// The row and column in the middle of what is drawn, where that is a part.
    pub centre: (usize, usize),
    /// Whether two cells may share a screen row, which takes two colours.
    pub halves: bool,
}

impl Fit {
    /// Fits a matrix of `size` (rows, columns) into a frame, and magnifies it.
    pub fn new(size: (usize, usize), frame: Frame, look: &MapLook) -> Fit {
        let most = if look.whole { usize::MAX } else { MOST_POOLED };
        Fit::fitted(size, frame, most).magnified(i32::from(look.steps), frame)
    }

    /// The largest cells with which everything is in view, with so many entries in a cell at most.
    fn fitted(size: (usize, usize), frame: Frame, most: usize) -> Fit {
        let (room, centre) = (frame.room, frame.centre);
        let scale = (2..=4).rev().find(|k| size.0 * k <= room.1 && size.1 * 2 * k <= room.0).unwrap_or(1);
        let (width, columns) = Fit::columns(size.1, room.0, centre.1, scale, most);
        // Where columns are crowded and rows are few, the rows are drawn twice as high: strips, not squares.
        let tall = if width == 1 && 2 * size.0 <= room.1 { 2 } else { scale };
        let (halves, rows) = if size.0 <= room.1 || !frame.halves {
            (2 * tall, Span::at_most(size.0, room.1 / tall, centre.0, most))
        } else {
            (1, Span::at_most(size.0, 2 * room.1, centre.0, most))
        };
        Fit { rows, columns, width, halves }.widened(room.0)
    }

    fn columns(total: usize, room: usize, centre: usize, scale: usize, most: usize) -> (usize, Span) {
        let wide = 2 * scale;
        let single = Span::at_most(total, room, centre, most);
        // A window is a close look: there the wider cells with their labels are worth more than a longer window.
        if total * wide <= room || !single.is_whole() && room >= 2 {
            (wide, Span::at_most(total, room / wide, centre, most))
        } else {
            (1, single)
        }
    }

    /// Spends columns that are left over on cells wider than high, as long as the map still reads as one.
    fn widened(self, room: usize) -> Fit {
        let widest = match self.halves {
            1 => 3,
            2 => 6,
            _ => 8,
        };
        let fits = |width: &usize| *width <= widest && width * self.columns.total <= room;
        match WIDTHS.into_iter().find(fits) {
            Some(width) if self.columns.pool == 1 && width > self.width => Fit { width, ..self },
            _ => self,
        }
    }

    /// Cells so many sizes larger, or smaller until all is in view.
    fn magnified(self, steps: i32, frame: Frame) -> Fit {
        let room = frame.room;
        let (columns, rows) =
            (self.columns.rung(self.width, |size| size.0), self.rows.rung(self.halves, |size| size.1));
        if steps == 0 || room.0 * room.1 == 0 {
            return self;
        }
        let largest = SIZES.iter().rposition(|size| size.0 <= room.0 && size.1 <= 2 * room.1).unwrap_or(0) as i32;
        let to = (columns.min(rows) + steps).min(largest);
        let mut fit = self;
        let moves = |own: i32| if steps > 0 { to > own } else { to < own };
        if moves(columns) {
            fit.width = SIZES[to.max(0) as usize].0;
            fit.columns = resized(&self.columns, room.0 / fit.width, frame.centre.1, to);
        }
        if moves(rows) {
            let least = if frame.halves { 1 } else { 2 };
            fit.halves = SIZES[to.max(0) as usize].1.max(least);
            fit.rows = resized(&self.rows, 2 * room.1 / fit.halves, frame.centre.0, to);
        }
        fit
    }

    /// The screen columns that the cells take.
    pub fn screen_width(&self) -> usize {
        self.columns.cells * self.width
    }

    /// The screen rows that the cells take.
    pub fn screen_height(&self) -> usize {
        (self.rows.cells * self.halves).div_ceil(2)
    }

    /// The screen row and column, from the first cell, where a drawn cell begins.
    pub fn place(&self, row: usize, column: usize) -> (usize, usize) {
        (row * self.halves / 2, column * self.width)
    }

    /// The entry (row, column) at a screen position from the first cell, where there is one.
    pub fn entry_at(&self, column: usize, row: usize) -> Option<(usize, usize)> {
        let (row, column) = (row * 2 / self.halves, column / self.width);
        let inside = row < self.rows.cells && column < self.columns.cells;
        inside.then(|| (self.rows.entries(row).start, self.columns.entries(column).start))
    }
}

/// The part of an axis in cells of another size: below 0, of 2, 4, 8 … entries, but of no more than bring all into view.
fn resized(span: &Span, room: usize, centre: usize, rung: i32) -> Span {
    let whole = span.total.div_ceil(room.max(1)).max(1);
    let pool = 1_usize.checked_shl(rung.min(0).unsigned_abs()).unwrap_or(whole);
    Span::pooled(span.total, room, centre, pool.min(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(size: (usize, usize), room: (usize, usize)) -> Fit {
        Fit::new(size, Frame { room, centre: (0, 0), halves: true }, &MapLook::default())
    }

    fn magnified(size: (usize, usize), room: (usize, usize), whole: bool, steps: i8) -> Fit {
        let look = MapLook { whole, steps, ..MapLook::default() };
        Fit::new(size, Frame { room, centre: (0, 0), halves: true }, &look)
    }

    #[test]
    fn the_largest_cells_that_fit_are_taken() {
        let shape = |size, room| {
            let fit = fit(size, room);
            (fit.width, fit.halves, fit.rows.pool, fit.columns.pool)
        };
        assert_eq!(shape((5, 5), (60, 30)), (8, 8, 1, 1));
        assert_eq!(shape((16, 16), (40, 20)), (2, 2, 1, 1));
        assert_eq!(shape((16, 24), (40, 20)), (1, 2, 1, 1));
        assert_eq!(shape((24, 24), (40, 20)), (1, 1, 1, 1));
        assert_eq!(shape((128, 128), (40, 20)), (1, 1, 4, 4));
        assert_eq!(shape((16, 1000), (40, 20)), (2, 2, 1, 1));
    }

    #[test]
    fn what_does_not_fit_is_pooled_or_windowed() {
        let fit = fit((200, 1000), (40, 20));
        assert_eq!(fit.rows, Span { start: 0, cells: 40, pool: 1, total: 200 });
        assert_eq!((fit.columns.cells, fit.columns.outside()), (20, (0, 980)));
        assert_eq!(Span::new(10, 4, 0).entries(3), 9..10);
        assert_eq!(Span::new(10, 4, 0).cell(9), Some(3));
        assert_eq!(Span::new(10, 4, 0).face(1, Some(4)), 4);
        assert_eq!(Span::new(10, 4, 0).face(1, Some(7)), 3);
    }

    #[test]
    fn the_cursor_is_in_view_and_every_entry_is_found_whatever_the_room() {
        for room in [(0, 0), (1, 1), (2, 1), (1, 2), (3, 2), (7, 5), (40, 20), (300, 100)] {
            for size in [(0, 0), (1, 1), (1, 5), (5, 1), (17, 17), (128, 128), (128, 1024)] {
                for (cursor, look) in looks(size) {
                    for halves in [false, true] {
                        let fit = Fit::new(size, Frame { room, centre: cursor, halves }, &look);
                        assert!(fit.screen_width() <= room.0 && fit.screen_height() <= room.1, "{fit:?} in {room:?}");
                        let empty = room.0 * room.1 == 0 || size.0 * size.1 == 0;
                        let seen = fit.rows.cell(cursor.0).is_some() && fit.columns.cell(cursor.1).is_some();
                        assert!(empty || seen, "{cursor:?} of {size:?} outside {fit:?}");
                        assert!((0..fit.rows.cells).all(|row| !fit.rows.entries(row).is_empty()));
                        assert!((0..fit.columns.cells).all(|column| !fit.columns.entries(column).is_empty()));
                        let whole = fit.rows.is_whole() && fit.columns.is_whole();
                        assert!(empty || whole || !look.whole || look.steps > 0, "{fit:?} is not the whole");
                    }
                }
            }
        }
    }

    /// Cursors in a matrix, with every way to magnify it.
    fn looks(size: (usize, usize)) -> impl Iterator<Item = ((usize, usize), MapLook)> {
        let cursors = [(0, 0), (size.0 / 2, size.1 / 3), (size.0.max(1) - 1, size.1.max(1) - 1)];
        let steps = [-16, -3, -1, 0, 1, 2, 16];
        let looks = [false, true].into_iter().flat_map(move |whole| steps.map(|steps| (whole, steps)));
        let looks = looks.map(|(whole, steps)| MapLook { whole, steps, ..MapLook::default() });
        looks.flat_map(move |look| cursors.map(|cursor| (cursor, look)))
    }

    #[test]
    fn cells_are_wider_than_high_where_columns_are_free() {
        let shape = |size, room| (fit(size, room).width, fit(size, room).halves);
        assert_eq!(shape((33, 33), (100, 28)), (3, 1));
        assert_eq!(shape((16, 16), (100, 20)), (6, 2));
        assert_eq!(shape((16, 16), (60, 20)), (3, 2));
        assert_eq!(shape((16, 16), (31, 20)), (1, 2));
    }

    #[test]
    fn magnifying_goes_to_the_largest_cells_and_to_the_whole() {
        let shape = |fit: Fit| (fit.width, fit.halves, fit.rows.pool, fit.columns.pool);
        let (size, room) = ((1024, 1024), (40, 20));
        assert_eq!(shape(magnified(size, room, false, 0)), (2, 1, 1, 1), "a window");
        assert_eq!(shape(magnified(size, room, false, 1)), (2, 2, 1, 1));
        assert_eq!(shape(magnified(size, room, false, 9)), (8, 8, 1, 1));
        assert_eq!(shape(magnified(size, room, false, -1)), (1, 1, 2, 2));
        assert_eq!(shape(magnified(size, room, false, -4)), (1, 1, 16, 16));
        assert_eq!(shape(magnified(size, room, false, -9)), (1, 1, 26, 26), "the whole");
        assert_eq!(shape(magnified(size, room, true, 0)), (1, 1, 26, 26));
        assert_eq!(shape(magnified(size, room, true, 1)), (1, 1, 16, 16));
        assert_eq!(shape(magnified((5, 5), (60, 30), false, -9)), (1, 1, 1, 1), "no entries share a cell without need");
    }

    #[test]
    fn without_two_colours_rows_are_pooled_whole() {
        let frame = Frame { room: (40, 20), centre: (0, 0), halves: false };
        let fit = Fit::new((24, 24), frame, &MapLook::default());
        assert_eq!((fit.halves, fit.rows.pool), (2, 2));
        assert_eq!(fit.entry_at(3, 2), Some((4, 3)));
        assert_eq!(fit.entry_at(0, 12), None);
    }
}
