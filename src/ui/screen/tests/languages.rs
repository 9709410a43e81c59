//! Both languages at every size: nothing is cut by a border, and nothing stands on one.

use std::sync::Arc;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::super::palette::place;
use super::*;
use crate::app::command::{Live, parse_all};
use crate::app::settings::Settings;
use crate::app::study::Study;
use crate::app::tests::Viewer;
use crate::app::update::{differed, studied};
use crate::app::{Effect, Gradient, Language, Layout, Palette, Pass, Plan, Version};
use crate::model::piece::columns;
use crate::tape::{Kernel, Spare};
use crate::transformer::Score;
use crate::ui::arrange::Outline;
use crate::ui::pane::tests::{stage_of, tiny};
use crate::ui::plain;

/// Wide letters, a picture and a combining mark within a sentence.
const MIXED: &str = "It is 一个真理 🦀 cafe\u{301} universally";

const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 40), (200, 60)];

fn model(name: &str) -> Arc<Model> {
    Arc::new(Model::open(name).expect("it is embedded"))
}

#[test]
fn whole_screens_in_chinese() {
    let stage = stage_of(model("austen"), MIXED, Settings::default());
    let shades = Capability { colour: ColourDepth::None, ..Capability::FULL };
    let desk = Desk { language: Language::Chinese, ..Desk::default() };
    for (width, height) in SIZES {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        render(&View::new(&stage, &desk, &shades), &mut buffer);
        insta::assert_snapshot!(format!("zh_{width}x{height}"), plain::text(&buffer));
    }
    let desk = Desk { mode: Mode::Help(Scrolled::default()), ..desk };
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    render(&View::new(&stage, &desk, &shades), &mut buffer);
    insta::assert_snapshot!("zh_help_120x40", plain::text(&buffer));
}

#[test]
fn a_translation_in_chinese_names_what_is_no_text() {
    let mut stage = stage_of(model("dates"), "二〇一七年三月三日", Settings { pad: 1, ..Settings::default() });
    stage.plan.cursor.site = "decoder.0.cross.pattern".parse().expect("a site");
    let desk = Desk { language: Language::Chinese, ..Desk::default() };
    let drawn = plain::text(&draw(&stage, &desk, 120, 40));
    for text in ["源端", "目标端", "⟨开始⟩", "⟨填充⟩", "cross.pattern · 头 0.0", "目标端 ↓  源端 →"]
    {
        assert!(drawn.contains(text), "{text}: {drawn}");
    }
    assert!(!drawn.contains("begin") && !drawn.contains("pad⟩"), "{drawn}");
}

/// Every wide glyph has its second column to itself, and none hangs over the edge of the screen.
fn no_glyph_is_cut(buffer: &Buffer, what: &str) {
    for position in buffer.area.positions() {
        if columns(buffer[position].symbol()) > 1 {
            let second = buffer.cell((position.x + 1, position.y)).map(Cell::symbol);
            assert_eq!(second, Some(" "), "{what}, at {position}:\n{}", plain::text(buffer));
        }
    }
}

/// Lines and joints stand along both sides of an outline, as far as it lies in an area.
fn sides_are_straight(buffer: &Buffer, outline: Outline, area: Rect, what: &str) {
    let inside = |low: u16, at: i32, high: u16| (i32::from(low)..i32::from(high)).contains(&at);
    for y in (outline.top..=outline.bottom).filter(|y| inside(area.top(), *y, area.bottom())) {
        let sides = [outline.left, outline.right].into_iter().filter(|x| inside(area.left(), *x, area.right()));
        for x in sides {
            let symbol = buffer[(x as u16, y as u16)].symbol();
            let line = symbol.chars().all(|c| ('\u{2500}'..='\u{257f}').contains(&c));
            assert!(line, "{what}: {symbol:?} at {x}, {y}:\n{}", plain::text(buffer));
        }
    }
}

fn borders_are_straight(stage: &Stage, desk: &Desk, (width, height): (u16, u16)) {
    let view = View::new(stage, desk, &Capability::FULL);
    let what = format!("{} in {:?} {width}x{height} {}", desk.focus, desk.language, stage.plan.cursor.site);
    let buffer = draw(stage, desk, width, height);
    no_glyph_is_cut(&buffer, &what);
    let arranged = arrangement(&view, buffer.area);
    match &desk.mode {
        Mode::Normal | Mode::Editing(_) => {
            for placed in &arranged.placed {
                sides_are_straight(&buffer, placed.outline, arranged.area, &what);
            }
        }
        Mode::Palette(palette) => {
            let area = place(palette, Rooms::of(buffer.area).panes);
            sides_are_straight(&buffer, super::super::palette::outline(area), area, &what);
        }
        Mode::Help(_) | Mode::History(_) | Mode::Share(_) => {
            let panes = Rooms::of(buffer.area).panes;
            let area = match &desk.mode {
                Mode::Help(_) => super::super::help::place(panes),
                Mode::History(_) => super::super::history::place(&view, panes),
                _ => super::super::share::place(&view, panes),
            };
            sides_are_straight(&buffer, super::super::palette::outline(area), area, &what);
        }
    }
}

