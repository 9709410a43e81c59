use super::*;
use crate::app::training::{Learned, NAME, Report, Request, Training};
use crate::app::update::learned;

impl Viewer {
    fn training(&self) -> &Training {
        self.stage.training.as_ref().expect("something learns")
    }

    fn losses(&self) -> Vec<f32> {
        self.training().points.iter().map(|point| point.loss).collect()
    }

    fn film(&self) -> Vec<usize> {
        self.training().film.iter().map(|frame| frame.step).collect()
    }
}

#[test]
fn a_model_begins_to_learn_and_is_looked_at_like_any_other() {
    let mut viewer = Viewer::new();
    assert_eq!(viewer.does("train reverse"), "");
    let stage = &viewer.stage;
    assert_eq!((stage.plan.model.as_str(), stage.plan.text.as_str()), (NAME, "hospital"));
    assert_eq!(stage.plan.settings.target.as_deref(), Some("latipsoh"));
    assert_eq!(stage.pass.pieces.len(), 9, "the beginning and eight letters");
    assert_eq!(viewer.site(), "decoder.1.cross.pattern");
    assert!(viewer.desk.panes.contains(PaneKind::Training.first()), "the layout for it comes");
    let before = stage.pass.value(stage.place().site).expect("recorded").clone();
    assert_eq!(viewer.does("train-step 3"), "");
    assert_eq!((viewer.training().step, viewer.losses().len()), (3, 3));
    assert_ne!(viewer.stage.pass.value(viewer.stage.place().site), Some(&before), "the panes show what it has learned");
    assert_eq!(viewer.stage.history.moments().len(), 2, "steps of learning are no moments");
    viewer.does("undo");
    assert_eq!(viewer.stage.plan.model, "tiny");
    viewer.does("train-step");
    assert_eq!((viewer.training().step, viewer.stage.plan.model.as_str()), (4, "tiny"), "it learns while nobody looks");
    viewer.does("redo");
    assert_eq!(viewer.stage.plan.model, NAME);
    assert!(Arc::ptr_eq(&viewer.stage.pass.model, &viewer.training().model), "and the newest is shown");
}

#[test]
fn learning_can_be_taken_back_and_goes_the_same_way_again() {
    let mut viewer = Viewer::new();
    viewer.does("train copy; train-step 6");
    let losses = viewer.losses();
    assert_eq!(viewer.film(), [0, 1, 2, 4, 6]);
    viewer.does("train-rewind 3");
    assert_eq!((viewer.training().step, viewer.losses()), (3, losses[..3].to_vec()));
    assert_eq!(viewer.film(), [0, 1, 2, 3]);
    let before: Vec<f32> = viewer.training().before.iter().map(|point| point.loss).collect();
    assert_eq!(before, losses[3..], "the way not taken stays to see");
    viewer.does("train-step 3");
    assert_eq!(viewer.losses(), losses);
    viewer.does("train-rewind back");
    assert_eq!(viewer.training().step, 5);
    assert!(viewer.does("train-rewind 6").contains("step 6 is not done yet"));
    viewer.does("train-rewind");
    assert_eq!((viewer.training().step, viewer.losses().len()), (0, 0));
    viewer.does("train-rewind back");
    assert_eq!(viewer.training().step, 0);
    viewer.does("train copy 7; train-step");
    assert_ne!(viewer.losses()[0], losses[0], "another seed is another run");
}

#[test]
fn what_is_switched_of_the_model_that_is_looked_at_is_switched_of_what_learns() {
    let mut viewer = Viewer::new();
    viewer.does("train reverse; train-step 2; residual off; norm none");
    let training = viewer.training();
    assert!(!training.config.residual && training.config.norm == Norm::None);
    assert_eq!(training.switches.iter().map(|switch| switch.step).collect::<Vec<_>>(), [2]);
    let moments = viewer.stage.history.moments().len();
    viewer.does("train-step 2; scale off; train-step; undo");
    let training = viewer.training();
    assert!(training.config.scale && !training.config.residual, "taking it back is a switch, too");
    assert_eq!(training.switches.iter().map(|switch| switch.step).collect::<Vec<_>>(), [2, 4, 5]);
    viewer.does("train-rewind 4");
    assert!(!viewer.training().config.scale, "a switch made by then stays");
    assert_eq!(viewer.stage.plan.settings.scale, Some(false), "and the plan says so");
    viewer.does("train-rewind 1");
    let plan = &viewer.stage.plan;
    assert_eq!((plan.settings.residual, plan.settings.norm, plan.settings.scale), (None, None, None));
    assert_eq!(viewer.training().switches, []);
    assert!(viewer.stage.history.moments().len() > moments, "what was switched back is a moment");
    assert_eq!(viewer.stage.history.moments()[viewer.stage.history.now()].plan.settings, viewer.stage.plan.settings);
}

