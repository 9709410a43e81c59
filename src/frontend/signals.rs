//! What the operating system tells the process, as events of the same loop that reads the keys.

use std::io;
use std::sync::mpsc::Sender;
#[cfg(unix)]
use std::sync::{Arc, atomic::AtomicBool};

/// A signal that the loop answers. The first three end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Somebody wants the process to end (SIGTERM).
    Terminate,
    /// The terminal is gone (SIGHUP, or end of input). Nothing can be shown any more.
    Hangup,
    /// ^C from outside; in raw mode the key itself arrives as a key (SIGINT).
    Interrupt,
    /// Somebody wants the process to stop (SIGTSTP): `Terminal::suspend`.
    Suspend,
    /// The process goes on after it was stopped (SIGCONT): `Terminal::resume`.
    Continue,
}

impl Signal {
    /// Whether the loop should end.
    pub fn is_final(self) -> bool {
        matches!(self, Signal::Terminate | Signal::Hangup | Signal::Interrupt)
    }

    /// The exit code by which shells know that a signal ended a process; `None` if this one does not end it.
    pub fn exit_code(self) -> Option<u8> {
        match self {
            Signal::Hangup => Some(128 + 1),
            Signal::Interrupt => Some(128 + 2),
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
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    for (number, signal) in [(SIGTERM, Signal::Terminate), (SIGHUP, Signal::Hangup)] {
        // The order matters: the first signal finds the flag down and raises it.
        let seen = Arc::new(AtomicBool::new(false));
        let code = signal.exit_code().map_or(1, i32::from);
        signal_hook::flag::register_conditional_shutdown(number, code, seen.clone())?;
        signal_hook::flag::register(number, seen)?;
    }
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    let pass_on = move || {
        for number in &mut signals {
            let signal = match number {
                SIGTERM => Signal::Terminate,
                SIGHUP => Signal::Hangup,
                SIGINT => Signal::Interrupt,
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
    fn only_the_signals_that_end_the_loop_have_an_exit_code() {
        let all = [Signal::Terminate, Signal::Hangup, Signal::Interrupt, Signal::Suspend, Signal::Continue];
        for signal in all {
            assert_eq!(signal.is_final(), signal.exit_code().is_some(), "{signal:?}");
        }
        assert_eq!(Signal::Terminate.exit_code(), Some(143));
    }
}
