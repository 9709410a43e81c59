//! Text in a buffer, cut by the columns it takes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::model::piece::{columns, cut};

/// Writes a text at a column of a row of `area`, cut with `…` where the area ends, and returns the column after it.
/// Rows and columns count from the area's corner; what lies outside is not drawn.
pub fn put(buffer: &mut Buffer, area: Rect, (column, row): (u16, u16), text: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    if row >= area.height || column >= area.width {
        return column;
    }
    let text = cut(text, usize::from(area.width - column));
    if !text.is_empty() {
        uncover(buffer, (area.x + column, area.y + row));
    }
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

/// Takes away a wide glyph whose second half is at a cell that something else is about to be drawn into: left there, it
/// would cover it.
pub fn uncover(buffer: &mut Buffer, (x, y): (u16, u16)) {
    let before = x.checked_sub(1).and_then(|before| buffer.cell_mut((before, y)));
    if let Some(cell) = before.filter(|cell| columns(cell.symbol()) > 1) {
        cell.set_symbol(" ");
    }
}

/// Breaks a text into lines of at most `width` columns: between words where it can, and on either side of a wide
/// character, as Chinese is broken, but never before what closes nor behind what opens.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut gap = " ";
        for part in parts(word) {
            let line = lines.last_mut().expect("there is always a line");
            if line.is_empty() {
                *line = cut(part, width).into_owned();
            } else if columns(line) + gap.len() + columns(part) <= width {
                line.push_str(gap);
                line.push_str(part);
            } else {
                lines.push(cut(part, width).into_owned());
            }
            gap = "";
        }
    }
    lines
}

/// What no line may begin with.
const CLOSING: &str = "，。；：、！？）」』】》…”’,.;:!?)]}";

/// What no line may end with.
const OPENING: &str = "（「『【《“‘([{";

/// The parts of a word that stay together.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Option<&str> = None;
    for (at, glyph) in word.grapheme_indices(true) {
        let holds = |glyph: &str, signs: &str| glyph.chars().next().is_some_and(|sign| signs.contains(sign));
        let breaks = |before: &str| {
            let wide = columns(before) > 1 || columns(glyph) > 1;
            wide && !holds(before, OPENING) && !holds(glyph, CLOSING)
        };
        if before.is_some_and(breaks) {
            ends.push(at);
        }
        before = Some(glyph);
    }
    ends.push(word.len());
    ends.into_iter().scan(0, |start, end| Some(&word[std::mem::replace(start, end)..end]))
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

    #[test]
    fn chinese_breaks_between_characters_and_never_before_what_closes() {
        assert_eq!(wrap("除以它，使之不饱和。", 8), ["除以它，", "使之不饱", "和。"]);
        assert_eq!(wrap("除以它们，使", 8), ["除以它", "们，使"]);
        assert_eq!(wrap("每个（查询）", 6), ["每个", "（查", "询）"]);
        assert_eq!(wrap("除以 √d 使 softmax 饱和", 10), ["除以 √d 使", "softmax 饱", "和"]);
        assert_eq!(wrap("共softmax饱和", 9), ["共softmax", "饱和"]);
    }

    #[test]
    fn nothing_is_covered_by_a_glyph_that_is_half_overwritten() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let area = buffer.area;
        put(&mut buffer, area, (0, 0), "中文字", Style::new());
        put(&mut buffer, area, (3, 0), "x", Style::new());
        put(&mut buffer, area, (4, 0), "", Style::new());
        assert_eq!(buffer.content.iter().map(Cell::symbol).collect::<String>(), "中  x字 ");
    }
}