#[test]
fn a_model_that_does_not_learn_the_same_way_is_only_looked_at() {
    let mut viewer = Viewer::new();
    viewer.does("train repeat; train-step; mask none; compare norm post");
    assert_eq!(viewer.training().config.norm, Norm::Pre, "what is compared does not learn");
    viewer.does("compare off; model tiny; residual off");
    assert!(viewer.training().config.residual, "another model is another model");
    viewer.does("model training");
    assert_eq!(viewer.stage.plan.settings.causal, Some(false), "it is looked at as it learns");
    assert!(viewer.does("score additive").contains("needs parameters that this model does not learn"));
    viewer.does("train-stop");
    assert_eq!(viewer.does("score additive; mask causal"), "");
    assert!(!viewer.training().config.causal, "what has learned is as it is");
    assert!(!viewer.training().learned().config.causal);
}

#[test]
fn nothing_learns_before_it_begins_and_after_it_ends() {
    let mut viewer = Viewer::new();
    for line in ["train-run", "train-step 2", "train-rewind 0", "train-stop", "train-save there"] {
        assert!(viewer.does(line).contains("nothing learns here"), "{line}");
    }
    assert!(viewer.does("model training").contains("`training` is the model that learns"));
    assert_eq!(viewer.stage.plan.model, "tiny");
    viewer.does("train sort; train-step 2");
    assert!(viewer.does("train-step 0").contains("take 1 to 10000"));
    assert!(viewer.does("train-step 10001").contains("take 1 to 10000"));
    viewer.does("train-stop");
    assert!(viewer.does("train-step").contains("nothing learns here"));
    assert_eq!(viewer.run(Command::TrainSave("there".into())), [Effect::SaveTraining("there".into())]);
    assert_eq!(viewer.training().step, 2);
    assert_eq!(viewer.stage.pass.plan.model, NAME, "what it has learned stays to look at");
}

#[test]
fn the_right_answer_goes_with_the_text() {
    let mut viewer = Viewer::new();
    viewer.does("train sort; train-step 2; text \"zebra\"");
    assert_eq!(viewer.stage.plan.settings.target.as_deref(), Some("aberz"));
    assert_eq!(viewer.training().probe.text, "zebra");
    let sites: Vec<_> = viewer.training().film[0].sites().collect();
    let (weights, keys) = viewer.training().film[0].head(sites[2], 0).expect("a pattern");
    assert_eq!((keys, weights.len()), (5, 30), "the film is of the new text: {sites:?}");
    viewer.does("target \"\"; text \"fox\"");
    assert_eq!(viewer.stage.plan.settings.target, None, "who took the answer away does not get it back");
    for text in ["", "🙂 何か", &"long".repeat(99)] {
        viewer.run(Command::Text(text.to_owned()));
        viewer.does("train-step");
        assert!(!viewer.stage.is_recording());
    }
}

#[test]
fn another_run_leaves_no_moment_of_the_one_before() {
    let mut viewer = Viewer::new();
    viewer.does("train repeat; train-step; go decoder.0.mlp.out; poke set 3; residual off; train reverse");
    assert_eq!(viewer.stage.plan.settings.residual, None);
    while viewer.stage.history.can_undo() {
        viewer.run(Command::Undo);
        assert_eq!(viewer.stage.plan.model, "tiny");
    }
    let lines = ["train copy", "train-step 2", "train sort", "train-step"].join("; ");
    viewer.does(&lines);
    assert_eq!((viewer.training().exercise, viewer.training().step), (Exercise::Sort, 1));
}

