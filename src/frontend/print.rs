//! Standard output, where a reader may go away at any time.

use std::io::{self, IsTerminal, Write};

/// Whether standard output is a terminal.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Writes a text to standard output.
///
/// # Errors
/// When it cannot be written, such as [`io::ErrorKind::BrokenPipe`].
pub fn text(text: &str) -> anyhow::Result<()> {
    bytes(text.as_bytes())
}

/// Writes bytes to standard output.
///
/// # Errors
/// When they cannot be written, such as [`io::ErrorKind::BrokenPipe`].
pub fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(())
}
