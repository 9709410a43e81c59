use super::*;
use crate::tape::{Matrix, Site};

fn site(text: &str) -> Site {
    text.parse().expect("a site")
}

fn value(viewer: &Viewer, name: &str) -> Matrix {
    viewer.stage.pass.value(site(name)).expect("is recorded").clone()
}

#[test]
fn every_change_can_be_undone_and_done_again() {
    let changes = [
        "scale off",
        "mask none",
        "residual off",
        "norm post",
        "norm none",
        "head-off 1.2",
        "temperature 0.5",
        "text \"a truth\"",
        "scale",
        "mask",
        "residual",
        "norm",
        "head-toggle 0.0",
        "temperature up",
        "reset",
    ];
    let mut viewer = Viewer::new();
    let mut plans = vec![viewer.stage.plan.clone()];
    for change in changes {
        assert_eq!(viewer.does(change), "", "{change}");
        plans.push(viewer.stage.plan.clone());
        assert_eq!(viewer.stage.pass.plan, viewer.stage.plan);
    }
    for plan in plans.iter().rev().skip(1) {
        viewer.does("undo");
        assert_eq!(viewer.stage.plan, *plan);
    }
    assert_eq!(viewer.does("undo"), "there is nothing to undo");
    for plan in plans.iter().skip(1) {
        viewer.does("redo");
        assert_eq!(viewer.stage.plan, *plan);
        assert_eq!(viewer.stage.pass.plan, *plan);
    }
    assert_eq!(viewer.does("redo"), "there is nothing to redo");
}

#[test]
fn looking_around_is_nothing_to_undo() {
    let mut viewer = Viewer::new();
    viewer.does("scale off; next; cell 0 0; head 1; go logits; grain layer");
    let cursor = viewer.stage.plan.cursor;
    viewer.does("undo");
    assert_eq!(viewer.stage.plan.settings, Settings::default());
    assert_eq!(viewer.stage.plan.cursor, cursor, "undo does not look elsewhere");
    assert!(!viewer.stage.history.can_undo());
}

#[test]
fn what_is_so_already_is_no_change() {
    let mut viewer = Viewer::new();
    for line in ["scale on", "mask causal", "residual on", "norm pre", "temperature 1", "head-on 0.0", "reset"] {
        assert_eq!(viewer.run(command::parse(line).expect("a command")), [], "{line}");
    }
    viewer.does("scale; scale");
    assert_eq!(viewer.stage.plan.settings, Settings::default());
    viewer.does("undo; undo");
    assert!(!viewer.stage.history.can_undo());
}

#[test]
fn a_head_that_is_off_adds_nothing() {
    let mut viewer = Viewer::new();
    let before = value(&viewer, "decoder.1.attn.z");
    viewer.does("layer 1; head 2; head-toggle");
    let z = value(&viewer, "decoder.1.attn.z");
    assert_eq!(z.rows(0, 8), before.rows(0, 8));
    assert!(z.rows(8, 4).iter().all(|x| *x == 0.0));
    assert_eq!(value(&viewer, "decoder.1.attn.z.before"), before);
    let step = viewer.stage.pass.steps[viewer.stage.pass.step_of(site("decoder.1.attn.z"))];
    assert!(step.replaced.is_some(), "the patch and what it replaced are one step");
    assert_eq!(viewer.does("head off 2.0"), "there is no layer 2: layers go from 0 to 1");
    assert_eq!(viewer.does("head off 0.3"), "there is no head 3: heads go from 0 to 2");
    assert!(viewer.does("go embed; head-off").contains("of no layer"));
}

#[test]
fn norms_can_be_switched_on_in_a_model_without() {
    for from in [Norm::Pre, Norm::Post, Norm::None] {
        let mut viewer = Viewer::on(from);
        for norm in ["pre", "post", "none", "pre"] {
            assert_eq!(viewer.does(&format!("norm {norm}")), "");
            assert!(value(&viewer, "probs").iter().all(|p| p.is_finite()));
        }
    }
    let mut viewer = Viewer::on(Norm::None);
    viewer.does("norm pre");
    let normed = value(&viewer, "decoder.0.ln1");
    assert!(normed.column_iter().all(|token| token.mean().abs() < 1e-5), "gain 1, bias 0");
}

