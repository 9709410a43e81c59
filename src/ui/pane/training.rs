//! A model as it learns: its loss, how many held-out outputs are right, how long the gradient of each layer is, and the
//! pattern of the probe after 0, 1, 2, 4, 8 … steps.
//!
//! ```text
//!   loss 0.412 nats per token   held out, right 47/50   92 steps/s
//!      5 ⠑⢄        ┊residual off                0    1    2
//!      1   ⠈⠢⣀    ┊                             ▒▒   ▒▒   ▒█
//!    0.1      ⠉⠒⠤⠤⣀⣀                          4    8    16
//!        0     100     200   step               ░█   ░█   ░█
//!   encoder 0  ▇▆▅▅▄▃▃▂▂  0.031                 32   64   312
//!   decoder 0  ▇▇▆▅▅▄▃▃▂  0.120                 ▄▀   ▄▀   ▄▀
//! ```

mod film;
mod loss;
mod rooms;
mod scale;
mod strips;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::{Command, Rewind};
use crate::app::training::Training;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::train::Score;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::text::wrap;
use crate::ui::widget::{number, put};
use rooms::Rooms;

/// What the pane shows.
pub fn title(view: &View) -> String {
    let name = view.say(Word::PaneTraining);
    match &view.stage.training {
        Some(training) => format!("{name} · {}", training.title()),
        None => name.to_owned(),
    }
}

/// Whether it goes on, and where it is.
pub fn note(view: &View) -> String {
    let Some(training) = &view.stage.training else { return String::new() };
    let (sign, word) = match training {
        _ if training.ended => ("■", Word::Ended),
        _ if training.running => ("▶", Word::Running),
        _ => ("‖", Word::Paused),
    };
    format!("{sign} {} · {} {}", view.say(word), view.say(Word::TrainingStep), training.step)
}

/// Draws what there is room for.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let Some(training) = &view.stage.training else {
        return hint(view, area, buffer);
    };
    let rooms = Rooms::of(view, training, area);
    summary(view, training, rooms.summary, buffer);
    loss::render(view, training, &rooms, buffer);
    strips::render(view, training, &rooms, buffer);
    film::render(view, training, rooms.film, buffer);
}

/// A click on the curve, or on what is below it, goes back to that step; one on a frame of the film to the frame's.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let training = view.stage.training.as_ref().filter(|training| !training.ended)?;
    let rooms = Rooms::of(view, training, area);
    let step = if rooms.film.contains(at) {
        film::step_at(view, training, rooms.film, at)?
    } else {
        rooms.step_at(training, at)?
    };
    (step < training.step).then_some(Command::TrainRewind(Rewind::To(step)))
}

fn hint(view: &View, area: Rect, buffer: &mut Buffer) {
    for (row, line) in (0..area.height).zip(wrap(view.say(Word::TrainHint), usize::from(area.width))) {
        put(buffer, area, (0, row), &line, view.style(Role::Quiet));
    }
}

/// The numbers of now. The last of them goes first where there is no room.
fn summary(view: &View, training: &Training, area: Rect, buffer: &mut Buffer) {
    let mut column = 0;
    for (value, unit, role) in numbers(view, training) {
        let gap = if column > 0 { 3 } else { 0 };
        let width = columns(&value) + 1 + columns(unit.1) + columns(unit.0);
        if column > 0 && usize::from(column + gap) + width > usize::from(area.width) {
            break;
        }
        column = put(buffer, area, (column + gap, 0), unit.0, view.style(Role::Quiet));
        column = put(buffer, area, (column, 0), &value, view.style(role));
        column = put(buffer, area, (column, 0), unit.1, view.style(Role::Quiet));
    }
}

/// A number, what stands before and after it, and how it looks.
type Named<'a> = (String, (&'a str, &'a str), Role);

fn numbers<'a>(view: &View<'a>, training: &Training) -> Vec<Named<'a>> {
    let mut all = Vec::new();
    match training.points.back() {
        Some(last) => {
            all.push((format!(" {} ", number(last.loss, 6)), ("", view.say(Word::NatsPerToken)), Role::Strong));
        }
        None => all.push((view.say(Word::TrainBegun).to_owned(), ("", ""), Role::Quiet)),
    }
    if let Some((_, Score::ExactMatch { right, of })) = training.scores.last() {
        all.push((format!(" {right}/{of}"), (view.say(Word::HeldOutRight), ""), Role::Third));
    }
    if let Some(pace) = training.pace.filter(|_| training.running) {
        all.push((format!("{pace:.0} "), ("", view.say(Word::StepsPerSecond)), Role::Text));
    }
    if let Some((first, _, _)) = all.first_mut().filter(|(_, (_, unit), _)| !unit.is_empty()) {
        *first = first.trim_start().to_owned();
    }
    all
}

#[cfg(test)]
mod tests;
