//! Commands about the panes: which there are, where they lie, and what each looks at.

use crate::app::command::{Command, Focus};
use crate::app::desk::Desk;
use crate::app::effect::Effect;
use crate::app::layout::Layout;
use crate::app::notice::Notice;
use crate::app::pane_tree::{Edge, PaneId, PaneKind, PaneTree};
use crate::app::pane_view::Pin;
use crate::app::settings::Setting;
use crate::app::stage::Stage;
use crate::app::version::Version;

/// Does a command about panes; nothing where it is about something else.
pub(super) fn act(stage: &Stage, desk: &mut Desk, command: &Command) -> Option<Result<Vec<Effect>, Notice>> {
    let mut done = Ok(());
    match command {
        Command::PaneSplit(edge, kind) => done = split(desk, *edge, kind.unwrap_or(desk.focus.kind)),
        Command::PaneClose(pane) => done = close(desk, pane.unwrap_or(desk.focus)),
        Command::PaneSwap(other) => done = swap(desk, *other),
        Command::PaneMove(direction) => {
            let mut panes = desk.panes.clone();
            panes.move_to_edge(desk.focus, *direction);
            done = keep(desk, panes);
        }
        Command::PaneShow(kind) => done = show(desk, *kind),
        Command::Pin(pin) => done = self::pin(stage, desk, pin.map(|(site, head)| Pin { site, head })),
        Command::Unpin => desk.view_mut(desk.focus).pin = None,
        Command::Side(version) => done = side(stage, desk, *version),
        Command::PaneSide(version) => pane_side(desk, *version),
        Command::Panes(tree) => arrange(desk, tree.clone()),
        Command::Layout(name) => done = layout(stage, desk, name),
        Command::LayoutSave(name) => return Some(save(desk, name)),
        _ => return None,
    }
    Some(done.map(|()| Vec::new()))
}

fn split(desk: &mut Desk, edge: Edge, kind: PaneKind) -> Result<(), Notice> {
    let new = desk.panes.free(kind).ok_or(Notice::TooManyPanes)?;
    let mut panes = desk.panes.clone();
    panes.split(desk.focus, edge, new);
    keep(desk, panes)?;
    if kind == desk.focus.kind {
        let view = desk.view(desk.focus);
        *desk.view_mut(new) = view;
    }
    desk.focus = new;
    desk.zoomed = false;
    Ok(())
}

/// Has the panes lie so, unless no layout could say it.
fn keep(desk: &mut Desk, panes: PaneTree) -> Result<(), Notice> {
    if panes.is_too_deep() {
        return Err(Notice::TooDeep);
    }
    desk.panes = panes;
    Ok(())
}

fn close(desk: &mut Desk, pane: PaneId) -> Result<(), Notice> {
    let panes = desk.panes.panes();
    let place = panes.iter().position(|known| *known == pane).ok_or(Notice::NoPane(pane))?;
    if panes.len() == 1 {
        return Err(Notice::LastPane);
    }
    desk.panes.close(pane);
    desk.views.remove(&pane);
    if desk.focus == pane {
        desk.focus = if place > 0 { panes[place - 1] } else { panes[1] };
    }
    desk.zoomed = false;
    Ok(())
}

/// The panes change places; the focus goes with its pane.
fn swap(desk: &mut Desk, other: Focus) -> Result<(), Notice> {
    let panes = desk.panes.panes();
    let now = panes.iter().position(|pane| *pane == desk.focus).unwrap_or(0);
    let other = match other {
        Focus::On(pane) if panes.contains(&pane) => pane,
        Focus::On(pane) => return Err(Notice::NoPane(pane)),
        Focus::Next => panes[(now + 1) % panes.len()],
        Focus::Back => panes[(now + panes.len() - 1) % panes.len()],
    };
    desk.panes.swap(desk.focus, other);
    Ok(())
}

fn show(desk: &mut Desk, kind: PaneKind) -> Result<(), Notice> {
    if desk.focus.kind != kind {
        let new = desk.panes.free(kind).ok_or(Notice::TooManyPanes)?;
        desk.panes.replace(desk.focus, new);
        desk.views.remove(&desk.focus);
        desk.focus = new;
    }
    Ok(())
}

