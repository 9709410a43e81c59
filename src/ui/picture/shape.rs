//! Blocks, lines and braille as rectangles: exact at every size and in every font, and no gaps between cells.

/// Pixels across and down a cell. Lines are whole pixels.
pub(super) const CELL: (f32, f32) = (10.0, 20.0);

/// A rectangle within a cell: left, top, width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rectangle {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// The arms of a line drawing, from the middle of the cell to an edge.
const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const UP: u8 = 4;
const DOWN: u8 = 8;

/// The rectangles of a glyph that is one drawn rather than written; `None` for all others.
pub(super) fn rectangles(glyph: char) -> Option<Vec<Rectangle>> {
    let number = u32::from(glyph);
    match number {
        0x2500..=0x257f => arms(number).map(|(all, heavy)| lines(all, heavy)),
        0x2580..=0x2590 | 0x2594..=0x259f => Some(blocks(number)),
        0x2800..=0x28ff => Some(braille(number - 0x2800)),
        0x1fb00..=0x1fb3b => Some(sextants(number - 0x1fb00)),
        _ => None,
    }
}

/// How much of a shaded cell is foreground.
pub(super) fn shade(glyph: char) -> Option<f32> {
    Some(match glyph {
        '░' => 0.25,
        '▒' => 0.5,
        '▓' => 0.75,
        _ => return None,
    })
}

/// A rectangle in units of `columns` × `rows` parts of a cell.
fn part((left, top): (u32, u32), (width, height): (u32, u32), (columns, rows): (u32, u32)) -> Rectangle {
    let across = |parts: u32| CELL.0 * parts as f32 / columns as f32;
    let down = |parts: u32| CELL.1 * parts as f32 / rows as f32;
    Rectangle { left: across(left), top: down(top), width: across(width), height: down(height) }
}

/// Halves, eighths and quadrants.
fn blocks(number: u32) -> Vec<Rectangle> {
    let eighths = (8, 8);
    match number {
        0x2580 => vec![part((0, 0), (8, 4), eighths)],
        0x2581..=0x2588 => vec![part((0, 0x2588 - number), (8, number - 0x2580), eighths)],
        0x2589..=0x258f => vec![part((0, 0), (0x2590 - number, 8), eighths)],
        0x2590 => vec![part((4, 0), (4, 8), eighths)],
        0x2594 => vec![part((0, 0), (8, 1), eighths)],
        0x2595 => vec![part((7, 0), (1, 8), eighths)],
        _ => {
            // Upper left, upper right, lower left, lower right, from the lowest bit.
            const QUADRANTS: [u32; 10] =
                [0b0100, 0b1000, 0b0001, 0b1101, 0b1001, 0b0111, 0b1011, 0b0010, 0b0110, 0b1110];
            grid(QUADRANTS[(number - 0x2596) as usize], 2)
        }
    }
}

/// Six parts of a cell, two across, from the lowest bit; the sequence leaves out the two halves, which are blocks.
fn sextants(offset: u32) -> Vec<Rectangle> {
    let left_half = u32::from(offset >= 20);
    let right_half = u32::from(offset >= 40);
    grid(offset + 1 + left_half + right_half, 3)
}

/// The parts, two across and `rows` down, whose bits are set.
fn grid(bits: u32, rows: u32) -> Vec<Rectangle> {
    let set = (0..2 * rows).filter(|bit| bits >> bit & 1 == 1);
    set.map(|bit| part((bit % 2, bit / 2), (1, 1), (2, rows))).collect()
}

