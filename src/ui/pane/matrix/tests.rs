use super::*;
use crate::app::desk::Desk;
use crate::app::pane_look::MapLook;
use crate::app::pane_tree::PaneKind;
use crate::app::update;
use crate::ui::Capability;
use crate::ui::pane::tests::stage;
use crate::ui::widget::heatmap::Frame;

fn numbers(stage: &crate::app::Stage, desk: &Desk, check: impl Fn(&Seen)) {
    let capability = Capability::FULL;
    let view = View::new(stage, desk, &capability).of(PaneKind::Matrix.first());
    check(&Seen::new(&view).expect("it is recorded"));
}

#[test]
fn rows_end_at_their_own_largest_number_and_without_the_first_key_at_that_of_the_rest() {
    let mut stage = stage();
    for site in ["decoder.0.attn.pattern", "decoder.1.attn.masked", "decoder.1.attn.q"] {
        stage.plan.cursor.site = site.parse().expect("a site");
        for sink_hidden in [false, true] {
            let desk = Desk { sink_hidden, ..Desk::default() };
            numbers(&stage, &desk, |seen| {
                let first = usize::from(sink_hidden && site != "decoder.1.attn.q");
                let mut most = 0.0_f32;
                for (row, end) in seen.map.row_ends().into_iter().enumerate() {
                    let mut own = 0.0_f32;
                    for column in first..seen.map.shown.columns.length {
                        let size = seen.map.shown.value(row, column).abs();
                        if size.is_finite() {
                            own = own.max(size);
                        }
                    }
                    assert_eq!(end, own, "{site} {row}");
                    most = most.max(own);
                }
                if site != "decoder.0.attn.pattern" {
                    let size = (seen.map.shown.rows.length, seen.map.shown.columns.length);
                    let frame = Frame { room: (20, 10), centre: (0, 0), halves: true };
                    assert_eq!(seen.ramp_end(&Fit::new(size, frame, &MapLook::default())), (most, false));
                }
            });
        }
    }
}

fn drawn(stage: &crate::app::Stage, desk: &Desk, width: u16, height: u16) -> String {
    let capability = Capability::FULL;
    let view = View::new(stage, desk, &capability).of(PaneKind::Matrix.first());
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let area = buffer.area;
    render(&view, area, &mut buffer);
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..height).map(row).collect()
}

#[test]
fn the_legend_says_what_part_is_drawn_how_it_is_pooled_and_what_is_left_out() {
    let contains = |legend: &str, said: &str| assert!(legend.contains(said), "{said} in {legend}");
    let (mut stage, mut desk) = (stage(), Desk::default());
    let mut after = |line: &str, width| {
        for command in crate::app::command::parse_all(line).expect("commands") {
            update(&mut stage, &mut desk, command);
        }
        drawn(&stage, &desk, width, 14).trim_end().lines().last().unwrap_or_default().to_owned()
    };
    contains(&after("magnify in 9; cell 0 0", 60), "0–1 × 0–5 of");
    contains(&after("scroll down 5; scroll right 4", 60), "4–5 × 1–6 of");
    contains(&after("move down", 60), "0–1 × 0–5 of");
    contains(&after("magnify fit; pool mean", 40), "mean of");
    contains(&after("normalise on; sink hide", 90), "1 of each row's largest · masked · first key left out");
}

#[test]
fn a_normalised_cell_shows_its_share_and_says_its_true_number() {
    let (mut stage, mut desk) = (stage(), Desk::default());
    for line in ["cell 3 1", "magnify in 9", "normalise on"] {
        update(&mut stage, &mut desk, crate::app::command::parse(line).expect("a command"));
    }
    let shown = stage.shown().expect("it is recorded");
    let text = crate::ui::widget::number(shown.value(3, 1), 6);
    assert!(drawn(&stage, &desk, 60, 20).contains(&text), "{text} in\n{}", drawn(&stage, &desk, 60, 20));
}

