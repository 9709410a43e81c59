//! What the mouse means, by what is drawn where it is.

use ratatui::layout::{Position, Rect};

use super::{LEAST, Rooms, arrangement, keys, palette, pane_at};
use crate::app::command::{Command, Direction, Focus};
use crate::app::desk::Mode;
use crate::app::input::{Button, Mouse, MouseKind};
use crate::ui::pane;
use crate::ui::view::View;

/// Lines that one turn of the wheel scrolls.
const WHEEL: usize = 3;

/// The command that a mouse event stands for on a screen of this area.
pub fn hit(view: &View, area: Rect, mouse: Mouse) -> Option<Command> {
    // Wherever the button comes up, and however small the screen has become: the border is let go.
    if mouse.kind == MouseKind::Release {
        return view.desk.grabbed.map(|_| Command::Release);
    }
    let at = Position::new(mouse.column, mouse.row);
    if area.width < LEAST.0 || area.height < LEAST.1 || !area.contains(at) {
        return None;
    }
    match mouse.kind {
        MouseKind::Press(Button::Left) => press(view, area, at),
        MouseKind::Drag => drag(view, area, at),
        MouseKind::ScrollUp => wheel(view, area, at, Direction::Up),
        MouseKind::ScrollDown => wheel(view, area, at, Direction::Down),
        MouseKind::Press(_) | MouseKind::Release | MouseKind::Move => None,
    }
}

fn press(view: &View, area: Rect, at: Position) -> Option<Command> {
    let rooms = Rooms::of(area);
    if rooms.keys.contains(at) {
        let column = at.x - rooms.keys.x;
        let under = |hint: &keys::Hint| (hint.column..hint.column + hint.width).contains(&column);
        return keys::hints(view, rooms.keys.width).into_iter().find(under)?.command;
    }
    match &view.desk.mode {
        Mode::Palette(open) if palette::place(open, rooms.panes).contains(at) => {
            let found = palette::match_at(open, rooms.panes, at.y)?;
            return Some(Command::Palette(found.line.clone()));
        }
        // A click beside what lies over the panes closes it.
        Mode::Help(_) | Mode::Palette(_) => return Some(Command::Close),
        Mode::Normal | Mode::Editing(_) => {}
    }
    let arrangement = arrangement(view, area);
    if let Some(divider) = arrangement.divider_at(at) {
        return Some(Command::Grab(divider.pane, divider.edge));
    }
    let placed = arrangement.pane_at(at)?;
    let inside = placed.content.contains(at);
    let meant = inside.then(|| pane::command_at(view, placed.pane, placed.content, at)).flatten();
    meant.or_else(|| (placed.pane != view.desk.focus).then_some(Command::Focus(Focus::On(placed.pane))))
}

fn drag(view: &View, area: Rect, at: Position) -> Option<Command> {
    let (pane, edge) = view.desk.grabbed?;
    let arrangement = arrangement(view, area);
    let divider = arrangement.dividers.iter().find(|divider| (divider.pane, divider.edge) == (pane, edge))?;
    Some(Command::Border(pane, edge, divider.thousandths(at)))
}

/// The wheel scrolls what has the focus, and first gives the focus to what it is over.
fn wheel(view: &View, area: Rect, at: Position, direction: Direction) -> Option<Command> {
    if let Mode::Help(_) = view.desk.mode {
        return Some(Command::Scroll(direction, WHEEL));
    }
    let pane = pane_at(view, area, at)?.pane;
    let focused = pane == view.desk.focus;
    Some(if focused { Command::Scroll(direction, WHEEL) } else { Command::Focus(Focus::On(pane)) })
}