#[test]
fn a_temperature_stays_in_range() {
    let mut viewer = Viewer::new();
    for t in ["0", "-1", "1000"] {
        assert!(viewer.does(&format!("temperature {t}")).contains("out of range"), "{t}");
    }
    for _ in 0..20 {
        viewer.does("temperature down");
    }
    assert_eq!(viewer.stage.plan.settings.temperature, 0.1);
}

#[test]
fn texts_that_do_not_fit_are_refused_or_cut() {
    let mut viewer = Viewer::new();
    let before = viewer.stage.plan.clone();
    assert!(viewer.does("text \"\"").contains("the text is empty"));
    assert_eq!(viewer.stage.plan, before);
    let long = "truth ".repeat(2000);
    let said = viewer.does(&format!("text \"{long}\""));
    let tokens = viewer.stage.pass.cut.expect("is cut");
    assert!(said.contains(&format!("{tokens} tokens")) && said.contains("first 16"), "{said}");
    assert_eq!((viewer.stage.pass.tokens.len(), viewer.stage.pass.pieces.len()), (16, 16));
    let said = viewer.does("pad 10");
    assert!(said.contains(&format!("{tokens} tokens")) && said.contains("first 6,"), "beside its padding: {said}");
    assert_eq!(record(&plan(""), tiny(Norm::Pre)).err(), Some(PassError::Empty));
}

#[test]
fn a_model_that_cannot_be_opened_leaves_the_stage_as_it_was() {
    let mut viewer = Viewer::new();
    viewer.does("scale off");
    let before = viewer.stage.plan.clone();
    assert!(viewer.does("model huge").contains("no model `huge`"));
    assert_eq!(viewer.stage.plan, before);
    viewer.does("undo");
    assert_eq!(viewer.stage.plan.settings.scale, None);
    assert!(!viewer.stage.history.can_undo() && viewer.stage.history.can_redo());
}

#[test]
fn a_stale_result_changes_nothing() {
    let mut viewer = Viewer::new();
    let sent = |effects: Vec<Effect>| match effects.as_slice() {
        [Effect::Record { generation, plan }] => (*generation, plan.as_ref().clone()),
        other => panic!("{other:?}"),
    };
    let Viewer { stage, desk, .. } = &mut viewer;
    let first = sent(update(stage, desk, Command::Scale(None)));
    let second = sent(update(stage, desk, Command::Mask(None)));
    assert!(stage.is_recording());
    arrive(stage, desk, first.0, record(&first.1, stage.pass.model.clone()).map_err(Notice::from));
    assert!(stage.is_recording() && stage.pass.plan.settings.scale.is_none(), "only the newest counts");
    arrive(stage, desk, second.0, record(&second.1, stage.pass.model.clone()).map_err(Notice::from));
    assert!(!stage.is_recording());
    assert_eq!(stage.pass.plan, stage.plan);
}

#[test]
fn two_changes_of_which_the_last_fails_fall_back_to_what_is_seen() {
    let mut viewer = Viewer::new();
    let Viewer { stage, desk, .. } = &mut viewer;
    let before = stage.plan.clone();
    update(stage, desk, Command::Scale(None));
    update(stage, desk, Command::Model("huge".to_owned()));
    arrive(stage, desk, stage.generation(), Err(Notice::Failed("no".to_owned())));
    assert_eq!(stage.plan, before);
    assert!(!stage.history.can_undo());
}

#[test]
fn another_model_has_other_heads() {
    let mut plan: Plan = "head-off 1.2; scale off".parse().expect("a plan");
    plan.apply(&Command::Model("other".to_owned())).expect("is part of a plan");
    assert!(plan.settings.heads_off.is_empty() && plan.settings.scale == Some(false));
}

#[test]
fn every_setting_is_a_command_that_the_plan_keeps_and_undo_takes_back() {
    for line in [
        "score general",
        "score additive",
        "score additive; scale on",
        "position none",
        "position sinusoidal",
        "position shaw",
        "position t5",
        "position alibi",
        "position xl",
        "position rope; heads 1",
        "projections tied-kv",
        "projections tied-qk",
        "projections identity",
        "norm rms",
        "mixing fixed",
        "mixing convolution",
        "mixing recurrent",
        "heads 1",
        "pad 2",
        "pad 2; padding off",
        "pad 2; mask-value thousand",
        "pad 2; mask-value billion; mask-how filled; half on",
        "mask-how after",
        "position xl; segment 3; memory 2",
        "score additive; seed 7",
        "dropout 20",
    ] {
        let mut viewer = Viewer::new();
        let before = viewer.stage.plan.clone();
        for command in line.split("; ") {
            viewer.does(command);
            assert!(
                viewer.desk.notice.as_ref().is_none_or(|notice| !notice.is_error()),
                "{line}: {:?}",
                viewer.desk.notice
            );
        }
        let plan = viewer.stage.plan.clone();
        assert_ne!(plan.settings, before.settings, "{line}");
        assert_eq!(viewer.stage.pass.plan.settings, plan.settings, "{line}");
        assert_eq!(plan.to_string().parse().as_ref(), Ok(&plan), "{line}");
        for _ in line.split("; ") {
            viewer.does("undo");
        }
        assert_eq!(viewer.stage.plan.settings, before.settings, "{line}");
    }
}

