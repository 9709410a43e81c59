//! Signals that end long work: the first lets it save what it has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;

/// Signals that stop a run: the first lets it save, a second of the same kind ends it at once.
pub(super) struct Interrupt(Vec<(u8, Arc<AtomicBool>)>);

impl Interrupt {
    pub(super) fn listen() -> Result<Interrupt> {
        let mut signals = vec![signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
        #[cfg(unix)]
        signals.push(signal_hook::consts::SIGHUP);
        let flagged = signals.into_iter().map(|signal| -> Result<_> {
            let flag = Arc::new(AtomicBool::new(false));
            // Registered first, so that it acts only on a flag that an earlier signal has set.
            signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, flag.clone())?;
            signal_hook::flag::register(signal, flag.clone())?;
            Ok((signal as u8, flag))
        });
        Ok(Interrupt(flagged.collect::<Result<_>>()?))
    }

    /// The signal that came, if one did.
    pub(super) fn signal(&self) -> Option<u8> {
        self.0.iter().find(|(_, flag)| flag.load(Ordering::Relaxed)).map(|(signal, _)| *signal)
    }
}

/// Once the run is through there is nothing to save: every signal ends the program at once, as a second one does.
impl Drop for Interrupt {
    fn drop(&mut self) {
        for (_, flag) in &self.0 {
            flag.store(true, Ordering::Relaxed);
        }
    }
}
