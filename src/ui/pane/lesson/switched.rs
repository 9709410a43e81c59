//! What is switched at a step that is otherwise in the model as it was trained, and what that means.

use crate::app::settings::Settings;
use crate::app::words::Word;
use crate::tape::{Name, Part, Site};
use crate::transformer::Config;
use crate::ui::view::View;

/// A sentence for each switch that stands otherwise than the model has it; then what was changed by hand.
pub(super) fn switched(view: &View, site: Site) -> Vec<String> {
    let pass = view.pass();
    let (now, made, plan) = (&pass.config, &pass.model.config, &pass.plan);
    let mut said: Vec<String> = words(site, now, made).into_iter().map(|word| view.say(word).to_owned()).collect();
    let heads: Vec<String> = heads_off(site, &plan.settings);
    if !heads.is_empty() {
        said.push(format!("{} {}", view.say(Word::SwitchedHeads), heads.join(", ")));
    }
    let tempered = matches!(site.name, Name::Tempered | Name::Probs) && plan.settings.temperature != 1.0;
    if tempered {
        said.push(format!("{} {}", view.say(Word::SwitchedTemperature), plan.settings.temperature));
    }
    let pokes = plan.pokes.iter().filter(|poke| poke.site == Site { before: false, ..site });
    said.extend(pokes.map(|poke| format!("{} patch {poke}", view.say(Word::SwitchedPoke))));
    said
}

/// The switches that bear on a value and stand otherwise than in training.
fn words(site: Site, now: &Config, made: &Config) -> Vec<Word> {
    let attention = matches!(site.name, Name::Scores | Name::Content | Name::Relative);
    let switches = [
        (site.name == Name::Scaled && now.scale != made.scale).then_some(if now.scale {
            Word::SwitchedScaleOn
        } else {
            Word::SwitchedScaleOff
        }),
        (hides(site) && now.causal != made.causal).then_some(if now.causal {
            Word::SwitchedMaskOn
        } else {
            Word::SwitchedMaskOff
        }),
        (hides(site) && now.masking != made.masking).then_some(Word::SwitchedMasking),
        (adds(site) && now.residual != made.residual).then_some(if now.residual {
            Word::SwitchedResidualOn
        } else {
            Word::SwitchedResidualOff
        }),
        (is_norm(site) && now.norm != made.norm).then_some(Word::SwitchedNorm),
        (attention && now.score != made.score).then_some(Word::SwitchedScore),
        ((attention || of_position(site)) && now.position != made.position).then_some(Word::SwitchedPosition),
        (matches!(site.name, Name::Q | Name::K | Name::V) && now.projections != made.projections)
            .then_some(Word::SwitchedProjections),
    ];
    switches.into_iter().flatten().collect()
}

const fn hides(site: Site) -> bool {
    matches!((site.part, site.name), (Part::Attention, Name::Masked | Name::Unmasked | Name::Pattern))
}

const fn adds(site: Site) -> bool {
    matches!(site.name, Name::ResidMid | Name::ResidCross | Name::ResidPost)
}

const fn is_norm(site: Site) -> bool {
    matches!(site.name, Name::Ln1 | Name::LnCross | Name::Ln2 | Name::FinalLn)
}

const fn of_position(site: Site) -> bool {
    matches!(
        site.name,
        Name::Embed | Name::Position | Name::ResidPre | Name::QRotated | Name::KRotated | Name::Bias | Name::Biased
    )
}

/// The heads of a layer that add nothing, where their values are gathered.
fn heads_off(site: Site, settings: &Settings) -> Vec<String> {
    let gathers = site.part == Part::Attention && matches!(site.name, Name::Z | Name::Concat | Name::AttnOut);
    let here = settings.heads_off.iter().filter(|head| gathers && Some(head.layer) == site.layer.map(usize::from));
    here.map(ToString::to_string).collect()
}
