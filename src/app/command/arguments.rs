//! The words that commands take: how they are written, read and listed.

use std::fmt;
use std::str::FromStr;

use crate::app::gradient::Gradient;
use crate::app::pane_look::{Look, MAGNIFY, Magnify, Threshold};
use crate::app::settings::{SCORES, Setting};
use crate::tape::{Name, Part, Site, Stack};
use crate::transformer::Score;

use crate::app::notice::nearest;
use crate::app::theme;

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
    /// A number from 0, called so in the help.
    Number(&'static str),
    /// A number that need not be whole.
    Decimal(&'static str),
    /// A number of a head, or which way to go.
    Head,
    /// A number of a layer, or which way to go.
    Layer,
    /// The name of a recorded value.
    Site,
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
            Kind::Number(_)
            | Kind::Decimal(_)
            | Kind::Site
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
            Kind::Site => f.write_str("SITE"),
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

/// The words after a command's name, taken one by one.
pub(super) struct Words<'a> {
    command: &'static str,
    arguments: &'static [Argument],
    taken: usize,
    rest: std::slice::Iter<'a, String>,
}

impl<'a> Words<'a> {
    pub(super) fn new(command: &'static str, arguments: &'static [Argument], words: &'a [String]) -> Words<'a> {
        Words { command, arguments, taken: 0, rest: words.iter() }
    }

    /// All words must have been taken.
    pub(super) fn end(mut self) -> Result<(), Notice> {
        match self.rest.next() {
            None => Ok(()),
            Some(word) => Err(Notice::ExtraArgument { command: self.command, word: word.clone() }),
        }
    }

    /// The next word, read by `read`; nothing where it is left out.
    pub(super) fn optional<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Notice> {
        let wanted = self.arguments.get(self.taken).map(|argument| argument.kind);
        self.taken += 1;
        let Some(word) = self.rest.next() else {
            return Ok(None);
        };
        let bad = || Notice::BadArgument {
            command: self.command,
            word: word.clone(),
            wanted: wanted.map_or_else(String::new, |kind| kind.to_string()),
            nearest: wanted.map_or_else(Vec::new, |kind| nearest(word, kind.words().into_iter())),
        };
        read(word).map(Some).ok_or_else(bad)
    }

    /// The next word, read by `read`.
    pub(super) fn required<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Result<T, Notice> {
        let wanted = self.arguments.get(self.taken).map_or_else(String::new, |argument| argument.kind.to_string());
        let command = self.command;
        self.optional(read)?.ok_or(Notice::MissingArgument { command, wanted })
    }

    /// The next word as it is.
    pub(super) fn text(&mut self) -> Result<String, Notice> {
        self.required(|word| Some(word.to_owned()))
    }

    /// All words that are left, as one text.
    pub(super) fn rest(&mut self) -> Result<String, Notice> {
        let first = self.text()?;
        Ok(self.rest.by_ref().fold(first, |text, word| text + " " + word))
    }

    /// What the next word stands for in its own type.
    pub(super) fn parsed<T: FromStr>(&mut self) -> Result<T, Notice> {
        self.required(|word| word.parse().ok())
    }
}

/// Reads one of a few words by its place.
pub(super) fn one_of<T: Copy, const N: usize>(words: [&'static str; N], values: [T; N]) -> impl Fn(&str) -> Option<T> {
    move |word| words.iter().position(|known| *known == word).map(|i| values[i])
}

pub(super) fn read_switch(word: &str) -> Option<bool> {
    one_of(SWITCH, [true, false])(word)
}

pub(super) fn read_mask(word: &str) -> Option<bool> {
    one_of(["causal", "none", "on", "off"], [true, false, true, false])(word)
}

pub(super) fn read_grain(word: &str) -> Option<Grain> {
    one_of(GRAINS, Grain::ALL)(word)
}

pub(super) fn read_direction(word: &str) -> Option<Direction> {
    one_of(DIRECTIONS, [Direction::Up, Direction::Down, Direction::Left, Direction::Right])(word)
}

pub(super) fn read_edge(word: &str) -> Option<Edge> {
    one_of(EDGES, [Edge::Right, Edge::Below])(word)
}

pub(super) fn read_axis(word: &str) -> Option<Axis> {
    one_of(
        ["token", "query", "key", "dimension", "word"],
        [Axis::Token, Axis::Token, Axis::Key, Axis::Dimension, Axis::Word],
    )(word)
}

pub(super) fn read_language(word: &str) -> Option<Language> {
    one_of(LANGUAGES, Language::ALL)(word)
}

pub(super) fn read_focus(word: &str) -> Option<Focus> {
    match word {
        "next" => Some(Focus::Next),
        "back" => Some(Focus::Back),
        pane => pane.parse().ok().map(Focus::On),
    }
}

pub(super) fn read_version(word: &str) -> Option<Version> {
    Version::ALL.into_iter().find(|version| version.name() == word)
}

/// The command that lets a pane show a version, or follow the desk.
pub(super) fn read_pane_side(word: &str) -> Option<Command> {
    if word == DESK { Some(Command::PaneSide(None)) } else { Some(Command::PaneSide(Some(read_version(word)?))) }
}

/// The token whose output is differentiated, or whether any is.
pub(super) fn read_differentiate(word: &str) -> Option<Differentiate> {
    match word {
        "off" => Some(Differentiate::Nothing),
        "on" | LAST => Some(Differentiate::Output(Gradient::default())),
        token => {
            let token = token.parse().ok()?;
            Some(Differentiate::Output(Gradient { token: Some(token), word: None }))
        }
    }
}

pub(super) fn read_rewind(word: &str) -> Option<Rewind> {
    if word == WAYS[1] { Some(Rewind::Back) } else { word.parse().ok().map(Rewind::To) }
}

pub(super) fn rewind(rewind: Rewind) -> String {
    match rewind {
        Rewind::To(step) => step.to_string(),
        Rewind::Back => WAYS[1].to_owned(),
    }
}

pub(super) fn read_choice(word: &str) -> Option<Choice> {
    match word {
        "next" => Some(Choice::Next),
        "back" => Some(Choice::Back),
        number => number.parse().ok().map(Choice::To),
    }
}

/// The command that looks at a head: of the layer that is looked at, or of any.
pub(super) fn read_head(word: &str) -> Option<Command> {
    read_choice(word).map(Command::Head).or_else(|| word.parse().ok().map(Command::HeadAt))
}

/// The weight from which on lines are drawn.
pub(super) fn read_threshold(word: &str) -> Option<Threshold> {
    let steps = one_of(TEMPERATURES, [Threshold::Up, Threshold::Down]);
    let weight = |word: &str| word.parse().ok().filter(|weight| (0.0..=1.0).contains(weight)).map(Threshold::To);
    steps(word).or_else(|| weight(word))
}

impl Words<'_> {
    /// How large the cells of a map are: in or out by so many steps, or as they fit.
    pub(super) fn magnify(&mut self) -> Result<Look, Notice> {
        let ways = [Magnify::In(1), Magnify::Out(1), Magnify::Fit, Magnify::All];
        let way = self.required(one_of(MAGNIFY, ways))?;
        let steps = self.optional(|word| word.parse().ok())?.unwrap_or(1);
        Ok(Look::Magnify(match way {
            Magnify::In(_) => Magnify::In(steps),
            Magnify::Out(_) => Magnify::Out(steps),
            fit => fit,
        }))
    }

    /// Whether every word was taken.
    pub(super) fn is_done(&self) -> bool {
        self.rest.len() == 0
    }

    /// All words that are left, as the way panes share a screen.
    pub(super) fn tree(&mut self) -> Result<PaneTree, Notice> {
        let text = self.rest()?;
        text.parse().map_err(Notice::Tree)
    }

    /// What happens to a value: a word and its number.
    pub(super) fn act(&mut self) -> Result<Act, Notice> {
        let word = self.required(|word| ACTS.into_iter().find(|known| *known == word))?;
        let number = |word: &str| word.parse().ok().filter(|x: &f32| !x.is_nan());
        Ok(match word {
            "set" => Act::Set(self.required(number)?),
            "add" => Act::Add(self.required(number)?),
            "times" => Act::Times(self.required(number)?),
            "as" => Act::As(self.parsed()?),
            _ => self.required(|word| word.eq_ignore_ascii_case("a").then_some(Act::FromA))?,
        })
    }

    /// A change to a value and the cells that it is about.
    pub(super) fn poke(&mut self) -> Result<Poke, Notice> {
        let (site, act) = (self.site()?, self.act()?);
        Ok(Poke { site, act, block: self.block()? })
    }

    /// The cells of a value: a row, a column and a head, each a number or `all`.
    pub(super) fn block(&mut self) -> Result<Block, Notice> {
        let mut place = || -> Result<Option<usize>, Notice> {
            let word = self.optional(|word| if word == ALL { Some(None) } else { word.parse().ok().map(Some) })?;
            Ok(word.flatten())
        };
        Ok(Block { row: place()?, column: place()?, head: place()? })
    }

    /// All words that are left, as commands; `off` is none.
    pub(super) fn commands(&mut self) -> Result<Option<Vec<Command>>, Notice> {
        let line = if self.rest.len() == 0 { String::new() } else { self.rest()? };
        if line == "off" { Ok(None) } else { super::parse_all(&line).map(Some) }
    }

    /// The next word as the name of a value. Whether a pass records it is known only later.
    pub(super) fn site(&mut self) -> Result<Site, Notice> {
        let text = self.text()?;
        let layer = text.split('.').find_map(|part| part.parse().ok()).unwrap_or(0);
        text.parse().map_err(|_| Notice::unknown_site(&text, usual_sites(layer)))
    }
}

/// The values that a decoder records, those of one layer among them.
fn usual_sites(layer: u16) -> impl Iterator<Item = Site> {
    let values = Name::ALL.iter().copied().filter(|name| *name < Name::WE);
    values.flat_map(move |name| {
        let within = |part| Site::layer(Stack::Decoder, layer.into(), part, name);
        match name {
            Name::AttnOut | Name::Dropout => vec![within(Part::Attention), within(Part::Mlp)],
            Name::Pre | Name::Post | Name::PostDropout => vec![within(Part::Mlp)],
            Name::ResidPre | Name::Ln1 | Name::ResidMid | Name::Ln2 | Name::ResidPost | Name::Rollout => {
                vec![within(Part::Stream)]
            }
            name if name >= Name::LensLn && name <= Name::Lens => vec![within(Part::Stream)],
            name if name >= Name::Q && name <= Name::Concat => vec![within(Part::Attention)],
            name => vec![Site::model(name)],
        }
    })
}
