//! The lab in a real pseudo-terminal: what a person does, what the system does, and what is left of the terminal.
//!
//! Nothing here sleeps for a result: every test waits until the screen, or the process, is as it should be.
#![cfg(unix)]

mod support;

use support::tui::{Tui, hang_up_after, terminate_stalled_after};

/// The end of the last line, and so of the first frame.
const READY: &str = "? help";

fn lab(columns: u16, rows: u16) -> Tui {
    let tui = Tui::start(columns, rows);
    tui.wait_for(READY);
    tui
}

fn quit(mut tui: Tui) {
    tui.send("q");
    assert_eq!(tui.exit(), 0);
    tui.wait_restored();
}

/// A text that stands on the screen now and goes when the program answers.
fn status(tui: &Tui) -> String {
    tui.text().lines().next().unwrap_or_default().to_owned()
}

#[test]
fn without_arguments_it_opens_on_austen() {
    let tui = Tui::with(120, 40, &[], &[]);
    tui.wait_for(READY);
    let screen = tui.text();
    assert!(screen.contains("austen"), "{screen}");
    assert!(screen.contains("It is a truth universally acknowledged, that a single man"), "{screen}");
    quit(tui);
}

#[test]
fn the_environment_chooses_the_first_language() {
    let mut tui = Tui::with(120, 40, &[], &[("LANG", "zh_CN.UTF-8")]);
    tui.wait_for("? 帮助");
    tui.send(":language en\r");
    tui.wait_for(READY);
    quit(tui);
    let tui = Tui::with(120, 40, &["--language", "en"], &[("LANG", "zh_CN.UTF-8")]);
    tui.wait_for(READY);
    quit(tui);
    let tui = Tui::with(120, 40, &[], &[("LANG", "zh_CN.GB18030")]);
    tui.wait_for(READY);
    quit(tui);
}

#[test]
fn keys_step_and_quit() {
    let mut tui = lab(120, 40);
    let first = status(&tui);
    tui.send(" ");
    tui.wait("the next step", |screen| !screen.contents().starts_with(&first));
    tui.send("\x7f");
    tui.wait("the step before", |screen| screen.contents().starts_with(&first));
    quit(tui);
}

#[test]
fn a_poke_is_recorded_beside_the_screen_and_undone() {
    let mut tui = lab(120, 40);
    tui.wait_for("causal");
    tui.send("m");
    tui.wait_gone("causal");
    tui.send("u");
    tui.wait_for("causal");
    quit(tui);
}

#[test]
fn a_command_is_typed_into_the_palette() {
    let mut tui = lab(120, 40);
    tui.send(":");
    tui.send("go decoder.1.mlp.post\r");
    tui.wait_for("mlp › activate");
    tui.send(":go decoder.1.mlp.pots\r");
    tui.wait_for("decoder.1.mlp.pots");
    tui.wait_for("decoder.1.mlp.post");
    tui.send("\x1b");
    tui.wait_gone("decoder.1.mlp.pots");
    quit(tui);
}

#[test]
fn a_key_that_begins_several_shows_them() {
    let mut tui = lab(120, 40);
    tui.send("w");
    tui.wait_for("give the keys to another pane");
    tui.send("\x7f");
    tui.wait_gone("give the keys to another pane");
    tui.send("wz");
    tui.wait_gone("heads");
    tui.send("wq");
    tui.wait_for("`w q` sends no command");
    quit(tui);
}

#[test]
fn the_first_start_says_how_to_begin_and_the_second_does_not() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().join("new").display().to_string();
    let model = support::model().display().to_string();
    let start = || Tui::with(120, 40, &["the cat sat", "--model", &model], &[("HEADLIGHT_STATE", &state)]);
    let mut tui = start();
    tui.wait_for("any key closes this");
    let first = status(&tui);
    tui.send(" ");
    tui.wait("the key acts", |screen| !screen.contents().starts_with(&first));
    tui.wait_gone("any key closes this");
    quit(tui);
    let tui = start();
    tui.wait_for(READY);
    assert!(!tui.text().contains("any key closes this"));
    quit(tui);
}

