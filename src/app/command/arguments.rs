//! The words that commands take: how they are written and listed.

mod words;

use std::fmt;

use crate::app::gradient::Gradient;
use crate::app::pane_look::{Look, MAGNIFY, Magnify, Threshold};
use crate::app::settings::{SCORES, Setting};
use crate::tape::{Name, Part, Site, Stack};
use crate::transformer::Score;

use crate::app::notice::nearest;
use crate::app::theme;

pub(super) use words::{
    Words, one_of, read_axis, read_choice, read_differentiate, read_direction, read_edge, read_focus, read_grain,
    read_head, read_language, read_mask, read_pane_side, read_rewind, read_switch, read_threshold, read_version,
    rewind,
};

use super::{
    Axis, Choice, Command, Differentiate, Direction, Edge, Focus, Grain, Language, Notice, PaneKind, PaneTree, Rewind,
};
use crate::app::poke::{ACTS, ALL, Act, Block, Poke};
use crate::app::version::Version;

/// What a command takes at one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Argument {
    /// What kind of word.
    pub kind: Kind,
    /// Whether it can be left out.
    pub optional: bool,
}

/// What kind of word a command takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// A number from 0, called so in the help, or one of the words that stand after that.
    Number(&'static str),
    /// The same with a number that need not be whole.
    Decimal(&'static str),
    /// A number of a head, or which way to go.
    Head,
    /// A number of a layer, or which way to go.
    Layer,
    /// The name of a recorded value.
    Site,
    /// The name of a value that can be changed.
    Changed,
    /// The name of what a sub-layer adds.
    SubLayer,
    /// `LAYER.HEAD`
    HeadId,
    /// A text, in quotation marks if it has spaces.
    Text,
    /// The name of a model, or its folder.
    Model,
    /// A folder that is to be written.
    Folder,
    /// The name of a pane.
    Pane,
    /// The name of a pane, or which way to go.
    Focus,
    /// What a pane shows.
    PaneKind,
    /// The name of a layout.
    Layout,
    /// What happens to a value: `set 0.5`, `from a`, and to which of its cells.
    Act,
    /// Commands, in quotation marks if there are several.
    Commands,
    /// How panes share a screen.
    Panes,
    /// The name of a theme.
    Theme,
    /// A key.
    Key,
    /// A command, in quotation marks.
    Command,
}

impl Kind {
    /// The words that are always valid here.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Kind::OneOf(words) => words.to_vec(),
            Kind::Head | Kind::Layer => WAYS.to_vec(),
            Kind::Pane | Kind::PaneKind => PaneKind::ALL.map(PaneKind::name).to_vec(),
            Kind::Focus => PaneKind::ALL.map(PaneKind::name).into_iter().chain(WAYS).collect(),
            Kind::Theme => theme::NAMES.to_vec(),
            Kind::Act => ACTS.to_vec(),
            Kind::Number(name) | Kind::Decimal(name) => {
                name.split('|').filter(|word| word.starts_with(char::is_lowercase)).collect()
            }
            Kind::Site
            | Kind::Changed
            | Kind::SubLayer
            | Kind::HeadId
            | Kind::Text
            | Kind::Model
            | Kind::Folder
            | Kind::Layout
            | Kind::Commands
            | Kind::Panes
            | Kind::Key
            | Kind::Command => Vec::new(),
        }
    }
}

impl fmt::Display for Kind {
    /// As help writes it: `on|off`, `HEAD|next|back`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::OneOf(words) => f.write_str(&words.join("|")),
            Kind::Number(name) | Kind::Decimal(name) => f.write_str(name),
            Kind::Head => f.write_str("HEAD|LAYER.HEAD|next|back"),
            Kind::Layer => f.write_str("LAYER|next|back"),
            Kind::Site | Kind::Changed | Kind::SubLayer => f.write_str("SITE"),
            Kind::HeadId => f.write_str("LAYER.HEAD"),
            Kind::Text => f.write_str("\"TEXT\""),
            Kind::Model => f.write_str("NAME|FOLDER"),
            Kind::Folder => f.write_str("FOLDER"),
            Kind::Pane | Kind::PaneKind => f.write_str("PANE"),
            Kind::Layout => f.write_str("LAYOUT"),
            Kind::Act => f.write_str("set|add|times X|as ROW|from a"),
            Kind::Commands => f.write_str("\"COMMANDS\"|off"),
            Kind::Panes => f.write_str("\"row(1 PANE, 1 PANE)\""),
            Kind::Focus => f.write_str("PANE|next|back"),
            Kind::Theme => f.write_str("THEME"),
            Kind::Key => f.write_str("KEY"),
            Kind::Command => f.write_str("\"COMMAND\""),
        }
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.optional { write!(f, "[{}]", self.kind) } else { write!(f, "{}", self.kind) }
    }
}

