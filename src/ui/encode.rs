//! Two buffers to the fewest bytes that turn one screen into the other.
//!
//! ```text
//! previous ┐
//!          ├─ cells that look different ── cursor there ── pen changed ── glyph ──▶ bytes
//! next ────┘    (look.rs)                  (cursor.rs)     (pen.rs)
//! ```
//!
//! - Cells are compared by what is *seen* at the terminal's colour depth: `▀` red over blue is `▄` blue over red, a
//!   blank has no foreground, two colours that become the same one of 256 are equal.
//! - Only what changes about the pen is said, only the shortest way to the next cell is gone, and a few unchanged
//!   cells in between are written again where that is shorter still.
//! - A wide glyph is one thing: when it goes, both its columns are drawn anew.
//! - A frame that needs bytes is wrapped in synchronized output; one that does not is empty.
//!
//! [`encode`] starts and ends with a plain pen and an unknown cursor, so that its bytes depend on its arguments alone
//! and may be shared among viewers. [`Encoder`] remembers both between frames, for a terminal that is ours alone.

mod cursor;
mod ink;
mod look;
mod pen;
mod print;

use ratatui::buffer::{Buffer, Cell};

use self::cursor::Cursor;
use self::ink::Ink;
use self::look::Look;
use self::pen::{Pen, RESET};
pub use self::print::print;
use super::capability::{Capability, ColourDepth};

/// Begin and end of a frame that is shown at once (DEC mode 2026).
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// Erases from the cursor to the end of the row.
const ERASE_ROW: &[u8] = b"\x1b[K";

/// Appends the bytes that turn a screen showing `previous` into one showing `next`.
///
/// The pen is taken to be plain and is left plain; nothing is assumed about the cursor. A `previous` of another size
/// (an empty one, say) stands for a screen of unknown content, of which every cell is drawn. Nothing is appended
/// when nothing changes.
pub fn encode(previous: &Buffer, next: &Buffer, capability: &Capability, out: &mut Vec<u8>) {
    let mut encoder = Encoder { capability: *capability, pen: Some(Pen::PLAIN), cursor: Cursor::Unknown };
    encoder.paint(previous, next, Pen::PLAIN, out);
}

/// Encodes the frames of one terminal, remembering pen and cursor from one to the next.
#[derive(Clone, Debug)]
pub struct Encoder {
    capability: Capability,
    pen: Option<Pen>,
    cursor: Cursor,
}

impl Encoder {
    /// An encoder for a terminal of which only the capability is known.
    pub fn new(capability: Capability) -> Encoder {
        Encoder { capability, pen: None, cursor: Cursor::Unknown }
    }

    /// Appends the bytes that turn a screen showing `previous` into one showing `next`; see [`encode`].
    pub fn frame(&mut self, previous: &Buffer, next: &Buffer, out: &mut Vec<u8>) {
        self.paint(previous, next, None, out);
    }

    /// Forgets pen and cursor, after something else has written to the terminal.
    pub fn forget(&mut self) {
        (self.pen, self.cursor) = (None, Cursor::Unknown);
    }

    /// Appends one frame and, if a pen is asked for, leaves that pen behind.
    fn paint(&mut self, previous: &Buffer, next: &Buffer, leave: impl Into<Option<Pen>>, out: &mut Vec<u8>) {
        let start = out.len();
        if self.capability.synchronized {
            out.extend_from_slice(BEGIN);
        }
        let opened = out.len();
        let pen = self.pen.unwrap_or_else(|| {
            out.extend_from_slice(RESET);
            Pen::PLAIN
        });
        let prepared = out.len();
        let mut painter = Painter { out, pen, cursor: self.cursor, depth: self.capability.colour };
        painter.screen(previous, next);
        if let Some(pen) = leave.into() {
            painter.turn(pen);
        }
        let (pen, cursor) = (painter.pen, painter.cursor);
        if out.len() == prepared {
            out.truncate(start);
            return;
        }
        (self.pen, self.cursor) = (Some(pen), cursor);
        if opened > start {
            out.extend_from_slice(END);
        }
    }
}

/// Writes the cells of one frame.
struct Painter<'out> {
    out: &'out mut Vec<u8>,
    pen: Pen,
    cursor: Cursor,
    depth: ColourDepth,
}

