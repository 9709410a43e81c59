//! How one viewer looks at the stage.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::editor::Editor;
use super::input::Key;
use super::keymap::Keymap;
use super::layout::Layout;
use super::notice::Notice;
use super::palette::Palette;
use super::pane_tree::{Edge, PaneId, PaneKind, PaneTree};
use super::pane_view::PaneView;
use super::scrolled::Scrolled;
use super::theme::{Colours, ThemeName, Themes};
use super::version::Version;
use super::words::Language;

/// One viewer's panes, focus and language. It holds no rectangle: the same desk fits every terminal.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own, not a state")]
pub struct Desk {
    /// How the panes share the screen.
    pub panes: PaneTree,
    /// The pane that keys go to.
    pub focus: PaneId,
    /// Whether the focused pane has the whole screen.
    pub zoomed: bool,
    /// How panes look at the stage, where that differs from how the desk does.
    pub views: BTreeMap<PaneId, PaneView>,
    /// Which of two passes the panes show, unless they have their own.
    pub version: Version,
    /// The layouts that can be called by name.
    pub layouts: Vec<Layout>,
    /// The layout before a comparison brought its own.
    pub set_aside: Option<Layout>,
    /// The border that the mouse holds; without an edge the pane itself.
    pub grabbed: Option<(PaneId, Option<Edge>)>,
    /// Which colours.
    pub theme: ThemeName,
    /// The colours that there are to choose from.
    pub themes: Arc<Themes>,
    /// Which words.
    pub language: Language,
    /// Whether the first key is left out of what is drawn: an attention sink outshines everything (Xiao et al. 2023).
    pub sink_hidden: bool,
    /// Whether the program listens to the mouse.
    pub mouse: bool,
    /// What keys do.
    pub mode: Mode,
    /// Which keys send which commands.
    pub keymap: Keymap,
    /// The keys that were pressed of a sequence that is not finished.
    pub pending: Vec<Key>,
    /// Whether the keys to begin with are shown, until the first one is pressed.
    pub hint: bool,
    /// What the program has to say.
    pub notice: Option<Notice>,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk {
            panes: PaneTree::default(),
            focus: PaneKind::Matrix.first(),
            zoomed: false,
            views: BTreeMap::new(),
            version: Version::default(),
            layouts: Layout::given(),
            set_aside: None,
            grabbed: None,
            theme: ThemeName::default(),
            themes: Arc::default(),
            language: Language::default(),
            sink_hidden: false,
            mouse: true,
            mode: Mode::default(),
            keymap: Keymap::default(),
            pending: Vec::new(),
            hint: false,
            notice: None,
        }
    }
}

impl Desk {
    /// The colours that the desk's theme has.
    pub fn colours(&self) -> &Colours {
        self.themes.get(&self.theme)
    }

    /// How a pane looks at the stage.
    pub fn view(&self, pane: PaneId) -> PaneView {
        self.views.get(&pane).copied().unwrap_or_default()
    }

    /// How a pane looks at the stage, to change it.
    pub fn view_mut(&mut self, pane: PaneId) -> &mut PaneView {
        self.views.entry(pane).or_default()
    }

    /// Has a layout by its name; one of the same name goes.
    pub fn keep_layout(&mut self, layout: Layout) {
        match self.layouts.iter_mut().find(|known| known.name == layout.name) {
            Some(known) => *known = layout,
            None => self.layouts.push(layout),
        }
    }

    /// The layout to come back to: the one before a comparison brought its own, if it is still there.
    pub fn left_behind(&self) -> Layout {
        self.set_aside.clone().unwrap_or_else(|| Layout::of(self, ""))
    }

    /// Which of two passes a pane shows.
    pub fn version_of(&self, pane: PaneId) -> Version {
        self.view(pane).version.unwrap_or(self.version)
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
    /// They scroll the help.
    Help(Scrolled),
    /// They choose a moment of the history.
    History(usize),
    /// They close the line that makes the plan again, or scroll it.
    Share(Scrolled),
}
