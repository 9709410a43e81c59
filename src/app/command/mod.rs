//! Commands: the only way to change anything.
//!
//! Keys, the mouse, the palette, scripts and the command line all send these. A command prints as the line that parses
//! back to it. Names, arguments and docs are in one [table]: help, completion and the manual are made from it.

mod arguments;
mod candidates;
mod parse;
pub mod table;

use std::fmt;

pub use arguments::{Argument, Kind};
pub use candidates::{Candidate, candidates};
pub use parse::{parse, parse_all};
pub use table::{Entry, Scope, TABLE};

use crate::tape::Site;
use crate::transformer::Norm;

use super::cursor::{Axis, Grain};
use super::desk::ThemeName;
use super::input::Key;
use super::notice::Notice;
use super::pane_tree::{Edge, PaneId};
use super::settings::{HeadId, Setting};
use super::words::Language;

/// Something that changes the stage or the desk. Where an argument is optional, leaving it out toggles or cycles.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Step forward, by the cursor's grain unless another is given.
    Next(Option<Grain>),
    /// Step back.
    Back(Option<Grain>),
    /// Go to the first operation.
    First,
    /// Go to the last operation.
    Last,
    /// Go to a value.
    Go(Site),
    /// Set how far a step goes.
    Grain(Option<Grain>),
    /// Step by itself, or stop.
    Play(Option<bool>),
    /// Look at another head.
    Head(Choice),
    /// Look at the same value of another layer.
    Layer(Choice),
    /// Put the cell cursor on a row and a column of the shown matrix.
    Cell(usize, usize),
    /// Put the cell cursor on a place of one axis.
    Cursor(Axis, usize),
    /// Move the cell cursor so many cells.
    Move(Direction, usize),
    /// Look at another text.
    Text(String),
    /// Look at another model.
    Model(String),
    /// Divide scores by √d, or not.
    Scale(Option<bool>),
    /// Hide later tokens (`true`, causal), or nothing.
    Mask(Option<bool>),
    /// Add each sub-layer's result to its input, or not.
    Residual(Option<bool>),
    /// Set where the LayerNorms stand.
    Norm(Option<Norm>),
    /// Set something else of how the model works.
    Set(Setting),
    /// Switch a head off: the one looked at unless another is given.
    HeadOff(Option<HeadId>),
    /// Switch a head on again.
    HeadOn(Option<HeadId>),
    /// Switch a head off if it is on, and on if it is off.
    HeadToggle(Option<HeadId>),
    /// Set what the logits are divided by.
    Temperature(Temperature),
    /// Have everything as the model was made.
    Reset,
    /// Take the last change back.
    Undo,
    /// Do again what was undone.
    Redo,

    /// Give the keys to another pane.
    Focus(Focus),
    /// Give the focused pane the whole screen, or not.
    Zoom(Option<bool>),
    /// Move a border of the focused pane so many cells.
    Resize(Direction, u16),
    /// Put a border where it leaves so many thousandths of its split before it.
    Border(PaneId, Edge, u16),
    /// Take hold of a border with the mouse.
    Grab(PaneId, Edge),
    /// Let go of it.
    Release,
    /// Scroll the focused pane.
    Scroll(Direction, usize),
    /// Edit the text.
    Edit,
    /// Write a command: this one, to begin with.
    Palette(String),
    /// Show what there is to do.
    Help,
    /// Close what is open: editor, palette, help, notice.
    Close,
    /// Use other colours.
    Theme(ThemeName),
    /// Use other words.
    Language(Language),
    /// Listen to the mouse, or leave it to the terminal.
    Mouse(Option<bool>),
    /// Go to the background.
    Suspend,
    /// Leave.
    Quit,

    /// Press a key.
    Key(Key),
    /// Type, or paste, a text.
    Type(String),
    /// Let so many seconds pass.
    Wait(f32),
}

/// Which of several numbered things.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// This one.
    To(usize),
    /// The next one, if there is one.
    Next,
    /// The one before, if there is one.
    Back,
}

/// Which pane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Focus {
    /// This one.
    On(PaneId),
    /// The next one around.
    Next,
    /// The one before.
    Back,
}

/// Which temperature.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Temperature {
    /// This one.
    To(f32),
    /// A step higher.
    Up,
    /// A step lower.
    Down,
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// ↑
    Up,
    /// ↓
    Down,
    /// ←
    Left,
    /// →
    Right,
}

