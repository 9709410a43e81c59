//! The text, token by token: parts of a word joined, the cursor's token marked, and how much it attends to each other.
//!
//! ```text
//!  It is a truth universally acknowledged, that
//!  ▀▀ ▀▀ ▀ ▀▀▀▀▀ ▀▀▀▀▀▀▀▀▀▀▀ ▀▀▀▀▀▀▀▀▀▀▀▀▀ ▀▀▀▀     the weights of one query in one head
//! ```
//!
//! Of a difference how much more or less it attends to each, as far as the largest change.
//!
//! A model that reads a source has two texts, the source above the target. Where the target looks at the source, the
//! query is marked in the one, and its weights and the cursor's key in the other.

mod flow;
mod layout;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::pass::Pass;
use crate::app::shown::Shown;
use crate::app::step::SubLayer;
use crate::app::words::Word;
use crate::tape::{Name, Part, Site};
use crate::ui::ramp::Shade;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{number, put, put_right};
use layout::{Band, Layout, asked_for};

/// What the pane shows. Of a text that is read in segments it is the last: which that is, and how many tokens before it are
/// remembered.
pub fn title(view: &View) -> String {
    let Pass { segments, memory, .. } = view.pass();
    let segment = (*segments > 1).then(|| format!("{} {segments}/{segments}", view.say(Word::Segment)));
    let remembered = (!memory.is_empty()).then(|| format!("{} {}", memory.len(), view.say(Word::Remembered)));
    let name = view.say(Word::PaneTokens).to_owned();
    std::iter::once(name).chain(segment).chain(remembered).collect::<Vec<_>>().join(" · ")
}

/// Whose weights are drawn, and how full the context is.
pub fn note(view: &View) -> String {
    let pass = view.pass();
    // Of a text that was cut how much is there of how much counts, for the context is full.
    let of = |room: usize| pass.cut.map_or_else(|| format!("/ {room}"), |all| format!("{} {all}", view.say(Word::Of)));
    let mut count = format!("{} {}", pass.tokens.len(), of(pass.config.context));
    if pass.config.has_source() {
        let [source, target] = [Word::Source, Word::Target].map(|word| view.say(word));
        let cut = pass.cut.map_or_else(String::new, |all| format!(" {} {all}", view.say(Word::Of)));
        count =
            format!("{source} {}{cut} · {target} {} / {}", pass.source.len(), pass.tokens.len(), pass.config.context);
    }
    let Some(weights) = weights(view) else { return count };
    let Some(piece) = pass.piece(weights.shown.site, Axis::Query, weights.row) else { return count };
    let layer = weights.shown.site.layer.unwrap_or_default();
    let whose = format!("{} “{}”", view.say(Word::WeightsOf), view.desk.language.piece(piece).short(16));
    let sink = if weights.first > 0 { format!(" · {}", view.say(Word::Sink)) } else { String::new() };
    let end = weights.minus.map(|_| format!("|Δ| ≤ {} · ", number(weights.largest, 6))).unwrap_or_default();
    let head = weights.shown.head.unwrap_or_default();
    format!("{end}{whose}{sink} · {} {layer}.{head} · {count}", view.say(Word::Head))
}

/// How many texts there are: a model that reads a source has two.
pub fn texts(view: &View) -> u16 {
    1 + u16::from(view.pass().config.has_source())
}

/// Rows that the pane has a use for on a screen so wide, with its border: text, and weights below each line.
pub fn most(view: &View, width: u16) -> u16 {
    2 * asked_for(view, width) + 2
}

/// Rows that the pane does its work in, with its border: a second line of text, or a line of weights, is worth more
/// than another row elsewhere, unless rows are few. A second text has a line of its own even there.
pub fn enough(view: &View, screen: Rect) -> u16 {
    let texts = texts(view);
    match screen.height {
        0..22 => texts + 2,
        22..28 => asked_for(view, screen.width).min(texts + 1) + 2,
        _ => 2 * texts + 2,
    }
}

/// Draws the tokens, scrolled so that the cursor's is in view.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let layout = Layout::new(view, area);
    let weights = weights(view);
    let texts = Rect { x: area.x + layout.indent, width: area.width - layout.indent, ..area };
    for band in &layout.bands {
        let role = if band.row.is_some() { Role::Accent } else { Role::Quiet };
        put(buffer, area, (0, band.rows.start), band.name, view.style(role));
        arrows(view, band, layout.step(), area, buffer);
        let weights = weights.as_ref().filter(|weights| weights.of_source == band.of_source);
        for (index, (piece, slot)) in band.pieces.iter().zip(&band.slots).enumerate() {
            let Some(row) = band.row_of(slot, layout.step()) else { continue };
            let share = weights.map_or(0.0, |weights| weights.share(band, index));
            let signed = weights.is_some_and(|weights| weights.minus.is_some());
            let shade = view.theme.ramp(signed).at(share);
            let ground = if layout.strip { (0.0, shade) } else { (share, shade) };
            put(
                buffer,
                texts,
                (slot.column, row),
                &piece.short(usize::from(slot.width)),
                piece_style(view, band, index, ground),
            );
            if layout.strip && weights.is_some() && row + 1 < area.height {
                strip(view, shade, Rect::new(texts.x + slot.column, area.y + row + 1, slot.width, 1), buffer);
            }
        }
    }
}

