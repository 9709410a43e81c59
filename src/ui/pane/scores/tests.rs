use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::numbers::{Number, bytes, time};
use super::*;
use crate::app::study::{Scoring, Study, Sweep};
use crate::app::{Desk, Job, Notice, PaneKind, PaneTree, Settings, Stage};
use crate::app::{command, studied, swept, update, wanted};
use crate::model::Model;
use crate::ui::Capability;
use crate::ui::capability::ColourDepth;
use crate::ui::pane::tests::{stage_of, stage_with, translation};

const TEXT: &str = "It is a truth universally acknowledged, that a single man in possession of a good fortune";

fn desk() -> Desk {
    let panes: PaneTree = "scores".parse().expect("a tree");
    Desk { panes, focus: PaneKind::Scores.first(), ..Desk::default() }
}

/// A stage with everything that a scores pane shows; `points` of the sweep are measured.
fn studied_stage(mut stage: Stage, desk: &mut Desk, points: usize) -> Stage {
    if let Some(of) = StudyOf::of_pane(&stage, desk, PaneKind::Scores.first()) {
        let _ = wanted(&mut stage, desk);
        let study = Study::new(of, &stage.pass, None).expect("is computed").expect("there is a head");
        studied(&mut stage, desk, Ok(study));
    }
    let mut sweep = Sweep::new(1);
    for _ in 0..points {
        let point = sweep.measure().expect("is measured").expect("is not the last");
        sweep.add(point);
        swept(&mut stage, desk, 1, Ok(point));
    }
    stage
}

fn trained(desk: &mut Desk, points: usize) -> Stage {
    let model = Arc::new(Model::open("twin-scaled").expect("it is embedded"));
    studied_stage(stage_of(model, "reverse the word", Settings::default()), desk, points)
}

fn tiny(desk: &mut Desk) -> Stage {
    studied_stage(stage_with(Settings::default()), desk, 5)
}

fn draw(stage: &Stage, desk: &Desk, colour: ColourDepth, width: u16, height: u16) -> String {
    let capability = Capability { colour, ..Capability::FULL };
    let view = View::new(stage, desk, &capability);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let area = buffer.area;
    crate::ui::pane::render(&view, PaneKind::Scores.first(), area, &mut buffer);
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..height).map(row).collect()
}

/// Does a command about the desk or the cursor.
fn does(stage: &mut Stage, desk: &mut Desk, line: &str) {
    update(stage, desk, command::parse(line).expect("a command"));
}

#[test]
fn from_narrow_to_roomy() {
    let mut desk = desk();
    let stage = tiny(&mut desk);
    for (width, height) in [(30, 6), (60, 14), (100, 24), (140, 34)] {
        let drawn = draw(&stage, &desk, ColourDepth::None, width, height);
        insta::assert_snapshot!(format!("scores_{width}x{height}"), drawn);
    }
}

#[test]
fn scores_have_signs_and_gradients_have_none() {
    let mut desk = desk();
    let mut stage = tiny(&mut desk);
    for show in ["scores", "gradient"] {
        does(&mut stage, &mut desk, &format!("scores-show {show}"));
        let drawn = draw(&stage, &desk, ColourDepth::None, 100, 24);
        insta::assert_snapshot!(format!("scores_{show}"), drawn);
    }
}

#[test]
fn the_numbers_are_those_of_the_study() {
    let mut desk = desk();
    let mut stage = tiny(&mut desk);
    does(&mut stage, &mut desk, "cursor token 5");
    let view = View::new(&stage, &desk, &Capability::FULL);
    let sight = Sight::new(&view).expect("there is a study");
    assert_eq!(sight.query, 5);
    let drawn = draw(&stage, &desk, ColourDepth::True, 140, 34);
    for listed in Number::ALL {
        let label = listed.label(&view, true);
        let row = drawn.lines().rev().find(|row| row.starts_with(&label)).unwrap_or_else(|| panic!("no {label}"));
        for scoring in Scoring::ALL {
            let text = listed.text(&sight, scoring);
            assert!(row.contains(&text), "{label}: {row} lacks {text}");
        }
    }
    let additive = sight.study.by(Scoring::Additive);
    assert_eq!(Number::Entropy.text(&sight, Scoring::Additive), number(additive.rows[5].entropy as f32, 5));
    assert_eq!(Number::ByScore.text(&sight, Scoring::Additive), number(additive.rows[5].by_score as f32, 6));
    let key = additive.rows[5].strongest;
    let weight = number(additive.weights[(key, 5)], 5);
    assert!(drawn.lines().any(|row| row.contains(&format!("{weight} ◂")) || row.contains(&format!("{weight} ≠"))));
}

#[test]
fn what_is_on_its_way_leaves_the_last_to_look_at() {
    let mut desk = desk();
    let empty = stage_with(Settings::default());
    assert_eq!(draw(&empty, &desk, ColourDepth::True, 60, 14).trim(), "computing …");
    let mut stage = tiny(&mut desk);
    let before = draw(&stage, &desk, ColourDepth::None, 60, 14);
    does(&mut stage, &mut desk, "head 1");
    assert_eq!(draw(&stage, &desk, ColourDepth::None, 60, 14), before);
    let view = View::new(&stage, &desk, &Capability::FULL);
    let view = view.of(PaneKind::Scores.first());
    // Without colours nothing is faint: a word has to say it, where no narrow frame leaves it out.
    assert_eq!(title(&view), "computing … · additive beside multiplicative");
    assert_eq!(note(&view), "head 0.1");
}

