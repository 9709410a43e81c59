//! Letters that can be read from the back of a room: four columns wide and four rows high, made of quarter blocks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use tui_big_text::{BigText, PixelSize};

use super::text::put;

/// Columns and rows of a letter.
const LETTER: u16 = 4;

/// Rows of a line of large letters, with an empty one below it.
pub const ROWS: u16 = LETTER + 1;

/// The large letter of a number without end, which no font of these has.
const INFINITY: [&str; LETTER as usize] = ["    ", "▞▚▞▚", "▚▞▚▞", "    "];

/// Whether a text can be written large in so many columns: there are no large letters but those of ASCII and `∞`.
pub fn fits(text: &str, width: u16) -> bool {
    let known = |c: char| c == ' ' || c == '∞' || c.is_ascii_graphic();
    !text.is_empty()
        && plain(text).chars().all(known)
        && text.chars().count() * usize::from(LETTER) <= usize::from(width)
}

/// Writes a text that [`fits`] in large letters at the top left of an area.
pub fn large(buffer: &mut Buffer, area: Rect, text: &str, style: Style) {
    let area = Rect { height: LETTER.min(area.height), ..area };
    let line = Line::styled(plain(text).replace('∞', " "), style);
    BigText::builder().pixel_size(PixelSize::Quadrant).lines(vec![line]).build().render(area, buffer);
    for (i, _) in text.chars().enumerate().filter(|(_, letter)| *letter == '∞') {
        for (y, row) in (0..).zip(INFINITY) {
            put(buffer, area, (i as u16 * LETTER, y), row, style);
        }
    }
}

/// A minus sign as ASCII has it.
fn plain(text: &str) -> String {
    text.replace('−', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, width: u16) -> Vec<String> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, ROWS));
        let area = buffer.area;
        large(&mut buffer, area, text, Style::new());
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..ROWS).map(row).collect()
    }

    #[test]
    fn a_letter_is_four_by_four() {
        let [one, minus] = [rows("1", 4), rows("−1", 8)];
        assert_eq!(one.len(), usize::from(ROWS));
        assert!(one[..4].iter().any(|row| !row.is_empty()) && one[4].is_empty(), "{one:?}");
        let shifted: Vec<String> = one.iter().map(|row| format!("    {row}").trim_end().to_owned()).collect();
        assert_ne!(minus, shifted, "the minus is drawn");
        assert!(minus.iter().zip(&shifted).all(|(ours, one)| ours.ends_with(one.trim_start())), "{minus:?} {one:?}");
    }

    #[test]
    fn what_has_no_end_has_a_letter() {
        let [drawn, minus] = [rows("−∞", 8), rows("−", 8)];
        assert!(drawn.iter().zip(&minus).all(|(ours, minus)| ours.starts_with(minus.as_str())), "{drawn:?}");
        let letter: Vec<String> = drawn.iter().map(|row| row.chars().skip(4).collect()).collect();
        assert_eq!(letter, ["", "▞▚▞▚", "▚▞▚▞", "", ""]);
    }

    #[test]
    fn what_has_no_large_letters_does_not_fit() {
        assert!(fits("resid_mid", 36) && fits("−0.25", 20) && fits("−∞", 8));
        for (text, width) in [("resid_mid", 35), ("中文", 80), ("−∞", 7), ("", 80)] {
            assert!(!fits(text, width), "{text} in {width}");
        }
    }
}
