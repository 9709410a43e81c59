//! The loss of every step, the way not taken, what was switched, and the steps below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::rooms::Rooms;
use super::scale::{Scale, steps};
use crate::app::command::Command;
use crate::app::training::Training;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::train::live::Progress;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::braille::Braille;
use crate::ui::widget::curve::curve;
use crate::ui::widget::{put, put_right};

/// Columns that a step's number needs with the gap after it.
const STEP: u16 = 10;

/// The inks of the way not taken, and of the one that was.
const BEFORE: f32 = 0.5;
const NOW: f32 = 1.0;

/// Draws the curve and its axes.
pub(super) fn render(view: &View, training: &Training, rooms: &Rooms, buffer: &mut Buffer) {
    let losses = training.points.iter().chain(&training.before).map(|point| point.loss);
    if let Some(scale) = Scale::of(losses) {
        marks(view, &scale, rooms.gutter, buffer);
        let last = training.furthest().max(1) as f32;
        let share = |point: &Progress| (point.step as f32 / last, scale.share(point.loss));
        rules(view, training, rooms.curve, buffer);
        let cells = (rooms.curve.width, rooms.curve.height);
        let mut canvas = Braille::new(cells.0, cells.1);
        curve(&mut canvas, cells, training.before.iter().map(share), BEFORE);
        curve(&mut canvas, cells, training.points.iter().map(share), NOW);
        paint(view, &canvas, rooms.curve, buffer);
        switches(view, training, rooms.curve, buffer);
    }
    axis(view, training, rooms.axis, buffer);
}

fn paint(view: &View, canvas: &Braille, area: Rect, buffer: &mut Buffer) {
    for position in area.intersection(buffer.area).positions() {
        if let Some((dots, ink)) = canvas.at(position.x - area.x, position.y - area.y) {
            let role = if ink < NOW { Role::Faint } else { Role::First };
            buffer[position].set_char(dots).set_style(view.style(role));
        }
    }
}

/// Numbers left of the curve, a row apart at least.
fn marks(view: &View, scale: &Scale, area: Rect, buffer: &mut Buffer) {
    let mut free = 0;
    for (share, said) in scale.marks(usize::from(area.height / 3).clamp(1, 5)) {
        let row = ((1.0 - share) * f32::from(area.height.saturating_sub(1))).round() as u16;
        if row >= free && area.width > 1 {
            let end = area.width - 1;
            put_right(buffer, area, (0, end, row), &said, view.style(Role::Quiet));
            free = row + 2;
        }
    }
}

/// The column of a step.
fn column(training: &Training, step: usize, width: u16) -> u16 {
    let share = step as f32 / training.furthest().max(1) as f32;
    (share * f32::from(width.saturating_sub(1))).round() as u16
}

/// A line where something was switched, and one where it is now if it has been further.
fn rules(view: &View, training: &Training, area: Rect, buffer: &mut Buffer) {
    for switch in &training.switches {
        rule(view, '┊', column(training, switch.step, area.width), area, buffer);
    }
    if training.furthest() > training.step {
        rule(view, '│', column(training, training.step, area.width), area, buffer);
    }
}

/// What was switched, beside its line where nothing else stands.
fn switches(view: &View, training: &Training, area: Rect, buffer: &mut Buffer) {
    for (i, switch) in training.switches.iter().enumerate() {
        let at = column(training, switch.step, area.width);
        let said = training.changes(i).iter().map(Command::to_string).collect::<Vec<_>>().join(", ");
        let width = columns(&said) as u16;
        let beside = [at.checked_add(1), at.checked_sub(width)].into_iter().flatten();
        let mut places = (0..area.height).flat_map(|row| beside.clone().map(move |column| (column, row)));
        if let Some(place) = places.find(|place| is_free(buffer, area, *place, width)) {
            put(buffer, area, place, &said, view.style(Role::Accent));
        }
    }
}

/// Whether so many cells of a row are blank.
fn is_free(buffer: &Buffer, area: Rect, (column, row): (u16, u16), width: u16) -> bool {
    let blank = |x: u16| buffer.cell((area.x + x, area.y + row)).is_some_and(|cell| cell.symbol() == " ");
    column + width <= area.width && (column..column + width).all(blank)
}

fn rule(view: &View, sign: char, column: u16, area: Rect, buffer: &mut Buffer) {
    for y in area.y..area.bottom() {
        if let Some(cell) = buffer.cell_mut((area.x + column, y)).filter(|_| column < area.width) {
            cell.set_char(sign).set_style(view.style(Role::Accent));
        }
    }
}

/// Round steps below the curve, and what they count.
fn axis(view: &View, training: &Training, area: Rect, buffer: &mut Buffer) {
    let name = view.say(Word::TrainingStep);
    let end = put_right(buffer, area, (0, area.width, 0), name, view.style(Role::Quiet));
    for step in steps(training.furthest(), usize::from(area.width / STEP)) {
        let (at, said) = (column(training, step, area.width), step.to_string());
        if at + 1 + columns(&said) as u16 <= end {
            put(buffer, area, (at, 0), &said, view.style(Role::Quiet));
        }
    }
}
