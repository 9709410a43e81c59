use super::*;
use crate::app::study::{Scoring, Study, Sweep};

const PANES: &str = "panes \"row(1 matrix, 1 scores)\"";

/// What was asked for, of the effects.
fn asked(effects: &[Effect]) -> Vec<StudyOf> {
    let studies = effects.iter().filter_map(|effect| match effect {
        Effect::Study(all) => Some(all.clone()),
        _ => None,
    });
    studies.flatten().collect()
}

fn make(viewer: &Viewer, of: StudyOf) -> Study {
    let (pass, minus) = of.passes(&viewer.stage).expect("the pass is there");
    let study = minus.map_or_else(|| Study::new(of, pass, None), |minus| Study::between(of, pass, minus));
    study.expect("is computed").expect("there is a head")
}

fn run(viewer: &mut Viewer, line: &str) -> Vec<Effect> {
    viewer.run(command::parse(line).expect("a command"))
}

#[test]
fn a_scores_pane_asks_once_for_the_head_under_the_cursor() {
    let mut viewer = Viewer::new();
    assert_eq!(run(&mut viewer, "head 1"), [], "nobody looks");
    let effects = run(&mut viewer, PANES);
    let wanted = asked(&effects);
    assert!(matches!(wanted[..], [StudyOf { layer: 0, head: 1, version: Version::A, .. }]), "{wanted:?}");
    assert!(effects.contains(&Effect::Sweep(1)));
    assert_eq!(run(&mut viewer, "move down"), [], "it is on its way");
    let study = make(&viewer, wanted[0]);
    studied(&mut viewer.stage, &mut viewer.desk, Ok(study));
    assert!(viewer.stage.studies.find(&wanted[0]).is_some());
    assert_eq!(run(&mut viewer, "go decoder.0.mlp.pre"), [], "the layer's attention is the same");
    assert_eq!(asked(&run(&mut viewer, "head 2")).len(), 1);
    assert_eq!(asked(&run(&mut viewer, "head 1")), [], "it is still there");
}

#[test]
fn every_pane_has_its_own_study_however_many_there_are() {
    let mut viewer = Viewer::new();
    viewer.does("heads 6");
    let rest: Vec<String> = (2..=9).map(|pane| format!("1 scores-{pane}")).collect();
    viewer.does(&format!("panes \"row(1 scores, {})\"", rest.join(", ")));
    for (i, pane) in (1..=9).enumerate() {
        let pane = if pane == 1 { String::new() } else { format!("-{pane}") };
        viewer.does(&format!("focus scores{pane}; pin decoder.{}.attn.pattern {}", i / 6, i % 6));
    }
    viewer.stage.studies = Studies::default();
    let all = asked(&wanted(&mut viewer.stage, &viewer.desk));
    assert_eq!(all.len(), 9);
    for of in &all {
        let study = make(&viewer, *of);
        studied(&mut viewer.stage, &mut viewer.desk, Ok(study));
    }
    assert!(all.iter().all(|of| viewer.stage.studies.find(of).is_some()));
    assert_eq!(asked(&run(&mut viewer, "move down")), [], "none of them is asked for again");
}

#[test]
fn what_is_not_wanted_any_more_changes_nothing() {
    let mut viewer = Viewer::new();
    let first = asked(&run(&mut viewer, PANES))[0];
    let study = make(&viewer, first);
    run(&mut viewer, "head 2");
    studied(&mut viewer.stage, &mut viewer.desk, Ok(study));
    assert!(viewer.stage.studies.find(&first).is_none());
    let failed = |of| (of, Notice::Failed("no".to_owned()));
    studied(&mut viewer.stage, &mut viewer.desk, Err(failed(first)));
    assert_ne!(viewer.said(), "no");
    assert!(!viewer.stage.studies.has_failed(&first));
    let point = Sweep::new(2).measure().expect("is measured").expect("is the first");
    swept(&mut viewer.stage, &mut viewer.desk, 2, Ok(point));
    assert_eq!(viewer.stage.studies.sweep().map(|sweep| sweep.points.len()), Some(0), "another seed");
    swept(&mut viewer.stage, &mut viewer.desk, 1, Ok(point));
    assert_eq!(viewer.stage.studies.sweep().map(|sweep| sweep.points.len()), Some(1));
    let second = asked(&run(&mut viewer, "head 1"))[0];
    studied(&mut viewer.stage, &mut viewer.desk, Err(failed(second)));
    assert_eq!(viewer.said(), "no");
    assert!(viewer.stage.studies.has_failed(&second));
}

#[test]
fn a_new_pass_wants_new_studies_of_both_sides() {
    let mut viewer = Viewer::new();
    viewer.does("panes \"row(1 scores, 1 scores-2)\"; focus scores-2; pane-side b");
    let effects = run(&mut viewer, "compare score additive");
    assert_eq!(asked(&effects), [], "first the passes have to be there");
    viewer.stage.studies = Studies::default(); // what the passes asked for as they arrived
    let wanted = asked(&wanted(&mut viewer.stage, &viewer.desk));
    assert_eq!(wanted.iter().map(|of| of.version).collect::<Vec<_>>(), [Version::A, Version::B]);
    let [a, b] = [0, 1].map(|side| make(&viewer, wanted[side]).own);
    assert_eq!([a, b], [Some(Scoring::Scaled), Some(Scoring::Additive)]);
}

#[test]
fn a_difference_is_studied_where_both_passes_have_such_a_head() {
    let mut viewer = Viewer::new();
    viewer.does(PANES);
    viewer.does("focus scores; pane-side difference");
    viewer.stage.studies = Studies::default();
    assert_eq!(asked(&wanted(&mut viewer.stage, &viewer.desk))[0].version, Version::A, "nothing has changed yet");
    viewer.does("temperature 2; patch decoder.0.attn.q times 3");
    viewer.stage.studies = Studies::default();
    let of = asked(&wanted(&mut viewer.stage, &viewer.desk))[0];
    assert_eq!(of.version, Version::Difference);
    let difference = make(&viewer, of);
    assert!(difference.is_difference() && difference.scored.iter().all(|scored| scored.weights.amax() > 0.0));
    viewer.does("compare heads 2");
    viewer.stage.studies = Studies::default();
    let asked = asked(&wanted(&mut viewer.stage, &viewer.desk));
    assert!(asked.is_empty(), "a head of another width is another head: {asked:?}");
}

#[test]
fn what_a_scores_pane_shows_is_part_of_its_layout() {
    let mut viewer = Viewer::new();
    assert!(viewer.does("scores-show").contains("`scores` is not on the desk"));
    viewer.does(PANES);
    viewer.does("scores-show; scores-show");
    let pane = PaneKind::Scores.first();
    assert_eq!(viewer.desk.view(pane).scores, ScoresShow::Gradient);
    viewer.does("layout-save mine; scores-show weights; layout explore; layout mine");
    assert_eq!(viewer.desk.view(pane).scores, ScoresShow::Gradient);
    viewer.does("scores-show");
    assert_eq!(viewer.desk.view(pane).scores, ScoresShow::Weights);
}