#[test]
fn the_layout_is_there_again_when_the_lab_is_opened_again() {
    let home = tempfile::tempdir().unwrap();
    let [state, configuration] = ["state", "configuration"].map(|name| home.path().join(name).display().to_string());
    let model = support::model().display().to_string();
    let folders = [("HEADLIGHT_STATE", state.as_str()), ("HEADLIGHT_CONFIG", configuration.as_str())];
    let arguments = ["the cat sat", "--model", &model];
    let mut tui = Tui::with(120, 40, &arguments, &folders);
    tui.wait_for(READY);
    tui.send(":panes \"row(1 matrix, 1 residual)\"\r");
    tui.wait_gone(" steps ");
    tui.send(":layout-save mine\r");
    tui.wait_for("mine.txt");
    quit(tui);
    let mut tui = Tui::with(120, 40, &arguments, &folders);
    tui.wait_for(READY);
    assert!(!tui.text().contains(" steps "), "{}", tui.text());
    tui.send(":layout explore\r");
    tui.wait_for(" steps ");
    tui.send(":layout mine\r");
    tui.wait_gone(" steps ");
    quit(tui);
}

#[test]
fn the_layout_is_remembered_where_the_lab_is_ended_from_outside() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().join("state").display().to_string();
    let model = support::model().display().to_string();
    let start = || Tui::with(120, 40, &["the cat sat", "--model", &model], &[("HEADLIGHT_STATE", &state)]);
    let mut tui = start();
    tui.wait_for(READY);
    tui.send(":layout lecture\r");
    tui.wait_gone(" steps ");
    tui.signal(libc::SIGTERM);
    tui.exit();
    let tui = start();
    tui.wait_for(READY);
    assert!(!tui.text().contains(" steps "), "{}", tui.text());
    quit(tui);
}

#[test]
fn a_broken_layout_is_a_notice_with_its_line() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("layouts")).unwrap();
    std::fs::write(home.path().join("layouts").join("mine.txt"), "panes \"matrix\"\nmask none\n").unwrap();
    let folder = home.path().display().to_string();
    let model = support::model().display().to_string();
    let tui = Tui::with(200, 40, &["the cat sat", "--model", &model], &[("HEADLIGHT_CONFIG", &folder)]);
    tui.wait_for("mine.txt:2: `mask none` is no part of a layout");
    quit(tui);
}

#[test]
fn a_broken_keymap_is_a_notice_and_the_keys_hold() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("keymap.toml"), "[keys]\n\"Z\" = \"qiut\"\n").unwrap();
    let folder = home.path().display().to_string();
    let model = support::model().display().to_string();
    let tui = Tui::with(160, 40, &["the cat sat", "--model", &model], &[("HEADLIGHT_CONFIG", &folder)]);
    tui.wait_for("keymap.toml:2: there is no command `qiut`; the nearest: quit");
    quit(tui);
}

#[test]
fn keys_and_colours_of_ones_own_are_found() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("keymap.toml"), "[keys]\n\"Z\" = \"theme mine\"\n").unwrap();
    std::fs::create_dir(home.path().join("themes")).unwrap();
    std::fs::write(home.path().join("themes/mine.toml"), "page = [\"#102030\", \"#fedcba\"]\n").unwrap();
    let folder = home.path().display().to_string();
    let model = support::model().display().to_string();
    let arguments = ["the cat sat", "--model", &model, "--color", "truecolor"];
    let mut tui = Tui::with(120, 40, &arguments, &[("HEADLIGHT_CONFIG", &folder)]);
    tui.wait_for(READY);
    tui.send("Z");
    tui.wait("the paper", |screen| {
        screen.cell(2, 118).is_some_and(|cell| cell.bgcolor() == vt100::Color::Rgb(0xfe, 0xdc, 0xba))
    });
    quit(tui);
}

#[test]
fn a_model_learns_beside_the_screen() {
    let mut tui = lab(160, 48);
    tui.send(":train reverse\r");
    tui.wait_for("nothing is learned yet");
    tui.wait_for("hospital");
    tui.send("\r");
    tui.wait_for("running");
    tui.wait_for("nats per token");
    tui.send("\r");
    tui.wait_for("paused");
    tui.send("\r");
    tui.wait_for("running");
    quit(tui);
}

#[test]
fn control_c_quits() {
    let mut tui = lab(80, 24);
    tui.send("\x03");
    assert_eq!(tui.exit(), 0);
    tui.wait_restored();
}

#[test]
fn a_border_follows_the_mouse() {
    let mut tui = lab(120, 40);
    let row = 20;
    let borders = |tui: &Tui| tui.text().lines().nth(row).unwrap_or_default().to_owned();
    let before = borders(&tui);
    let is_border = |c: char| "│┃┤├┼".contains(c);
    let inner = before.chars().enumerate().find(|(column, c)| (1..119).contains(column) && is_border(*c));
    let column = inner.expect("a border between two panes").0 as u16;
    tui.drag((column, row as u16), (column + 9, row as u16));
    tui.wait("the border to move", |screen| {
        let line = screen.contents().lines().nth(row).unwrap_or_default().to_owned();
        line.chars().nth(usize::from(column) + 9).is_some_and(is_border) && line != before
    });
    quit(tui);
}

