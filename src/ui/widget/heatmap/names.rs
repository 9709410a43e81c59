//! Names above the columns of a map: along the line where cells are wide, else downwards, with a mark where one goes on.
//!
//! ```text
//!   wide cells           narrow cells
//!    It  is  a  tr…      I i a t
//!    ██▓▓                t s   r
//!                              …
//!                        █▓
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use super::{Fit, Heatmap, Layout};
use crate::model::piece::{columns, cut};
use crate::ui::theme::{Role, Theme};
use crate::ui::widget::put;

/// Cells of so many columns have their names along the line.
const WIDE: usize = 4;

/// The lines that names written downwards take at most: two letters and a mark.
const MOST: usize = 3;

/// In fewer lines than these a map that is drawn in part gives none of them up.
const TALL: u16 = 12;

/// What stands below the letters of a name that goes on.
const GOES_ON: &str = "…";

/// Whether there is a name that shows more with one more line above the map, and the map next to nothing less.
pub(super) fn gain_by_a_row(map: &Heatmap<'_>, area: Rect, (now, then): (&Fit, &Fit)) -> bool {
    let alike = (now.width, now.halves, now.rows.pool) == (then.width, then.halves, then.rows.pool);
    let nothing_less = now.rows.cells == then.rows.cells || !now.rows.is_whole() && area.height >= TALL;
    let goes_on = |cell: usize| {
        let name = map.columns.text(now.columns.face(cell, Some(map.cursor.1)));
        let mut letters = name.graphemes(true);
        let wide = letters.next().is_some_and(|first| columns(first) > now.width);
        letters.nth(usize::from(!wide)).is_some()
    };
    now.width < WIDE && alike && nothing_less && (0..now.columns.cells).any(goes_on)
}

/// Writes the names into the area above the cells.
pub(super) fn render(map: &Heatmap<'_>, theme: &Theme, layout: &Layout, area: Rect, buffer: &mut Buffer) {
    let (fit, width) = (layout.fit, layout.fit.width);
    // The last name may hang over the column beside the cells, but for the line of the mark that stands there.
    let mut beside = [layout.beside == 0; MOST];
    beside[usize::from(area.height) - 1] = true;
    let area = Rect { width: area.width + u16::from(layout.beside > 0), ..area };
    for cell in (0..fit.columns.cells).rev() {
        let column = fit.columns.face(cell, Some(map.cursor.1));
        let name = map.columns.text(column);
        let style = theme.style(if column == map.cursor.1 { Role::Accent } else { Role::Quiet });
        let x = (cell * width) as u16;
        if width >= WIDE {
            let name = cut(&name, width - 1);
            put(buffer, area, (x + (width - columns(&name)) as u16 / 2, area.height - 1), &name, style);
            continue;
        }
        let lines = downwards(&name, usize::from(area.height), width, (cell, beside));
        for (y, letter) in (0..).zip(lines) {
            put(buffer, area, (x, y), letter, style);
        }
        beside = std::array::from_fn(|y| !lines[y].is_empty());
    }
}

/// What stands in each of so many lines above a cell: the letters of a name as far as there is room, and a mark where there
/// is none for all of them. A letter wider than the cell hangs over the next, where nothing stands in its line; neighbours
/// take turns with the first two.
fn downwards(name: &str, lines: usize, width: usize, (cell, beside): (usize, [bool; MOST])) -> [&str; MOST] {
    let mut written = [""; MOST];
    let letters: Vec<&str> = name.graphemes(true).take(lines + 1).collect();
    let wide = |letter: &&str| columns(letter) > width;
    if letters.first().is_some_and(wide) {
        let goes_on = letters.len() > 1;
        let room = if goes_on { lines - 1 } else { lines };
        let line = [cell % 2, 1 - cell % 2, 2].into_iter().find(|line| *line < room && !beside[*line]);
        if let Some(line) = line {
            written[line] = letters[0];
        }
        if goes_on || line.is_none() {
            written[lines - 1] = GOES_ON;
        }
        return written;
    }
    let all = letters.len() <= lines && !letters.iter().any(wide);
    let narrow = letters.iter().take_while(|letter| !wide(letter)).count();
    let kept = if all { letters.len() } else { narrow.min(lines - 1) };
    written[..kept].copy_from_slice(&letters[..kept]);
    if !all {
        written[kept] = GOES_ON;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn above(name: &str, lines: usize, width: usize) -> String {
        downwards(name, lines, width, (0, [false; MOST])).concat()
    }

    #[test]
    fn a_name_that_goes_on_is_marked() {
        for (name, two, three) in [("a", "a", "a"), ("It", "It", "It"), ("the", "t…", "the"), ("truth", "t…", "tr…")]
        {
            assert_eq!((above(name, 2, 1), above(name, 3, 1)), (two.to_owned(), three.to_owned()), "{name}");
        }
        assert_eq!(above("中文", 2, 2), "中文");
        assert_eq!(above("中文字典", 3, 2), "中文…");
        assert_eq!(above("a中", 3, 1), "a…");
        assert_eq!(above("", 3, 1), "");
    }

    #[test]
    fn a_wide_letter_hangs_over_what_is_free() {
        let above = |name, beside| downwards(name, 3, 1, (1, beside));
        assert_eq!(above("中", [false; 3]), ["", "中", ""]);
        assert_eq!(above("中", [false, true, false]), ["中", "", ""]);
        assert_eq!(above("中", [true, true, false]), ["", "", "中"]);
        assert_eq!(above("中", [true; 3]), ["", "", "…"]);
        assert_eq!(above("中文", [true, false, true]), ["", "中", "…"]);
        assert_eq!(above("中文", [true, true, false]), ["", "", "…"]);
        assert_eq!(downwards("中", 2, 1, (1, [true, false, false])), ["", "中", ""]);
        assert_eq!(downwards("中文", 2, 1, (1, [false; 3])), ["中", "…", ""]);
    }
}
