use std::collections::BTreeSet;
use std::ops::Range;

use super::*;
use crate::app::shown::{Ends, Mapped};
use crate::tape::{Name, Site, Stack};

/// A pass with so many bytes for what stays.
fn within(norm: Norm, most: usize) -> Result<Pass, PassError> {
    let kernel = Kernel { portable: true, wide: false };
    Pass::record_within(&plan("It is a truth"), tiny(norm), kernel, Spare::default(), None, most)
}

/// The fewest bytes for which a pass can be recorded, whatever is let go for it.
fn fewest(norm: Norm) -> usize {
    let (mut low, mut high) = (0, within(norm, usize::MAX).expect("records").tape.whole_bytes());
    while low < high {
        let middle = usize::midpoint(low, high);
        if within(norm, middle).is_ok() { high = middle } else { low = middle + 1 }
    }
    high
}

fn layer(pass: &Pass, layer: usize) -> BTreeSet<(Stack, usize)> {
    assert!(layer < pass.config.layers);
    [(Stack::Decoder, layer)].into()
}

#[test]
fn a_long_pass_lets_go_what_can_be_computed_again() {
    for norm in [Norm::Pre, Norm::Post, Norm::None] {
        let whole = within(norm, usize::MAX).expect("records");
        let all = whole.tape.whole_bytes();
        assert!(whole.holds(Stack::Decoder, 0) && whole.tape.bytes() == all);
        let without_stages = within(norm, all - 1).expect("records");
        let there = |pass: &Pass, name: &str| pass.value(name.parse().expect("a site")).is_some();
        for name in ["decoder.1.attn.masked", "decoder.0.mlp.post", "decoder.0.attn.scores"] {
            assert!(!there(&without_stages, name), "{name}");
        }
        let least = within(norm, fewest(norm)).expect("records");
        assert!(there(&without_stages, "decoder.1.attn.pattern") && !there(&least, "decoder.1.attn.pattern"));
        assert!(least.tape.bytes() < without_stages.tape.bytes() && without_stages.tape.bytes() < all);
        for pass in [&without_stages, &least] {
            assert!(!pass.holds(Stack::Decoder, 1));
            for name in
                ["decoder.1.rollout", "decoder.0.attn.pattern_max", "decoder.1.lens", "decoder.0.attn.q", "probs"]
            {
                assert!(there(pass, name), "{name} of {norm:?}");
            }
            for site in whole.sites() {
                let head = usize::from(site.has_heads());
                assert_eq!(pass.thumbnails.get(site, head), whole.thumbnails.get(site, head), "{site}");
            }
            assert!((0..whole.steps.len()).all(|step| !pass.differs(step, &whole)), "{norm:?}");
        }
        let refused = within(norm, fewest(norm) - 1).map(|_| ()).expect_err("is too long").to_string();
        assert!(refused.contains("try a shorter text"), "{refused}");
    }
}

#[test]
fn what_differs_between_long_passes_is_what_differs_between_whole_ones() {
    let change = |most| {
        let mut changed = plan("It is a truth");
        changed.apply(&command::parse("head-off 0.1").expect("a command")).expect("it fits");
        let kernel = Kernel { portable: true, wide: false };
        let pass = Pass::record_within(&changed, tiny(Norm::Pre), kernel, Spare::default(), None, most);
        (pass.expect("records"), within(Norm::Pre, most).expect("records"))
    };
    let (whole, long) = (change(usize::MAX), change(fewest(Norm::Pre)));
    assert!(!long.0.holds(Stack::Decoder, 1) && !long.1.holds(Stack::Decoder, 1));
    let (all, of_long) = (whole.0.minus(&whole.1), long.0.minus(&long.1));
    let site: Site = "decoder.1.attn.pattern".parse().expect("a site");
    for head in 0..3 {
        let small = of_long.get(site, head).expect("it has a counterpart");
        assert_eq!(Some(small), all.get(site, head));
        let [now, before] = [&whole.0, &whole.1].map(|pass| pass.shown(site, head).expect("is shown").value(3, 1));
        assert!(small.weights[3 * small.columns + 1] == now - before && now != before);
    }
    assert!(!long.0.holds(Stack::Decoder, 1), "what was computed for it is let go");
}

