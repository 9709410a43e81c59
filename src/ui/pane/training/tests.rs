use super::*;
use crate::app::training::{Frame, Learner, Report};
use crate::app::update::learned;
use crate::app::{Desk, Effect, Learned, PaneKind, Pass, Stage, arrive, command, update};
use crate::tape::{Kernel, Matrix, Spare};
use crate::train::Recipe;
use crate::train::live::{Exercise, Progress, Switch};
use crate::transformer::Config;
use crate::ui::Capability;
use crate::ui::capability::ColourDepth;
use crate::ui::pane::tests::stage;

/// A model that learns in no time.
fn quick(exercise: Exercise, seed: u64) -> Recipe {
    let recipe = exercise.recipe(seed);
    Recipe { config: Config { width: 8, hidden: 8, ..recipe.config }, batch: 1, ..recipe }
}

/// A stage on which a model has begun to learn, and whoever teaches it.
fn begun(exercise: Exercise) -> (Stage, Desk, Learner) {
    let (mut stage, mut desk) = (stage(), Desk::default());
    let kernel = Kernel { portable: true, wide: false };
    let mut learner = Learner::with(quick, kernel);
    let begins = update(&mut stage, &mut desk, Command::Train(exercise, 1));
    let [Effect::Train { number, request }] = &begins[..] else { panic!("{begins:?}") };
    let first = learner.perform(*number, request.clone()).expect("a report");
    for effect in learned(&mut stage, &mut desk, first) {
        let Effect::Record { generation, plan } = effect else { continue };
        let model = stage.training.as_ref().expect("it learns").model.clone();
        let pass = Pass::record(&plan, model, kernel, Spare::default()).expect("it can be looked at");
        arrive(&mut stage, &mut desk, generation, Ok(pass));
    }
    (stage, desk, learner)
}

/// A run that is made up, so that its picture is the same on every machine: it learns, a switch spoils it, and it has
/// been taken back from further on.
fn made_up() -> (Stage, Desk) {
    let (mut stage, desk, mut learner) = begun(Exercise::Reverse);
    let training = stage.training.as_mut().expect("it learns");
    let Some(Learned::Report(report)) = learner.report() else { panic!("no report") };
    let groups = training.groups().len();
    let loss = |step: usize| 5.5 * (-(step as f32) / 60.0).exp() + 0.04;
    let point = |step: usize| {
        let spoilt = if step > 200 { 1.2 * (-(step as f32 - 200.0) / 30.0).exp() } else { 0.0 };
        let gradients = (0..groups).map(|group| loss(step) * 0.2 * (group + 1) as f32).collect();
        Progress { step, loss: loss(step) + spoilt, gradients }
    };
    let switch = Switch { step: 200, config: Config { residual: false, ..training.config.clone() } };
    let sites: Vec<_> = training.film[0].sites().collect();
    let frames = [0, 1, 2, 4, 8, 16, 32, 64, 128, 240].map(|step| {
        let sharp = step as f32 / 240.0;
        let weight = |key: usize, column: usize| {
            let mirrored = key + column % 9 == 7;
            0.125 + sharp * if mirrored { 0.8 } else { -0.11 }
        };
        Frame::made(step, sites.iter().map(|site| (*site, 2, Matrix::from_fn(8, 18, weight))).collect())
    });
    let scores = (0..=240).step_by(50).map(|step| (step, Score::ExactMatch { right: step / 5, of: 50 })).collect();
    let whole = Report { step: 280, points: (1..=280).map(point).collect(), ..(*report).clone() };
    training.absorb(whole);
    training.absorb(Report {
        step: 240,
        back_to: Some(240),
        points: Vec::new(),
        scores,
        switches: vec![switch],
        film: frames.to_vec(),
        ..*report
    });
    (stage, desk)
}

fn drawn(stage: &Stage, desk: &Desk, (width, height): (u16, u16), colour: ColourDepth) -> String {
    let capability = Capability { colour, ..Capability::FULL };
    let view = View::new(stage, desk, &capability);
    let pane = PaneKind::Training.first();
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    crate::ui::pane::render(&view, pane, area, &mut buffer);
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    let title = crate::ui::pane::title(&view, pane);
    let note = crate::ui::pane::note(&view, pane);
    format!("{title} | {note}\n{}", (0..height).map(row).collect::<String>())
}

