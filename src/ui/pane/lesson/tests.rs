use super::*;
use crate::app::desk::Desk;
use crate::app::pane_tree::PaneKind;
use crate::app::settings::Settings;
use crate::app::{Stage, update};
use crate::ui::Capability;
use crate::ui::pane::tests::{stage, stage_with, translation};

fn draw(stage: &Stage, width: u16, height: u16) -> String {
    let (desk, capability) = (Desk::default(), Capability::FULL);
    let view = View::new(stage, &desk, &capability).of(PaneKind::Lesson.first());
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let area = buffer.area;
    render(&view, area, &mut buffer);
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..height).map(row).collect()
}

#[test]
fn pages_about_steps() {
    let off = Settings { scale: Some(false), causal: Some(false), ..Settings::default() };
    for (name, mut stage, site, width, height) in [
        ("pattern", stage(), "decoder.1.attn.pattern", 80, 14),
        ("pattern_small", stage(), "decoder.1.attn.pattern", 44, 6),
        ("q", stage(), "decoder.0.attn.q", 80, 14),
        ("scaled_off", stage_with(off.clone()), "decoder.0.attn.scaled", 80, 14),
        ("mask_off", stage_with(off), "decoder.0.attn.masked", 60, 16),
        ("cross", translation(), "decoder.0.cross.scores", 80, 14),
    ] {
        stage.plan.cursor.site = site.parse().expect("a site");
        insta::assert_snapshot!(name, draw(&stage, width, height));
    }
}

/// Whatever there is to try at a step can be done there, and changes something.
#[test]
fn what_there_is_to_try_can_be_tried() {
    let mut stage = stage();
    for site in stage.pass.sites().collect::<Vec<_>>() {
        stage.plan.cursor.site = site;
        let tried = {
            let (desk, capability) = (Desk::default(), Capability::FULL);
            tries::tries(&View::new(&stage, &desk, &capability), site)
        };
        assert!(tried.len() <= 3 && !tried.is_empty(), "{site}");
        for command in tried {
            let plan = stage.plan.clone();
            let mut desk = Desk::default();
            let said = command.to_string();
            let effects = update(&mut stage, &mut desk, command);
            assert!(desk.notice.is_none() && !effects.is_empty(), "{site}: {said}: {:?}", desk.notice);
            assert!(!stage.plan.records_same(&plan), "{site}: {said}");
            stage.plan = plan;
        }
    }
}

#[test]
fn a_click_on_a_command_does_it() {
    let mut stage = stage();
    stage.plan.cursor.site = "decoder.0.attn.scaled".parse().expect("a site");
    let (desk, capability) = (Desk::default(), Capability::FULL);
    let view = View::new(&stage, &desk, &capability).of(PaneKind::Lesson.first());
    for (width, height) in [(80, 14), (60, 5)] {
        let area = Rect::new(2, 1, width, height);
        let all: Vec<String> =
            area.positions().filter_map(|at| command_at(&view, area, at)).map(|command| command.to_string()).collect();
        for line in ["scale off", "score additive"] {
            assert!(all.iter().any(|command| command == line), "{line} in {width} × {height}");
        }
    }
}

#[test]
fn every_value_of_every_step_has_a_shape() {
    for mut stage in [stage(), translation()] {
        for site in stage.pass.sites().collect::<Vec<_>>() {
            stage.plan.cursor.site = site;
            let drawn = draw(&stage, 120, 30);
            let shown = stage.pass.shown(site, 0).expect("is shown");
            let said = format!("{}]", shown.columns.length);
            assert!(drawn.lines().next().is_some_and(|line| line.contains(&said)), "{site}: {drawn}");
        }
    }
}
