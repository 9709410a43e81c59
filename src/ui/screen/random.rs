//! A hundred thousand things that somebody could do, in two halves, on screens of every size: nothing breaks, and undo
//! goes back to the very same plan and tape.

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
use crate::app::{Command, Effect, Language, Looked, Survey, Version};
use crate::tape::Matrix;
use crate::ui::capability::ColourDepth;
use crate::ui::{Capability, View};

const STEPS: usize = 50_000;

/// After so many steps the screen is drawn, and the mouse clicks somewhere on it.
const DRAWN: usize = 100;

/// After so many, the last changes are taken back and done again, so many of them; then everything begins anew.
const UNDONE: usize = 1000;
const TAKEN_BACK: usize = 25;

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
}

impl Walker {
    fn new(seed: u64, forgets: bool) -> Walker {
        let viewer = Viewer { forgets, ..Viewer::new() };
        let random = ChaCha8Rng::seed_from_u64(seed);
        Walker { viewer, random, forgets, sweeps: BTreeMap::new(), answered: [0; 3] }
    }

    fn wander(mut self, mut runner: TestRunner) {
        let commands = any_command();
        for step in 0..STEPS {
            let command = commands.new_tree(&mut runner).expect("a command").current();
            self.does(command);
            if step % DRAWN == 0 {
                self.draw_and_click();
            }
            if step % UNDONE == UNDONE - 1 {
                self.take_back_and_do_again();
                self.viewer = Viewer { forgets: self.forgets, ..Viewer::new() };
            }
        }
        let [looks, studies, differences] = self.answered;
        let all = studies > 0 && differences > 0 && (looks > 0) == self.forgets;
        assert!(all, "{looks} looks, {studies} studies, {differences} differences");
    }

    /// Does a command and everything that it asks for.
    fn does(&mut self, command: Command) {
        let Viewer { stage, desk, .. } = &mut self.viewer;
        let effects = update(stage, desk, command);
        for effect in self.viewer.perform(effects) {
            self.answer(effect);
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

    fn take_back_and_do_again(&mut self) {
        let (plan, tape) = (self.viewer.stage.plan.clone(), bits(&self.viewer));
        let mut depth = 0;
        while self.viewer.stage.history.can_undo() && depth < TAKEN_BACK {
            self.does(Command::Undo);
            depth += 1;
        }
        for _ in 0..depth {
            self.does(Command::Redo);
        }
        let now = &self.viewer.stage.plan;
        assert!(now.records_same(&plan), "{now} is not {plan}");
        assert!(bits(&self.viewer) == tape, "another tape for {plan}");
    }
}

/// The bits of everything that was recorded, and of what did not stay once more.
fn bits(viewer: &Viewer) -> Vec<u32> {
    let pass = &viewer.stage.pass;
    let sites = pass.tape.vars().map(|var| pass.tape.node(var).site);
    let layers = sites.filter_map(|site| Some((site.stack, usize::from(site.layer?)))).collect();
    let whole = pass.look(&layers);
    let values = whole.tape.vars().filter_map(|var| whole.tape.ready(var));
    values.flat_map(|value: &Matrix| value.iter().map(|x| x.to_bits()).collect::<Vec<_>>()).collect()
}
