//! Commands act: the only place where state changes.

use super::command::{Choice, Command};
use super::desk::Desk;
use super::effect::Effect;
use super::notice::Notice;
use super::stage::Stage;
use super::step;

/// Does what a command says, and gives back what the front end has to do about it. What cannot be done leaves
/// everything as it was and becomes the desk's notice.
pub fn update(stage: &mut Stage, desk: &mut Desk, command: Command) -> Vec<Effect> {
    desk.notice = None;
    match act(stage, &command) {
        Ok(effects) => effects,
        Err(notice) => {
            desk.notice = Some(notice);
            Vec::new()
        }
    }
}

fn act(stage: &mut Stage, command: &Command) -> Result<Vec<Effect>, Notice> {
    let cursor = stage.plan.cursor;
    let from = stage.place().step;
    match command {
        Command::Next(grain) => {
            let to = step::next(&stage.pass.steps, from, grain.unwrap_or(cursor.grain));
            stage.plan.cursor.site = stage.pass.steps[to].site;
        }
        Command::Back(grain) => {
            let to = step::back(&stage.pass.steps, from, grain.unwrap_or(cursor.grain));
            stage.plan.cursor.site = stage.pass.steps[to].site;
        }
        Command::Head(Choice::To(head)) => stage.plan.cursor.head = *head,
        Command::Quit => return Ok(vec![Effect::Quit]),
        _ => {}
    }
    Ok(Vec::new())
}
