//! Commands act: the only place where state changes.

mod change;
mod desk;
mod differ;
mod keys;
mod look;
mod looks;
mod panes;
mod seek;
mod study;
mod survey;
mod train;

pub use seek::seek;

use super::command::{Command, Scope};
use super::desk::Desk;
use super::effect::Effect;
use super::hold::Looked;
use super::input::Input;
use super::notice::Notice;
use super::pass::Pass;
use super::stage::Stage;

pub use differ::differed;
pub use panes::arrange_as;
pub use study::{studied, swept};
pub use survey::surveyed;
pub use train::learned;

/// Does what a command says, and gives back what the front end has to do about it. What cannot be done leaves
/// everything as it was and becomes the desk's notice.
pub fn update(stage: &mut Stage, desk: &mut Desk, command: Command) -> Vec<Effect> {
    desk.notice = None;
    if command.entry().scope != Scope::Script {
        // Whatever else is done, by the mouse or by keys that are complete, ends a sequence and the hint.
        desk.pending.clear();
        desk.hint = false;
    }
    let done = match command.entry().scope {
        Scope::Stage => stage_command(stage, desk, &command),
        Scope::Desk => desk::act(stage, desk, command),
        Scope::Script => Ok(keys::act(stage, desk, command)),
    };
    let mut effects = done.unwrap_or_else(|notice| {
        desk.notice = Some(notice);
        Vec::new()
    });
    effects.extend(lacking(stage, desk));
    effects
}

/// Does a command about what is looked at. What is compared changes the desk, too.
fn stage_command(stage: &mut Stage, desk: &mut Desk, command: &Command) -> Result<Vec<Effect>, Notice> {
    let compared = stage.plan.beside.is_some();
    let looked = look::look(stage, desk, command).or_else(|| train::train(stage, desk, command));
    let done = looked.unwrap_or_else(|| change::change(stage, command))?;
    follow_comparison(stage, desk, compared);
    Ok(done)
}

/// A comparison brings its layout, and takes it with it, however it began or ended.
fn follow_comparison(stage: &mut Stage, desk: &mut Desk, compared: bool) {
    if compared != stage.plan.beside.is_some() {
        stage.pokes_b = !compared;
        panes::compared(stage, desk, !compared);
    }
}

/// What a person did becomes commands. The mouse is looked up on the screen first, by whoever drew it.
pub fn input(stage: &mut Stage, desk: &mut Desk, input: Input) -> Vec<Effect> {
    match input {
        Input::Key(key) => update(stage, desk, Command::Key(key)),
        Input::Paste(text) => update(stage, desk, Command::Type(text)),
        Input::Mouse(_) | Input::Resize(..) | Input::Focus(_) => Vec::new(),
    }
}

/// The time for one step has passed: a stage that plays goes on, and stops at the end.
pub fn tick(stage: &mut Stage, desk: &Desk) -> Vec<Effect> {
    if stage.playing {
        look::step(stage);
    }
    lacking(stage, desk)
}

/// What panes show beside the values of a pass, and is not there yet: surveys of large values, studies of heads, and what
/// differs between patterns.
pub fn wanted(stage: &mut Stage, desk: &Desk) -> Vec<Effect> {
    let beside = survey::lacking(stage, desk).into_iter().chain(study::lacking(stage, desk));
    beside.chain(differ::lacking(stage, desk)).collect()
}

/// A closer look at some layers arrives; see [`Stage::see`]. Gives back what the front end has to do about it.
pub fn looked(stage: &mut Stage, desk: &Desk, looked: Looked) -> Vec<Effect> {
    stage.see(looked);
    wanted(stage, desk)
}

/// A closer look at what is of a generation broke down. It is tried again with the next command.
pub fn look_failed(stage: &mut Stage, desk: &mut Desk, generation: u64, notice: Notice) {
    stage.look_failed(generation);
    desk.notice = Some(notice);
}

/// What panes show and is not there yet: layers of a long pass, and what stands beside passes.
fn lacking(stage: &mut Stage, desk: &Desk) -> Vec<Effect> {
    seek(stage, desk).into_iter().chain(wanted(stage, desk)).collect()
}

/// What the worker made of a plan arrives; see [`Stage::receive`]. Gives back what the front end has to do about it: a
/// model that learns goes on as it is looked at, and of a long pass what one looks at may have to be computed.
pub fn arrive(stage: &mut Stage, desk: &mut Desk, generation: u64, result: Result<Pass, Notice>) -> Vec<Effect> {
    let recorded = result.is_ok() && generation == stage.generation();
    let compared = stage.plan.beside.is_some();
    if let Some(notice) = stage.receive(generation, result) {
        desk.notice = Some(notice);
    }
    follow_comparison(stage, desk, compared);
    let mut effects = if recorded { train::follow(stage) } else { Vec::new() };
    effects.extend(stage.refresh_what_is_stale());
    effects.extend(lacking(stage, desk));
    effects
}
