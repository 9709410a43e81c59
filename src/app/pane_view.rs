//! How one pane looks at the stage, where that differs from how the desk does.

use super::command::Command;
use super::cursor::Cursor;
use super::pane_look::{FlowLook, Look, MapLook, ScoresShow};
use super::version::Version;
use crate::tape::Site;

/// How one pane looks at the stage. Two panes of one kind can show two things.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct PaneView {
    /// Which of two passes; `None` follows the desk.
    pub version: Option<Version>,
    /// Which of them it showed before a key brought the difference in its place.
    pub instead_of: Option<Version>,
    /// A value and a head that it shows whatever the cursor is on.
    pub pin: Option<Pin>,
    /// Where it is scrolled to. `None`: so far that the cursor is in view.
    pub scroll: Option<Scroll>,
    /// How it draws a map.
    pub map: MapLook,
    /// Which lines between tokens it draws.
    pub flow: FlowLook,
    /// What of every score it shows.
    pub scores: ScoresShow,
    /// Whether what it is about stands over it in large letters.
    pub large: bool,
}

/// A value, and a head of it where it has heads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pin {
    /// The value.
    pub site: Site,
    /// The head.
    pub head: usize,
}

/// Where a pane is scrolled to, away from the cursor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scroll {
    /// Rows and columns: the first ones in a list, the middle of a map.
    pub to: (usize, usize),
    /// The cursor then. Whoever moves it wants to see it: the pane follows again.
    pub from: Cursor,
}

impl PaneView {
    /// Where the pane is scrolled to while the cursor is here.
    pub fn scrolled(&self, cursor: &Cursor) -> Option<(usize, usize)> {
        self.scroll.filter(|scroll| scroll.from == *cursor).map(|scroll| scroll.to)
    }

    /// The commands that make it, for a pane that has the focus.
    pub fn commands(&self) -> Vec<Command> {
        let version = self.version.map(|version| Command::PaneSide(Some(version)));
        let pin = self.pin.map(|pin| Command::Pin(Some((pin.site, pin.head))));
        let looks = self.map.looks().into_iter().chain(self.flow.looks());
        let scores = (self.scores != ScoresShow::default()).then_some(Look::Scores(Some(self.scores)));
        let large = self.large.then_some(Look::Large(Some(true)));
        version.into_iter().chain(pin).chain(looks.chain(scores).chain(large).map(Command::Look)).collect()
    }
}
