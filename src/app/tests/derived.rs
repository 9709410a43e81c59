use super::*;
use crate::tape::{Matrix, Name, Site};

fn site(text: &str) -> Site {
    text.parse().expect("a site")
}

fn value<'a>(pass: &'a Pass, name: &str) -> &'a Matrix {
    pass.value(site(name)).expect("is recorded")
}

#[test]
fn what_is_derived_is_no_step_and_stands_at_what_it_is_derived_from() {
    for (norm, stream) in [(Norm::Pre, "decoder.1.resid_post"), (Norm::Post, "decoder.1.ln2")] {
        let viewer = Viewer::on(norm);
        let pass = &viewer.stage.pass;
        assert!(!pass.steps.iter().any(|step| step.site.is_derived()));
        let step = |name: &str| pass.step_of(site(name));
        for name in ["attn.pattern_mean", "attn.pattern_max", "rollout"] {
            assert_eq!(step(&format!("decoder.1.{name}")), step("decoder.1.attn.pattern"), "{name}");
        }
        for name in ["lens", "lens_logits"] {
            assert_eq!(step(&format!("decoder.1.{name}")), step(stream), "{name}");
        }
        let sites: Vec<Site> = pass.sites().collect();
        assert!(sites.is_sorted_by_key(|site| pass.step_of(*site)), "in the order of the steps");
        assert_eq!(sites.iter().filter(|site| site.name == Name::Rollout).count(), 2);
    }
}

#[test]
fn one_goes_to_what_is_derived_and_steps_on_from_there() {
    let mut viewer = Viewer::new();
    assert_eq!(viewer.does("go decoder.1.rollout"), "");
    assert_eq!(viewer.site(), "decoder.1.rollout");
    assert_eq!(viewer.stage.step().site, site("decoder.1.attn.pattern"));
    viewer.does("next");
    assert_eq!(viewer.site(), "decoder.1.attn.z");
    viewer.does("go decoder.1.rollout; layer 0; cell 2 1");
    assert_eq!(viewer.site(), "decoder.0.rollout");
    let shown = viewer.stage.shown().expect("is shown");
    assert_eq!((shown.rows.axis, shown.columns.axis, shown.head), (Axis::Query, Axis::Key, None));
    let misspelt = command::parse("go decoder.1.rolout").expect_err("is none").to_string();
    assert!(misspelt.contains("the nearest: decoder.1.rollout"), "{misspelt}");
}

#[test]
fn the_lens_of_the_last_layer_is_what_the_model_says() {
    for norm in [Norm::Pre, Norm::Post, Norm::None, Norm::Rms] {
        let viewer = Viewer::on(norm);
        let pass = &viewer.stage.pass;
        assert_eq!(value(pass, "decoder.1.lens_logits"), value(pass, "logits"), "{norm:?}");
        assert_eq!(value(pass, "decoder.1.lens"), value(pass, "probs"));
        assert_ne!(value(pass, "decoder.0.lens"), value(pass, "probs"));
    }
}

#[test]
fn every_token_of_a_rollout_is_made_of_the_tokens_of_the_input() {
    let viewer = Viewer::new();
    let pass = &viewer.stage.pass;
    for name in ["attn.pattern_mean", "rollout"] {
        let of_layer = value(pass, &format!("decoder.1.{name}"));
        assert!(of_layer.column_iter().all(|query| (query.sum() - 1.0).abs() < 1e-5), "{name}");
    }
    let (mean, max) = (value(pass, "decoder.0.attn.pattern_mean"), value(pass, "decoder.0.attn.pattern_max"));
    assert!(mean.iter().zip(max).all(|(mean, max)| *mean <= max + 1e-6));
}

#[test]
fn long_vocabularies_have_no_lens() {
    let mut config = tiny(Norm::Pre).config.clone();
    config.vocabulary = 1 << 20;
    let mut tape = crate::tape::Tape::new(
        config.random(1).into(),
        Vec::new(),
        Kernel { portable: true, wide: false },
        Spare::default(),
    );
    crate::transformer::record(&mut tape, &config, &crate::transformer::Input::one(vec![1, 2, 3, 4, 5]));
    crate::transformer::derived(&mut tape, &config);
    assert!(tape.find(site("decoder.0.lens")).is_none() && tape.find(site("decoder.0.rollout")).is_some());
}
