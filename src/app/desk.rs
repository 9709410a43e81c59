//! How one viewer looks at the stage.

use std::collections::BTreeMap;

use super::editor::Editor;
use super::keymap::Keymap;
use super::notice::Notice;
use super::palette::Palette;
use super::pane_tree::{Edge, PaneId, PaneTree};
use super::words::Language;

/// One viewer's panes, focus and language. It holds no rectangle: the same desk fits every terminal.
#[derive(Clone, Debug)]
pub struct Desk {
    /// How the panes share the screen.
    pub panes: PaneTree,
    /// The pane that keys go to.
    pub focus: PaneId,
    /// Whether the focused pane has the whole screen.
    pub zoomed: bool,
    /// How far panes are scrolled: (rows, columns). Not there: so far that the cursor is in view.
    pub scroll: BTreeMap<PaneId, (usize, usize)>,
    /// The border that the mouse holds.
    pub grabbed: Option<(PaneId, Edge)>,
    /// Which colours.
    pub theme: ThemeName,
    /// Which words.
    pub language: Language,
    /// Whether the program listens to the mouse.
    pub mouse: bool,
    /// What keys do.
    pub mode: Mode,
    /// Which keys send which commands.
    pub keymap: Keymap,
    /// What the program has to say.
    pub notice: Option<Notice>,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk {
            panes: PaneTree::default(),
            focus: PaneId::Matrix,
            zoomed: false,
            scroll: BTreeMap::new(),
            grabbed: None,
            theme: ThemeName::default(),
            language: Language::default(),
            mouse: true,
            mode: Mode::default(),
            keymap: Keymap::default(),
            notice: None,
        }
    }
}

/// What keys do.
#[derive(Clone, Debug, Default)]
pub enum Mode {
    /// They send the commands of the keymap.
    #[default]
    Normal,
    /// They edit the text of the stage.
    Editing(Editor),
    /// They write a command.
    Palette(Palette),
    /// They scroll the help, which is so many lines down.
    Help(usize),
}

/// A set of colours, by name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ThemeName {
    /// For a dark terminal.
    #[default]
    Dark,
    /// For a light terminal.
    Light,
}

impl ThemeName {
    /// Every theme.
    pub const ALL: [ThemeName; 2] = [ThemeName::Dark, ThemeName::Light];

    /// The name in commands.
    pub const fn name(self) -> &'static str {
        match self {
            ThemeName::Dark => "dark",
            ThemeName::Light => "light",
        }
    }
}
