//! The residual stream at one token: how long its vector is, what LayerNorm does to it, what each sub-layer adds.
//!
//! ```text
//!   ‖x‖ by layer  ▁▁▂▂▃▅▅▆                11.3
//!   ‖x‖ by token  ▆▃▂▃▂▂▂▃▂               11.3
//!   before   μ  0.08  σ 1.42   ▁▂▅▇▅▂▁
//!   after    μ  0.00  σ 1.00   ▂▃▇▇▇▃▂
//!   attention added  ██████▌        0.41 of ‖x‖
//!   mlp added        ████▎          0.28 of ‖x‖
//! ```

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::pass::Pass;
use crate::app::step::SubLayer;
use crate::app::words::Word;
use crate::model::Piece;
use crate::model::piece::columns;
use crate::tape::{Name, Part, Site, Stack};
use crate::transformer::{Architecture, Mixing, Norm};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::heatmap::Span;
use crate::ui::widget::{bar, number, put, put_right};

/// Half the width of a distribution, in standard deviations.
const SPREAD: f32 = 3.0;

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(if is_recurrent(view) { Word::PaneState } else { Word::PaneResidual }).to_owned()
}

/// Which token, in which layer.
pub fn note(view: &View) -> String {
    let quoted = |piece| format!("“{}” · ", view.desk.language.piece(piece).short(12));
    let piece = pieces(view).get(token(view)).map_or_else(String::new, quoted);
    let (stack, layer) = view.block();
    format!("{piece}{}", view.block_name(stack, layer))
}

/// The tokens of the stack that the cursor is in.
fn pieces<'a>(view: &View<'a>) -> &'a [Piece] {
    let pass = view.pass();
    if is_of_source(view) { &pass.source } else { &pass.pieces }
}

/// The one of them whose row the cursor is on.
fn token(view: &View) -> usize {
    if is_of_source(view) { view.place.row.min(pieces(view).len().saturating_sub(1)) } else { view.token() }
}

/// A recurrent model has no residual stream: its states take that place.
fn is_recurrent(view: &View) -> bool {
    view.pass().config.architecture == Architecture::Recurrent
}

fn is_of_source(view: &View) -> bool {
    view.pass().config.has_source() && view.block().0 == Stack::Encoder
}

/// Draws what fits: lengths, distributions, shares; each a row higher where there is room.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let label = widest(view, &[Word::LengthByStep, Word::LengthByToken, Word::AttentionAdded, Word::MlpAdded]);
    let height = if area.height >= 13 { 2 } else { 1 };
    let gap = u16::from(area.height >= 8);
    let mut rows = Rows { area, y: 0 };
    lengths_by_step(view, label, rows.take(height), buffer);
    lengths_by_token(view, label, rows.take(height), buffer);
    if is_recurrent(view) {
        return;
    }
    rows.y += gap;
    let norm = norm_site(view);
    distributions(view, norm, [rows.take(height), rows.take(height)], buffer);
    rows.y += gap;
    let both = contributions(view).map(|(word, added, to)| (word, added, share_of(view, added, to)));
    // Both bars have one measure: all of ‖x‖, or more where more was added.
    let full = both.iter().filter_map(|(_, _, share)| *share).filter(|share| share.is_finite()).fold(1.0, f32::max);
    for ((word, added, share), role) in both.into_iter().zip([Role::Accent, Role::First]) {
        contribution(
            view,
            (view.say(word), label),
            added,
            share.map(|share| (share, full)),
            role,
            rows.take(1),
            buffer,
        );
    }
}

/// A click on the bar of a token puts the cursor on it.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let label = widest(view, &[Word::LengthByStep, Word::LengthByToken, Word::AttentionAdded, Word::MlpAdded]);
    let height = if area.height >= 13 { 2 } else { 1 };
    let on = (area.y + height..area.y + 2 * height).contains(&at.y);
    let (place, wide, span) = bars_place(Rect { height, ..area }, label, pieces(view).len(), token(view));
    let cell = usize::from(at.x.checked_sub(place.x)? / wide);
    (on && cell < span.cells).then(|| Command::Cursor(Axis::Token, span.entries(cell).start))
}

