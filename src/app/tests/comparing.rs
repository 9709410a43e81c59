use super::*;
use crate::tape::Site;

fn site(text: &str) -> Site {
    text.parse().expect("a site")
}

fn cell(pass: &Pass, name: &str, head: usize, row: usize, column: usize) -> f32 {
    pass.shown(site(name), head).expect("is recorded").value(row, column)
}

#[test]
fn a_cell_a_row_and_a_whole_value_can_be_changed_and_changed_back() {
    let mut viewer = Viewer::new();
    let pattern = "decoder.1.attn.pattern";
    assert_eq!(viewer.does(&format!("patch {pattern} set 0.7 3 1 2")), "");
    assert_eq!(cell(&viewer.stage.pass, pattern, 2, 3, 1), 0.7);
    assert_ne!(cell(&viewer.stage.pass, pattern, 1, 3, 1), 0.7, "in one head only");
    viewer.does("patch decoder.0.resid_post times 0 2");
    let shown = viewer.stage.pass.shown(site("decoder.0.resid_post"), 0).expect("is recorded");
    assert!(shown.row(2).all(|x| x == 0.0) && shown.row(1).any(|x| x != 0.0));
    viewer.does("patch decoder.0.attn.W_Q add 1 0 0; patch pos as 0 3");
    let pos = viewer.stage.pass.shown(site("pos"), 0).expect("is recorded");
    assert!(pos.row(3).eq(pos.row(0)), "token 3 stands where token 0 does");
    viewer.does("patch decoder.1.attn.q as 0 3");
    let q = |viewer: &Viewer| viewer.stage.pass.value(site("decoder.1.attn.q")).expect("is recorded").clone();
    assert_eq!(q(&viewer).column(3), q(&viewer).column(0), "of this pass, with what else is changed in it");
    viewer.does("undo");
    assert_ne!(q(&viewer).column(3), q(&viewer).column(0));
    let plan = viewer.stage.plan.clone();
    assert_eq!(plan.pokes.len(), 4);
    assert_eq!(plan.to_string().parse(), Ok(plan));
    viewer.does("unpatch decoder.0.resid_post; unpatch");
    assert!(viewer.stage.plan.pokes.is_empty());
    viewer.does("undo; undo; undo; undo; undo; undo");
    assert!(!viewer.stage.history.can_undo());
}

#[test]
fn pokes_that_do_not_fit_are_refused_with_what_would() {
    let mut viewer = Viewer::new();
    for (line, said) in [
        ("patch decoder.1.attn.pattern set 1 99 0", "no row 99"),
        ("patch logits set 1 0 0 1", "has no heads"),
        ("patch decoder.1.attn.z from a", "only in B"),
        ("patch tempered set 1", "no `tempered`"),
        ("pokes b", "nothing is compared"),
        ("side b", "nothing is compared"),
        ("side difference", "nothing has changed"),
        ("go logits; hide", "only a key of scores"),
        ("go embed; sub-layer-toggle", "no sub-layer is looked at"),
        ("revisit 7", "no moment 7"),
        ("token 99 cat", "no token 99"),
        ("target 2017", "has no target"),
        ("compare compare off", "cannot make what is compared"),
        ("compare next", "`next` cannot make what is compared"),
        ("compare go embed", "`go embed` cannot make what is compared"),
        ("compare token 0 X", "`token 0 \"X\"` cannot make what is compared"),
        ("compare \"\"", "nothing would be different"),
    ] {
        let before = viewer.stage.plan.clone();
        assert!(viewer.does(line).contains(said), "{line}: {}", viewer.said());
        assert!(viewer.stage.plan.records_same(&before), "{line}");
    }
}

#[test]
fn what_the_cursor_is_on_can_be_poked() {
    let mut viewer = Viewer::new();
    viewer.does("go decoder.0.attn.pattern; head 1; cell 3 1; poke set 0.5");
    assert_eq!(cell(&viewer.stage.pass, "decoder.0.attn.pattern", 1, 3, 1), 0.5);
    viewer.does("undo; hide");
    assert_eq!(cell(&viewer.stage.pass, "decoder.0.attn.pattern", 1, 3, 1), 0.0);
    assert!((viewer.stage.shown().expect("a pattern").row(3).sum::<f32>() - 1.0).abs() < 1e-5);
    viewer.does("hide");
    assert!(viewer.stage.plan.pokes.is_empty(), "hidden twice is shown again");
    viewer.does("go decoder.1.mlp.pre; sub-layer-toggle");
    let pass = &viewer.stage.pass;
    assert_eq!(pass.value(site("decoder.1.resid_post")), pass.value(site("decoder.1.resid_mid")));
    viewer.does("sub-layer-toggle");
    assert!(viewer.stage.plan.pokes.is_empty());
    viewer.does("token 2 \" was\"");
    assert!(viewer.stage.plan.text.starts_with("It was"), "{}", viewer.stage.plan.text);
}

