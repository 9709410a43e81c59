//! Commands about one viewer's desk.

use crate::app::command::{Command, Direction, Focus, Live};
use crate::app::desk::{Desk, Mode};
use crate::app::editor::Editor;
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::palette::Palette;
use crate::app::pane_tree::{PaneId, PaneKind};
use crate::app::pane_view::Scroll;
use crate::app::scrolled::Scrolled;
use crate::app::stage::Stage;

use super::{look, looks, panes};

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
        Command::Grab(pane, _) if !desk.panes.contains(pane) => return Err(Notice::NoPane(pane)),
        Command::Grab(pane, edge) => {
            desk.grabbed = Some((pane, edge));
            desk.notice = edge.is_none().then_some(Notice::Carrying(pane));
        }
        Command::Release => desk.grabbed = None,
        Command::Scroll(direction, by) => scroll(stage, desk, direction, by),
        Command::Look(look) => looks::look(desk, look)?,
        Command::Edit => desk.mode = Mode::Editing(Editor::new(stage.plan.text.clone())),
        Command::Palette(line) => {
            desk.mode = Mode::Palette(Palette::new(
                &Live { stage, themes: &desk.themes, layouts: &desk.layouts, panes: &desk.panes },
                line,
            ));
        }
        Command::Help => {
            let open = matches!(desk.mode, Mode::Help(_));
            desk.mode = if open { Mode::Normal } else { Mode::Help(Scrolled::default()) };
        }
        Command::History => desk.mode = Mode::History(stage.history.now()),
        Command::Share => {
            desk.mode = Mode::Share(Scrolled::default());
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

/// Scrolls what is open, or else the focused pane. Of help and of the shared line only the screen knows where they end.
fn scroll(stage: &Stage, desk: &mut Desk, direction: Direction, by: usize) {
    match &mut desk.mode {
        Mode::History(moment) => {
            let last = stage.history.moments().len().saturating_sub(1);
            *moment = moved(*moment, last, direction, by).unwrap_or(*moment);
        }
        Mode::Share(rows) | Mode::Help(rows) => *rows = rows.moved(direction, by),
        Mode::Normal | Mode::Editing(_) | Mode::Palette(_) => scroll_pane(stage, desk, direction, by),
    }
}

fn scroll_pane(stage: &Stage, desk: &mut Desk, direction: Direction, by: usize) {
    let (start, (rows, columns)) = scrollable(stage, desk);
    let from = stage.plan.cursor;
    let view = desk.view_mut(desk.focus);
    let (mut row, mut column) = view.scrolled(&from).unwrap_or(start);
    let (offset, length) = match direction {
        Direction::Up | Direction::Down => (&mut row, rows),
        Direction::Left | Direction::Right => (&mut column, columns),
    };
    let forward = match direction {
        Direction::Left => Direction::Up,
        Direction::Right => Direction::Down,
        along => along,
    };
    *offset = moved(*offset, length.saturating_sub(1), forward, by).unwrap_or(*offset);
    view.scroll = Some(Scroll { to: (row, column), from });
}

/// Where scrolling begins in the focused pane, as a row and a column, and how many of each there are.
fn scrollable(stage: &Stage, desk: &Desk) -> ((usize, usize), (usize, usize)) {
    let (pass, place) = (&stage.pass, stage.place());
    let config = &pass.config;
    let longest = config.width.max(config.hidden).max(config.vocabulary);
    match desk.focus.kind {
        PaneKind::Heads => {
            let (stack, layer) = stage.step().sub_layer.block().unwrap_or((place.site.stack, 0));
            ((layer, place.head), (config.layers_of(stack), pass.heads(place.site)))
        }
        PaneKind::Matrix | PaneKind::Gradients => match look::under(stage, desk) {
            Some((place, rows, columns)) => ((place.row, place.column), (rows.length, columns.length)),
            None => ((0, 0), (0, 0)),
        },
        PaneKind::Flow => ((place.row, 0), (pass.tokens.len().max(pass.source.len()), 0)),
        PaneKind::Steps => ((0, 0), (pass.steps.len(), 0)),
        PaneKind::Tokens => ((0, 0), (pass.tokens.len(), 0)),
        _ => ((0, 0), (longest, longest)),
    }
}

/// A place after moving up or down, no further than the ends.
fn moved(from: usize, last: usize, direction: Direction, by: usize) -> Option<usize> {
    match direction {
        Direction::Up => Some(from.saturating_sub(by)),
        Direction::Down => Some(from.saturating_add(by).min(last)),
        Direction::Left | Direction::Right => None,
    }
}
