//! The same queries and keys by four scores, side by side on one scale: additive beside multiplicative.
//!
//! ```text
//!    weights  scores  gradient          query “fortune”   one scale, to 0.62
//!               dot         ● scaled dot   general        additive          entropy, share of the most
//!               q·k           q·k / √d     qᵀ W k         v·tanh(…)         1 ┤⠉⠉⠒⠒⠤⠤⣀  scaled dot
//!             ▸ ▀▄ ▀▄         ▀▄ ▀▄        ▀▄▄▀           ▄▀▄▀                │       ⠑⠢⢄ dot
//!         a     ████ 0.62 ◂   ██ 0.31      █ 0.12         ███ 0.47 ≠        0 ┴──────────
//!    single     █    0.11     ██ 0.30 ◂    ██ 0.40 ≠      █   0.12            4  16  64 256
//!   entropy     1.43          2.61         2.20           1.91
//! ```
//!
//! Where there is less room the maps go first, then the charts; at the smallest there is a line for each score. This file
//! is the pane; `sight` is what all its parts look at, `grid` where they lie.

mod bars;
mod chart;
mod grid;
mod lines;
mod maps;
mod numbers;
mod sight;
#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::pane_look::{Look, ScoresShow};
use crate::app::study::StudyOf;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{number, put, put_right};
use grid::Grid;
use sight::Sight;

/// What the pane shows. What is of another head or pass, until its own is there, says so, first of all: a long title is cut.
pub fn title(view: &View) -> String {
    let name = view.say(Word::PaneScores);
    match Sight::new(view) {
        Some(sight) if sight.stale => format!("{} · {name}", view.say(waiting(view))),
        _ => name.to_owned(),
    }
}

/// What there is to say where there is no study, or no more than one of another head or pass.
fn waiting(view: &View) -> Word {
    match StudyOf::of_pane(view.stage, view.desk, view.pane) {
        None => Word::NothingAttends,
        Some(of) if of.passes(view.stage).is_none() => Word::NoCounterpart,
        Some(of) if view.stage.studies.has_failed(&of) => Word::NotComputed,
        Some(_) => Word::Computing,
    }
}

/// Whose queries and keys, how wide they are, and whether they are later than the cursor or not compared yet.
pub fn note(view: &View) -> String {
    let Some(of) = StudyOf::of_pane(view.stage, view.desk, view.pane) else { return String::new() };
    let mut parts = vec![format!("{} {}.{}", view.say(Word::Head), of.layer, of.head)];
    match Sight::new(view) {
        Some(sight) if !sight.stale => {
            parts.push(format!("d_k {}", sight.study.head_width));
            parts.extend(sight.ahead.then(|| view.say(Word::Ahead).to_owned()));
        }
        // The title says it.
        Some(_) => {}
        None if of.passes(view.stage).is_none() => {}
        None => parts.push(view.say(waiting(view)).to_owned()),
    }
    parts.join(" · ")
}

/// Draws the comparison.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let Some(sight) = Sight::new(view) else {
        put(buffer, area, (0, 0), view.say(waiting(view)), view.style(Role::Quiet));
        return;
    };
    let Some(grid) = Grid::new(&sight, area) else {
        lines::render(&sight, area, buffer);
        return;
    };
    tabs(&sight, grid.table(), buffer);
    head(&sight, &grid, buffer);
    maps::render(&sight, &grid, buffer);
    bars::render(&sight, &grid, buffer);
    numbers::render(&sight, &grid, buffer);
    for (place, measure) in grid.charts.iter().zip(chart::Measure::ALL) {
        chart::render(&sight, measure, *place, buffer);
    }
}

/// A click on a word above chooses what is shown, one on a bar goes to its key, and one on a map to its query.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let sight = Sight::new(view)?;
    let grid = Grid::new(&sight, area)?;
    if at.y == area.y {
        let (_, _, show) = tab_places(&sight, area).find(|(start, end, _)| (*start..*end).contains(&at.x))?;
        return Some(Command::Look(Look::Scores(Some(show))));
    }
    if let Some(key) = grid.key_at(at) {
        return Some(Command::Cursor(Axis::Key, key));
    }
    maps::query_at(&sight, &grid, at).map(|query| Command::Cursor(Axis::Token, query))
}

/// The words that choose what is shown, with the columns that they begin and end before.
fn tab_places(sight: &Sight, area: Rect) -> impl Iterator<Item = (u16, u16, ScoresShow)> {
    let widths = ScoresShow::ALL.map(|show| columns(sight.view.say(show.word())) as u16 + 2);
    let mut start = area.x;
    ScoresShow::ALL.into_iter().zip(widths).map(move |(show, width)| {
        let end = start + width;
        (std::mem::replace(&mut start, end), end, show)
    })
}

/// What is shown, of which query, and how much a whole bar is.
fn tabs(sight: &Sight, area: Rect, buffer: &mut Buffer) {
    let mut column = 0;
    for (start, end, show) in tab_places(sight, area) {
        let role = if show == sight.show { Role::Selected } else { Role::Quiet };
        put(buffer, area, (start - area.x, 0), &format!(" {} ", sight.view.say(show.word())), sight.view.style(role));
        column = end - area.x;
    }
    let view = sight.view;
    let (low, high) = (number(sight.scale.0, 5), number(sight.scale.1, 5));
    let scale = match sight.scale {
        (0.0, 0.0) if sight.study.is_difference() => view.say(Word::NothingDiffers).to_owned(),
        _ => format!("{} {low} … {high}", view.say(Word::OneScale)),
    };
    let query = format!("{} {}", view.say(Word::AxisQuery), sight.query_label());
    let room = usize::from(area.width.saturating_sub(column + 2));
    let mut end = area.width;
    if columns(&scale) + columns(&query) + 3 <= room {
        end = put_right(buffer, area, (column, end, 0), &scale, view.style(Role::Quiet)).saturating_sub(3);
    }
    put_right(buffer, area, (column + 2, end, 0), &query, sight.style(Role::Accent));
}

/// The names of the scores and how they are made.
fn head(sight: &Sight, grid: &Grid, buffer: &mut Buffer) {
    let view = sight.view;
    for (scoring, place) in grid.columns() {
        let own = sight.study.own == Some(scoring);
        let word = view.say(scoring.word());
        let mark = match own {
            true if fits(place, 2, word) => "● ",
            true => "●",
            false => "",
        };
        let name = format!("{mark}{word}");
        let style = sight.style(sight::role(scoring)).add_modifier(ratatui::style::Modifier::BOLD);
        let after = put(buffer, place, (0, grid.names), &name, style);
        let note = if own { Some(Word::ScoreInUse) } else { None };
        if let Some(note) = note.map(|word| view.say(word)).filter(|note| fits(place, after + 1, note)) {
            put(buffer, place, (after + 1, grid.names), note, view.style(Role::Quiet));
        }
        let Some(row) = grid.formulas else { continue };
        let room = usize::from(place.width) - 1;
        let [long, short] = scoring.formulas();
        let origin = sight.origin(scoring).map_or_else(String::new, |origin| format!(" · {origin}"));
        let all = [(long, origin.as_str()), (short, origin.as_str()), (long, ""), (short, "")];
        let best = all.into_iter().find(|(formula, origin)| columns(formula) + columns(origin) <= room);
        let (formula, origin) = best.unwrap_or((short, ""));
        put(buffer, place, (0, row), &format!("{formula}{origin}"), view.style(Role::Quiet));
    }
}

fn fits(place: Rect, column: u16, text: &str) -> bool {
    usize::from(column) + columns(text) <= usize::from(place.width)
}
