//! Commands about how panes draw what they show.

use crate::app::desk::Desk;
use crate::app::notice::Notice;
use crate::app::pane_look::{FlowLook, Look, MapLook};
use crate::app::pane_tree::{PaneId, PaneKind};
use crate::app::shown::Pooling;

/// Does a command about how something is drawn: in the focused pane, or else in the first one that draws such a thing.
pub(super) fn look(desk: &mut Desk, look: Look) -> Result<(), Notice> {
    match look {
        Look::Magnify(by) => {
            let (pane, _) = map(desk)?;
            desk.view_mut(pane).scroll = None;
            desk.view_mut(pane).map.magnify(by);
        }
        Look::Pool(pool) => {
            let (_, map) = map(desk)?;
            let other = if map.pool == Pooling::Max { Pooling::Mean } else { Pooling::Max };
            map.pool = pool.unwrap_or(other);
        }
        Look::Normalise(on) => {
            let (_, map) = map(desk)?;
            map.normalised = on.unwrap_or(!map.normalised);
        }
        Look::Sink(shown) => desk.sink_hidden = !shown.unwrap_or(desk.sink_hidden),
        Look::FlowThreshold(to) => flow(desk)?.set_threshold(to),
        Look::FlowHeads(all) => {
            let flow = flow(desk)?;
            flow.all_heads = all.unwrap_or(!flow.all_heads);
        }
        Look::FlowQueries(all) => {
            let flow = flow(desk)?;
            flow.all_queries = all.unwrap_or(!flow.all_queries);
        }
        Look::Scores(show) => {
            let pane = meant(desk, &[PaneKind::Scores])?;
            let scores = &mut desk.view_mut(pane).scores;
            *scores = show.unwrap_or(scores.next());
        }
        Look::Large(on) => {
            let pane = meant(desk, &[PaneKind::Lesson, PaneKind::Cell])?;
            let large = &mut desk.view_mut(pane).large;
            *large = on.unwrap_or(!*large);
        }
    }
    Ok(())
}

fn map(desk: &mut Desk) -> Result<(PaneId, &mut MapLook), Notice> {
    let pane = meant(desk, &[PaneKind::Matrix, PaneKind::Gradients])?;
    Ok((pane, &mut desk.view_mut(pane).map))
}

fn flow(desk: &mut Desk) -> Result<&mut FlowLook, Notice> {
    let pane = meant(desk, &[PaneKind::Flow])?;
    Ok(&mut desk.view_mut(pane).flow)
}

/// The pane that is meant: the focused one where it is of such a kind, or else the first that is.
fn meant(desk: &Desk, kinds: &[PaneKind]) -> Result<PaneId, Notice> {
    let fits = |pane: &PaneId| kinds.contains(&pane.kind);
    let first = || desk.panes.panes().into_iter().find(fits);
    Some(desk.focus).filter(fits).or_else(first).ok_or(Notice::NoPane(kinds[0].first()))
}
