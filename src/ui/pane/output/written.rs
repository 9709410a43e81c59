//! What a decoder beside an encoder writes, token by token, as sure as it is of each: dark where it hesitated. Of two passes
//! what either writes, one below the other, marked where they part; where they do not, one line is both.
//!
//! ```text
//!   2017-03-03              A 2017-0╎3-03
//!                           B 2017-0╎8-03
//! ```

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::pass::Pass;
use crate::app::words::Word;
use crate::model::Piece;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

/// Stands where a line goes on beyond the pane.
const CUT: &str = "…";

/// Stands before the first token that is not that of the other pass.
const PART: &str = "╎";

/// Draws a line for each pass. A token stands on the colour of the probability that it had when it was written.
pub(super) fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    for line in lines(view, area) {
        let quiet = view.style(Role::Quiet);
        put(buffer, area, (0, line.area.y - area.y), line.name, quiet);
        let placed = Placed::new(view, &line);
        if placed.before {
            put(buffer, line.area, (0, 0), CUT, quiet);
        }
        for Token { index, piece, column, parts } in placed.tokens {
            let part = if parts { PART } else { "" };
            let at = put(buffer, line.area, (column, 0), part, view.style(Role::Accent));
            put(buffer, line.area, (at, 0), &piece.text, style(view, line.pass, index));
        }
        if let Some(column) = placed.after {
            put(buffer, line.area, (column, 0), CUT, quiet);
        }
    }
}

/// How a token looks that was written.
fn style(view: &View, pass: &Pass, token: usize) -> Style {
    let p = probability(pass, token);
    let shade = view.theme.weight(p);
    match view.theme.readable_on(shade.colour) {
        _ if token == view.token() + 1 => view.style(Role::Selected),
        Some(ink) if view.theme.has_fine_colours() => shade.style.fg(ink),
        _ if p < 0.5 => view.style(Role::Warning),
        _ => view.style(Role::Text),
    }
}

/// A click on a token puts the cursor where it was foretold.
pub(super) fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let line = lines(view, area).into_iter().find(|line| line.area.contains(at))?;
    let column = at.x - line.area.x;
    let under = |token: &Token| (token.column..token.column + token.width()).contains(&column);
    let index = Placed::new(view, &line).tokens.into_iter().find(under)?.index;
    Some(Command::Cursor(Axis::Token, index - 1))
}

/// What one pass writes, and where.
struct Line<'a> {
    pass: &'a Pass,
    /// Which pass it is, where there are two.
    name: &'static str,
    /// Where the tokens stand.
    area: Rect,
    /// The first token that is not that of the other pass.
    parting: Option<usize>,
}

/// How many lines it takes: none where nothing is written.
pub(super) fn rows(view: &View) -> u16 {
    if !view.pass().config.has_source() {
        return 0;
    }
    1 + u16::from(parting(view).is_some())
}

/// The first token that two passes do not have in common.
fn parting(view: &View) -> Option<usize> {
    let (ours, theirs) = (&view.pass().tokens, &view.minus?.tokens);
    (1..ours.len().max(theirs.len())).find(|token| ours.get(*token) != theirs.get(*token))
}

/// That of the pass, or those of the two that are held against each other, as far as there are rows.
fn lines<'a>(view: &View<'a>, area: Rect) -> Vec<Line<'a>> {
    let pass = view.pass();
    let parting = parting(view);
    let Some(minus) = view.minus.filter(|_| parting.is_some()) else {
        return vec![Line { pass, name: "", area, parting }];
    };
    let compared = view.stage.pass.beside.is_some();
    let names = if compared { ["A", "B"] } else { [Word::Before, Word::Now].map(|word| view.say(word)) };
    let indent = names.map(columns).into_iter().max().unwrap_or(0) as u16 + 1;
    let indent = indent.min(area.width);
    let line = |(y, (pass, name)): (u16, (&'a Pass, &'static str))| {
        let area = Rect { x: area.x + indent, y, width: area.width - indent, height: 1 };
        Line { pass, name, area, parting }
    };
    (area.y..area.bottom()).zip([minus, pass].into_iter().zip(names)).map(line).collect()
}

/// A token of a line.
struct Token<'a> {
    index: usize,
    piece: Cow<'a, Piece>,
    column: u16,
    /// Whether the two passes part here.
    parts: bool,
}

impl Token<'_> {
    fn width(&self) -> u16 {
        self.piece.width as u16 + u16::from(self.parts)
    }
}

/// The tokens that were written, which begin after the one that begins every output. Where they do not all fit, those
/// around the selected one.
#[derive(Default)]
struct Placed<'a> {
    tokens: Vec<Token<'a>>,
    /// Whether there are tokens before these.
    before: bool,
    /// Behind these, where there are more.
    after: Option<u16>,
}

impl<'a> Placed<'a> {
    fn new(view: &View, line: &Line<'a>) -> Placed<'a> {
        let language = view.desk.language;
        let pieces = line.pass.pieces.iter().map(|piece| language.piece(piece)).enumerate().skip(1);
        let token = |(index, piece)| Token { index, piece, column: 0, parts: line.parting == Some(index) };
        let tokens: Vec<Token> = pieces.map(token).collect();
        let Some(last) = tokens.len().checked_sub(1) else { return Placed::default() };
        let first = first(&tokens, view.token().min(last), line.area.width);
        let mut placed = Placed { before: first > 0, ..Placed::default() };
        let mut column = u16::from(placed.before);
        for (i, token) in tokens.into_iter().enumerate().skip(first) {
            let width = token.width();
            if i > first && column + width + u16::from(i < last) > line.area.width {
                placed.after = Some(column);
                break;
            }
            placed.tokens.push(Token { column, ..token });
            column += width;
        }
        placed
    }
}

/// The first token to draw so that the selected one is in view, and as many before it as fit, with a mark on either side
/// where there are more.
fn first(tokens: &[Token], selected: usize, room: u16) -> usize {
    let all: u16 = tokens.iter().map(Token::width).sum();
    if all <= room {
        return 0;
    }
    let mut used = tokens[selected].width() + u16::from(selected + 1 < tokens.len());
    let mut first = selected;
    while let Some(before) = first.checked_sub(1) {
        used += tokens[before].width();
        if used + u16::from(before > 0) > room {
            break;
        }
        first = before;
    }
    first
}

/// How likely a model held a token to be where it stands.
fn probability(pass: &Pass, token: usize) -> f32 {
    let word = pass.tokens.get(token).map(|word| *word as usize);
    let before = super::distribution(pass, token.saturating_sub(1));
    before.zip(word).and_then(|(p, word)| p.get(word).copied()).unwrap_or(0.0)
}