pub(super) const SWITCH: [&str; 2] = ["on", "off"];
pub(super) const MASKS: [&str; 2] = ["causal", "none"];
pub(super) const GRAINS: [&str; 3] = ["operation", "sub-layer", "layer"];
pub(super) const DIRECTIONS: [&str; 4] = ["up", "down", "left", "right"];
pub(super) const WAYS: [&str; 2] = ["next", "back"];
pub(super) const EDGES: [&str; 2] = ["right", "below"];
pub(super) const AXES: [&str; 4] = ["token", "key", "dimension", "word"];
pub(super) const LANGUAGES: [&str; 2] = ["en", "zh"];
pub(super) const LAST: &str = "last";
pub(super) const TEMPERATURES: [&str; 2] = ["up", "down"];
pub(super) const SIDES: [&str; 2] = ["a", "b"];
pub(super) const VERSIONS: [&str; 3] = ["a", "b", "difference"];
/// What a pane follows that has no version of its own.
pub(super) const DESK: &str = "desk";
pub(super) const PANE_VERSIONS: [&str; 4] = ["a", "b", "difference", DESK];

pub(super) fn switch(on: bool) -> &'static str {
    SWITCH[usize::from(!on)]
}

pub(super) fn mask(causal: bool) -> &'static str {
    MASKS[usize::from(!causal)]
}

/// The value of a setting as its command takes it.
pub(super) fn setting(setting: &Setting) -> String {
    match setting {
        Setting::Score(Score::Dot, true) => SCORES[0].to_owned(),
        Setting::Score(score, _) => score.name().to_owned(),
        Setting::Padding(on) | Setting::Half(on) => switch(*on).to_owned(),
        Setting::MaskValue(value) => value.name().to_owned(),
        Setting::MaskHow(how) => how.name().to_owned(),
        Setting::Position(position) => position.name().to_owned(),
        Setting::Projections(projections) => projections.name().to_owned(),
        Setting::Mixing(mixing) => mixing.name().to_owned(),
        Setting::Heads(number)
        | Setting::Layers(number)
        | Setting::Memory(number)
        | Setting::Segment(number)
        | Setting::Pad(number)
        | Setting::Dropout(number) => number.to_string(),
        Setting::Seed(seed) => seed.to_string(),
        Setting::Target(text) => Quoted(text).to_string(),
    }
}

pub(super) fn grain(grain: Grain) -> &'static str {
    GRAINS[grain as usize]
}

pub(super) fn direction(direction: Direction) -> &'static str {
    DIRECTIONS[direction as usize]
}

pub(super) fn edge(edge: Edge) -> &'static str {
    EDGES[edge as usize]
}

pub(super) fn axis(axis: Axis) -> &'static str {
    match axis {
        Axis::Key => "key",
        Axis::Dimension => "dimension",
        Axis::Word => "word",
        _ => "token",
    }
}

pub(super) fn choice(choice: Choice) -> String {
    match choice {
        Choice::To(number) => number.to_string(),
        Choice::Next => WAYS[0].to_owned(),
        Choice::Back => WAYS[1].to_owned(),
    }
}

pub(super) fn side_name(b: bool) -> &'static str {
    SIDES[usize::from(b)]
}

pub(super) fn act(act: Act) -> String {
    match act {
        Act::Set(x) => format!("set {x}"),
        Act::Add(x) => format!("add {x}"),
        Act::Times(x) => format!("times {x}"),
        Act::As(row) => format!("as {row}"),
        Act::FromA => "from a".to_owned(),
    }
}

/// Commands on one line.
pub(super) fn joined(commands: &[Command]) -> String {
    commands.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Which output is differentiated, as the command takes it; nothing where it is left out.
pub(super) fn differentiate(output: Differentiate) -> Option<String> {
    match output {
        Differentiate::Toggled => None,
        Differentiate::Nothing => Some(SWITCH[1].to_owned()),
        Differentiate::Output(Gradient { token: None, word: None }) => Some(SWITCH[0].to_owned()),
        Differentiate::Output(Gradient { token, word }) => {
            let token = token.map_or_else(|| LAST.to_owned(), |token| token.to_string());
            Some(word.map_or_else(|| token.clone(), |word| format!("{token} {word}")))
        }
    }
}

/// A text between quotation marks; what would end it, or could not be read on one line, is escaped.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                c if c.is_control() => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}

/// A name, in quotation marks only where it could not be read without.
pub(super) struct Plain<'a>(pub(super) &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let breaks = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | ';');
        if self.0.is_empty() || self.0.contains(breaks) { Quoted(self.0).fmt(f) } else { f.write_str(self.0) }
    }
}
