//! The last line: what the keys do here.

mod of_pane;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::command::{Choice, Command, Direction, Focus};
use crate::app::desk::Mode;
use crate::app::input::{Code, Key};
use crate::app::keymap::Meaning;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::transformer::Architecture;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;

/// Columns between two hints.
const GAP: u16 = 2;

/// A line shorter than this has no room for both keys that step, and something else.
const NARROW: u16 = 50;

/// Columns that hints with words leave to what they stand beside.
const BESIDE: u16 = 24;

/// A hint and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Hint {
    keys: String,
    word: String,
    /// What a click on it does, where that is one thing.
    pub command: Option<Command>,
    /// Its first column.
    pub column: u16,
    /// Its columns.
    pub width: u16,
}

/// Draws as many hints as fit, where so many panes are on the screen.
pub(super) fn render(view: &View, panes: usize, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, view.style(Role::Bar));
    for hint in hints(view, panes, area.width) {
        let column = put(buffer, area, (hint.column, 0), &hint.keys, view.style(Role::Key));
        put(buffer, area, (column + 1, 0), &hint.word, view.style(Role::BarQuiet));
    }
}

/// Draws the hints at the end of a line that something else begins, and returns the columns that are left to that: with
/// their words where that leaves it room, else the keys alone, else none.
pub(super) fn beside(view: &View, area: Rect, buffer: &mut Buffer) -> u16 {
    let whole = wanted(view);
    let short =
        whole.iter().map(|hint| Hint { word: String::new(), width: columns(&hint.keys) as u16, ..hint.clone() });
    let short: Vec<Hint> = short.collect();
    for (hints, gap, least) in [(whole, GAP, BESIDE), (short, 1, BESIDE / 2)] {
        let left = area.width.saturating_sub(hints.iter().map(|hint| hint.width + gap).sum::<u16>() + 1);
        if left < least {
            continue;
        }
        let mut column = left;
        for hint in hints {
            let end = put(buffer, area, (column + gap, 0), &hint.keys, view.style(Role::Accent));
            put(buffer, area, (end + 1, 0), &hint.word, view.style(Role::Quiet));
            column += gap + hint.width;
        }
        return left;
    }
    area.width
}

/// The hints that fit a line, in place: the last two stand at the right, the others go as the line gets shorter.
pub(super) fn hints(view: &View, panes: usize, width: u16) -> Vec<Hint> {
    let mut all = wanted(view);
    if matches!(view.desk.mode, Mode::Normal) && view.desk.pending.is_empty() {
        count_panes(view, panes, width, &mut all);
    }
    let end = all.split_off(all.len().saturating_sub(2));
    let length = |hint: &Hint| hint.width + GAP;
    let end_width: u16 = end.iter().map(length).sum();
    let mut placed = Vec::new();
    let mut column = 1;
    for hint in all {
        if column + length(&hint) + end_width > width {
            break;
        }
        let next = column + length(&hint);
        placed.push(Hint { column, ..hint });
        column = next;
    }
    column = column.max((width + GAP).saturating_sub(end_width + 1));
    for hint in end {
        let next = column + length(&hint);
        placed.push(Hint { column, ..hint });
        column = next;
    }
    placed
}

/// Where some panes have no room, says before most else how many are there, and with what key the others are reached.
fn count_panes(view: &View, shown: usize, width: u16, hints: &mut Vec<Hint>) {
    let next = Command::Focus(Focus::Next);
    let (all, sequence) = (view.desk.panes.panes().len(), view.desk.keymap.keys_for(&next, view.desk.focus.kind));
    if let Some(keys) = sequence.filter(|_| shown < all) {
        hints.retain(|hint| hint.command != Some(next.clone()));
        let counted = hint(view, &[keys], &format!("{} {shown}/{all}", view.say(Word::KeyPane)), Some(next));
        let at = if width < NARROW { 1 } else { 2 };
        hints.insert(at.min(hints.len()), counted);
    }
}

/// All hints of what is open, the most important first; the last two are always there.
fn wanted(view: &View) -> Vec<Hint> {
    let fixed = |keys: &[Key], word: Word, command: Option<Command>| {
        let keys: Vec<&[Key]> = keys.iter().map(std::slice::from_ref).collect();
        hint(view, &keys, view.say(word), command)
    };
    let close = || fixed(&[Code::Escape.into()], Word::KeyCancel, Some(Command::Close));
    let enter = [Code::Enter.into()];
    let vertical = [Code::Up.into(), Code::Down.into()];
    match &view.desk.mode {
        Mode::Normal if !view.desk.pending.is_empty() => {
            let take_back = Code::Backspace.into();
            vec![
                pending(view),
                fixed(&[take_back], Word::KeyTakeBack, Some(Command::Key(take_back))),
                fixed(&[Code::Escape.into()], Word::KeyCancel, Some(Command::Key(Code::Escape.into()))),
            ]
        }
        Mode::Normal => normal(view),
        Mode::Editing(_) => vec![fixed(&enter, Word::KeyApply, None), close()],
        Mode::Palette(_) => vec![
            fixed(&vertical, Word::KeyChoose, None),
            fixed(&[Code::Tab.into()], Word::KeyComplete, None),
            fixed(&enter, Word::KeyApply, None),
            close(),
        ],
        Mode::History(_) => {
            vec![fixed(&vertical, Word::KeyChoose, None), fixed(&enter, Word::KeyApply, None), close()]
        }
        Mode::Help(_) | Mode::Share(_) => vec![
            fixed(&vertical, Word::KeyScroll, None),
            fixed(&[Code::Escape.into()], Word::KeyClose, Some(Command::Close)),
        ],
    }
}

