//! Where a click on a pane's content acts: on what is drawn there.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::layout::Position;

use super::*;
use crate::ui::Role;

const AREA: Rect = Rect::new(0, 0, 140, 44);

/// A stage and a desk with one pane over the whole screen.
fn alone(lines: &str) -> (Stage, Desk) {
    let (mut stage, mut desk) = (stage(), Desk::default());
    does(&mut stage, &mut desk, lines);
    (stage, desk)
}

fn does(stage: &mut Stage, desk: &mut Desk, lines: &str) {
    for command in crate::app::command::parse_all(lines).unwrap() {
        update(stage, desk, command);
    }
}

/// The screen, and what a press on a place means.
struct Shot<'a> {
    buffer: Buffer,
    stage: &'a Stage,
    desk: &'a Desk,
}

impl<'a> Shot<'a> {
    fn of(stage: &'a Stage, desk: &'a Desk) -> Shot<'a> {
        Shot { buffer: draw(stage, desk, AREA.width, AREA.height), stage, desk }
    }

    fn meant(&self, x: u16, y: u16) -> Vec<Command> {
        press(&View::new(self.stage, self.desk, &Capability::FULL), AREA, x, y)
    }

    fn at(&self, x: u16, y: u16) -> Vec<String> {
        self.meant(x, y).iter().map(ToString::to_string).collect()
    }

    /// Where a text begins, the first time from a row on.
    fn place(&self, wanted: &str, from: u16) -> (u16, u16) {
        let drawn = text(&self.buffer);
        let found = |(row, line): (usize, &str)| {
            let before = &line[..line.find(wanted)?];
            Some((crate::model::piece::columns(before) as u16, row as u16))
        };
        let mut rows = drawn.lines().enumerate().skip(from.into());
        rows.find_map(found).unwrap_or_else(|| panic!("{wanted} in\n{drawn}"))
    }

    /// What a press on a text means.
    fn on(&self, wanted: &str) -> Vec<String> {
        let (x, y) = self.place(wanted, 2);
        self.at(x, y)
    }
}

/// Wherever the cursor stands in a map, a press on its marks puts it there.
#[test]
fn a_press_on_a_map_is_on_the_cell_that_is_drawn_there() {
    for lines in [
        "go decoder.1.attn.pattern",
        "go decoder.1.attn.pattern; magnify out",
        "go decoder.1.attn.pattern; magnify in 6",
        "go decoder.0.resid_post",
        "go decoder.1.attn.pattern; normalise on; sink hide",
    ] {
        let (mut stage, mut desk) = alone("focus matrix; zoom on");
        does(&mut stage, &mut desk, lines);
        for (row, column) in [(0, 0), (3, 2), (7, 5), (11, 11), (12, 1), (6, 9)] {
            update(&mut stage, &mut desk, Command::Cell(row, column));
            let shot = Shot::of(&stage, &desk);
            let marks: Vec<(u16, u16)> = AREA
                .positions()
                .filter(|at| matches!(shot.buffer[*at].symbol(), "▌" | "▐"))
                .map(|at| (at.x, at.y))
                .collect();
            assert!(!marks.is_empty() || lines.contains("out"), "{lines}: no cursor at {row} {column}");
            for (x, y) in marks {
                assert_eq!(shot.at(x, y), [format!("cell {row} {column}")], "{lines}, at {x}, {y}");
            }
        }
    }
}

/// Every cell of a map can be reached, and each from one block of the screen alone.
#[test]
fn the_cells_of_a_map_lie_side_by_side() {
    let (stage, desk) = alone("go decoder.1.attn.pattern; focus matrix; zoom on");
    let shot = Shot::of(&stage, &desk);
    let tokens = stage.pass.tokens.len();
    let mut all: BTreeMap<(usize, usize), Vec<Position>> = BTreeMap::new();
    for at in AREA.positions() {
        if let [Command::Cell(row, column)] = shot.meant(at.x, at.y)[..] {
            all.entry((row, column)).or_default().push(at);
        }
    }
    let mut size = None;
    for (row, column) in (0..tokens).flat_map(|row| (0..tokens).map(move |column| (row, column))) {
        let cell = &all[&(row, column)];
        let width = cell.iter().map(|at| at.x).collect::<BTreeSet<_>>().len();
        let height = cell.iter().map(|at| at.y).collect::<BTreeSet<_>>().len();
        assert_eq!(cell.len(), width * height, "a rectangle at {row} {column}");
        assert_eq!(*size.get_or_insert((width, height)), (width, height), "{row} {column} is as large as the others");
    }
}

