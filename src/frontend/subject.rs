//! What `show` and `trace` look at: a pass, recorded as their arguments say.

use std::io::Write;
use std::sync::Arc;

use crate::app::command::{Command, Differentiate};
use crate::app::{Desk, Gradient, Pass};
use crate::tape::Site;

use super::cli::Subject;
use super::errors::bad_input;
use super::headless::Headless;
use super::sentence;

/// Records the pass. Says on standard error where a text was cut.
///
/// # Errors
/// Bad input, as one sentence.
pub(super) fn pass(subject: Subject) -> anyhow::Result<Arc<Pass>> {
    Ok(said(Headless::set_up(subject.setup, sentence::given(subject.text)?, Desk::default(), None)?))
}

/// Records the pass with an output differentiated: the one that the arguments name, or else the likeliest next word.
///
/// # Errors
/// Bad input, as one sentence.
pub(super) fn differentiated(subject: Subject) -> anyhow::Result<Arc<Pass>> {
    let mut headless = Headless::set_up(subject.setup, sentence::given(subject.text)?, Desk::default(), None)?;
    if headless.stage.plan.gradient.is_none() {
        let notice = headless.desk.notice.take();
        let _ = headless.run(Command::Gradient(Differentiate::Output(Gradient::default()))).map_err(bad_input)?;
        headless.desk.notice = notice;
    }
    Ok(said(headless))
}

/// The pass with the value of a name in it, even where it is too long for everything to stay in memory.
pub(super) fn holding(pass: Arc<Pass>, site: Site) -> Arc<Pass> {
    match site.layer.map(usize::from) {
        Some(layer) if !pass.holds(site.stack, layer) => Arc::new(pass.look(&[(site.stack, layer)].into())),
        _ => pass,
    }
}

/// The pass that was set up. Says what there is to say about it.
fn said(headless: Headless) -> Arc<Pass> {
    if let Some(notice) = headless.desk.notice {
        let _ = writeln!(std::io::stderr(), "headlight: {notice}");
    }
    headless.stage.pass
}
