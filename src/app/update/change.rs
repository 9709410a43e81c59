//! Commands that change the plan, so that a new pass has to be recorded.

use crate::app::command::{Command, Temperature};
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::plan::Plan;
use crate::app::settings::{HeadId, Settings};
use crate::app::stage::Stage;
use crate::transformer::Norm;

/// Does a command that changes the plan.
pub(super) fn change(stage: &mut Stage, command: &Command) -> Result<Vec<Effect>, Notice> {
    match command {
        Command::Undo => {
            let plan = stage.history.undo(&stage.plan).ok_or(Notice::NothingToUndo)?;
            Ok(record(stage, plan))
        }
        Command::Redo => {
            let plan = stage.history.redo(&stage.plan).ok_or(Notice::NothingToRedo)?;
            Ok(record(stage, plan))
        }
        command => {
            let mut plan = stage.plan.clone();
            plan.apply(&spelled_out(stage, command)?)?;
            if plan.model == stage.pass.plan.model {
                plan.settings.forget_what_is_so(&stage.pass.model.config);
            }
            if plan.records_same(&stage.plan) {
                return Ok(Vec::new());
            }
            stage.history.push(stage.plan.clone());
            Ok(record(stage, plan))
        }
    }
}

/// Has another plan recorded. Where one looks stays: the difference is seen in place.
fn record(stage: &mut Stage, plan: Plan) -> Vec<Effect> {
    stage.plan = Plan { cursor: stage.plan.cursor, ..plan };
    vec![Effect::Record { generation: stage.send(), plan: Box::new(stage.plan.clone()) }]
}

/// The command with what it leaves to the stage: what is toggled, which head is meant.
fn spelled_out(stage: &Stage, command: &Command) -> Result<Command, Notice> {
    use Command as C;
    let now = stage.plan.settings.applied(&stage.pass.model.config);
    Ok(match command {
        C::Scale(None) => C::Scale(Some(!now.scale)),
        C::Mask(None) => C::Mask(Some(!now.causal)),
        C::Residual(None) => C::Residual(Some(!now.residual)),
        C::Norm(None) => C::Norm(Some(match now.norm {
            Norm::Pre => Norm::Post,
            Norm::Post => Norm::Rms,
            Norm::Rms => Norm::None,
            Norm::None => Norm::Pre,
        })),
        C::HeadOff(asked) => C::HeadOff(Some(head(stage, *asked)?)),
        C::HeadOn(asked) => C::HeadOn(Some(head(stage, *asked)?)),
        C::HeadToggle(asked) => {
            let head = head(stage, *asked)?;
            let off = stage.plan.settings.heads_off.contains(&head);
            if off { C::HeadOn(Some(head)) } else { C::HeadOff(Some(head)) }
        }
        C::Temperature(Temperature::Up) => C::Temperature(Temperature::To(tenths(stage, 1.0))),
        C::Temperature(Temperature::Down) => C::Temperature(Temperature::To(tenths(stage, -1.0))),
        other => other.clone(),
    })
}

/// The temperature so many tenths on, at least one tenth.
fn tenths(stage: &Stage, on: f32) -> f32 {
    let tenths = (stage.plan.settings.temperature * 10.0).round() + on;
    (tenths.max(1.0) / 10.0).min(*Settings::TEMPERATURES.end())
}

/// The head that is meant, if the model has it: the one looked at, unless another is asked for.
fn head(stage: &Stage, asked: Option<HeadId>) -> Result<HeadId, Notice> {
    let here = || {
        let layer = stage.plan.cursor.site.layer.map(usize::from)?;
        Some(HeadId { layer, head: stage.place().head })
    };
    let id = asked.or_else(here).ok_or(Notice::NoHeadHere)?;
    let config = &stage.pass.config;
    if stage.plan.model != stage.pass.plan.model {
        return Ok(id); // the model is on its way: the worker will know
    }
    if id.layer >= config.layers {
        return Err(Notice::NoLayer { layer: id.layer, layers: config.layers });
    }
    if id.head >= config.heads {
        return Err(Notice::NoHead { head: id.head, heads: config.heads });
    }
    Ok(id)
}
