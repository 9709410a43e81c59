use std::cell::Cell;
use std::sync::Arc;

use super::*;
use crate::app::pane_look::ScoresShow;
use crate::app::plan::Plan;
use crate::app::tests::{plan, record, tiny};
use crate::app::version::Version;
use crate::experiment::{Draw, sensitivity};
use crate::model::Model;
use crate::tape::{Heads, Kernel, Part, Spare, Stack, Tape};
use crate::transformer::Norm;

/// The pass of a text with settings on a model, by default a tiny one without training.
fn pass(settings: &str, model: Option<&str>) -> Pass {
    let line = format!("{}; {settings}", plan("It is a truth"));
    let plan: Plan = line.parse().expect("a plan");
    let model = model.map_or_else(|| tiny(Norm::Pre), |name| Arc::new(Model::open(name).expect("it is embedded")));
    record(&plan, model).unwrap_or_else(|error| panic!("{settings}: {error}"))
}

fn of(layer: usize, head: usize) -> StudyOf {
    StudyOf { generation: 0, version: Version::A, stack: Stack::Decoder, layer, part: Part::Attention, head }
}

fn study(pass: &Pass, layer: usize, head: usize) -> Study {
    Study::new(of(layer, head), pass, None).expect("is computed").expect("there is a head")
}

/// The largest difference between what the study says of a score and what a pass recorded.
fn apart(study: &Study, scoring: Scoring, pass: &Pass) -> f32 {
    let shown = pass.shown(study.of.pattern(), study.of.head).expect("is recorded");
    assert_eq!((shown.rows.length, shown.columns.length), (study.queries(), study.keys()));
    let weights = &study.by(scoring).weights;
    let cell = |query, key| (shown.value(query, key) - weights[(key, query)]).abs();
    (0..study.queries()).flat_map(|query| (0..study.keys()).map(move |key| cell(query, key))).fold(0.0, f32::max)
}

#[test]
fn every_score_is_what_a_pass_with_it_records() {
    let plain = pass("", None);
    for (setting, scoring) in [
        ("dot", Scoring::Dot),
        ("scaled", Scoring::Scaled),
        ("general", Scoring::General),
        ("additive", Scoring::Additive),
    ] {
        let with = pass(&format!("score {setting}"), None);
        assert_eq!(Scoring::of(&with.config), Some(scoring));
        for head in 0..3 {
            // The first layer's queries and keys do not depend on the score.
            let difference = apart(&study(&plain, 0, head), scoring, &with);
            assert!(difference <= 1e-6, "{setting}, head {head}: {difference}");
            let own = study(&with, 1, head);
            assert_eq!(own.own, Some(scoring));
            assert!(apart(&own, scoring, &with) <= 1e-6, "{setting}, head {head} of the second layer");
        }
    }
}

#[test]
fn another_seed_draws_other_parameters_for_the_study_too() {
    let (one, two) = (pass("", None), pass("score additive; seed 2", None));
    assert!(apart(&study(&one, 0, 0), Scoring::Additive, &two) > 1e-3);
    let seeded = study(&pass("seed 2", None), 0, 0);
    assert!(apart(&seeded, Scoring::Additive, &two) <= 1e-6);
}

#[test]
fn masks_and_distances_are_those_of_the_pass() {
    for setting in [
        "mask none",
        "pad 3",
        "pad 3; padding off",
        "mask-value billion",
        "mask-value thousand; mask-how filled",
        "mask-how after",
        "pad 2; mask-how after; half on",
        "mask-value billion; half on",
        "position rope; heads 2",
        "position shaw",
        "position t5",
        "position alibi",
        "position xl",
        "position xl; segment 3; memory 2",
        "patch decoder.0.attn.masked set -inf 4 1 1",
        "patch decoder.0.attn.q times 3",
    ] {
        let pass = pass(setting, None);
        let study = study(&pass, 0, 1);
        assert_eq!(study.own, Some(Scoring::Scaled));
        let difference = apart(&study, Scoring::Scaled, &pass);
        assert!(difference <= 1e-6, "{setting}: {difference}");
    }
    let hidden = study(&pass("patch decoder.0.attn.masked set -inf 4 1 1", None), 0, 1);
    assert!(hidden.hides(4, 1) && hidden.hides(0, 1) && !hidden.hides(4, 0));
    assert!(Scoring::ALL.iter().all(|scoring| hidden.by(*scoring).weights[(1, 4)] == 0.0));
}

