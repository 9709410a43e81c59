//! Keys and typed text: what they mean depends on what is open.

use std::mem;
use std::time::Duration;

use super::update;
use crate::app::command::{Command, Direction, Live};
use crate::app::desk::{Desk, Mode};
use crate::app::editor::Editor;
use crate::app::effect::Effect;
use crate::app::input::{Code, Key};
use crate::app::keymap::{Meaning, written};
use crate::app::notice::Notice;
use crate::app::palette::Enter;
use crate::app::stage::Stage;

/// Does what a script, or a person, does.
pub(super) fn act(stage: &mut Stage, desk: &mut Desk, command: Command) -> Vec<Effect> {
    match command {
        Command::Key(key) => press(stage, desk, key),
        Command::Type(text) => {
            type_text(stage, desk, &text);
            Vec::new()
        }
        Command::Wait(seconds) => vec![Effect::Wait(Duration::from_secs_f32(seconds))],
        _ => Vec::new(),
    }
}

/// Text goes into what is open; where nothing is, it becomes the text to look at, once the reader says so.
fn type_text(stage: &Stage, desk: &mut Desk, text: &str) {
    match &mut desk.mode {
        Mode::Editing(editor) => editor.insert(text),
        Mode::Palette(palette) => {
            palette.insert(&Live { stage, themes: &desk.themes, layouts: &desk.layouts, panes: &desk.panes }, text);
        }
        Mode::Normal | Mode::Help(_) | Mode::History(_) | Mode::Share(_) => {
            (desk.pending, desk.hint) = (Vec::new(), false);
            let mut editor = Editor::default();
            editor.insert(text);
            desk.mode = Mode::Editing(editor);
        }
    }
}

fn press(stage: &mut Stage, desk: &mut Desk, key: Key) -> Vec<Effect> {
    desk.hint = false;
    let suspend = desk.keymap.meaning(&[key], desk.focus.kind) == Meaning::Command(&Command::Suspend);
    let cancel = key.code == Code::Escape || key == control('c');
    match &mut desk.mode {
        Mode::Normal => return press_in_sequence(stage, desk, key),
        _ if suspend && key.control => return update(stage, desk, Command::Suspend),
        _ if cancel => return update(stage, desk, Command::Close),
        Mode::Editing(editor) if key.code == Code::Enter => {
            let command = Command::Text(editor.text().to_owned());
            return run(stage, desk, command);
        }
        Mode::Editing(editor) => editor.press(key),
        Mode::Palette(_) if key.code == Code::Enter => return enter(stage, desk),
        Mode::Palette(palette) => {
            palette.press(&Live { stage, themes: &desk.themes, layouts: &desk.layouts, panes: &desk.panes }, key);
        }
        Mode::History(moment) if key.code == Code::Enter => {
            let command = Command::Revisit(*moment);
            return run(stage, desk, command);
        }
        Mode::Help(_) | Mode::History(_) | Mode::Share(_) => return press_in_list(stage, desk, key),
    }
    Vec::new()
}

/// The keys pressed so far and one more: a command, the beginning of one, or nothing that the keymap knows.
fn press_in_sequence(stage: &mut Stage, desk: &mut Desk, key: Key) -> Vec<Effect> {
    let mut keys = mem::take(&mut desk.pending);
    if !keys.is_empty() && key == Code::Escape.into() {
        return Vec::new();
    }
    if !keys.is_empty() && key == Code::Backspace.into() {
        keys.pop();
        desk.pending = keys;
        return Vec::new();
    }
    keys.push(key);
    match desk.keymap.meaning(&keys, desk.focus.kind) {
        Meaning::Command(command) => {
            let command = command.clone();
            return update(stage, desk, command);
        }
        Meaning::Prefix => desk.pending = keys,
        Meaning::Nothing if keys.len() > 1 => desk.notice = Some(Notice::NoSequence(written(&keys))),
        Meaning::Nothing => {}
    }
    Vec::new()
}

fn control(c: char) -> Key {
    Key { control: true, ..Key::from(c) }
}

/// Closes what is open and does a command; where that is refused, what was open stays open.
fn run(stage: &mut Stage, desk: &mut Desk, command: Command) -> Vec<Effect> {
    let open = mem::take(&mut desk.mode);
    let effects = update(stage, desk, command);
    if desk.notice.as_ref().is_some_and(Notice::is_error) {
        desk.mode = open;
    }
    effects
}

/// Does what the palette's line says, or completes it.
fn enter(stage: &mut Stage, desk: &mut Desk) -> Vec<Effect> {
    let Mode::Palette(palette) = &mut desk.mode else {
        return Vec::new();
    };
    match palette.enter(&Live { stage, themes: &desk.themes, layouts: &desk.layouts, panes: &desk.panes }) {
        Enter::Run(command) => run(stage, desk, command),
        Enter::Completed => Vec::new(),
        Enter::Refused(notice) => {
            desk.notice = Some(notice);
            Vec::new()
        }
    }
}

fn press_in_list(stage: &mut Stage, desk: &mut Desk, key: Key) -> Vec<Effect> {
    let command = match key.code {
        Code::Up | Code::Character('k') => Command::Scroll(Direction::Up, 1),
        Code::Down | Code::Character('j') => Command::Scroll(Direction::Down, 1),
        Code::PageUp => Command::Scroll(Direction::Up, 10),
        Code::PageDown | Code::Character(' ') => Command::Scroll(Direction::Down, 10),
        Code::Home => Command::Scroll(Direction::Up, usize::MAX),
        Code::End => Command::Scroll(Direction::Down, usize::MAX),
        _ => Command::Close,
    };
    update(stage, desk, command)
}
