//! Which layers somebody looks at, so that their values have to be there.

use std::collections::BTreeSet;

use crate::app::desk::Desk;
use crate::app::effect::Effect;
use crate::app::stage::Stage;
use crate::tape::Stack;

/// What the worker has to compute before everything that the viewer looks at can be seen, unless it does so already.
pub fn seek(stage: &mut Stage, desk: &Desk) -> Option<Effect> {
    let layers = wanted(stage, desk);
    stage.seek(layers)
}

/// The layer that the cursor is in or next to, and those of values that panes show whatever the cursor is on.
fn wanted(stage: &Stage, desk: &Desk) -> BTreeSet<(Stack, usize)> {
    let pins = desk.panes.panes().into_iter().filter_map(|pane| desk.view(pane).pin).map(|pin| pin.site);
    let cursor = stage.pass.tape.find(stage.plan.cursor.site).map(|_| stage.plan.cursor.site);
    let sites = pins.chain(cursor).filter(|site| !site.is_parameter());
    let of_sites = sites.filter_map(|site| Some((site.stack, usize::from(site.layer?))));
    of_sites.chain([stage.pass.block_at(stage.at())]).collect()
}