/// T7's numbers: the tape run backwards from every weight.
#[test]
fn norms_are_those_of_the_tape_run_backwards() {
    let pass = pass("mask none", None);
    let given = Given::of(&pass, &of(0, 2)).expect("there is a head");
    let study = study(&pass, 0, 2);
    for scoring in Scoring::ALL {
        let (parameters, _) = given.parameters(scoring, &pass);
        let (mut tape, scores) = given.record(scoring, &parameters);
        let pattern = tape.softmax(study.of.pattern(), scores);
        let q = tape.find(site(&study.of, Name::Q)).expect("is recorded");
        let norms = sensitivity(&mut tape, pattern, &[scores, q]).expect("is played");
        for (query, row) in study.by(scoring).rows.iter().enumerate() {
            assert!((row.by_score - norms[0][query]).abs() < 1e-5, "{scoring:?} by the scores of query {query}");
            let by_query = row.by_query.expect("the text is short");
            assert!((by_query - norms[1][query]).abs() < 1e-5, "{scoring:?} by query {query}: {by_query}");
        }
    }
}

#[test]
fn gradients_of_hidden_keys_are_nothing_and_those_of_all_keys_sum_up() {
    let study = study(&pass("mask-how after", None), 1, 0);
    for scored in &study.scored {
        for (query, row) in scored.rows.iter().enumerate() {
            let squares: f32 = scored.gradient.column(query).iter().map(|d| d * d).sum();
            assert!((f64::from(squares.sqrt()) - row.by_score).abs() < 1e-6);
            let hidden = (0..study.keys()).filter(|key| study.hides(query, *key));
            assert!(hidden.map(|key| scored.gradient[(key, query)]).all(|d| d == 0.0));
        }
    }
}

#[test]
fn a_masked_gradient_is_that_of_the_tape_run_backwards() {
    let pass = pass("mask-how after", None);
    let given = Given::of(&pass, &of(0, 0)).expect("there is a head");
    let scores = given.scores(Scoring::Dot, &Arc::default()).expect("are computed");
    let one = Heads { queries: 1, keys: 1, sequences: 1 };
    let mut tape = Tape::new(Arc::default(), Vec::new(), Kernel::default(), Spare::default());
    let at = |name| site(&of(0, 0), name);
    let s = tape.given(at(Name::Scores), scores.clone());
    let softmax = tape.softmax(at(Name::Unmasked), s);
    let mask = crate::tape::op::Mask {
        causal: true,
        queries: scores.ncols(),
        heads: one.queries,
        value: 0.0,
        how: crate::tape::op::MaskHow::Filled,
        ..Default::default()
    };
    let pattern = tape.mask(at(Name::Pattern), softmax, mask);
    let norms = sensitivity(&mut tape, pattern, &[s]).expect("is played");
    for (row, norm) in study(&pass, 0, 0).by(Scoring::Dot).rows.iter().zip(&norms[0]) {
        assert!((row.by_score - norm).abs() < 1e-5, "{} and {norm}", row.by_score);
    }
}

#[test]
fn it_says_what_was_trained_and_what_is_drawn() {
    let origins = |model| study(&pass("", model), 0, 0).scored.each_ref().map(|scored| scored.origin);
    assert_eq!(origins(None), [Origin::Nothing, Origin::Nothing, Origin::Drawn, Origin::Drawn]);
    assert_eq!(origins(Some("twin-general"))[2..], [Origin::Trained, Origin::Drawn]);
    assert_eq!(origins(Some("twin-additive"))[2..], [Origin::Drawn, Origin::Trained]);
    assert_eq!(study(&pass("", Some("twin-additive")), 0, 0).own, Some(Scoring::Additive));
    assert_eq!(study(&pass("score additive; scale on", None), 0, 0).own, None, "divided by √d it is another score");
}

#[test]
fn memory_is_counted_and_time_is_taken_where_there_is_a_clock() {
    let pass = pass("", None);
    let still = study(&pass, 0, 0);
    let (queries, keys, width) = (still.queries(), still.keys(), still.head_width);
    let costs = still.scored.each_ref().map(|scored| scored.cost);
    let scores = 4 * queries * keys;
    let mapped = 4 * width * (queries + keys);
    assert_eq!(costs.map(|cost| cost.bytes), [scores, 2 * scores, scores + mapped / 2, scores + mapped]);
    assert_eq!(costs[3].apart, Some(mapped + 4 * width * scores + scores));
    assert!(costs.iter().all(|cost| cost.seconds.is_none()));
    let calls = Cell::new(0.0);
    let clock = || {
        calls.set(calls.get() + 0.001);
        calls.get()
    };
    let timed = Study::new(of(0, 0), &pass, Some(&clock)).expect("is computed").expect("there is a head");
    for scored in &timed.scored {
        assert!((scored.cost.seconds.expect("is timed") - 0.001).abs() < 1e-9);
    }
}

