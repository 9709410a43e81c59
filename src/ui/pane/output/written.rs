//! What a decoder beside an encoder writes, token by token, as sure as it is of each: dark where it hesitated.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::model::Piece;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

/// Draws the line. A token stands on the colour of the probability that it had when it was written.
pub(super) fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    for (token, piece, column) in placed(view, area) {
        let p = probability(view, token);
        let shade = view.theme.weight(p);
        let style = match view.theme.readable_on(shade.colour) {
            _ if token == view.token() + 1 => view.style(Role::Selected),
            Some(ink) if view.theme.has_fine_colours() => shade.style.fg(ink),
            _ if p < 0.5 => view.style(Role::Warning),
            _ => view.style(Role::Text),
        };
        put(buffer, area, (column, 0), &piece.text, style);
    }
}

/// A click on a token puts the cursor where it was foretold.
pub(super) fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let column = at.x.checked_sub(area.x)?;
    let under = |(_, piece, start): &(usize, Cow<Piece>, u16)| (*start..start + piece.width as u16).contains(&column);
    let (token, ..) = placed(view, area).into_iter().find(under)?;
    Some(Command::Cursor(Axis::Token, token - 1))
}

/// The tokens that were written, which begin after the one that begins every output, and their columns. Where they do
/// not all fit, those around the selected one.
fn placed<'a>(view: &View<'a>, area: Rect) -> Vec<(usize, Cow<'a, Piece>, u16)> {
    let pieces: &'a [Piece] = &view.pass().pieces;
    let language = view.desk.language;
    let pieces = pieces.iter().map(move |piece| language.piece(piece)).enumerate().skip(1);
    let selected = view.token() + 1;
    let before: usize = pieces.clone().take_while(|(token, _)| *token <= selected).map(|(_, piece)| piece.width).sum();
    let mut skipped = before.saturating_sub(usize::from(area.width));
    let mut column = 0;
    let mut placed = Vec::new();
    for (token, piece) in pieces {
        if skipped > 0 {
            skipped = skipped.saturating_sub(piece.width);
            continue;
        }
        let width = piece.width as u16;
        placed.push((token, piece, column));
        column += width;
    }
    placed
}

/// How likely the model held a token to be where it stands.
fn probability(view: &View, token: usize) -> f32 {
    let word = view.pass().tokens.get(token).map(|word| *word as usize);
    let before = super::distribution(view.pass(), token.saturating_sub(1));
    before.zip(word).and_then(|(p, word)| p.get(word).copied()).unwrap_or(0.0)
}
