//! What a cell looks like on one terminal, in a form in which cells that look the same are equal.

use ratatui::buffer::Cell;
use ratatui::style::Modifier;

use super::ink::Ink;
use super::pen::Pen;
use crate::ui::capability::ColourDepth;
use crate::ui::glyph::Glyph;

/// Modifiers that show even where there is no glyph.
const SEEN_ON_BLANK: Modifier = Modifier::UNDERLINED
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

/// What is seen of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look<'a> {
    /// One colour all over: a blank, a full block, or a half-block of two equal halves.
    Blank(Ink),
    /// Two colours, one above the other, neither of them the terminal's default.
    Halves { top: Ink, bottom: Ink },
    /// A glyph.
    Glyph { glyph: Glyph<'a>, pen: Pen },
}

impl<'a> Look<'a> {
    /// What is seen of `cell` on a terminal of this depth, where `room` columns are left in its row.
    pub(super) fn of(cell: &'a Cell, room: u16, depth: ColourDepth) -> Look<'a> {
        let pen =
            Pen { foreground: Ink::new(cell.fg, depth), background: Ink::new(cell.bg, depth), modifier: cell.modifier };
        let glyph = Glyph::of(cell.symbol());
        // A wide glyph in the last column would wrap into the next row.
        let glyph = if glyph.width > room { Glyph::BLANK } else { glyph };
        let painted = pen.foreground != Ink::Default && pen.background != Ink::Default;
        match glyph.text {
            " " if glyph.width == 1 && !pen.modifier.intersects(SEEN_ON_BLANK) => Look::Blank(pen.background),
            "█" if pen.modifier.is_empty() && pen.foreground != Ink::Default => Look::Blank(pen.foreground),
            "▀" if pen.modifier.is_empty() && painted => Look::halves(pen.foreground, pen.background),
            "▄" if pen.modifier.is_empty() && painted => Look::halves(pen.background, pen.foreground),
            _ => Look::Glyph { glyph, pen },
        }
    }

    fn halves(top: Ink, bottom: Ink) -> Look<'a> {
        if top == bottom { Look::Blank(top) } else { Look::Halves { top, bottom } }
    }

    /// Columns it takes.
    pub(super) fn width(&self) -> u16 {
        match self {
            Look::Glyph { glyph, .. } => glyph.width,
            Look::Blank(_) | Look::Halves { .. } => 1,
        }
    }

    /// The cheapest way to draw it with the pen at hand: what to write, how many blanks after it, and with which pen.
    pub(super) fn draw(&self, pen: Pen) -> (&'a str, u16, Pen) {
        match *self {
            Look::Blank(background) => {
                // Whatever does not show on a blank may stay as it is.
                (" ", 0, Pen { background, modifier: pen.modifier - SEEN_ON_BLANK, ..pen })
            }
            Look::Halves { top, bottom } => {
                let upper = Pen { foreground: top, background: bottom, modifier: Modifier::empty() };
                let lower = Pen { foreground: bottom, background: top, modifier: Modifier::empty() };
                if pen.cost(lower) < pen.cost(upper) { ("▄", 0, lower) } else { ("▀", 0, upper) }
            }
            Look::Glyph { glyph, pen } => (glyph.text, glyph.width - glyph.drawn, pen),
        }
    }
}
