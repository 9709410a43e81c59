//! Commands that move the cursor.

use crate::app::command::{Choice, Command, Direction};
use crate::app::cursor::{Axis, Grain};
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::stage::Stage;
use crate::app::step::{self, SubLayer};
use crate::tape::Site;

/// Does a command that moves the cursor; nothing where it is about something else.
pub(super) fn look(stage: &mut Stage, command: &Command) -> Option<Result<Vec<Effect>, Notice>> {
    let done = match command {
        Command::Next(grain) => next(stage, *grain),
        Command::Back(grain) => back(stage, *grain),
        Command::First => to_step(stage, 0),
        Command::Last => to_step(stage, stage.pass.steps.len() - 1),
        Command::Go(site) => go(stage, *site),
        Command::Grain(grain) => {
            let cursor = &mut stage.plan.cursor;
            cursor.grain = grain.unwrap_or(cursor.grain.coarser());
            Ok(())
        }
        Command::Play(on) => play(stage, *on),
        Command::Head(choice) => head(stage, *choice),
        Command::Layer(choice) => layer(stage, *choice),
        Command::Cell(row, column) => cell(stage, *row, *column),
        Command::Cursor(axis, place) => cursor(stage, *axis, *place),
        Command::Move(direction, by) => go_cells(stage, *direction, *by),
        _ => return None,
    };
    Some(done.map(|()| Vec::new()))
}

fn to_step(stage: &mut Stage, step: usize) -> Result<(), Notice> {
    stage.plan.cursor.site = stage.pass.steps[step].site;
    Ok(())
}

fn next(stage: &mut Stage, grain: Option<Grain>) -> Result<(), Notice> {
    let from = stage.at();
    let to = step::next(&stage.pass.steps, from, grain.unwrap_or(stage.plan.cursor.grain));
    stage.playing &= to + 1 < stage.pass.steps.len();
    if to == from { Ok(()) } else { to_step(stage, to) }
}

fn back(stage: &mut Stage, grain: Option<Grain>) -> Result<(), Notice> {
    let from = stage.at();
    let to = step::back(&stage.pass.steps, from, grain.unwrap_or(stage.plan.cursor.grain));
    if to == from { Ok(()) } else { to_step(stage, to) }
}

fn go(stage: &mut Stage, site: Site) -> Result<(), Notice> {
    if site.is_parameter() {
        return Err(Notice::Parameter(site.to_string()));
    }
    stage.pass.find(site)?;
    stage.plan.cursor.site = site;
    Ok(())
}

/// Playing from the end begins at the beginning.
fn play(stage: &mut Stage, on: Option<bool>) -> Result<(), Notice> {
    stage.playing = on.unwrap_or(!stage.playing);
    if stage.playing && stage.at() + 1 == stage.pass.steps.len() { to_step(stage, 0) } else { Ok(()) }
}

/// The number that a choice of several comes to.
fn chosen(choice: Choice, now: usize, count: usize) -> Option<usize> {
    match choice {
        Choice::To(number) => (number < count).then_some(number),
        Choice::Next => Some((now + 1).min(count - 1)),
        Choice::Back => Some(now.saturating_sub(1)),
    }
}

fn head(stage: &mut Stage, choice: Choice) -> Result<(), Notice> {
    let heads = stage.pass.config.heads;
    let now = stage.plan.cursor.head.min(heads - 1);
    let none = |head| Notice::NoHead { head, heads };
    stage.plan.cursor.head = match (chosen(choice, now, heads), choice) {
        (Some(head), _) => head,
        (None, Choice::To(head)) => return Err(none(head)),
        (None, _) => now,
    };
    Ok(())
}

fn layer(stage: &mut Stage, choice: Choice) -> Result<(), Notice> {
    let layers = stage.pass.config.layers;
    let at = stage.at();
    let site = stage.plan.cursor.site;
    let outside = site.layer.is_none().then(|| stage.pass.steps[at].sub_layer);
    // From before the layers the next one is the first; from behind them the one before is the last.
    let layer = match (choice, outside, site.layer.map(usize::from)) {
        (Choice::Back, Some(SubLayer::Embedding), _) | (Choice::Next, Some(SubLayer::Output), _) => return Ok(()),
        (Choice::Next, Some(_), _) => 0,
        (Choice::Back, Some(_), _) => layers - 1,
        (_, _, now) => match (chosen(choice, now.unwrap_or(0).min(layers - 1), layers), choice) {
            (Some(layer), _) => layer,
            (None, Choice::To(layer)) => return Err(Notice::NoLayer { layer, layers }),
            (None, _) => return Ok(()),
        },
    };
    let same = Site { layer: Some(layer as u16), ..site };
    let whole = Site { before: false, ..same };
    let recorded = [same, whole].into_iter().find(|site| stage.pass.tape.find(*site).is_some());
    match recorded.filter(|_| outside.is_none()) {
        Some(site) => stage.plan.cursor.site = site,
        None => {
            let begins = stage.pass.steps.iter().find(|step| step.sub_layer.layer() == Some(layer));
            stage.plan.cursor.site = begins.map_or(site, |step| step.site);
        }
    }
    Ok(())
}

fn cell(stage: &mut Stage, row: usize, column: usize) -> Result<(), Notice> {
    let place = stage.place();
    let shown = stage.pass.shown(place.site, place.head)?;
    let (rows, columns) = (shown.rows, shown.columns);
    if row >= rows.length || column >= columns.length {
        return Err(Notice::NoCell { row, column, rows: rows.length, columns: columns.length });
    }
    for (axis, place) in [(rows.axis, row), (columns.axis, column)] {
        if let Some(remembered) = stage.plan.cursor.on(axis) {
            *remembered = Some(place);
        }
    }
    Ok(())
}

/// Puts the cursor on a place of an axis, whether or not the value that is looked at has the axis.
fn cursor(stage: &mut Stage, axis: Axis, place: usize) -> Result<(), Notice> {
    let config = &stage.pass.config;
    let count = match axis {
        Axis::Word => config.vocabulary,
        Axis::Dimension => config.width.max(config.hidden),
        _ => stage.pass.tokens.len(),
    };
    match stage.plan.cursor.on(axis) {
        Some(remembered) if place < count => *remembered = Some(place),
        _ => return Err(Notice::NoPlace { axis, place, count }),
    }
    Ok(())
}

fn go_cells(stage: &mut Stage, direction: Direction, by: usize) -> Result<(), Notice> {
    let place = stage.place();
    let shown = stage.pass.shown(place.site, place.head)?;
    let on = |at: usize, length: usize| at.saturating_add(by).min(length.saturating_sub(1));
    let (row, column) = match direction {
        Direction::Up => (place.row.saturating_sub(by), place.column),
        Direction::Down => (on(place.row, shown.rows.length), place.column),
        Direction::Left => (place.row, place.column.saturating_sub(by)),
        Direction::Right => (place.row, on(place.column, shown.columns.length)),
    };
    cell(stage, row, column)
}