#[test]
fn that_cells_are_pooled_is_said_whatever_the_room() {
    let mut stage = stage();
    let mut desk = Desk::default();
    for command in crate::app::command::parse_all("go decoder.0.mlp.pre; magnify all").expect("commands") {
        update(&mut stage, &mut desk, command);
    }
    let capability = Capability::FULL;
    let view = View::new(&stage, &desk, &capability);
    let pane = PaneKind::Matrix.first();
    let mut said_in = [0, 0];
    for (width, height) in (10..40).flat_map(|width| (2..9).map(move |height| (width, height))) {
        let area = Rect::new(0, 0, width, height);
        let own = view.of(pane);
        let seen = Seen::new(&own).expect("it is recorded");
        let fit = with_heatmap(&own, &seen, 1.0, |map| map.layout(&own.theme, map_area(area)).fit);
        let Some(pooled) = legend::pooling(&own, &fit) else { continue };
        assert!(pooled.starts_with("max of "));
        let in_title = crate::ui::pane::title_in(&view, pane, area).starts_with(&pooled);
        let in_legend = drawn(&stage, &desk, width, height).contains(&pooled);
        assert!(in_title != in_legend, "{pooled} in {width} × {height}: {in_title}, {in_legend}");
        said_in[usize::from(in_legend)] += 1;
    }
    assert!(said_in.iter().all(|count| *count > 50), "{said_in:?}");
}

#[test]
fn what_is_derived_is_marked_where_a_title_is_not_cut() {
    let mut stage = stage();
    let view = |stage: &crate::app::Stage| {
        let desk = Desk::default();
        title(&View::new(stage, &desk, &Capability::FULL).of(PaneKind::Matrix.first()))
    };
    assert!(!view(&stage).contains("derived"));
    stage.plan.cursor.site = "decoder.1.rollout".parse().expect("a site");
    assert!(view(&stage).starts_with("derived · rollout"), "{}", view(&stage));
}

#[test]
fn a_long_text_is_drawn_the_same_before_its_survey_is_there_and_after() {
    let (mut stage, mut desk) = (crate::app::survey::tests::long(), Desk::default());
    let image = |stage: &crate::app::Stage, desk: &Desk| {
        let view = View::new(stage, desk, &Capability::FULL).of(PaneKind::Matrix.first());
        let mut buffer = Buffer::empty(Rect::new(0, 0, 60, 24));
        let area = buffer.area;
        render(&view, area, &mut buffer);
        (buffer, Seen::new(&view).is_some_and(|seen| seen.is_surveyed()))
    };
    for line in [
        "go decoder.0.attn.masked",
        "magnify all",
        "normalise on",
        "sink hide",
        "pane-side difference; normalise off",
        "go decoder.0.attn.pattern; pane-side a; sink show",
        "magnify fit; normalise on",
    ] {
        for command in crate::app::command::parse_all(line).expect("commands") {
            update(&mut stage, &mut desk, command);
        }
        stage.surveys = crate::app::Surveys::default();
        let (before, surveyed) = image(&stage, &desk);
        assert!(!surveyed);
        crate::app::survey::tests::survey(&mut stage, &mut desk);
        let (after, surveyed) = image(&stage, &desk);
        assert!(surveyed && before == after, "{line}");
    }
}

