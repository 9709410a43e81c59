//! The line below a map: what its colours mean, how many entries share one, how large it is and what part of it is drawn.
//!
//! ```text
//!   0 ░▒▓█ 0.62 · masked      max of 4×4 · 12–39 × 0–65 of 128 × 128
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::seen::Seen;
use crate::app::shown::{Pooling, Shown};
use crate::app::strongest::masked_scores;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::Name;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::heatmap::{Fit, Span};
use crate::ui::widget::{number, put, put_right};

/// The fewest and the most columns of the ramp.
const RAMP: (usize, usize) = (6, 16);

/// A ramp of fewer columns shows nothing: without it there is more room for words.
const LEAST: usize = 3;

/// Draws the line. The ramp gives way to words; then what can be seen elsewhere does, then the ramp altogether: first that a
/// colour stands for several entries, then where colours end, and what has no room is cut.
pub(super) fn render(
    view: &View,
    seen: &Seen,
    (largest, beyond): (f32, bool),
    fit: &Fit,
    area: Rect,
    buffer: &mut Buffer,
) {
    let quiet = view.style(Role::Quiet);
    if view.minus.is_some() && !beyond && largest == 0.0 && seen.nothing_differs() {
        return nothing_differs(view, seen, fit, area, buffer);
    }
    let normalised = view.desk.view(view.pane).map.normalised;
    let (low, high) = ends(view, seen.signed, if normalised { None } else { Some((largest, beyond)) });
    let (notes, said) = (notes(view, seen), said(view, &seen.map.shown, fit));
    let pooled = pooling(view, fit);
    // From all that can be said to the least that must be.
    let least = usize::from(pooled.is_some());
    let choices = [(notes.len(), said.len()), (notes.len(), 1), (0, said.len()), (0, 1), (0, least)];
    let text = |(left, right): (usize, usize)| {
        let said_of = [high.as_str()].into_iter().chain(notes[..left].iter().copied()).collect::<Vec<_>>().join(" · ");
        (said_of, said[..right.min(said.len())].join(" · "))
    };
    let free = |(left, right): &(String, String)| {
        usize::from(area.width).saturating_sub(columns(&low) + columns(left) + columns(right) + 4)
    };
    let choices = choices.map(text);
    let (left, right) = choices.iter().find(|choice| free(choice) >= RAMP.0).unwrap_or(&choices[4]);
    let room = free(&(left.clone(), right.clone()));
    if room < LEAST {
        return in_words(pooled, &format!("{low} – {high}"), &notes, area, (buffer, quiet));
    }
    let ramp = room.clamp(1, RAMP.1) as u16;

    let x = 1 + put(buffer, area, (0, 0), &low, quiet);
    shades(view, seen.signed, Rect { x: area.x + x, width: ramp.min(area.width.saturating_sub(x)), ..area }, buffer);
    let x = put(buffer, area, (x + ramp + 1, 0), left, quiet);
    put_right(buffer, area, (x + 1, area.width, 0), right, quiet);
}

/// Draws the line where there is no room for a ramp: how cells are pooled is whole, and what follows it is cut.
fn in_words(pooled: Option<String>, ends: &str, notes: &[&str], area: Rect, (buffer, style): (&mut Buffer, Style)) {
    let rest = [ends].into_iter().chain(notes.iter().copied()).collect::<Vec<_>>().join(" · ");
    let Some(pooled) = pooled else {
        put(buffer, area, (0, 0), &rest, style);
        return;
    };
    let x = put(buffer, area, (0, 0), &pooled, style);
    // A mark right behind it would be read as a part of its last number.
    if x + 2 <= area.width {
        put(buffer, area, (x, 0), &format!(" · {rest}"), style);
    }
}

/// Draws the line of a difference of nothing: a ramp from 0 to 0 would have to be read twice.
fn nothing_differs(view: &View, seen: &Seen, fit: &Fit, area: Rect, buffer: &mut Buffer) {
    let quiet = view.style(Role::Quiet);
    let words = [view.say(Word::NothingDiffers)].into_iter().chain(notes(view, seen)).collect::<Vec<_>>().join(" · ");
    let x = put(buffer, area, (0, 0), &words, quiet);
    let said = said(view, &seen.map.shown, fit);
    let room = usize::from(area.width.saturating_sub(x + 2));
    let fitting = (1..=said.len()).rev().map(|parts| said[..parts].join(" · ")).find(|said| columns(said) <= room);
    put_right(buffer, area, (x + 1, area.width, 0), &fitting.unwrap_or_default(), quiet);
}

/// How many entries share a cell and what stands for them, where several do: `max of 4×4`.
pub(super) fn pooling(view: &View, fit: &Fit) -> Option<String> {
    let pool = match view.desk.view(view.pane).map.pool {
        Pooling::Max => Word::MaxOf,
        Pooling::Mean => Word::MeanOf,
    };
    let several = fit.rows.pool * fit.columns.pool > 1;
    several.then(|| format!("{} {}×{}", view.say(pool), fit.rows.pool, fit.columns.pool))
}

/// The numbers at the two ends of the ramp; without one, it ends at each row's own largest.
fn ends(view: &View, signed: bool, largest: Option<(f32, bool)>) -> (String, String) {
    let low = |largest: f32| number(if signed { -largest } else { 0.0 }, 7);
    match largest {
        Some((largest, beyond)) => (low(largest), format!("{}{}", if beyond { "≥ " } else { "" }, number(largest, 6))),
        None => (low(1.0), format!("1 {}", view.say(Word::ByRow))),
    }
}

/// What cells without a colour are.
fn notes(view: &View, seen: &Seen) -> Vec<&'static str> {
    let masked = any_masked(view, &seen.map.shown).then_some(Word::Masked);
    let left_out = seen.map.left_out.map(|_| Word::Sink);
    masked.into_iter().chain(left_out).map(|word| view.say(word)).collect()
}

/// How many entries share a cell, where several do; then the shape, and what part of it is drawn.
fn said(view: &View, shown: &Shown, fit: &Fit) -> Vec<String> {
    let mut said: Vec<String> = pooling(view, fit).into_iter().collect();
    let shape = format!("{} × {}", shown.rows.length, shown.columns.length);
    let range = |span: &Span| format!("{}–{}", span.drawn().start, span.drawn().end.saturating_sub(1));
    said.push(if fit.rows.is_whole() && fit.columns.is_whole() {
        shape
    } else {
        format!("{} × {} {} {shape}", range(&fit.rows), range(&fit.columns), view.say(Word::Of))
    });
    said
}

fn shades(view: &View, signed: bool, area: Rect, buffer: &mut Buffer) {
    let shades = view.theme.ramp(signed);
    for i in 0..area.width {
        let share = f32::from(i) / f32::from(area.width - 1).max(1.0);
        let shade = shades.at(if signed { 2.0 * share - 1.0 } else { share });
        if let Some(cell) = buffer.cell_mut((area.x + i, area.y)) {
            cell.set_char(shade.narrow).set_style(shade.style);
        }
    }
}

/// Whether there are cells that a mask hides.
fn any_masked(view: &View, shown: &Shown) -> bool {
    let several = shown.columns.length > 1;
    let own = (shown.site.name == Name::Masked).then_some(shown.site);
    several && own.or(masked_scores(shown.site)).is_some_and(|scores| view.hides_wholly(scores))
}
