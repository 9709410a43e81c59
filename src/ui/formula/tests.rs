use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::app::{Desk, Settings, Stage};
use crate::model::Model;
use crate::ui::Capability;
use crate::ui::pane::tests::{TEXT, stage_of, tiny, translation};

fn formula(stage: &Stage, site: &str) -> String {
    let (desk, capability) = (Desk::default(), Capability::FULL);
    let site = site.parse().expect("a site");
    stage.pass.find(site).expect("it is recorded");
    View::new(stage, &desk, &capability).formula(site).into_owned()
}

fn sentence(stage: &Stage, site: &str) -> &'static str {
    let (desk, capability) = (Desk::default(), Capability::FULL);
    View::new(stage, &desk, &capability).sentence(site.parse().expect("a site"))
}

/// Every way to mask, of one position scheme.
fn maskings(position: Position) -> Vec<Settings> {
    let mut all = vec![Settings { position: Some(position), ..Settings::default() }];
    let mut each = |vary: &dyn Fn(Settings) -> Vec<Settings>| all = all.drain(..).flat_map(vary).collect();
    each(&|s| MaskHow::ALL.iter().map(|how| Settings { mask_how: Some(*how), ..s.clone() }).collect());
    each(&|s| MaskValue::ALL.iter().map(|value| Settings { mask_value: Some(*value), ..s.clone() }).collect());
    each(&|s| [false, true].map(|half| Settings { half: Some(half), ..s.clone() }).to_vec());
    each(&|s| [false, true].map(|causal| Settings { causal: Some(causal), ..s.clone() }).to_vec());
    each(&|s| [false, true].map(|padding| Settings { padding: Some(padding), ..s.clone() }).to_vec());
    each(&|s| [0, 3].map(|pad| Settings { pad, ..s.clone() }).to_vec());
    all
}

fn bits(stage: &Stage, site: &str) -> Vec<u32> {
    let value = stage.pass.value(site.parse().expect("a site")).expect("it is recorded");
    value.iter().map(|x| x.to_bits()).collect()
}

/// What reads the same computes the same, on the same numbers: over every way to mask and every bias of distance.
#[test]
fn settings_that_compute_different_numbers_never_read_the_same() {
    const AT: &str = "decoder.0.attn";
    let model: Arc<Model> = tiny();
    let mut biased = BTreeMap::new();
    for position in [Position::Learned, Position::T5, Position::Alibi] {
        let mut masked = BTreeMap::new();
        let mut pattern = BTreeMap::new();
        for settings in maskings(position) {
            let stage = stage_of(model.clone(), TEXT, settings.clone());
            let said = |name: &str| formula(&stage, &format!("{AT}.{name}"));
            let recorded = |name: &str| bits(&stage, &format!("{AT}.{name}"));
            // Padding makes the text another one, so that numbers can be held against each other only without or with it.
            let first = masked.entry((settings.pad, said("masked"))).or_insert_with(|| recorded("masked"));
            assert_eq!(*first, recorded("masked"), "{}: {settings:?}", said("masked"));
            let after = settings.mask_how == Some(MaskHow::After);
            let unmasked = if after { said("unmasked") } else { String::new() };
            let key = (settings.pad, said("masked"), unmasked, said("pattern"));
            let first = pattern.entry(key).or_insert_with(|| recorded("pattern"));
            assert_eq!(*first, recorded("pattern"), "{}: {settings:?}", said("pattern"));
            if position != Position::Learned && settings.pad == 0 {
                let first = biased.entry(said("biased")).or_insert_with(|| recorded("biased"));
                assert_eq!(*first, recorded("biased"), "{settings:?}");
            }
        }
        // Nothing hidden, or −∞, −1e9, −1000 added or filled in; −1e9 is −∞ in half precision. With padding three
        // sets of keys are hidden, without it one.
        let distinct = |pad| masked.keys().filter(|(with, _)| *with == pad).count();
        let of_a_set = (3 + 3) + (2 + 2);
        assert_eq!((distinct(0), distinct(3)), (2 + of_a_set, 2 + 3 * of_a_set), "{:#?}", masked.keys());
    }
    assert_eq!(biased.len(), 2);
}

#[test]
fn the_formula_is_the_arithmetic_that_is_done() {
    let model = tiny();
    let plain = Settings::default;
    let of = |settings: Settings, names: &[&str]| {
        let stage = stage_of(model.clone(), TEXT, settings);
        names.iter().map(|name| formula(&stage, &format!("decoder.1.attn.{name}"))).collect::<Vec<_>>()
    };
    let both = ["masked", "pattern"];
    assert_eq!(of(plain(), &both), ["scaled + (−∞ where j > i)", "softmax(masked)"]);
    let t5 = Settings { position: Some(Position::T5), mask_value: Some(MaskValue::Billion), ..plain() };
    assert_eq!(
        of(t5, &["bias", "biased", "masked"]),
        ["W_bias[bucket(j − i)]", "scaled + W_bias[bucket(j − i)]", "biased + (−1e9 where j > i)"]
    );
    let alibi = Settings { position: Some(Position::Alibi), mask_how: Some(MaskHow::Filled), pad: 2, ..plain() };
    assert_eq!(
        of(alibi, &["biased", "masked"]),
        ["scaled − 2^(−8 (h + 1) / H) · |i − j|", "−∞ where j > i or j is padding, else biased"]
    );
    let half = Settings { half: Some(true), mask_value: Some(MaskValue::Thousand), ..plain() };
    assert_eq!(of(half, &both), ["half(half(scaled) + (−1000 where j > i))", "half(softmax(masked))"]);
    let infinite = Settings { half: Some(true), mask_value: Some(MaskValue::Billion), ..plain() };
    assert_eq!(of(infinite, &both[..1]), ["half(scaled) + (−∞ where j > i)"], "there is no −1e9 in half precision");
    let after = Settings { mask_how: Some(MaskHow::After), ..plain() };
    assert_eq!(
        of(after, &["masked", "unmasked", "pattern"]),
        ["scaled", "softmax(masked)", "0 where j > i, else unmasked"]
    );
    let open = Settings { causal: Some(false), scale: Some(false), ..plain() };
    assert_eq!(of(open, &["scaled", "masked", "pattern"]), ["scores", "scaled", "softmax(masked)"]);
}

