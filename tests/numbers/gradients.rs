//! The numbers of the gradients pane.

use crate::matrix::Map;
use crate::subject::{AUSTEN, DATES, TINY};

#[test]
fn a_gradient_is_the_one_that_show_prints() {
    for (subject, site, head, masked) in [
        (&TINY, "decoder.1.attn.pattern", Some(2), true),
        (&TINY, "decoder.0.resid_post", None, false),
        (&AUSTEN, "decoder.1.attn.z", Some(1), false),
        (&DATES, "decoder.0.cross.pattern", Some(1), false),
        (&DATES, "encoder.1.resid_post", None, false),
    ] {
        let what = format!("{} ∂ {site}", subject.name);
        let chosen = head.map_or_else(String::new, |head| format!("; head {head}"));
        let script = format!("gradient on; go {site}{chosen}; cell 4 1; pane-show gradients; zoom on; magnify in 6");
        let screen = subject.screen(&script, "120x40");
        assert!(screen.title.contains("∂ logit"), "{screen}");
        let map = Map::read(&screen);
        let gradient = subject.gradient(site, head);
        let masked = masked.then(|| subject.shown(&site.replace("pattern", "masked"), head));
        assert!(map.compare(&gradient, masked.as_deref(), &what) > 12, "{what}: few numbers\n{screen}");
        map.compare_ends(&gradient, &what);
    }
}
