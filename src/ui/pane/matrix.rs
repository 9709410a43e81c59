//! The value that the cursor is on: one recorded matrix, of one head where it has heads.
//!
//! ```text
//!            I i a t
//!            t s   r   bits
//!        It  ██· · ·   0.00 ▏
//!        is  ▓▓▒▒· ·   0.97 ▋      the query's row and the key's column are the cursor
//!         a  ▓▓░░▐▌·   1.22 █
//!
//!   0 ░▒▓█ 0.62 · masked   4 × 4
//! ```

mod legend;
mod seen;

use std::cell::OnceCell;
use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::CHANGED;
use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::pane_tree::PaneKind;
use crate::app::shown::{Shown, Side};
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::{Part, op};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::heatmap::{Beside, Fit, Heatmap, Labels, Map};
use crate::ui::widget::{put, put_right};
use seen::Seen;

/// What the pane shows. Of cross-attention it says so: every other attention has values of the same names. What the pass
/// does not make, but is derived from it, is marked, first of all: a long title is cut.
pub fn title(view: &View) -> String {
    let site = view.place.site;
    let head = view.shown().and_then(|shown| shown.head);
    let cross = site.part == Part::Cross;
    let mut title = super::value_name(site);
    if cross && !title.starts_with(site.part.prefix()) {
        title.insert_str(0, site.part.prefix());
    }
    match (site.layer, head) {
        // Only a decoder crosses, and with the longer name an address has to do where 80 columns are all there is.
        (Some(layer), Some(head)) if cross => {
            let _ = write!(title, " · {} {layer}.{head}", view.say(Word::Head));
        }
        (Some(layer), _) => {
            let _ = write!(title, " · {}", view.block_name(site.stack, layer.into()));
        }
        (None, _) => {}
    }
    if let Some(head) = head.filter(|_| !cross) {
        let _ = write!(title, " · {} {head}", view.say(Word::Head));
    }
    // Of a difference the numbers say it. A gradient is none of what was recorded.
    if view.minus.is_none() && view.pane.kind == PaneKind::Matrix && view.is_changed_here() {
        let _ = write!(title, " {CHANGED}");
    }
    if site.is_derived() { format!("{} · {title}", view.say(Word::Derived)) } else { title }
}

/// How many entries share a cell of a map, where several do and there is no room for the legend that says so.
pub fn pooled_without_legend(view: &View, area: Rect) -> Option<String> {
    let seen = Seen::new(view).filter(|_| !area.is_empty() && map_area(area).height == area.height)?;
    let layout = with_heatmap(view, &seen, 0.0, |map| map.layout(&view.theme, area));
    legend::pooling(view, &layout.fit)
}

/// What rows and columns stand for. Where a query stands in one text and a key in another, which.
pub fn note(view: &View) -> String {
    let axes = |shown: Shown| format!("{} ↓  {} →", axis(view, shown, shown.rows), axis(view, shown, shown.columns));
    view.shown().map(axes).unwrap_or_default()
}

fn axis(view: &View, shown: Shown, side: Side) -> &'static str {
    if shown.site.part == Part::Cross && shown.columns.axis == Axis::Key {
        let source = view.pass().is_of_source(shown.site, side.axis);
        return view.say(if source { Word::Source } else { Word::Target });
    }
    view.say(match side.axis {
        Axis::Query => Word::AxisQuery,
        Axis::Key => Word::AxisKey,
        Axis::Token => Word::AxisToken,
        Axis::Dimension => Word::AxisDimension,
        Axis::Word => Word::AxisWord,
        Axis::Position => Word::AxisPosition,
        Axis::Out => Word::AxisOut,
        Axis::In => Word::AxisIn,
        Axis::Single => Word::AxisSingle,
    })
}

/// Draws the map, and its legend below where there is room.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let Some(seen) = Seen::new(view) else {
        let known = view.minus.is_some() && view.shown().is_some();
        let word = if known { Word::NoCounterpart } else { Word::Computing };
        put(buffer, area, (0, 0), view.say(word), view.style(Role::Quiet));
        return;
    };
    let room = map_area(area);
    let fit = with_heatmap(view, &seen, 0.0, |map| map.layout(&view.theme, room)).fit;
    if !seen.can_draw(&fit) {
        let word = if seen.failed { Word::NotComputed } else { Word::Computing };
        put(buffer, area, (0, 0), view.say(word), view.style(Role::Quiet));
        return;
    }
    let end = seen.ramp_end(&fit);
    let layout = with_heatmap(view, &seen, end.0, |map| map.render(&view.theme, room, buffer));
    corner(view, &seen.map.shown, area, layout.cells, buffer);
    if room.height < area.height {
        let air = u16::from(room.height + 2 <= area.height);
        let y = (layout.bottom() + air).min(area.bottom() - 1);
        legend::render(view, &seen, end, &layout.fit, Rect { y, height: 1, ..area }, buffer);
    }
}