#[test]
fn a_press_on_a_token_is_on_that_token() {
    let (mut stage, mut desk) = alone("go decoder.1.attn.pattern; focus tokens; zoom on");
    let accent = View::new(&stage, &desk, &Capability::FULL).theme.style(Role::Selected).bg;
    for token in [0, 1, 4, 9, 12] {
        update(&mut stage, &mut desk, Command::Cursor(Axis::Token, token));
        let shot = Shot::of(&stage, &desk);
        let selected: Vec<_> =
            AREA.positions().filter(|at| at.y > 1 && at.y < 40 && Some(shot.buffer[*at].bg) == accent).collect();
        assert!(!selected.is_empty(), "token {token} is marked");
        for at in selected {
            assert_eq!(shot.at(at.x, at.y), [format!("cursor token {token}")], "at {at}");
        }
    }
}

#[test]
fn a_press_on_a_step_goes_there() {
    let (stage, desk) = alone("go decoder.1.attn.pattern; focus steps; zoom on");
    let shot = Shot::of(&stage, &desk);
    let first = shot.place("block 1", 2).1;
    for (label, line) in [
        ("LayerNorm", "go decoder.1.ln1"),
        ("scores", "go decoder.1.attn.scores"),
        ("softmax", "go decoder.1.attn.pattern"),
        ("W_O", "go decoder.1.attn.out"),
    ] {
        let (x, y) = shot.place(label, first);
        assert_eq!(shot.at(x, y), [line], "{label}");
    }
}

#[test]
fn a_press_on_a_thumbnail_is_on_the_head_below_it() {
    let (stage, desk) = alone("go decoder.0.attn.pattern; focus heads; zoom on");
    let shot = Shot::of(&stage, &desk);
    for layer in 0..3 {
        for head in 0..4 {
            let address = format!("{layer}.{head}");
            let (x, y) = shot.place(&format!("{address} "), 2);
            for up in 1..3 {
                assert_eq!(shot.at(x, y - up), [format!("head {address}")], "{up} above the address");
            }
        }
    }
}

#[test]
fn a_press_on_a_word_or_a_layer_of_the_output_is_on_it() {
    let (stage, desk) = alone("go probs; focus output; zoom on");
    let shot = Shot::of(&stage, &desk);
    let shown = stage.shown().unwrap();
    let mut words = 0;
    for y in 2..AREA.height - 3 {
        let Some(Command::Cursor(Axis::Word, word)) = shot.meant(2, y).first().cloned() else { continue };
        let name = shown.column_label(word, desk.language);
        let line = text(&shot.buffer).lines().nth(y.into()).unwrap().to_owned();
        assert!(line.trim_start_matches(['┃', ' ']).starts_with(name.trim()), "{name}: {line}");
        words += 1;
    }
    assert!(words > 20, "{words} words");
    for layer in 0..3 {
        let (_, y) = shot.place(&format!("block {layer} "), 4);
        assert_eq!(shot.at(3, y), [format!("go decoder.{layer}.lens")]);
    }
}

/// The accent marks the bar of the cursor's token.
#[test]
fn a_press_on_a_bar_of_the_residual_stream_is_on_its_token() {
    let (mut stage, mut desk) = alone("go decoder.1.resid_mid; focus residual; zoom on");
    let accent = View::new(&stage, &desk, &Capability::FULL).theme.colour(Role::Accent);
    for token in [0, 3, 8] {
        update(&mut stage, &mut desk, Command::Cursor(Axis::Token, token));
        let shot = Shot::of(&stage, &desk);
        let (_, y) = shot.place("‖x‖ by token", 2);
        let bars =
            (17..AREA.width - 10).filter(|x| shot.buffer[(*x, y)].symbol() != " " && shot.buffer[(*x, y)].fg == accent);
        let bars: Vec<u16> = bars.collect();
        assert!(!bars.is_empty(), "token {token} has a bar");
        for x in bars {
            assert_eq!(shot.at(x, y), [format!("cursor token {token}")], "at {x}, {y}");
        }
    }
}