/// Says with arrows that a text goes on.
fn arrows(view: &View, band: &Band, step: u16, area: Rect, buffer: &mut Buffer) {
    let (above, below) = band.goes_on(step);
    let shown = (band.rows.end - band.rows.start) / step;
    let last = band.rows.start + shown.saturating_sub(1) * step;
    for (there, arrow, row) in [(above, "↑", band.rows.start), (below, "↓", last)] {
        if there {
            put_right(buffer, area, (0, area.width, row), arrow, view.style(Role::Accent));
        }
    }
}

/// A click puts the cursor on a token: its row where rows are of that text, or else its column. What is looked at may
/// have neither.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let layout = Layout::new(view, area);
    let (band, index) = layout.at(area, at)?;
    if band.of_source == view.row_is_of_source() {
        return Some(Command::Cursor(Axis::Token, index));
    }
    let own_keys = view.shown().is_some_and(|shown| shown.columns.axis == Axis::Key) && band.key.is_none();
    (band.of_source && !own_keys).then_some(Command::Cursor(Axis::Key, index))
}

/// The weights of one query in one head, or what they differ by.
struct Weights<'a> {
    shown: Shown<'a>,
    /// The same weights in the pass that they are held against, where the difference is shown.
    minus: Option<Shown<'a>>,
    row: usize,
    /// The first key that counts: an attention sink may be left out.
    first: usize,
    /// Of what differs the largest, where the ramp ends; that of weights ends at 1.
    largest: f32,
    /// Whether the keys are tokens of the source.
    of_source: bool,
}

impl Weights<'_> {
    /// The weight of a token of the text that the keys are of, from where nothing is to where the ramp ends. What is
    /// remembered stands before that text.
    fn share(&self, band: &Band, index: usize) -> f32 {
        let keys = self.shown.columns.length;
        let key = index + keys.saturating_sub(band.pieces.len());
        if key < keys { self.of(key) / self.largest.max(f32::MIN_POSITIVE) } else { 0.0 }
    }

    /// The weight of a key, or what it differs by.
    fn of(&self, key: usize) -> f32 {
        let minus = self.minus.map_or(0.0, |minus| minus.value(self.row, key));
        if key < self.first { 0.0 } else { self.shown.value(self.row, key) - minus }
    }

    /// The same with the largest of what differs.
    fn measured(self) -> Self {
        let sizes = (0..self.shown.columns.length).map(|key| self.of(key).abs());
        Weights { largest: sizes.fold(0.0, f32::max), ..self }
    }
}

/// Those that the cursor's layer and head have, unless they lie ahead, are of queries of the other text, or have no
/// counterpart to differ from.
fn weights<'a>(view: &View<'a>) -> Option<Weights<'a>> {
    let pass = view.pass();
    let (stack, layer) = view.block();
    let crosses = matches!(pass.steps.get(view.place.step)?.sub_layer, SubLayer::Cross(_));
    // A recurrent decoder attends to nothing but its source.
    let parts = if crosses { [Part::Cross; 2] } else { [Part::Attention, Part::Cross] };
    let patterns = parts.map(|part| Site::layer(stack, layer, part, Name::Pattern));
    let site = patterns.into_iter().find(|site| pass.tape.find(*site).is_some())?;
    if view.is_ahead(site) {
        return None;
    }
    let head = view.place.head.min(pass.heads(site) - 1);
    let shown = pass.shown(site, head).ok()?;
    let minus = match view.minus {
        Some(minus) => {
            let same = |other: &Shown| (other.rows, other.columns) == (shown.rows, shown.columns);
            Some(minus.shown(site, head).ok().filter(same)?)
        }
        None => None,
    };
    let row = if view.row_is_of_source() { view.place.row } else { view.token() };
    let same_text = pass.is_of_source(site, Axis::Query) == view.row_is_of_source();
    let of_source = pass.is_of_source(site, Axis::Key);
    let first = usize::from(view.desk.sink_hidden && shown.columns.length > 1);
    let weights = Weights { shown, minus, row, first, largest: 1.0, of_source };
    let there = same_text && row < shown.rows.length;
    there.then(|| if minus.is_some() { weights.measured() } else { weights })
}

/// How a token looks on the ground that says its weight.
fn piece_style(view: &View, band: &Band, index: usize, (share, shade): (f32, Shade)) -> Style {
    if band.row == Some(index) {
        return view.style(Role::Selected);
    }
    let continues = band.pieces.get(index).is_some_and(|piece| piece.continues);
    // The joint between two parts of a word shows as a change of ground.
    let piece = view.style(if continues { Role::PieceJoined } else { Role::Piece });
    let mut style = piece;
    if share.abs() >= 0.05
        && view.theme.has_fine_colours()
        && let Some(ink) = view.theme.readable_on(shade.colour)
    {
        style = Style::new().bg(shade.colour).fg(ink);
    } else if share.abs() >= 0.25 {
        // Without a ground for it, what a token loses is dim.
        let loses = if share < 0.0 { Modifier::DIM } else { Modifier::empty() };
        style = view.style(Role::Piece).add_modifier(Modifier::UNDERLINED | loses);
    }
    match band.key {
        // A ground that says a weight keeps its ink: not every ink can be read on it.
        Some(key) if key == index && style.fg.is_some() => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Some(key) if key == index => style.patch(view.style(Role::Accent)).add_modifier(Modifier::UNDERLINED),
        _ => style,
    }
}

fn strip(view: &View, shade: Shade, area: Rect, buffer: &mut Buffer) {
    for position in area.intersection(buffer.area).positions() {
        let cell = &mut buffer[position];
        if view.theme.has_fine_colours() {
            cell.set_char('▀').set_style(Style::new().fg(shade.colour));
        } else {
            cell.set_char(shade.narrow).set_style(shade.style);
        }
    }
}

#[cfg(test)]
mod tests;
