//! The cells of a map: one colour each, or two to a character where rows share one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use super::fit::Fit;
use crate::app::shown::Pooling;
use crate::ui::ramp::Shade;
use crate::ui::theme::{Role, Theme};
use crate::ui::widget::number;

/// What stands where a mask hides an entry.
const HIDDEN: char = '·';

/// What stands where a column is left out.
const LEFT_OUT: char = '╎';

/// Narrower cells have no room for their number.
const NUMBER: usize = 6;

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
    /// What stands for entries that share a cell.
    pub pool: Pooling,
    /// A column that is left out of the colours.
    pub left_out: Option<usize>,
}

/// The entry furthest from zero among some, which stands for all of them.
pub fn strongest(values: impl Iterator<Item = f32>) -> Option<f32> {
    values.reduce(|a, b| if b.abs() > a.abs() || b.is_nan() { b } else { a })
}

/// The mean of some entries; nothing of none.
fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f32)
}

impl Map<'_> {
    /// Draws the cells into `area`, whose size is the fit's.
    pub fn render(&self, theme: &Theme, fit: &Fit, cursor: Option<(usize, usize)>, area: Rect, buffer: &mut Buffer) {
        let cursor = cursor.and_then(|(row, column)| fit.rows.cell(row).zip(fit.columns.cell(column)));
        let step = if fit.halves == 1 { 2 } else { 1 };
        for row in (0..fit.rows.cells).step_by(step) {
            for column in 0..fit.columns.cells {
                let (down, right) = fit.place(row, column);
                let height = (fit.halves / 2).max(1) as u16;
                let place = Rect::new(area.x + right as u16, area.y + down as u16, fit.width as u16, height);
                if fit.halves == 1 {
                    let pair = [row, row + 1].map(|row| self.half(theme, fit, (row, column), cursor));
                    halves(theme, pair, self.sign(fit, column), place, buffer);
                } else {
                    self.whole(theme, fit, (row, column), cursor == Some((row, column)), place, buffer);
                }
            }
        }
    }

    /// What a drawn cell shows, as a share of where the ramp ends; nothing where every entry is hidden.
    fn share(&self, fit: &Fit, (row, column): (usize, usize)) -> Option<f32> {
        let columns = fit.columns.entries(column);
        let entries = fit.rows.entries(row).flat_map(|row| columns.clone().map(move |column| (row, column)));
        let seen = entries.filter(|&(row, column)| Some(column) != self.left_out && !(self.hidden)(row, column));
        let shares = seen.map(|(row, column)| {
            let (value, end) = ((self.value)(row, column), (self.end)(row));
            if end > 0.0 { value / end } else { value * 0.0 }
        });
        match self.pool {
            Pooling::Max => strongest(shares),
            Pooling::Mean => mean(shares),
        }
    }

    /// What stands in a column where nothing is shown.
    fn sign(&self, fit: &Fit, column: usize) -> char {
        let entries = fit.columns.entries(column);
        if entries.len() == 1 && self.left_out == Some(entries.start) { LEFT_OUT } else { HIDDEN }
    }

    fn shade(&self, theme: &Theme, share: f32) -> Shade {
        theme.ramp(self.signed).at(share)
    }

    /// The colour of a cell that shares its character; nothing where it is hidden or outside.
    fn half(&self, theme: &Theme, fit: &Fit, cell: (usize, usize), cursor: Option<(usize, usize)>) -> Option<Color> {
        if cell.0 >= fit.rows.cells {
            return None;
        }
        if cursor == Some(cell) {
            return theme.style(Role::Cursor).bg;
        }
        self.share(fit, cell).map(|share| self.shade(theme, share).colour)
    }

    fn whole(&self, theme: &Theme, fit: &Fit, cell: (usize, usize), cursor: bool, place: Rect, buffer: &mut Buffer) {
        let shade = self.share(fit, cell).map(|share| self.shade(theme, share));
        fill(theme, shade, self.sign(fit, cell.1), place, buffer);
        if let Some(shade) = shade
            && fit.width >= NUMBER
            && fit.rows.pool * fit.columns.pool == 1
        {
            // Of several entries no one number is the cell's.
            let value = (self.value)(fit.rows.entries(cell.0).start, fit.columns.entries(cell.1).start);
            let text = number(value, fit.width - 2);
            let x = place.x + (place.width - text.chars().count() as u16) / 2;
            buffer.set_string(x, place.y + (place.height - 1) / 2, text, over(theme, shade));
        }
        if cursor {
            mark(theme, shade, place, buffer);
        }
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
