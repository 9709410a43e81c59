//! The cells of a map: one colour each, or two to a character where rows share one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use super::fit::Fit;
use crate::app::shown::share;
use crate::ui::ramp::Shade;
use crate::ui::theme::{Role, Theme};
use crate::ui::widget::number;

/// What stands where a mask hides an entry.
const HIDDEN: char = '·';

/// What stands where a column is left out.
const LEFT_OUT: char = '╎';

/// Narrower cells have no room for their number.
const NUMBER: usize = 6;

/// The same where numbers have signs: a minus takes a column, and negative numbers alone would lose a digit.
const SIGNED: usize = 8;

/// The entries of a matrix and how they are coloured.
#[derive(Clone, Copy)]
pub struct Map<'a> {
    /// Rows and columns.
    pub size: (usize, usize),
    /// An entry by row and column.
    pub value: &'a dyn Fn(usize, usize) -> f32,
    /// Whether a mask hides an entry.
    pub hidden: &'a dyn Fn(usize, usize) -> bool,
    /// Whether values have a sign that matters: which ramp.
    pub signed: bool,
    /// The magnitude at which the ramp of a row ends.
    pub end: &'a dyn Fn(usize) -> f32,
    /// What stands for the entries of each cell, where several share one, as a share of where ramps end: row by row of the
    /// fit's cells, and nothing where every entry is hidden or left out.
    pub pooled: &'a dyn Fn(&Fit) -> Vec<Option<f32>>,
    /// A column that is left out of the colours.
    pub left_out: Option<usize>,
}

impl Map<'_> {
    /// Draws the cells into `area`, whose size is the fit's.
    pub fn render(&self, theme: &Theme, fit: &Fit, cursor: Option<(usize, usize)>, area: Rect, buffer: &mut Buffer) {
        let cursor = cursor.and_then(|(row, column)| fit.rows.cell(row).zip(fit.columns.cell(column)));
        let step = if fit.halves == 1 { 2 } else { 1 };
        let pooled = (fit.rows.pool * fit.columns.pool > 1).then(|| (self.pooled)(fit));
        let share = |(row, column): (usize, usize)| match &pooled {
            Some(pooled) => pooled.get(row * fit.columns.cells + column).copied().flatten(),
            None => self.share((fit.rows.entries(row).start, fit.columns.entries(column).start)),
        };
        for row in (0..fit.rows.cells).step_by(step) {
            for column in 0..fit.columns.cells {
                let (down, right) = fit.place(row, column);
                let height = (fit.halves / 2).max(1) as u16;
                let place = Rect::new(area.x + right as u16, area.y + down as u16, fit.width as u16, height);
                if fit.halves == 1 {
                    let pair = [row, row + 1].map(|row| match (row, column) {
                        cell if cursor == Some(cell) => theme.style(Role::Cursor).bg,
                        cell if row < fit.rows.cells => share(cell).map(|share| self.shade(theme, share).colour),
                        _ => None,
                    });
                    halves(theme, pair, self.sign(fit, column), place, buffer);
                } else {
                    let shade = share((row, column)).map(|share| self.shade(theme, share));
                    fill(theme, shade, self.sign(fit, column), place, buffer);
                    self.number(theme, shade, fit, (row, column), place, buffer);
                    if cursor == Some((row, column)) {
                        mark(theme, shade, place, buffer);
                    }
                }
            }
        }
    }

    /// What an entry shows, as a share of where the ramp ends; nothing where it is hidden or left out.
    fn share(&self, (row, column): (usize, usize)) -> Option<f32> {
        if Some(column) == self.left_out || (self.hidden)(row, column) {
            return None;
        }
        Some(share((self.value)(row, column), (self.end)(row)))
    }

    /// What stands in a column where nothing is shown.
    fn sign(&self, fit: &Fit, column: usize) -> char {
        let entries = fit.columns.entries(column);
        if entries.len() == 1 && self.left_out == Some(entries.start) { LEFT_OUT } else { HIDDEN }
    }

    fn shade(&self, theme: &Theme, share: f32) -> Shade {
        theme.ramp(self.signed).at(share)
    }

    /// Writes the number of an entry on its cell, where that is wide enough. Of several entries no one number is the cell's.
    fn number(
        &self,
        theme: &Theme,
        shade: Option<Shade>,
        fit: &Fit,
        (row, column): (usize, usize),
        place: Rect,
        buffer: &mut Buffer,
    ) {
        let least = if self.signed { SIGNED } else { NUMBER };
        let Some(shade) = shade.filter(|_| fit.width >= least && fit.rows.pool * fit.columns.pool == 1) else {
            return;
        };
        let value = (self.value)(fit.rows.entries(row).start, fit.columns.entries(column).start);
        let text = number(value, fit.width - 2);
        let x = place.x + (place.width - text.chars().count() as u16) / 2;
        let y = place.y + (place.height - 1) / 2;
        if !theme.has_colours() {
            // The signs of the ramp beside it would be read as parts of the number.
            let line = Rect { y, height: 1, ..place }.intersection(buffer.area);
            for position in line.positions() {
                buffer[position].set_char(' ');
            }
        }
        buffer.set_string(x, y, text, over(theme, shade));
    }
}