fn normal(view: &View) -> Vec<Hint> {
    let moves = [Direction::Left, Direction::Down, Direction::Up, Direction::Right].map(|way| Command::Move(way, 1));
    let first = vec![
        bound(view, &[Command::Next(None)], Word::KeyNext),
        bound(view, &[Command::Back(None)], Word::KeyBack),
        bound(view, &[Command::Grain(None)], Word::KeyGrain),
        bound(view, &moves, Word::KeyCell),
        bound(view, &[Choice::Back, Choice::Next].map(Command::Layer), Word::KeyLayer),
        bound(view, &[Choice::Back, Choice::Next].map(Command::Head), Word::KeyHead),
        bound(view, &[Command::Edit], Word::KeyEdit),
    ];
    let more = [
        bound(view, &[Choice::Next, Choice::Back].map(Command::Strongest), Word::KeyStrongest),
        bound(view, &[Command::HeadToggle(None)], Word::KeyHeadToggle),
        bound(view, &[Command::Mask(None)], Word::KeyMask),
        bound(view, &[Command::Focus(Focus::Next)], Word::KeyPane),
        bound(view, &[Command::Zoom(None)], Word::KeyZoom),
        bound(view, &[Command::Undo], Word::KeyUndo),
        bound(view, &[Command::Scale(None)], Word::KeyScale),
        bound(view, &[Command::Norm(None)], Word::KeyNorm),
        bound(view, &[Command::Residual(None)], Word::KeyResidual),
        bound(view, &[Command::Play(None)], Word::KeyPlay),
        bound(view, &[Command::Quit], Word::KeyQuit),
    ];
    let mut hints: Vec<Hint> = first.into_iter().chain(groups(view)).chain(more).collect();
    // After the two that step: what only this pane has, and what only holds now.
    hints.splice(2..2, of_pane::hints(view));
    if view.pass().config.architecture == Architecture::Recurrent {
        // It reads in order, and has neither norms nor residual sums.
        let without = [Word::KeyMask, Word::KeyNorm, Word::KeyResidual].map(|word| view.say(word));
        hints.retain(|hint| !without.contains(&&*hint.word));
    }
    hints.push(bound(view, &[Command::Palette(String::new())], Word::KeyCommand));
    hints.push(bound(view, &[Command::Help], Word::KeyHelp));
    hints.retain(|hint| !hint.keys.is_empty());
    // What a pane puts first is not said again.
    let mut said = Vec::new();
    hints.retain(|hint| {
        let what = (hint.keys.clone(), hint.word.clone());
        let new = !said.contains(&what);
        said.push(what);
        new
    });
    hints
}

/// A hint for each key that begins sequences: what they are called.
fn groups(view: &View) -> Vec<Hint> {
    let desk = view.desk;
    let first = desk.keymap.continuations(&[], desk.focus.kind);
    let group = |(key, meaning): (Key, Meaning)| {
        let name = desk.keymap.group(&[key], desk.language).filter(|_| meaning == Meaning::Prefix)?;
        Some(hint(view, &[&[key]], &name, Some(Command::Key(key))))
    };
    first.into_iter().filter_map(group).collect()
}

/// What was pressed of a sequence, and what it begins.
fn pending(view: &View) -> Hint {
    let desk = view.desk;
    let name = desk.keymap.group(&desk.pending, desk.language).unwrap_or_default();
    hint(view, &[&desk.pending], &format!("… {name}"), None)
}

/// A hint for commands, with the keys that the keymap has for them.
fn bound(view: &View, commands: &[Command], word: Word) -> Hint {
    let desk = view.desk;
    let mut sequences: Vec<&[Key]> = Vec::new();
    for keys in commands.iter().filter_map(|command| desk.keymap.keys_for(command, desk.focus.kind)) {
        if !sequences.contains(&keys) {
            sequences.push(keys);
        }
    }
    let only = if commands.len() == 1 { commands.first().cloned() } else { None };
    hint(view, &sequences, view.say(word), only)
}

fn hint(view: &View, sequences: &[&[Key]], word: &str, command: Option<Command>) -> Hint {
    let names: Vec<String> = sequences.iter().map(|keys| keys_name(keys, view.capability.unicode)).collect();
    // Letters that go together stand together, as in `hjkl`; signs and sequences apart, as in `[ ]`.
    let letters = names.iter().all(|name| name.chars().count() == 1 && name.chars().all(char::is_alphabetic));
    let keys = names.join(if letters { "" } else { " " });
    let width = (columns(&keys) + 1 + columns(word)) as u16;
    Hint { keys, word: word.to_owned(), command, column: 0, width }
}

/// Keys that are pressed one after the other, as the key line and help write them.
pub(super) fn keys_name(keys: &[Key], unicode: bool) -> String {
    keys.iter().map(|key| key_name(*key, unicode)).collect::<Vec<_>>().join(" ")
}

/// A key as the key line and help write it: with the sign that stands on it, where there is one.
pub(super) fn key_name(key: Key, unicode: bool) -> String {
    let sign = match key.code {
        _ if !unicode => None,
        Code::Character(' ') => Some("␣"),
        Code::Backspace => Some("⌫"),
        Code::Tab => Some("⇥"),
        Code::Enter => Some("⏎"),
        Code::Left => Some("←"),
        Code::Right => Some("→"),
        Code::Up => Some("↑"),
        Code::Down => Some("↓"),
        _ => None,
    };
    let Some(sign) = sign else { return key.to_string() };
    let bare = Key::from(key.code).to_string();
    let whole = key.to_string();
    format!("{}{sign}", whole.strip_suffix(&bare).unwrap_or_default())
}
