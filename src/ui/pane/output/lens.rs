//! The logit lens: what the model would say after the selected token if it stopped at each layer (nostalgebraist 2020).
//!
//! ```text
//!   block 0   the 0.12   a  0.08   one 0.03
//!   block 1   of  0.35   ,  0.11   the 0.07       the word that it does say in the end stands out
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::model::piece::columns;
use crate::tape::{Name, Part, Site, Stack};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{number, put, put_right};

/// Columns of a word with its probability.
const ENTRY: u16 = 14;

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
    let said = super::distribution(view.pass(), view.token()).and_then(|p| likeliest(p, 1).pop());
    let label = columns(&view.block_name(Stack::Decoder, 88)) as u16 + 1;
    let first = first(view, usize::from(area.height));
    for (y, layer) in (0..area.height).zip(first..) {
        let Some(p) = super::column(view.pass(), site(layer), view.token()) else { continue };
        let ahead = view.is_ahead(site(layer));
        let here = layer == view.layer();
        let role = if here { Role::Accent } else { Role::Quiet };
        put(buffer, area, (0, y), &view.block_name(Stack::Decoder, layer), view.style(role));
        let entries = usize::from(area.width.saturating_sub(label) / ENTRY);
        for (i, word) in likeliest(p, entries).into_iter().enumerate() {
            let role = match () {
                () if ahead => Role::Faint,
                () if Some(word) == said => Role::Strong,
                () => Role::Quiet,
            };
            let x = label + i as u16 * ENTRY;
            let piece = view.pass().word(word as u32, view.desk.language);
            put(
                buffer,
                Rect { width: x + ENTRY - 6, ..area },
                (x, y),
                &piece.short(usize::from(ENTRY) - 6),
                view.style(role),
            );
            let share = if p[word] >= 0.005 { number::share(p[word]) } else { number(p[word], 5) };
            put_right(buffer, area, (x + ENTRY - 6, x + ENTRY - 1, y), &share, view.style(role));
        }
    }
}

/// A click goes to the lens of a layer.
pub(super) fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let layer = first(view, usize::from(area.height)) + usize::from(at.y.checked_sub(area.y)?);
    view.pass().value(site(layer))?;
    Some(Command::Go(site(layer)))
}

/// The likeliest words, the first of equals first.
fn likeliest(p: &[f32], count: usize) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::with_capacity(count + 1);
    for (word, share) in p.iter().enumerate() {
        let place = best.partition_point(|known| p[*known] >= *share);
        if place < count {
            best.insert(place, word);
            best.truncate(count);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::likeliest;

    #[test]
    fn the_likeliest_are_in_order() {
        assert_eq!(likeliest(&[0.1, 0.5, 0.1, 0.3], 3), [1, 3, 0]);
        assert_eq!(likeliest(&[0.1], 3), [0]);
        assert_eq!(likeliest(&[0.1, 0.2], 0), [0; 0]);
    }
}
