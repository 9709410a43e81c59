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

use super::text::put;
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

/// The top line of a pane's frame, between the joints where lines of the frames above end: what is written there leaves
/// them as they are.
pub struct Head {
    /// From left to right.
    stretches: Vec<Rect>,
}

impl Head {
    /// The top line of an outline among all of a screen, as far as it lies in `clip`.
    pub fn new(outline: Outline, all: &[Outline], clip: Rect) -> Head {
        let Outline { left, right, top, .. } = outline;
        let above = all.iter().filter(|other| other.top < top && top <= other.bottom);
        let mut ends: Vec<i32> = above.flat_map(|other| [other.left, other.right]).collect();
        ends.retain(|end| left < *end && *end < right);
        ends.extend([left, right]);
        ends.sort_unstable();
        let stretch = |ends: &[i32]| {
            let row = Outline { left: ends[0], right: ends[1], top: top - 1, bottom: top + 1 };
            Some(row.inside(0, clip)).filter(|stretch| stretch.width >= 4 && stretch.height == 1)
        };
        Head { stretches: ends.windows(2).filter_map(stretch).collect() }
    }

    /// The cells of a title, with a space on either side: the first stretch that has room for all of it, else the longest.
    pub fn title_place(&self, title: &str) -> Rect {
        let width = columns(title) as u16 + 2;
        let roomy = self.stretches.iter().find(|stretch| stretch.width >= width);
        let longest = || self.stretches.iter().rev().max_by_key(|stretch| stretch.width);
        match roomy.or_else(longest) {
            Some(stretch) if !title.is_empty() => Rect { width: width.min(stretch.width), ..*stretch },
            _ => Rect::default(),
        }
    }

    /// The cells of a note right of a title, with a space on either side: as far to the right as there is room for all of it.
    pub fn note_place(&self, title: &str, note: &str) -> Option<Rect> {
        let (title, width) = (self.title_place(title), columns(note) as u16 + 2);
        let free = self.stretches.iter().rev().map(|stretch| {
            let x = stretch.x.max(title.right());
            Rect { x, width: stretch.right().saturating_sub(x), ..*stretch }
        });
        // The line shows between the note and what is to the right of it.
        let place = |free: Rect| Rect { x: free.right() - width - 1, width, ..free };
        free.into_iter().find(|free| free.width > width && !note.is_empty()).map(place)
    }
}

/// Writes a pane's title on the left of the top line of its frame and a note on the right, as far as there is room.
pub fn title(buffer: &mut Buffer, theme: &Theme, head: &Head, focus: bool, title: &str, note: &str) {
    let role = if focus { Role::TitleFocus } else { Role::Title };
    let place = head.title_place(title);
    if !place.is_empty() {
        let short = cut(title, usize::from(place.width - 2));
        put(buffer, place, (0, 0), &format!(" {short} "), theme.style(role));
    }
    // A part of a note is whole or not there: half of one says nothing. The first parts matter most.
    let parts = std::iter::successors(Some(note), |note| note.rsplit_once(" · ").map(|(first, _)| first));
    let fitting = |note: &str| head.note_place(title, note).map(|place| (place, format!(" {note} ")));
    if let Some((place, note)) = parts.into_iter().find_map(fitting) {
        put(buffer, place, (0, 0), &note, theme.style(Role::Quiet));
    }
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
        let heads = panes.map(|outline| Head::new(outline, &panes, clip));
        title(&mut buffer, &theme, &heads[0], false, "tokens", "2 of 8");
        title(&mut buffer, &theme, &heads[1], false, "steps", "too long");
        title(&mut buffer, &theme, &heads[2], true, "pattern of", "");
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
    fn what_is_written_leaves_the_joints_above_as_they_are() {
        let theme = Theme::new(&Colours::default(), &Capability::FULL);
        let clip = Rect::new(0, 0, 25, 5);
        let outline = |left, top, right, bottom| Outline { left, top, right, bottom };
        let panes = [outline(0, 0, 8, 2), outline(8, 0, 24, 2), outline(0, 2, 24, 4)];
        let drawn = |text: &str, note: &str| {
            let mut buffer = Buffer::empty(clip);
            for outline in panes {
                border(&mut buffer, &theme, outline, clip, false);
            }
            title(&mut buffer, &theme, &Head::new(panes[2], &panes, clip), false, text, note);
            rows(&buffer)[2].clone()
        };
        assert_eq!(drawn("q", "1 · 2"), "├ q ────┴─────── 1 · 2 ─┤");
        assert_eq!(drawn("pattern", "1 · 2"), "├───────┴ pattern ── 1 ─┤");
        assert_eq!(drawn("a long pattern of", "1"), "├───────┴ a long patte… ┤");
    }

    #[test]
    fn what_lies_outside_is_not_drawn() {
        let theme = Theme::new(&Colours::default(), &Capability::FULL);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 7, 3));
        let clip = Rect::new(1, 1, 5, 2);
        let outline = Outline { left: 0, top: 0, right: 6, bottom: 3 };
        border(&mut buffer, &theme, outline, clip, false);
        title(&mut buffer, &theme, &Head::new(outline, &[], clip), false, "title", "note");
        assert_eq!(rows(&buffer), ["       "; 3]);
        let clip = Rect::new(0, 0, 4, 1);
        border(&mut buffer, &theme, outline, clip, false);
        title(&mut buffer, &theme, &Head::new(outline, &[], clip), false, "title", "note");
        assert_eq!(rows(&buffer)[0], "┌───   ");
        for (right, bottom) in [(0, 0), (0, 5), (5, 0), (-1, -1)] {
            let outline = Outline { left: 0, top: 0, right, bottom };
            border(&mut buffer, &theme, outline, clip, true);
            title(&mut buffer, &theme, &Head::new(outline, &[], clip), true, "title", "note");
        }
    }
}
