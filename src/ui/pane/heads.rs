//! Every head's weights as a thumbnail: layers down, heads across, the selected one marked.
//!
//! ```text
//!   ▏▀▄     ▏█▄▄    ▏▀▄▄
//!   ▏  ▀▄   ▏█  ▀   ▏▀ ▄▀
//!    0.0     0.1     0.2 off
//! ```

mod sheet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::command::{Choice, Command};
use crate::app::settings::HeadId;
use crate::app::thumbnail::{Thumbnail, entries};
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::{Name, Part, Site};
use crate::transformer::Architecture;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::heatmap::strongest;
use crate::ui::widget::put;
use sheet::Sheet;

/// A thumbnail that is ahead is drawn in the lower part of the ramp: still there to see, and clearly not yet.
const AHEAD: f32 = 0.35;

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneHeads).to_owned()
}

/// How to read it.
pub fn note(view: &View) -> String {
    format!("{} ↓  {} →", view.say(Word::Layer), view.say(Word::Head))
}

/// Draws the thumbnails.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let pass = view.pass();
    let selected = selected(view);
    for (layer, head, place) in sheet(view, area).places() {
        let site = pattern(view, layer);
        let ahead = view.is_ahead(site);
        if let Some(small) = pass.thumbnails.get(site, head) {
            let share = if ahead { AHEAD } else { 1.0 } / small.ramp_end;
            thumbnail(view, small, share, place, buffer);
        }
        label(view, HeadId { layer, head }, (layer, head) == selected, ahead, place, buffer);
    }
}

/// A click on a head of this layer selects it; on another layer it goes to that layer first.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let (layer, head) = head_at(view, area, at.x, at.y)?;
    let in_layer = view.place.site.layer.is_some();
    Some(match (layer == view.layer() && in_layer, in_layer) {
        (true, _) => Command::Head(Choice::To(head)),
        (false, true) => Command::Layer(Choice::To(layer)),
        (false, false) => Command::Go(pattern(view, layer)),
    })
}

/// The layer and head whose thumbnail is at a cell of the screen.
pub fn head_at(view: &View, area: Rect, x: u16, y: u16) -> Option<(usize, usize)> {
    sheet(view, area).at(x, y)
}

/// Cross-attention where the cursor is there, and where there is no other; self-attention elsewhere.
fn part(view: &View) -> Part {
    let pass = view.pass();
    let crosses = pass.steps.get(view.place.step).is_some_and(|step| step.site.part == Part::Cross);
    let recurrent = pass.config.architecture == Architecture::Recurrent;
    if crosses || recurrent { Part::Cross } else { Part::Attention }
}

fn pattern(view: &View, layer: usize) -> Site {
    Site::layer(view.block().0, layer, part(view), Name::Pattern)
}

fn selected(view: &View) -> (usize, usize) {
    (view.layer(), view.place.head)
}

fn sheet(view: &View, area: Rect) -> Sheet {
    let pass = view.pass();
    let layers = pass.config.layers_of(view.block().0);
    Sheet::new(area, (layers, pass.heads(pattern(view, 0))), pass.tokens.len(), selected(view))
}

/// One head's weights, each pixel (a column by half a row) the strongest of the weights that fall on it.
fn thumbnail(view: &View, small: &Thumbnail, share: f32, place: Rect, buffer: &mut Buffer) {
    let fine = view.theme.has_fine_colours();
    let (width, height) = (usize::from(place.width), usize::from(place.height) * if fine { 2 } else { 1 });
    let pixel = |row: usize, column: usize| {
        let columns = entries(column, width, small.columns);
        let cells = |row: usize| small.weights[row * small.columns..][columns.clone()].iter().copied();
        let values = entries(row, height, small.rows).flat_map(cells);
        view.theme.weight(strongest(values).unwrap_or(0.0) * share)
    };
    for position in place.intersection(buffer.area).positions() {
        let (row, column) = (usize::from(position.y - place.y), usize::from(position.x - place.x));
        let cell = &mut buffer[position];
        if fine {
            let (upper, lower) = (pixel(2 * row, column), pixel(2 * row + 1, column));
            cell.set_char('▀').set_style(Style::new().fg(upper.colour).bg(lower.colour));
        } else {
            let shade = pixel(row, column);
            cell.set_char(shade.narrow).set_style(shade.style);
        }
    }
}

/// The address below a thumbnail, whether the head is off, and the mark of the selected one.
fn label(view: &View, id: HeadId, selected: bool, ahead: bool, place: Rect, buffer: &mut Buffer) {
    let off = view.pass().plan.settings.heads_off.contains(&id);
    let below = Rect { y: place.bottom(), height: 1, width: place.width + 1, ..place };
    let role = if selected { Role::Accent } else { Role::Quiet };
    let column = 1 + put(buffer, below, (0, 0), &id.to_string(), view.style(role));
    let (state, role) = if off { (Word::Off, Role::Warning) } else { (Word::Ahead, Role::Faint) };
    let text = view.say(state);
    if off || ahead && usize::from(column) + columns(text) <= usize::from(below.width) {
        put(buffer, below, (column, 0), text, view.style(role));
    }
    if selected {
        for y in place.y..=place.bottom() {
            if let Some(cell) = buffer.cell_mut((place.x - 1, y)) {
                cell.set_char('▐').set_style(view.style(Role::Accent));
            }
        }
    }
}
