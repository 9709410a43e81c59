//! One strip a layer: how long its gradient was at every step. And one for how many held-out outputs were right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::rooms::Rooms;
use super::scale::Scale;
use crate::app::training::Training;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::Stack;
use crate::train::live::Group;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{bar, number, put, put_right};

/// What each strip is of: what is held out, and then every group of parameters.
pub(super) fn names(view: &View, training: &Training) -> Vec<String> {
    let both = training.model.config.has_source();
    let name = |group: Group| match group {
        Group::Embedding => view.say(Word::Embedding).to_owned(),
        Group::Layer(_, layer) if !both => format!("{} {layer}", view.say(Word::Block)),
        Group::Layer(Stack::Encoder, layer) => format!("{} {layer}", view.say(Word::Encoder)),
        Group::Layer(Stack::Decoder, layer) => format!("{} {layer}", view.say(Word::Decoder)),
        Group::Output => view.say(Word::Output).to_owned(),
    };
    std::iter::once(view.say(Word::HeldOut).to_owned()).chain(training.groups().into_iter().map(name)).collect()
}

/// Columns of the longest name.
pub(super) fn widest(names: &[String]) -> u16 {
    names.iter().map(|name| columns(name)).max().unwrap_or(0) as u16
}

/// Draws the strips: what is held out right below the curve, and then the gradients under a line that says what they are where there is room.
pub(super) fn render(view: &View, training: &Training, rooms: &Rooms, buffer: &mut Buffer) {
    let area = rooms.strips;
    if area.is_empty() {
        return;
    }
    let row = |y: u16| Rect { y: area.y + y, height: 1, ..area };
    let names = names(view, training);
    held_out(view, training, &names[0], (row(0), rooms.steps(row(0))), buffer);
    let norms = training.points.iter().flat_map(|point| point.gradients.iter().copied());
    let scale = Scale::logarithmic(norms);
    let has_heading = usize::from(area.height) > names.len();
    if has_heading {
        heading(view, scale, row(1), buffer);
    }
    for (group, name) in names[1..].iter().enumerate() {
        let row = row(1 + u16::from(has_heading) + group as u16);
        put(buffer, row, (0, 0), name, view.style(Role::Quiet));
        if let Some(scale) = scale {
            strip(view, training, (group, &scale), (row, rooms.steps(row)), buffer);
        }
    }
}

/// What the strips below are, and what their lowest and highest bars stand for.
fn heading(view: &View, scale: Option<Scale>, row: Rect, buffer: &mut Buffer) {
    let quiet = view.style(Role::Faint);
    let column = put(buffer, row, (0, 0), view.say(Word::GradientNorm), quiet);
    if let Some((low, high)) = scale.map(|scale| scale.ends()) {
        let range = format!("▁ {} … █ {}", number(low, 6), number(high, 6));
        if usize::from(column) + 2 + columns(&range) <= usize::from(row.width) {
            put_right(buffer, row, (column + 2, row.width, 0), &range, quiet);
        }
    }
}

/// The points of every column: those of its steps, or the last before them.
fn bins(training: &Training, width: u16) -> impl Iterator<Item = std::ops::Range<usize>> {
    let (last, width) = (training.furthest().max(1), usize::from(width.max(1)));
    let points = &training.points;
    let end = move |column: usize| points.partition_point(|point| point.step * width <= (column + 1) * last);
    let done = training.step;
    let seen = move |column: &usize| column * last <= done * width;
    (0..width).take_while(seen).map(move |column| {
        let (from, to) = (if column == 0 { 0 } else { end(column - 1) }, end(column));
        from.min(to.saturating_sub(1))..to
    })
}

fn strip(
    view: &View,
    training: &Training,
    (group, scale): (usize, &Scale),
    (row, steps): (Rect, Rect),
    buffer: &mut Buffer,
) {
    let norm = |i: usize| training.points[i].gradients.get(group).copied().unwrap_or(0.0);
    let bars = bins(training, steps.width).map(|bin| {
        let (count, sum) = bin.fold((0.0_f32, 0.0), |(count, sum), i| (count + 1.0, sum + norm(i)));
        let mean = if count > 0.0 { sum / count } else { 0.0 };
        let share = if mean > 0.0 { (0.125 + 0.875 * scale.share(mean)).min(1.0) } else { 0.0 };
        (share, ink(view, share))
    });
    bar::columns(buffer, steps, bars);
    if let Some(last) = training.points.len().checked_sub(1) {
        let said = number(norm(last), 6);
        put_right(buffer, row, (steps.right() - row.x, row.width, 0), &said, view.style(Role::Text));
    }
}

/// The colour of a bar: as bright as it is high, and never as dark as the ground.
fn ink(view: &View, share: f32) -> Style {
    if view.theme.has_fine_colours() {
        Style::new().fg(view.theme.weight(0.3 + 0.6 * share).colour)
    } else {
        view.style(Role::Accent)
    }
}

/// The share of held-out outputs that are right, from score to score.
fn held_out(view: &View, training: &Training, name: &str, (row, steps): (Rect, Rect), buffer: &mut Buffer) {
    put(buffer, row, (0, 0), name, view.style(Role::Quiet));
    let width = usize::from(steps.width.max(1));
    let last = training.furthest().max(1);
    let share = |column: usize| {
        let known = training.scores.iter().rfind(|(step, _)| step * width <= (column + 1) * last);
        known.map_or(0.0, |(_, score)| 1.0 - score.lower_is_better() as f32)
    };
    let seen = (0..width).take_while(|column| column * last <= training.step * width);
    bar::columns(buffer, steps, seen.map(|column| (share(column), view.style(Role::Third))));
    if let Some((_, score)) = training.scores.last() {
        let said = format!("{:.0} %", 100.0 * (1.0 - score.lower_is_better()));
        put_right(buffer, row, (steps.right() - row.x, row.width, 0), &said, view.style(Role::Third));
    }
}
