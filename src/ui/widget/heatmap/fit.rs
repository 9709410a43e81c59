//! How many screen cells an entry of a matrix gets, and which entries are drawn.
//!
//! ```text
//!   entries along an axis      drawn as
//!   few                        several columns or rows each, up to 8 × 4
//!   as many as fit             2 columns or 1 row each, then 1 column, then half a row (▀)
//!   up to four times as many   the strongest of 2, 3 or 4 neighbours
//!   more                       a window that keeps the cursor in view
//! ```

/// More neighbours than this in one drawn cell say too little: then a window is shown instead.
const MOST_POOLED: usize = 4;

/// The largest cell: 8 columns by 4 rows leaves room for the number itself.
const LARGEST: usize = 4;

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
    /// All entries in `room` cells where they fit, else pooled, else a window around the cursor.
    pub fn new(total: usize, room: usize, cursor: usize) -> Span {
        let pool = if room == 0 { 1 } else { total.div_ceil(room).max(1) };
        if room == 0 || total == 0 {
            Span { start: 0, cells: 0, pool: 1, total }
        } else if pool <= MOST_POOLED {
            Span { start: 0, cells: total.div_ceil(pool), pool, total }
        } else {
            let start = cursor.saturating_sub(room / 2).min(total - room);
            Span { start, cells: room, pool: 1, total }
        }
    }

    /// The entries of one drawn cell.
    pub fn entries(&self, cell: usize) -> std::ops::Range<usize> {
        let start = self.start + cell * self.pool;
        start..(start + self.pool).min(self.total)
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
        (self.start, self.total.saturating_sub(self.start + self.cells * self.pool))
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

impl Fit {
    /// Fits a matrix of `size` (rows, columns) into `room` (screen columns, screen rows) around a cursor (row, column).
    /// `halves` says whether two cells may share a screen row, which takes two colours.
    pub fn new(size: (usize, usize), room: (usize, usize), cursor: (usize, usize), halves: bool) -> Fit {
        let scale = (2..=LARGEST).rev().find(|k| size.0 * k <= room.1 && size.1 * 2 * k <= room.0).unwrap_or(1);
        let (width, columns) = Fit::columns(size.1, room.0, cursor.1, scale);
        // Where columns are crowded and rows are few, the rows are drawn twice as high: strips, not squares.
        let tall = if width == 1 && 2 * size.0 <= room.1 { 2 } else { scale };
        let (halves, rows) = if size.0 <= room.1 || !halves {
            (2 * tall, Span::new(size.0, room.1 / tall, cursor.0))
        } else {
            (1, Span::new(size.0, 2 * room.1, cursor.0))
        };
        Fit { rows, columns, width, halves }
    }

    fn columns(total: usize, room: usize, cursor: usize, scale: usize) -> (usize, Span) {
        let wide = 2 * scale;
        let single = Span::new(total, room, cursor);
        // A window is a close look: there the wider cells with their labels are worth more than a longer window.
        if total * wide <= room || single.cells < total.div_ceil(single.pool) && room >= 2 {
            (wide, Span::new(total, room / wide, cursor))
        } else {
            (1, single)
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(size: (usize, usize), room: (usize, usize)) -> Fit {
        Fit::new(size, room, (0, 0), true)
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
                for cursor in [(0, 0), (size.0 / 2, size.1 / 3), (size.0.max(1) - 1, size.1.max(1) - 1)] {
                    for halves in [false, true] {
                        let fit = Fit::new(size, room, cursor, halves);
                        assert!(fit.screen_width() <= room.0 && fit.screen_height() <= room.1, "{fit:?} in {room:?}");
                        let empty = room.0 * room.1 == 0 || size.0 * size.1 == 0;
                        let seen = fit.rows.cell(cursor.0).is_some() && fit.columns.cell(cursor.1).is_some();
                        assert!(empty || seen, "{cursor:?} of {size:?} outside {fit:?}");
                        for row in fit.rows.start..fit.rows.start + fit.rows.cells {
                            assert!(fit.rows.entries(row - fit.rows.start).end <= size.0);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn without_two_colours_rows_are_pooled_whole() {
        let fit = Fit::new((24, 24), (40, 20), (0, 0), false);
        assert_eq!((fit.halves, fit.rows.pool), (2, 2));
        assert_eq!(fit.entry_at(3, 2), Some((4, 3)));
        assert_eq!(fit.entry_at(0, 12), None);
    }
}