#[test]
fn the_difference_comes_and_goes_in_a_pane_that_has_a_side_of_its_own() {
    let mut viewer = Viewer::new();
    viewer.does("compare score additive; layout compare; focus matrix-2; side");
    let sides = |viewer: &Viewer| {
        let panes = ["matrix", "matrix-2", "tokens"].map(|pane| pane.parse().expect("a pane"));
        panes.map(|pane| viewer.desk.version_of(pane))
    };
    assert_eq!(sides(&viewer), [Version::A, Version::Difference, Version::A], "there and nowhere else");
    viewer.does("side");
    assert_eq!(sides(&viewer), [Version::A, Version::B, Version::A]);
    viewer.does("focus tokens; side");
    assert_eq!(sides(&viewer), [Version::A, Version::B, Version::Difference], "the desk's");
    viewer.does("side; focus matrix; side; pane-side b; side; side");
    assert_eq!(sides(&viewer), [Version::B, Version::B, Version::A], "back to what it showed last");

    let mut viewer = Viewer::new();
    viewer.does("layout compare; compare score additive; focus matrix-2; side; compare off; side");
    assert_eq!(sides(&viewer), [Version::A; 3], "where there is no B any more it shows what there is");
}

#[test]
fn two_plans_stand_beside_each_other_on_one_text() {
    let mut viewer = Viewer::new();
    assert_eq!(viewer.does("compare score additive"), "");
    let beside = viewer.stage.pass.beside.clone().expect("a pass beside");
    assert_eq!(beside.config.score, crate::transformer::Score::Additive);
    assert_eq!(viewer.stage.pass.config.score, crate::transformer::Score::Dot);
    let versions = viewer.desk.panes.panes().iter().map(|pane| viewer.desk.version_of(*pane)).collect::<Vec<_>>();
    assert!(versions.contains(&Version::B) && versions.contains(&Version::Difference), "its layout comes with it");
    viewer.does("head-off 1.2; text \"a truth\"");
    let (a, b) = (&viewer.stage.pass, viewer.stage.pass.beside.as_ref().expect("a pass beside"));
    assert!(a.plan.settings.heads_off.is_empty() && !b.plan.settings.heads_off.is_empty(), "pokes go to B");
    assert_eq!(a.tokens, b.tokens);
    viewer.does("pokes a; mask none");
    let plan = viewer.stage.plan.clone();
    assert_eq!((plan.settings.causal, plan.beside.as_ref().and_then(|b| b.settings.causal)), (Some(false), None));
    assert_eq!(plan.to_string().parse(), Ok(plan));
    viewer.does("compare off");
    assert!(viewer.stage.pass.beside.is_none());
    assert_eq!(viewer.desk.panes, PaneTree::default(), "and goes with it");
    viewer.does("undo");
    assert!(viewer.stage.pass.beside.is_some());
}

#[test]
fn what_a_mask_takes_away_or_gives_back_is_what_differs_most() {
    let map = "focus matrix; go decoder.0.attn.masked; pane-side difference";
    for (line, most) in [("mask none; compare mask causal", "−∞"), ("compare mask none", "∞")] {
        let mut viewer = Viewer::new();
        let said = viewer.does(&format!("{line}; panes matrix; {map}; strongest 1"));
        assert_eq!(said, format!("1st of 100: {most}"), "{line}");
    }
}

