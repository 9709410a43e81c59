//! The command palette: a line, and below it what it could become.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use super::status::{CUT, line};
use crate::app::palette::{Match, Palette};
use crate::app::words::Word;
use crate::model::piece::columns;
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
    let (first, rows) = rows(palette, frame_content(area));
    let (end, all) = (first + usize::from(rows), palette.matches.len());
    let cut = first > 0 || end < all;
    let note = if cut { format!("{}–{end} {} {all}", first + 1, view.say(Word::Of)) } else { String::new() };
    let content = open(view, area, view.say(Word::Palette), &note, buffer);
    if content.is_empty() {
        return;
    }
    let after = put(buffer, content, (0, 0), ":", view.style(Role::Accent));
    let input = Rect { x: content.x + after, width: content.width.saturating_sub(after), height: 1, ..content };
    line(view, &palette.editor, input, buffer);
    let list = Rect { y: content.y + 1, height: content.height - 1, ..content };
    for (row, found) in (0..rows).zip(palette.matches.iter().skip(first)) {
        let selected = palette.selected == Some(first + usize::from(row));
        draw(view, found, selected, Rect { y: list.y + row, height: 1, ..list }, buffer);
    }
    let mut mark = |row: u16, sign: &str| {
        put_right(buffer, list, (0, list.width, row), sign, view.style(Role::Accent));
    };
    if first > 0 {
        mark(0, "↑");
    }
    if end < all {
        mark(list.height.saturating_sub(1), "↓");
    }
}

/// The match at a row of the palette.
pub(super) fn match_at(palette: &Palette, panes: Rect, row: u16) -> Option<&Match> {
    let content = frame_content(place(palette, panes));
    let (first, rows) = rows(palette, content);
    let row = row.checked_sub(content.y + 1).filter(|row| *row < rows)?;
    palette.matches.get(first + usize::from(row))
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

/// The first match shown, so that the selected one is in view, and how many are, below the line that is edited.
fn rows(palette: &Palette, content: Rect) -> (usize, u16) {
    let height = content.height.saturating_sub(1);
    let first = palette.selected.map_or(0, |selected| (selected + 1).saturating_sub(height.into()));
    let left = palette.matches.len().saturating_sub(first);
    (first, left.min(height.into()) as u16)
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
    // In the last column stand the marks of what is above and below.
    let words = Rect { width: area.width.saturating_sub(1), ..area };
    let mut column = 1;
    let mut characters = 0;
    let end = words.width - u16::from(columns(&found.line) + 1 > usize::from(words.width)).min(words.width);
    for letter in found.line.graphemes(true) {
        let own = characters..characters + letter.chars().count() as u32;
        characters = own.end;
        let role = if found.hits.iter().any(|character| own.contains(character)) { hit } else { plain };
        if column + columns(letter) as u16 > end {
            column = put(buffer, words, (column, 0), CUT, view.style(plain));
            break;
        }
        column = put(buffer, words, (column, 0), letter, view.style(role));
    }
    if !found.arguments.is_empty() {
        column = put(buffer, words, (column + 1, 0), &found.arguments, view.style(quiet));
    }
    if column + 2 + DOC < area.width {
        put_right(buffer, words, (column + 2, words.width, 0), view.say(found.doc), view.style(quiet));
    }
}