/// Fills one cell with its shade, or with the sign of a hidden one.
fn fill(theme: &Theme, shade: Option<Shade>, sign: char, place: Rect, buffer: &mut Buffer) {
    let Some(shade) = shade else {
        if let Some(cell) = buffer.cell_mut((place.x + (place.width - 1) / 2, place.y + (place.height - 1) / 2)) {
            cell.set_char(sign).set_style(theme.style(Role::Faint));
        }
        return;
    };
    for position in place.intersection(buffer.area).positions() {
        let symbol = if place.width == 1 { shade.narrow } else { shade.wide[usize::from((position.x - place.x) % 2)] };
        buffer[position].set_char(symbol).set_style(shade.style);
    }
}

/// Two cells in one character, upper and lower: a colour each, or nothing where it is hidden.
fn halves(theme: &Theme, [upper, lower]: [Option<Color>; 2], sign: char, place: Rect, buffer: &mut Buffer) {
    let (symbol, style) = match (upper, lower) {
        (Some(upper), Some(lower)) => ('▀', Style::new().fg(upper).bg(lower)),
        (Some(upper), None) => ('▀', Style::new().fg(upper)),
        (None, Some(lower)) => ('▄', Style::new().fg(lower)),
        (None, None) => (sign, theme.style(Role::Faint)),
    };
    let middle = place.x + (place.width - 1) / 2;
    for position in place.intersection(buffer.area).positions() {
        let symbol = if symbol == sign && position.x != middle { ' ' } else { symbol };
        buffer[position].set_char(symbol).set_style(style);
    }
}

/// A number's style on its cell: whatever reads on that colour.
fn over(theme: &Theme, shade: Shade) -> Style {
    theme.readable_on(shade.colour).map_or_else(|| theme.style(Role::Strong), |ink| shade.style.fg(ink))
}

/// Marks the cell under the cursor and leaves its colour to be seen.
fn mark(theme: &Theme, shade: Option<Shade>, place: Rect, buffer: &mut Buffer) {
    let signs: &[char] = match (theme.has_colours(), place.width) {
        (true, 1) => &['▌'],
        (true, 2) => &['▐', '▌'],
        (true, _) => &['▌', '▐'],
        (false, 1) => &['x'],
        (false, _) => &['[', ']'],
    };
    let ink = theme.style(Role::Cursor);
    let style = match ink.bg {
        Some(cursor) => Style::new().fg(cursor).bg(shade.map_or(Color::Reset, |shade| shade.colour)),
        None => ink,
    };
    for y in place.y..place.bottom() {
        for (x, sign) in [place.x, place.right() - 1].into_iter().zip(signs) {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_char(*sign).set_style(style);
            }
        }
    }
}
