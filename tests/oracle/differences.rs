//! Gradients against finite differences, of which no derivative is asked: values and parameters moved along a random
//! direction, by the patches a viewer would use.

use std::sync::Arc;

use headlight::tape::{Change, Kernel, Matrix, Name, Patch, Site};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::fixture::{self, Fixture};
use crate::pass::{Pass, forward};

const KERNEL: Kernel = Kernel { portable: false, wide: false };
/// How far along the direction, to either side.
const STEP: f32 = 1e-2;
/// Of the length of a gradient, or of `SMALL` times the longest gradient of the pass if that is more.
const TOLERANCE: f64 = 1e-2;
const SMALL: f64 = 1e-2;

#[test]
fn every_gradient_equals_the_finite_difference() {
    // A ReLU has kinks, and half precision steps, where a difference is no derivative; so has f32 at the scores of a query
    // that sees nothing but a mask of −1000 or −10⁹.
    let smooth = |name: &&String| !["relu", "half", "added-nothing"].iter().any(|end| name.ends_with(end));
    for name in fixture::names().iter().filter(smooth) {
        hold(name, &Fixture::load(name), &[]);
    }
}

#[test]
fn gradients_pass_through_dropout() {
    let mut fixture = Fixture::load("pre-gelu");
    fixture.case.config.dropout = 0.25;
    fixture.case.training = Some(3);
    hold("pre-gelu with dropout", &fixture, &[]);
}

#[test]
fn gradients_pass_through_patches() {
    let patch = |site: &str, change| Patch { site: site.parse().expect("a site"), rows: 1..5, columns: 2..6, change };
    let patches = [
        patch("decoder.0.attn.pattern", Change::Set(0.3)),
        patch("decoder.0.resid_mid", Change::Scale(-0.5)),
        patch("decoder.1.resid_pre", Change::Add(0.7)),
        patch("decoder.1.mlp.W_in", Change::Scale(2.0)),
        // Fewer rows and columns than the block has: some are copied twice, and some of them lie in the block.
        patch("decoder.1.mlp.post", Change::Copy(4..6, 0..3)),
    ];
    hold("pre-gelu with patches", &Fixture::load("pre-gelu"), &patches);
}

/// Holds the gradient of every value that the loss depends on.
fn hold(name: &str, fixture: &Fixture, patches: &[Patch]) {
    let pass = Pass::record(fixture, KERNEL, patches.to_vec());
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut sites: Vec<Site> = pass.sites().into_iter().filter(|site| can_move(*site)).collect();
    sites.sort();
    let gradients: Vec<_> = sites.iter().filter_map(|site| Some((*site, pass.gradient(*site)?))).collect();
    let longest = gradients.iter().map(|(_, gradient)| gradient.norm()).fold(0.0, f32::max);
    for (site, gradient) in gradients {
        // Half along the gradient: a direction across it would show nothing but rounding.
        let direction = direction(gradient, &mut random);
        let loss = |step: f32| moved(fixture, &pass, patches, site, &direction * step);
        // Of two differences, so that what bends the loss in between cancels to the fourth order.
        let across = |step: f32| loss(step) - loss(-step);
        let difference = (8.0 * across(STEP) - across(2.0 * STEP)) / (12.0 * f64::from(STEP));
        let derivative = f64::from(gradient.dot(&direction));
        let most = TOLERANCE * f64::from(gradient.norm()).max(SMALL * f64::from(longest));
        let apart = (difference - derivative).abs();
        assert!(apart <= most, "{name}, {site}: {difference} by difference, {derivative} by the tape");
    }
}

/// What a patch has replaced has no place for another, and the loss is what is differentiated.
fn can_move(site: Site) -> bool {
    !site.before && site != Site::model(Name::Loss)
}

fn direction(gradient: &Matrix, random: &mut ChaCha8Rng) -> Matrix {
    let mut draw = || random.next_u32() as f32 / u32::MAX as f32 - 0.5;
    let across = Matrix::from_fn(gradient.nrows(), gradient.ncols(), |_, _| draw()).normalize();
    across + gradient / gradient.norm().max(f32::MIN_POSITIVE)
}

/// The loss when a value is replaced by itself and `offset`.
fn moved(fixture: &Fixture, pass: &Pass, patches: &[Patch], site: Site, offset: Matrix) -> f64 {
    let v = pass.tape.find(site).expect("a recorded site");
    let (rows, columns) = pass.tape.shape(v);
    let value = Arc::new(pass.tape.value(v) + offset);
    // An alias has its patch at the value it is another name of.
    let site = pass.tape.node(v).site;
    let replace = Patch { site, rows: 0..rows, columns: 0..columns, change: Change::Replace(value) };
    let patches = [patches, &[replace]].concat();
    let (tape, loss) = forward(&fixture.case, &fixture.parameters, KERNEL, patches);
    f64::from(tape.value(loss)[0])
}
