//! The line that makes all this again: to be pasted into a terminal, a mail, a lesson.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::palette::{frame_content, open};
use crate::app::scrolled::Scrolled;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

/// Columns of the frame where there is room for them.
const WIDTH: u16 = 100;

/// Draws the line, broken where it has to be, over the panes, scrolled so far.
pub(super) fn render(view: &View, panes: Rect, scrolled: Scrolled, buffer: &mut Buffer) {
    let area = place(view, panes);
    let lines = lines(view, area.width);
    let content = open(view, area, view.say(Word::ShareTitle), view.say(Word::Copied), buffer);
    let shown = usize::from(content.height);
    let first = scrolled.first(lines.len(), shown);
    for (row, line) in (0..content.height).zip(&lines[first..]) {
        put(buffer, content, (0, row), line, view.style(Role::Text));
    }
    // In the border's column, so that no character of the line is covered.
    let beside = Rect { width: content.width + 1, ..content };
    if first + shown < lines.len() {
        put(buffer, beside, (content.width, content.height - 1), "↓", view.style(Role::Accent));
    }
    if first > 0 {
        put(buffer, beside, (content.width, 0), "↑", view.style(Role::Accent));
    }
}

/// The same with what was asked for beyond either end taken back to it.
pub(super) fn settled(view: &View, panes: Rect, scrolled: Scrolled) -> Scrolled {
    let area = place(view, panes);
    scrolled.settled(lines(view, area.width).len(), frame_content(area).height.into())
}

/// Where the line lies.
pub(super) fn place(view: &View, panes: Rect) -> Rect {
    let width = panes.width.min(WIDTH);
    let height = (lines(view, width).len() as u16 + 2).min(panes.height);
    Rect { x: panes.x + (panes.width - width) / 2, width, height, ..panes }
}

/// The line in as many rows as it takes in a frame of so many columns.
fn lines(view: &View, width: u16) -> Vec<String> {
    broken(&line(view), usize::from(width.saturating_sub(4)).max(1))
}

/// As a shell takes it.
fn line(view: &View) -> String {
    let plan = view.stage.plan.to_string();
    format!("headlight --plan '{}'", plan.replace('\'', r"'\''"))
}

/// A text in lines of so many columns, broken anywhere: spaces at the ends of lines would be lost on the way.
fn broken(text: &str, width: usize) -> Vec<String> {
    use unicode_segmentation::UnicodeSegmentation;
    let mut lines = vec![String::new()];
    for character in text.graphemes(true) {
        let line = lines.last_mut().expect("there is always a line");
        if columns(line) + columns(character) > width && !line.is_empty() {
            lines.push(character.to_owned());
        } else {
            line.push_str(character);
        }
    }
    lines
}
