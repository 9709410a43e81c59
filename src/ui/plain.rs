//! A buffer as text, for tests, pipes and logs.

use ratatui::buffer::{Buffer, Cell};

use super::glyph::Glyph;

/// The rows of a buffer without colours, blanks at their ends left out.
///
/// ```
/// use ratatui::buffer::Buffer;
/// assert_eq!(headlight::ui::plain::lines(&Buffer::with_lines(["注意 a  ", ""])), ["注意 a", ""]);
/// ```
pub fn lines(buffer: &Buffer) -> Vec<String> {
    rows(buffer).map(line).collect()
}

/// The whole buffer without colours: its [`lines`], each with a line end.
pub fn text(buffer: &Buffer) -> String {
    rows(buffer).map(|cells| line(cells) + "\n").collect()
}

/// The rows of a buffer from the top; each is as many cells as the buffer has columns.
pub(super) fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    let columns = usize::from(buffer.area.width);
    buffer.content.chunks(columns.max(1))
}

/// The glyphs of a row with the column at which each begins. What a wide glyph covers is skipped; one that does not
/// fit in the last column is left out.
pub(super) fn glyphs(cells: &[Cell]) -> impl Iterator<Item = (usize, &Cell, Glyph<'_>)> {
    let mut next = 0;
    cells.iter().enumerate().filter_map(move |(column, cell)| {
        if column < next {
            return None;
        }
        let glyph = Glyph::of(cell.symbol());
        let fits = column + usize::from(glyph.width) <= cells.len();
        let glyph = if fits { glyph } else { Glyph::BLANK };
        next = column + usize::from(glyph.width);
        Some((column, cell, glyph))
    })
}

fn line(cells: &[Cell]) -> String {
    let mut line = String::new();
    for (_, _, glyph) in glyphs(cells) {
        line += glyph.text;
        line.extend((glyph.drawn..glyph.width).map(|_| ' '));
    }
    line.truncate(line.trim_end_matches(' ').len());
    line
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn wide_glyphs_are_one_and_blank_ends_none() {
        let mut buffer = Buffer::with_lines(["a 注意 b  ", "         ", "❤\u{fe0f}x      "]);
        buffer[(9, 0)].set_symbol("注");
        assert_eq!(text(&buffer), "a 注意 b\n\n❤ x\n");
        assert_eq!(lines(&buffer).len(), 3);
    }

    #[test]
    fn no_cells_no_text() {
        for (width, height) in [(0, 0), (3, 0), (0, 3)] {
            assert_eq!(text(&Buffer::empty(Rect::new(0, 0, width, height))), "");
        }
    }

    #[test]
    fn control_characters_stay_out() {
        let mut buffer = Buffer::with_lines(["ab"]);
        buffer[(0, 0)].set_symbol("\u{1b}[2J");
        assert_eq!(text(&buffer), "?b\n");
    }
}
