//! Where a terminal's cursor is, and the shortest way to take it elsewhere.

use super::pen::push_number;

/// What is known of the cursor. Columns and rows count from 0 at the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cursor {
    /// Nothing.
    Unknown,
    /// The last column of this row has just been written. Terminals differ in where the cursor then is and what
    /// a relative movement does, so that only a carriage return or an absolute address is safe.
    Edge { row: u16 },
    /// It stands on this cell.
    At { column: u16, row: u16 },
}

impl Cursor {
    /// Appends the shortest sequence that puts the cursor on `column` of `row`.
    pub(super) fn go(&mut self, column: u16, row: u16, out: &mut Vec<u8>) {
        if *self == (Cursor::At { column, row }) {
            return;
        }
        let start = out.len();
        address(column, row, out);
        match *self {
            Cursor::Unknown => {}
            Cursor::Edge { row: from } => {
                shorten(start, out, |out| start_of_row(from, column, row, out));
                if from == row {
                    shorten(start, out, |out| sequence(column + 1, b'G', out));
                }
            }
            Cursor::At { column: here, row: from } => {
                shorten(start, out, |out| start_of_row(from, column, row, out));
                if from == row {
                    shorten(start, out, |out| step(here, column, *b"DC", out));
                    shorten(start, out, |out| sequence(column + 1, b'G', out));
                } else if here == column {
                    shorten(start, out, |out| step(from, row, *b"AB", out));
                }
            }
        }
        *self = Cursor::At { column, row };
    }
}

/// Appends what `write` writes in place of everything from `start` on, if that is shorter.
fn shorten(start: usize, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let end = out.len();
    write(out);
    if (1..end - start).contains(&(out.len() - end)) {
        out.drain(start..end);
    } else {
        out.truncate(end);
    }
}

/// The absolute address of a cell.
fn address(column: u16, row: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    if (column, row) != (0, 0) {
        push_number(row + 1, out);
    }
    if column > 0 {
        out.push(b';');
        push_number(column + 1, out);
    }
    out.push(b'H');
}

/// A carriage return, up to two line feeds, and on to `column`; nothing where that does not lead to `row`.
fn start_of_row(from: u16, column: u16, row: u16, out: &mut Vec<u8>) {
    let Some(down @ 0..=2) = row.checked_sub(from) else { return };
    out.push(b'\r');
    out.extend((0..down).map(|_| b'\n'));
    step(0, column, *b"DC", out);
}

/// A relative movement along one axis; `letters` are the finals for towards 0 and away from it.
fn step(from: u16, to: u16, letters: [u8; 2], out: &mut Vec<u8>) {
    if from != to {
        sequence(from.abs_diff(to), letters[usize::from(to > from)], out);
    }
}

/// A control sequence with one number, which is 1 when left out.
fn sequence(number: u16, letter: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    if number != 1 {
        push_number(number, out);
    }
    out.push(letter);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_way_is_taken() {
        let at = |column, row| Cursor::At { column, row };
        let cases = [
            (Cursor::Unknown, (0, 0), "^[H"),
            (Cursor::Unknown, (0, 6), "^[7H"),
            (Cursor::Unknown, (9, 0), "^[1;10H"),
            (at(5, 5), (5, 5), ""),
            (at(5, 5), (6, 5), "^[C"),
            (at(5, 5), (25, 5), "^[20C"),
            (at(115, 5), (4, 5), "^[5G"),
            (at(5, 5), (4, 5), "^[D"),
            (at(5, 5), (0, 5), "\r"),
            (at(5, 5), (0, 6), "\r\n"),
            (at(5, 5), (1, 6), "\r\n^[C"),
            (at(50, 5), (50, 6), "^[B"),
            (at(50, 5), (50, 2), "^[3A"),
            (at(50, 5), (40, 12), "^[13;41H"),
            (Cursor::Edge { row: 3 }, (0, 4), "\r\n"),
            (Cursor::Edge { row: 3 }, (0, 3), "\r"),
            (Cursor::Edge { row: 3 }, (79, 3), "^[80G"),
        ];
        for (mut cursor, (column, row), expected) in cases {
            let (from, mut out) = (cursor, b"before".to_vec());
            cursor.go(column, row, &mut out);
            assert_eq!(cursor, at(column, row));
            let text = String::from_utf8(out).unwrap().replace('\x1b', "^");
            assert_eq!(text.strip_prefix("before"), Some(expected), "{from:?} to {column}, {row}");
        }
    }
}
