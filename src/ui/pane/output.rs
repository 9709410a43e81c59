//! The distribution over the token that comes after the selected one: the likeliest, each with a bar.
//!
//! ```text
//!   of      0.61 ████████████████
//!   ,       0.08 ██
//!   and     0.05 █▎               ◂ in the text
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::words::Word;
use crate::tape::{Name, Site, op};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{bar, number, put, put_right};

/// The most columns that a word takes.
const WORD: usize = 14;

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneOutput).to_owned()
}

/// After which token, at which temperature, how uncertain, and whether that is later than the cursor.
pub fn note(view: &View) -> String {
    let mut parts = Vec::new();
    if view.is_ahead(Site::model(Name::Probs)) {
        parts.push(view.say(Word::Ahead).to_owned());
    } else if let Some(distribution) = distribution(view) {
        parts.push(format!("{:.2} {}", op::entropy(distribution), view.say(Word::Bit)));
    }
    parts.push(format!("t {}", view.pass().plan.settings.temperature));
    parts.join(" · ")
}

/// Draws as many words as there are rows.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let Some(distribution) = distribution(view) else {
        put(buffer, area, (0, 0), view.say(Word::Computing), view.style(Role::Quiet));
        return;
    };
    let ahead = view.is_ahead(Site::model(Name::Probs));
    let look = |role| view.style(if ahead { Role::Faint } else { role });
    let text = |role| view.style(if ahead { Role::Quiet } else { role });
    let actual = view.pass().tokens.get(view.token() + 1).map(|token| *token as usize);
    let listed = listed(distribution, actual, usize::from(area.height));
    let names: Vec<_> = listed.iter().map(|word| view.pass().word(*word as u32, view.desk.language)).collect();
    let room = WORD.min(usize::from(area.width) / 2);
    let widest = names.iter().map(|piece| piece.width.min(room)).max().unwrap_or(0) as u16;
    let largest = listed.first().map_or(1.0, |word| distribution[*word]).max(f32::MIN_POSITIVE);
    for (y, (word, piece)) in listed.iter().zip(&names).enumerate() {
        let (y, p) = (y as u16, distribution[*word]);
        let is_next = actual == Some(*word);
        let role = if is_next { Role::Accent } else { Role::Text };
        // What is no text stands back, so that it is not taken for a word in brackets.
        let special = view.pass().model.tokenizer.end_of_text() == Some(*word as u32) && !is_next;
        let look_of_name = text(if special { Role::Quiet } else { role });
        put(buffer, area, (0, y), &piece.short(usize::from(widest)), look_of_name);
        let end = widest + 6;
        put_right(buffer, area, (widest + 1, end, y), &probability(p), text(Role::Quiet));
        let bar = Rect { x: area.x + end + 1, y: area.y + y, width: area.width.saturating_sub(end + 1), height: 1 };
        bar::across(buffer, bar, p / largest, look(if is_next { Role::Accent } else { Role::First }));
        let said = format!("◂ {}", view.say(Word::NextInText));
        let free = bar.width.saturating_sub((f32::from(bar.width) * p / largest).ceil() as u16 + 1);
        if is_next && usize::from(free) >= said.chars().count() {
            put_right(buffer, bar, (0, bar.width, 0), &said, look(Role::Quiet));
        }
    }
}

/// A click puts the cursor on a word, where the value that is shown has words.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let distribution = distribution(view)?;
    let actual = view.pass().tokens.get(view.token() + 1).map(|token| *token as usize);
    let row = usize::from(at.y.checked_sub(area.y)?);
    let word = listed(distribution, actual, usize::from(area.height)).get(row).copied()?;
    let has_words = view.shown().is_some_and(|shown| shown.columns.axis == Axis::Word);
    has_words.then_some(Command::Cursor(Axis::Word, word))
}

/// The distribution after the selected token: one entry a word.
fn distribution<'a>(view: &View<'a>) -> Option<&'a [f32]> {
    let probabilities = view.pass().value(Site::model(Name::Probs))?;
    let words = probabilities.nrows();
    probabilities.as_slice().chunks_exact(words.max(1)).nth(view.token())
}

/// The likeliest words, and the one that does come next in the last row where it is not among them.
fn listed(distribution: &[f32], actual: Option<usize>, rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..distribution.len()).collect();
    let likelier = |a: &usize, b: &usize| distribution[*b].total_cmp(&distribution[*a]).then(a.cmp(b));
    if rows < order.len() {
        // A vocabulary is long and the pane short: only what it lists is put in order.
        order.select_nth_unstable_by(rows, likelier);
        order.truncate(rows);
    }
    order.sort_unstable_by(likelier);
    if let (Some(actual), Some(last)) = (actual, order.len().checked_sub(1))
        && !order.contains(&actual)
        && last > 0
    {
        order[last] = actual;
    }
    order
}

/// Two decimals, or how small it is where those would say nothing.
fn probability(p: f32) -> String {
    if p >= 0.005 { number::share(p) } else { number(p, 5) }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn the_likeliest_come_first_and_the_next_word_is_always_there() {
        let p = [0.1, 0.4, 0.05, 0.4, 0.05];
        assert_eq!(listed(&p, None, 3), [1, 3, 0]);
        assert_eq!(listed(&p, Some(4), 3), [1, 3, 4]);
        assert_eq!(listed(&p, Some(0), 3), [1, 3, 0]);
        assert_eq!(listed(&p, Some(4), 1), [1]);
        assert_eq!(listed(&p, Some(4), 0), [0; 0]);
        assert_eq!(listed(&[], None, 4), [0; 0]);
    }
}
