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

/// A word of the line.
#[derive(Clone)]
struct Span {
    text: String,
    style: Style,
    /// What a click on it does.
    command: Option<Command>,
}

impl Span {
    fn new(text: impl Into<String>, style: Style) -> Span {
        Span { text: text.into(), style, command: None }
    }

    fn does(self, command: Command) -> Span {
        Span { command: Some(command), ..self }
    }

    fn width(&self) -> usize {
        columns(&self.text)
    }
}

/// Draws the line.
pub(super) fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, view.style(Role::Bar));
    for (column, span) in placed(view, area.width) {
        put(buffer, area, (column, 0), &span.text, span.style);
    }
}

/// What a click on a column of the line does: it toggles the setting that stands there, or begins the command for it.
pub(super) fn command_at(view: &View, width: u16, column: u16) -> Option<Command> {
    let under = |(start, span): &(u16, Span)| (*start..*start + span.width() as u16).contains(&column);
    placed(view, width).into_iter().find(under).and_then(|(_, span)| span.command)
}

/// The words that fit and where each begins. What does not fit goes in this order: the settings that are the model's own
/// from the last to the first, the way to the step from its outer end, the program's name, what is switched from the last;
/// how much of that stands in its place.
fn placed(view: &View, width: u16) -> Vec<(u16, Span)> {
    let mut left = settings(view);
    let mut way = way(view);
    let name = Span::new(view.say(Word::Headlight), view.style(Role::Key));
    let mut named = true;
    let mut dropped = 0;
    let long = |spans: &[Span]| spans.iter().map(Span::width).sum::<usize>();
    loop {
        let more = if dropped > 0 { format!("+{dropped}").len() + 3 } else { 0 };
        let left_width = long(&left) + 3 * left.len() + more;
        let name_width = if named { name.width() + 2 } else { 0 };
        if 1 + name_width + left_width + long(&right(view, &way)) <= usize::from(width) {
            break;
        }
        let own = view.style(Role::BarQuiet);
        if let Some(i) = left.iter().rposition(|span| span.style == own).filter(|i| *i > 0) {
            left.remove(i);
        } else if way.len() > 1 {
            way.remove(0);
        } else if named {
            named = false;
        } else if left.pop().is_some() {
            dropped += 1;
        } else {
            break;
        }
    }
    if dropped > 0 {
        left.push(more(view, dropped));
    }
    let mut all = Vec::new();
    let mut column = 1;
    let mut place = |column: &mut u16, span: Span| {
        let start = *column;
        *column += span.width() as u16;
        all.push((start, span));
    };
    if named {
        place(&mut column, name.does(Command::Help));
        column += 2;
    }
    for (i, span) in left.into_iter().enumerate() {
        if i > 0 {
            place(&mut column, Span::new(" · ", view.style(Role::BarQuiet)));
        }
        place(&mut column, span);
    }
    let right = right(view, &way);
    let mut column = width.saturating_sub(long(&right) as u16);
    for span in right {
        place(&mut column, span);
    }
    all
}

/// How much of what is switched has no room; the history has all of it.
fn more(view: &View, dropped: usize) -> Span {
    let switched = view.style(Role::Bar).patch(view.style(Role::Warning));
    Span::new(format!("+{dropped}"), switched).does(Command::History)
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
    let begin = |line: &str| Command::Palette(line.to_owned());
    let mut spans = vec![
        Span::new(pass.model.name.clone(), view.style(Role::Bar)).does(begin("model ")),
        Span::new(stacks(view), quiet),
        Span::new(format!("d {}", now.width), quiet),
    ];
    if !recurrent {
        spans.push(Span::new(say(norm), look(now.norm != own.norm)).does(Command::Norm(None)));
    }
    if !recurrent || now.cross_attention {
        let changed = now.scale != own.scale || now.score != own.score;
        spans.push(Span::new(say(score), look(changed)).does(begin("score ")));
    }
    if !recurrent {
        let word = if now.causal { Word::Causal } else { Word::NoMask };
        spans.push(Span::new(say(word), look(now.causal != own.causal)).does(Command::Mask(None)));
    }
    if now.residual != own.residual || !now.residual {
        let word = if now.residual { Word::Residual } else { Word::NoResidual };
        spans.push(Span::new(say(word), look(now.residual != own.residual)).does(Command::Residual(None)));
    }
    spans.extend(switched_settings(view, switched));
    spans
}

/// The settings that are only said where they are switched, what of the values is changed, and what B is.
fn switched_settings(view: &View, switched: Style) -> Vec<Span> {
    let pass = view.pass();
    let settings = &pass.plan.settings;
    let begin = |line: &str| Command::Palette(line.to_owned());
    let mut spans: Vec<Span> = settings.listed().iter().map(|setting| said(setting, switched)).collect();
    if pass.untrained {
        spans.push(Span::new(view.say(Word::Untrained), switched));
    }
    if !settings.heads_off.is_empty() {
        let heads: Vec<String> = settings.heads_off.iter().map(ToString::to_string).collect();
        let said = format!("{} {}", heads.join(" "), view.say(Word::Off));
        spans.push(Span::new(said, switched).does(begin("head-on ")));
    }
    if settings.temperature != 1.0 {
        let said = format!("t {}", settings.temperature);
        spans.push(Span::new(said, switched).does(begin("temperature ")));
    }
    spans.extend(poked(view).map(|said| Span::new(said, switched).does(Command::History)));
    spans.extend(compared(view).map(|said| Span::new(said, view.style(Role::Key)).does(begin("compare "))));
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
fn said(setting: &Setting, style: Style) -> Span {
    let command = Command::Set(setting.clone()).to_string();
    let begin = command.split_once(' ').map_or(&*command, |(name, _)| name);
    Span::new(cut(&command, 24), style).does(Command::Palette(format!("{begin} ")))
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
    let busy = view.stage.is_recording().then_some((Word::Recording, None));
    let playing = view.stage.playing.then_some((Word::Playing, Some(Command::Play(Some(false)))));
    let state = |(word, command): (Word, Option<Command>)| Span {
        command,
        ..Span::new(format!("{} ", view.say(word)), view.style(Role::Key))
    };
    let steps = view.pass().steps.len();
    // As wide as the last step's number, so that nothing moves while stepping.
    let digits = steps.to_string().len();
    let number = format!(" {:>digits$}/{steps} ", view.place.step + 1);
    let mut spans: Vec<Span> = busy.or(playing).map(state).into_iter().collect();
    spans.push(Span::new(number, view.style(Role::Selected)));
    let inner = way.len().saturating_sub(1);
    for (i, part) in way.iter().enumerate() {
        spans.push(Span::new(if i == 0 { " " } else { " › " }, quiet));
        spans.push(Span::new(part.clone(), if i == inner { bar } else { quiet }));
    }
    let language = format!("  {} ", view.desk.language.code().to_uppercase());
    spans.push(Span::new(language, quiet).does(Command::Language(None)));
    spans
}
