//! Commands that change the plan, so that a new pass has to be recorded.

use std::sync::Arc;

use crate::app::command::{Command, Differentiate, Temperature};
use crate::app::effect::Effect;
use crate::app::gradient::Gradient;
use crate::app::notice::Notice;
use crate::app::pass::Pass;
use crate::app::plan::Plan;
use crate::app::poke::{Act, Block, Poke};
use crate::app::settings::{HeadId, Setting, Settings};
use crate::app::stage::Stage;
use crate::tape::{Name, Part, Site};
use crate::transformer::Norm;

use super::train;

mod poke;

/// Does a command that changes the plan.
pub(super) fn change(stage: &mut Stage, command: &Command) -> Result<Vec<Effect>, Notice> {
    let plan = match command {
        Command::Undo => stage.history.undo().ok_or(Notice::NothingToUndo)?.clone(),
        Command::Redo => stage.history.redo().ok_or(Notice::NothingToRedo)?.clone(),
        Command::Revisit(moment) => {
            let (moment, moments) = (*moment, stage.history.moments().len());
            stage.history.revisit(moment).ok_or(Notice::NoMoment { moment, moments })?.clone()
        }
        command => return make(stage, command),
    };
    if plan.records_same(&stage.plan) {
        return Ok(Vec::new());
    }
    Ok(record(stage, plan))
}

/// Makes another plan, which is a new moment of the history.
fn make(stage: &mut Stage, command: &Command) -> Result<Vec<Effect>, Notice> {
    let mut plan = stage.plan.clone();
    let b = stage.pokes_b && plan.beside.is_some();
    let command = match command {
        Command::Compare(Some(changes)) => Command::Compare(Some(compared(stage, changes)?)),
        command => spelled_out(stage, plan.side_mut(b), side(stage, b), command)?,
    };
    // Both sides are on one text and of one output, and a comparison is one of both.
    let of_both = matches!(command, Command::Text(_) | Command::Gradient(_) | Command::Compare(_));
    let side_before = plan.side_mut(b && !of_both).clone();
    plan.side_mut(b && !of_both).apply(&command)?;
    if !b || of_both {
        train::fit(stage, &side_before, &mut plan, &command)?;
    }
    plan.differentiate_beside();
    for b in [false, true] {
        let pass = side(stage, b);
        let own = plan.side_mut(b);
        if own.model == pass.plan.model {
            own.settings.forget_what_is_so(&pass.model.config);
        }
    }
    if plan.records_same(&stage.plan) {
        return Ok(Vec::new());
    }
    stage.history.push(plan.clone(), command.to_string());
    Ok(record(stage, plan))
}

/// The pass that there is of a side.
fn side(stage: &Stage, b: bool) -> &Arc<Pass> {
    stage.pass.beside.as_ref().filter(|_| b).unwrap_or(&stage.pass)
}

/// The changes that make B, with what they leave to the stage spelled out one after the other.
fn compared(stage: &Stage, changes: &[Command]) -> Result<Vec<Command>, Notice> {
    if changes.is_empty() {
        return Err(Notice::NothingToCompare);
    }
    let mut plan = stage.plan.alone();
    let mut spelled = Vec::new();
    for command in changes {
        if !command.can_be_compared() {
            return Err(Notice::not_compared(command));
        }
        let command = spelled_out(stage, &plan, &stage.pass, command)?;
        plan.apply(&command)?;
        spelled.push(command);
    }
    Ok(spelled)
}

/// Has another plan recorded. Where one looks stays: the difference is seen in place.
pub(super) fn record(stage: &mut Stage, plan: Plan) -> Vec<Effect> {
    let had_b = stage.plan.beside.is_some();
    stage.plan = Plan { cursor: stage.plan.cursor, ..plan };
    if stage.plan.beside.is_some() != had_b {
        stage.pokes_b = !had_b;
    }
    vec![Effect::Record { generation: stage.send(), plan: Box::new(stage.plan.clone()) }]
}

/// The command with what it leaves to the stage: what is toggled, which head is meant, which cell.
fn spelled_out(stage: &Stage, plan: &Plan, pass: &Pass, command: &Command) -> Result<Command, Notice> {
    use Command as C;
    let now = plan.settings.applied(&pass.model.config);
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
        C::HeadOff(asked) => C::HeadOff(Some(head(stage, plan, pass, *asked, command)?)),
        C::HeadOn(asked) => C::HeadOn(Some(head(stage, plan, pass, *asked, command)?)),
        C::HeadToggle(asked) => {
            let head = head(stage, plan, pass, *asked, command)?;
            let off = plan.settings.heads_off.contains(&head);
            if off { C::HeadOn(Some(head)) } else { C::HeadOff(Some(head)) }
        }
        C::Temperature(Temperature::Up) => C::Temperature(Temperature::To(tenths(plan, 1.0))),
        C::Temperature(Temperature::Down) => C::Temperature(Temperature::To(tenths(plan, -1.0))),
        C::Poke(act) => poke::at_cursor(stage, pass, *act)?,
        C::Hide(cell) => poke::hidden(stage, plan, pass, *cell)?,
        C::SubLayerToggle(asked) => poke::sub_layer(stage, pass, *asked)?,
        C::Token(token, text) => poke::token(plan, pass, *token, text)?,
        C::Set(Setting::Target(text)) if !text.is_empty() && plan.model == pass.plan.model && !now.has_source() => {
            return Err(Notice::NoTarget);
        }
        C::Gradient(Differentiate::Toggled) => C::Gradient(match plan.gradient {
            Some(_) => Differentiate::Nothing,
            None => Differentiate::Output(Gradient::default()),
        }),
        other => other.clone(),
    })
}

/// The temperature so many tenths on, at least one tenth.
fn tenths(plan: &Plan, on: f32) -> f32 {
    let tenths = (plan.settings.temperature * 10.0).round() + on;
    (tenths.max(1.0) / 10.0).min(*Settings::TEMPERATURES.end())
}

/// The head that is meant by a command, if the model has it: the one looked at, unless another is asked for.
fn head(stage: &Stage, plan: &Plan, pass: &Pass, asked: Option<HeadId>, command: &Command) -> Result<HeadId, Notice> {
    let cursor = stage.plan.cursor.site;
    let head = stage.place().head;
    if asked.is_none()
        && (cursor.part == Part::Cross || pass.config.stacks().last().is_some_and(|own| own.0 != cursor.stack))
    {
        return Err(other_head(plan, pass, cursor, head, command));
    }
    let here = || Some(HeadId { layer: cursor.layer.map(usize::from)?, head });
    let id = asked.or_else(here).ok_or(Notice::NoHeadHere)?;
    let config = &pass.config;
    if plan.model != pass.plan.model {
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

/// An address without a stack is one of the last stack's self-attention: what switches a head of another one.
fn other_head(plan: &Plan, pass: &Pass, cursor: Site, head: usize, command: &Command) -> Notice {
    let part = if cursor.part == Part::Cross { Part::Cross } else { Part::Attention };
    let site = Site { part, name: Name::Z, before: false, ..cursor };
    if pass.find(site).is_err() {
        return Notice::NoHeadHere;
    }
    let off = Poke { site, act: Act::Times(0.0), block: Block { head: Some(head), ..Block::default() } };
    let on = match command {
        Command::HeadOn(_) => true,
        Command::HeadToggle(_) => plan.pokes.contains(&off),
        _ => false,
    };
    let switch = if on { Command::Unpatch(Some(site), off.block) } else { Command::Patch(off) };
    Notice::OtherHead { asked: command.name(), switch: switch.to_string(), on }
}