impl Painter<'_> {
    /// Draws what differs, or everything where the sizes do.
    fn screen(&mut self, previous: &Buffer, next: &Buffer) {
        let columns = usize::from(next.area.width);
        if columns == 0 {
            return;
        }
        let known = previous.area.as_size() == next.area.as_size();
        let mut before = previous.content.chunks_exact(columns);
        for (row, after) in (0..next.area.height).zip(next.content.chunks_exact(columns)) {
            let before = if known { before.next() } else { None };
            if before != Some(after) {
                self.row(row, before, after);
            }
        }
    }

    /// Draws one row; `before` is what is there now, if that is known.
    fn row(&mut self, row: u16, before: Option<&[Cell]>, after: &[Cell]) {
        let columns = after.len() as u16;
        let blank_from = self.blank_from(after);
        let changed_to = before.map_or(columns, |before| changed_to(before, after));
        let mut old = before.map(|cells| Looks { cells, column: 0, depth: self.depth });
        let mut drawn_to = None; // the column after the last one drawn in this row
        let mut column = 0;
        while column < columns {
            let look = self.look(after, column);
            let unchanged = old.as_mut().is_some_and(|old| old.at(column) == Some(look));
            if unchanged {
                column += look.width();
                continue;
            }
            if let Some(from) = drawn_to {
                self.bridge(after, from, column, row);
            }
            if column >= blank_from && changed_to.saturating_sub(column) > ERASE_ROW.len() as u16 {
                self.erase(column, row);
                return;
            }
            self.draw(&look, column, row, columns);
            column += look.width();
            drawn_to = Some(column);
        }
    }

    /// The first column from which on a row is blank in the terminal's own background.
    fn blank_from(&self, cells: &[Cell]) -> u16 {
        let blank = |cell: &&Cell| cell.symbol() == " " && Look::of(cell, 1, self.depth) == Look::Blank(Ink::Default);
        (cells.len() - cells.iter().rev().take_while(blank).count()) as u16
    }

    fn look<'a>(&self, cells: &'a [Cell], column: u16) -> Look<'a> {
        Look::of(&cells[usize::from(column)], cells.len() as u16 - column, self.depth)
    }

    /// Writes the unchanged cells between two changed ones again, if that takes no more bytes than going around.
    fn bridge(&mut self, cells: &[Cell], from: u16, to: u16, row: u16) {
        let (start, pen, cursor) = (self.out.len(), self.pen, self.cursor);
        if from == to || cursor != (Cursor::At { column: from, row }) {
            return;
        }
        self.cursor.go(to, row, self.out);
        let going = self.out.len() - start;
        self.out.truncate(start);
        self.cursor = cursor;
        let mut column = from;
        while column < to && self.out.len() - start <= going && self.pen == pen {
            let look = self.look(cells, column);
            self.draw(&look, column, row, cells.len() as u16);
            column += look.width();
        }
        if column != to || self.out.len() - start > going || self.pen != pen {
            self.out.truncate(start);
            (self.pen, self.cursor) = (pen, cursor);
        }
    }

    /// Draws one look at its place.
    fn draw(&mut self, look: &Look<'_>, column: u16, row: u16, columns: u16) {
        self.cursor.go(column, row, self.out);
        let (text, blanks, pen) = look.draw(self.pen);
        self.turn(pen);
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend((0..blanks).map(|_| b' '));
        let column = column + look.width();
        self.cursor = if column < columns { Cursor::At { column, row } } else { Cursor::Edge { row } };
    }

    /// Blanks the rest of a row in the terminal's own background.
    fn erase(&mut self, column: u16, row: u16) {
        self.cursor.go(column, row, self.out);
        let (_, _, pen) = Look::Blank(Ink::Default).draw(self.pen);
        self.turn(pen);
        self.out.extend_from_slice(ERASE_ROW);
    }

    fn turn(&mut self, pen: Pen) {
        self.pen.change(pen, self.out);
        self.pen = pen;
    }
}

/// The column after the last one at which two rows differ.
fn changed_to(before: &[Cell], after: &[Cell]) -> u16 {
    let same = before.iter().rev().zip(after.iter().rev()).take_while(|(old, new)| old == new).count();
    (after.len() - same) as u16
}

/// The looks of a row, asked for from left to right. A column inside a wide glyph has none.
struct Looks<'a> {
    cells: &'a [Cell],
    column: u16,
    depth: ColourDepth,
}

impl<'a> Looks<'a> {
    /// What begins at `column`, which must not be smaller than the last time.
    fn at(&mut self, column: u16) -> Option<Look<'a>> {
        let columns = self.cells.len() as u16;
        while self.column < columns {
            let look = Look::of(&self.cells[usize::from(self.column)], columns - self.column, self.depth);
            if self.column >= column {
                return (self.column == column).then_some(look);
            }
            self.column += look.width();
        }
        None
    }
}

#[cfg(test)]
mod tests;
