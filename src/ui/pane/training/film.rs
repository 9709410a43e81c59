//! The film: one head's pattern of the probe after 0, 1, 2, 4, 8 … steps, and now.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::training::{Frame, Training};
use crate::model::piece::columns;
use crate::tape::{Name, Part, Site};
use crate::ui::pane::value_name;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::thumbnail::thumbnail;
use crate::ui::widget::{put, put_right};

/// The narrowest frame in which a pattern can be recognised.
const NARROWEST: u16 = 6;

/// Columns between two frames.
const GAP: u16 = 2;

/// Draws as many frames as there is room for, the first and the last among them, as large as all of them fit.
pub(super) fn render(view: &View, training: &Training, area: Rect, buffer: &mut Buffer) {
    let Some(site) = training.film.last().and_then(|frame| site(view, frame)).filter(|_| !area.is_empty()) else {
        return;
    };
    let head = view.place.head;
    let layer = site.layer.unwrap_or(0);
    let prefix = if site.part == Part::Cross { "cross." } else { "" };
    let name = format!("{prefix}{} · {}.{head}", value_name(site).trim_start_matches("cross."), layer);
    let end = put(buffer, area, (0, 0), &name, view.style(Role::Quiet));
    let stack = format!("{} · {}", view.block_name(site.stack, usize::from(layer)), training.probe.text);
    if usize::from(end) + 2 + columns(&stack) <= usize::from(area.width) {
        put_right(buffer, area, (end + 2, area.width, 0), &stack, view.style(Role::Faint));
    }
    let placed = placed(view, training, site, area);
    // All frames have one measure, so that one sees a pattern sharpen.
    let weights = placed.iter().filter_map(|(frame, _)| frame.head(site, head)).flat_map(|(weights, _)| weights);
    let strongest = weights.copied().fold(f32::MIN_POSITIVE, f32::max);
    for (frame, place) in placed {
        let now = frame.step == training.step;
        if let Some(pattern) = frame.head(site, head) {
            thumbnail(&view.theme, pattern, (1.0 / strongest, false), place, buffer);
        }
        let below = Rect { y: place.bottom(), height: 1, ..place };
        let role = if now { Role::Accent } else { Role::Quiet };
        put(buffer, below, (0, 0), &frame.step.to_string(), view.style(role));
    }
}

/// The step of the frame at a cell.
pub(super) fn step_at(view: &View, training: &Training, area: Rect, at: Position) -> Option<usize> {
    let site = site(view, training.film.last()?)?;
    let whole = |place: Rect| Rect { height: place.height + 1, ..place };
    placed(view, training, site, area)
        .into_iter()
        .find(|(_, place)| whole(*place).contains(at))
        .map(|(frame, _)| frame.step)
}

/// The pattern of the layer that is looked at; where the film has none of it, its last one.
fn site(view: &View, frame: &Frame) -> Option<Site> {
    let (stack, layer) = view.block();
    let crosses = view.pass().steps.get(view.place.step).is_some_and(|step| step.site.part == Part::Cross);
    let part = if crosses { Part::Cross } else { Part::Attention };
    let wanted = Site::layer(stack, layer, part, Name::Pattern);
    frame.sites().find(|site| *site == wanted).or_else(|| frame.sites().last())
}

/// The frames and where they lie: row by row below a line that says what they are.
fn placed<'a>(view: &View, training: &'a Training, site: Site, area: Rect) -> Vec<(&'a Frame, Rect)> {
    let all = &training.film;
    let Some((weights, keys)) = all.last().and_then(|frame| frame.head(site, view.place.head)) else {
        return Vec::new();
    };
    let (keys, queries) = (keys.max(1) as u16, (weights.len() / keys.max(1)).max(1) as u16);
    let room = (area.width, area.height.saturating_sub(1));
    let (across, size) = grid(room, (keys, queries), all.len() as u16);
    let down = room.1 / (size.1 + 1).max(1);
    let shown = chosen(all.len(), usize::from(across) * usize::from(down));
    let place = |i: usize| {
        let (row, column) = (i as u16 / across, i as u16 % across);
        Rect::new(area.x + column * (size.0 + GAP), area.y + 1 + row * (size.1 + 1), size.0, size.1)
    };
    shown.into_iter().enumerate().map(|(i, frame)| (&all[frame], place(i))).collect()
}

/// How many frames stand side by side, and how large each is: as large as all fit, or else as small as says something.
fn grid(room: (u16, u16), (keys, queries): (u16, u16), count: u16) -> (u16, (u16, u16)) {
    let size = |across: u16| {
        // A pixel is a column by half a row: as wide as high.
        let widest = ((room.0 + GAP) / across).saturating_sub(GAP);
        let tallest = room.1.saturating_sub(1);
        let times = |width: u16| (width * queries).div_ceil(2 * keys).max(2);
        let width = (1..=widest.min(4 * keys)).rev().find(|width| times(*width) <= tallest).unwrap_or(1);
        (width, times(width).min(tallest))
    };
    let most = ((room.0 + GAP) / (NARROWEST + GAP)).max(1);
    let fits = |across: &u16| {
        let (_, height) = size(*across);
        count.div_ceil(*across) * (height + 1) <= room.1
    };
    let across = (1..=most).find(fits).unwrap_or(most);
    (across, size(across))
}

/// At most so many of all frames, evenly spread from the first to the last.
fn chosen(all: usize, most: usize) -> Vec<usize> {
    match most {
        _ if all <= most => (0..all).collect(),
        0 => Vec::new(),
        1 => vec![all - 1],
        _ => (0..most).map(|i| (i * (all - 1) + (most - 1) / 2) / (most - 1)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_frame_are_always_there() {
        assert_eq!(chosen(5, 9), [0, 1, 2, 3, 4]);
        assert_eq!(chosen(12, 4), [0, 4, 7, 11]);
        assert_eq!(chosen(12, 1), [11]);
        assert_eq!(chosen(12, 0), [0; 0]);
    }

    #[test]
    fn frames_are_as_large_as_all_of_them_fit() {
        let (across, (width, height)) = grid((36, 28), (8, 9), 12);
        assert!(12_u16.div_ceil(across) * (height + 1) <= 28 && across * (width + GAP) <= 36 + GAP);
        assert!(width >= 8, "{across} {width} {height}");
        let (across, (width, height)) = grid((20, 6), (8, 9), 12);
        assert!(across >= 2 && height <= 5 && width >= NARROWEST);
        grid((0, 0), (8, 9), 12);
        grid((1, 1), (1, 400), 1);
    }
}
