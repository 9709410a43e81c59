//! What the scores panes on a desk lack, and what the worker made of it.

use crate::app::desk::Desk;
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::pane_tree::PaneKind;
use crate::app::stage::Stage;
use crate::app::study::{Point, Study, StudyOf};

/// Asks for the studies of the heads that scores panes are about, and for the sweep that they draw. While a pass is being
/// recorded nothing is asked for: the one that there is will be gone.
pub(super) fn lacking(stage: &mut Stage, desk: &Desk) -> Vec<Effect> {
    let panes = desk.panes.panes();
    let mut scores = panes.into_iter().filter(|pane| pane.kind == PaneKind::Scores).peekable();
    if stage.is_recording() || scores.peek().is_none() {
        return Vec::new();
    }
    let of_panes = scores.filter_map(|pane| StudyOf::of_pane(stage, desk, pane));
    let wanted: Vec<StudyOf> = of_panes.filter(|of| of.passes(stage).is_some()).collect();
    let lacking = stage.studies.ask(wanted);
    let seed = stage.pass.plan.settings.seed;
    let sweep = stage.studies.ask_sweep(seed).then_some(Effect::Sweep(seed));
    let study = (!lacking.is_empty()).then_some(Effect::Study(lacking));
    study.into_iter().chain(sweep).collect()
}

/// A study arrives, or of which head there is none and why. One that is wanted no more changes nothing.
pub fn studied(stage: &mut Stage, desk: &mut Desk, result: Result<Study, (StudyOf, Notice)>) {
    match result {
        Ok(study) => stage.studies.receive(study),
        Err((of, notice)) if stage.studies.fail(of) => desk.notice = Some(notice),
        Err(_) => {}
    }
}

/// One more point of a sweep arrives. One of another seed changes nothing.
pub fn swept(stage: &mut Stage, desk: &mut Desk, seed: u64, result: Result<Point, Notice>) {
    match result {
        Ok(point) => stage.studies.receive_point(seed, point),
        Err(notice) => desk.notice = Some(notice),
    }
}
