//! Where a viewer's own files are: their keymap and themes, and what the program remembers about them.
//!
//! ```text
//!   configuration/keymap.toml         keys, merged over those that are there from the start
//!   configuration/themes/NAME.toml    colours
//!   configuration/layouts/NAME.txt    arrangements of panes, each a script of commands
//!   state/started                     there once the lab has been opened
//!   state/desk.txt                    how the panes lay when it was left
//! ```
//!
//! The folders are the platform's. `HEADLIGHT_CONFIG` and `HEADLIGHT_STATE` name others.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use directories::ProjectDirs;

use crate::app::{Desk, Keymap, Layout, Notice, Themes};
use crate::model::folder::replace;

/// How the panes lay.
const DESK: &str = "desk.txt";

/// The folders, where there are any.
pub(super) struct Home {
    configuration: Option<PathBuf>,
    state: Option<PathBuf>,
}

impl Home {
    /// The folders of whoever runs the program.
    pub(super) fn find() -> Home {
        let platform = ProjectDirs::from("", "", "headlight");
        let asked = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        let configuration = || Some(platform.as_ref()?.config_dir().to_owned());
        let state = || platform.as_ref().map(|own| own.state_dir().unwrap_or(own.data_local_dir()).to_owned());
        Home {
            configuration: asked("HEADLIGHT_CONFIG").or_else(configuration),
            state: asked("HEADLIGHT_STATE").or_else(state),
        }
    }

    /// A desk with the viewer's themes, and their keymap or the one that is asked for. What is wrong with a file is said
    /// on the desk, and what was there before it stays.
    pub(super) fn desk(&self, keymap: Option<&Path>) -> Desk {
        let mut desk = self.desk_with_themes();
        match self.keymap(keymap) {
            Ok(keymap) => desk.keymap = keymap,
            Err(notice) => desk.notice = Some(notice),
        }
        desk
    }

    /// The keymap that is asked for, or the viewer's own, or else the one that is there from the start.
    ///
    /// # Errors
    /// Where the file cannot be read, or is wrong.
    pub(super) fn keymap(&self, asked: Option<&Path>) -> Result<Keymap, Notice> {
        let own = self.configuration.as_ref().map(|folder| folder.join("keymap.toml")).filter(|own| own.exists());
        asked.map(Path::to_owned).or(own).map_or_else(|| Ok(Keymap::default()), |path| read_keymap(&path))
    }

    /// A desk with the viewer's themes and the keys that are there from the start. One that is broken cannot be chosen,
    /// and is said on the desk.
    pub(super) fn desk_with_themes(&self) -> Desk {
        let (themes, wrong) = self.themes();
        let mut desk = Desk { themes: Arc::new(themes), ..Desk::default() };
        desk.notice = wrong.or(self.read_layouts(&mut desk));
        desk
    }

    /// Adds the viewer's own layouts to a desk; gives back the first thing that is wrong with one.
    fn read_layouts(&self, desk: &mut Desk) -> Option<Notice> {
        let mut wrong = None;
        for (name, path) in self.files("layouts", "txt") {
            let layout = read(&path).and_then(|text| {
                Layout::parse(&name, &text).map_err(|notice| match notice {
                    Notice::Script { line, notice } => {
                        Notice::InLayout { file: path.display().to_string(), line, notice }
                    }
                    other => other,
                })
            });
            match layout {
                Ok(layout) => desk.keep_layout(layout),
                Err(notice) => wrong = wrong.or(Some(notice)),
            }
        }
        wrong
    }

    /// The files of a folder of the viewer's that end so, by name.
    fn files(&self, folder: &str, ending: &str) -> Vec<(String, PathBuf)> {
        let entries = self.configuration.as_ref().and_then(|own| fs::read_dir(own.join(folder)).ok());
        let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
        let fitting = paths.filter(|path| path.extension().is_some_and(|kind| kind == ending));
        let named = fitting.filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path)));
        let mut all: Vec<_> = named.collect();
        all.sort();
        all
    }

    /// Writes a layout into the viewer's own, and says where.
    ///
    /// # Errors
    /// Where there is no folder for it, or it cannot be written.
    pub(super) fn save_layout(&self, layout: &Layout) -> Result<PathBuf, Notice> {
        let folder = self.configuration.as_ref().ok_or(Notice::NoHome)?.join("layouts");
        let path = folder.join(format!("{}.txt", layout.name));
        let written = fs::create_dir_all(&folder).and_then(|()| replace(&path, layout.to_text().as_bytes()));
        match written {
            Ok(()) => Ok(path),
            Err(reason) => Err(Notice::CannotWrite { file: path.display().to_string(), reason: reason.to_string() }),
        }
    }

    /// Remembers how the panes lie. Where nothing can be remembered, the next lab opens as the first one did.
    pub(super) fn remember(&self, desk: &Desk) {
        let Some(folder) = &self.state else { return };
        let text = desk.left_behind().to_text();
        let _ = fs::create_dir_all(folder).and_then(|()| replace(&folder.join(DESK), text.as_bytes()));
    }

    /// How the panes lay when the lab was left, if that is remembered.
    pub(super) fn remembered(&self) -> Option<Layout> {
        let text = fs::read_to_string(self.state.as_ref()?.join(DESK)).ok()?;
        // What an older or a newer headlight wrote may be none of ours: then the panes lie as they do at first.
        Layout::parse("", &text).ok()
    }

    /// The program's themes and the viewer's own, and the first thing that is wrong with one of those.
    fn themes(&self) -> (Themes, Option<Notice>) {
        let mut themes = Themes::default();
        let mut wrong = None;
        for (name, path) in self.files("themes", "toml") {
            let added = read(&path).and_then(|text| themes.add(&name, path.display(), &text));
            wrong = wrong.or(added.err());
        }
        (themes, wrong)
    }

    /// Whether the lab has not been opened before. From now on it has.
    pub(super) fn is_first_start(&self) -> bool {
        let Some(folder) = &self.state else { return false };
        let started = folder.join("started");
        if started.exists() {
            return false;
        }
        // Where nothing can be remembered, the hint comes again: no reason to keep anybody from their work.
        let _ = fs::create_dir_all(folder).and_then(|()| fs::write(started, ""));
        true
    }
}

/// The keymap of a file, over the one that is there from the start.
///
/// # Errors
/// Where the file cannot be read, or is wrong: the first line that is.
pub(super) fn read_keymap(path: &Path) -> Result<Keymap, Notice> {
    let wrong = |flaws: Vec<_>| Notice::in_file(path.display(), &flaws).unwrap_or(Notice::NoCommand);
    Keymap::default().with(&read(path)?).map_err(wrong)
}

fn read(path: &Path) -> Result<String, Notice> {
    fs::read_to_string(path).map_err(|reason| {
        let file = path.display().to_string();
        match reason.kind() {
            ErrorKind::InvalidData => Notice::NotText(file),
            _ => Notice::CannotRead { file, reason: reason.to_string() },
        }
    })
}
