//! Commands that move the cursor.

use crate::app::command::{Choice, Command, Direction};
use crate::app::cursor::{Axis, Grain};
use crate::app::desk::Desk;
use crate::app::effect::Effect;
use crate::app::notice::Notice;
use crate::app::place::Place;
use crate::app::settings::HeadId;
use crate::app::shown::Side;
use crate::app::stage::Stage;
use crate::app::step::{self, SubLayer};
use crate::app::strongest;
use crate::app::survey::{READABLE, SurveyOf};
use crate::tape::{Name, Part, Site};

/// Does a command that moves the cursor; nothing where it is about something else.
pub(super) fn look(stage: &mut Stage, desk: &mut Desk, command: &Command) -> Option<Result<Vec<Effect>, Notice>> {
    let mut done = Ok(());
    match command {
        Command::Next(grain) => next(stage, *grain),
        Command::Back(grain) => back(stage, *grain),
        Command::First => to_step(stage, 0),
        Command::Last => to_step(stage, stage.pass.steps.len() - 1),
        Command::Go(site) => done = go(stage, *site),
        Command::Grain(grain) => {
            let cursor = &mut stage.plan.cursor;
            cursor.grain = grain.unwrap_or(cursor.grain.coarser());
        }
        Command::Play(on) => play(stage, *on),
        Command::Head(choice) => done = head(stage, *choice),
        Command::HeadAt(id) => done = head_at(stage, *id),
        Command::Strongest(choice) => done = strongest(stage, desk, *choice),
        Command::Layer(choice) => done = layer(stage, *choice),
        Command::Cell(row, column) => done = cell(stage, desk, *row, *column),
        Command::Cursor(axis, place) => done = cursor(stage, *axis, *place),
        Command::Move(direction, by) => done = move_cell(stage, desk, *direction, *by),
        Command::Pokes(b) => done = pokes(stage, *b),
        _ => return None,
    }
    Some(done.map(|()| Vec::new()))
}

/// One step on, as the time for one has passed.
pub(super) fn step(stage: &mut Stage) {
    next(stage, None);
}

/// What the focused pane shows, and where the cursor stands on it: a pane may show a value of its own.
pub(super) fn under(stage: &Stage, desk: &Desk) -> Option<(Place, Side, Side)> {
    let pass = stage.versions(desk.version_of(desk.focus)).0;
    let cursor = &stage.plan.cursor;
    let pinned = desk.view(desk.focus).pin.and_then(|pin| pass.place_at(cursor, pin.site, pin.head));
    let place = pinned.unwrap_or_else(|| pass.place(cursor));
    let (rows, columns) = pass.sides(place.site)?;
    Some((place, rows, columns))
}

/// Where changes go: to A or to B; without a word, to the other.
fn pokes(stage: &mut Stage, b: Option<bool>) -> Result<(), Notice> {
    let b = b.unwrap_or(!stage.pokes_b);
    if b && stage.plan.beside.is_none() {
        return Err(Notice::NothingBeside);
    }
    stage.pokes_b = b;
    Ok(())
}

fn to_step(stage: &mut Stage, step: usize) {
    stage.plan.cursor.site = stage.pass.steps[step].site;
}

fn next(stage: &mut Stage, grain: Option<Grain>) {
    let from = stage.at();
    let to = step::next(&stage.pass.steps, from, grain.unwrap_or(stage.plan.cursor.grain));
    stage.playing &= to + 1 < stage.pass.steps.len();
    if to != from {
        to_step(stage, to);
    }
}

