//! The operations of the pass as a tree: done, now and ahead, the cursor's layer unfolded.
//!
//! ```text
//!  ✓ embed
//!  ▸ block 0
//!  ▾ block 1
//!    ▾ attention
//!      ✓ q  k  v
//!      ▶ softmax
//!      · mix
//!    · mlp
//!  ▸ block 2
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::CHANGED;
use crate::app::command::Command;
use crate::app::cursor::Grain;
use crate::app::step::{Step, SubLayer};
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::{Name, Stack};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{put, put_all, put_right};

/// One row of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    /// How far it is indented.
    depth: u16,
    kind: Kind,
    /// The steps it stands for: from, up to and including.
    steps: (usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A layer.
    Layer(Stack, usize),
    /// A sub-layer of the unfolded layer.
    Part(SubLayer),
    /// One operation, or q, k and v side by side.
    Operations,
}

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneSteps).to_owned()
}

/// How far one step goes.
pub fn note(view: &View) -> String {
    let word = match view.stage.plan.cursor.grain {
        Grain::Operation => Word::GrainOperation,
        Grain::SubLayer => Word::GrainSubLayer,
        Grain::Layer => Word::GrainLayer,
    };
    view.say(word).to_owned()
}

/// Draws the tree, scrolled so that the cursor's row is in view.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let rows = rows(&view.pass().steps, view.place.step);
    let first = first(view, &rows, area.height);
    for (y, row) in rows.iter().skip(first).take(usize::from(area.height)).enumerate() {
        draw(view, *row, Rect { y: area.y + y as u16, height: 1, ..area }, buffer);
    }
    let below = rows.len().saturating_sub(first + usize::from(area.height));
    if below > 0 {
        let at = (0, area.width, area.height - 1);
        put_right(buffer, area, at, "↓", view.style(Role::Quiet));
    }
    if first > 0 {
        put_right(buffer, area, (0, area.width, 0), "↑", view.style(Role::Quiet));
    }
}

/// A click goes to the last step of a row.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let steps = &view.pass().steps;
    let rows = rows(steps, view.place.step);
    let row = rows.get(first(view, &rows, area.height) + usize::from(at.y.checked_sub(area.y)?))?;
    Some(Command::Go(steps[row.steps.1].site))
}

/// The first row shown.
fn first(view: &View, rows: &[Row], height: u16) -> usize {
    let last = rows.len().saturating_sub(usize::from(height));
    let now = rows.iter().position(|row| is_now(*row, view.place.step)).unwrap_or_default();
    let scrolled = view.scrolled().map(|(row, _)| row);
    scrolled.unwrap_or_else(|| now.saturating_sub(usize::from(height) / 2)).min(last)
}

/// Whether a row is the cursor's own: of the rows that hold its step the innermost.
fn is_now(row: Row, now: usize) -> bool {
    row.kind == Kind::Operations && (row.steps.0..=row.steps.1).contains(&now)
}

/// The rows of the tree with the layer of step `now` unfolded, and in it the sub-layer of that step.
fn rows(steps: &[Step], now: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let open = steps.get(now).map(|step| step.sub_layer);
    let mut from = 0;
    while let Some(step) = steps.get(from) {
        let layer = step.sub_layer.block();
        let same =
            |other: &Step| other.sub_layer.block() == layer && (layer.is_some() || other.sub_layer == step.sub_layer);
        let to = end(steps, from, same);
        match layer {
            None => operations(&mut rows, steps, (from, to), 0),
            Some((stack, number)) => {
                rows.push(Row { depth: 0, kind: Kind::Layer(stack, number), steps: (from, to) });
                if open.and_then(SubLayer::block) == layer {
                    parts(&mut rows, steps, (from, to), open);
                }
            }
        }
        from = to + 1;
    }
    rows
}

fn parts(rows: &mut Vec<Row>, steps: &[Step], (mut from, to): (usize, usize), open: Option<SubLayer>) {
    while from <= to {
        let part = steps[from].sub_layer;
        let last = end(steps, from, |other| other.sub_layer == part);
        rows.push(Row { depth: 1, kind: Kind::Part(part), steps: (from, last) });
        if open == Some(part) {
            operations(rows, steps, (from, last), 2);
        }
        from = last + 1;
    }
}

