use std::sync::Arc;

use super::*;
use crate::app::thumbnail::entries;
use crate::app::{Desk, Effect, PaneKind, Pass, Settings, Stage, Version, differed, update, wanted};
use crate::ui::Capability;
use crate::ui::capability::ColourDepth;
use crate::ui::pane::tests::{stage, stage_with};

const PANE: crate::app::PaneId = PaneKind::Heads.first();

/// A stage whose last change switched a head of the first layer off.
fn changed() -> Stage {
    let mut after = stage_with(Settings { heads_off: ["0.1".parse().expect("a head")].into(), ..Settings::default() });
    after.before = Some(stage().pass);
    after
}

/// A desk that shows the difference, and what the worker makes of it.
fn difference(stage: &mut Stage, lines: &str) -> Desk {
    let mut desk = Desk::default();
    for command in crate::app::command::parse_all(&format!("side difference; {lines}")).expect("commands") {
        update(stage, &mut desk, command);
    }
    assert_eq!(desk.notice, None);
    stage.differences = crate::app::Differences::default();
    let effects = wanted(stage, &desk);
    assert!(matches!(effects[..], [Effect::Differ(0)]), "{effects:?}");
    assert!(wanted(stage, &desk).is_empty(), "it is on its way");
    let (pass, minus) = stage.versions(Version::Difference);
    let all = pass.minus(minus.expect("two passes"));
    differed(stage, &mut desk, 0, Ok(all));
    desk
}

/// What a cell of a pattern has more than before.
fn more(stage: &Stage, site: Site, head: usize, (query, key): (usize, usize)) -> f32 {
    let (pass, minus) = stage.versions(Version::Difference);
    let value = |pass: &Pass| pass.shown(site, head).expect("is recorded").value(query, key);
    value(pass) - value(minus.expect("two passes"))
}

fn draw(stage: &Stage, desk: &Desk, depth: ColourDepth, area: Rect) -> (Buffer, [String; 2]) {
    let capability = Capability { colour: depth, ..Capability::FULL };
    let view = View::new(stage, desk, &capability).of(PANE);
    let mut buffer = Buffer::empty(area);
    render(&view, area, &mut buffer);
    (buffer, [super::super::title(&view, PANE), super::super::note(&view, PANE)])
}

fn text(buffer: &Buffer) -> String {
    let row =
        |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..buffer.area.height).map(row).collect()
}

/// The two passes of a comparison on one text.
fn compared() -> Stage {
    let mut stage = stage();
    let other = stage_with(Settings { scale: Some(false), ..Settings::default() });
    stage.plan.beside = Some(Box::new(other.plan.clone()));
    Arc::get_mut(&mut stage.pass).expect("nobody else has it").beside = Some(other.pass.clone());
    stage
}

#[test]
fn a_difference_that_could_not_be_taken_is_not_said_to_be_on_its_way() {
    let mut stage = changed();
    let mut desk = difference(&mut stage, "focus heads");
    stage.differences = crate::app::Differences::default();
    let area = Rect::new(0, 0, 40, 4);
    let drawn = |stage: &Stage, desk: &Desk| text(&draw(stage, desk, ColourDepth::None, area).0).trim().to_owned();
    assert_eq!(wanted(&mut stage, &desk), [Effect::Differ(0)]);
    assert_eq!(drawn(&stage, &desk), "computing …");
    differed(&mut stage, &mut desk, 0, Err(crate::app::Notice::Failed("a defect".to_owned())));
    assert_eq!(drawn(&stage, &desk), "could not be computed");
    assert_eq!(wanted(&mut stage, &desk), [], "it would break down again");
}

#[test]
fn every_thumbnail_of_a_difference_is_now_less_before_and_b_less_a() {
    for (mut stage, title) in [(changed(), "now − before · heads"), (compared(), "B − A · heads")] {
        let desk = difference(&mut stage, "focus heads");
        let pass = stage.versions(Version::Difference).0;
        let all = stage.differences.find(0).expect("it has arrived");
        let tokens = pass.tokens.len();
        let mut largest = 0.0_f32;
        for site in pass.sites().filter(|site| Thumbnails::get(&pass.thumbnails, *site, 0).is_some()) {
            for head in 0..if site.name == Name::Pattern { 4 } else { 1 } {
                let small = all.get(site, head).expect("it has a counterpart");
                for (cell, weight) in small.weights.iter().enumerate() {
                    assert_eq!(*weight, more(&stage, site, head, (cell / tokens, cell % tokens)), "{site} {head}");
                    largest = largest.max(weight.abs());
                }
            }
        }
        assert!(largest > 0.0);
        let (_, said) = draw(&stage, &desk, ColourDepth::True, Rect::new(0, 0, 90, 24));
        assert_eq!(said, [title.to_owned(), format!("|Δ| ≤ {} · layer ↓  head →", number(largest, 6))]);
    }
}