#[test]
fn borders_are_straight_at_every_size_in_both_languages() {
    let stages = [
        stage_of(model("austen"), MIXED, Settings::default()),
        stage_of(model("dates"), "2017年3月3日 星期五", Settings { pad: 2, ..Settings::default() }),
        stage_of(model("gru-additive"), "二〇一七年三月三日", Settings::default()),
    ];
    for stage in &stages {
        let Desk { themes, layouts, panes, .. } = &Desk::default();
        let live = Live { stage, themes, layouts, panes };
        let palette = Palette::new(&live, "text \"一个真理".to_owned());
        for mode in
            modes().into_iter().chain([Mode::Palette(palette), Mode::History(0), Mode::Share(Scrolled::default())])
        {
            for language in Language::ALL {
                let desk = Desk { mode: mode.clone(), language, ..Desk::default() };
                for size in SIZES {
                    borders_are_straight(stage, &desk, size);
                }
            }
        }
    }
}

/// The mixed text, differentiated, beside the same where scores are compared by another score.
fn compared() -> Stage {
    let kernel = Kernel { portable: true, wide: false };
    let record = |score| {
        let settings = Settings { score, ..Settings::default() };
        let (text, gradient) = (MIXED.to_owned(), Some(Gradient::default()));
        let plan = Plan { model: "austen".to_owned(), text, settings, gradient, ..Plan::default() };
        Pass::record(&plan, model("austen"), kernel, Spare::default()).expect("the model plays")
    };
    let (mut pass, beside) = (record(None), record(Some(Score::Additive)));
    pass.plan.beside = Some(Box::new(beside.plan.clone()));
    pass.beside = Some(beside.into());
    Stage::new(pass)
}

/// A model that learns, on the mixed text.
fn learning() -> Stage {
    let mut viewer = Viewer::new();
    for command in parse_all(&format!("train reverse; train-step 2; text \"{MIXED}\"")).expect("commands") {
        viewer.run(command);
    }
    assert!(viewer.stage.training.is_some() && viewer.stage.plan.text == MIXED);
    viewer.stage
}

/// A desk after some commands, with all that the worker makes of them there.
fn desk_after(stage: &mut Stage, language: Language, line: &str) -> Desk {
    let mut desk = Desk { language, ..Desk::default() };
    for command in parse_all(line).expect("commands") {
        for effect in update(stage, &mut desk, command) {
            answer(stage, &mut desk, effect);
        }
    }
    assert_eq!(desk.notice, None, "{line}");
    desk
}

fn answer(stage: &mut Stage, desk: &mut Desk, effect: Effect) {
    match effect {
        Effect::Study(all) => {
            for of in all {
                let (pass, minus) = of.passes(stage).expect("it is asked for what is there");
                let study = match minus {
                    Some(minus) => Study::between(of, pass, minus),
                    None => Study::new(of, pass, None),
                };
                studied(stage, desk, Ok(study.expect("is computed").expect("there is a head")));
            }
        }
        Effect::Differ(generation) => {
            let (pass, minus) = stage.versions(Version::Difference);
            let all = pass.minus(minus.expect("two passes"));
            differed(stage, desk, generation, Ok(all));
        }
        _ => {}
    }
}

#[test]
fn borders_are_straight_in_every_layout_and_around_every_pane() {
    let layouts = Layout::given().into_iter().map(|layout| format!("layout {}", layout.name));
    let panes = PaneKind::ALL.into_iter().map(|kind| format!("panes {}; zoom on", kind.name()));
    let lines: Vec<String> = layouts.chain(panes).collect();
    for mut stage in [compared(), learning()] {
        for language in Language::ALL {
            for line in &lines {
                let desk = desk_after(&mut stage, language, line);
                for size in SIZES {
                    borders_are_straight(&stage, &desk, size);
                }
            }
        }
    }
}

#[test]
fn borders_are_straight_at_every_step_and_with_every_focus() {
    let mut stage = stage_of(tiny(), MIXED, Settings { pad: 1, scale: Some(false), ..Settings::default() });
    let desk = |focus, language| Desk { focus, language, ..Desk::default() };
    for site in stage.pass.sites().collect::<Vec<_>>() {
        stage.plan.cursor.site = site;
        borders_are_straight(&stage, &desk(PaneKind::Matrix.first(), Language::Chinese), (80, 24));
    }
    for focus in PaneTree::default().panes() {
        for width in 24..64 {
            borders_are_straight(&stage, &desk(focus, Language::Chinese), (width, 16));
        }
    }
}

#[test]
fn pop_ups_cut_no_glyph_in_either_language() {
    let stage = stage_of(tiny(), MIXED, Settings::default());
    for language in Language::ALL {
        let begun = Desk { pending: vec!["g".parse().expect("a key")], language, ..Desk::default() };
        let hint = Desk { hint: true, language, ..Desk::default() };
        for desk in [begun, hint] {
            for width in 24..124 {
                no_glyph_is_cut(&draw(&stage, &desk, width, 30), &format!("{language:?} {width}"));
            }
        }
    }
}

#[test]
fn a_long_sentence_in_chinese_breaks_where_chinese_breaks() {
    let stage = stage_of(tiny(), MIXED, Settings::default());
    let desk = Desk { language: Language::Chinese, mode: Mode::Help(Scrolled::default()), ..Desk::default() };
    for width in [60, 90, 120] {
        let drawn = plain::text(&draw(&stage, &desk, width, 140));
        for row in drawn.lines() {
            let content = row.trim_matches(['│', '┃', ' ']);
            assert!(!content.starts_with(['，', '。', '；', '：', '、', '）']), "{width}: {row}");
        }
    }
}