#[test]
fn what_no_frame_can_read_waits_for_its_survey() {
    let (mut stage, mut desk) = (crate::app::survey::tests::long(), Desk::default());
    let view = |stage: &crate::app::Stage, desk: &Desk, check: &dyn Fn(&Seen)| {
        let view = View::new(stage, desk, &Capability::FULL).of(PaneKind::Matrix.first());
        check(&Seen::new(&view).expect("it is recorded"));
    };
    update(&mut stage, &mut desk, crate::app::command::parse("go decoder.0.attn.masked").expect("a command"));
    // As large as they come: a fit of more cells than there are readable numbers.
    let size = (4096, 4096);
    let look = MapLook { whole: true, ..MapLook::default() };
    let whole = Fit::new(size, Frame { room: (40, 20), centre: (0, 0), halves: true }, &look);
    let part = Fit::new(size, Frame { room: (40, 20), centre: (0, 0), halves: true }, &MapLook::default());
    view(&stage, &desk, &|seen| assert!(!seen.can_draw(&whole) && seen.can_draw(&part) && !seen.failed));
    let of = crate::app::SurveyOf::of_pane(&stage, &desk, PaneKind::Matrix.first()).expect("it is a map");
    let broken = crate::app::Notice::Failed("a defect".to_owned());
    crate::app::surveyed(&mut stage, &mut desk, Err((of, broken)));
    view(&stage, &desk, &|seen| assert!(seen.failed));
    stage.surveys = crate::app::Surveys::default();
    crate::app::survey::tests::survey(&mut stage, &mut desk);
    view(&stage, &desk, &|seen| assert!(seen.can_draw(&whole)));
}

/// The last line that a map's pane has after some commands, at some sizes.
fn legend(stage: &crate::app::Stage, desk: &Desk, width: u16, height: u16) -> String {
    drawn(stage, desk, width, height).trim_end().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn what_a_mask_takes_away_is_not_nothing() {
    let mut viewer = crate::app::tests::Viewer::new();
    viewer.does("mask none; compare mask causal; go decoder.0.attn.masked; focus matrix; pane-side difference");
    let word = Word::NothingDiffers.say(viewer.desk.language);
    assert!(!legend(&viewer.stage, &viewer.desk, 60, 14).contains(word));
    viewer.does("go decoder.0.attn.scores");
    assert!(legend(&viewer.stage, &viewer.desk, 60, 14).contains(word), "before the mask they are the same");
}

#[test]
fn a_difference_of_nothing_is_said_in_words() {
    let mut stage = stage();
    stage.before = Some(stage.pass.clone());
    for language in crate::app::Language::ALL {
        let mut desk = Desk { language, ..Desk::default() };
        for line in ["side difference; go decoder.1.attn.z", "go decoder.0.attn.pattern", "normalise on"] {
            for command in crate::app::command::parse_all(line).expect("commands") {
                update(&mut stage, &mut desk, command);
            }
            for width in [24, 40, 60, 100] {
                let legend = legend(&stage, &desk, width, 14).replace(' ', "");
                let word = Word::NothingDiffers.say(language).replace(' ', "");
                assert!(legend.starts_with(&word), "{width}: {legend}");
                assert!(!legend.contains(['-', '+', '░', '≥']), "{width}: {legend}");
            }
        }
    }
    let desk = Desk::default();
    assert!(!legend(&stage, &desk, 60, 14).contains("nothing differs"), "one pass is no difference");
}

#[test]
fn a_narrow_legend_says_first_how_cells_are_pooled_then_where_colours_end() {
    let mut stage = stage();
    let mut desk = Desk::default();
    let lines = "go decoder.0.attn.pattern; magnify all; pool mean; normalise on";
    for command in crate::app::command::parse_all(lines).expect("commands") {
        update(&mut stage, &mut desk, command);
    }
    for (width, height) in (20..60).flat_map(|width| [(width, 8), (width, 11)]) {
        let legend = legend(&stage, &desk, width, height);
        if let Some(rest) = legend.strip_prefix("mean of ") {
            let all = format!("{} · 0 – 1 of each row's largest · masked", rest.split(' ').next().expect("a size"));
            let said = rest.trim_end_matches('…').trim_end();
            assert!(all.starts_with(said) && said.contains(" · "), "{width}: {legend}");
            assert_eq!(rest.ends_with('…'), said != all, "{width}: {legend}");
        } else {
            assert!(legend.starts_with("0 ") && legend.contains(" 1 of each row's largest"), "{width}: {legend}");
        }
    }
    assert!(legend(&stage, &desk, 36, 8).starts_with("mean of "), "{}", legend(&stage, &desk, 36, 8));
}
