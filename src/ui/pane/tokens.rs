//! The text, token by token: parts of a word joined, the cursor's token marked, and how much it attends to each other.
//!
//! ```text
//!  It is a truth universally acknowledged, that
//!  ▀▀ ▀▀ ▀ ▀▀▀▀▀ ▀▀▀▀▀▀▀▀▀▀▀ ▀▀▀▀▀▀▀▀▀▀▀▀▀ ▀▀▀▀     the weights of one query in one head
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::shown::Shown;
use crate::app::words::Word;
use crate::model::Piece;
use crate::tape::{Name, Part, Site};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

/// Lines of text that the pane asks for at most; longer texts scroll.
const LINES: u16 = 4;

/// Where a token stands: its line, its first column and its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    line: usize,
    column: u16,
    width: u16,
}

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneTokens).to_owned()
}

/// Whose weights are drawn, and how full the context is.
pub fn note(view: &View) -> String {
    let pass = view.pass();
    let count = format!("{} / {}", pass.tokens.len(), pass.config.context);
    match (weights(view), pass.pieces.get(view.token())) {
        (Some(shown), Some(piece)) => {
            let (layer, head) = (shown.site.layer.unwrap_or_default(), view.place.head);
            let whose = format!("{} “{}”", view.say(Word::WeightsOf), piece.short(16));
            format!("{whose} · {} {layer}.{head} · {count}", view.say(Word::Head))
        }
        _ => count,
    }
}

/// Rows that the pane has a use for on a screen so wide, with its border: text, and weights below each line.
pub fn most(view: &View, width: u16) -> u16 {
    2 * lines_on(view, width).min(LINES) + 2
}

/// Rows that the pane does its work in, with its border: a second line of text, or a line of weights, is worth more
/// than another row elsewhere, unless rows are few.
pub fn enough(view: &View, screen: Rect) -> u16 {
    match screen.height {
        0..22 => 3,
        22..28 => lines_on(view, screen.width).min(2) + 2,
        _ => 4,
    }
}

/// Lines of the text on a screen so wide.
fn lines_on(view: &View, width: u16) -> u16 {
    lines(&flow(&view.pass().pieces, width.saturating_sub(4))) as u16
}

/// Draws the tokens, scrolled so that the cursor's is in view.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let layout = Layout::new(view, area);
    let weights = weights(view);
    for (index, (piece, slot)) in view.pass().pieces.iter().zip(&layout.slots).enumerate() {
        let Some(row) = layout.row(slot, area) else { continue };
        let weight = weights.filter(|shown| index < shown.columns.length).map(|shown| shown.value(view.token(), index));
        let weight = weight.unwrap_or(0.0);
        let style = piece_style(view, index, if layout.strip { 0.0 } else { weight });
        put(buffer, area, (slot.column, row), &piece.short(usize::from(slot.width)), style);
        if layout.strip && weights.is_some() && row + 1 < area.height {
            strip(view, weight, Rect::new(area.x + slot.column, area.y + row + 1, slot.width, 1), buffer);
        }
    }
}

/// A click puts the cursor on a token.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let layout = Layout::new(view, area);
    let row = at.y.checked_sub(area.y)? / layout.step();
    let column = at.x.checked_sub(area.x)?;
    let hit = |slot: &&Slot| {
        slot.line == usize::from(row) + layout.first && (slot.column..slot.column + slot.width).contains(&column)
    };
    let index = layout.slots.iter().position(|slot| hit(&slot))?;
    Some(Command::Cursor(Axis::Token, index))
}

/// Where everything stands in an area.
struct Layout {
    slots: Vec<Slot>,
    /// The first line shown.
    first: usize,
    /// Whether there is a row for weights below each line; without, they are the ground of the text.
    strip: bool,
}

impl Layout {
    fn new(view: &View, area: Rect) -> Layout {
        let slots = flow(&view.pass().pieces, area.width);
        let lines = lines(&slots);
        let strip = usize::from(area.height) >= 2 * lines || area.height >= 2 * LINES;
        let shown = usize::from(if strip { area.height / 2 } else { area.height }).max(1);
        let cursor = slots.get(view.token()).map_or(0, |slot| slot.line);
        let wanted = view.desk.scroll.get(&crate::app::pane_tree::PaneId::Tokens).map(|(row, _)| *row);
        let first = wanted.unwrap_or_else(|| cursor.saturating_sub(shown / 2)).min(lines.saturating_sub(shown));
        Layout { slots, first, strip }
    }

