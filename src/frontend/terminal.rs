//! The terminal this process runs in: taken over for as long as a [`Terminal`] lives, and given back whatever happens.
//!
//! ```text
//! enter ── draw, draw, draw ──┬── drop, leave ──▶ the screen as it was before
//!    ▲                        ├── panic ────────▶ the same, then the message
//!    └────── SIGCONT ◀────────┴── suspend ──────▶ the same, then the process stops
//! ```

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, terminal};
use ratatui::buffer::Buffer;

use crate::ui::{Capability, Encoder};

/// Whether the terminal is ours. There is one terminal to a process, so there is one of this.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// What other threads had to say when they panicked while the screen was in use.
static HELD_BACK: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Whether standard input and output are both a terminal, so that a person can see and type.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// The local terminal in full-screen mode. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Terminal {
    encoder: Encoder,
    shown: Buffer,
    bytes: Vec<u8>,
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal over: raw mode, alternate screen, mouse, pasted text and focus as events, no cursor. A
    /// panic of the calling thread gives the terminal back before it is reported.
    ///
    /// # Errors
    /// If the terminal refuses; it is then as it was.
    pub fn enter(capability: Capability) -> io::Result<Terminal> {
        leave_before_panics_are_reported();
        take(true)?;
        let encoder = Encoder::new(capability);
        Ok(Terminal { encoder, shown: Buffer::default(), bytes: Vec::new(), mouse: true })
    }

    /// Columns and rows, at least 1 × 1; 80 × 24 if the terminal does not say.
    pub fn size(&self) -> (u16, u16) {
        size()
    }

    /// Shows a buffer, and returns how many bytes that took. What is on the screen already is not sent again.
    ///
    /// # Errors
    /// If the terminal cannot be written to any more.
    pub fn draw(&mut self, next: &Buffer) -> io::Result<usize> {
        self.bytes.clear();
        self.encoder.frame(&self.shown, next, &mut self.bytes);
        if !self.bytes.is_empty() {
            let mut output = io::stdout().lock();
            output.write_all(&self.bytes)?;
            output.flush()?;
        }
        self.shown.clone_from(next);
        Ok(self.bytes.len())
    }

    /// Makes the next [`Terminal::draw`] draw every cell, after the screen may have been changed by somebody else.
    pub fn forget(&mut self) {
        self.shown = Buffer::default();
        self.encoder.forget();
    }

    /// Turns mouse events on, or off so that the terminal's own selection works.
    ///
    /// # Errors
    /// If the terminal cannot be written to any more.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on { execute!(io::stdout(), EnableMouseCapture) } else { execute!(io::stdout(), DisableMouseCapture) }
    }

    /// Puts a text on the clipboard of whoever sits at the terminal, where it allows that (OSC 52).
    ///
    /// # Errors
    /// If the terminal cannot be written to any more.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Gives the terminal back, stops the process as ^Z does, and takes the terminal again when it is continued.
    ///
    /// # Errors
    /// If the terminal cannot be taken again.
    pub fn suspend(&mut self) -> io::Result<()> {
        leave();
        super::signals::stop()?;
        self.resume()
    }

    /// Takes the terminal again, in case it was not we who stopped the process: the shell has set it up for itself.
    ///
    /// # Errors
    /// If the terminal refuses.
    pub fn resume(&mut self) -> io::Result<()> {
        self.forget();
        take(self.mouse)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}

/// The terminal's columns and rows, at least 1 × 1; 80 × 24 if it does not say.
pub fn size() -> (u16, u16) {
    match terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => (columns, rows),
        _ => (80, 24),
    }
}

/// Takes the terminal over.
fn take(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    let taken = terminal::enable_raw_mode().and_then(|()| {
        let mut output = io::stdout().lock();
        execute!(output, EnterAlternateScreen, cursor::Hide, EnableBracketedPaste, EnableFocusChange)?;
        if mouse {
            execute!(output, EnableMouseCapture)?;
        }
        // crossterm starts listening for resizes at the first poll; one before that would be lost.
        crossterm::event::poll(Duration::ZERO).map(|_| ())
    });
    if taken.is_err() {
        leave();
    }
    taken
}

/// Gives the terminal back if it is taken; harmless at any time, from any thread, as often as one likes. Errors are
/// ignored: there is nobody left to tell, and every further step still helps.
pub fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut output = io::stdout();
    let _ = execute!(output, EndSynchronizedUpdate);
    let _ = execute!(output, DisableFocusChange);
    let _ = execute!(output, DisableBracketedPaste);
    let _ = execute!(output, DisableMouseCapture);
    let _ = output.write_all(b"\x1b[m");
    let _ = execute!(output, cursor::Show);
    let _ = execute!(output, LeaveAlternateScreen);
    let _ = terminal::disable_raw_mode();
    for message in HELD_BACK.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        // Standard error may be the terminal that has just hung up: `eprintln!` would panic.
        let _ = writeln!(io::stderr(), "{message}");
    }
}

/// Installs, once, a panic hook that gives the terminal back first if the thread that draws panics. What another
/// thread says while the screen is in use is held back until the screen is free; that thread's end is for whoever
/// started it to notice.
fn leave_before_panics_are_reported() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let report = std::panic::take_hook();
        let drawing = thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            if thread::current().id() != drawing && TAKEN.load(Ordering::SeqCst) {
                HELD_BACK.lock().unwrap_or_else(PoisonError::into_inner).push(panic.to_string());
                return;
            }
            leave();
            report(panic);
        }));
    });
}
