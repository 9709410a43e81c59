//! The command palette: a line, and below it what it could become.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use super::status::line;
use crate::app::palette::{Match, Palette};
use crate::app::words::Word;
use crate::ui::arrange::Outline;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::frame::Head;
use crate::ui::widget::text::uncover;
use crate::ui::widget::{frame, put, put_right};

/// Columns of the palette where there is room for them.
const WIDTH: u16 = 84;

/// Matches shown at a time.
const MATCHES: u16 = 12;

/// What a command does is cut to fit, but not below so many columns.
const DOC: u16 = 16;

/// Draws the palette at the top of the panes.
pub(super) fn render(view: &View, palette: &Palette, panes: Rect, buffer: &mut Buffer) {
    let area = place(palette, panes);
    let content = open(view, area, view.say(Word::Palette), "", buffer);
    if content.is_empty() {
        return;
    }
    let after = put(buffer, content, (0, 0), ":", view.style(Role::Accent));
    let input = Rect { x: content.x + after, width: content.width.saturating_sub(after), height: 1, ..content };
    line(view, &palette.editor, input, buffer);
    let list = Rect { y: content.y + 1, height: content.height - 1, ..content };
    let first = first(palette, list.height);
    for (row, found) in (0..list.height).zip(palette.matches.iter().skip(first)) {
        let selected = palette.selected == Some(first + usize::from(row));
        draw(view, found, selected, Rect { y: list.y + row, height: 1, ..list }, buffer);
    }
}

/// The match at a row of the palette.
pub(super) fn match_at(palette: &Palette, panes: Rect, row: u16) -> Option<&Match> {
    let list = frame_content(place(palette, panes));
    let row = row.checked_sub(list.y + 1).filter(|row| row + 1 < list.height)?;
    palette.matches.get(first(palette, list.height.saturating_sub(1)) + usize::from(row))
}

/// Where the palette lies.
pub(super) fn place(palette: &Palette, panes: Rect) -> Rect {
    let width = WIDTH.min(panes.width);
    let wanted = (palette.matches.len() as u16).clamp(1, MATCHES) + 3;
    let height = wanted.min(panes.height);
    Rect { x: panes.x + (panes.width - width) / 2, y: panes.y, width, height }
}

/// Clears an area, frames it as what has the keys, and returns its inside.
pub(super) fn open(view: &View, area: Rect, title: &str, note: &str, buffer: &mut Buffer) -> Rect {
    let inside = area.intersection(buffer.area);
    for y in inside.top()..inside.bottom() {
        uncover(buffer, (inside.x, y));
    }
    for position in inside.positions() {
        buffer[position].reset();
    }
    let outline = outline(area);
    frame::border(buffer, &view.theme, outline, area, true);
    frame::title(buffer, &view.theme, &Head::new(outline, &[], area), true, title, note);
    frame_content(area)
}

pub(super) fn outline(area: Rect) -> Outline {
    let [left, top, right, bottom] = [area.left(), area.top(), area.right(), area.bottom()].map(i32::from);
    Outline { left, top, right: right - 1, bottom: bottom - 1 }
}

pub(super) fn frame_content(area: Rect) -> Rect {
    outline(area).inside(1, area)
}

/// The first match shown: the selected one stays in view.
fn first(palette: &Palette, height: u16) -> usize {
    palette.selected.map_or(0, |selected| (selected + 1).saturating_sub(usize::from(height)))
}

fn draw(view: &View, found: &Match, selected: bool, area: Rect, buffer: &mut Buffer) {
    let (plain, hit, quiet) = if selected {
        (Role::Selected, Role::Selected, Role::SelectedQuiet)
    } else {
        (Role::Text, Role::Accent, Role::Quiet)
    };
    if selected {
        buffer.set_style(area, view.style(Role::SelectedQuiet));
    }
    let mut column = 1;
    let mut characters = 0;
    for letter in found.line.graphemes(true) {
        let own = characters..characters + letter.chars().count() as u32;
        characters = own.end;
        let role = if found.hits.iter().any(|character| own.contains(character)) { hit } else { plain };
        column = put(buffer, area, (column, 0), letter, view.style(role));
    }
    if !found.arguments.is_empty() {
        column = put(buffer, area, (column + 1, 0), &found.arguments, view.style(quiet));
    }
    if column + 2 + DOC < area.width {
        put_right(buffer, area, (column + 2, area.width - 1, 0), view.say(found.doc), view.style(quiet));
    }
}