fn back(stage: &mut Stage, grain: Option<Grain>) {
    let from = stage.at();
    let to = step::back(&stage.pass.steps, from, grain.unwrap_or(stage.plan.cursor.grain));
    if to != from {
        to_step(stage, to);
    }
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
fn play(stage: &mut Stage, on: Option<bool>) {
    stage.playing = on.unwrap_or(!stage.playing);
    if stage.playing && stage.at() + 1 == stage.pass.steps.len() {
        to_step(stage, 0);
    }
}

/// The number that a choice comes to, or the number that there is not.
fn chosen(choice: Choice, now: usize, count: usize) -> Result<usize, usize> {
    match choice {
        Choice::To(number) if number < count => Ok(number),
        Choice::To(number) => Err(number),
        Choice::Next => Ok((now + 1).min(count - 1)),
        Choice::Back => Ok(now.saturating_sub(1)),
    }
}

fn head(stage: &mut Stage, choice: Choice) -> Result<(), Notice> {
    let heads = stage.pass.heads(stage.place().site);
    let now = stage.plan.cursor.head.min(heads - 1);
    stage.plan.cursor.head = chosen(choice, now, heads).map_err(|head| Notice::NoHead { head, heads })?;
    Ok(())
}

/// The same value of a head of another layer. From outside the layers it goes to the weights of that layer.
fn head_at(stage: &mut Stage, HeadId { layer, head }: HeadId) -> Result<(), Notice> {
    let (site, stack) = (stage.place().site, stage.step().sub_layer.order().0);
    let layers = stage.pass.config.layers_of(stack).max(1);
    if layer >= layers {
        return Err(Notice::NoLayer { layer, layers });
    }
    let patterns = [Part::Attention, Part::Cross].map(|part| Site::layer(stack, layer, part, Name::Pattern));
    let weights = patterns.into_iter().find(|site| stage.pass.tape.find(*site).is_some());
    let heads = stage.pass.heads(if site.layer.is_some() { site } else { weights.unwrap_or(site) });
    if head >= heads {
        return Err(Notice::NoHead { head, heads });
    }
    match weights.filter(|_| site.layer.is_none()) {
        Some(weights) => stage.plan.cursor.site = weights,
        None => self::layer(stage, Choice::To(layer))?,
    }
    stage.plan.cursor.head = head;
    Ok(())
}

/// The cell cursor goes to one of the strongest cells; from elsewhere the next one is the first.
fn strongest(stage: &mut Stage, desk: &mut Desk, choice: Choice) -> Result<(), Notice> {
    let Some((place, ..)) = under(stage, desk) else { return Ok(()) };
    let version = desk.version_of(desk.focus);
    let (pass, minus) = stage.versions(version);
    let minus = minus.map(AsRef::as_ref);
    let of_map = SurveyOf::of_pane(stage, desk, desk.focus);
    let of = of_map.unwrap_or_else(|| SurveyOf::of_place(stage, desk, version, place));
    let map = of.map(pass, minus).ok_or_else(|| of.why_not(pass, minus))?;
    let known = stage.surveys.find(&of);
    if known.is_none() && map.shown.rows.length * map.shown.columns.length > READABLE {
        // No key waits for so many numbers: the worker reads those of maps.
        let site = map.shown.site.to_string();
        return Err(match of_map {
            None => Notice::ReadInMaps(site),
            Some(of) if stage.surveys.has_failed(&of) => Notice::NotComputed(site),
            Some(_) => Notice::BeingRead(site),
        });
    }
    let cells = strongest::strongest(&map, known.map(|survey| &survey.row_reaches[..]));
    let now = cells.iter().position(|cell| (cell.row, cell.column) == (place.row, place.column));
    let (count, last) = (cells.len(), cells.len().saturating_sub(1));
    let index = match (choice, now) {
        (Choice::To(rank), _) => rank.wrapping_sub(1),
        (Choice::Next, Some(now)) => (now + 1).min(last),
        (Choice::Back, Some(now)) => now.saturating_sub(1),
        (Choice::Next | Choice::Back, None) => 0,
    };
    let rank = if let Choice::To(rank) = choice { rank } else { index + 1 };
    let strong = *cells.get(index).ok_or(Notice::NoStrongest { rank, count })?;
    cell(stage, desk, strong.row, strong.column)?;
    desk.notice = Some(Notice::Strongest { rank, count, value: strong.value });
    Ok(())
}

/// The same value of another layer. From outside the layers it goes to the first step of one.
fn layer(stage: &mut Stage, choice: Choice) -> Result<(), Notice> {
    let site = stage.plan.cursor.site;
    let stack = stage.step().sub_layer.order().0;
    let layers = stage.pass.config.layers_of(stack).max(1);
    let none = |layer| Notice::NoLayer { layer, layers };
    if let Some(now) = site.layer.map(usize::from) {
        let layer = chosen(choice, now.min(layers - 1), layers).map_err(none)?;
        let same = Site { layer: Some(layer as u16), ..site };
        let whole = Site { before: false, ..same }; // nothing may be patched in that layer
        let recorded = [same, whole].into_iter().find(|site| stage.pass.tape.find(*site).is_some());
        stage.plan.cursor.site = recorded.unwrap_or(site);
        return Ok(());
    }
    let before = matches!(stage.step().sub_layer, SubLayer::Embedding(_));
    let layer = match choice {
        Choice::Next if before => 0,
        Choice::Back if !before => layers - 1,
        Choice::Next | Choice::Back => return Ok(()),
        to @ Choice::To(_) => chosen(to, 0, layers).map_err(none)?,
    };
    if let Some(first) = stage.pass.steps.iter().position(|step| step.sub_layer.block() == Some((stack, layer))) {
        to_step(stage, first);
    }
    Ok(())
}

fn cell(stage: &mut Stage, desk: &Desk, row: usize, column: usize) -> Result<(), Notice> {
    let Some((_, rows, columns)) = under(stage, desk) else { return Ok(()) };
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
    let (pass, config) = (&stage.pass, &stage.pass.config);
    let count = match axis {
        Axis::Word => config.vocabulary,
        Axis::Dimension => config.width.max(config.hidden),
        Axis::Key => pass.source.len().max(pass.memory.len() + pass.tokens.len()),
        _ => pass.source.len().max(pass.tokens.len()),
    };
    match stage.plan.cursor.on(axis) {
        Some(remembered) if place < count => *remembered = Some(place),
        _ => return Err(Notice::NoPlace { axis, place, count }),
    }
    Ok(())
}

fn move_cell(stage: &mut Stage, desk: &Desk, direction: Direction, by: usize) -> Result<(), Notice> {
    let Some((place, rows, columns)) = under(stage, desk) else { return Ok(()) };
    let on = |at: usize, length: usize| at.saturating_add(by).min(length.saturating_sub(1));
    let (row, column) = match direction {
        Direction::Up => (place.row.saturating_sub(by), place.column),
        Direction::Down => (on(place.row, rows.length), place.column),
        Direction::Left => (place.row, place.column.saturating_sub(by)),
        Direction::Right => (place.row, on(place.column, columns.length)),
    };
    cell(stage, desk, row, column)
}
