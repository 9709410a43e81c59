//! Who attends to whom: lines from the tokens that ask, on the right, to those that are asked, on the left; the brighter,
//! the more weight (as in BertViz's view of a head, Vig 2019).
//!
//! ```text
//!        key            query
//!         It ⣀⣀⠤⠤⠒⠒⠉⠉⠑⢄ It
//!   0.31  is ⠒⠒⠤⣀    ⡠⠊ is
//!   0.62   a ⠤⠤⠤⠤⠭⠶⠤⠤⠤⠤ a          the cursor's query in front, the others dimmed
//! ```
//!
//! Of a text that is too long a part is in view, and arrows point to the rest.

mod layout;
mod weights;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::pane_look::FlowLook;
use crate::app::shown::further;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::{Name, Part};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::braille::Braille;
use crate::ui::widget::{number, put, put_right};
use layout::{Layout, Side, label};
use weights::Weights;

/// How far back lines stand that are not the cursor's, and everything that is ahead.
const BACK: f32 = 0.4;

/// The faintest line that is drawn can still be seen.
const FAINTEST: f32 = 0.15;

/// What the pane shows: whose weights.
pub fn title(view: &View) -> String {
    let title = view.say(Word::PaneFlow);
    let Some(weights) = Weights::new(view) else { return title.to_owned() };
    let site = weights.site;
    let block = match (site.part, site.layer) {
        (Part::Cross, Some(layer)) => format!(" · {} {layer}", view.say(Word::CrossAttention)),
        (_, Some(layer)) => format!(" · {}", view.block_name(site.stack, layer.into())),
        (_, None) => String::new(),
    };
    let whose = match (site.name, weights.head) {
        (Name::Pattern | Name::Unmasked, Some(head)) => format!("{} {head}", view.say(Word::Head)),
        (Name::Pattern | Name::Unmasked, None) => {
            format!("{} {} {}", view.say(Word::MeanOf), weights.heads, view.say(Word::Heads))
        }
        (name, _) if site.is_derived() => format!("{} · {}", name.text(), view.say(Word::Derived)),
        (name, _) => name.text().to_owned(),
    };
    format!("{title}{block} · {whose}")
}

/// Which lines are drawn, and whether they are ahead.
pub fn note(view: &View) -> String {
    let Some(weights) = Weights::new(view) else { return String::new() };
    let look = view.desk.view(view.pane).flow;
    let ahead = view.is_ahead(weights.site).then(|| view.say(Word::Ahead).to_owned());
    let first = view.desk.sink_hidden.then(|| view.say(Word::Sink).to_owned());
    let size = if weights.is_difference() { "|Δ|" } else { view.say(Word::Weight) };
    let least = format!("{size} ≥ {}", look.threshold);
    ahead.into_iter().chain(first).chain([least]).collect::<Vec<_>>().join(" · ")
}

/// Draws the tokens on either side and the lines between them.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let Some(weights) = Weights::new(view) else {
        let word = match weights::site(view) {
            None => Word::NobodyAttends,
            Some(site) if view.minus.is_some() && view.pass().value(site).is_some() => Word::NoCounterpart,
            Some(_) => Word::Computing,
        };
        put(buffer, area, (0, 0), view.say(word), view.style(Role::Quiet));
        return;
    };
    let layout = Layout::new(view, &weights, area);
    let own = weights.of(weights.query);
    names(view, &weights, &layout, area, buffer);
    keys(view, &weights, &own, &layout, buffer);
    queries(view, &weights, &layout, buffer);
    lines(view, &weights, &own, &layout, buffer);
}

/// A click puts the cursor on a token: on the query or on the key.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let weights = Weights::new(view)?;
    let (axis, index) = Layout::new(view, &weights, area).at(&weights, at)?;
    let axis = if axis == Axis::Query { Axis::Token } else { axis };
    Some(Command::Cursor(axis, index))
}

/// What stands on either side, above the labels or as far beside them as the words need; of a part of a text which part,
/// where there is room. Arrows beside the tokens always say that there are more.
fn names(view: &View, weights: &Weights, layout: &Layout, area: Rect, buffer: &mut Buffer) {
    let style = view.style(Role::Quiet);
    for (side, x) in
        [(&layout.keys, layout.keys.labels.right()), (&layout.queries, layout.queries.labels.x.saturating_sub(1))]
    {
        let (before, after) = side.span.outside();
        let last = (side.span.cells as u16).saturating_sub(1) * side.step;
        for (there, row, sign) in [(before > 0, 0, "↑"), (after > 0, last, "↓")] {
            if there && x >= area.x {
                put(buffer, area, (x - area.x, side.labels.y + row - area.y), sign, style);
            }
        }
    }
    let Some(y) = layout.names else { return };
    let cross = weights.site.part == Part::Cross;
    let words = if cross { [Word::Source, Word::Target] } else { [Word::AxisKey, Word::AxisQuery] };
    let words = words.map(|word| view.say(word));
    let parts = [&layout.keys, &layout.queries].map(|side| part(view, side));
    let row = Rect { y, height: 1, ..area };
    let long = [0, 1].map(|side| {
        [words[side], &parts[side]].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    });
    let short = words.map(str::to_owned);
    let places = |texts: &[String; 2]| {
        let end = (layout.keys.labels.right() - area.x).max(columns(&texts[0]) as u16);
        let last = area.width.saturating_sub(columns(&texts[1]) as u16);
        (end, (layout.queries.labels.x - area.x).min(last))
    };
    let fits = |texts: &&[String; 2]| places(texts).1 > places(texts).0;
    let texts = [&long, &short].into_iter().find(fits).unwrap_or(&short);
    let (end, start) = places(texts);
    put_right(buffer, row, (0, end, 0), &texts[0], style);
    if start > end {
        put(buffer, row, (start, 0), &texts[1], style);
    }
}

