//! The first line: what model, how it is switched, which step.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::command::Command;
use crate::app::settings::Setting;
use crate::app::words::Word;
use crate::model::piece::{columns, cut};
use crate::transformer::{Architecture, Norm, Score};
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
        Norm::Rms => Word::RmsNorm,
        Norm::None => Word::NoNorm,
    };
    let score = match (now.score, now.scale) {
        (Score::Dot, true) => Word::ScaledDot,
        (Score::Dot, false) => Word::Dot,
        (Score::General, _) => Word::GeneralScore,
        (Score::Additive, _) => Word::AdditiveScore,
    };
    // A recurrent model has no norms, reads in order anyway, and has a score only where it attends.
    let recurrent = now.architecture == Architecture::Recurrent;
    let mut spans = vec![
        (pass.model.name.clone(), view.style(Role::Bar)),
        (stacks(view), quiet),
        (format!("d {}", now.width), quiet),
    ];
    if !recurrent {
        spans.push((say(norm), look(now.norm != own.norm)));
    }
    if !recurrent || now.cross_attention {
        spans.push((say(score), look(now.scale != own.scale || now.score != own.score)));
    }
    if !recurrent {
        spans.push((say(if now.causal { Word::Causal } else { Word::NoMask }), look(now.causal != own.causal)));
    }
    if now.residual != own.residual || !now.residual {
        let word = if now.residual { Word::Residual } else { Word::NoResidual };
        spans.push((say(word), look(now.residual != own.residual)));
    }
    let settings = &pass.plan.settings;
    spans.extend(settings.listed().iter().map(|setting| (said(setting), switched)));
    if pass.untrained {
        spans.push((say(Word::Untrained), switched));
    }
    if !settings.heads_off.is_empty() {
        let heads: Vec<String> = settings.heads_off.iter().map(ToString::to_string).collect();
        spans.push((format!("{} {}", heads.join(" "), say(Word::Off)), switched));
    }
    if settings.temperature != 1.0 {
        spans.push((format!("t {}", settings.temperature), switched));
    }
    spans.extend(poked(view).map(|said| (said, switched)));
    spans.extend(compared(view).map(|said| (said, view.style(Role::Key))));
    spans
}

/// What of the recorded values is changed: one change as it was made, or how many.
fn poked(view: &View) -> Option<String> {
    match view.pass().plan.pokes.as_slice() {
        [] => None,
        [one] => Some(cut(&one.to_string(), 32).into_owned()),
        several => Some(format!("{} {}", several.len(), view.say(Word::Pokes))),
    }
}

/// What makes B of A, and that changes go to A where they do not go to B.
fn compared(view: &View) -> Option<String> {
    let made = view.stage.plan.made_beside()?;
    let made: Vec<String> = made.iter().map(ToString::to_string).collect();
    let to = if view.stage.pokes_b { "" } else { "  → A" };
    Some(format!("B: {}{to}", cut(&made.join(" · "), 32)))
}

/// The stacks, their layers and heads: `decoder 4 × 4`, `encoder–decoder 3 + 3 × 4`.
fn stacks(view: &View) -> String {
    let now = &view.pass().config;
    let word = match now.architecture {
        Architecture::Decoder => view.say(Word::Decoder).to_owned(),
        Architecture::Encoder => view.say(Word::Encoder).to_owned(),
        Architecture::EncoderDecoder => format!("{}–{}", view.say(Word::Encoder), view.say(Word::Decoder)),
        Architecture::Recurrent => view.say(Word::Recurrent).to_owned(),
    };
    let layers = now.stacks().iter().map(|(_, layers)| layers.to_string()).collect::<Vec<_>>().join(" + ");
    format!("{word} {layers} × {}", if now.architecture == Architecture::Recurrent { 1 } else { now.heads })
}

/// A setting as its command writes it.
fn said(setting: &Setting) -> String {
    let command = Command::Set(setting.clone()).to_string();
    cut(&command, 24).into_owned()
}

/// The way to the step, from the outside in.
fn way(view: &View) -> Vec<String> {
    let Some(step) = view.pass().steps.get(view.place.step) else { return Vec::new() };
    let sub_layer = step.sub_layer;
    let block = sub_layer.block().map(|(stack, layer)| view.block_name(stack, layer));
    let mut way: Vec<String> = block.into_iter().chain([view.part_name(sub_layer).to_owned()]).collect();
    way.push(view.step(step.site).to_owned());
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
