//! What the program is about, without a screen: state, the commands that change it, and what people do.
//!
//! ```text
//!   Input ──keymap──▶ Command ──update──▶ Stage, Desk
//!                                   └───▶ Effect ──▶ front end ──▶ worker: Pass::record(plan) ──▶ Stage::receive
//! ```
//!
//! A [`Stage`] is what is looked at, one for everybody; a [`Desk`] is how one viewer looks at it. Nothing here knows the
//! time, reads a file or draws.

pub mod command;
pub mod cursor;
pub mod desk;
pub mod difference;
pub mod editor;
pub mod effect;
mod entries;
mod fingerprint;
pub mod flaw;
pub mod gradient;
pub mod history;
pub mod hold;
pub mod input;
mod kept;
pub mod keymap;
pub mod layout;
pub mod notice;
pub mod palette;
pub mod pane_look;
pub mod pane_tree;
pub mod pane_view;
pub mod pass;
pub mod place;
pub mod plan;
pub mod poke;
pub mod script;
pub mod scrolled;
pub mod settings;
pub mod shown;
pub mod stage;
pub mod step;
pub mod strongest;
pub mod study;
mod subject;
pub mod survey;
#[cfg(test)]
pub(crate) mod tests;
pub mod theme;
pub mod thumbnail;
pub mod training;
pub mod update;
pub mod version;
pub mod words;

pub use command::Command;
pub use cursor::{Axis, Cursor, Grain};
pub use desk::{Desk, Mode};
pub use difference::Differences;
pub use editor::Editor;
pub use effect::Effect;
pub use gradient::Gradient;
pub use history::{History, Moment};
pub use hold::Looked;
pub use keymap::Keymap;
pub use layout::Layout;
pub use notice::{Job, Notice};
pub use palette::Palette;
pub use pane_look::{FlowLook, Look, Magnify, MapLook, ScoresShow, Threshold};
pub use pane_tree::{BadTree, Edge, PaneId, PaneKind, PaneTree, Split};
pub use pane_view::{PaneView, Pin, Scroll};
pub use pass::{Pass, PassError};
pub use place::Place;
pub use plan::Plan;
pub use poke::{Act, Block, Poke, PokeError};
pub use scrolled::Scrolled;
pub use settings::{HeadId, Setting, Settings};
pub use shown::{Pooling, Shown, Side};
pub use stage::Stage;
pub use step::{Step, SubLayer};
pub use study::{Scoring, Studies, Study, StudyOf};
pub use survey::{Survey, SurveyOf, Surveys};
pub use theme::{ThemeName, Themes};
pub use thumbnail::{Thumbnail, Thumbnails};
pub use training::{Learned, Learner, Training};
pub use update::{
    arrive, differed, input, learned, look_failed, looked, seek, studied, surveyed, swept, tick, update, wanted,
};
pub use version::Version;
pub use words::{Language, Word};