#[test]
fn what_could_not_be_compared_is_not_said_to_be_on_its_way() {
    let mut desk = desk();
    let mut stage = tiny(&mut desk);
    does(&mut stage, &mut desk, "head 1");
    let of = StudyOf::of_pane(&stage, &desk, PaneKind::Scores.first()).expect("there is a head");
    let broken = Notice::BrokeDown { job: Job::Studying, reason: "a defect".to_owned() };
    studied(&mut stage, &mut desk, Err((of, broken)));
    assert_eq!(desk.notice.as_ref().map(ToString::to_string), Some("comparing the scores broke down: a defect".into()));
    let view = View::new(&stage, &desk, &Capability::FULL);
    assert_eq!(title(&view.of(PaneKind::Scores.first())), "could not be computed · additive beside multiplicative");
    assert_eq!(wanted(&mut stage, &desk), [], "it would break down again");
}

#[test]
fn the_chart_grows_as_it_is_measured() {
    let dots = |points| {
        let mut desk = desk();
        let stage = studied_stage(stage_with(Settings::default()), &mut desk, points);
        let drawn = draw(&stage, &desk, ColourDepth::True, 100, 24);
        drawn.chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count()
    };
    let counts = [0, 1, 3, 5].map(dots);
    assert_eq!(counts[0], 0);
    assert!(counts.is_sorted() && counts[1] > 0 && counts[1] < counts[3], "{counts:?}");
}

#[test]
fn clicks_choose_what_is_shown_and_where_the_cursor_is() {
    let mut desk = desk();
    let stage = tiny(&mut desk);
    let view = View::new(&stage, &desk, &Capability::FULL);
    let area = Rect::new(3, 2, 110, 30);
    let commands: Vec<String> = area
        .positions()
        .filter_map(|at| crate::ui::pane::command_at(&view, PaneKind::Scores.first(), area, at))
        .map(|command| command.to_string())
        .collect();
    for line in ["scores-show weights", "scores-show scores", "scores-show gradient"] {
        assert!(commands.iter().any(|command| command == line), "no click sends `{line}`");
    }
    assert!(commands.iter().any(|command| command.starts_with("cursor token ")), "a map leads to its queries");
    let sight = Sight::new(&view).expect("there is a study");
    let grid = Grid::new(&sight, area).expect("there is room");
    for key in grid.keys {
        let line = format!("cursor key {key}");
        assert!(commands.contains(&line), "no click sends `{line}`");
    }
}

