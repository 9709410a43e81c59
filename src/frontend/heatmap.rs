//! A matrix as coloured cells that scroll by, for a terminal without the lab.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::app::theme::Colours;
use crate::app::{Language, Shown};
use crate::model::piece;
use crate::ui::capability::ColourDepth;
use crate::ui::theme::Theme;
use crate::ui::{Capability, encode, plain};

use super::show::title;

/// Where the cells of a row begin, after the row's number and its label; a cell has two columns.
const LABEL: usize = 12;
const START: usize = 4 + LABEL + 1;
const CELL: usize = 2;
/// A column's number stands above every so many cells.
const EVERY: usize = 5;

/// Draws a matrix in at most `room` columns as lines of text; a matrix that is wider says what is left out.
pub(super) fn draw(shown: &Shown, capability: Capability, room: Option<u16>) -> Vec<u8> {
    let fits = room.map_or(usize::MAX, |room| usize::from(room).saturating_sub(START) / CELL).max(1);
    let columns = shown.columns.length.min(fits).min((usize::from(u16::MAX) - START) / CELL);
    let theme = Theme::new(&Colours::default(), &capability);
    let mut out = format!("{}\n", title(shown)).into_bytes();
    // A line at a time: the rows of a large table are more than a buffer holds.
    let mut line = Buffer::empty(Rect::new(0, 0, (START + CELL * columns) as u16, 1));
    for column in (0..columns).step_by(EVERY) {
        line.set_string((START + CELL * column) as u16, 0, column.to_string(), Style::new());
    }
    print(&line, capability, &mut out);
    let (low, high) = shown.range();
    let largest = if shown.signed { high.max(-low) } else { high }.max(f32::MIN_POSITIVE);
    for row in 0..shown.rows.length {
        line.reset();
        line.set_string(
            0,
            0,
            format!("{row:>3} {}", piece::cut(&shown.row_label(row, Language::default()), LABEL)),
            Style::new(),
        );
        for (x, column) in shown.row(row).take(columns).zip((START..).step_by(CELL)) {
            let (glyphs, style) = look(x, largest, shown.signed, &theme);
            line.set_string(column as u16, 0, String::from_iter(glyphs), style);
        }
        print(&line, capability, &mut out);
    }
    out.extend(format!("{low:.3} to {high:.3}").bytes());
    if columns < shown.columns.length {
        out.extend(format!(" · {columns} of {} columns fit; --format csv has all", shown.columns.length).bytes());
    }
    out.push(b'\n');
    out
}

/// Appends a line. Without colours nothing else than letters is wanted either: it may go into a file.
fn print(line: &Buffer, capability: Capability, out: &mut Vec<u8>) {
    match capability.colour {
        ColourDepth::None => out.extend(plain::text(line).bytes()),
        _ => encode::print(line, &capability, out),
    }
}

/// How a number looks; one that a mask hides is a dot.
fn look(x: f32, largest: f32, signed: bool, theme: &Theme) -> ([char; CELL], Style) {
    if x == f32::NEG_INFINITY {
        return (['·', ' '], Style::new().add_modifier(Modifier::DIM));
    }
    let shade = if signed { theme.signed(x / largest) } else { theme.weight(x / largest) };
    (shade.wide, shade.style)
}