#[test]
fn queries_that_look_elsewhere_are_counted() {
    let study = study(&pass("mask none", None), 1, 1);
    assert_eq!(study.elsewhere(Scoring::Scaled), 0);
    assert_eq!(study.elsewhere(Scoring::Dot), 0, "a scale leaves the order");
    let strongest = |scoring| study.by(scoring).rows.iter().map(|row| row.strongest).collect::<Vec<_>>();
    let differ = strongest(Scoring::Additive).iter().zip(strongest(Scoring::Scaled)).filter(|(a, b)| **a != *b).count();
    assert!(differ > 0 && study.elsewhere(Scoring::Additive) == differ);
}

#[test]
fn without_scaling_the_softmax_saturates_as_d_k_grows() {
    let mut sweep = Sweep::new(1);
    for _ in 0..5 {
        sweep.add(sweep.measure().expect("is measured").expect("is not the last"));
    }
    assert!(!sweep.is_done());
    assert_eq!(sweep.points.iter().map(|point| point.width).collect::<Vec<_>>(), Sweep::WIDTHS[..5]);
    let course = |scoring: Scoring, of: fn(&Spot) -> f64| {
        let at = |point: &Point| of(&point.spots[scoring as usize]);
        at(&sweep.points[4]) / at(&sweep.points[0])
    };
    for saturating in [Scoring::Dot, Scoring::General] {
        assert!(course(saturating, |spot| spot.entropy) < 0.5 && course(saturating, |spot| spot.by_score) < 0.8);
    }
    for steady in [Scoring::Scaled, Scoring::Additive] {
        assert!(course(steady, |spot| spot.entropy) > 0.9, "{steady:?}");
    }
    let again = Sweep::new(1).measure().expect("is measured").expect("is the first");
    assert_eq!(again, sweep.points[0]);
    let measured = Scoring::General.drawn().measure([4, 16, 64], &mut Draw::new(1)).expect("is measured");
    let spot = again.spots[Scoring::General as usize];
    assert!((spot.entropy * 4.0 - measured.entropy).abs() < 1e-9, "T7 measures the same");
    assert!((spot.by_score - measured.by_score_mean).abs() < 1e-5, "T7 measures the same");
}

#[test]
fn where_nothing_attends_there_is_nothing_to_study() {
    let pass = pass("mixing convolution", None);
    assert!(Study::new(of(0, 0), &pass, None).expect("is computed").is_none());
}

#[test]
fn small_maps_of_a_short_text_are_the_numbers_themselves_on_one_scale() {
    let study = study(&pass("", None), 1, 0);
    for show in ScoresShow::ALL {
        let small = study.small(show);
        assert_eq!((small.rows, small.columns), (study.queries(), study.keys()));
        let mut most = 0.0_f32;
        for scoring in Scoring::ALL {
            for (i, cell) in small.maps[scoring as usize].iter().enumerate() {
                let (query, key) = (i / study.keys(), i % study.keys());
                let shown = study.shown(show, scoring, query, key);
                assert_eq!(*cell, shown.unwrap_or(0.0), "{show:?} {scoring:?} {query} {key}");
                assert_eq!(shown.is_none(), key > query, "the mask hides later keys");
                // The first query sees one key.
                most = if query > 0 { most.max(cell.abs()) } else { most };
            }
        }
        assert_eq!(small.most, most, "{show:?}");
    }
}

#[test]
fn a_difference_has_the_numbers_of_one_pass_less_those_of_another() {
    let (before, now) = (pass("", None), pass("patch decoder.0.attn.q times -3", None));
    let of = of(0, 1);
    let [a, b] = [&before, &now].map(|pass| Study::new(of, pass, None).expect("is computed").expect("there is a head"));
    let difference = Study::between(of, &now, &before).expect("is computed").expect("they are alike");
    let mut elsewhere = 0;
    for scoring in Scoring::ALL {
        let [a, b, d] = [&a, &b, &difference].map(|study| study.by(scoring));
        assert_eq!([&d.weights, &d.scores], [&(&b.weights - &a.weights), &(&b.scores - &a.scores)]);
        for (query, ((a, b), d)) in a.rows.iter().zip(&b.rows).zip(&d.rows).enumerate() {
            assert_eq!(
                (d.entropy, d.largest, d.strongest),
                (b.entropy - a.entropy, b.largest - a.largest, b.strongest)
            );
            assert_eq!(difference.looks_elsewhere(scoring, query), a.strongest != b.strongest);
        }
        elsewhere += difference.elsewhere(scoring);
        let small = &difference.small(ScoresShow::Weights).maps[scoring as usize];
        assert!(small.iter().any(|x| *x < 0.0) && small.iter().any(|x| *x > 0.0), "what one key gains another loses");
    }
    assert!(elsewhere > 0 && !a.is_difference() && difference.is_difference());
    let longer: Plan = plan("It is a truth universally").to_string().parse().expect("a plan");
    let longer = record(&longer, tiny(Norm::Pre)).expect("is recorded");
    assert!(Study::between(of, &longer, &before).expect("is computed").is_none(), "of other queries");
}