#[test]
fn it_stays_inside_at_every_size_and_depth() {
    let mut desk = desk();
    let mut stage = trained(&mut desk, 1);
    for show in ["weights", "scores", "gradient"] {
        does(&mut stage, &mut desk, &format!("scores-show {show}"));
        for colour in [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::Indexed256, ColourDepth::True] {
            let capability = Capability { colour, ..Capability::FULL };
            let view = View::new(&stage, &desk, &capability);
            for width in (1..50).chain([64, 88, 160]) {
                for height in (1..24).step_by(2).chain([48]) {
                    let mut buffer = Buffer::empty(Rect::new(0, 0, width + 4, height + 4));
                    let area = Rect::new(2, 2, width, height);
                    crate::ui::pane::render(&view, PaneKind::Scores.first(), area, &mut buffer);
                    for at in buffer.area.positions().filter(|at| !area.contains(*at)) {
                        assert_eq!(buffer[at].symbol(), " ", "at {at} outside {width} × {height}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_model_says_which_score_it_uses_and_what_it_was_trained_with() {
    let model = Arc::new(Model::open("twin-additive").expect("it is embedded"));
    let mut desk = desk();
    let stage = studied_stage(stage_of(model, "reverse the word", Settings::default()), &mut desk, 0);
    let drawn = draw(&stage, &desk, ColourDepth::None, 160, 40);
    assert!(drawn.contains("● additive in use") && drawn.contains("trained") && drawn.contains("drawn"), "{drawn}");
}

#[test]
fn where_nothing_attends_it_says_so() {
    let settings = Settings { mixing: Some(crate::transformer::Mixing::Convolution), ..Settings::default() };
    let stage = stage_with(settings);
    assert_eq!(draw(&stage, &desk(), ColourDepth::True, 60, 14).trim(), "nothing attends in this layer");
}

#[test]
fn keys_that_have_no_room_are_counted() {
    let mut desk = desk();
    let model = Arc::new(Model::open("austen").expect("it is embedded"));
    let stage = studied_stage(stage_of(model, TEXT, Settings::default()), &mut desk, 0);
    let drawn = draw(&stage, &desk, ColourDepth::None, 60, 14);
    assert!(drawn.contains("more keys"), "{drawn}");
    let marks = drawn.lines().filter(|row| !row.starts_with("argmax")).flat_map(str::chars);
    assert_eq!(marks.filter(|c| matches!(c, '◂' | '≠')).count(), 4, "{drawn}");
}

#[test]
fn the_cursors_key_has_a_row_however_few_there_are() {
    let mut desk = desk();
    let model = Arc::new(Model::open("austen").expect("it is embedded"));
    let mut stage = studied_stage(stage_of(model, TEXT, Settings::default()), &mut desk, 0);
    for key in 0..stage.pass.tokens.len() {
        does(&mut stage, &mut desk, &format!("cursor key {key}"));
        let view = View::new(&stage, &desk, &Capability::FULL);
        let sight = Sight::new(&view).expect("there is a study");
        for height in [9, 12, 14] {
            let grid = Grid::new(&sight, Rect::new(0, 0, 60, height)).expect("there is room");
            assert!(grid.keys.contains(&key), "{key} of {:?} in {height} rows", grid.keys);
        }
    }
}

#[test]
fn a_row_of_the_other_text_is_a_key_and_no_query() {
    let mut desk = desk();
    let mut stage = translation();
    does(&mut stage, &mut desk, "go decoder.0.cross.k");
    let mut stage = studied_stage(stage, &mut desk, 0);
    for (site, token, query, key) in [
        ("decoder.0.cross.k", 2, None, Some(2)),
        ("decoder.0.cross.q", 2, Some(2), None),
        ("decoder.0.cross.pattern", 3, Some(3), None),
    ] {
        does(&mut stage, &mut desk, &format!("go {site}"));
        does(&mut stage, &mut desk, &format!("cursor token {token}"));
        let view = View::new(&stage, &desk, &Capability::FULL).of(PaneKind::Scores.first());
        let sight = Sight::new(&view).expect("there is a study");
        let query = query.unwrap_or(sight.study.queries() - 1);
        let own = sight.study.by(Scoring::Scaled).rows[query].strongest;
        assert_eq!((sight.query, sight.key), (query, key.unwrap_or(own)), "{site}");
    }
}

/// A stage on which something was changed, and a desk that shows what differs.
fn changed(changes: &str) -> (Stage, Desk) {
    let mut viewer = crate::app::tests::Viewer::new();
    let panes = "panes \"row(1 scores)\"; focus scores; pane-side difference";
    for command in command::parse_all(&format!("{panes}; {changes}")).expect("commands") {
        viewer.run(command);
    }
    let (mut stage, mut desk) = (viewer.stage, viewer.desk);
    stage.studies = crate::app::Studies::default();
    let _ = wanted(&mut stage, &desk);
    if let Some(of) = StudyOf::of_pane(&stage, &desk, PaneKind::Scores.first()) {
        let (pass, minus) = of.passes(&stage).expect("both passes are alike");
        let study = Study::between(of, pass, minus.expect("something has changed")).expect("is computed");
        studied(&mut stage, &mut desk, Ok(study.expect("there is a head")));
    }
    (stage, desk)
}

#[test]
fn a_difference_is_shown_as_one_with_its_signs() {
    let (stage, desk) = changed("go decoder.0.attn.pattern; cursor token 4; patch decoder.0.attn.q times 3");
    let view = View::new(&stage, &desk, &Capability::FULL).of(PaneKind::Scores.first());
    assert!(crate::ui::pane::title(&view, view.pane).starts_with("now − before · "));
    let sight = Sight::new(&view).expect("there is a study");
    assert!(sight.signed() && sight.scale.0 < 0.0 && sight.scale.1 > 0.0);
    let [before, now] = [stage.before.as_deref(), Some(&*stage.pass)].map(|pass| {
        let site = sight.study.of.pattern();
        pass.and_then(|pass| pass.shown(site, sight.study.of.head).ok()).expect("is recorded").value(4, 1)
    });
    let value = sight.value(Scoring::Scaled, 4, 1).expect("is not hidden");
    assert!((value - (now - before)).abs() < 1e-6, "{value} is not {now} − {before}");
    insta::assert_snapshot!("scores_difference", draw(&stage, &desk, ColourDepth::None, 110, 26));
}

#[test]
fn where_the_other_pass_has_no_such_head_there_is_no_difference() {
    let mut viewer = crate::app::tests::Viewer::new();
    let panes = "panes \"row(1 scores)\"; focus scores; pane-side difference; compare heads 1; head 2";
    for command in command::parse_all(panes).expect("commands") {
        viewer.run(command);
    }
    let (stage, desk) = (viewer.stage, viewer.desk);
    assert!(draw(&stage, &desk, ColourDepth::None, 60, 14).contains("nothing of the same shape"));
}

#[test]
fn times_and_bytes_have_the_unit_that_suits_them() {
    assert_eq!([2e-6, 0.00345, 0.25, 12.0].map(time), ["2.00 µs", "3.45 ms", "250 ms", "12.0 s"]);
    assert_eq!([12, 1296, 2_500_000].map(bytes), ["12.0 B", "1.30 kB", "2.50 MB"]);
}
