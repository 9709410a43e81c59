//! Text in a buffer, cut by the columns it takes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::piece::{columns, cut};

/// Writes a text at a column of a row of `area`, cut with `…` where the area ends, and returns the column after it.
/// Rows and columns count from the area's corner; what lies outside is not drawn.
pub fn put(buffer: &mut Buffer, area: Rect, (column, row): (u16, u16), text: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    if row >= area.height || column >= area.width {
        return column;
    }
    let text = cut(text, usize::from(area.width - column));
    buffer.set_string(area.x + column, area.y + row, &text, style);
    column + columns(&text) as u16
}

/// Writes a text so that it ends before column `end` of a row of `area`, cut where it would begin before `start`, and
/// returns the column it begins in.
pub fn put_right(buffer: &mut Buffer, area: Rect, (start, end, row): (u16, u16, u16), text: &str, style: Style) -> u16 {
    let end = end.min(area.width);
    let room = end.saturating_sub(start);
    let text = cut(text, usize::from(room));
    let at = end - (columns(&text) as u16).min(end);
    put(buffer, area, (at, row), &text, style);
    at
}

/// Writes spans one after the other and returns the column after the last.
pub fn put_all<'a>(
    buffer: &mut Buffer,
    area: Rect,
    (mut column, row): (u16, u16),
    spans: impl IntoIterator<Item = (&'a str, Style)>,
) -> u16 {
    for (text, style) in spans {
        column = put(buffer, area, (column, row), text, style);
    }
    column
}

/// Breaks a text into lines of at most `width` columns, between words where it can.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            *line = cut(word, width).into_owned();
        } else if columns(line) + 1 + columns(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(cut(word, width).into_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Cell;

    #[test]
    fn text_is_cut_by_columns_and_stays_in_its_area() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let area = Rect::new(1, 0, 5, 1);
        assert_eq!(put(&mut buffer, area, (0, 0), "中文字", Style::new()), 5);
        assert_eq!(put(&mut buffer, area, (5, 0), "outside", Style::new()), 5);
        assert_eq!(put(&mut buffer, area, (0, 1), "below", Style::new()), 0);
        assert_eq!(buffer.content.iter().map(Cell::symbol).collect::<String>(), " 中 文 …  ");
    }

    #[test]
    fn text_on_the_right_ends_where_it_should() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let area = buffer.area;
        assert_eq!(put_right(&mut buffer, area, (2, 7, 0), "abc", Style::new()), 4);
        assert_eq!(put_right(&mut buffer, area, (6, 99, 0), "abc", Style::new()), 6);
        assert_eq!(buffer.content.iter().map(Cell::symbol).collect::<String>(), "    aba…");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("", 7), [""]);
        assert_eq!(wrap("unbreakable", 4), ["unb…"]);
    }
}
