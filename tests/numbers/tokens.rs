//! The counts above the tokens.

use crate::subject::{AUSTEN, DATES, TINY};

#[test]
fn as_many_tokens_are_counted_as_are_recorded() {
    for (subject, at, context, site, head) in [
        (&TINY, "decoder.0.attn.pattern", 24, "embed", "head 0.0"),
        (&AUSTEN, "decoder.2.attn.pattern", 256, "embed", "head 2.0"),
    ] {
        let screen = subject.screen(&format!("go {at}; focus tokens; zoom on"), "120x24");
        let recorded = subject.shown(site, None).rows.len();
        let said = format!("{head} · {recorded} / {context} ");
        assert!(screen.title.contains(&said), "{said} is missing:\n{screen}");
    }
    let screen = DATES.screen("go decoder.0.cross.pattern; focus tokens; zoom on", "120x24");
    let pattern = DATES.shown("decoder.0.cross.pattern", Some(0));
    let (source, target) = (pattern.columns.len(), pattern.rows.len());
    let said = format!("source {source} · target {target} / 48 ");
    assert!(screen.title.contains(&said), "{said} is missing:\n{screen}");
}