#[test]
fn settings_that_do_not_go_together_are_refused_and_nothing_changes() {
    for (line, words) in [
        ("heads 7", "heads do not divide a width"),
        ("memory 4", "needs segments"),
        ("position xl; segment 2; memory 999", "longer than"),
        ("mixing fixed; position shaw", "only attention knows distances"),
    ] {
        let mut viewer = Viewer::new();
        let (last, first) = line.split("; ").collect::<Vec<_>>().split_last().map(|(l, f)| (*l, f.to_vec())).unwrap();
        for command in first {
            viewer.does(command);
        }
        let before = viewer.stage.plan.clone();
        let said = viewer.does(last);
        assert!(said.contains(words), "{line}: {said}");
        assert_eq!(viewer.stage.plan.settings, before.settings, "{line}");
    }
}

#[test]
fn dropout_leaves_numbers_out_as_training_does_and_the_seed_decides_which() {
    let mut viewer = Viewer::new();
    let dropped =
        |viewer: &Viewer| value(viewer, "decoder.0.mlp.dropout").iter().map(|x| *x == 0.0).collect::<Vec<_>>();
    assert_eq!(viewer.does("dropout 40"), "");
    let first = dropped(&viewer);
    assert!(first.iter().any(|x| *x) && !first.iter().all(|x| *x));
    viewer.does("seed 2");
    assert_ne!(dropped(&viewer), first);
    assert!(command::parse("dropout 100").is_err_and(|notice| notice.to_string().contains("cannot take `100`")));
    viewer.does("reset");
    assert!(viewer.stage.pass.value(site("decoder.0.mlp.dropout")).is_none(), "nothing is left out when it is asked");
}

#[test]
fn as_many_layers_as_the_decoder_has_are_a_change_where_the_encoder_has_fewer() {
    let architecture = crate::transformer::Architecture::EncoderDecoder;
    let own = Config { architecture, encoder_layers: 1, layers: 2, ..Config::default() };
    let asked = |layers: usize| {
        let mut settings = Settings { layers: Some(layers), ..Settings::default() };
        settings.forget_what_is_so(&own);
        let mut followed = Settings::default();
        followed.follow(&settings.applied(&own), &own);
        (settings.layers, followed.layers, settings.applied(&own).encoder_layers)
    };
    assert_eq!(asked(2), (Some(2), Some(2), 2));
    assert_eq!(asked(1), (Some(1), Some(1), 1));
    let mut settings = Settings::default();
    settings.follow(&own, &own);
    assert_eq!(settings.layers, None, "the model as it is");
    let even = Config { encoder_layers: 2, ..own.clone() };
    let mut settings = Settings { layers: Some(2), ..Settings::default() };
    settings.forget_what_is_so(&even);
    assert_eq!(settings.layers, None, "both stacks have as many");
}

#[test]
fn a_target_goes_with_its_model_and_no_door_lets_one_in_without() {
    let mut viewer = Viewer::new();
    viewer.does("model dates; text \"3 May 2017\"; target 2017-05-03; model tiny");
    assert_eq!((viewer.said(), viewer.stage.plan.settings.target.clone()), (String::new(), None));
    let given: Plan = "model tiny; text It; target 2017".parse().expect("a plan");
    assert_eq!(record(&given, tiny(Norm::Pre)).err(), Some(PassError::NoTarget));
    // A model that is still on its way is not known yet when the command comes.
    let Viewer { stage, desk, .. } = &mut viewer;
    update(stage, desk, Command::Model("austen".to_owned()));
    let sent = update(stage, desk, command::parse("target 2017").expect("a command"));
    let [Effect::Record { plan, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    let said = viewer.record(plan).err().map(|notice| notice.to_string());
    assert!(said.is_some_and(|said| said.contains("has no target")));
}
