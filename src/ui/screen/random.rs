//! A hundred thousand things that somebody could do, in two halves, on screens of every size: nothing breaks, and undo
//! and redo go to the very same plan, tape and gradients that were there when a change was made.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{hit, render};
use crate::app::input::{Button, Mouse, MouseKind};
use crate::app::study::{Point, Study, StudyOf, Sweep};
use crate::app::tests::Viewer;
use crate::app::tests::any::any_command;
use crate::app::update::{self, update};
use crate::app::{Command, Effect, Language, Looked, Pass, Plan, Stage, Survey, Version, training};
use crate::tape::{Matrix, Site};
use crate::ui::capability::ColourDepth;
use crate::ui::{Capability, View};

const STEPS: usize = 50_000;

/// After so many steps the screen is drawn, and the mouse clicks somewhere on it.
const DRAWN: usize = 100;

/// After so many, the last changes are taken back and done again, so many of them; then everything begins anew.
const UNDONE: usize = 1000;
const TAKEN_BACK: usize = 25;

/// So many steps before that, what every change makes is kept to be held against: the last changes are made in them.
const WATCHED: usize = 100;

/// The points of a sweep that arrive before it is wanted no more.
const POINTS: usize = 3;

const DEPTHS: [ColourDepth; 4] = [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::Indexed256, ColourDepth::True];

#[test]
fn fifty_thousand_random_steps_break_nothing() {
    Walker::new(4, false).wander(TestRunner::deterministic());
}

/// The same for somebody whose passes do not stay in memory: where they look is computed again.
#[test]
fn fifty_thousand_others_break_nothing_either() {
    let other = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    Walker::new(5, true).wander(TestRunner::new_with_rng(Config::default(), other));
}

/// Somebody who does anything, before a screen, with a worker that answers everything at once.
struct Walker {
    viewer: Viewer,
    random: ChaCha8Rng,
    forgets: bool,
    /// The first points of every sweep that was asked for: none is measured twice.
    sweeps: BTreeMap<u64, Vec<Point>>,
    /// How often the worker computed again what had not stayed, studied a head, and held two passes against each other.
    answered: [usize; 3],
    /// What was recorded at the moments that were watched, by their number in the history.
    known: BTreeMap<usize, Known>,
    watching: bool,
    /// How often undo and redo led to such a moment.
    held: usize,
}

/// What a plan recorded as it was made.
struct Known {
    plan: Plan,
    /// The run and the step of the weights, where the plan looks at a model that learns.
    learned: Option<(u64, usize)>,
    bits: Vec<u32>,
}

impl Known {
    fn of(stage: &Stage) -> Known {
        Known { plan: stage.plan.clone(), learned: learned(stage), bits: bits(&stage.pass) }
    }
}

/// The run and the step of the weights that a stage shows, if they change.
fn learned(stage: &Stage) -> Option<(u64, usize)> {
    let training = stage.training.as_ref().filter(|_| stage.plan.looks_at(training::NAME))?;
    Some((training.run, training.step))
}

impl Walker {
    fn new(seed: u64, forgets: bool) -> Walker {
        let viewer = Viewer { forgets, ..Viewer::new() };
        let random = ChaCha8Rng::seed_from_u64(seed);
        let (sweeps, known) = (BTreeMap::new(), BTreeMap::new());
        Walker { viewer, random, forgets, sweeps, answered: [0; 3], known, watching: false, held: 0 }
    }

    fn wander(mut self, mut runner: TestRunner) {
        let commands = any_command();
        for step in 0..STEPS {
            let command = commands.new_tree(&mut runner).expect("a command").current();
            self.watching = step % UNDONE >= UNDONE - WATCHED;
            self.does(command);
            if step % DRAWN == 0 {
                self.draw_and_click();
            }
            if step % UNDONE == UNDONE - 1 {
                self.take_back_and_do_again();
                self.viewer = Viewer { forgets: self.forgets, ..Viewer::new() };
                self.known.clear();
            }
        }
        let [looks, studies, differences] = self.answered;
        let all = studies > 0 && differences > 0 && (looks > 0) == self.forgets;
        assert!(all, "{looks} looks, {studies} studies, {differences} differences");
        assert!(self.held > STEPS / UNDONE * TAKEN_BACK, "undo and redo led only {} times to what is known", self.held);
    }

    /// Does a command and everything that it asks for.
    fn does(&mut self, command: Command) {
        let goes_in_time = matches!(command, Command::Undo | Command::Redo | Command::Revisit(_));
        let Viewer { stage, desk, .. } = &mut self.viewer;
        let effects = update(stage, desk, command);
        for effect in self.viewer.perform(effects) {
            self.answer(effect);
        }
        if self.watching {
            self.watch(goes_in_time);
        }
    }

    /// Keeps what a change has made, and holds what somebody went back or forward to against what was there then.
    fn watch(&mut self, goes_in_time: bool) {
        let stage = &self.viewer.stage;
        let (now, made) = (stage.history.now(), stage.history.moments().len());
        self.known.retain(|moment, _| *moment < made); // what led nowhere is forgotten
        // Of a model that has learned more since, or is no more, the same plan records something else.
        let stands = |known: &&Known| known.learned == learned(stage);
        let Some(known) = self.known.get(&now).filter(stands) else {
            self.known.insert(now, Known::of(stage));
            return;
        };
        if goes_in_time {
            assert!(stage.plan.records_same(&known.plan), "{} is not {}", stage.plan, known.plan);
            assert!(bits(&stage.pass) == known.bits, "another tape for {}", known.plan);
            self.held += 1;
        }
    }

