//! What `show` and `trace` look at: a pass, recorded as their arguments say.

use std::io::Write;
use std::sync::Arc;

use crate::app::Pass;

use super::cli::Subject;
use super::headless::Headless;
use super::sentence;

/// Records the pass. Says on standard error where a text was cut.
///
/// # Errors
/// Bad input, as one sentence.
pub(super) fn pass(subject: Subject) -> anyhow::Result<Arc<Pass>> {
    let headless = Headless::set_up(subject.setup, sentence::given(subject.text)?)?;
    if let Some(notice) = headless.desk.notice {
        let _ = writeln!(std::io::stderr(), "headlight: {notice}");
    }
    Ok(headless.stage.pass)
}