#[test]
fn a_pixel_of_a_difference_has_the_colour_of_its_sign_on_one_scale() {
    let mut stage = changed();
    for sink in ["show", "hide"] {
        let desk = difference(&mut stage, &format!("go probs; sink {sink}"));
        let capability = Capability::FULL;
        let view = View::new(&stage, &desk, &capability).of(PANE);
        let area = Rect::new(0, 0, 100, 30);
        let (buffer, _) = draw(&stage, &desk, ColourDepth::True, area);
        let end = ramp_end(&view).expect("they differ");
        let tokens = stage.pass.tokens.len();
        let first = usize::from(sink == "hide");
        let Plan { sheet, row, .. } = Plan::new(&view, area);
        let mut signs = [0, 0];
        for (layer, column, place) in sheet.places().filter(|(_, column, _)| matches!(row[*column], Item::Head(_))) {
            for (x, y) in (0..place.width).flat_map(|x| (0..place.height).map(move |y| (x, y))) {
                let keys = entries(x.into(), place.width.into(), tokens);
                let queries = entries(2 * usize::from(y), 2 * usize::from(place.height), tokens);
                let cells = queries.flat_map(|query| keys.clone().map(move |key| (query, key)));
                let site = pattern(&view, layer);
                let strongest = cells
                    .filter(|(_, key)| *key >= first)
                    .map(|cell| more(&stage, site, column, cell))
                    .fold(0.0_f32, |best, x| if x.abs() > best.abs() { x } else { best });
                let expected = view.theme.signed(strongest / end).colour;
                assert_eq!(buffer[(place.x + x, place.y + y)].fg, expected, "{layer}.{column} at {x}, {y}");
                signs[0] += usize::from(strongest > 0.3 * end);
                signs[1] += usize::from(strongest < -0.3 * end);
            }
        }
        assert!(signs[0] > 0 && signs[1] > 0, "more and less can be seen");
    }
}

#[test]
fn what_changed_is_marked_and_nothing_else() {
    let stage = changed();
    let before = stage.before.clone().expect("there was a pass before");
    let (buffer, _) = draw(&stage, &Desk::default(), ColourDepth::True, Rect::new(0, 0, 100, 24));
    let drawn = text(&buffer);
    for head in 0..4 {
        assert!(!drawn.contains(&format!("0.{head} Δ")), "{drawn}");
        let site = "decoder.1.attn.pattern".parse().expect("a site");
        assert!(stage.pass.head_differs(site, head, &before));
        assert!(drawn.contains(&format!("1.{head} Δ")), "{drawn}");
    }
    assert!(drawn.contains("0.1 off") && drawn.contains("1 rollout† Δ") && drawn.contains("† derived"), "{drawn}");
    let (buffer, _) =
        draw(&super::super::tests::stage(), &Desk::default(), ColourDepth::True, Rect::new(0, 0, 100, 24));
    assert!(!text(&buffer).contains('Δ'), "nothing was changed");
}

#[test]
fn a_poke_marks_the_one_head_that_it_is_in() {
    let mut stage = stage();
    let mut plan = stage.plan.clone();
    let poke = crate::app::command::parse("patch decoder.1.attn.pattern set 0.7 3 1 2").expect("a command");
    plan.apply(&poke).expect("it fits");
    let kernel = crate::tape::Kernel { portable: true, wide: false };
    let pass = Pass::record(&plan, stage.pass.model.clone(), kernel, crate::tape::Spare::default()).expect("records");
    stage.before = Some(std::mem::replace(&mut stage.pass, Arc::new(pass)));
    let (buffer, _) = draw(&stage, &Desk::default(), ColourDepth::True, Rect::new(0, 0, 120, 24));
    let drawn = text(&buffer);
    for head in 0..4 {
        assert_eq!(drawn.contains(&format!("1.{head} Δ")), head == 2, "{drawn}");
    }
    let (desk, capability) = (Desk::default(), Capability::FULL);
    for (head, title) in [(2, "pattern · block 1 · head 2 Δ"), (1, "pattern · block 1 · head 1")] {
        stage.plan.cursor.site = "decoder.1.attn.pattern".parse().expect("a site");
        stage.plan.cursor.head = head;
        let view = View::new(&stage, &desk, &capability);
        assert_eq!(super::super::title(&view, PaneKind::Matrix.first()), title);
    }
}

#[test]
fn until_the_worker_was_there_and_where_nothing_compares_it_says_so() {
    let mut stage = changed();
    let desk = difference(&mut stage, "");
    stage.differences = crate::app::Differences::default();
    let area = Rect::new(0, 0, 60, 12);
    assert!(text(&draw(&stage, &desk, ColourDepth::True, area).0).starts_with("computing …"));
    let text_of = |words: &str| crate::ui::pane::tests::stage_of(stage.pass.model.clone(), words, Settings::default());
    let mut shorter = text_of("It is a truth");
    shorter.before = Some(stage.pass.clone());
    let desk = difference(&mut shorter, "");
    let drawn = text(&draw(&shorter, &desk, ColourDepth::True, area).0);
    assert!(drawn.starts_with("there is nothing of the same shape to differ from"), "{drawn}");
}

/// Narrow thumbnails keep the mark, and the line below says what it means; wide ones say it themselves.
#[test]
fn what_is_derived_says_so_at_every_width() {
    let stage = stage();
    for (width, said, legend) in
        [(58, "mean†", true), (64, "mean†", true), (78, "0 rollout†", true), (150, "0 rollout derived", false)]
    {
        let drawn = text(&draw(&stage, &Desk::default(), ColourDepth::None, Rect::new(0, 0, width, 12)).0);
        assert!(drawn.contains(said), "{width}: {drawn}");
        assert_eq!(drawn.contains("† derived"), legend, "{width}: {drawn}");
    }
}

#[test]
fn differences_of_all_heads_look_like_this() {
    let mut stage = changed();
    let desk = difference(&mut stage, "go probs");
    for (width, height) in [(118, 20), (58, 12), (30, 7)] {
        let (buffer, _) = draw(&stage, &desk, ColourDepth::None, Rect::new(0, 0, width, height));
        insta::assert_snapshot!(format!("difference_{width}x{height}"), text(&buffer));
    }
}