#[test]
fn what_differs_is_asked_for_where_heads_show_it_and_of_other_passes_it_is_stale() {
    let mut viewer = Viewer::new();
    viewer.does("panes \"row(1 matrix, 1 heads)\"; scale off");
    assert!(!wanted(&mut viewer.stage, &viewer.desk).iter().any(|effect| matches!(effect, Effect::Differ(_))));
    let effects = viewer.run(command::parse("side difference").expect("a command"));
    let generation = viewer.stage.arrived();
    assert!(effects.contains(&Effect::Differ(generation)), "{effects:?}");
    assert_eq!(wanted(&mut viewer.stage, &viewer.desk), [], "it is on its way");
    let (pass, minus) = viewer.stage.versions(Version::Difference);
    let all = pass.minus(minus.expect("two passes"));
    viewer.does("mask none");
    differed(&mut viewer.stage, &mut viewer.desk, generation, Ok(all.clone()));
    assert!(viewer.stage.differences.find(generation).is_none(), "it is of passes that are gone");
    let generation = viewer.stage.arrived();
    differed(&mut viewer.stage, &mut viewer.desk, generation, Ok(all));
    assert!(viewer.stage.differences.find(generation).is_some());
    differed(&mut viewer.stage, &mut viewer.desk, generation, Err(Notice::Failed("no".to_owned())));
    assert_eq!(viewer.said(), "no");
    assert!(viewer.stage.differences.has_failed(generation) && !viewer.stage.differences.has_failed(generation + 1));
}

#[test]
fn a_closer_look_at_a_layer_is_the_same_to_the_bit() {
    let bits =
        |pass: &Pass, site: Site| pass.value(site).map(|value| value.iter().map(|x| x.to_bits()).collect::<Vec<_>>());
    for norm in [Norm::Pre, Norm::Post] {
        let whole = within(norm, usize::MAX).expect("records");
        let long = within(norm, fewest(norm)).expect("records");
        for number in 0..2 {
            let looked = long.look(&layer(&long, number));
            assert!(looked.holds(Stack::Decoder, number) && !looked.holds(Stack::Decoder, 1 - number));
            for site in whole.sites().filter(|site| site.layer == Some(number as u16)) {
                assert_eq!(bits(&looked, site), bits(&whole, site), "{site}");
            }
            let kept: Site = "decoder.0.attn.q".parse().expect("a site");
            let address = |pass: &Pass| std::ptr::from_ref(pass.value(kept).expect("stays"));
            assert_eq!(address(&looked), address(&long), "what is kept is shared");
            let back = looked.look(&BTreeSet::new());
            assert_eq!(back.tape.bytes(), long.tape.bytes(), "the next look starts from little again");
        }
    }
}

/// A viewer of a long pass, whose worker only listens.
fn viewer() -> Viewer {
    let pass = within(Norm::Pre, fewest(Norm::Pre)).expect("records");
    Viewer::at(pass)
}

fn looks(effects: &[Effect]) -> Vec<(u64, BTreeSet<(Stack, usize)>)> {
    let look = |effect: &Effect| match effect {
        Effect::Look { generation, layers } => Some((*generation, layers.clone())),
        _ => None,
    };
    effects.iter().filter_map(look).collect()
}