/// Which part of a text is in view; nothing where all of it is.
fn part(view: &View, side: &Side) -> String {
    let drawn = side.span.drawn();
    if side.span.is_whole() || drawn.is_empty() {
        return String::new();
    }
    format!("{}–{} {} {}", drawn.start, drawn.end - 1, view.say(Word::Of), side.span.total)
}

/// The tokens that are asked, each on the colour of what the cursor's query gives it, and how much that is.
fn keys(view: &View, weights: &Weights, own: &[f32], layout: &Layout, buffer: &mut Buffer) {
    let side = &layout.keys;
    let ahead = view.is_ahead(weights.site);
    let threshold = view.desk.view(view.pane).flow.threshold;
    for cell in 0..side.span.cells {
        let entry = side.span.face(cell, weights.key);
        let Some(row) = side.row(entry) else { continue };
        let entries = side.span.entries(cell);
        let weight = own[entries].iter().copied().fold(0.0, further);
        let drawn = weight.abs() >= threshold.max(f32::MIN_POSITIVE);
        let mut style = view.style(if drawn { Role::Text } else { Role::Quiet });
        let shade = if weights.is_difference() { view.theme.signed(weight) } else { view.theme.weight(weight) };
        if drawn && !ahead && view.theme.has_fine_colours() {
            style = view.theme.readable_on(shade.colour).map_or(style, |ink| Style::new().bg(shade.colour).fg(ink));
        }
        if weights.key == Some(entry) {
            style = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        }
        let text = label(view, weights, Axis::Key, &side.span, entry);
        put_right(buffer, side.labels, (0, side.labels.width, row), &text, style);
        if drawn && layout.numbers.width > 0 {
            let text = if weights.is_difference() {
                number(weight, usize::from(layout.numbers.width) - 1)
            } else {
                number::share(weight)
            };
            let end = layout.numbers.width - 1;
            put_right(buffer, layout.numbers, (0, end, row), &text, view.style(Role::Quiet));
        }
    }
}

/// The tokens that ask; the cursor's is selected.
fn queries(view: &View, weights: &Weights, layout: &Layout, buffer: &mut Buffer) {
    let side = &layout.queries;
    let one = !view.desk.view(view.pane).flow.all_queries;
    for cell in 0..side.span.cells {
        let entry = side.span.face(cell, Some(weights.query));
        let Some(row) = side.row(entry) else { continue };
        let role = match entry == weights.query {
            true => Role::Selected,
            false if one => Role::Quiet,
            false => Role::Text,
        };
        let text = label(view, weights, Axis::Query, &side.span, entry);
        put(buffer, side.labels, (0, row), &text, view.style(role));
    }
}

/// Draws the lines of the queries in view: the cursor's before all others.
fn lines(view: &View, weights: &Weights, own: &[f32], layout: &Layout, buffer: &mut Buffer) {
    let look = view.desk.view(view.pane).flow;
    let area = layout.canvas;
    let [mut back, mut front] = [(); 2].map(|()| Braille::new(area.width, area.height));
    let ends = Ends { keys: &layout.keys, queries: &layout.queries, across: 2 * i32::from(area.width) - 1 };
    let coloured = view.theme.has_colours();
    if look.all_queries {
        for query in layout.queries.span.drawn().filter(|query| *query != weights.query) {
            ends.draw(&weights.of(query), query, look, (coloured, false), &mut back);
        }
    }
    ends.draw(own, weights.query, look, (coloured, true), &mut front);
    let strength = if view.is_ahead(weights.site) { BACK } else { 1.0 };
    let behind = if look.all_queries { BACK } else { 1.0 };
    for position in area.intersection(buffer.area).positions() {
        let (x, y) = (position.x - area.x, position.y - area.y);
        let (found, share, is_front) = match front.at(x, y) {
            Some(found) => (Some(found), strength, true),
            None => (back.at(x, y), strength * behind, false),
        };
        let Some((sign, ink)) = found else { continue };
        let shade =
            if weights.is_difference() { view.theme.signed(ink * share) } else { view.theme.weight(ink * share) };
        let style = match (coloured, is_front) {
            (true, _) => Style::new().fg(shade.colour),
            (false, true) => view.style(Role::Strong),
            (false, false) => view.style(Role::Faint),
        };
        buffer[position].set_char(sign).set_style(style);
    }
}

/// Where lines begin and end.
struct Ends<'a> {
    keys: &'a Side,
    queries: &'a Side,
    /// The last dot across.
    across: i32,
}

impl Ends<'_> {
    /// Draws the lines of one query. Brightness follows the root of a weight, or only the strongest would be seen. Where
    /// there are no colours, and behind the cursor's query, where many lines cross, weak lines have gaps.
    fn draw(
        &self,
        weights: &[f32],
        query: usize,
        look: FlowLook,
        (coloured, in_front): (bool, bool),
        canvas: &mut Braille,
    ) {
        let y = self.queries.dot(query);
        for (key, weight) in weights.iter().enumerate() {
            if weight.abs() < look.threshold.max(f32::MIN_POSITIVE) {
                continue;
            }
            let root = weight.abs().min(1.0).sqrt();
            let ink = (FAINTEST + (1.0 - FAINTEST) * root) * weight.signum();
            let every = if coloured && in_front { 1 } else { (1.0 / root).round() as u32 };
            canvas.line((0, self.keys.dot(key)), (self.across, y), ink, every);
        }
    }
}

#[cfg(test)]
mod tests;
