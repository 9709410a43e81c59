//! Commands about one viewer's desk.

use crate::app::command::{Command, Direction, Focus, Live};
use crate::app::desk::{Desk, Mode};
use crate::app::editor::Editor;
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::palette::Palette;
use crate::app::pane_tree::{PaneId, PaneKind};
use crate::app::stage::Stage;

use super::panes;

/// Does a command about the desk.
pub(super) fn act(stage: &Stage, desk: &mut Desk, command: Command) -> Result<Vec<Effect>, Notice> {
    if let Some(done) = panes::act(stage, desk, &command) {
        return done;
    }
    match command {
        Command::Focus(focus) => desk.focus = focused(desk, focus)?,
        Command::Zoom(on) => desk.zoomed = on.unwrap_or(!desk.zoomed),
        Command::Resize(direction, by) => desk.panes.resize(desk.focus, direction, by),
        Command::Border(pane, edge, share) => desk.panes.set_border(pane, edge, share),
        Command::Grab(pane, edge) => desk.grabbed = Some((pane, edge)),
        Command::Release => desk.grabbed = None,
        Command::Scroll(direction, by) => scroll(stage, desk, direction, by),
        Command::Edit => desk.mode = Mode::Editing(Editor::new(stage.plan.text.clone())),
        Command::Palette(line) => {
            desk.mode = Mode::Palette(Palette::new(
                &Live { stage, themes: &desk.themes, layouts: &desk.layouts, panes: &desk.panes },
                line,
            ));
        }
        Command::Help => {
            let open = matches!(desk.mode, Mode::Help(_));
            desk.mode = if open { Mode::Normal } else { Mode::Help(0) };
        }
        Command::History => desk.mode = Mode::History(stage.history.now()),
        Command::Share => {
            desk.mode = Mode::Share;
            return Ok(vec![Effect::Copy(stage.plan.to_string())]);
        }
        Command::Close => match desk.mode {
            Mode::Normal => desk.zoomed = false,
            _ => desk.mode = Mode::Normal,
        },
        Command::Theme(Some(theme)) => desk.theme = desk.themes.named(&theme)?,
        Command::Theme(None) => desk.theme = desk.themes.after(&desk.theme),
        Command::Language(language) => desk.language = language.unwrap_or(desk.language.next()),
        Command::Hint(on) => desk.hint = on,
        Command::Mouse(on) => {
            desk.mouse = on.unwrap_or(!desk.mouse);
            return Ok(vec![Effect::Mouse(desk.mouse)]);
        }
        Command::Suspend => return Ok(vec![Effect::Suspend]),
        Command::Quit => return Ok(vec![Effect::Quit]),
        _ => {}
    }
    Ok(Vec::new())
}

/// The pane that gets the focus, of those that are on the desk.
fn focused(desk: &Desk, focus: Focus) -> Result<PaneId, Notice> {
    let mut panes = desk.panes.panes();
    panes.sort_by_key(|pane| (PaneKind::ALL.iter().position(|kind| *kind == pane.kind), pane.number));
    let now = panes.iter().position(|pane| *pane == desk.focus).unwrap_or(0);
    let by = |steps: usize| panes.get((now + steps) % panes.len().max(1)).copied().unwrap_or(desk.focus);
    match focus {
        Focus::On(pane) if panes.contains(&pane) => Ok(pane),
        Focus::On(pane) => Err(Notice::NoPane(pane)),
        Focus::Next => Ok(by(1)),
        Focus::Back => Ok(by(panes.len().saturating_sub(1))),
    }
}

/// Scrolls help if it is open, or else the focused pane: at most to the end of what there can be in it.
fn scroll(stage: &Stage, desk: &mut Desk, direction: Direction, by: usize) {
    let last = match desk.mode {
        Mode::History(_) => stage.history.moments().len().saturating_sub(1),
        // Drawing stops at the end; there are at most two rows for each.
        _ => 2 * (crate::app::command::TABLE.len() + desk.keymap.bindings.len()),
    };
    if let Mode::Help(line) | Mode::History(line) = &mut desk.mode {
        *line = moved(*line, last, direction, by).unwrap_or(*line);
        return;
    }
    let config = &stage.pass.config;
    let longest = config.width.max(config.hidden).max(config.vocabulary);
    let (rows, columns) = match desk.focus.kind {
        PaneKind::Heads => (config.layers, config.heads),
        PaneKind::Steps => (stage.pass.steps.len(), 0),
        PaneKind::Tokens => (stage.pass.tokens.len(), 0),
        _ => (longest, longest),
    };
    let (row, column) = desk.view_mut(desk.focus).scroll.get_or_insert_default();
    let (offset, length) = match direction {
        Direction::Up | Direction::Down => (row, rows),
        Direction::Left | Direction::Right => (column, columns),
    };
    let forward = match direction {
        Direction::Left => Direction::Up,
        Direction::Right => Direction::Down,
        along => along,
    };
    *offset = moved(*offset, length.saturating_sub(1), forward, by).unwrap_or(*offset);
}

/// A place after moving up or down, no further than the ends.
fn moved(from: usize, last: usize, direction: Direction, by: usize) -> Option<usize> {
    match direction {
        Direction::Up => Some(from.saturating_sub(by)),
        Direction::Down => Some(from.saturating_add(by).min(last)),
        Direction::Left | Direction::Right => None,
    }
}
