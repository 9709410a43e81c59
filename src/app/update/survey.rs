//! What the maps on a desk lack of large values, and what the worker made of it.

use crate::app::desk::Desk;
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::stage::Stage;
use crate::app::survey::{Survey, SurveyOf};

/// Asks for the surveys of what maps show. While a pass is being recorded nothing is asked for: the one that there is will be
/// gone.
pub(super) fn lacking(stage: &mut Stage, desk: &Desk) -> Option<Effect> {
    if stage.is_recording() {
        return None;
    }
    let of_panes = desk.panes.panes().into_iter().filter_map(|pane| SurveyOf::of_pane(stage, desk, pane));
    let wanted: Vec<SurveyOf> = of_panes.filter(|of| of.passes(stage).is_some()).collect();
    let lacking = stage.surveys.ask(&wanted);
    (!lacking.is_empty()).then_some(Effect::Survey(lacking))
}

/// A survey arrives, or of what there is none and why. One that is wanted no more changes nothing.
pub fn surveyed(stage: &mut Stage, desk: &mut Desk, result: Result<Survey, (SurveyOf, Notice)>) {
    match result {
        Ok(survey) => stage.surveys.receive(survey),
        Err((of, notice)) if stage.surveys.fail(of) => desk.notice = Some(notice),
        Err(_) => {}
    }
}
