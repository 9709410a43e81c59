//! The first line: what model, how it is switched, which step.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::step::SubLayer;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::transformer::Norm;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

/// A word of the line and how it looks.
type Span = (String, Style);

/// Draws the line. What does not fit goes in this order: the settings that are the model's own from the last to the
/// first, the way to the step from its outer end, the program's name.
pub(super) fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let bar = view.style(Role::Bar);
    buffer.set_style(area, bar);
    let mut left = settings(view);
    let mut way = way(view);
    let width = usize::from(area.width);
    let name = Word::Headlight;
    let mut named = true;
    loop {
        let right_width = right(view, &way).iter().map(|(text, _)| columns(text)).sum::<usize>();
        let left_width = left.iter().map(|(text, _)| columns(text) + 3).sum::<usize>();
        let name_width = if named { columns(view.say(name)) + 2 } else { 0 };
        if 1 + name_width + left_width + right_width <= width {
            break;
        }
        let own = view.style(Role::BarQuiet);
        if let Some(i) = left.iter().rposition(|(_, style)| *style == own).filter(|i| *i > 0) {
            left.remove(i);
        } else if way.len() > 1 {
            way.remove(0);
        } else if named {
            named = false;
        } else if left.pop().is_none() {
            break;
        }
    }
    let mut column = 1;
    if named {
        column = put(buffer, area, (column, 0), view.say(name), view.style(Role::Key)) + 2;
    }
    for (i, (text, style)) in left.iter().enumerate() {
        if i > 0 {
            column = put(buffer, area, (column, 0), " · ", view.style(Role::BarQuiet));
        }
        column = put(buffer, area, (column, 0), text, *style);
    }
    let right = right(view, &way);
    let right_width = right.iter().map(|(text, _)| columns(text)).sum::<usize>() as u16;
    let mut column = area.width.saturating_sub(right_width);
    for (text, style) in &right {
        column = put(buffer, area, (column, 0), text, *style);
    }
}

/// The model and its settings; those that are switched differently from how it was made stand out.
fn settings(view: &View) -> Vec<Span> {
    let pass = view.pass();
    let (own, now) = (&pass.model.config, &pass.config);
    let quiet = view.style(Role::BarQuiet);
    let switched = view.style(Role::Bar).patch(view.style(Role::Warning));
    let look = |changed: bool| if changed { switched } else { quiet };
    let say = |word: Word| view.say(word).to_owned();
    let norm = match now.norm {
        Norm::Pre => Word::PreNorm,
        Norm::Post => Word::PostNorm,
        Norm::None => Word::NoNorm,
    };
    let mut spans = vec![
        (pass.model.name.clone(), view.style(Role::Bar)),
        (format!("{} {} × {}", say(Word::Decoder), now.layers, now.heads), quiet),
        (format!("d {}", now.width), quiet),
        (say(norm), look(now.norm != own.norm)),
        (say(if now.scale { Word::ScaledDot } else { Word::Dot }), look(now.scale != own.scale)),
        (say(if now.causal { Word::Causal } else { Word::NoMask }), look(now.causal != own.causal)),
    ];
    if now.residual != own.residual || !now.residual {
        let word = if now.residual { Word::Residual } else { Word::NoResidual };
        spans.push((say(word), look(now.residual != own.residual)));
    }
    let settings = &pass.plan.settings;
    if !settings.heads_off.is_empty() {
        let heads: Vec<String> = settings.heads_off.iter().map(ToString::to_string).collect();
        spans.push((format!("{} {}", heads.join(" "), say(Word::Off)), switched));
    }
    if settings.temperature != 1.0 {
        spans.push((format!("t {}", settings.temperature), switched));
    }
    spans
}

/// The way to the step, from the outside in.
fn way(view: &View) -> Vec<String> {
    let Some(step) = view.pass().steps.get(view.place.step) else { return Vec::new() };
    let block = |layer: usize| format!("{} {layer}", view.say(Word::Block));
    let say = |word: Word| view.say(word).to_owned();
    let mut way = match step.sub_layer {
        SubLayer::Embedding => vec![say(Word::Embedding)],
        SubLayer::Attention(layer) => vec![block(layer), say(Word::Attention)],
        SubLayer::Mlp(layer) => vec![block(layer), say(Word::Mlp)],
        SubLayer::Output => vec![say(Word::Output)],
    };
    way.push(view.desk.language.step(step.site).to_owned());
    way
}

/// What stands on the right: what goes on, the number of the step, the way to it, the language.
fn right(view: &View, way: &[String]) -> Vec<Span> {
    let bar = view.style(Role::Bar);
    let quiet = view.style(Role::BarQuiet);
    let busy = view.stage.is_recording().then_some(Word::Recording);
    let playing = view.stage.playing.then_some(Word::Playing);
    let state = busy.or(playing).map(|word| (format!("{} ", view.say(word)), view.style(Role::Key)));
    let steps = view.pass().steps.len();
    // As wide as the last step's number, so that nothing moves while stepping.
    let digits = steps.to_string().len();
    let number = (format!(" {:>digits$}/{steps} ", view.place.step + 1), view.style(Role::Selected));
    let mut spans: Vec<Span> = state.into_iter().collect();
    spans.push(number);
    let inner = way.len().saturating_sub(1);
    for (i, part) in way.iter().enumerate() {
        let lead = if i == 0 { " " } else { " › " };
        spans.push((lead.to_owned(), quiet));
        spans.push((part.clone(), if i == inner { bar } else { quiet }));
    }
    spans.push((format!("  {} ", view.desk.language.code().to_uppercase()), quiet));
    spans
}
