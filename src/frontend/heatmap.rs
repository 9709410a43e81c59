//! A matrix as coloured cells that scroll by, for a terminal without the lab.

use std::fmt::Write as _;

use ratatui::style::{Color, Modifier, Style};

use crate::app::Shown;
use crate::model::piece;
use crate::ui::theme::{Ground, Theme};
use crate::ui::{Capability, colour};

/// Columns of a row's label, its number and the gap after them; a cell has two.
const LABEL: usize = 12;
const INDEX: usize = 4;
const CELL: usize = 2;
/// A column's number stands above every so many cells.
const EVERY: usize = 5;

/// Draws a matrix in at most `room` columns; a matrix that is wider says what is left out.
pub(super) fn draw(shown: &Shown, capability: &Capability, room: Option<u16>) -> String {
    let theme = Theme::new(Ground::Dark, capability);
    let fits = room.map_or(usize::MAX, |room| usize::from(room).saturating_sub(LABEL + INDEX + 1) / CELL);
    let columns = shown.columns.length.min(fits.max(1));
    let (low, high) = shown.range();
    let largest = if shown.signed { high.max(-low) } else { high }.max(f32::MIN_POSITIVE);

    let mut out = title(shown);
    out += &header(columns);
    for row in 0..shown.rows.length {
        let label = shown.row_label(row);
        let label = piece::cut(&label, LABEL);
        let gap = " ".repeat(LABEL - piece::columns(&label));
        let _ = write!(out, "{row:>3} {label}{gap} ");
        out += &cells(shown, row, columns, largest, &theme);
        out.push('\n');
    }
    let _ = write!(out, "{low:.3} to {high:.3}");
    if columns < shown.columns.length {
        let _ = write!(out, " · {columns} of {} columns fit; --format csv has all", shown.columns.length);
    }
    out + "\n"
}

fn title(shown: &Shown) -> String {
    let head = shown.head.map_or_else(String::new, |head| format!(" · head {head}"));
    format!("{}{head} · {} ↓ {} →\n", shown.site, shown.rows.axis.name(), shown.columns.axis.name())
}

/// Every fifth column's number.
fn header(columns: usize) -> String {
    let width = CELL * EVERY;
    let numbers = (0..columns).step_by(EVERY).map(|column| format!("{column:<width$}")).collect::<String>();
    format!("{}{}\n", " ".repeat(LABEL + INDEX + 1), numbers.trim_end())
}

fn cells(shown: &Shown, row: usize, columns: usize, largest: f32, theme: &Theme) -> String {
    let mut out = String::new();
    let mut pen = Style::new();
    for x in shown.row(row).take(columns) {
        let (glyphs, style) = if x == f32::NEG_INFINITY {
            (['·', ' '], Style::new().add_modifier(Modifier::DIM))
        } else if shown.signed {
            let shade = theme.signed(x / largest);
            (shade.wide, shade.style)
        } else {
            let shade = theme.weight(x / largest);
            (shade.wide, shade.style)
        };
        if style != pen {
            out += &select(style);
            pen = style;
        }
        out.extend(glyphs);
    }
    if pen != Style::new() {
        out += "\x1b[m";
    }
    out
}

/// The sequence that sets a style, whatever was set before.
fn select(style: Style) -> String {
    let mut sequence = "\x1b[0".to_owned();
    for (modifier, parameter) in [(Modifier::BOLD, ";1"), (Modifier::DIM, ";2"), (Modifier::REVERSED, ";7")] {
        if style.add_modifier.contains(modifier) {
            sequence += parameter;
        }
    }
    for (colour, base) in [(style.fg, 38), (style.bg, 48)] {
        let _ = match colour {
            None | Some(Color::Reset) => Ok(()),
            Some(Color::Rgb(r, g, b)) => write!(sequence, ";{base};2;{r};{g};{b}"),
            Some(named) => colour::index(named).map_or(Ok(()), |index| write!(sequence, ";{base};5;{index}")),
        };
    }
    sequence + "m"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_one_sequence() {
        let bold_on_red = Style::new().add_modifier(Modifier::BOLD).bg(Color::Rgb(200, 0, 1));
        assert_eq!(select(bold_on_red), "\x1b[0;1;48;2;200;0;1m");
        assert_eq!(select(Style::new().fg(Color::Indexed(130))), "\x1b[0;38;5;130m");
        assert_eq!(select(Style::new().fg(Color::Reset)), "\x1b[0m");
    }

    #[test]
    fn column_numbers_stand_above_their_cells() {
        let line = header(12);
        let place = |number: &str| line.find(number).expect("is there");
        assert_eq!(place("10") - place("0"), 10 * CELL);
    }
}
