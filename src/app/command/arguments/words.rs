//! The words after a command's name, taken one by one, and what each of them stands for.

use std::str::FromStr;

use super::{
    ACTS, ALL, Act, Argument, Axis, Block, Choice, Command, DESK, DIRECTIONS, Differentiate, Direction, EDGES, Edge,
    Focus, GRAINS, Gradient, Grain, LANGUAGES, LAST, Language, Look, MAGNIFY, Magnify, Name, Notice, PaneTree, Part,
    Poke, Rewind, SWITCH, Site, Stack, TEMPERATURES, Threshold, Version, WAYS, nearest,
};
use crate::app::command::parse_all;

/// The words after a command's name, taken one by one.
pub(in crate::app::command) struct Words<'a> {
    command: &'static str,
    arguments: &'static [Argument],
    taken: usize,
    rest: std::slice::Iter<'a, String>,
}

impl<'a> Words<'a> {
    pub(in crate::app::command) fn new(
        command: &'static str,
        arguments: &'static [Argument],
        words: &'a [String],
    ) -> Words<'a> {
        Words { command, arguments, taken: 0, rest: words.iter() }
    }

    /// All words must have been taken.
    pub(in crate::app::command) fn end(mut self) -> Result<(), Notice> {
        match self.rest.next() {
            None => Ok(()),
            Some(word) => Err(Notice::ExtraArgument { command: self.command, word: word.clone() }),
        }
    }

    /// The next word, read by `read`; nothing where it is left out.
    pub(in crate::app::command) fn optional<T>(
        &mut self,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Notice> {
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
    pub(in crate::app::command) fn required<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Result<T, Notice> {
        let wanted = self.arguments.get(self.taken).map_or_else(String::new, |argument| argument.kind.to_string());
        let command = self.command;
        self.optional(read)?.ok_or(Notice::MissingArgument { command, wanted })
    }

    /// The next word as it is.
    pub(in crate::app::command) fn text(&mut self) -> Result<String, Notice> {
        self.required(|word| Some(word.to_owned()))
    }

    /// All words that are left, as one text.
    pub(in crate::app::command) fn rest(&mut self) -> Result<String, Notice> {
        let first = self.text()?;
        Ok(self.rest.by_ref().fold(first, |text, word| text + " " + word))
    }

    /// What the next word stands for in its own type.
    pub(in crate::app::command) fn parsed<T: FromStr>(&mut self) -> Result<T, Notice> {
        self.required(|word| word.parse().ok())
    }
}

/// Reads one of a few words by its place.
pub(in crate::app::command) fn one_of<T: Copy, const N: usize>(
    words: [&'static str; N],
    values: [T; N],
) -> impl Fn(&str) -> Option<T> {
    move |word| words.iter().position(|known| *known == word).map(|i| values[i])
}

pub(in crate::app::command) fn read_switch(word: &str) -> Option<bool> {
    one_of(SWITCH, [true, false])(word)
}

pub(in crate::app::command) fn read_mask(word: &str) -> Option<bool> {
    one_of(["causal", "none", "on", "off"], [true, false, true, false])(word)
}

pub(in crate::app::command) fn read_grain(word: &str) -> Option<Grain> {
    one_of(GRAINS, Grain::ALL)(word)
}

pub(in crate::app::command) fn read_direction(word: &str) -> Option<Direction> {
    one_of(DIRECTIONS, [Direction::Up, Direction::Down, Direction::Left, Direction::Right])(word)
}

pub(in crate::app::command) fn read_edge(word: &str) -> Option<Edge> {
    one_of(EDGES, [Edge::Right, Edge::Below])(word)
}

pub(in crate::app::command) fn read_axis(word: &str) -> Option<Axis> {
    one_of(
        ["token", "query", "key", "dimension", "word"],
        [Axis::Token, Axis::Token, Axis::Key, Axis::Dimension, Axis::Word],
    )(word)
}

pub(in crate::app::command) fn read_language(word: &str) -> Option<Language> {
    one_of(LANGUAGES, Language::ALL)(word)
}

pub(in crate::app::command) fn read_focus(word: &str) -> Option<Focus> {
    match word {
        "next" => Some(Focus::Next),
        "back" => Some(Focus::Back),
        pane => pane.parse().ok().map(Focus::On),
    }
}

pub(in crate::app::command) fn read_version(word: &str) -> Option<Version> {
    Version::ALL.into_iter().find(|version| version.name() == word)
}

/// The command that lets a pane show a version, or follow the desk.
pub(in crate::app::command) fn read_pane_side(word: &str) -> Option<Command> {
    if word == DESK { Some(Command::PaneSide(None)) } else { Some(Command::PaneSide(Some(read_version(word)?))) }
}

/// The token whose output is differentiated, or whether any is.
pub(in crate::app::command) fn read_differentiate(word: &str) -> Option<Differentiate> {
    match word {
        "off" => Some(Differentiate::Nothing),
        "on" | LAST => Some(Differentiate::Output(Gradient::default())),
        token => {
            let token = token.parse().ok()?;
            Some(Differentiate::Output(Gradient { token: Some(token), word: None }))
        }
    }
}

pub(in crate::app::command) fn read_rewind(word: &str) -> Option<Rewind> {
    if word == WAYS[1] { Some(Rewind::Back) } else { word.parse().ok().map(Rewind::To) }
}

pub(in crate::app::command) fn rewind(rewind: Rewind) -> String {
    match rewind {
        Rewind::To(step) => step.to_string(),
        Rewind::Back => WAYS[1].to_owned(),
    }
}

pub(in crate::app::command) fn read_choice(word: &str) -> Option<Choice> {
    match word {
        "next" => Some(Choice::Next),
        "back" => Some(Choice::Back),
        number => number.parse().ok().map(Choice::To),
    }
}

/// The command that looks at a head: of the layer that is looked at, or of any.
pub(in crate::app::command) fn read_head(word: &str) -> Option<Command> {
    read_choice(word).map(Command::Head).or_else(|| word.parse().ok().map(Command::HeadAt))
}

/// The weight from which on lines are drawn.
pub(in crate::app::command) fn read_threshold(word: &str) -> Option<Threshold> {
    let steps = one_of(TEMPERATURES, [Threshold::Up, Threshold::Down]);
    let weight = |word: &str| word.parse().ok().filter(|weight| (0.0..=1.0).contains(weight)).map(Threshold::To);
    steps(word).or_else(|| weight(word))
}

impl Words<'_> {
    /// How large the cells of a map are: in or out by so many steps, or as they fit.
    pub(in crate::app::command) fn magnify(&mut self) -> Result<Look, Notice> {
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
    pub(in crate::app::command) fn is_done(&self) -> bool {
        self.rest.len() == 0
    }

    /// All words that are left, as the way panes share a screen.
    pub(in crate::app::command) fn tree(&mut self) -> Result<PaneTree, Notice> {
        let text = self.rest()?;
        text.parse().map_err(Notice::Tree)
    }

    /// What happens to a value: a word and its number.
    pub(in crate::app::command) fn act(&mut self) -> Result<Act, Notice> {
        let word = self.required(|word| ACTS.into_iter().find(|known| *known == word))?;
        let number = |word: &str| word.parse().ok().filter(|x: &f32| !x.is_nan());
        Ok(match word {
            "set" => Act::Set(self.operand("set NUMBER", number)?),
            "add" => Act::Add(self.operand("add NUMBER", number)?),
            "times" => Act::Times(self.operand("times NUMBER", number)?),
            "as" => Act::As(self.operand("as ROW", |word| word.parse().ok())?),
            _ => self.operand("from a", |word| word.eq_ignore_ascii_case("a").then_some(Act::FromA))?,
        })
    }

    /// The next word, read by `read`, which belongs to the one before: what both are is said where it is none.
    fn operand<T>(&mut self, both: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T, Notice> {
        let (command, wanted) = (self.command, both.to_owned());
        self.taken += 1;
        let Some(word) = self.rest.next() else { return Err(Notice::MissingArgument { command, wanted }) };
        let bad = || Notice::BadArgument { command, word: word.clone(), wanted, nearest: Vec::new() };
        read(word).ok_or_else(bad)
    }

    /// A change to a value and the cells that it is about.
    pub(in crate::app::command) fn poke(&mut self) -> Result<Poke, Notice> {
        let (site, act) = (self.site()?, self.act()?);
        Ok(Poke { site, act, block: self.block()? })
    }

    /// The cells of a value: a row, a column and a head, each a number or `all`.
    pub(in crate::app::command) fn block(&mut self) -> Result<Block, Notice> {
        let mut place = || -> Result<Option<usize>, Notice> {
            let word = self.optional(|word| if word == ALL { Some(None) } else { word.parse().ok().map(Some) })?;
            Ok(word.flatten())
        };
        Ok(Block { row: place()?, column: place()?, head: place()? })
    }

    /// All words that are left, as commands; `off` is none.
    pub(in crate::app::command) fn commands(&mut self) -> Result<Option<Vec<Command>>, Notice> {
        let line = self.rest()?;
        if line == "off" { Ok(None) } else { parse_all(&line).map(Some) }
    }

    /// The next word as the name of a value. Whether a pass records it is known only later.
    pub(in crate::app::command) fn site(&mut self) -> Result<Site, Notice> {
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
