//! How one pane looks at the stage, where that differs from how the desk does.

use super::command::Command;
use super::version::Version;
use crate::tape::Site;

/// How one pane looks at the stage. Two panes of one kind can show two things.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct PaneView {
    /// Which of two passes; `None` follows the desk.
    pub version: Option<Version>,
    /// A value and a head that it shows whatever the cursor is on.
    pub pin: Option<Pin>,
    /// How far it is scrolled: rows and columns. `None`: so far that the cursor is in view.
    pub scroll: Option<(usize, usize)>,
}

/// A value, and a head of it where it has heads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pin {
    /// The value.
    pub site: Site,
    /// The head.
    pub head: usize,
}

impl PaneView {
    /// The commands that make it, for a pane that has the focus.
    pub fn commands(&self) -> Vec<Command> {
        let version = self.version.map(|version| Command::PaneSide(Some(version)));
        let pin = self.pin.map(|pin| Command::Pin(Some((pin.site, pin.head))));
        version.into_iter().chain(pin).collect()
    }
}
