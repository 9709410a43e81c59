//! Where a viewer's own files are: their keymap and themes, and what the program remembers about them.
//!
//! ```text
//!   configuration/keymap.toml         keys, merged over those that are there from the start
//!   configuration/themes/NAME.toml    colours
//!   state/started                     there once the lab has been opened
//! ```
//!
//! The folders are the platform's. `HEADLIGHT_CONFIG` and `HEADLIGHT_STATE` name others.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use directories::ProjectDirs;

use crate::app::{Desk, Keymap, Notice, Themes};

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
        let own = self.configuration.as_ref().map(|folder| folder.join("keymap.toml"));
        let read = match (keymap, own) {
            (Some(asked), _) => read_keymap(asked),
            (None, Some(own)) if own.exists() => read_keymap(&own),
            _ => return desk,
        };
        match read {
            Ok(keymap) => desk.keymap = keymap,
            Err(notice) => desk.notice = Some(notice),
        }
        desk
    }

    /// A desk with the viewer's themes and the keys that are there from the start. One that is broken cannot be chosen,
    /// and is said on the desk.
    pub(super) fn desk_with_themes(&self) -> Desk {
        let (themes, notice) = self.themes();
        Desk { themes: Arc::new(themes), notice, ..Desk::default() }
    }

    /// The program's themes and the viewer's own, and the first thing that is wrong with one of those.
    fn themes(&self) -> (Themes, Option<Notice>) {
        let mut themes = Themes::default();
        let mut wrong = None;
        let folder = self.configuration.as_ref().and_then(|folder| fs::read_dir(folder.join("themes")).ok());
        let mut paths: Vec<PathBuf> = folder.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|kind| kind == "toml")) {
            let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
            let added = read(path).and_then(|text| themes.add(name, path.display(), &text));
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
        let reason = match reason.kind() {
            ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
            _ => reason.to_string(),
        };
        Notice::Failed(format!("cannot read {}: {reason}", path.display()))
    })
}
