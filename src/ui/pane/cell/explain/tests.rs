use super::*;
use crate::app::Desk;
use crate::ui::Capability;
use crate::ui::pane::tests::stage;

/// The label and the number of every line that is not ahead.
fn lines(blocks: &[Block]) -> Vec<(String, String)> {
    let line = |block: &Block| match &block.kind {
        Kind::Line { label, result, role, .. } if !block.ahead && *role != Role::Quiet => {
            Some((label.clone(), result.clone()))
        }
        _ => None,
    };
    blocks.iter().filter_map(line).collect()
}

#[test]
fn the_last_line_is_the_recorded_number_at_every_step() {
    let mut stage = stage();
    let (desk, capability) = (Desk::default(), Capability::FULL);
    for site in stage.pass.sites().collect::<Vec<_>>() {
        stage.plan.cursor.site = site;
        let view = View::new(&stage, &desk, &capability);
        let shown = stage.shown().expect("every site of a pass is shown");
        let value = shown.value(view.place.row, view.place.column);
        let lines = lines(&explain(&view));
        assert_eq!(lines.last().map(|(_, result)| result.clone()), Some(number(value, NUMBER)), "{site}");
    }
}

#[test]
fn a_weight_is_explained_from_q_and_k_on() {
    let mut stage = stage();
    stage.plan.cursor.site = "decoder.1.attn.pattern".parse().expect("a site");
    let view = View::new(&stage, &Desk::default(), &Capability::FULL).explained();
    let labels: Vec<_> = lines(&view).into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, ["q·k", "÷ √4", "+ mask", "e^x", "Σ row", "weight"]);
    let sums = |block: &Block| matches!(&block.kind, Kind::Note(text, Role::Good) if text == "row sums to 1.000000");
    assert!(view.iter().any(sums));
    assert!(view.iter().all(|block| !block.ahead));
}

#[test]
fn what_follows_the_step_is_ahead() {
    let mut stage = stage();
    stage.plan.cursor.site = "decoder.1.attn.scaled".parse().expect("a site");
    let view = View::new(&stage, &Desk::default(), &Capability::FULL).explained();
    assert_eq!(lines(&view).last().map(|(label, _)| label.as_str()), Some("÷ √4"));
    assert!(view.iter().any(|block| block.ahead));
}

impl View<'_> {
    fn explained(&self) -> Vec<Block> {
        explain(self)
    }
}
