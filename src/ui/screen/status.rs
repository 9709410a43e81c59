//! The line below the panes: what the program has to say, the text being edited, or else what the current step does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::desk::Mode;
use crate::app::editor::Editor;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{put, put_all};

/// Whether the line says something that must be seen even where there is no room for a line of its own.
pub(super) fn is_urgent(view: &View) -> bool {
    view.desk.notice.is_some() || matches!(view.desk.mode, Mode::Editing(_))
}

/// Draws the line.
pub(super) fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    match (&view.desk.notice, &view.desk.mode) {
        (Some(notice), _) => {
            let role = if notice.is_error() { Role::Warning } else { Role::Accent };
            let text = notice.say(view.desk.language);
            put(buffer, area, (1, 0), &text, view.style(role));
        }
        (None, Mode::Editing(editor)) => {
            let at = put(buffer, area, (1, 0), view.say(Word::EditPrompt), view.style(Role::Accent));
            let room = Rect { x: area.x + at + 1, width: area.width.saturating_sub(at + 1), ..area };
            line(view, editor, room, buffer);
        }
        (None, _) => sentence(view, area, buffer),
    }
}

/// What the current step does.
fn sentence(view: &View, area: Rect, buffer: &mut Buffer) {
    let site = view.place.site;
    let formula = format!("{} = {}", site.name.text(), view.formula(site));
    let (role, sentence) =
        if view.is_off(site) { (Role::Warning, view.say(Word::PassesOn)) } else { (Role::Quiet, view.sentence(site)) };
    let spans = [(formula.as_str(), view.style(Role::Strong)), ("  ", view.style(role)), (sentence, view.style(role))];
    put_all(buffer, area, (1, 0), spans);
}

/// A line of text with its cursor in view.
pub(super) fn line(view: &View, editor: &Editor, area: Rect, buffer: &mut Buffer) {
    use unicode_segmentation::UnicodeSegmentation;
    if area.is_empty() {
        return;
    }
    let (before, after) = editor.window(usize::from(area.width));
    let column = put(buffer, area, (0, 0), &shown(before), view.style(Role::Text));
    put(buffer, area, (column, 0), &shown(after), view.style(Role::Text));
    if column < area.width {
        let under = after.graphemes(true).next().map_or(1, columns).max(1) as u16;
        let cell = Rect { x: area.x + column, width: under.min(area.width - column), height: 1, ..area };
        buffer.set_style(cell, view.style(Role::Selected));
    }
}

/// A text on one line: what would break it is shown as a sign.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '↵' } else { c }).collect()
}
