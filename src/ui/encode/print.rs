//! A buffer as lines that scroll by, in colour.

use ratatui::buffer::Buffer;

use super::Painter;
use super::cursor::Cursor;
use super::pen::Pen;
use crate::ui::capability::Capability;
use crate::ui::plain;

/// Appends a whole buffer as lines of text in colour, for a terminal that scrolls: nothing but glyphs, pens and line
/// ends. Blanks at the end of a row are left out, and every line ends plain, so that each can be cut out by itself.
/// Without colours and modifiers it is [`plain::text`].
pub fn print(buffer: &Buffer, capability: &Capability, out: &mut Vec<u8>) {
    let depth = capability.colour;
    for (row, cells) in (0..).zip(plain::rows(buffer)) {
        let columns = cells.len() as u16;
        let cursor = Cursor::At { column: 0, row };
        let mut painter = Painter { out, pen: Pen::PLAIN, cursor, depth };
        let end = painter.blank_from(cells);
        let mut column = 0;
        while column < end {
            let look = painter.look(cells, column);
            painter.draw(&look, column, row, columns);
            column += look.width();
        }
        painter.turn(Pen::PLAIN);
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Modifier, Style};

    use super::*;

    fn printed(buffer: &Buffer) -> String {
        let mut out = Vec::new();
        print(buffer, &Capability::FULL, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_line_ends_plain() {
        let mut buffer = Buffer::with_lines(["注意 a  ", "b", ""]);
        buffer.set_style(buffer.area, Style::new().add_modifier(Modifier::BOLD));
        buffer[(5, 0)].set_fg(Color::Red);
        let text = printed(&buffer).replace('\x1b', "^");
        assert_eq!(text, "^[1m注意 ^[31ma^[m\n^[1mb^[m\n\n");
    }

    #[test]
    fn without_style_it_is_plain_text() {
        let buffer = Buffer::with_lines(["a 注 ▀▀  ", "", "❤\u{fe0f}x"]);
        assert_eq!(printed(&buffer), plain::text(&buffer));
    }
}
