//! The gradient of a chosen output: how much the logit of a word after a token would move with each number of the value
//! that is looked at.
//!
//! ```text
//!  ┌ ∂ logit “ne” → “of” / ∂ pattern · block 0 · head 0 ┐
//!  │    It  ▓▓· · ·        orange: more of it, more of the word
//!  │    is  ░░▒▒· ·        blue: more of it, less of the word
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::matrix;
use crate::app::command::Command;
use crate::app::words::Word;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;
use crate::ui::widget::text::wrap;

/// The most columns of a word in the title.
const WORD: usize = 12;

/// Of which output, by which value.
pub fn title(view: &View) -> String {
    let pass = view.pass();
    let Some((token, word)) = pass.output() else { return view.say(Word::PaneGradients).to_owned() };
    let word = pass.word(word, view.desk.language);
    let language = view.desk.language;
    let after = pass.pieces.get(token).map_or_else(String::new, |piece| language.piece(piece).short(WORD).into_owned());
    format!("∂ logit “{after}” → “{}” / ∂ {}", word.short(WORD), matrix::title(view))
}

/// Draws the map; where no output is chosen yet, says how.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    if view.shown().is_some() {
        return matrix::render(view, area, buffer);
    }
    let chosen = view.pass().output().is_some();
    let word = if chosen { Word::NoGradientHere } else { Word::GradientOfWhat };
    for (row, line) in (0..area.height).zip(wrap(view.say(word), usize::from(area.width))) {
        put(buffer, area, (0, row), &line, view.style(Role::Quiet));
    }
}

/// A click puts the cursor on a cell; where no output is chosen yet, it chooses the likeliest.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    match view.pass().output() {
        Some(_) => matrix::command_at(view, area, at),
        None => crate::app::command::parse("gradient on").ok(),
    }
}
