//! The logit lens: what the model would say after the selected token if it stopped at each layer (nostalgebraist 2020).
//!
//! ```text
//!   block 0   the 0.12   a  0.08   one 0.03
//!   block 1   of  0.35   ,  0.11   the 0.07       the word that it does say in the end stands out
//! ```
//!
//! Of a difference how much more or less likely each layer holds a word to be.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::numbers::Numbers;
use crate::app::command::Command;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::{Name, Part, Site, Stack};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{put, put_right};

/// Columns of a word with its probability.
const ENTRY: u16 = 14;

/// Columns of a probability.
const NUMBER: u16 = 5;

/// The most layers shown: those around the cursor's where there are more.
const LAYERS: usize = 12;

/// How many rows it has: one a layer; none where a pass has no lens.
pub(super) fn rows(view: &View) -> u16 {
    let layers = view.pass().config.layers_of(Stack::Decoder);
    if view.pass().value(site(0)).is_some() { layers.min(LAYERS) as u16 } else { 0 }
}

fn site(layer: usize) -> Site {
    Site::layer(Stack::Decoder, layer, Part::Stream, Name::Lens)
}

/// The first layer shown.
fn first(view: &View, shown: usize) -> usize {
    let layers = view.pass().config.layers_of(Stack::Decoder);
    view.layer().saturating_sub(shown / 2).min(layers.saturating_sub(shown))
}

/// Draws a row for each layer.
pub(super) fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let said = Numbers::new(view, Site::model(Name::Probs));
    // What it says in the end is no difference.
    let said = said.filter(|_| view.minus.is_none()).and_then(|numbers| numbers.likeliest(1).pop());
    let label = columns(&view.block_name(Stack::Decoder, 88)) as u16 + 1;
    let first = first(view, usize::from(area.height));
    for (y, layer) in (0..area.height).zip(first..) {
        let here = layer == view.layer();
        let role = if here { Role::Accent } else { Role::Quiet };
        let name = view.block_name(Stack::Decoder, layer);
        put(buffer, Rect { width: label.min(area.width), ..area }, (0, y), &name, view.style(role));
        let row = Rect {
            x: area.x + label.min(area.width),
            y: area.y + y,
            height: 1,
            width: area.width.saturating_sub(label),
        };
        match Numbers::new(view, site(layer)) {
            Some(numbers) => entries(view, &numbers, (layer, said), row, buffer),
            None if super::column(view.pass(), site(layer), view.token()).is_some() => {
                put(buffer, row, (0, 0), view.say(Word::NoCounterpart), view.style(Role::Quiet));
            }
            None => {}
        }
    }
}

/// Draws the likeliest words of a layer; of a difference those that gained and lost most, each in the colour of its sign.
fn entries(view: &View, numbers: &Numbers, (layer, said): (usize, Option<usize>), row: Rect, buffer: &mut Buffer) {
    let ahead = view.is_ahead(site(layer));
    let words = numbers.likeliest(usize::from(row.width / ENTRY));
    let largest = words.first().map_or(1.0, |word| numbers.of(*word).abs()).max(f32::MIN_POSITIVE);
    for (x, word) in (0..).step_by(usize::from(ENTRY)).zip(words) {
        let role = match () {
            () if ahead => Role::Faint,
            () if Some(word) == said => Role::Strong,
            () => Role::Quiet,
        };
        let style = view.style(role);
        let piece = view.pass().word(word as u32, view.desk.language);
        let place = Rect { width: x + ENTRY - NUMBER - 1, ..row };
        put(buffer, place, (x, 0), &piece.short(usize::from(ENTRY - NUMBER - 1)), style);
        let signed = numbers.is_difference() && !ahead;
        let style = if signed { numbers.style(view, numbers.of(word) / largest, false) } else { style };
        let text = numbers.said(word, NUMBER.into());
        put_right(buffer, row, (x + ENTRY - NUMBER - 1, x + ENTRY - 1, 0), &text, style);
    }
}

/// A click goes to the lens of a layer.
pub(super) fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let layer = first(view, usize::from(area.height)) + usize::from(at.y.checked_sub(area.y)?);
    view.pass().value(site(layer))?;
    Some(Command::Go(site(layer)))
}
