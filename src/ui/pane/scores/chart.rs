//! The sweep over d_k: how the softmax fares on drawn queries and keys as they grow wide, a line for each score. It grows
//! while it is measured.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::sight::{Sight, role};
use crate::app::study::{Scoring, Spot, Sweep};
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::widget::braille::Braille;
use crate::ui::widget::{put, put_right};

/// What is drawn over d_k.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Measure {
    /// The entropy of the weights, as a share of that of equal weights.
    Entropy,
    /// ‖∂p/∂s‖
    Gradient,
}

impl Measure {
    pub(super) const ALL: [Measure; 2] = [Measure::Entropy, Measure::Gradient];

    fn of(self, spot: &Spot) -> f64 {
        match self {
            Measure::Entropy => spot.entropy,
            Measure::Gradient => spot.by_score,
        }
    }

    fn title(self) -> Word {
        match self {
            Measure::Entropy => Word::EntropyOfMost,
            Measure::Gradient => Word::GradientMean,
        }
    }

    /// The end of the axis: a whole for a share, a tenth above the largest for a norm.
    fn most(self, sweep: &Sweep) -> f64 {
        let all = sweep.points.iter().flat_map(|point| &point.spots).map(|spot| self.of(spot));
        match self {
            Measure::Entropy => 1.0,
            Measure::Gradient => ((all.fold(0.0, f64::max) * 10.0).ceil() / 10.0).max(0.1),
        }
    }
}

/// Columns of the numbers beside the axis, with the axis.
const AXIS: u16 = 5;

/// Draws the chart with its title, its axes and the names of its lines.
pub(super) fn render(sight: &Sight, measure: Measure, area: Rect, buffer: &mut Buffer) {
    let view = sight.view;
    let title = format!("{} · {}", view.say(measure.title()), view.say(Word::OverWidth));
    let short = view.say(measure.title());
    let title = if columns(&title) <= usize::from(area.width) { &title } else { short };
    put(buffer, area, (0, 0), title, view.style(Role::Quiet));
    let Some(sweep) = view.stage.studies.sweep() else { return };
    let names = Scoring::ALL.map(|scoring| columns(view.say(scoring.word())) as u16).into_iter().max().unwrap_or(0) + 1;
    let names = if area.width >= AXIS + names + 10 { names } else { 0 };
    let plot = Rect {
        x: area.x + AXIS,
        y: area.y + 1,
        width: area.width.saturating_sub(AXIS + names + 1),
        height: area.height.saturating_sub(3),
    };
    if plot.width < 4 || plot.height < 2 {
        return;
    }
    let most = measure.most(sweep);
    axes(sight, (area, plot), most, buffer);
    let own = sight.study.own;
    // Where lines meet, that of the score in use has the cell.
    let mut order = Scoring::ALL;
    order.sort_by_key(|scoring| Some(*scoring) == own);
    let mut canvas = Braille::new(plot.width, plot.height);
    let (across, down) = (f64::from(2 * plot.width - 1), f64::from(4 * plot.height - 1));
    for (ink, scoring) in (1..).zip(order) {
        let at = |width: usize, y: f64| {
            let y = 1.0 - (y / most).clamp(0.0, 1.0);
            ((place(width) * across).round() as i32, (y * down).round() as i32)
        };
        let spots: Vec<(i32, i32)> =
            sweep.points.iter().map(|point| at(point.width, measure.of(&point.spots[scoring as usize]))).collect();
        // A line begins as its first point.
        for (from, to) in spots.iter().zip(spots.iter().skip(1)).chain(spots.first().zip(spots.first())) {
            canvas.line(*from, *to, f32::from(ink as u8), 1);
        }
    }
    for at in plot.intersection(buffer.area).positions() {
        if let Some((dots, ink)) = canvas.at(at.x - plot.x, at.y - plot.y) {
            buffer[at].set_char(dots).set_style(view.style(role(order[ink as usize - 1])));
        }
    }
    if names > 0 {
        name(sight, measure, (sweep, most), plot, names, buffer);
    }
}