#[test]
fn a_run_as_it_is_drawn() {
    let (stage, desk) = made_up();
    for (width, height) in [(30, 6), (60, 14), (40, 24), (120, 30)] {
        let picture = drawn(&stage, &desk, (width, height), ColourDepth::None);
        insta::assert_snapshot!(format!("training_{width}x{height}"), picture);
    }
}

#[test]
fn before_anything_learns_it_says_how_to_begin() {
    let said = drawn(&stage(), &Desk::default(), (70, 4), ColourDepth::True);
    assert!(said.contains("`train reverse`"), "{said}");
    let (stage, desk, _) = begun(Exercise::Repeat);
    let said = drawn(&stage, &desk, (100, 24), ColourDepth::True);
    assert!(said.contains("repeat") && said.contains("nothing is learned yet"), "{said}");
}

#[test]
fn it_stays_inside_at_every_size() {
    let (stage, desk) = made_up();
    let pane = PaneKind::Training.first();
    for colour in [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::True] {
        let capability = Capability { colour, ..Capability::FULL };
        let view = View::new(&stage, &desk, &capability);
        for width in (1..64).step_by(7).chain([119, 200]) {
            for height in (1..24).step_by(4).chain([60]) {
                let area = Rect::new(2, 2, width, height);
                let mut buffer = Buffer::empty(Rect::new(0, 0, width + 4, height + 4));
                render(&view, area, &mut buffer);
                for position in buffer.area.positions() {
                    let blank = buffer[position].symbol() == " ";
                    assert!(blank || area.contains(position), "{position} outside {area}");
                }
                for position in area.positions().step_by(97) {
                    let _ = crate::ui::pane::command_at(&view, pane, area, position);
                }
            }
        }
    }
}

#[test]
fn a_click_goes_back_to_the_step_under_it() {
    let (mut stage, mut desk) = made_up();
    let capability = Capability::FULL;
    let area = Rect::new(0, 0, 120, 30);
    let meant = |stage: &Stage, desk: &Desk| {
        let view = View::new(stage, desk, &capability);
        let pane = PaneKind::Training.first();
        let all = area.positions().filter_map(|at| crate::ui::pane::command_at(&view, pane, area, at));
        all.map(|command| command.to_string()).collect::<Vec<_>>()
    };
    let commands = meant(&stage, &desk);
    for line in ["train-rewind", "train-rewind 64", "train-rewind 128"] {
        assert!(commands.iter().any(|command| command == line), "no click sends `{line}`");
    }
    let steps = commands.iter().filter_map(|command| command.strip_prefix("train-rewind ")?.parse::<usize>().ok());
    assert!(steps.clone().all(|step| step < 240), "what is not done cannot be gone back to");
    assert!(steps.collect::<std::collections::BTreeSet<_>>().len() > 40, "the curve has many steps");
    update(&mut stage, &mut desk, command::parse("train-stop").expect("a command"));
    assert_eq!(meant(&stage, &desk), [""; 0], "what is over stays as it is");
}

#[test]
fn a_real_run_is_drawn_in_every_depth_and_theme() {
    let (mut stage, mut desk, mut learner) = begun(Exercise::Repeat);
    for number in 2..5 {
        let news = learner.perform(number, crate::app::training::Request::Step(7)).expect("a report");
        learned(&mut stage, &mut desk, news);
    }
    let training = stage.training.as_mut().expect("it learns");
    (training.running, training.pace) = (true, Some(91.6));
    for theme in ["dark", "light", "mono"].map(crate::app::ThemeName::from) {
        for colour in [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::Indexed256, ColourDepth::True] {
            let desk = Desk { theme: theme.clone(), ..desk.clone() };
            let said = drawn(&stage, &desk, (110, 26), colour);
            for word in ["running · step 21", "nats per token", "92 steps/s", "block 1", "pattern · 1.0"] {
                assert!(said.contains(word), "{word}: {said}");
            }
        }
    }
}