#[test]
fn a_value_is_taken_from_a_into_b_and_the_output_moves() {
    let mut viewer = Viewer::new();
    viewer.does("compare residual off");
    let probs = |viewer: &Viewer| viewer.stage.pass.beside.as_ref().and_then(|b| b.value(site("probs")).cloned());
    let before = probs(&viewer);
    assert_eq!(viewer.does("patch decoder.1.attn.z from a"), "");
    let (a, b) = (&viewer.stage.pass, viewer.stage.pass.beside.as_ref().expect("a pass beside"));
    assert_eq!(a.value(site("decoder.1.attn.z")), b.value(site("decoder.1.attn.z")));
    assert_ne!(probs(&viewer), before);
    // What follows from the last residual stream alone is A's from there on.
    viewer.does("undo; patch decoder.1.resid_post from a");
    let (a, b) = (&viewer.stage.pass, viewer.stage.pass.beside.as_ref().expect("a pass beside"));
    assert_eq!(a.value(site("probs")), b.value(site("probs")));
}

#[test]
fn the_difference_is_that_to_what_was_before() {
    let mut viewer = Viewer::new();
    viewer.does("mask none; side");
    assert_eq!(viewer.desk.version, Version::Difference);
    let (now, before) = viewer.stage.versions(Version::Difference);
    assert!(!now.config.causal && before.expect("a pass before").config.causal);
    viewer.does("side");
    assert_eq!(viewer.desk.version, Version::A);
}

#[test]
fn the_history_is_a_tree_of_what_was_done() {
    let mut viewer = Viewer::new();
    viewer.does("mask; scale; undo; head-toggle 1.2; history");
    let made: Vec<&str> = viewer.stage.history.moments().iter().map(|moment| moment.made_by.as_str()).collect();
    assert_eq!(made, ["", "mask none", "scale off", "head-off 1.2"]);
    assert!(matches!(viewer.desk.mode, Mode::History(3)));
    viewer.keys("up enter");
    assert!(matches!(viewer.desk.mode, Mode::Normal));
    assert_eq!(viewer.stage.plan.settings.scale, Some(false));
    assert!(viewer.stage.plan.settings.heads_off.is_empty());
}

#[test]
fn the_line_that_is_shared_makes_the_same_again() {
    let mut viewer = Viewer::new();
    viewer.does("mask none; hide 3 1; compare score additive; patch decoder.0.attn.q from a; head 2; cell 2 1");
    let line = match viewer.run(Command::Share).as_slice() {
        [Effect::Copy(line)] => line.clone(),
        other => panic!("{other:?}"),
    };
    let plan: Plan = line.parse().expect("a plan");
    assert_eq!(plan, viewer.stage.plan);
    assert!(matches!(viewer.desk.mode, Mode::Share(_)));
    viewer.keys("x");
    assert!(matches!(viewer.desk.mode, Mode::Normal));
}

#[test]
fn a_comparison_that_is_refused_takes_its_layout_with_it() {
    let mut viewer = Viewer::new();
    assert!(viewer.does("compare heads 7").contains("do not divide"));
    assert_eq!((viewer.desk.panes.clone(), viewer.desk.set_aside.clone()), (PaneTree::default(), None));
    assert!(viewer.stage.plan.beside.is_none() && !viewer.stage.pokes_b);
}

#[test]
fn changes_add_up_and_a_sub_layer_that_is_on_again_keeps_its_others() {
    let mut viewer = Viewer::new();
    let before = cell(&viewer.stage.pass, "embed", 0, 2, 3);
    viewer.does("go embed; cell 2 3; poke add 1; poke times 2; poke add 1");
    assert!((cell(&viewer.stage.pass, "embed", 0, 2, 3) - ((before + 1.0) * 2.0 + 1.0)).abs() < 1e-5);
    viewer.does("reset; patch decoder.0.attn.out set 1 0 0");
    viewer.does("sub-layer-toggle decoder.0.attn.out; sub-layer-toggle decoder.0.attn.out");
    assert_eq!(viewer.stage.plan.pokes.len(), 1);
    assert_eq!(cell(&viewer.stage.pass, "decoder.0.attn.out", 0, 0, 0), 1.0);
    viewer.does("reset; patch decoder.0.attn.out times 2");
    let doubled = viewer.stage.plan.clone();
    viewer.does("sub-layer-toggle decoder.0.attn.out");
    assert_eq!(cell(&viewer.stage.pass, "decoder.0.attn.out", 0, 2, 3), 0.0);
    viewer.does("sub-layer-toggle decoder.0.attn.out");
    assert_eq!(viewer.stage.plan.pokes, doubled.pokes, "what was doubled still is");
    viewer.does("patch decoder.0.attn.out times 1");
    assert_eq!(viewer.stage.plan.pokes[0], doubled.pokes[0], "times 1 takes nothing back");
}