/// Eight dots, two across.
fn braille(bits: u32) -> Vec<Rectangle> {
    const PLACES: [(u32, u32); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
    let set = PLACES.into_iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
    // Each dot is the middle of its quarter of a half.
    set.map(|(_, (column, row))| part((3 * column + 1, 3 * row + 1), (1, 1), (6, 12))).collect()
}

/// The arms of a line drawing and which of them are heavy.
fn arms(number: u32) -> Option<(u8, u8)> {
    const CROSS: [u8; 16] = [0, 1, 2, 3, 4, 8, 12, 5, 6, 9, 10, 7, 11, 13, 14, 15];
    let at = |first: u32| (number - first) as usize;
    Some(match number {
        0x2500 | 0x2501 => (LEFT | RIGHT, [0, LEFT | RIGHT][at(0x2500)]),
        0x2502 | 0x2503 => (UP | DOWN, [0, UP | DOWN][at(0x2502)]),
        0x250c..=0x251b => {
            let (level, upright) = [(RIGHT, DOWN), (LEFT, DOWN), (RIGHT, UP), (LEFT, UP)][at(0x250c) / 4];
            (level | upright, [0, level, upright, level | upright][at(0x250c) % 4])
        }
        0x251c..=0x252b => {
            let stem = [RIGHT, LEFT][at(0x251c) / 8];
            let heavy = [0, stem, UP, DOWN, UP | DOWN, stem | UP, stem | DOWN, stem | UP | DOWN];
            (stem | UP | DOWN, heavy[at(0x251c) % 8])
        }
        0x252c..=0x253b => {
            let stem = [DOWN, UP][at(0x252c) / 8];
            let heavy = [0, LEFT, RIGHT, LEFT | RIGHT, stem, stem | LEFT, stem | RIGHT, stem | LEFT | RIGHT];
            (stem | LEFT | RIGHT, heavy[at(0x252c) % 8])
        }
        0x253c..=0x254b => (LEFT | RIGHT | UP | DOWN, CROSS[at(0x253c)]),
        // Rounded corners are drawn square.
        0x256d..=0x2570 => ([RIGHT | DOWN, LEFT | DOWN, LEFT | UP, RIGHT | UP][at(0x256d)], 0),
        0x2574..=0x257b => {
            let arm = [LEFT, UP, RIGHT, DOWN][at(0x2574) % 4];
            (arm, if number < 0x2578 { 0 } else { arm })
        }
        _ => return None,
    })
}

/// Lines along the arms: one pixel wide, or three if heavy, crossing at the middle of the cell.
fn lines(all: u8, heavy: u8) -> Vec<Rectangle> {
    let (width, height) = CELL;
    let present = [LEFT, RIGHT, UP, DOWN].into_iter().filter(|arm| all & arm != 0);
    let line = |arm: u8| {
        let (before, thick) = if heavy & arm == 0 { (0.0, 1.0) } else { (1.0, 3.0) };
        let (x, y) = (width / 2.0 - before, height / 2.0 - before);
        match arm {
            LEFT => Rectangle { left: 0.0, top: y, width: x + thick, height: thick },
            RIGHT => Rectangle { left: x, top: y, width: width - x, height: thick },
            UP => Rectangle { left: x, top: 0.0, width: thick, height: y + thick },
            _ => Rectangle { left: x, top: y, width: thick, height: height - y },
        }
    };
    present.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(glyph: char) -> f32 {
        rectangles(glyph).unwrap().iter().map(|r| r.width * r.height).sum::<f32>() / (CELL.0 * CELL.1)
    }

    #[test]
    fn blocks_cover_what_their_names_say() {
        for (glyph, share) in [('█', 1.0), ('▀', 0.5), ('▄', 0.5), ('▌', 0.5), ('▐', 0.5), ('▁', 0.125), ('▉', 0.875)]
        {
            assert!((area(glyph) - share).abs() < 1e-6, "{glyph}");
        }
        for (glyph, share) in [('▖', 0.25), ('▚', 0.5), ('▟', 0.75), ('🬀', 1.0 / 6.0), ('🬻', 5.0 / 6.0)] {
            assert!((area(glyph) - share).abs() < 1e-6, "{glyph}");
        }
        assert_eq!(rectangles('⣿').unwrap().len(), 8);
        assert_eq!(rectangles('⠀').unwrap().len(), 0);
    }

    #[test]
    fn every_rectangle_stays_in_its_cell() {
        for number in (0x2500..0x2900).chain(0x1fb00..0x1fb3c) {
            let glyph = char::from_u32(number).unwrap();
            for r in rectangles(glyph).unwrap_or_default() {
                let right = r.left + r.width;
                let bottom = r.top + r.height;
                assert!(
                    r.left >= 0.0 && r.top >= 0.0 && right <= CELL.0 + 1e-4 && bottom <= CELL.1 + 1e-4,
                    "{glyph} {r:?}"
                );
            }
        }
    }

    #[test]
    fn joints_have_the_arms_that_unicode_names() {
        let cases = [
            ('─', LEFT | RIGHT, 0),
            ('┐', LEFT | DOWN, 0),
            ('┗', RIGHT | UP, RIGHT | UP),
            ('┡', RIGHT | UP | DOWN, RIGHT | UP),
            ('┪', LEFT | UP | DOWN, LEFT | DOWN),
            ('┲', LEFT | RIGHT | DOWN, RIGHT | DOWN),
            ('┺', LEFT | RIGHT | UP, RIGHT | UP),
            ('╆', LEFT | RIGHT | UP | DOWN, RIGHT | DOWN),
            ('╈', LEFT | RIGHT | UP | DOWN, LEFT | RIGHT | DOWN),
            ('╰', RIGHT | UP, 0),
            ('╸', LEFT, LEFT),
        ];
        for (glyph, all, heavy) in cases {
            assert_eq!(arms(u32::from(glyph)), Some((all, heavy)), "{glyph}");
        }
    }
}