#[test]
fn where_one_looks_is_computed_once_and_late_looks_are_dropped() {
    let mut viewer = viewer();
    let does = |viewer: &mut Viewer, line: &str| {
        let command = command::parse(line).expect("a command");
        looks(&update(&mut viewer.stage, &mut viewer.desk, command))
    };
    let scores: Site = "decoder.1.attn.scores".parse().expect("a site");
    let first = does(&mut viewer, "go decoder.1.attn.scores");
    assert_eq!(first.len(), 1);
    let (generation, layers) = first[0].clone();
    assert_eq!(layers, [(Stack::Decoder, 1)].into());
    assert!(does(&mut viewer, "cell 2 1").is_empty(), "it is on its way");
    assert_eq!((viewer.stage.place().row, viewer.stage.place().column), (2, 1), "the cursor moves meanwhile");
    assert!(viewer.stage.shown().is_none());

    let look = |viewer: &Viewer, generation, layers| Looked::at(generation, layers, &viewer.stage.pass, None);
    let late = look(&viewer, generation, [(Stack::Decoder, 1)].into());
    assert_eq!(does(&mut viewer, "layer 0").len(), 1, "another layer");
    viewer.stage.see(late);
    assert!(viewer.stage.pass.value(scores).is_none(), "what was asked for before is stale");
    viewer.stage.see(look(&viewer, generation, [(Stack::Decoder, 0)].into()));
    assert!(viewer.stage.shown().is_some());
    assert!(does(&mut viewer, "next").is_empty(), "the layer is there");

    let pinned = does(&mut viewer, "pin decoder.1.attn.z");
    assert_eq!(pinned.first().map(|(_, layers)| layers.len()), Some(2), "what a pane is pinned to is looked at too");
    let stale = look(&viewer, generation, pinned[0].1.clone());
    update(&mut viewer.stage, &mut viewer.desk, command::parse("mask none").expect("a command"));
    viewer.stage.see(stale);
    assert!(!viewer.stage.pass.holds(Stack::Decoder, 1), "a new plan is on its way");
}

#[test]
fn a_new_pass_is_looked_at_where_the_cursor_is() {
    let mut viewer = viewer();
    update(&mut viewer.stage, &mut viewer.desk, command::parse("go decoder.1.mlp.post").expect("a command"));
    let effects = update(&mut viewer.stage, &mut viewer.desk, command::parse("scale off").expect("a command"));
    assert!(looks(&effects).is_empty(), "what there is has had its day");
    let mut plan = viewer.stage.plan.clone();
    plan.settings.scale = Some(false);
    let kernel = Kernel { portable: true, wide: false };
    let pass = Pass::record_within(&plan, tiny(Norm::Pre), kernel, Spare::default(), None, fewest(Norm::Pre));
    let generation = viewer.stage.generation();
    let effects = arrive(&mut viewer.stage, &mut viewer.desk, generation, pass.map_err(Notice::from));
    assert_eq!(looks(&effects), [(generation, [(Stack::Decoder, 1)].into())]);
}

/// The worker does not look while a plan waits.
#[test]
fn a_look_that_fell_to_newer_weights_is_asked_for_again_where_those_cannot_be_recorded() {
    let mut viewer = viewer();
    let Some(Effect::Record { generation, .. }) = viewer.stage.refresh() else { panic!("nothing else is recorded") };
    let command = command::parse("go decoder.1.attn.scores").expect("a command");
    let first = looks(&update(&mut viewer.stage, &mut viewer.desk, command));
    assert_eq!(first.len(), 1, "what there is can be looked at meanwhile");
    let failed = Err(Notice::Failed("no".to_owned()));
    let effects = arrive(&mut viewer.stage, &mut viewer.desk, generation, failed);
    assert_eq!(looks(&effects), [(generation, first[0].1.clone())]);
}

#[test]
fn a_look_that_breaks_down_says_so_and_is_tried_again() {
    let mut viewer = viewer();
    let go = || command::parse("go decoder.1.attn.scores").expect("a command");
    let first = looks(&update(&mut viewer.stage, &mut viewer.desk, go()));
    let broken = Notice::BrokeDown { job: Job::Looking, reason: "a defect".to_owned() };
    look_failed(&mut viewer.stage, &mut viewer.desk, first[0].0, broken.clone());
    assert_eq!(looks(&update(&mut viewer.stage, &mut viewer.desk, go())), first);
    let _ = viewer.stage.refresh().expect("newer weights are on their way");
    look_failed(&mut viewer.stage, &mut viewer.desk, first[0].0, broken);
    assert_eq!(viewer.said(), "computing a layer again broke down: a defect");
}

