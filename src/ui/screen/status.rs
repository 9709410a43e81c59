//! The line below the panes: what the program has to say, the text being edited, or else what the current step does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Rooms, keys};
use crate::app::desk::Mode;
use crate::app::editor::Editor;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{put, put_all};

/// Stands where a text goes on.
pub(super) const CUT: &str = "…";

/// Columns below which a text that is edited has no marks: they would take its place.
const LEAST: usize = 4;

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
            // Where the screen has one line for both, the keys stand behind the text.
            let alone = Rooms::of(buffer.area).status.is_none();
            let width = if alone { keys::beside(view, room, buffer) } else { room.width };
            let room = Rect { width, ..room };
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

/// A line of text with its cursor in view, and a mark on either side where there is more of it.
pub(super) fn line(view: &View, editor: &Editor, area: Rect, buffer: &mut Buffer) {
    use unicode_segmentation::UnicodeSegmentation;
    if area.is_empty() {
        return;
    }
    let Seen { before, after, goes_on: [back, ahead] } = Seen::of(editor, usize::from(area.width));
    let (text, quiet) = (view.style(Role::Text), view.style(Role::Quiet));
    let start = put(buffer, area, (0, 0), if back { CUT } else { "" }, quiet);
    let column = put(buffer, area, (start, 0), &shown(before), text);
    let end = put(buffer, area, (column, 0), &shown(after), text);
    put(buffer, area, (end, 0), if ahead { CUT } else { "" }, quiet);
    if column < area.width {
        let under = after.graphemes(true).next().map_or(1, columns).max(1) as u16;
        let cell = Rect { x: area.x + column, width: under.min(area.width - column), height: 1, ..area };
        buffer.set_style(cell, view.style(Role::Selected));
    }
}

/// What is seen of a text that is edited.
struct Seen<'a> {
    before: &'a str,
    /// From the cursor on.
    after: &'a str,
    /// Whether there is more of the text before and behind.
    goes_on: [bool; 2],
}

impl<'a> Seen<'a> {
    /// As much as has room on so many columns beside the marks that it takes, where there is room for marks.
    fn of(editor: &'a Editor, room: usize) -> Seen<'a> {
        let beside = |marks: usize| {
            let (before, after) = editor.window(room - marks);
            let end = editor.cursor() + after.len();
            Seen { before, after, goes_on: [before.len() < editor.cursor(), end < editor.text().len()] }
        };
        if room < LEAST {
            return Seen { goes_on: [false; 2], ..beside(0) };
        }
        let fits = |marks: &usize| beside(*marks).goes_on.into_iter().filter(|goes_on| *goes_on).count() <= *marks;
        beside((0..2).find(fits).unwrap_or(2))
    }
}

/// A text on one line: what would break it is shown as a sign.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '↵' } else { c }).collect()
}