/// Hands out rows from the top.
struct Rows {
    area: Rect,
    y: u16,
}

impl Rows {
    fn take(&mut self, height: u16) -> Rect {
        let y = self.y.min(self.area.height);
        self.y += height;
        Rect { y: self.area.y + y, height: height.min(self.area.height - y), ..self.area }
    }
}

fn widest(view: &View, words: &[Word]) -> u16 {
    words.iter().map(|word| columns(view.say(*word))).max().unwrap_or(0) as u16
}

/// The vector of a token at a site, `[width]`; of a difference what the vectors of two passes differ by.
fn vector<'a>(view: &View<'a>, site: Site, token: usize) -> Option<Cow<'a, [f32]>> {
    let of = |pass: &'a Pass| {
        let value = pass.value(site)?;
        value.as_slice().chunks_exact(value.nrows().max(1)).nth(token)
    };
    let ours = of(view.pass())?;
    let Some(minus) = view.minus else { return Some(ours.into()) };
    let theirs = of(minus).filter(|theirs| theirs.len() == ours.len())?;
    Some(ours.iter().zip(theirs).map(|(ours, theirs)| ours - theirs).collect())
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|x| x * x).sum::<f32>().sqrt()
}

/// A value of a layer in the stack that the cursor is in.
fn at(view: &View, layer: usize, part: Part, name: Name) -> Site {
    Site::layer(view.block().0, layer, part, name)
}

/// The residual stream along the pass: before, inside and after every layer. Of a recurrent model the states.
fn stream(view: &View) -> Vec<Site> {
    let config = &view.pass().config;
    let layers = config.layers_of(view.block().0);
    if is_recurrent(view) {
        return (0..layers).map(|layer| at(view, layer, Part::Recurrent, Name::State)).collect();
    }
    let inside = (0..layers).flat_map(|layer| [Name::ResidPre, Name::ResidMid].map(|name| (layer, name)));
    let last = if config.norm == Norm::Post { Name::Ln2 } else { Name::ResidPost };
    inside.chain([(layers.saturating_sub(1), last)]).map(|(layer, name)| at(view, layer, Part::Stream, name)).collect()
}

/// Where the stream is at the cursor's step: the last of it that is not ahead.
fn now(view: &View, stream: &[Site]) -> usize {
    stream.iter().rposition(|site| !view.is_ahead(*site)).unwrap_or(0)
}

fn lengths_by_step(view: &View, label: u16, area: Rect, buffer: &mut Buffer) {
    let stream = stream(view);
    let now = now(view, &stream);
    let lengths: Vec<f32> =
        stream.iter().map(|site| vector(view, *site, token(view)).map_or(0.0, |x| length(&x))).collect();
    let look = |i: usize| match i {
        _ if i == now => Role::Accent,
        _ if i > now => Role::Ahead,
        _ => Role::First,
    };
    series(view, (Word::LengthByStep, label), &lengths, now, look, area, buffer);
}

fn lengths_by_token(view: &View, label: u16, area: Rect, buffer: &mut Buffer) {
    let stream = stream(view);
    let site = stream[now(view, &stream)];
    let lengths: Vec<f32> =
        (0..pieces(view).len()).map(|token| vector(view, site, token).map_or(0.0, |x| length(&x))).collect();
    let look = |i: usize| if i == token(view) { Role::Accent } else { Role::First };
    series(view, (Word::LengthByToken, label), &lengths, token(view), look, area, buffer);
}

/// Where the bars of a series go, how wide each is, and which they are: where there are too many, the highest of
/// neighbours, or those around the chosen one.
fn bars_place(area: Rect, label: u16, bars: usize, chosen: usize) -> (Rect, u16, Span) {
    let (x, number) = (label + 1, 7);
    let width = area.width.saturating_sub(x + number);
    let span = Span::new(bars, usize::from(width), chosen);
    let wide = (width / span.cells.max(1) as u16).clamp(1, 3);
    (Rect { x: area.x + x, width, ..area }, wide, span)
}