#[test]
fn a_sub_layer_is_switched_in_a_plan_too_and_in_what_is_compared() {
    let switched: Plan = "sub-layer-toggle decoder.0.mlp.out".parse().expect("a plan");
    assert_eq!(switched.to_string().parse(), Ok(switched.clone()));
    assert_eq!(switched.pokes.len(), 1);
    let mut viewer = Viewer::new();
    viewer.does("sub-layer-toggle decoder.0.mlp.out; compare sub-layer-toggle decoder.0.mlp.out");
    let beside = viewer.stage.plan.beside.as_ref().expect("a plan beside");
    assert!(viewer.stage.plan.pokes.len() == 1 && beside.pokes.is_empty());
    assert_eq!(viewer.stage.plan.to_string().parse(), Ok(viewer.stage.plan.clone()));
}

#[test]
fn a_token_is_replaced_in_the_text_whatever_of_it_is_shown() {
    let letters = "abcdefgh";
    let after = |line: &str| {
        let mut viewer = Viewer::new();
        viewer.does(&format!("text {letters}; {line}"));
        (viewer.said(), viewer.stage.plan.text.clone())
    };
    let replaced = |line: &str, text: &str| assert_eq!(after(line), (String::new(), text.to_owned()), "{line}");
    replaced("token 0 X", "Xbcdefgh");
    replaced("pad 3; token 7 X", "abcdefgX");
    // Of segments the last one is shown, with its padding, however much of it that is.
    replaced("position xl; segment 3; memory 2; token 0 X", "abcdefXh");
    replaced("position xl; segment 5; memory 2; pad 2; token 0 X", "abcdeXgh");
    replaced("position xl; segment 5; memory 2; pad 2; token 2 XY", "abcdefgXY");
    for (line, said) in [
        ("pad 3; token 8 X", "there is no token 8: tokens go from 0 to 7"),
        ("pad 20000; token 1 X", "there is no token 1: there is only token 0"),
        ("position xl; segment 5; memory 2; pad 2; token 3 X", "there is no token 3: tokens go from 0 to 2"),
        ("position xl; segment 4; memory 2; pad 2; token 0 X", "there is no token 0: there is none"),
    ] {
        assert_eq!(after(line), (said.to_owned(), letters.to_owned()), "{line}");
    }
}

#[test]
fn a_character_of_several_tokens_is_replaced_as_one() {
    for token in [0, 1, 2] {
        let mut viewer = Viewer::new();
        viewer.does(&format!("text 中文x; token {token} Y"));
        assert_eq!(viewer.stage.plan.text, "Y文x", "{token}");
    }
    let mut viewer = Viewer::new();
    viewer.does("text 中文x; token 4 Y; token 4 Z");
    assert_eq!(viewer.stage.plan.text, "中YZ");
}

#[test]
fn a_head_of_another_attention_is_switched_by_a_patch_that_the_notice_names() {
    let mut viewer = Viewer::new();
    viewer.does("model dates; text \"3 May 2017\"; go encoder.0.attn.pattern; head 1");
    let (off, on) = ("patch encoder.0.attn.z times 0 all all 1", "unpatch encoder.0.attn.z all all 1");
    let names = |viewer: &mut Viewer, line: &str, switch: &str, how: &str| {
        let said = viewer.does(line);
        let about = format!("`{line}` is about the last stack's self-attention: ");
        assert_eq!(said, format!("{about}`{switch}` switches this head {how}"));
    };
    names(&mut viewer, "head-toggle", off, "off");
    names(&mut viewer, "head-off", off, "off");
    assert_eq!(viewer.does(off), "");
    names(&mut viewer, "head-toggle", on, "on");
    names(&mut viewer, "head-on", on, "on");
    assert_eq!(viewer.does(on), "");
    assert!(viewer.stage.plan.pokes.is_empty());
    viewer.does("go decoder.1.cross.pattern");
    names(&mut viewer, "head-off", "patch decoder.1.cross.z times 0 all all 1", "off");
    for command in ["head-off", "head-on", "head-toggle"] {
        assert!(viewer.does(&format!("go encoder.embed; {command}")).contains("of no layer"), "{}", viewer.said());
    }
    assert!(viewer.stage.plan.settings.heads_off.is_empty());
}
