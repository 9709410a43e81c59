//! What heads panes lack that show a difference, and what the worker made of it.

use crate::app::desk::Desk;
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::pane_tree::PaneKind;
use crate::app::stage::Stage;
use crate::app::thumbnail::Thumbnails;
use crate::app::version::Version;

/// Asks for what differs between all patterns, where a pane shows that. While a pass is being recorded nothing is asked
/// for: the one that there is will be gone.
pub(super) fn lacking(stage: &mut Stage, desk: &Desk) -> Option<Effect> {
    let shows = |pane| desk.version_of(pane) == Version::Difference;
    let looks = desk.panes.panes().into_iter().any(|pane| pane.kind == PaneKind::Heads && shows(pane));
    if stage.is_recording() || !looks || stage.versions(Version::Difference).1.is_none() {
        return None;
    }
    let generation = stage.arrived();
    stage.differences.ask(generation).then_some(Effect::Differ(generation))
}

/// What differs between all patterns arrives. That of other passes than there are changes nothing.
pub fn differed(stage: &mut Stage, desk: &mut Desk, generation: u64, result: Result<Thumbnails, Notice>) {
    match result {
        Ok(all) => stage.differences.receive(generation, all),
        Err(notice) if stage.differences.fail(generation) => desk.notice = Some(notice),
        Err(_) => {}
    }
}