/// Upright bars side by side, with one of their numbers at the end.
fn series(
    view: &View,
    (word, label): (Word, u16),
    values: &[f32],
    chosen: usize,
    look: impl Fn(usize) -> Role,
    area: Rect,
    buffer: &mut Buffer,
) {
    if area.is_empty() {
        return;
    }
    let y = area.height - 1;
    put(buffer, area, (0, y), view.say(word), view.style(Role::Quiet));
    let largest = values.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let (place, wide, span) = bars_place(area, label, values.len(), chosen);
    // A bar's last column stays free where there are several, so that neighbours can be told apart.
    let shares = (0..span.cells).flat_map(|cell| {
        let highest = values[span.entries(cell)].iter().copied().fold(0.0, f32::max);
        let face = span.face(cell, Some(chosen));
        (0..wide).map(move |column| (face, if wide > 1 && column + 1 == wide { 0.0 } else { highest }))
    });
    // The highest leaves an eighth free, or bars would grow into the row above.
    let full = 1.0 - 0.125 / f32::from(area.height);
    bar::columns(buffer, place, shares.map(|(i, value)| (full * value / largest, view.style(look(i)))));
    if let Some(value) = values.get(chosen) {
        put_right(buffer, area, (0, area.width, y), &number(*value, 6), view.style(look(chosen)));
    }
}

/// The LayerNorm of the sub-layer that the cursor is in.
fn norm_site(view: &View) -> Site {
    let config = &view.pass().config;
    let stack = view.block().0;
    let first = SubLayer::Embedding(stack);
    let sub_layer = view.pass().steps.get(view.place.step).map_or(first, |step| step.sub_layer);
    let last = config.layers_of(stack).saturating_sub(1);
    match sub_layer {
        SubLayer::Embedding(_) => at(view, 0, Part::Stream, Name::Ln1),
        SubLayer::Attention(_, layer) => at(view, layer, Part::Stream, Name::Ln1),
        SubLayer::Cross(layer) => at(view, layer, Part::Stream, Name::LnCross),
        SubLayer::Mlp(_, layer) => at(view, layer, Part::Stream, Name::Ln2),
        SubLayer::Output(_) if config.norm == Norm::Post => at(view, last, Part::Stream, Name::Ln2),
        SubLayer::Output(_) => Site::outside(stack, Name::FinalLn),
    }
}

/// Mean, deviation and distribution of a token's vector before and after a LayerNorm.
fn distributions(view: &View, norm: Site, places: [Rect; 2], buffer: &mut Buffer) {
    let tape = &view.pass().tape;
    let Some(var) = tape.find(norm) else { return };
    let before = tape.node(var).inputs.first().map_or(norm, |input| tape.node(*input).site);
    let label = widest(view, &[Word::BeforeNorm, Word::AfterNorm]);
    let rows = [(Word::BeforeNorm, before, Role::Second), (Word::AfterNorm, norm, Role::Third)];
    for ((word, site, role), area) in rows.into_iter().zip(places) {
        if area.is_empty() {
            return;
        }
        let ahead = view.is_ahead(site);
        let look = |role| view.style(if ahead { Role::Ahead } else { role });
        let y = area.height - 1;
        put(buffer, area, (0, y), view.say(word), view.style(Role::Quiet));
        if view.is_off(norm) && site == norm {
            put(buffer, area, (label + 2, y), view.say(Word::PassesOn), view.style(Role::Warning));
            return;
        }
        let Some(vector) = vector(view, site, token(view)) else { continue };
        let (mean, deviation) = moments(&vector);
        let mut column = label + 2;
        for (symbol, value) in [("μ", mean), ("σ", deviation)] {
            put(buffer, area, (column, y), symbol, look(Role::Quiet));
            put_right(buffer, area, (column + 1, column + 8, y), &two_decimals(value), look(role));
            column += 10;
        }
        let place = Rect { x: area.x + column, width: area.width.saturating_sub(column), ..area };
        let range = (mean - SPREAD * deviation, mean + SPREAD * deviation);
        let bins = usize::from(place.width.min(25));
        let shares = bar::histogram(vector.iter().copied(), range, bins);
        let style: Style = look(role);
        bar::columns(buffer, place, shares.into_iter().map(|share| (share, style)));
    }
}