/// Where a d_k stands on the axis, from the smallest at 0 to the largest at 1.
fn place(width: usize) -> f64 {
    let ends = [Sweep::WIDTHS[0], Sweep::WIDTHS[Sweep::WIDTHS.len() - 1]].map(|width| (width as f64).log2());
    (((width as f64).log2() - ends[0]) / (ends[1] - ends[0])).clamp(0.0, 1.0)
}

fn column(plot: Rect, width: usize) -> u16 {
    plot.x + (place(width) * f64::from(plot.width - 1)).round() as u16
}

/// The axes with their numbers, and where the d_k of the pass is.
fn axes(sight: &Sight, (area, plot): (Rect, Rect), most: f64, buffer: &mut Buffer) {
    let quiet = sight.view.style(Role::Quiet);
    let faint = sight.view.style(Role::Frame);
    let bottom = plot.bottom() - area.y;
    let numbered = [(most, 0), (most / 2.0, (plot.height - 1) / 2), (0.0, plot.height - 1)];
    for row in 0..plot.height {
        put(buffer, area, (AXIS - 1, row + 1), "│", faint);
    }
    for (value, row) in numbered {
        put_right(buffer, area, (0, AXIS - 2, row + 1), &format!("{value:.1}"), quiet);
        put(buffer, area, (AXIS - 1, row + 1), "┤", faint);
    }
    put(buffer, area, (AXIS - 1, bottom), "└", faint);
    for x in 0..plot.width {
        put(buffer, area, (AXIS + x, bottom), "─", faint);
    }
    let own = sight.study.head_width;
    let here = column(plot, own);
    for y in plot.y..plot.bottom() {
        if let Some(cell) = buffer.cell_mut((here, y)) {
            cell.set_char('┊').set_style(sight.view.style(Role::Accent));
        }
    }
    put(buffer, area, (here - area.x, bottom), "┴", sight.view.style(Role::Accent));
    // The pass's own d_k first, and then as many others as leave a gap.
    let mut taken: Vec<(u16, u16)> = Vec::new();
    let ends = [Sweep::WIDTHS[0], Sweep::WIDTHS[Sweep::WIDTHS.len() - 1]];
    for width in [own].into_iter().chain(ends).chain(Sweep::WIDTHS) {
        let text = if width == own { format!("d_k {width}") } else { width.to_string() };
        let length = text.len() as u16;
        let start = (column(plot, width) - area.x).saturating_sub(length / 2).min(area.width.saturating_sub(length));
        if taken.iter().any(|(from, to)| start < to + 1 && *from < start + length + 1) {
            continue;
        }
        taken.push((start, start + length));
        let style = if width == own { sight.view.style(Role::Accent) } else { quiet };
        put(buffer, area, (start, bottom + 1), &text, style);
    }
}

/// The name of every line, at the height of its end; where two would meet, the lower one goes further down.
fn name(sight: &Sight, measure: Measure, (sweep, most): (&Sweep, f64), plot: Rect, names: u16, buffer: &mut Buffer) {
    let Some(last) = sweep.points.last() else { return };
    let row = |y: f64| ((1.0 - (y / most).clamp(0.0, 1.0)) * f64::from(plot.height - 1)).round() as u16;
    let mut ends = Scoring::ALL.map(|scoring| (row(measure.of(&last.spots[scoring as usize])), scoring));
    ends.sort_by(|(_, a), (_, b)| {
        measure.of(&last.spots[*b as usize]).total_cmp(&measure.of(&last.spots[*a as usize]))
    });
    let mut next = 0;
    let count = ends.len() as u16;
    for (i, (row, scoring)) in ends.into_iter().enumerate() {
        // Those that are still to come must fit below.
        let lowest = plot.height.saturating_sub(count - i as u16);
        let at = row.max(next).min(lowest.max(next));
        next = at + 1;
        let place = Rect { x: plot.right() + 1, width: names - 1, ..plot };
        put(buffer, place, (0, at), sight.view.say(scoring.word()), sight.view.style(role(scoring)));
    }
}
