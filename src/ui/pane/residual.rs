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
//!
//! Of two passes all of it is about Δx, the vector that theirs differ by, and every label says so.

mod norm;
mod series;
mod shares;

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::series::Bars;
use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::pass::Pass;
use crate::app::words::Word;
use crate::model::Piece;
use crate::model::piece::columns;
use crate::tape::{Name, Part, Site, Stack};
use crate::transformer::{Architecture, Norm};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

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
    if has_no_counterpart(view) {
        put(buffer, area, (0, 0), view.say(Word::NoCounterpart), view.style(Role::Quiet));
        return;
    }
    let label = label(view);
    let height = height(area);
    let gap = u16::from(area.height >= 8);
    let mut rows = Rows { area, y: 0 };
    lengths_by_step(view, label, rows.take(height), buffer);
    lengths_by_token(view, label, rows.take(height), buffer);
    if is_recurrent(view) {
        return;
    }
    rows.y += gap;
    norm::render(view, [rows.take(height), rows.take(height)], buffer);
    rows.y += gap;
    shares::render(view, label, [rows.take(1), rows.take(1)], buffer);
}

/// How many lines have no room in an area.
pub fn left_out(view: &View, area: Rect) -> usize {
    if has_no_counterpart(view) {
        return 0;
    }
    let (height, gap) = (height(area), u16::from(area.height >= 8));
    // As they are drawn: two series, two distributions and two shares.
    let heights: &[u16] = if is_recurrent(view) { &[0, 0] } else { &[0, 0, gap, 0, gap, 0] };
    let lines = heights.iter().enumerate().map(|(i, gap)| (*gap, if i < 4 { height } else { 1 }));
    let ends = lines.scan(0, |y, (gap, height)| {
        *y += gap + height;
        Some(*y)
    });
    ends.filter(|end| *end > area.height).count()
}

/// A click on the bar of a token puts the cursor on it; of tokens that share a bar, on the one that it is as high as.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    if has_no_counterpart(view) {
        return None;
    }
    let height = height(area);
    let on = (area.y + height..area.y + 2 * height).contains(&at.y);
    let lengths = by_token(view);
    let bars = Bars::new(view, Rect { height, ..area }, label(view), lengths.len(), token(view));
    bars.at(at.x).filter(|_| on).map(|bar| Command::Cursor(Axis::Token, bars.highest(bar, &lengths)))
}

/// Rows of a series of bars.
fn height(area: Rect) -> u16 {
    if area.height >= 13 { 2 } else { 1 }
}

/// Columns of the labels that bars stand behind.
fn label(view: &View) -> u16 {
    let words = [Word::LengthByStep, Word::LengthByToken, Word::AttentionAdded, Word::MlpAdded];
    widest(&words.map(|word| said(view, word)))
}

/// A word about x, or about Δx where the pane shows what two passes differ by: every number is then made of that.
fn said(view: &View, word: Word) -> &'static str {
    let of_change = match word {
        Word::LengthByStep => Word::ChangeByStep,
        Word::LengthByToken => Word::ChangeByToken,
        Word::BeforeNorm => Word::ChangeBeforeNorm,
        Word::AfterNorm => Word::ChangeAfterNorm,
        Word::AttentionAdded => Word::ChangeOfAttention,
        Word::MlpAdded => Word::ChangeOfMlp,
        Word::OfLength => Word::OfChange,
        other => other,
    };
    view.say(if view.minus.is_some() { of_change } else { word })
}

/// Whether there are two passes, and their streams cannot be subtracted: they are not on as many tokens.
fn has_no_counterpart(view: &View) -> bool {
    let site = here(view);
    let shape = |pass: &Pass| pass.value(site).map(|value| (value.nrows(), value.ncols()));
    view.minus.is_some_and(|minus| shape(view.pass()).zip(shape(minus)).is_some_and(|(ours, theirs)| ours != theirs))
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

fn widest(words: &[&str]) -> u16 {
    words.iter().map(|word| columns(word)).max().unwrap_or(0) as u16
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

/// The stream where the cursor's step is.
fn here(view: &View) -> Site {
    let stream = stream(view);
    stream[now(view, &stream)]
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
    series::render(view, (said(view, Word::LengthByStep), label), &lengths, now, look, area, buffer);
}

fn lengths_by_token(view: &View, label: u16, area: Rect, buffer: &mut Buffer) {
    let look = |i: usize| if i == token(view) { Role::Accent } else { Role::First };
    let word = said(view, Word::LengthByToken);
    series::render(view, (word, label), &by_token(view), token(view), look, area, buffer);
}

/// The length of every token's vector where the cursor's step is.
fn by_token(view: &View) -> Vec<f32> {
    let site = here(view);
    (0..pieces(view).len()).map(|token| vector(view, site, token).map_or(0.0, |x| length(&x))).collect()
}

#[cfg(test)]
mod tests;