/// A parameter has no step, so that only a pin can show it.
fn pin(stage: &Stage, desk: &mut Desk, pin: Option<Pin>) -> Result<(), Notice> {
    let place = stage.place();
    let pin = pin.unwrap_or(Pin { site: place.site, head: place.head });
    stage.pass.can_show(pin.site, pin.head)?;
    desk.view_mut(desk.focus).pin = Some(pin);
    Ok(())
}

/// Shows one of two passes, or what differs, in all panes that have no side of their own. Without a word the difference comes
/// and goes: in the focused pane alone where that has a side of its own, for it is there that people look.
fn side(stage: &Stage, desk: &mut Desk, version: Option<Version>) -> Result<(), Notice> {
    let own = desk.view(desk.focus);
    let toggled = match desk.version_of(desk.focus) {
        // A comparison may have ended meanwhile.
        Version::Difference => own.instead_of.filter(|_| stage.plan.beside.is_some()).unwrap_or(Version::A),
        Version::A | Version::B => Version::Difference,
    };
    let alone = own.version.is_some() && version.is_none();
    let version = version.unwrap_or(toggled);
    match version {
        Version::B if stage.plan.beside.is_none() => return Err(Notice::NothingBeside),
        Version::Difference if stage.plan.beside.is_none() && stage.before.is_none() => {
            return Err(Notice::NothingChanged);
        }
        _ if alone => {
            let view = desk.view_mut(desk.focus);
            view.instead_of = own.version.filter(|_| version == Version::Difference);
            view.version = Some(version);
        }
        _ => desk.version = version,
    }
    Ok(())
}

fn pane_side(desk: &mut Desk, version: Option<Version>) {
    let view = desk.view_mut(desk.focus);
    (view.version, view.instead_of) = (version, None);
}

/// Puts the panes as a tree has them; what each of them looked at is forgotten.
fn arrange(desk: &mut Desk, tree: PaneTree) {
    desk.panes = tree;
    desk.views.clear();
    desk.zoomed = false;
    if !desk.panes.contains(desk.focus) {
        desk.focus = desk.panes.panes()[0];
    }
}

fn layout(stage: &Stage, desk: &mut Desk, name: &str) -> Result<(), Notice> {
    let Some(layout) = desk.layouts.iter().find(|layout| layout.name == name).cloned() else {
        let names = desk.layouts.iter().map(|layout| layout.name.as_str());
        return Err(Notice::UnknownLayout { name: name.to_owned(), nearest: crate::app::notice::nearest(name, names) });
    };
    arrange_as(stage, desk, &layout)
}

/// Does what a layout says.
///
/// # Errors
/// The last thing that could not be done, such as pinning a value that this pass has not; the rest of it holds all the
/// same.
pub fn arrange_as(stage: &Stage, desk: &mut Desk, layout: &Layout) -> Result<(), Notice> {
    let mut refused = None;
    for command in &layout.commands {
        refused = super::desk::act(stage, desk, command.clone()).err().or(refused);
    }
    refused.map_or(Ok(()), Err)
}

fn save(desk: &mut Desk, name: &str) -> Result<Vec<Effect>, Notice> {
    let fit = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(fit) {
        return Err(Notice::LayoutName(name.to_owned()));
    }
    let layout = Layout::of(desk, name);
    desk.keep_layout(layout.clone());
    Ok(vec![Effect::SaveLayout(layout)])
}

/// A comparison has begun or ended: where no pane shows B, the layout for it comes, and goes again with it.
pub(super) fn compared(stage: &Stage, desk: &mut Desk, begun: bool) {
    if !begun {
        desk.version = Version::A;
        if let Some(layout) = desk.set_aside.take() {
            let _ = arrange_as(stage, desk, &layout);
        }
        return;
    }
    let shows_b = desk.panes.panes().iter().any(|pane| desk.version_of(*pane) != Version::A);
    let compare = desk.layouts.iter().find(|layout| layout.name == "compare").cloned();
    if let Some(layout) = compare.filter(|_| !shows_b) {
        desk.set_aside = Some(Layout::of(desk, ""));
        let _ = arrange_as(stage, desk, &layout);
        // Where room is short, the pane that compares scores is worth more than the others.
        let scores = PaneKind::Scores.first();
        let of_scores = |command: &Command| matches!(command, Command::Set(Setting::Score(..)) | Command::Scale(_));
        if stage.plan.made_beside().is_some_and(|made| made.iter().any(of_scores)) && desk.panes.contains(scores) {
            desk.focus = scores;
        }
    }
}
