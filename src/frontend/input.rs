//! Keys, mouse, pasted text and resizes of the local terminal, as the program's own [`Input`].

use std::io;
use std::sync::mpsc::Sender;
use std::time::Duration;

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::signals::Signal;
use super::terminal;
use crate::app::input::{Button, Code, Input, Key, Mouse, MouseKind};

/// How long the terminal may be gone, or a resize missed, before that is noticed.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Says that there is no input any more, however the thread that reads it came to its end.
struct LastWord<E: From<Signal>>(Sender<E>);

impl<E: From<Signal>> Drop for LastWord<E> {
    fn drop(&mut self) {
        let _ = self.0.send(Signal::Hangup.into());
    }
}

/// Sends everything that happens at the terminal as an event, from a thread of its own. It ends when nobody receives
/// the events, or when the terminal is gone: crossterm would then spin at the end of its input for ever. The last event
/// is [`Signal::Hangup`], also after a panic: a screen that nobody can leave would stay otherwise.
///
/// # Errors
/// If the thread cannot be started.
pub fn listen<E: From<Input> + From<Signal> + Send + 'static>(events: Sender<E>) -> io::Result<()> {
    let mut size = terminal::size();
    let read = move || {
        let LastWord(events) = &LastWord(events);
        loop {
            let input = match event::poll(HEARTBEAT).and_then(|ready| ready.then(event::read).transpose()) {
                Ok(Some(event)) => from_crossterm(event),
                Ok(None) if terminal::is_interactive() => {
                    let (columns, rows) = terminal::size();
                    (size != (columns, rows)).then_some(Input::Resize(columns, rows))
                }
                Ok(None) | Err(_) => return,
            };
            let Some(input) = input else { continue };
            if let Input::Resize(columns, rows) = input {
                size = (columns, rows);
            }
            if events.send(input.into()).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("input".into()).spawn(read).map(|_| ())
}

/// What an event means to us: `None` for a key coming up and for keys that no keymap can name.
pub fn from_crossterm(event: Event) -> Option<Input> {
    Some(match event {
        Event::Key(event) => Input::Key(key(event)?),
        Event::Mouse(event) => Input::Mouse(mouse(event)?),
        Event::Paste(text) => Input::Paste(text),
        Event::Resize(columns, rows) => Input::Resize(columns.max(1), rows.max(1)),
        Event::FocusGained => Input::Focus(true),
        Event::FocusLost => Input::Focus(false),
    })
}

fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| event.modifiers.contains(modifier);
    let (control, alt, mut shift) = (held(KeyModifiers::CONTROL), held(KeyModifiers::ALT), held(KeyModifiers::SHIFT));
    let code = match event.code {
        KeyCode::Char(character) => {
            // Terminals send the same byte for C-a and C-A; those that tell them apart should not surprise anyone.
            let lower = character.to_ascii_lowercase();
            shift &= character == ' ';
            Code::Character(if control { lower } else { character })
        }
        KeyCode::BackTab => {
            shift = true;
            Code::Tab
        }
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Escape,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Tab => Code::Tab,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Insert => Code::Insert,
        KeyCode::Delete => Code::Delete,
        KeyCode::F(number) => Code::Function(number),
        _ => return None,
    };
    Some(Key { code, control, alt, shift })
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(button) => MouseKind::Press(match button {
            MouseButton::Left => Button::Left,
            MouseButton::Middle => Button::Middle,
            MouseButton::Right => Button::Right,
        }),
        MouseEventKind::Up(_) => MouseKind::Release,
        MouseEventKind::Drag(_) => MouseKind::Drag,
        MouseEventKind::Moved => MouseKind::Move,
        MouseEventKind::ScrollUp => MouseKind::ScrollUp,
        MouseEventKind::ScrollDown => MouseKind::ScrollDown,
        MouseEventKind::ScrollLeft | MouseEventKind::ScrollRight => return None,
    };
    Some(Mouse { column: event.column, row: event.row, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(code: KeyCode, modifiers: KeyModifiers) -> String {
        key(KeyEvent::new(code, modifiers)).map_or_else(String::new, |key| key.to_string())
    }

    #[test]
    fn keys_are_ours() {
        let (none, control, shift) = (KeyModifiers::NONE, KeyModifiers::CONTROL, KeyModifiers::SHIFT);
        let cases = [
            (KeyCode::Char('a'), none, "a"),
            (KeyCode::Char('A'), shift, "A"),
            (KeyCode::Char('é'), none, "é"),
            (KeyCode::Char(' '), none, "space"),
            (KeyCode::Char('C'), control | shift, "C-c"),
            (KeyCode::Char('x'), KeyModifiers::ALT, "alt-x"),
            (KeyCode::BackTab, shift, "S-tab"),
            (KeyCode::BackTab, none, "S-tab"),
            (KeyCode::F(5), none, "F5"),
            (KeyCode::Left, control, "C-left"),
            (KeyCode::Backspace, none, "backspace"),
            (KeyCode::CapsLock, none, ""),
        ];
        for (code, modifiers, expected) in cases {
            assert_eq!(spelled(code, modifiers), expected, "{code:?} {modifiers:?}");
        }
    }

    #[test]
    fn a_key_that_comes_up_is_nothing() {
        let event = KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(from_crossterm(Event::Key(event)), None);
        let event = KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, KeyEventKind::Repeat);
        assert_eq!(from_crossterm(Event::Key(event)), Some(Input::Key('a'.into())));
    }

    #[test]
    fn mouse_paste_focus_and_size_are_ours() {
        let press = |kind| Event::Mouse(MouseEvent { kind, column: 3, row: 4, modifiers: KeyModifiers::NONE });
        let ours = |kind| Some(Input::Mouse(Mouse { column: 3, row: 4, kind }));
        let down = MouseEventKind::Down(MouseButton::Right);
        assert_eq!(from_crossterm(press(down)), ours(MouseKind::Press(Button::Right)));
        assert_eq!(from_crossterm(press(MouseEventKind::Drag(MouseButton::Left))), ours(MouseKind::Drag));
        assert_eq!(from_crossterm(press(MouseEventKind::ScrollUp)), ours(MouseKind::ScrollUp));
        assert_eq!(from_crossterm(press(MouseEventKind::ScrollLeft)), None);
        assert_eq!(from_crossterm(Event::Paste("a\nb".into())), Some(Input::Paste("a\nb".into())));
        assert_eq!(from_crossterm(Event::FocusLost), Some(Input::Focus(false)));
        assert_eq!(from_crossterm(Event::Resize(0, 7)), Some(Input::Resize(1, 7)));
    }
}
