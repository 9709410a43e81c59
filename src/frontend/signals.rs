//! What the operating system tells the process, as events of the same loop that reads the keys.

use std::io;
use std::sync::mpsc::Sender;
#[cfg(unix)]
use std::sync::{Arc, atomic::AtomicBool};

/// A signal that the loop answers. The first four end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Somebody wants the process to end (SIGTERM).
    Terminate,
    /// The terminal is gone (SIGHUP, or end of input). Nothing can be shown any more.
    Hangup,
    /// ^C from outside; in raw mode the key itself arrives as a key (SIGINT).
    Interrupt,
    /// ^\ from outside (SIGQUIT).
    Quit,
    /// Somebody wants the process to stop (SIGTSTP): `Terminal::suspend`.
    Suspend,
    /// The process goes on after it was stopped (SIGCONT): `Terminal::resume`.
    Continue,
}

impl Signal {
    /// The exit code by which shells know that a signal ended a process; `None` if this one does not end it.
    pub fn exit_code(self) -> Option<u8> {
        match self {
            Signal::Hangup => Some(128 + 1),
            Signal::Interrupt => Some(128 + 2),
            Signal::Quit => Some(128 + 3),
            Signal::Terminate => Some(128 + 15),
            Signal::Suspend | Signal::Continue => None,
        }
    }
}

/// Sends every signal from now on as an event, from a thread of its own that ends when nobody receives them. The second
/// SIGTERM, and the second SIGHUP, ends the process at once: the loop may be waiting for a terminal that takes nothing.
///
/// # Errors
/// If the operating system refuses the handlers or the thread.
#[cfg(unix)]
pub fn listen<Event: From<Signal> + Send + 'static>(events: Sender<Event>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    for (number, signal) in [(SIGTERM, Signal::Terminate), (SIGHUP, Signal::Hangup)] {
        // The order matters: the first signal finds the flag down and raises it.
        let seen = Arc::new(AtomicBool::new(false));
        let code = signal.exit_code().map_or(1, i32::from);
        signal_hook::flag::register_conditional_shutdown(number, code, seen.clone())?;
        signal_hook::flag::register(number, seen)?;
    }
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
    let pass_on = move || {
        for number in &mut signals {
            let signal = match number {
                SIGTERM => Signal::Terminate,
                SIGHUP => Signal::Hangup,
                SIGINT => Signal::Interrupt,
                SIGQUIT => Signal::Quit,
                SIGTSTP => Signal::Suspend,
                _ => Signal::Continue,
            };
            if events.send(signal.into()).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(pass_on).map(|_| ())
}

/// There are no such signals here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn listen<Event: From<Signal> + Send + 'static>(_events: Sender<Event>) -> io::Result<()> {
    Ok(())
}

/// Stops the process until somebody continues it.
#[cfg(unix)]
pub(super) fn stop() -> io::Result<()> {
    signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)
}

/// Processes cannot be stopped here: goes on at once.
#[cfg(not(unix))]
pub(super) fn stop() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_is_the_shells() {
        let codes = [Signal::Hangup, Signal::Interrupt, Signal::Quit, Signal::Terminate].map(Signal::exit_code);
        assert_eq!(codes, [129, 130, 131, 143].map(Some));
        assert_eq!([Signal::Suspend, Signal::Continue].map(Signal::exit_code), [None; 2]);
    }
}