fn operations(rows: &mut Vec<Row>, steps: &[Step], (mut from, to): (usize, usize), depth: u16) {
    let projects = |step: &Step| matches!(step.site.name, Name::Q | Name::K | Name::V);
    while from <= to {
        let last = if projects(&steps[from]) { end(&steps[..=to], from, projects) } else { from };
        rows.push(Row { depth, kind: Kind::Operations, steps: (from, last) });
        from = last + 1;
    }
}

/// The last of the steps from `from` on that are all like it.
fn end(steps: &[Step], from: usize, like: impl Fn(&Step) -> bool) -> usize {
    from + steps[from + 1..].iter().take_while(|step| like(step)).count()
}

fn draw(view: &View, row: Row, area: Rect, buffer: &mut Buffer) {
    let now = view.place.step;
    let (from, to) = row.steps;
    let current = is_now(row, now);
    let open = (from..=to).contains(&now);
    if current {
        buffer.set_style(area, view.style(Role::Selected));
    }
    let role = match (current, open) {
        (true, _) => Role::Selected,
        (false, true) => Role::Strong,
        _ if to <= now => Role::Done,
        _ => Role::Quiet,
    };
    let mark = match row.kind {
        _ if current => "▶",
        Kind::Operations if to <= now => "✓",
        _ if open => "▾",
        _ if to <= now => "✓",
        Kind::Layer(..) => "▸",
        _ => "·",
    };
    let style = view.style(role);
    let column = put_all(buffer, area, (2 * row.depth, 0), [(mark, style), (" ", style)]);
    match row.kind {
        Kind::Layer(stack, layer) => {
            let name = view.block_name(stack, layer);
            folded(view, row, &name, style, area, column, buffer);
        }
        Kind::Part(part) => folded(view, row, view.part_name(part), style, area, column, buffer),
        Kind::Operations => names(view, row, current, area, column, buffer),
    }
}

/// The name of several operations, marked where any of them makes something else than before.
fn folded(view: &View, row: Row, name: &str, style: Style, area: Rect, column: u16, buffer: &mut Buffer) {
    let changed = (row.steps.0..=row.steps.1).any(|step| view.is_changed(step));
    let column = put(buffer, before(area, if changed { CHANGED } else { "" }), (column, 0), name, style);
    if changed {
        put(buffer, area, (column + 1, 0), CHANGED, view.style(Role::Accent));
    }
}

/// The names of one to three operations, and whether they are off, patched, or make something else than before.
fn names(view: &View, row: Row, current: bool, area: Rect, mut column: u16, buffer: &mut Buffer) {
    let now = view.place.step;
    let (from, to) = row.steps;
    for (number, step) in (from..=to).zip(&view.pass().steps[from..]) {
        let role = match () {
            () if current && (number == now || from == to) => Role::Selected,
            () if current => Role::SelectedQuiet,
            () if number <= now => Role::Done,
            () => Role::Quiet,
        };
        let mark = mark(view, number, step);
        let room = before(area, mark.map_or("", |(mark, _)| mark));
        column = put(buffer, room, (column, 0), view.step(step.site), view.style(role));
        if let Some((mark, role)) = mark {
            let role = if current { Role::Selected } else { role };
            column = put(buffer, area, (column + 1, 0), mark, view.style(role));
        }
        column += if number < to { 2 } else { 0 };
    }
}

/// What is left of an area for a name when a mark comes after it: a mark is worth more than the end of a name.
fn before(area: Rect, mark: &str) -> Rect {
    let taken = if mark.is_empty() { 0 } else { columns(mark) as u16 + 1 };
    Rect { width: area.width.saturating_sub(taken), ..area }
}

/// What a viewer has to know about an operation besides its name.
fn mark(view: &View, number: usize, step: &Step) -> Option<(&'static str, Role)> {
    match () {
        () if view.is_off(step.site) => Some((view.say(Word::Off), Role::Warning)),
        () if step.replaced.is_some() => Some((view.say(Word::Patched), Role::Warning)),
        () if view.is_changed(number) => Some((CHANGED, Role::Accent)),
        () => None,
    }
}

#[cfg(test)]
mod tests;