/// μ and σ.
fn moments(vector: &[f32]) -> (f32, f32) {
    let count = vector.len().max(1) as f32;
    let mean = vector.iter().sum::<f32>() / count;
    let variance = vector.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / count;
    (mean, variance.sqrt())
}

fn two_decimals(value: f32) -> String {
    let text = format!("{value:.2}");
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        "0.00".to_owned()
    } else {
        text.replace('-', "−")
    }
}

/// What attention and the MLP of the layer add, and the vectors they are added to.
fn contributions(view: &View) -> [(Word, Site, Site); 2] {
    let layer = view.layer();
    let config = &view.pass().config;
    let middle = match (config.norm == Norm::Post, config.has_cross(view.block().0)) {
        (true, false) => Name::Ln1,
        (true, true) => Name::LnCross,
        (false, false) => Name::ResidMid,
        (false, true) => Name::ResidCross,
    };
    let mixing = match config.mixing {
        Mixing::Attention => Part::Attention,
        Mixing::Fixed => Part::Mixing,
        Mixing::Convolution => Part::Convolution,
        Mixing::Recurrent => Part::Recurrent,
    };
    [
        (Word::AttentionAdded, at(view, layer, mixing, Name::AttnOut), at(view, layer, Part::Stream, Name::ResidPre)),
        (Word::MlpAdded, at(view, layer, Part::Mlp, Name::AttnOut), at(view, layer, Part::Stream, middle)),
    ]
}

/// The length of what is added as a share of the length of what it is added to.
fn share_of(view: &View, added: Site, to: Site) -> Option<f32> {
    let lengths = vector(view, added, token(view)).zip(vector(view, to, token(view)));
    let share = lengths.map(|(added, to)| length(&added) / length(&to));
    // Of a difference nothing may be left to compare with.
    share.filter(|share| share.is_finite())
}

/// One sub-layer's share of ‖x‖ as a bar, given the share that fills it.
fn contribution(
    view: &View,
    (said, label): (&str, u16),
    added: Site,
    share: Option<(f32, f32)>,
    role: Role,
    area: Rect,
    buffer: &mut Buffer,
) {
    if area.is_empty() {
        return;
    }
    let ahead = view.is_ahead(added);
    let look = |role| view.style(if ahead { Role::Ahead } else { role });
    put(buffer, area, (0, 0), said, view.style(Role::Quiet));
    let Some((share, full)) = share else { return };
    let note = if ahead { view.say(Word::Ahead) } else { view.say(Word::OfLength) };
    let text = format!("{} {note}", number::share(share));
    let from = put_right(
        buffer,
        area,
        (label + 1, area.width, 0),
        &text,
        view.style(if ahead { Role::Quiet } else { Role::Text }),
    );
    let place = Rect { x: area.x + label + 1, width: from.saturating_sub(label + 2), ..area };
    bar::across(buffer, place, share / full, look(role));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_whole_vector() {
        assert_eq!(moments(&[1.0, 3.0]), (2.0, 1.0));
        assert_eq!(moments(&[]), (0.0, 0.0));
        assert_eq!(length(&[3.0, -4.0]), 5.0);
    }

    #[test]
    fn no_zero_has_a_sign() {
        assert_eq!(two_decimals(-0.001), "0.00");
        assert_eq!(two_decimals(-1.5), "−1.50");
    }
}
