//! Frames around panes that share their borders: where two meet there is one line, and one joint.
//!
//! ```text
//! ┌ tokens ───────── 16 of 128 ┐
//! │ It is a truth              │
//! ├ steps ──┲ pattern ━━━━━━━━━┪
//! │ ✓ embed ┃                  ┃
//! └─────────┺━━━━━━━━━━━━━━━━━━┛
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::border::{PLAIN, Set, THICK};
use ratatui::symbols::merge::MergeStrategy;

use super::text::{put, put_right};
use crate::model::piece::{columns, cut};
use crate::ui::arrange::Outline;
use crate::ui::theme::{Role, Theme};

/// Draws the border of a pane as far as it lies in `clip`; draw those of all panes, the focused one last, before any
/// [`title`].
pub fn border(buffer: &mut Buffer, theme: &Theme, outline: Outline, clip: Rect, focus: bool) {
    let Outline { left, top, right, bottom } = outline;
    if right <= left || bottom <= top {
        return;
    }
    let (set, role): (Set, Role) = if focus { (THICK, Role::FrameFocus) } else { (PLAIN, Role::Frame) };
    let style = theme.style(role);
    let clip = clip.intersection(buffer.area);
    let mut draw = |x: i32, y: i32, symbol: &str| {
        let inside = i32::from(clip.left()) <= x && x < i32::from(clip.right());
        if inside && i32::from(clip.top()) <= y && y < i32::from(clip.bottom()) {
            buffer[(x as u16, y as u16)].merge_symbol(symbol, MergeStrategy::Exact).set_style(style);
        }
    };
    for x in left + 1..right {
        draw(x, top, set.horizontal_top);
        draw(x, bottom, set.horizontal_bottom);
    }
    for y in top + 1..bottom {
        draw(left, y, set.vertical_left);
        draw(right, y, set.vertical_right);
    }
    draw(left, top, set.top_left);
    draw(right, top, set.top_right);
    draw(left, bottom, set.bottom_left);
    draw(right, bottom, set.bottom_right);
}

/// Writes a pane's title on the left of its top border and a note on the right, as far as there is room.
pub fn title(buffer: &mut Buffer, theme: &Theme, outline: Outline, clip: Rect, focus: bool, title: &str, note: &str) {
    let Some(room) = title_room(outline, clip) else { return };
    let role = if focus { Role::TitleFocus } else { Role::Title };
    let short = cut(title, usize::from(room.width - 2));
    let end = if short.is_empty() { 0 } else { put(buffer, room, (0, 0), &format!(" {short} "), theme.style(role)) };
    // A part of a note is whole or not there: half of one says nothing. The first parts matter most.
    let left = usize::from(room.width.saturating_sub(end));
    let mut note = note;
    while columns(note) + 3 > left {
        note = note.rsplit_once(" · ").map_or("", |(first, _)| first);
        if note.is_empty() {
            return;
        }
    }
    if !note.is_empty() {
        put_right(buffer, room, (end, room.width - 1, 0), &format!(" {note} "), theme.style(Role::Quiet));
    }
}

/// The cells that [`title`] writes a title into, with the spaces around it.
pub fn title_place(outline: Outline, clip: Rect, title: &str) -> Rect {
    let room = title_room(outline, clip).unwrap_or_default();
    let short = columns(&cut(title, usize::from(room.width.saturating_sub(2)))) as u16;
    Rect { width: if short == 0 { 0 } else { short + 2 }, ..room }
}

/// Where a title and a note go; nothing where there is no room for them.
fn title_room(outline: Outline, clip: Rect) -> Option<Rect> {
    let row = Outline { left: outline.left, right: outline.right, top: outline.top - 1, bottom: outline.top + 1 };
    Some(row.inside(0, clip)).filter(|room| room.width >= 4 && room.height == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::Colours;
    use crate::ui::capability::Capability;

    fn rows(buffer: &Buffer) -> Vec<String> {
        let row = |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        (0..buffer.area.height).map(row).collect()
    }

    #[test]
    fn neighbours_share_a_line_and_its_joints() {
        let theme = Theme::new(&Colours::default(), &Capability::FULL);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 19, 5));
        let outline = |left, top, right, bottom| Outline { left, top, right, bottom };
        let panes = [outline(0, 0, 18, 2), outline(0, 2, 8, 4), outline(8, 2, 18, 4)];
        let clip = buffer.area;
        for (i, outline) in panes.into_iter().enumerate() {
            border(&mut buffer, &theme, outline, clip, i == 2);
        }
        title(&mut buffer, &theme, panes[0], clip, false, "tokens", "2 of 8");
        title(&mut buffer, &theme, panes[1], clip, false, "steps", "too long");
        title(&mut buffer, &theme, panes[2], clip, true, "pattern of", "");
        let drawn = [
            "┌ tokens  2 of 8 ─┐",
            "│                 │",
            "├ steps ┲ patter… ┪",
            "│       ┃         ┃",
            "└───────┺━━━━━━━━━┛",
        ];
        assert_eq!(rows(&buffer), drawn);
    }

    #[test]
    fn what_lies_outside_is_not_drawn() {
        let theme = Theme::new(&Colours::default(), &Capability::FULL);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 7, 3));
        let clip = Rect::new(1, 1, 5, 2);
        let outline = Outline { left: 0, top: 0, right: 6, bottom: 3 };
        border(&mut buffer, &theme, outline, clip, false);
        title(&mut buffer, &theme, outline, clip, false, "title", "note");
        assert_eq!(rows(&buffer), ["       "; 3]);
        let clip = Rect::new(0, 0, 4, 1);
        border(&mut buffer, &theme, outline, clip, false);
        title(&mut buffer, &theme, outline, clip, false, "title", "note");
        assert_eq!(rows(&buffer)[0], "┌───   ");
        for (right, bottom) in [(0, 0), (0, 5), (5, 0), (-1, -1)] {
            let outline = Outline { left: 0, top: 0, right, bottom };
            border(&mut buffer, &theme, outline, clip, true);
            title(&mut buffer, &theme, outline, clip, true, "title", "note");
        }
    }
}
