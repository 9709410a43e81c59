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
use ratatui::layout::{Margin, Rect};
use ratatui::symbols::border::{PLAIN, Set, THICK};
use ratatui::symbols::merge::MergeStrategy;

use super::text::{put, put_right};
use crate::model::piece::columns;
use crate::ui::theme::{Role, Theme};

/// Draws the border of a pane; draw those of all panes, the focused one last, before any [`title`].
pub fn border(buffer: &mut Buffer, theme: &Theme, area: Rect, focus: bool) {
    if area.width < 2 || area.height < 2 {
        return;
    }
    let (set, role): (Set, Role) = if focus { (THICK, Role::FrameFocus) } else { (PLAIN, Role::Frame) };
    let style = theme.style(role);
    let (left, right, top, bottom) = (area.x, area.right() - 1, area.y, area.bottom() - 1);
    let mut draw = |x, y, symbol: &str| {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.merge_symbol(symbol, MergeStrategy::Exact).set_style(style);
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
pub fn title(buffer: &mut Buffer, theme: &Theme, area: Rect, focus: bool, title: &str, note: &str) {
    if area.width < 5 || area.height < 1 {
        return;
    }
    let role = if focus { Role::TitleFocus } else { Role::Title };
    let room = Rect { x: area.x + 1, width: area.width - 2, height: 1, ..area };
    let short = crate::model::piece::cut(title, usize::from(room.width - 2));
    let end = if short.is_empty() { 0 } else { put(buffer, room, (0, 0), &format!(" {short} "), theme.style(role)) };
    // A note is whole or not there: half of one says nothing.
    if !note.is_empty() && columns(note) + 3 <= usize::from(room.width.saturating_sub(end)) {
        put_right(buffer, room, (end, room.width - 1, 0), &format!(" {note} "), theme.style(Role::Quiet));
    }
}

/// What is left of a pane's area for its content: inside the border, with a column of air on either side where the
/// pane is wide enough for it.
pub fn inside(area: Rect) -> Rect {
    let air = u16::from(area.width >= 16);
    area.inner(Margin::new(1 + air, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::capability::Capability;
    use crate::ui::theme::Ground;

    fn rows(buffer: &Buffer) -> Vec<String> {
        let row = |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        (0..buffer.area.height).map(row).collect()
    }

    #[test]
    fn neighbours_share_a_line_and_its_joints() {
        let theme = Theme::new(Ground::Dark, &Capability::FULL);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 19, 5));
        let panes = [Rect::new(0, 0, 19, 3), Rect::new(0, 2, 9, 3), Rect::new(8, 2, 11, 3)];
        for (i, area) in panes.into_iter().enumerate() {
            border(&mut buffer, &theme, area, i == 2);
        }
        title(&mut buffer, &theme, panes[0], false, "tokens", "2 of 8");
        title(&mut buffer, &theme, panes[1], false, "steps", "too long");
        title(&mut buffer, &theme, panes[2], true, "pattern of", "");
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
    fn what_is_too_small_stays_empty() {
        let theme = Theme::new(Ground::Dark, &Capability::FULL);
        for (width, height) in [(0, 0), (1, 1), (2, 1), (1, 9), (3, 2)] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 9, 9));
            let area = Rect::new(0, 0, width, height);
            border(&mut buffer, &theme, area, true);
            title(&mut buffer, &theme, area, true, "title", "note");
            assert!(inside(area).is_empty());
        }
    }
}