/// The names of the axes for the corner between their labels, where the frame has no room for them.
fn in_corner(view: &View, shown: &Shown) -> Option<[String; 2]> {
    let wanted = named(shown.columns) && !view.noted;
    wanted.then(|| {
        [(shown.columns, "→"), (shown.rows, "↓")].map(|(side, sign)| axis(view, *shown, side).to_owned() + sign)
    })
}

/// Writes them, the columns' in the line of the columns' labels and the rows' below it.
fn corner(view: &View, shown: &Shown, area: Rect, cells: Rect, buffer: &mut Buffer) {
    let (width, height) = (cells.x.saturating_sub(area.x + 1), cells.y.saturating_sub(area.y));
    let Some(names) = in_corner(view, shown).filter(|_| height >= 2) else { return };
    for (y, name) in (0..2).zip(names.iter().filter(|name| columns(name) <= usize::from(width))) {
        put_right(buffer, Rect { width, height, ..area }, (0, width, y), name, view.style(Role::Quiet));
    }
}

/// A click puts the cursor on a cell.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let seen = Seen::new(view)?;
    let layout = with_heatmap(view, &seen, 0.0, |map| map.layout(&view.theme, map_area(area)));
    let (row, column) = layout.entry_at(at.x, at.y)?;
    Some(Command::Cell(row, column))
}

/// The rows of the pane that the map may take; the legend has the others.
fn map_area(area: Rect) -> Rect {
    let below = match area.height {
        0..4 => 0,
        4..14 => 1,
        _ => 2,
    };
    Rect { height: area.height - below, ..area }
}

/// Hands what is seen over as a heatmap for a pane so wide, whose ramp ends at `largest`, or for each row at its own largest
/// number.
fn with_heatmap<T>(view: &View, seen: &Seen, largest: f32, use_it: impl FnOnce(&Heatmap) -> T) -> T {
    let shown = &seen.map.shown;
    let look = view.desk.view(view.pane).map;
    // Of a long text few rows are in view: each is read when it is drawn, and once.
    let ends = vec![OnceCell::new(); if look.normalised { shown.rows.length } else { 0 }];
    let end = |row: usize| ends.get(row).map_or(largest, |end| *end.get_or_init(|| seen.row_end(row)));
    let value = |row, column| seen.map.value(row, column);
    let hidden = |row, column| seen.map.is_hidden(row, column);
    let pooled = |fit: &Fit| seen.shares(fit, largest);
    let entropy = |row| op::entropy(&shown.row(row).collect::<Vec<f32>>());
    let language = view.desk.language;
    let row_label = |row| shown.row_label(row, language);
    let column_label = |column| shown.column_label(column, language);
    let most = (shown.columns.length as f32).log2().max(1.0);
    let cursor = (view.place.row, view.place.column);
    let map = Heatmap {
        map: Map {
            size: (shown.rows.length, shown.columns.length),
            value: &value,
            hidden: &hidden,
            signed: seen.signed,
            end: &end,
            pooled: &pooled,
            left_out: seen.map.left_out,
        },
        rows: if named(shown.rows) { Labels::Names(&row_label) } else { Labels::Numbers },
        columns: if named(shown.columns) { Labels::Names(&column_label) } else { Labels::Numbers },
        cursor,
        centre: view.scrolled().unwrap_or(cursor),
        look,
        beside: seen.is_distribution().then_some(Beside { head: view.say(Word::Bits), number: &entropy, most }),
        corner: in_corner(view, shown).map_or(0, |names| names.iter().map(|name| columns(name)).max().unwrap_or(0)),
    };
    use_it(&map)
}

fn named(side: Side) -> bool {
    matches!(side.axis, Axis::Query | Axis::Key | Axis::Token | Axis::Word)
}

#[cfg(test)]
mod tests;