#[test]
fn it_fits_every_size_it_is_given() {
    let mut tui = lab(80, 24);
    // A key takes away the notice that the text was cut, which on a small screen stands where the keys do.
    tui.send(" ");
    for (columns, rows) in [(120, 40), (40, 12), (200, 60)] {
        tui.resize(columns, rows);
        tui.wait("a frame of the new size", |screen| {
            let lines = screen.contents().lines().map(|line| line.trim_end().chars().count()).max().unwrap_or(0);
            screen.contents().contains(READY) && lines > usize::from(columns) / 2
        });
    }
    quit(tui);
}

#[test]
fn a_size_there_and_back_leaves_the_screen_whole() {
    let tui = lab(100, 30);
    // The hint may be read before the rest of its frame is.
    let whole = tui.settled();
    tui.crop(50, 10);
    tui.wait("the whole screen", |screen| screen.contents() == whole);
    quit(tui);
}

#[test]
fn a_storm_of_sizes_down_to_one_cell_leaves_it_alive() {
    let mut tui = lab(80, 24);
    for i in 0..200u16 {
        tui.resize(1 + i * 7 % 130, 1 + i % 30);
    }
    tui.resize(1, 1);
    tui.send(" ");
    tui.resize(3, 2);
    tui.send("\t");
    tui.resize(100, 30);
    tui.wait_for(READY);
    quit(tui);
}

#[test]
fn a_signal_ends_it_and_the_terminal_is_as_before() {
    for (signal, code) in [(libc::SIGTERM, 143), (libc::SIGHUP, 129), (libc::SIGINT, 130), (libc::SIGQUIT, 131)] {
        let mut tui = lab(80, 24);
        tui.signal(signal);
        assert_eq!(tui.exit(), code);
        tui.wait_restored();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn it_stops_and_goes_on() {
    for by_key in [true, false] {
        let mut tui = lab(80, 24);
        if by_key {
            tui.send("\x1a");
        } else {
            tui.signal(libc::SIGTSTP);
        }
        tui.wait_stopped();
        tui.wait_restored();
        tui.signal(libc::SIGCONT);
        tui.wait("the screen again", |screen| screen.alternate_screen() && screen.contents().contains(READY));
        tui.send(" ");
        quit(tui);
    }
}

#[cfg(debug_assertions)]
#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    let mut tui = Tui::with(80, 24, &[], &[("HEADLIGHT_PANIC", "screen")]);
    tui.wait_for(READY);
    tui.send(" ");
    assert_eq!(tui.exit(), 101);
    tui.wait_restored();
    tui.wait_for("asked to break down");
}

#[cfg(debug_assertions)]
#[test]
fn a_panic_of_the_worker_is_a_notice() {
    let mut tui = Tui::with(120, 40, &[], &[("HEADLIGHT_PANIC", "worker")]);
    tui.wait_for("causal");
    tui.send("m");
    tui.wait_for("broke down");
    tui.wait_for("causal");
    quit(tui);
}

#[cfg(debug_assertions)]
#[test]
fn a_panic_beside_the_screen_is_said_in_the_pane_that_waits_for_it() {
    let panes = ["--do", "panes \"column(2 scores, 1 heads)\""];
    let tui = Tui::with(120, 40, &panes, &[("HEADLIGHT_PANIC", "study")]);
    tui.wait_for("comparing the scores broke down: asked to break down");
    tui.wait_for("could not be computed");
    quit(tui);
}

#[test]
fn two_thousand_pasted_words_are_cut_and_said_to_be() {
    let mut tui = lab(120, 40);
    tui.send("e");
    let words = "the cat sat on the mat ".repeat(334);
    tui.send(&format!("\x1b[200~{words}\x1b[201~"));
    tui.send("\r");
    tui.wait_for("the model sees the first 24");
    quit(tui);
}

#[test]
fn a_terminal_that_goes_away_ends_it() {
    assert_eq!(hang_up_after(READY), 129);
}

#[test]
fn a_second_signal_ends_it_while_its_terminal_takes_nothing() {
    assert_eq!(terminate_stalled_after(READY), 143);
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let ran = support::headlight(["the cat sat"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("terminal") && ran.err.contains("headlight show"), "{}", ran.err);
    let dumb = support::program().env("TERM", "dumb").output().unwrap();
    assert_eq!(dumb.status.code(), Some(2));
}
