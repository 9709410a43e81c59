//! Scripts: one command a line (or several, separated by `;`), `#` begins a comment.
//!
//! ```
//! let script = "# the first head, alone\ngo decoder.0.attn.pattern\nhead 0; zoom\n";
//! assert_eq!(headlight::app::script::parse(script).expect("a script").len(), 3);
//! ```

use super::command::{self, Command};
use super::notice::Notice;

/// A command of a script and the line it stands on, from 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The line.
    pub number: usize,
    /// The command.
    pub command: Command,
}

/// The commands of a script, in order.
///
/// # Errors
/// The first line that is wrong, with its number.
pub fn parse(text: &str) -> Result<Vec<Line>, Notice> {
    let mut commands = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let number = i + 1;
        if line.trim_start().starts_with('#') {
            continue;
        }
        let parsed =
            command::parse_all(line).map_err(|notice| Notice::Script { line: number, notice: notice.into() })?;
        commands.extend(parsed.into_iter().map(|command| Line { number, command }));
    }
    Ok(commands)
}
