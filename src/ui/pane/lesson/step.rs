//! The page about the current step.

use super::page::{Line, wrapped};
use super::{source, switched, tries};
use crate::app::cursor::Axis;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::{Axes, Name, Site, Var};
use crate::ui::theme::Role;
use crate::ui::view::View;

/// How much the page says.
#[derive(Clone, Copy)]
struct Detail {
    /// Empty lines between its parts.
    air: bool,
    /// A line for each operand.
    operands: bool,
    /// A line for each command, with what it does.
    docs: bool,
}

/// From the page that says most to the one that takes fewest lines.
const DETAILS: [Detail; 4] = [
    Detail { air: true, operands: true, docs: true },
    Detail { air: false, operands: true, docs: true },
    Detail { air: false, operands: true, docs: false },
    Detail { air: false, operands: false, docs: false },
];

/// The fullest page that fits; where none does, the shortest.
pub(super) fn page(view: &View, width: u16, height: u16) -> Vec<Line> {
    let pages = DETAILS.into_iter().map(|detail| detailed(view, usize::from(width), detail));
    let mut last = Vec::new();
    for page in pages {
        last = page;
        if last.len() <= usize::from(height) {
            break;
        }
    }
    last
}

fn detailed(view: &View, width: usize, detail: Detail) -> Vec<Line> {
    let (site, var) = (view.place.site, view.place.var);
    let sentence = if view.is_off(site) { view.say(Word::PassesOn) } else { view.sentence(site) };
    let source = source::source(&view.pass().config, site).map(|text| Line::new(text, Role::Quiet));
    let said = wrapped(sentence, width, Role::Text).chain(source).collect();
    let switched = switched::switched(view, site);
    let switched = switched.iter().flat_map(|said| wrapped(said, width, Role::Warning)).collect();
    let parts = [formula(view, site, var, width, detail), said, switched, commands(view, site, width, detail)];
    let mut lines: Vec<Line> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if detail.air && !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(part);
    }
    lines
}

/// The value, its shape and how it is made; then the shapes of what it is made of.
fn formula(view: &View, site: Site, var: Var, width: usize, detail: Detail) -> Vec<Line> {
    let name = crate::ui::pane::value_name(site);
    let (shape, formula) = (shape(view, var), view.formula(site));
    let one_line = columns(&name) + columns(&shape) + columns(&formula) + 4 <= width;
    let mut lines = if one_line {
        vec![
            Line::new(name, Role::Strong)
                .and(format!(" {shape}"), Role::First)
                .and(format!(" = {formula}"), Role::Strong),
        ]
    } else {
        let mut lines = vec![Line::new(name, Role::Strong).and(format!(" {shape}"), Role::First)];
        lines.extend(wrapped(&format!("= {formula}"), width, Role::Strong));
        lines
    };
    if detail.operands {
        let tape = &view.pass().tape;
        let mut inputs = tape.node(var).inputs.clone();
        inputs.dedup();
        lines.extend(inputs.into_iter().map(|input| {
            let name = crate::ui::pane::value_name(tape.node(input).site);
            Line::new(format!("  {name}"), Role::Text).and(format!(" {}", self::shape(view, input)), Role::First)
        }));
    }
    lines
}

/// The shape of a value as it leaves the program, each axis by its name: `[head 4, query 16, key 16]`.
fn shape(view: &View, var: Var) -> String {
    let pass = view.pass();
    let site = pass.tape.node(var).site;
    let (rows, columns) = pass.tape.shape(var);
    let heads = pass.heads(site).max(1);
    let entries = if matches!(site.name, Name::WE | Name::WU) { Axis::Word } else { Axis::Position };
    let axes = match site.axes() {
        Axes::TokenWidth => vec![(Axis::Token, columns), (Axis::Dimension, rows)],
        Axes::HeadTokenWidth => vec![(Axis::Token, columns), (Axis::Dimension, rows / heads)],
        Axes::HeadQueryKey => vec![(Axis::Query, columns / heads), (Axis::Key, rows)],
        Axes::QueryKey => vec![(Axis::Query, columns), (Axis::Key, rows)],
        Axes::DistanceWidth => vec![(Axis::Position, columns), (Axis::Dimension, rows)],
        Axes::HeadDistanceWidth => vec![(Axis::Position, columns), (Axis::Dimension, rows / heads)],
        Axes::TokenWord => vec![(Axis::Token, columns), (Axis::Word, rows)],
        Axes::Weight => vec![(Axis::Out, rows), (Axis::In, columns)],
        Axes::Table => vec![(entries, columns), (Axis::Dimension, rows)],
        Axes::Vector => vec![(Axis::Dimension, rows)],
        Axes::Scalar => vec![],
    };
    let has_heads = matches!(site.axes(), Axes::HeadTokenWidth | Axes::HeadQueryKey | Axes::HeadDistanceWidth);
    let head = has_heads.then(|| format!("{} {heads}", view.say(Word::Head)));
    let sides = axes.into_iter().map(|(axis, length)| format!("{} {length}", view.say(axis.word())));
    format!("[{}]", head.into_iter().chain(sides).collect::<Vec<_>>().join(", "))
}

/// What there is to try: a line each, with what it does, or all on as few lines as they take.
fn commands(view: &View, site: Site, width: usize, detail: Detail) -> Vec<Line> {
    let tries = tries::tries(view, site);
    let head = format!("{} ", view.say(Word::Try));
    let indent = " ".repeat(columns(&head));
    let widest = tries.iter().map(|command| columns(&command.to_string())).max().unwrap_or(0);
    let mut lines: Vec<Line> = Vec::new();
    let mut taken = 0;
    for command in tries {
        let (own, doc) = (columns(&command.to_string()), view.say(command.entry().doc));
        let begins = if lines.is_empty() { &head } else { &indent };
        let begun = || Line::new(begins.clone(), Role::Quiet).and_command(command.clone());
        if detail.docs {
            lines.push(begun().and(format!("{}  {doc}", " ".repeat(widest - own)), Role::Quiet));
        } else if lines.is_empty() || taken + own + 4 > width {
            lines.push(begun());
            taken = columns(begins) + own + 2;
        } else {
            let line = lines.pop().unwrap_or_default();
            lines.push(line.and("  ", Role::Quiet).and_command(command));
            taken += own + 4;
        }
    }
    lines
}
