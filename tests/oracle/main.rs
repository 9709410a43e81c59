//! The tape against `PyTorch`: every value by its site name, every gradient, on both kernels; and gradients against finite
//! differences. The fixtures are committed, so that no Python is needed here; `make_fixtures.py` writes them again.

mod differences;
mod fixture;
mod pass;

use std::collections::BTreeSet;

use fixture::{Fixture, Tensor, traced};
use headlight::tape::{Kernel, Site};
use pass::Pass;

/// Of a value's largest entry.
const VALUE_TOLERANCE: f32 = 1e-4;
/// Of a gradient's largest entry, or of `SMALL` times the largest gradient of the pass if that is more.
const GRADIENT_TOLERANCE: f32 = 1e-3;
/// What counts as zero beside the largest gradient: a key bias has no effect, and f32 leaves dust there.
const SMALL: f32 = 1e-3;

const KERNELS: [(&str, Kernel); 3] = [
    ("fast", Kernel { portable: false, wide: false }),
    ("fast on all cores", Kernel { portable: false, wide: true }),
    ("portable", Kernel { portable: true, wide: false }),
];

macro_rules! cases {
    ($($test:ident $name:literal),* $(,)?) => {
        $(#[test] fn $test() { hold($name) })*

        #[test]
        fn every_fixture_is_held() {
            assert_eq!(fixture::names(), [$($name),*]);
        }
    };
}

cases! {
    derived "derived",
    derived_encoder "derived-encoder",
    derived_encoder_decoder "derived-encoder-decoder",
    derived_memory "derived-memory",
    derived_post "derived-post",
    derived_recurrent "derived-recurrent",
    encoder "encoder",
    encoder_decoder "encoder-decoder",
    encoder_decoder_deeper "encoder-decoder-deeper",
    encoder_decoder_padded "encoder-decoder-padded",
    encoder_decoder_post "encoder-decoder-post",
    encoder_decoder_rms_additive "encoder-decoder-rms-additive",
    encoder_decoder_rope_tied "encoder-decoder-rope-tied",
    encoder_padded "encoder-padded",
    encoder_t5 "encoder-t5",
    encoder_t5_far "encoder-t5-far",
    heads_off "heads-off",
    heads_one "heads-one",
    heads_width "heads-width",
    mask_after "mask-after",
    mask_after_nothing "mask-after-nothing",
    mask_billion_added "mask-billion-added",
    mask_billion_added_nothing "mask-billion-added-nothing",
    mask_billion_filled "mask-billion-filled",
    mask_billion_half "mask-billion-half",
    mask_infinite_filled "mask-infinite-filled",
    mask_nothing_half "mask-nothing-half",
    mask_off "mask-off",
    mask_thousand_added "mask-thousand-added",
    mask_thousand_added_nothing "mask-thousand-added-nothing",
    mask_thousand_filled "mask-thousand-filled",
    mask_thousand_filled_nothing "mask-thousand-filled-nothing",
    mask_thousand_half "mask-thousand-half",
    mixing_convolution "mixing-convolution",
    mixing_fixed "mixing-fixed",
    mixing_fixed_both_ways "mixing-fixed-both-ways",
    mixing_fixed_several "mixing-fixed-several",
    mixing_recurrent "mixing-recurrent",
    no_position "no-position",
    none_gelu "none-gelu",
    none_relu "none-relu",
    norm_rms "norm-rms",
    padding "padding",
    padding_mask_off "padding-mask-off",
    padding_nothing "padding-nothing",
    padding_off "padding-off",
    position_alibi "position-alibi",
    position_alibi_several "position-alibi-several",
    position_rope "position-rope",
    position_rope_several "position-rope-several",
    position_shaw "position-shaw",
    position_shaw_far "position-shaw-far",
    position_shaw_general "position-shaw-general",
    position_shaw_several "position-shaw-several",
    position_t5 "position-t5",
    position_t5_far "position-t5-far",
    position_t5_memory_post "position-t5-memory-post",
    position_t5_several "position-t5-several",
    position_xl "position-xl",
    position_xl_memory "position-xl-memory",
    position_xl_memory_padded "position-xl-memory-padded",
    post_gelu "post-gelu",
    post_relu "post-relu",
    pre_gelu "pre-gelu",
    pre_relu "pre-relu",
    projections_identity "projections-identity",
    projections_tied_kv "projections-tied-kv",
    projections_tied_qk "projections-tied-qk",
    recurrent_additive "recurrent-additive",
    recurrent_dot_two_layers "recurrent-dot-two-layers",
    recurrent_general "recurrent-general",
    recurrent_none "recurrent-none",
    recurrent_padded "recurrent-padded",
    residual_off "residual-off",
    residual_off_post "residual-off-post",
    scale_off "scale-off",
    score_additive "score-additive",
    score_additive_scaled "score-additive-scaled",
    score_general "score-general",
    sinusoidal "sinusoidal",
    untied "untied",
}

/// Holds our pass against the recorded one.
fn hold(name: &str) {
    let fixture = Fixture::load(name);
    for (kernel_name, kernel) in KERNELS {
        let pass = Pass::record(&fixture, kernel, Vec::new());
        let complaints = [same_sites(&fixture, &pass), values(&fixture, &pass), gradients(&fixture, &pass)].concat();
        assert!(complaints.is_empty(), "{name}, {kernel_name} kernel:\n{}", complaints.join("\n"));
    }
}

/// Both sides have recorded the same names, and have gradients for the same.
fn same_sites(fixture: &Fixture, pass: &Pass) -> Vec<String> {
    let ours: BTreeSet<Site> = pass.sites().into_iter().collect();
    let known = |site: &&Site| fixture.values.contains_key(site) || fixture.gradients.contains_key(site);
    let unknown = ours.iter().filter(|site| !known(site)).map(|site| format!("{site}: not known to PyTorch"));
    let missing = fixture.values.keys().chain(fixture.gradients.keys()).filter(|site| !ours.contains(site));
    let missing = missing.map(|site| format!("{site}: missing on the tape"));
    let surplus = ours.iter().filter(|site| pass.gradient(**site).is_some() && !fixture.gradients.contains_key(site));
    let surplus = surplus.map(|site| format!("{site}: has a gradient that PyTorch does not see"));
    unknown.chain(missing).chain(surplus).collect()
}

fn values(fixture: &Fixture, pass: &Pass) -> Vec<String> {
    let compared = fixture.values.iter().filter_map(|(site, expected)| {
        let value = pass.tape.value(pass.tape.find(*site)?);
        let most = VALUE_TOLERANCE * largest(expected);
        differs(expected, &traced(&fixture.case, *site, value), most).map(|how| format!("{site}: {how}"))
    });
    compared.collect()
}

fn gradients(fixture: &Fixture, pass: &Pass) -> Vec<String> {
    let least = SMALL * fixture.gradients.values().map(largest).fold(0.0, f32::max);
    let compared = fixture.gradients.iter().filter_map(|(site, expected)| {
        let Some(gradient) = pass.gradient(*site) else {
            return Some(format!("{site}: no gradient"));
        };
        let most = GRADIENT_TOLERANCE * largest(expected).max(least);
        differs(expected, &traced(&fixture.case, *site, gradient), most).map(|how| format!("gradient of {site}: {how}"))
    });
    compared.collect()
}

/// The largest finite entry by magnitude.
fn largest(tensor: &Tensor) -> f32 {
    tensor.values.iter().filter(|x| x.is_finite()).fold(0.0, |most, x| most.max(x.abs()))
}

/// How two tensors differ by more than `most`; infinities have to be the same ones.
fn differs(expected: &Tensor, ours: &Tensor, most: f32) -> Option<String> {
    if expected.shape != ours.shape {
        return Some(format!("{:?}, not {:?}", ours.shape, expected.shape));
    }
    let pairs = expected.values.iter().zip(&ours.values).enumerate();
    #[expect(clippy::float_cmp, reason = "equal infinities are no distance apart")]
    let apart = |(i, (x, y)): (usize, (&f32, &f32))| (i, if x == y { 0.0 } else { (x - y).abs() });
    // A NaN counts as further apart than anything.
    let (at, worst) = pairs.map(apart).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let fits = worst <= most;
    (!fits).then(|| {
        format!("entry {at} is {}, not {}: {worst:e} apart, {most:e} allowed", ours.values[at], expected.values[at])
    })
}
