//! Commands that poke exactly the operation of a step.

use crate::app::command::{Command, parse};
use crate::app::plan::Plan;
use crate::tape::{Name, Part, Site};
use crate::transformer::Architecture;
use crate::ui::view::View;

/// At most so many.
const MOST: usize = 3;

/// What there is to try at a step: what would change nothing, or what this model cannot have, is left out.
pub(super) fn tries(view: &View, site: Site) -> Vec<Command> {
    let pass = view.pass();
    let commands = lines(view, site).into_iter().filter_map(|line| parse(&line).ok());
    commands.filter(|command| changes(&pass.plan, command, view)).take(MOST).collect()
}

/// Whether a command makes another pass that can be recorded. What it comes to may be known only where it is done.
fn changes(plan: &Plan, command: &Command, view: &View) -> bool {
    let made = &view.pass().model.config;
    let mut after = plan.clone();
    if after.apply(command).is_err() {
        return true;
    }
    after.settings.forget_what_is_so(made);
    !after.records_same(plan) && after.settings.applied(made).check().is_ok()
}

/// The commands that bear on the operation, the most telling first.
fn lines(view: &View, site: Site) -> Vec<String> {
    let config = &view.pass().config;
    let recurrent = config.architecture == Architecture::Recurrent;
    let on = if config.residual { "off" } else { "on" };
    let said: &[&str] = match site.name {
        Name::Embed | Name::Position | Name::ResidPre => &["position none", "position sinusoidal", "position rope"],
        Name::Ln1 | Name::LnCross | Name::Ln2 | Name::FinalLn => &["norm none", "norm post", "norm rms", "norm pre"],
        Name::Q | Name::K | Name::V if !recurrent => {
            &["projections identity", "projections tied-kv", "projections separate"]
        }
        Name::QRotated | Name::KRotated | Name::Bias | Name::Biased | Name::Distance | Name::Relative => {
            &["position none", "position alibi", "position rope"]
        }
        Name::Scores | Name::QMapped | Name::KMapped | Name::Content => {
            &["score additive", "score dot", "score scaled", "score general"]
        }
        Name::Scaled if config.scale => &["scale off", "score additive", "compare \"scale off\""],
        Name::Scaled => &["scale on", "score additive", "compare \"scale on\""],
        Name::Masked if site.part == Part::Attention => &["mask none", "mask causal", "hide", "mask-how after"],
        Name::Masked | Name::Unmasked => &["hide"],
        Name::Pattern => &["hide", "mask none", "mask-how after"],
        Name::Memory | Name::MemoryLn1 | Name::Context => &["memory 0"],
        Name::Logits | Name::Tempered | Name::Probs => {
            &["temperature 0.5", "temperature 2", "temperature 1", "gradient"]
        }
        Name::ResidMid | Name::ResidCross | Name::ResidPost => {
            return vec![format!("residual {on}"), "sub-layer-toggle".to_owned()];
        }
        Name::Z | Name::Concat if site.part == Part::Attention => &["head-toggle", "poke times 2"],
        Name::Pre | Name::Post | Name::AttnOut => &["sub-layer-toggle", "poke set 0"],
        _ => &["poke set 0", "poke times 2"],
    };
    said.iter().map(|line| (*line).to_owned()).collect()
}