#[test]
fn what_the_mask_does_is_said_as_it_is() {
    let stage = translation();
    assert_eq!(formula(&stage, "decoder.0.cross.masked"), "scaled");
    assert!(sentence(&stage, "decoder.0.cross.masked").starts_with("nothing is hidden here"));
    assert!(sentence(&stage, "decoder.0.attn.masked").starts_with("nobody looks ahead"));
    assert!(sentence(&stage, "decoder.0.cross.pattern").contains("source"));
    let after = stage_of(tiny(), TEXT, Settings { mask_how: Some(MaskHow::After), ..Settings::default() });
    assert!(sentence(&after, "decoder.0.attn.pattern").contains("no longer sum to 1"));
    let padded = Settings { pad: 2, ..stage.plan.settings.clone() };
    let padded = stage_of(stage.pass.model.clone(), &stage.plan.text, padded);
    let hidden = "scaled + (−∞ where j is padding)";
    assert_eq!(formula(&padded, "decoder.0.cross.masked"), hidden);
    assert_eq!(formula(&padded, "encoder.0.attn.masked"), hidden);
    assert_eq!(formula(&padded, "decoder.0.attn.masked"), "scaled + (−∞ where j > i)", "the target has no padding");
}

#[test]
fn norms_and_projections_are_those_that_were_chosen() {
    let of = |settings, site| formula(&stage_of(tiny(), TEXT, settings), site);
    let plain = Settings::default;
    assert_eq!(of(Settings { norm: Some(Norm::Rms), ..plain() }, "decoder.0.ln1"), "γ · x / RMS(x)");
    assert_eq!(of(plain(), "decoder.0.ln1"), "γ · (x − μ) / σ + β");
    let tied = |projections| Settings { projections: Some(projections), ..plain() };
    assert_eq!(of(tied(Projections::TiedKeyValue), "decoder.0.attn.v"), "k");
    assert_eq!(of(tied(Projections::TiedQueryKey), "decoder.0.attn.k"), "W_Q x + b_Q");
    assert_eq!(of(tied(Projections::Identity), "decoder.0.attn.q"), "x");
    let shaw = Settings { position: Some(Position::Shaw), ..plain() };
    assert_eq!(of(shaw, "decoder.0.attn.z"), "z_content + z_relative");
    assert_eq!(of(Settings { temperature: 2.0, ..plain() }, "probs"), "softmax(tempered)");
}

#[test]
fn a_score_is_of_the_queries_and_keys_that_positions_leave() {
    let of = |position, score, site: &str| {
        let settings = Settings { position: Some(position), score: Some(score), ..Settings::default() };
        formula(&stage_of(tiny(), TEXT, settings), &format!("decoder.0.attn.{site}"))
    };
    assert_eq!(of(Position::Learned, Score::Dot, "scores"), "q · k");
    assert_eq!(of(Position::Rope, Score::Dot, "scores"), "q_rotated · k_rotated");
    assert_eq!(of(Position::Rope, Score::General, "scores"), "q_rotated · W_score k_rotated");
    assert_eq!(of(Position::Xl, Score::Dot, "content"), "q_content · k");
    assert_eq!(of(Position::Xl, Score::Dot, "relative"), "q_position · r[i − j]");
    assert_eq!(of(Position::Shaw, Score::Dot, "relative"), "q · W_K_relative[j − i]");
    assert_eq!(of(Position::Shaw, Score::Dot, "scores"), "content + relative");
    assert_eq!(of(Position::Learned, Score::Additive, "scores"), "v_score · tanh(q_mapped + k_mapped)");
}

#[test]
fn a_step_is_called_by_what_it_does() {
    let of = |settings, site: &str| {
        let stage = stage_of(tiny(), TEXT, settings);
        View::new(&stage, &Desk::default(), &Capability::FULL).step(site.parse().expect("a site"))
    };
    let plain = Settings::default;
    let (masked, pattern) = ("decoder.0.attn.masked", "decoder.0.attn.pattern");
    assert_eq!([of(plain(), masked), of(plain(), pattern)], ["+ mask", "softmax"]);
    let how = |how| Settings { mask_how: Some(how), ..plain() };
    assert_eq!(of(how(MaskHow::Filled), masked), "mask");
    assert_eq!(
        [of(how(MaskHow::After), "decoder.0.attn.unmasked"), of(how(MaskHow::After), pattern)],
        ["softmax", "mask"]
    );
    assert_eq!(of(Settings { norm: Some(Norm::Rms), ..plain() }, "decoder.0.ln2"), "RMSNorm");
}
