//! The line that makes all this again: to be pasted into a terminal, a mail, a lesson.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::palette::open;
use crate::app::scrolled::Scrolled;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

/// Draws the line, broken where it has to be, over the panes, scrolled so far.
pub(super) fn render(view: &View, panes: Rect, scrolled: Scrolled, buffer: &mut Buffer) {
    let width = panes.width.min(100);
    let lines = broken(&line(view), usize::from(width.saturating_sub(4)).max(1));
    let height = (lines.len() as u16 + 2).min(panes.height);
    let area = Rect { x: panes.x + (panes.width - width) / 2, width, height, ..panes };
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