#[test]
fn a_press_on_a_name_beside_the_flow_is_on_that_token() {
    let (stage, desk) = alone("go decoder.1.attn.pattern; pane-show flow; zoom on");
    let shot = Shot::of(&stage, &desk);
    let pieces = &stage.pass.pieces;
    for token in [1, 3] {
        let name = pieces[token].text.trim();
        let (left, y) = shot.place(&format!("{name} "), 3);
        assert_eq!(shot.at(left, y), [format!("cursor key {token}")], "{name}");
        let line = text(&shot.buffer).lines().nth(y.into()).unwrap().to_owned();
        let end = line.rfind(name).map(|at| crate::model::piece::columns(&line[..at]) as u16).unwrap();
        assert_eq!(shot.at(end, y), [format!("cursor token {token}")], "{name}");
    }
}

#[test]
fn a_press_on_the_source_is_on_a_key_and_on_the_target_on_a_query() {
    let mut stage = translation();
    let mut desk = Desk::default();
    does(&mut stage, &mut desk, "go decoder.0.cross.pattern; focus tokens; zoom on");
    let shot = Shot::of(&stage, &desk);
    let key = stage.pass.source.iter().position(|piece| piece.text.trim() == "March").unwrap();
    assert_eq!(shot.on("March"), [format!("cursor key {key}")]);
    let (x, y) = shot.place("2017", shot.place("target", 2).1);
    assert_eq!(shot.at(x, y), ["cursor token 1"], "the first digit is what the target begins with");
}

#[test]
fn a_comparison_without_a_second_pass_says_how_there_is_one() {
    let (mut stage, mut desk) = (stage(), Desk::default());
    does(&mut stage, &mut desk, "layout compare");
    let title = |stage: &Stage, desk: &Desk, line: &str| {
        let pane = line.parse().unwrap();
        pane::title(&View::new(stage, desk, &Capability::FULL), pane)
    };
    for pane in ["matrix", "matrix-2", "matrix-3"] {
        assert_eq!(
            title(&stage, &desk, pane),
            "pattern · block 0 · head 0",
            "{pane}: there is one pass and no difference"
        );
    }
    let drawn = text(&draw(&stage, &desk, 200, 48));
    assert!(!drawn.contains("B − A") && !drawn.contains("differ from"), "{drawn}");
    assert_eq!(drawn.matches("compare score additive").count(), 3, "two maps and an output wait for it: {drawn}");
    let shot = Shot::of(&stage, &desk);
    let (x, y) = shot.place("no second pass", 2);
    assert_eq!(shot.at(x, y), ["focus matrix-2"], "there is nothing else to go to");

    // After a change of the same shape the third pane says what it changed, and nothing of an A or a B.
    let mut viewer = crate::app::tests::Viewer::new();
    for line in ["layout compare", "mask none"] {
        viewer.run(crate::app::command::parse(line).unwrap());
    }
    let titles = ["matrix", "matrix-2", "matrix-3"].map(|pane| title(&viewer.stage, &viewer.desk, pane));
    assert_eq!(titles[0], titles[1]);
    assert_eq!(titles[0], format!("{} Δ", titles[2].trim_start_matches("now − before · ")));
    // What has another shape is not subtracted: one sentence says so.
    viewer.run(Command::Text("It".to_owned()));
    let drawn = text(&draw(&viewer.stage, &viewer.desk, 200, 48));
    assert_eq!(drawn.matches("there is nothing of the same shape to differ from").count(), 1, "{drawn}");
}

#[test]
fn a_press_beside_the_cells_of_a_map_means_nothing() {
    let (stage, desk) = alone("go decoder.1.attn.pattern; focus matrix; zoom on");
    let shot = Shot::of(&stage, &desk);
    let legend = shot.place(" × ", 2);
    assert_eq!(shot.at(legend.0, legend.1), [""; 0], "the legend is no cell");
    assert_eq!(shot.at(1, 2), [""; 0], "nor is the corner above the names");
}
