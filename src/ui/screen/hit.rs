//! What the mouse means, by what is drawn where it is.

use ratatui::layout::{Position, Rect};

use super::framed::Framed;
use super::{LEAST, Rooms, arrangement, header, hint, history, keys, palette, pane_at, prefix, status};
use crate::app::command::{Command, Direction, Focus};
use crate::app::desk::Mode;
use crate::app::input::{Button, Mouse, MouseKind};
use crate::app::pane_tree::PaneId;
use crate::ui::arrange::{Arrangement, Placed};
use crate::ui::pane;
use crate::ui::view::View;

/// Lines that one turn of the wheel scrolls.
const WHEEL: usize = 3;

/// The commands that a mouse event stands for on a screen of this area, in order.
pub fn hit(view: &View, area: Rect, mouse: Mouse) -> Vec<Command> {
    // Wherever the button comes up, and however small the screen has become: the border is let go.
    let at = Position::new(mouse.column, mouse.row);
    if mouse.kind == MouseKind::Release {
        return release(view, area, at);
    }
    if area.width < LEAST.0 || area.height < LEAST.1 || !area.contains(at) {
        return Vec::new();
    }
    let one = match mouse.kind {
        MouseKind::Press(Button::Left) => return press(view, area, at),
        MouseKind::Drag => drag(view, area, at),
        MouseKind::ScrollUp => wheel(view, area, at, Direction::Up),
        MouseKind::ScrollDown => wheel(view, area, at, Direction::Down),
        MouseKind::Press(_) | MouseKind::Release | MouseKind::Move => None,
    };
    one.into_iter().collect()
}

fn press(view: &View, area: Rect, at: Position) -> Vec<Command> {
    let rooms = Rooms::of(area);
    if rooms.keys.contains(at) {
        if rooms.status.is_none() && status::is_urgent(view) {
            // What is said stands over the hints; any command takes it away.
            return view.desk.notice.is_some().then_some(Command::Hint(false)).into_iter().collect();
        }
        let column = at.x - rooms.keys.x;
        let under = |hint: &keys::Hint| (hint.column..hint.column + hint.width).contains(&column);
        let hint = keys::hints(view, arrangement(view, area).placed.len(), rooms.keys.width).into_iter().find(under);
        return hint.and_then(|hint| hint.command).into_iter().collect();
    }
    if let Some(over) = press_over(view, rooms.panes, at) {
        return over;
    }
    if rooms.header.contains(at) {
        return header::command_at(view, rooms.header.width, at.x - rooms.header.x).into_iter().collect();
    }
    let arrangement = arrangement(view, area);
    let focus = |pane| (pane != view.desk.focus).then_some(Command::Focus(Focus::On(pane)));
    if let Some(pane) = titled_at(view, &arrangement, at) {
        return focus(pane).into_iter().chain([Command::Grab(pane, None)]).collect();
    }
    if let Some(divider) = arrangement.divider_at(at) {
        return vec![Command::Grab(divider.pane, Some(divider.edge))];
    }
    let Some(placed) = arrangement.pane_at(at) else { return Vec::new() };
    // The focus comes first: what a cell means depends on what the focused pane shows.
    let focus = focus(placed.pane);
    let inside = placed.content.contains(at);
    let view = &Framed::new(view, &arrangement, &placed).view;
    let meant = inside.then(|| pane::command_at(view, placed.pane, placed.content, at)).flatten();
    focus.into_iter().chain(meant).collect()
}

/// What a click means on what lies over the panes; nothing where nothing does. Beside it a click closes it.
fn press_over(view: &View, panes: Rect, at: Position) -> Option<Vec<Command>> {
    let close = Some(vec![Command::Close]);
    match &view.desk.mode {
        Mode::Palette(open) if palette::place(open, panes).contains(at) => {
            let found = palette::match_at(open, panes, at.y);
            Some(found.map(|found| Command::Palette(found.line.clone())).into_iter().collect())
        }
        Mode::History(chosen) => match history::moment_at(view, *chosen, panes, at) {
            Some(moment) => Some(vec![Command::Close, Command::Revisit(moment)]),
            None => close,
        },
        Mode::Help(_) | Mode::Palette(_) | Mode::Share(_) => close,
        // Beside what can follow a prefix a click means what it always means, and ends the sequence.
        Mode::Normal if prefix::place(view, panes).contains(at) => {
            Some(prefix::command_at(view, panes, at.y).into_iter().collect())
        }
        Mode::Normal if view.desk.hint && hint::place(view, panes).contains(at) => Some(vec![Command::Hint(false)]),
        Mode::Normal | Mode::Editing(_) => None,
    }
}

/// The pane whose title is at a cell: by its title it can be carried.
fn titled_at(view: &View, arrangement: &Arrangement, at: Position) -> Option<PaneId> {
    let titled = |placed: &&Placed| {
        let Framed { head, title, .. } = Framed::new(view, arrangement, placed);
        head.title_place(&title).contains(at)
    };
    arrangement.placed.iter().find(titled).map(|placed| placed.pane)
}

/// A pane that is let go over another changes places with it.
fn release(view: &View, area: Rect, at: Position) -> Vec<Command> {
    let carried = view.desk.grabbed.filter(|(pane, edge)| edge.is_none() && view.desk.panes.contains(*pane));
    let carried = carried.map(|(pane, _)| pane);
    let roomy = area.width >= LEAST.0 && area.height >= LEAST.1;
    let over = carried.filter(|_| roomy).and_then(|_| pane_at(view, area, at)).map(|placed| placed.pane);
    let swap = match (carried, over) {
        (Some(carried), Some(over)) if carried != over => {
            vec![Command::Focus(Focus::On(carried)), Command::PaneSwap(Focus::On(over))]
        }
        _ => Vec::new(),
    };
    swap.into_iter().chain(view.desk.grabbed.map(|_| Command::Release)).collect()
}

fn drag(view: &View, area: Rect, at: Position) -> Option<Command> {
    let (pane, Some(edge)) = view.desk.grabbed? else { return None };
    let arrangement = arrangement(view, area);
    let divider = arrangement.dividers.iter().find(|divider| (divider.pane, divider.edge) == (pane, edge))?;
    Some(Command::Border(pane, edge, divider.thousandths(at)))
}

/// The wheel scrolls what has the focus, and first gives the focus to what it is over.
fn wheel(view: &View, area: Rect, at: Position, direction: Direction) -> Option<Command> {
    if let Mode::Help(_) | Mode::History(_) | Mode::Share(_) = view.desk.mode {
        return Some(Command::Scroll(direction, WHEEL));
    }
    let pane = pane_at(view, area, at)?.pane;
    let focused = pane == view.desk.focus;
    Some(if focused { Command::Scroll(direction, WHEEL) } else { Command::Focus(Focus::On(pane)) })
}
