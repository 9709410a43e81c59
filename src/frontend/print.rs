//! Standard output, where a reader may go away at any time.

use std::io::{self, IsTerminal, Write};

use crate::ui::capability::{Capability, ColourChoice, ColourDepth};

/// Whether standard output is a terminal.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// The columns of the terminal that standard output is, if it is one.
pub fn columns() -> Option<u16> {
    is_terminal().then(|| crossterm::terminal::size().ok()).flatten().map(|(columns, _)| columns)
}

/// What standard output can show. What is no terminal gets no colours unless they are asked for.
pub fn capability(choice: ColourChoice) -> Capability {
    let capability = Capability::detect(choice, |name| std::env::var(name).ok());
    match choice {
        ColourChoice::Auto if !is_terminal() => Capability { colour: ColourDepth::None, ..capability },
        _ => capability,
    }
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