#[test]
fn a_gradient_wants_everything() {
    let kernel = Kernel { portable: true, wide: false };
    let mut asked = plan("It is a truth");
    asked.gradient = Some(Gradient::default());
    let whole = within(Norm::Pre, usize::MAX).expect("records").tape.whole_bytes();
    let record = |most| Pass::record_within(&asked, tiny(Norm::Pre), kernel, Spare::default(), None, most);
    assert!(record(2 * whole).is_ok());
    assert!(matches!(record(2 * whole - 1), Err(PassError::TooLarge { .. })));
}

/// What stands for some rows and columns together, as a map has it.
fn pooled(shown: Shown, rows: Range<usize>, columns: Range<usize>, pooling: Pooling) -> Option<f32> {
    Mapped::new(shown, None, [None; 2], None).pooled(&[rows], &[columns], pooling, Ends::One).of(0..1, 0..1)
}

#[test]
fn scans_find_what_a_look_at_every_cell_finds() {
    let mut viewer = Viewer::new();
    viewer.does("gradient");
    let pass = &viewer.stage.pass;
    let weights = ["decoder.0.attn.W_Q", "decoder.1.mlp.b_in", "W_E"].map(|site| site.parse().expect("a site"));
    for site in pass.sites().chain(weights) {
        for shown in [pass.shown(site, 1), pass.gradient(site, 1)].map(|shown| shown.expect("is there")) {
            let (rows, columns) = (shown.rows.length, shown.columns.length);
            let all: Vec<f32> = (0..rows)
                .flat_map(|row| (0..columns).map(move |column| (row, column)))
                .map(|(r, c)| shown.value(r, c))
                .collect();
            let finite = || all.iter().copied().filter(|x| x.is_finite());
            let range = (finite().fold(f32::INFINITY, f32::min), finite().fold(f32::NEG_INFINITY, f32::max));
            assert_eq!(shown.range(), range, "{site}");
            for row in 0..rows {
                assert!(shown.row(row).eq(all[row * columns..][..columns].iter().copied()), "{site}");
                assert_eq!(shown.row(row).len(), columns);
                let by_size = shown.signed && shown.columns.axis == Axis::Dimension;
                let strength = |x: f32| if by_size { x.abs() } else { x };
                let most = shown.row(row).map(strength).fold(f32::NEG_INFINITY, f32::max);
                assert_eq!(strength(shown.value(row, shown.strongest(row))), most, "{site}");
            }
            let part = || all[columns * (rows / 2)..].iter().copied().filter(|x| *x != f32::NEG_INFINITY);
            let max = pooled(shown, rows / 2..rows, 0..columns, Pooling::Max).expect("some count");
            assert_eq!(max.abs(), part().fold(0.0, |most, x| f32::max(most, x.abs())), "{site}");
            assert!(all.contains(&max));
            let mean = part().map(f64::from).sum::<f64>() / part().count() as f64;
            let found = pooled(shown, rows / 2..rows, 0..columns, Pooling::Mean).expect("some count");
            assert!((f64::from(found) - mean).abs() < 1e-5, "{site}");
        }
    }
    let masked = pass.shown("decoder.0.attn.masked".parse().expect("a site"), 0).expect("is there");
    for pooling in [Pooling::Max, Pooling::Mean] {
        assert_eq!(pooled(masked, 0..1, 1..4, pooling), None, "all are hidden");
        assert_eq!(pooled(masked, 0..1, 0..4, pooling), Some(masked.value(0, 0)), "what is hidden does not count");
    }
    assert_eq!(pass.tape.node(masked.var).site.name, Name::Masked);
}
