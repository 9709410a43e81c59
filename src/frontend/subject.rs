//! What `show` and `trace` look at: a pass, recorded as their arguments say.

use std::io::Write;
use std::sync::Arc;

use crate::app::{Notice, Pass};

use super::cli::Subject;
use super::headless::Headless;
use super::sentence;

/// Records the pass. Says on standard error where a text was cut.
///
/// # Errors
/// Bad input, as one sentence.
pub(super) fn pass(subject: Subject) -> anyhow::Result<Arc<Pass>> {
    let headless = Headless::set_up(subject.setup, sentence::given(subject.text)?)?;
    let pass = headless.stage.pass;
    if let Some(tokens) = pass.cut {
        let _ = writeln!(std::io::stderr(), "headlight: {}", Notice::Cut { tokens, context: pass.config.context });
    }
    Ok(pass)
}
