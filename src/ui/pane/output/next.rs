//! The distribution over the token that comes after the selected one: the likeliest, each with a bar. Of a difference the
//! words that gained and lost most.
//!
//! ```text
//!   of      0.61 ████████████████        of     +0.21 ██████
//!   ,       0.08 ██                      ,      −0.13 ████
//!   and     0.05 █▎      ◂ in the text   and    +0.02 ▌
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::numbers::Numbers;
use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::words::Word;
use crate::tape::{Name, Site};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{bar, put, put_right};

/// What is listed.
const PROBS: Site = Site::model(Name::Probs);

/// The most columns that a word takes.
const WORD: usize = 14;

/// Draws as many words as there are rows.
pub(super) fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let Some(numbers) = Numbers::new(view, PROBS) else {
        let there = super::distribution(view.pass(), view.token()).is_some();
        let word = if there { Word::NoCounterpart } else { Word::Computing };
        put(buffer, area, (0, 0), view.say(word), view.style(Role::Quiet));
        return;
    };
    let ahead = view.is_ahead(PROBS);
    let text = |role| view.style(if ahead { Role::Quiet } else { role });
    let actual = actual(view);
    let listed = numbers.listed(actual, usize::from(area.height));
    let names: Vec<_> = listed.iter().map(|word| view.pass().word(*word as u32, view.desk.language)).collect();
    let room = WORD.min(usize::from(area.width) / 2);
    let widest = names.iter().map(|piece| piece.width.min(room)).max().unwrap_or(0) as u16;
    let largest = listed.first().map_or(1.0, |word| numbers.of(*word).abs()).max(f32::MIN_POSITIVE);
    let digits = if numbers.is_difference() { 6 } else { 5 };
    for (y, (word, piece)) in listed.iter().zip(&names).enumerate() {
        let (y, p) = (y as u16, numbers.of(*word));
        let is_next = actual == Some(*word);
        let role = if is_next { Role::Accent } else { Role::Text };
        // What is no text stands back, so that it is not taken for a word in brackets.
        let special = view.pass().model.tokenizer.end_of_text() == Some(*word as u32) && !is_next;
        let look_of_name = text(if special { Role::Quiet } else { role });
        put(buffer, area, (0, y), &piece.short(usize::from(widest)), look_of_name);
        let end = widest + 1 + digits;
        put_right(buffer, area, (widest + 1, end, y), &numbers.said(*word, digits.into()), text(Role::Quiet));
        let bar = Rect { x: area.x + end + 1, y: area.y + y, width: area.width.saturating_sub(end + 1), height: 1 };
        let style = if ahead { view.style(Role::Faint) } else { numbers.style(view, p / largest, is_next) };
        bar::across(buffer, bar, p.abs() / largest, style);
        let said = format!("◂ {}", view.say(Word::NextInText));
        let free = bar.width.saturating_sub((f32::from(bar.width) * p.abs() / largest).ceil() as u16 + 1);
        if is_next && usize::from(free) >= crate::model::piece::columns(&said) {
            put_right(buffer, bar, (0, bar.width, 0), &said, text(Role::Quiet));
        }
    }
}

/// A click puts the cursor on a word, where the value that is shown has words.
pub(super) fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let numbers = Numbers::new(view, PROBS)?;
    let row = usize::from(at.y.checked_sub(area.y)?);
    let word = numbers.listed(actual(view), usize::from(area.height)).get(row).copied()?;
    let has_words = view.shown().is_some_and(|shown| shown.columns.axis == Axis::Word);
    has_words.then_some(Command::Cursor(Axis::Word, word))
}

/// The word that does come next in the text.
fn actual(view: &View) -> Option<usize> {
    view.pass().tokens.get(view.token() + 1).map(|token| *token as usize)
}
