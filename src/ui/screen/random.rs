//! A hundred thousand things that somebody could do, in two halves, on screens of every size: nothing breaks, and undo
//! goes back to the very same plan and tape.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{hit, render};
use crate::app::Command;
use crate::app::input::{Button, Mouse, MouseKind};
use crate::app::tests::Viewer;
use crate::app::tests::commands::any_command;
use crate::tape::Matrix;
use crate::ui::{Capability, View};

const STEPS: usize = 50_000;

/// After so many steps the screen is drawn, and the mouse clicks somewhere on it.
const DRAWN: usize = 100;

/// After so many, the last changes are taken back and done again, so many of them; then everything begins anew.
const UNDONE: usize = 1000;
const TAKEN_BACK: usize = 25;

#[test]
fn fifty_thousand_random_steps_break_nothing() {
    wander(4, TestRunner::deterministic());
}

#[test]
fn fifty_thousand_others_break_nothing_either() {
    let other = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    wander(5, TestRunner::new_with_rng(Config::default(), other));
}

fn wander(seed: u64, mut runner: TestRunner) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let commands = any_command();
    let mut viewer = Viewer::new();
    for step in 0..STEPS {
        let command = commands.new_tree(&mut runner).expect("a command").current();
        viewer.run(command);
        if step % DRAWN == 0 {
            let area = Rect::new(0, 0, random.random_range(0..180), random.random_range(0..60));
            draw_and_click(&mut viewer, area, &mut random);
        }
        if step % UNDONE == UNDONE - 1 {
            take_back_and_do_again(&mut viewer);
            viewer = Viewer::new();
        }
    }
}

fn draw_and_click(viewer: &mut Viewer, area: Rect, random: &mut impl Rng) {
    let capability = Capability::FULL;
    let mut buffer = Buffer::empty(area);
    render(&View::new(&viewer.stage, &viewer.desk, &capability), &mut buffer);
    let kinds = [MouseKind::Press(Button::Left), MouseKind::Drag, MouseKind::Release, MouseKind::ScrollDown];
    for kind in kinds {
        let (column, row) = (random.random_range(0..190), random.random_range(0..70));
        let view = View::new(&viewer.stage, &viewer.desk, &capability);
        for command in hit(&view, area, Mouse { column, row, kind }) {
            viewer.run(command);
        }
    }
}

/// The bits of everything that was recorded.
fn bits(viewer: &Viewer) -> Vec<u32> {
    let tape = &viewer.stage.pass.tape;
    let values = tape.vars().filter_map(|var| tape.ready(var));
    values.flat_map(|value: &Matrix| value.iter().map(|x| x.to_bits()).collect::<Vec<_>>()).collect()
}

fn take_back_and_do_again(viewer: &mut Viewer) {
    let (plan, tape) = (viewer.stage.plan.clone(), bits(viewer));
    let mut depth = 0;
    while viewer.stage.history.can_undo() && depth < TAKEN_BACK {
        viewer.run(Command::Undo);
        depth += 1;
    }
    for _ in 0..depth {
        viewer.run(Command::Redo);
    }
    assert!(viewer.stage.plan.records_same(&plan), "{} is not {plan}", viewer.stage.plan);
    assert!(bits(viewer) == tape, "another tape for {plan}");
}
