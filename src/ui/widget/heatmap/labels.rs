//! What stands around a map: names of rows and columns, marks for what is outside, a number beside each row.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{BESIDE, Heatmap, Labels, Layout, names};
use crate::ui::theme::{Role, Theme};
use crate::ui::widget::{bar, number, put, put_right};

/// Names beside the rows, right-aligned; arrows where rows are out of view.
pub(super) fn rows(map: &Heatmap<'_>, theme: &Theme, layout: &Layout, buffer: &mut Buffer) {
    let (cells, gutter) = (layout.cells, layout.gutter);
    if gutter == 0 || cells.is_empty() {
        return;
    }
    let area = Rect { x: cells.x - gutter - 1, width: gutter + 1, ..cells };
    for (y, row) in faces(map, layout) {
        let role = if row == map.cursor.0 { Role::Accent } else { Role::Text };
        put_right(buffer, area, (0, gutter, y), &map.rows.text(row), theme.style(role));
    }
    let (before, after) = layout.fit.rows.outside();
    let quiet = theme.style(Role::Quiet);
    if before > 0 {
        put(buffer, area, (gutter, 0), "↑", quiet);
    }
    if after > 0 {
        put(buffer, area, (gutter, area.height - 1), "↓", quiet);
    }
}

/// The row whose label stands on each screen row that begins a cell: the cursor's where it is among those there.
fn faces(map: &Heatmap<'_>, layout: &Layout) -> impl Iterator<Item = (u16, usize)> {
    let (rows, cursor, halves) = (layout.fit.rows, map.cursor.0, layout.fit.halves);
    let step = if halves == 1 { 2 } else { 1 };
    (0..rows.cells).step_by(step).map(move |cell| {
        let lower = (cell + step - 1).min(rows.cells - 1);
        let holds = rows.cell(cursor).is_some_and(|at| (cell..=lower).contains(&at));
        let row = if holds { cursor } else { rows.entries(cell).start };
        let middle = (halves.max(2) / 2 - 1) / 2;
        ((cell * halves / 2 + middle) as u16, row)
    })
}

/// Names or numbers above the columns; marks where columns are out of view.
pub(super) fn columns(map: &Heatmap<'_>, theme: &Theme, layout: &Layout, buffer: &mut Buffer) {
    let (cells, header) = (layout.cells, layout.header);
    if header == 0 || cells.is_empty() {
        return;
    }
    let area = Rect { y: cells.y - header, height: header, ..cells };
    match map.columns {
        Labels::Numbers => ticks(map, theme, layout, area, buffer),
        Labels::Names(_) => names::render(map, theme, layout, area, buffer),
    }
    let (before, after) = layout.fit.columns.outside();
    let mut mark = |x, sign| {
        if let Some(cell) = buffer.cell_mut((x, area.bottom() - 1)) {
            cell.set_char(sign).set_style(theme.style(Role::Quiet));
        }
    };
    if before > 0 && layout.gutter > 0 {
        mark(cells.x - 1, '‹');
    }
    if after > 0 && layout.beside > 0 {
        mark(cells.right(), '›');
    }
}

/// Numbers at round places, and the cursor's.
fn ticks(map: &Heatmap<'_>, theme: &Theme, layout: &Layout, area: Rect, buffer: &mut Buffer) {
    const ROUND: [usize; 12] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];
    let (span, width) = (layout.fit.columns, layout.fit.width);
    let digits = span.total.saturating_sub(1).to_string().len();
    let step = ROUND.into_iter().find(|step| step * width / span.pool > digits + 1).unwrap_or(ROUND[11]);
    let cursor = span.cell(map.cursor.1).map(|cell| (cell * width).min(area.width.into()) as u16);
    let text = map.cursor.1.to_string();
    // The cursor's number stands where its cell is, pushed inwards at the right edge; others keep clear of it.
    let at = cursor.map(|x| x.min(area.width.saturating_sub(text.len() as u16)));
    for entry in (span.start..span.total).filter(|entry| entry.is_multiple_of(step)) {
        let Some(cell) = span.cell(entry) else { break };
        let (x, tick) = ((cell * width) as u16, entry.to_string());
        let end = x + tick.len() as u16;
        let clear = at.is_none_or(|at| end < at || x > at + text.len() as u16);
        if clear && end <= area.width {
            put(buffer, area, (x, 0), &tick, theme.style(Role::Quiet));
        }
    }
    if let Some(at) = at {
        put(buffer, area, (at, 0), &text, theme.style(Role::Accent));
    }
}

/// The number beside each row, with its bar.
pub(super) fn beside(map: &Heatmap<'_>, theme: &Theme, layout: &Layout, buffer: &mut Buffer) {
    let (Some(beside), cells) = (map.beside, layout.cells) else { return };
    if layout.beside < BESIDE || cells.is_empty() {
        return;
    }
    let area = Rect { x: cells.right(), width: layout.beside, ..cells };
    let end = BESIDE - 2;
    if layout.header > 0 {
        let above = Rect { y: area.y - 1, height: 1, ..area };
        put_right(buffer, above, (0, end, 0), beside.head, theme.style(Role::Quiet));
    }
    for (y, row) in faces(map, layout) {
        // Adding zero takes the sign off a negative zero.
        let value = (beside.number)(row) + 0.0;
        let role = if row == map.cursor.0 { Role::Accent } else { Role::Quiet };
        put_right(buffer, area, (0, end, y), &number::share(value), theme.style(role));
        let place = Rect { x: area.x + end + 1, y: area.y + y, width: area.width - end - 1, height: 1 };
        // A short bar needs every eighth of a cell, a long one not to run into its neighbours.
        let draw = if place.width < 4 { bar::across } else { bar::line };
        draw(buffer, place, value / beside.most, theme.style(Role::First));
    }
}