    fn step(&self) -> u16 {
        1 + u16::from(self.strip)
    }

    /// The row of an area that a token's text is on, if it is in view.
    fn row(&self, slot: &Slot, area: Rect) -> Option<u16> {
        let row = slot.line.checked_sub(self.first)? * usize::from(self.step());
        (row < usize::from(area.height)).then_some(row as u16)
    }
}

/// Breaks pieces into lines as a text is read: a space before each that begins a word, and words kept whole where they
/// fit on a line.
fn flow(pieces: &[Piece], width: u16) -> Vec<Slot> {
    let width = width.max(1);
    let mut slots = Vec::with_capacity(pieces.len());
    let (mut line, mut column) = (0, 0);
    let mut rest = pieces;
    while let Some(first) = rest.first() {
        let parts = 1 + rest[1..].iter().take_while(|piece| piece.continues).count();
        let (word, later) = rest.split_at(parts);
        let whole: usize = word.iter().map(|piece| piece.width).sum();
        let space = u16::from(column > 0 && !first.continues);
        let whole_fits = usize::from(column + space) + whole <= usize::from(width);
        if whole_fits || column == 0 {
            column += space;
        } else {
            (line, column) = (line + 1, 0);
        }
        for piece in word {
            let own = (piece.width as u16).min(width);
            if column + own > width {
                (line, column) = (line + 1, 0);
            }
            slots.push(Slot { line, column, width: own });
            column += own;
        }
        rest = later;
    }
    slots
}

fn lines(slots: &[Slot]) -> usize {
    slots.last().map_or(1, |slot| slot.line + 1)
}

/// The pattern that the cursor's layer and head have, unless it lies ahead.
fn weights<'a>(view: &View<'a>) -> Option<Shown<'a>> {
    let (stack, layer) = view.block();
    let site = Site::layer(stack, layer, Part::Attention, Name::Pattern);
    if view.is_ahead(site) {
        return None;
    }
    view.pass().shown(site, view.place.head).ok()
}

fn piece_style(view: &View, index: usize, weight: f32) -> Style {
    if index == view.token() {
        return view.style(Role::Selected);
    }
    let continues = view.pass().pieces.get(index).is_some_and(|piece| piece.continues);
    let shade = view.theme.weight(weight);
    if weight >= 0.05
        && view.theme.has_fine_colours()
        && let Some(ink) = view.theme.readable_on(shade.colour)
    {
        return Style::new().bg(shade.colour).fg(ink);
    }
    if weight >= 0.25 {
        return view.style(Role::Piece).add_modifier(Modifier::UNDERLINED);
    }
    // The joint between two parts of a word shows as a change of ground.
    if continues { view.style(Role::PieceJoined) } else { view.style(Role::Piece) }
}

fn strip(view: &View, weight: f32, area: Rect, buffer: &mut Buffer) {
    let shade = view.theme.weight(weight);
    for position in area.intersection(buffer.area).positions() {
        let cell = &mut buffer[position];
        if view.theme.has_fine_colours() {
            cell.set_char('▀').set_style(Style::new().fg(shade.colour));
        } else {
            cell.set_char(shade.narrow).set_style(shade.style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::piece::pieces;

    fn slots(tokens: &[&str], width: u16) -> Vec<(usize, u16)> {
        let pieces = pieces(tokens.iter().map(|token| token.as_bytes()));
        flow(&pieces, width).iter().map(|slot| (slot.line, slot.column)).collect()
    }

    #[test]
    fn words_stay_whole_and_lines_break_between_them() {
        assert_eq!(slots(&["It", " is", " univers", "ally", ","], 40), [(0, 0), (0, 3), (0, 6), (0, 13), (0, 17)]);
        assert_eq!(slots(&["It", " is", " univers", "ally", ","], 14), [(0, 0), (0, 3), (1, 0), (1, 7), (1, 11)]);
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken_between_its_parts() {
        assert_eq!(slots(&[" univers", "ally"], 8), [(0, 0), (1, 0)]);
        assert_eq!(slots(&[" universally", " a"], 4), [(0, 0), (1, 0)]);
        assert_eq!(slots(&[], 4), []);
        assert_eq!(slots(&["a", "b"], 0), [(0, 0), (1, 0)]);
    }
}
