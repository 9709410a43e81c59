use super::*;
use crate::tape::Matrix;
use crate::transformer::Norm;

/// As an exercise has it, and smaller.
fn tiny(exercise: Exercise) -> Recipe {
    let Recipe { config, mut schedule, seed, .. } = exercise.recipe(1);
    schedule.warm_up = 5;
    let encoder_layers = config.encoder_layers.min(1);
    let config = Config { width: 16, hidden: 32, layers: 2, encoder_layers, ..config };
    Recipe { config, schedule, batch: 8, seed }
}

fn begin(exercise: Exercise) -> Live {
    Live::begin(exercise, tiny(exercise), Kernel::default()).expect("it can be learned")
}

fn learn(live: &mut Live, steps: usize) -> Vec<Progress> {
    (0..steps).map(|_| live.step().expect("a step")).collect()
}

fn weights(live: &Live) -> Vec<Matrix> {
    live.trainer.parameters().iter().map(|(_, value)| value.clone()).collect()
}

#[test]
fn every_exercise_is_learned_by_its_own_model() {
    for exercise in Exercise::ALL {
        let mut live = Live::begin(exercise, exercise.recipe(1), Kernel::default()).expect("it can be learned");
        let progress = learn(&mut live, 1).remove(0);
        assert!((progress.loss - 257_f32.ln()).abs() < 0.3, "{exercise:?}: nothing is known at first: {progress:?}");
        let groups = Group::all(&live.recipe.config);
        assert_eq!(progress.gradients.len(), groups.len());
        assert!(progress.gradients.iter().all(|norm| *norm > 0.0), "{exercise:?}: {progress:?}");
        let model = live.model("training");
        assert!(model.tokenizer.encode(exercise.probe()).len() <= model.config.context);
    }
}

#[test]
fn it_learns() {
    let mut live = begin(Exercise::Copy);
    let losses: Vec<f32> = learn(&mut live, 120).iter().map(|progress| progress.loss).collect();
    let mean = |some: &[f32]| some.iter().sum::<f32>() / some.len() as f32;
    assert!(mean(&losses[110..]) < 0.6 * losses[0], "{} {}", losses[0], mean(&losses[110..]));
}

#[test]
fn the_groups_together_make_the_whole_gradient() {
    let mut live = begin(Exercise::Reverse);
    let progress = learn(&mut live, 1).remove(0);
    let mut trainer =
        Trainer::new(live.recipe.config.clone(), live.recipe.schedule.clone(), 1, live.recipe.config.random(1)).alone();
    let whole = trainer.step(live.task.as_ref(), live.recipe.batch).expect("a step");
    let together = progress.gradients.iter().map(|norm| norm * norm).sum::<f32>().sqrt();
    assert_eq!(progress.loss, whole.loss);
    assert!((together - whole.gradient).abs() < 1e-5 * whole.gradient, "{together} {}", whole.gradient);
}

#[test]
fn rewinding_leads_to_the_very_same_run() {
    let mut live = begin(Exercise::Reverse);
    let first = learn(&mut live, 13);
    let then = weights(&live);
    let rest = learn(&mut live, 9);
    let end = weights(&live);
    for back in [13, 21, 13] {
        live.rewind(back).expect("it went so before");
        assert_eq!(live.steps(), back);
        assert!(back != 13 || weights(&live) == then);
        let again = learn(&mut live, 22 - back);
        assert_eq!(again, rest[back - 13..]);
        assert_eq!(weights(&live), end);
    }
    live.rewind(0).expect("it went so before");
    assert_eq!(learn(&mut live, 13), first);
    live.rewind(99).expect("nothing is done");
    assert_eq!(live.steps(), 13, "what is not done yet is nothing to go back to");
}

#[test]
fn a_switch_acts_from_its_step_on_and_is_undone_by_rewinding_to_before_it() {
    let mut live = begin(Exercise::Reverse);
    learn(&mut live, 5);
    let made = live.recipe.config.clone();
    let plain = learn(&mut live, 6);
    live.rewind(5).expect("it went so before");
    let without = Config { residual: false, scale: false, norm: Norm::None, ..made.clone() };
    assert!(live.switch(&without));
    assert_eq!(live.switches(), [Switch { step: 5, config: without.clone() }]);
    let switched = learn(&mut live, 6);
    assert_ne!(switched[0].loss, plain[0].loss);
    for (norm, back) in [(Norm::Post, 8), (Norm::Rms, 9)] {
        assert!(live.switch(&Config { norm, ..made.clone() }));
        learn(&mut live, 3);
        live.rewind(back).expect("it went so before");
        assert_eq!(live.config(), &without, "the later switch is undone");
        assert_eq!(learn(&mut live, 11 - back), switched[back - 5..], "the earlier one is not");
    }
    live.rewind(4).expect("it went so before");
    assert_eq!((live.config(), live.switches().len()), (&made, 0));
    assert_eq!(learn(&mut live, 7)[1..], plain);
}

#[test]
fn two_switches_at_one_step_are_one() {
    let mut live = begin(Exercise::Copy);
    let made = live.recipe.config.clone();
    assert!(live.switch(&Config { residual: false, ..made.clone() }));
    assert!(live.switch(&made));
    assert_eq!(live.switches(), []);
}

#[test]
fn what_needs_other_parameters_is_refused() {
    let mut live = begin(Exercise::Copy);
    let made = live.recipe.config.clone();
    let score = crate::transformer::Score::Additive;
    assert!(!live.switch(&Config { score, ..made.clone() }));
    assert!(!live.switch(&Config { heads: 5, ..made.clone() }));
    assert!(live.switch(&Config { heads: 4, ..made }), "other heads have the same maps");
    assert_eq!(live.switches().len(), 1);
}

#[test]
fn snapshots_stay_within_their_bytes_and_the_run_the_same() {
    let recipe = tiny(Exercise::Copy);
    let each = recipe.config.random(1).count() * 12;
    let mut short = Live::keeping(3 * each, Exercise::Copy, recipe, Kernel::default()).expect("it can be learned");
    let all = learn(&mut short, 40);
    assert_eq!(short.kept.steps(), [0, 16, 32]);
    short.rewind(29).expect("it went so before");
    assert_eq!(learn(&mut short, 11), all[29..]);
}

#[test]
fn a_model_without_what_it_does_not_use_has_the_parameters_of_its_configuration() {
    let live = begin(Exercise::Copy);
    let config = Config { norm: Norm::None, ..live.recipe.config.clone() };
    let model = switched(&live.model("training"), &config);
    let mut listed = config.parameters();
    listed.sort_unstable();
    let own: Vec<_> = model.parameters.iter().map(|(site, value)| (site, value.shape())).collect();
    assert_eq!(own, listed);
}
