//! Commands: the only way to change anything.
//!
//! Keys, the mouse, the palette, scripts and the command line all send these. A command prints as the line that parses
//! back to it. Names, arguments and docs are in one [table]: help, completion and the manual are made from it.

mod arguments;
mod candidates;
mod compared;
mod display;
mod parse;
pub mod table;

pub use arguments::{Argument, Kind};
pub use candidates::{Candidate, Live, candidates};
pub use parse::{parse, parse_all};
pub use table::{Entry, Scope, TABLE};

use crate::tape::Site;
use crate::train::Exercise;
use crate::transformer::Norm;

use super::cursor::{Axis, Grain};
use super::gradient::Gradient;
use super::input::Key;
use super::notice::Notice;
use super::pane_look::Look;
use super::pane_tree::{Edge, PaneId, PaneKind, PaneTree};
use super::poke::{Act, Block, Poke};
use super::settings::{HeadId, Setting};
use super::theme::ThemeName;
use super::version::Version;
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
    /// Look at a head of another layer.
    HeadAt(HeadId),
    /// Put the cell cursor on the strongest cells of the shown matrix, one after the other; the first is 1.
    Strongest(Choice),
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
    /// Change a recorded value, or a parameter.
    Patch(Poke),
    /// Take the changes of a value back, of all its cells or of some; or all there are.
    Unpatch(Option<Site>, Block),
    /// Change the cell at the cursor.
    Poke(Act),
    /// Hide a key from a query, in the head that is looked at; the cell at the cursor unless another is given.
    Hide(Option<(usize, usize)>),
    /// Switch a sub-layer off if it is on, and on if it is off: the one looked at unless the name of what it adds is given.
    SubLayerToggle(Option<Site>),
    /// Put another text in a token's place.
    Token(usize, String),
    /// Compare with what these changes make of it; nothing ends the comparison.
    Compare(Option<Vec<Command>>),
    /// Let changes go to A (`false`) or to B.
    Pokes(Option<bool>),
    /// Differentiate an output of the pass, or none.
    Gradient(Differentiate),
    /// Let a small model learn this, drawn from a seed.
    Train(Exercise, u64),
    /// Let it go on by itself, or pause.
    TrainRun(Option<bool>),
    /// Let it learn so many steps.
    TrainStep(usize),
    /// Go back in what it has learned.
    TrainRewind(Rewind),
    /// Let it learn no more.
    TrainStop,
    /// Write it into a folder.
    TrainSave(String),
    /// Have everything as the model was made.
    Reset,
    /// Take the last change back.
    Undo,
    /// Do again what was undone.
    Redo,
    /// Go to a moment of the history.
    Revisit(usize),

    /// Give the keys to another pane.
    Focus(Focus),
    /// Give the focused pane the whole screen, or not.
    Zoom(Option<bool>),
    /// Move a border of the focused pane so many cells.
    Resize(Direction, u16),
    /// Put a border where it leaves so many thousandths of its split before it.
    Border(PaneId, Edge, u16),
    /// Take hold of a border with the mouse; without an edge, of the pane itself.
    Grab(PaneId, Option<Edge>),
    /// Let go of it.
    Release,
    /// Scroll the focused pane.
    Scroll(Direction, usize),
    /// Put a new pane, of this kind or of the focused one's, beside the focused pane.
    PaneSplit(Edge, Option<PaneKind>),
    /// Take a pane off the desk: the focused one unless another is given.
    PaneClose(Option<PaneId>),
    /// Let the focused pane change places with another.
    PaneSwap(Focus),
    /// Move the focused pane to an edge of the screen.
    PaneMove(Direction),
    /// Let the focused pane show something else.
    PaneShow(PaneKind),
    /// Let the focused pane show a value whatever the cursor is on (`None`: the one it shows now).
    Pin(Option<(Site, usize)>),
    /// Let it follow the cursor again.
    Unpin,
    /// Show A, B or the difference in every pane that has none of its own; without a word, the difference or not.
    Side(Option<Version>),
    /// Show it in the focused pane; `None` follows the desk.
    PaneSide(Option<Version>),
    /// Draw what is shown in another way.
    Look(Look),
    /// Arrange the panes as a layout says.
    Layout(String),
    /// Keep the panes as they are under a name.
    LayoutSave(String),
    /// Arrange the panes as a tree says.
    Panes(PaneTree),
    /// Show every change there was.
    History,
    /// Show the line that makes the plan again, and copy it.
    Share,
    /// Edit the text.
    Edit,
    /// Write a command: this one, to begin with.
    Palette(String),
    /// Show what there is to do.
    Help,
    /// Close what is open: editor, palette, help, notice.
    Close,
    /// Use other colours: those of the next theme unless one is named.
    Theme(Option<ThemeName>),
    /// Use other words: those of the next language unless one is named.
    Language(Option<Language>),
    /// Show the keys to begin with, or not.
    Hint(bool),
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

/// How far back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rewind {
    /// To where so many steps were done.
    To(usize),
    /// One step.
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

/// Which output is differentiated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Differentiate {
    /// This one.
    Output(Gradient),
    /// None.
    Nothing,
    /// The likeliest word after the last token, or none where one is.
    Toggled,
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

impl Direction {
    /// Every way.
    pub const ALL: [Direction; 4] = [Direction::Up, Direction::Down, Direction::Left, Direction::Right];
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
            C::Head(_) | C::HeadAt(_) => "head",
            C::Strongest(_) => "strongest",
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
            C::Patch(_) => "patch",
            C::Unpatch(..) => "unpatch",
            C::Poke(_) => "poke",
            C::Hide(_) => "hide",
            C::SubLayerToggle(_) => "sub-layer-toggle",
            C::Token(..) => "token",
            C::Compare(_) => "compare",
            C::Pokes(_) => "pokes",
            C::Gradient(_) => "gradient",
            C::Train(..) => "train",
            C::TrainRun(_) => "train-run",
            C::TrainStep(_) => "train-step",
            C::TrainRewind(_) => "train-rewind",
            C::TrainStop => "train-stop",
            C::TrainSave(_) => "train-save",
            C::Reset => "reset",
            C::Undo => "undo",
            C::Redo => "redo",
            C::Revisit(_) => "revisit",
            C::Focus(_) => "focus",
            C::Zoom(_) => "zoom",
            C::Resize(..) => "resize",
            C::Border(..) => "border",
            C::Grab(..) => "grab",
            C::Release => "release",
            C::Scroll(..) => "scroll",
            C::PaneSplit(..) => "pane-split",
            C::PaneClose(_) => "pane-close",
            C::PaneSwap(_) => "pane-swap",
            C::PaneMove(_) => "pane-move",
            C::PaneShow(_) => "pane-show",
            C::Pin(_) => "pin",
            C::Unpin => "unpin",
            C::Side(_) => "side",
            C::PaneSide(_) => "pane-side",
            C::Look(look) => look.name(),
            C::Layout(_) => "layout",
            C::LayoutSave(_) => "layout-save",
            C::Panes(_) => "panes",
            C::History => "history",
            C::Share => "share",
            C::Edit => "edit",
            C::Palette(_) => "palette",
            C::Help => "help",
            C::Close => "close",
            C::Theme(_) => "theme",
            C::Language(_) => "language",
            C::Hint(_) => "hint",
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
