//! Upright bars side by side, with one of their numbers at the end.
//!
//! ```text
//!   ‖x‖ by token   ▆▃▂▃▂▂▂▃▂             11.3
//!   ‖x‖ by token   ▆▃▂▃▂▂▂▃▂  max of 2   11.3   two tokens share a bar
//!   ‖x‖ by token  ‹▆▃▂▃▂▂▂▃▂▃▂▂▃▂▃▂▂▃▂›  11.3   there are more on either side
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::words::Word;
use crate::model::piece;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::heatmap::Span;
use crate::ui::widget::{bar, number, put, put_right};

/// Columns of the number at the end, with the gap before it.
const NUMBER: u16 = 7;

/// Columns of the widest bar.
const WIDEST: u16 = 3;

/// More values than this are not drawn as one bar: a part of them is shown instead.
const MOST_POOLED: usize = 4;

/// Where the bars of a series go, and which values they are of.
pub(super) struct Bars {
    /// The columns that they stand in.
    place: Rect,
    /// Columns of each.
    wide: u16,
    /// All values where they have room, else the highest of neighbours, or those around the chosen one.
    span: Span,
    /// Said behind the bars where neighbours share one.
    pooled: Option<String>,
}

impl Bars {
    /// Lays so many bars out behind a label of so many columns.
    pub(super) fn new(view: &View, area: Rect, label: u16, count: usize, chosen: usize) -> Bars {
        let room = area.width.saturating_sub(label + 1 + NUMBER);
        let bars = |gap: u16, width: u16, span: Span, pooled| {
            let wide = (width / span.cells.max(1) as u16).clamp(1, WIDEST);
            Bars { place: Rect { x: area.x + label + 1 + gap, width, ..area }, wide, span, pooled }
        };
        let all = Span::at_most(count, room.into(), chosen, 1);
        if all.is_whole() {
            return bars(0, room, all, None);
        }
        let said = |pool: usize| format!("{} {pool}", view.say(Word::MaxOf));
        let beside = room.saturating_sub(piece::columns(&said(MOST_POOLED)) as u16 + 1);
        let shared = Span::at_most(count, beside.into(), chosen, MOST_POOLED);
        if shared.is_whole() {
            return bars(0, beside, shared, Some(said(shared.pool)));
        }
        // Marks stand on both sides of a part.
        let between = room.saturating_sub(2);
        bars(1, between, Span::at_most(count, between.into(), chosen, 1), None)
    }

    /// The bar that a column of the screen belongs to.
    pub(super) fn at(&self, x: u16) -> Option<usize> {
        let bar = usize::from(x.checked_sub(self.place.x)? / self.wide);
        (bar < self.span.cells).then_some(bar)
    }

    /// The value that a bar is as high as.
    pub(super) fn highest(&self, bar: usize, values: &[f32]) -> usize {
        let entries = self.span.entries(bar);
        let first = entries.start;
        entries.reduce(|highest, at| if values[at] > values[highest] { at } else { highest }).unwrap_or(first)
    }

    /// The column behind the last bar.
    fn end(&self) -> u16 {
        self.place.x + self.span.cells as u16 * self.wide
    }
}

/// Draws a series: its label, its bars and the chosen one of its numbers.
pub(super) fn render(
    view: &View,
    (name, label): (&str, u16),
    values: &[f32],
    chosen: usize,
    look: impl Fn(usize) -> Role,
    area: Rect,
    buffer: &mut Buffer,
) {
    if area.is_empty() {
        return;
    }
    let y = area.height - 1;
    let quiet = view.style(Role::Quiet);
    put(buffer, area, (0, y), name, quiet);
    let largest = values.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let bars = Bars::new(view, area, label, values.len(), chosen);
    let (span, wide) = (bars.span, bars.wide);
    // A bar's last column stays free where there are several, so that neighbours can be told apart.
    let shares = (0..span.cells).flat_map(|bar| {
        let highest = values[bars.highest(bar, values)];
        let face = span.face(bar, Some(chosen));
        (0..wide).map(move |column| (face, if wide > 1 && column + 1 == wide { 0.0 } else { highest }))
    });
    // The highest leaves an eighth free, or bars would grow into the row above.
    let full = 1.0 - 0.125 / f32::from(area.height);
    bar::columns(buffer, bars.place, shares.map(|(i, value)| (full * value / largest, view.style(look(i)))));
    marks(&bars, view, area, buffer);
    if let Some(value) = values.get(chosen) {
        put_right(buffer, area, (0, area.width, y), &number(*value, 6), view.style(look(chosen)));
    }
}

/// What says that neighbours share a bar, or that there are more values on either side.
fn marks(bars: &Bars, view: &View, area: Rect, buffer: &mut Buffer) {
    let (y, quiet) = (area.height - 1, view.style(Role::Quiet));
    let mut mark = |x: u16, text: &str| put(buffer, area, (x - area.x, y), text, quiet);
    if let Some(pooled) = &bars.pooled {
        mark(bars.end() + 1, pooled);
    }
    let (before, after) = if bars.span.cells > 0 { bars.span.outside() } else { (0, 0) };
    if before > 0 {
        mark(bars.place.x - 1, "‹");
    }
    if after > 0 {
        mark(bars.end(), "›");
    }
}