/// A report of a run that goes on beside the screen.
fn report(viewer: &mut Viewer, number: u64, request: Request) -> Box<Report> {
    match viewer.learner.perform(number, request) {
        Some(Learned::Report(report)) => report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn reports_that_cross_with_what_is_asked_do_no_harm() {
    let mut viewer = Viewer::new();
    viewer.does("train copy; train-step 2");
    let running = update(&mut viewer.stage, &mut viewer.desk, Command::TrainRun(Some(true)));
    let Effect::Train { number, request } = running[0].clone() else { panic!("{running:?}") };
    viewer.learner.take(number, request);
    viewer.learner.step();
    let on_its_way = viewer.learner.report().expect("a report");
    let pause = update(&mut viewer.stage, &mut viewer.desk, Command::TrainRun(None));
    learned(&mut viewer.stage, &mut viewer.desk, on_its_way);
    assert!(!viewer.training().running, "who has paused it sees it paused");
    assert_eq!(viewer.training().step, 3);
    let Effect::Train { number, request } = pause[0].clone() else { panic!("{pause:?}") };
    let paused = report(&mut viewer, number, request);
    assert!(!paused.running);
    let other = Report { run: paused.run + 100, step: 99, ..(*paused).clone() };
    let effects = learned(&mut viewer.stage, &mut viewer.desk, Learned::Report(Box::new(other)));
    assert_eq!((effects.len(), viewer.training().step), (0, 3), "another run's report changes nothing");
}

#[test]
fn newer_weights_wait_until_those_before_them_are_shown() {
    let mut viewer = Viewer::new();
    viewer.does("train copy");
    let asked = update(&mut viewer.stage, &mut viewer.desk, Command::TrainStep(1));
    let Effect::Train { number, .. } = asked[0] else { panic!("{asked:?}") };
    let first = report(&mut viewer, number, Request::Step(1));
    let sent = learned(&mut viewer.stage, &mut viewer.desk, Learned::Report(first));
    let [Effect::Record { generation, plan }] = &sent[..] else { panic!("{sent:?}") };
    assert!(!viewer.stage.is_recording(), "nobody has asked for another plan");
    let second = report(&mut viewer, number, Request::Step(1));
    assert_eq!(learned(&mut viewer.stage, &mut viewer.desk, Learned::Report(second)), []);
    let pass = viewer.record(plan);
    let sent = arrive(&mut viewer.stage, &mut viewer.desk, *generation, pass);
    assert!(matches!(&sent[..], [Effect::Record { .. }]), "{sent:?}");
}

#[test]
fn a_loss_that_is_no_number_pauses_and_says_what_to_do() {
    let mut viewer = Viewer::new();
    viewer.learner = Learner::with(
        |exercise, seed| {
            let mut recipe = quick(exercise, seed);
            recipe.schedule.rate = f32::MAX;
            recipe
        },
        Kernel::default(),
    );
    let said = viewer.does("train copy; train-step 20");
    assert!(said.contains("the loss is no number any more") && said.contains("train-rewind"), "{said}");
    let step = viewer.training().step;
    assert!(step < 20 && !viewer.training().running);
    viewer.does("train-rewind 0");
    assert_eq!(viewer.training().step, 0);
}

#[test]
fn a_long_run_is_remembered_evenly() {
    let mut viewer = Viewer::new();
    viewer.does("train copy; train-step");
    let mut training = viewer.training().clone();
    let point = training.points[0].clone();
    let asked = report(&mut viewer, 9, Request::Run(false));
    let points = (2..=20_000).map(|step| crate::train::live::Progress { step, ..point.clone() }).collect();
    training.absorb(Report { points, step: 20_000, ..*asked });
    let steps: Vec<usize> = training.points.iter().map(|point| point.step).collect();
    assert!(steps.len() <= 8192 && steps.windows(2).all(|pair| pair[1] - pair[0] == 4), "{}", steps.len());
    assert_eq!(steps.last(), Some(&20_000));
}
