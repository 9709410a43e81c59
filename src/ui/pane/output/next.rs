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
use ratatui::style::Style;

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::words::Word;
use crate::tape::{Name, Site};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{bar, number, put, put_right};

/// The most columns that a word takes.
const WORD: usize = 14;

/// Draws as many words as there are rows.
pub(super) fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let Some(numbers) = Numbers::new(view) else {
        let there = super::distribution(view.pass(), view.token()).is_some();
        let word = if there { Word::NoCounterpart } else { Word::Computing };
        put(buffer, area, (0, 0), view.say(word), view.style(Role::Quiet));
        return;
    };
    let ahead = view.is_ahead(Site::model(Name::Probs));
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
        put_right(buffer, area, (widest + 1, end, y), &numbers.said(*word), text(Role::Quiet));
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
    let numbers = Numbers::new(view)?;
    let row = usize::from(at.y.checked_sub(area.y)?);
    let word = numbers.listed(actual(view), usize::from(area.height)).get(row).copied()?;
    let has_words = view.shown().is_some_and(|shown| shown.columns.axis == Axis::Word);
    has_words.then_some(Command::Cursor(Axis::Word, word))
}

/// The word that does come next in the text.
fn actual(view: &View) -> Option<usize> {
    view.pass().tokens.get(view.token() + 1).map(|token| *token as usize)
}

/// The probability of each word after the selected token, and in the pass that it is held against.
struct Numbers<'a> {
    ours: &'a [f32],
    minus: Option<&'a [f32]>,
}

impl<'a> Numbers<'a> {
    /// Nothing where they are not there, or where there is nothing of the same length to differ from.
    fn new(view: &View<'a>) -> Option<Numbers<'a>> {
        let ours = super::distribution(view.pass(), view.token())?;
        let minus = view.minus.and_then(|pass| super::distribution(pass, view.token()));
        let fits = view.minus.is_none() || minus.is_some_and(|minus| minus.len() == ours.len());
        fits.then_some(Numbers { ours, minus })
    }

    fn is_difference(&self) -> bool {
        self.minus.is_some()
    }

    fn of(&self, word: usize) -> f32 {
        self.ours[word] - self.minus.map_or(0.0, |minus| minus[word])
    }

    /// Two decimals, or how small it is where those would say nothing.
    fn said(&self, word: usize) -> String {
        let p = self.of(word);
        match self.minus {
            Some(_) if p.abs() >= 0.005 => format!("{p:+.2}").replace('-', "−"),
            Some(_) => number(p, 6),
            None if p >= 0.005 => number::share(p),
            None => number(p, 5),
        }
    }

    fn style(&self, view: &View, share: f32, is_next: bool) -> Style {
        match self.minus {
            // Far enough from nothing to be seen, however small.
            Some(_) => Style::new().fg(view.theme.signed(share.signum() * (0.4 + 0.6 * share.abs())).colour),
            None => view.style(if is_next { Role::Accent } else { Role::First }),
        }
    }

    /// The words with the largest numbers, and the one that does come next in the last row where it is not among them.
    fn listed(&self, actual: Option<usize>, rows: usize) -> Vec<usize> {
        listed(&|word| self.of(word).abs(), self.ours.len(), actual, rows)
    }
}

fn listed(size: &dyn Fn(usize) -> f32, words: usize, actual: Option<usize>, rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..words).collect();
    let larger = |a: &usize, b: &usize| size(*b).total_cmp(&size(*a)).then(a.cmp(b));
    if rows < order.len() {
        // A vocabulary is long and the pane short: only what it lists is put in order.
        order.select_nth_unstable_by(rows, larger);
        order.truncate(rows);
    }
    order.sort_unstable_by(larger);
    if let (Some(actual), Some(last)) = (actual, order.len().checked_sub(1))
        && !order.contains(&actual)
        && last > 0
    {
        order[last] = actual;
    }
    order
}

#[cfg(test)]
mod tests {
    fn listed(p: &[f32], actual: Option<usize>, rows: usize) -> Vec<usize> {
        super::listed(&|word| p[word], p.len(), actual, rows)
    }

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