impl Command {
    /// The name it has in the table.
    pub fn name(&self) -> &'static str {
        use Command as C;
        match self {
            C::Next(_) => "next",
            C::Back(_) => "back",
            C::First => "first",
            C::Last => "last",
            C::Go(_) => "go",
            C::Grain(_) => "grain",
            C::Play(_) => "play",
            C::Head(_) => "head",
            C::Layer(_) => "layer",
            C::Cell(..) => "cell",
            C::Cursor(..) => "cursor",
            C::Move(..) => "move",
            C::Text(_) => "text",
            C::Model(_) => "model",
            C::Scale(_) => "scale",
            C::Mask(_) => "mask",
            C::Residual(_) => "residual",
            C::Norm(_) => "norm",
            C::Set(setting) => setting.name(),
            C::HeadOff(_) => "head-off",
            C::HeadOn(_) => "head-on",
            C::HeadToggle(_) => "head-toggle",
            C::Temperature(_) => "temperature",
            C::Reset => "reset",
            C::Undo => "undo",
            C::Redo => "redo",
            C::Focus(_) => "focus",
            C::Zoom(_) => "zoom",
            C::Resize(..) => "resize",
            C::Border(..) => "border",
            C::Grab(..) => "grab",
            C::Release => "release",
            C::Scroll(..) => "scroll",
            C::Edit => "edit",
            C::Palette(_) => "palette",
            C::Help => "help",
            C::Close => "close",
            C::Theme(_) => "theme",
            C::Language(_) => "language",
            C::Mouse(_) => "mouse",
            C::Suspend => "suspend",
            C::Quit => "quit",
            C::Key(_) => "key",
            C::Type(_) => "type",
            C::Wait(_) => "wait",
        }
    }

    /// The row of the table that describes it.
    pub fn entry(&self) -> &'static Entry {
        let name = self.name();
        TABLE.iter().find(|entry| entry.name == name).unwrap_or(&TABLE[0])
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Command as C;
        f.write_str(self.name())?;
        let mut word = |word: Option<&dyn fmt::Display>| word.map_or(Ok(()), |word| write!(f, " {word}"));
        match self {
            C::Next(grain) | C::Back(grain) | C::Grain(grain) => word(grain.map(arguments::grain).as_dyn()),
            C::Go(site) => word(Some(site)),
            C::Play(on) | C::Scale(on) | C::Residual(on) | C::Zoom(on) | C::Mouse(on) => {
                word(on.map(arguments::switch).as_dyn())
            }
            C::Mask(causal) => word(causal.map(arguments::mask).as_dyn()),
            C::Norm(norm) => word(norm.map(Norm::name).as_dyn()),
            C::Set(setting) => word(Some(&arguments::setting(setting))),
            C::Head(choice) | C::Layer(choice) => word(Some(&arguments::choice(*choice))),
            C::Cell(row, column) => word(Some(row)).and_then(|()| word(Some(column))),
            C::Cursor(axis, place) => word(Some(&arguments::axis(*axis))).and_then(|()| word(Some(place))),
            C::Move(direction, by) | C::Scroll(direction, by) => {
                word(Some(&arguments::direction(*direction))).and_then(|()| word((*by != 1).then_some(by).as_dyn()))
            }
            C::Resize(direction, by) => {
                word(Some(&arguments::direction(*direction))).and_then(|()| word((*by != 1).then_some(by).as_dyn()))
            }
            C::Text(text) | C::Type(text) => word(Some(&arguments::Quoted(text))),
            C::Model(name) => word(Some(&arguments::Plain(name))),
            C::Palette(line) => word((!line.is_empty()).then_some(arguments::Quoted(line)).as_dyn()),
            C::HeadOff(head) | C::HeadOn(head) | C::HeadToggle(head) => word(head.as_dyn()),
            C::Temperature(Temperature::To(t)) => word(Some(t)),
            C::Temperature(Temperature::Up) => word(Some(&"up")),
            C::Temperature(Temperature::Down) => word(Some(&"down")),
            C::Focus(Focus::On(pane)) => word(Some(pane)),
            C::Focus(Focus::Next) => word(Some(&"next")),
            C::Focus(Focus::Back) => word(Some(&"back")),
            C::Border(pane, edge, share) => {
                word(Some(pane)).and_then(|()| word(Some(&arguments::edge(*edge)))).and_then(|()| word(Some(share)))
            }
            C::Grab(pane, edge) => word(Some(pane)).and_then(|()| word(Some(&arguments::edge(*edge)))),
            C::Theme(theme) => word(Some(&theme.name())),
            C::Language(language) => word(Some(&language.code())),
            C::Key(key) => word(Some(&arguments::Plain(&key.to_string()))),
            C::Wait(seconds) => word(Some(seconds)),
            C::First
            | C::Last
            | C::Reset
            | C::Undo
            | C::Redo
            | C::Release
            | C::Edit
            | C::Help
            | C::Close
            | C::Suspend
            | C::Quit => Ok(()),
        }
    }
}

/// An argument that may be left out, as something to print.
trait AsDyn {
    fn as_dyn(&self) -> Option<&dyn fmt::Display>;
}

impl<T: fmt::Display> AsDyn for Option<T> {
    fn as_dyn(&self) -> Option<&dyn fmt::Display> {
        self.as_ref().map(|value| value as &dyn fmt::Display)
    }
}