    /// Does what the worker of the lab does.
    fn answer(&mut self, effect: Effect) {
        let Viewer { stage, desk, .. } = &mut self.viewer;
        match effect {
            Effect::Look { generation, layers } => {
                let looked = Looked::at(generation, layers, &stage.pass, stage.before.as_ref());
                let effects = update::looked(stage, desk, looked);
                self.answered[0] += 1;
                for effect in self.viewer.perform(effects) {
                    self.answer(effect);
                }
            }
            Effect::Survey(all) => {
                for of in all {
                    let passes = of.passes(stage);
                    let survey = passes.and_then(|(pass, minus)| Survey::new(of, pass, minus.map(|minus| &**minus)));
                    if let Some(survey) = survey {
                        update::surveyed(stage, desk, Ok(survey));
                    }
                }
            }
            Effect::Differ(generation) => {
                let (pass, minus) = stage.versions(Version::Difference);
                if let Some(all) = minus.map(|minus| pass.minus(minus)) {
                    update::differed(stage, desk, generation, Ok(all));
                    self.answered[2] += 1;
                }
            }
            Effect::Study(all) => all.into_iter().for_each(|of| self.study(of)),
            Effect::Sweep(seed) => self.sweep(seed),
            _ => {}
        }
    }

    fn study(&mut self, of: StudyOf) {
        let Viewer { stage, desk, .. } = &mut self.viewer;
        let study = of.passes(stage).and_then(|(pass, minus)| {
            let study = match minus {
                Some(minus) => Study::between(of, pass, minus),
                None => Study::new(of, pass, None),
            };
            study.expect("is studied")
        });
        if let Some(study) = study {
            update::studied(stage, desk, Ok(study));
            self.answered[1] += 1;
        }
    }

    fn sweep(&mut self, seed: u64) {
        let first = || {
            let mut sweep = Sweep::new(seed);
            while sweep.points.len() < POINTS {
                let point = sweep.measure().expect("is measured").expect("there are more");
                sweep.add(point);
            }
            sweep.points
        };
        let points = self.sweeps.entry(seed).or_insert_with(first).clone();
        let Viewer { stage, desk, .. } = &mut self.viewer;
        for point in points {
            update::swept(stage, desk, seed, Ok(point));
        }
    }

    /// On a terminal of any size and any colours, in any language.
    fn draw_and_click(&mut self) {
        let random = &mut self.random;
        let area = Rect::new(0, 0, random.random_range(0..180), random.random_range(0..60));
        let colour = DEPTHS[random.random_range(0..DEPTHS.len())];
        self.viewer.desk.language = Language::ALL[random.random_range(0..Language::ALL.len())];
        let capability = Capability { colour, unicode: random.random(), ..Capability::FULL };
        let mut buffer = Buffer::empty(area);
        render(&View::new(&self.viewer.stage, &self.viewer.desk, &capability), &mut buffer);
        let kinds = [MouseKind::Press(Button::Left), MouseKind::Drag, MouseKind::Release, MouseKind::ScrollDown];
        for kind in kinds {
            let (column, row) = (self.random.random_range(0..190), self.random.random_range(0..70));
            let view = View::new(&self.viewer.stage, &self.viewer.desk, &capability);
            for command in hit(&view, area, Mouse { column, row, kind }) {
                self.does(command);
            }
        }
    }

    /// Every step back and forward is held against what was there before that change and after it.
    fn take_back_and_do_again(&mut self) {
        let mut depth = 0;
        while self.viewer.stage.history.can_undo() && depth < TAKEN_BACK {
            self.does(Command::Undo);
            depth += 1;
        }
        for _ in 0..depth {
            self.does(Command::Redo);
        }
    }
}

/// The bits of everything that was recorded, of what did not stay once more, of every gradient, and of the pass beside it.
fn bits(pass: &Pass) -> Vec<u32> {
    let sites: Vec<Site> = pass.tape.vars().map(|var| pass.tape.node(var).site).collect();
    let layers = sites.iter().filter_map(|site| Some((site.stack, usize::from(site.layer?)))).collect();
    let whole = pass.look(&layers);
    let values = whole.tape.vars().filter_map(|var| whole.tape.ready(var));
    let mut all: Vec<u32> = values.flat_map(|value: &Matrix| value.iter().map(|x| x.to_bits())).collect();
    let heads = sites.iter().flat_map(|site| (0..pass.heads(*site)).map(move |head| (*site, head)));
    for gradient in heads.filter_map(|(site, head)| whole.gradient(site, head).ok()) {
        let row = |row| (0..gradient.columns.length).map(move |column| (row, column));
        let cells = (0..gradient.rows.length).flat_map(row);
        all.extend(cells.map(|(row, column)| gradient.value(row, column).to_bits()));
    }
    all.extend(pass.beside.iter().flat_map(|beside| bits(beside)));
    all
}
