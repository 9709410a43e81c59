//! Keymaps as files, and what keys do one after the other.

use super::*;
use crate::app::command::Scope;
use crate::app::flaw::FlawAt;
use crate::app::input::{Code, Key};
use crate::app::keymap::{Meaning, fixed};

fn keys(written: &str) -> Vec<Key> {
    written.split(' ').map(|key| key.parse().expect("a key")).collect()
}

fn own(file: &str) -> Keymap {
    Keymap::default().with(file).unwrap_or_else(|flaws| panic!("{flaws:?}"))
}

/// What is wrong with a file, a line each.
fn wrong(file: &str) -> Vec<String> {
    Keymap::default().with(file).expect_err("something is wrong").iter().map(FlawAt::to_string).collect()
}

fn sends(keymap: &Keymap, pressed: &str, pane: PaneKind) -> String {
    match keymap.meaning(&keys(pressed), pane) {
        Meaning::Command(command) => command.to_string(),
        Meaning::Prefix => "…".to_owned(),
        Meaning::Nothing => String::new(),
    }
}

#[test]
fn the_default_keymap_is_a_keymap() {
    let keymap = Keymap::default();
    assert!(keymap.bindings.len() > 60, "{}", keymap.bindings.len());
    assert_eq!(keymap.groups.len(), 6);
    for group in &keymap.groups {
        assert_eq!(keymap.meaning(&group.keys, PaneKind::Matrix), Meaning::Prefix, "{}", group.name);
        assert_ne!(keymap.group(&group.keys, Language::English), None);
    }
    for binding in &keymap.bindings {
        assert_ne!(binding.command.entry().scope, Scope::Script, "{}", binding.command);
    }
}

#[test]
fn a_sequence_waits_for_its_keys() {
    let mut viewer = Viewer::new();
    viewer.keys("end g");
    assert_eq!(viewer.desk.pending, keys("g"));
    assert_ne!(viewer.stage.at(), 0);
    viewer.keys("g");
    assert_eq!((viewer.stage.at(), viewer.desk.pending.len()), (0, 0));
    viewer.keys("w z");
    assert!(viewer.desk.zoomed);
    let focus = viewer.desk.focus;
    viewer.keys("w w w W");
    assert_eq!(viewer.desk.focus, focus);
    viewer.keys("t m");
    assert_eq!(viewer.stage.plan.settings.causal, Some(false));
}

#[test]
fn a_sequence_is_taken_back_cancelled_and_refused() {
    let mut viewer = Viewer::new();
    viewer.does("zoom on");
    viewer.keys("w esc");
    assert_eq!(viewer.desk.pending, []);
    assert!(viewer.desk.zoomed, "esc cancels the sequence and nothing else");
    viewer.keys("w backspace");
    assert_eq!(viewer.desk.pending, []);
    assert_eq!(viewer.keys("w e"), "`w e` sends no command");
    assert_eq!(viewer.desk.pending, []);
    assert!(matches!(viewer.desk.mode, Mode::Normal), "the key that did not fit does nothing by itself");
    assert_eq!(viewer.keys("w"), "", "the next key takes the remark away");
    viewer.does("focus steps");
    assert_eq!(viewer.desk.pending, [], "a command that came another way ends it");
    viewer.keys("w");
    viewer.does("wait 1; type x");
    assert_eq!(viewer.desk.pending, [], "so does a text");
    let step = viewer.stage.at();
    viewer.desk.mode = Mode::Normal;
    viewer.desk.keymap = own("[keys]\n\"a b c\" = \"next\"\n");
    viewer.keys("a b backspace");
    assert_eq!(viewer.desk.pending, keys("a"));
    viewer.keys("b c");
    assert_eq!(viewer.stage.at(), step + 1);
}

#[test]
fn waiting_keeps_a_sequence() {
    let mut viewer = Viewer::new();
    viewer.does("key w; wait 2");
    assert_eq!(viewer.desk.pending, keys("w"));
}

#[test]
fn a_file_is_merged_over_the_keys_that_are_there() {
    let keymap = own(concat!(
        "[groups]\n\"g\" = \"gehe zu\"\n",
        "[keys]\n\"g\" = \"grain\"\n\"s x\" = \"scale on\"\n\"q\" = \"\"\n\"w\" = \"\"\n\"w q\" = \"quit\"\n\"é\" = \"next\"\n",
        "[keys.matrix]\n\"j\" = \"next\"\n",
    ));
    for (pressed, pane, command) in [
        ("g", PaneKind::Matrix, "grain"), // and with it go `g g` and `g e`
        ("g g", PaneKind::Matrix, ""),
        ("s", PaneKind::Matrix, "…"),
        ("s x", PaneKind::Matrix, "scale on"),
        ("q", PaneKind::Matrix, ""),
        ("C-c", PaneKind::Matrix, "quit"),
        ("w w", PaneKind::Matrix, ""),
        ("w q", PaneKind::Matrix, "quit"),
        ("é", PaneKind::Steps, "next"),
        ("j", PaneKind::Matrix, "next"),
        ("j", PaneKind::Output, "move down"),
        ("t m", PaneKind::Output, "mask"),
    ] {
        assert_eq!(sends(&keymap, pressed, pane), command, "{pressed}");
    }
    assert_eq!(keymap.group(&keys("g"), Language::English).as_deref(), Some("gehe zu"));
}

#[test]
fn a_pane_goes_before_everywhere() {
    let keymap = own("[keys.steps]\n\"m m\" = \"next\"\n\"w\" = \"back\"\n\"t x\" = \"first\"\n");
    assert_eq!(sends(&keymap, "m", PaneKind::Steps), "…");
    assert_eq!(sends(&keymap, "m", PaneKind::Matrix), "mask");
    assert_eq!(sends(&keymap, "w", PaneKind::Steps), "back");
    assert_eq!(sends(&keymap, "w", PaneKind::Matrix), "…");
    let after = |pane| keymap.continuations(&keys("t"), pane).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    assert!(after(PaneKind::Steps).contains(&'x'.into()) && after(PaneKind::Steps).contains(&'s'.into()));
    assert!(!after(PaneKind::Matrix).contains(&'x'.into()));
    assert_eq!(keymap.keys_for(&Command::Mask(None), PaneKind::Matrix), Some(&*keys("m")));
    assert_eq!(keymap.keys_for(&Command::Mask(None), PaneKind::Steps), Some(&*keys("t m")));
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line() {
    for (file, said) in [
        ("[keys]\n\n\"ctrl-x\" = \"next\"", "line 3: no key is called `ctrl-x`: keys are written like x"),
        ("[keys]\n\"a\" = \"nxet\"", "line 2: there is no command `nxet`; the nearest: next"),
        ("[keys]\n\"a\" = \"mask som\"", "line 2: `mask` cannot take `som`"),
        ("[keys]\n\"a\" = next", "line 2: this is no TOML ("),
        ("[keys\n\"a\" = \"next\"", "line 1: this is no TOML ("),
        ("[keys]\n\"a\" = 3", "line 2: `a` takes a text between quotation marks"),
        ("[keys]\n\"\" = \"next\"", "line 2: there is no key to the left"),
        ("[keys]\n\"a esc\" = \"next\"", "line 2: `esc` cannot stand within a sequence"),
        ("[keys]\n\"a\" = \"key a\"", "line 2: `key` is for scripts only"),
        ("[keys]\n\"w v\" = \"next\"\n# two\n\"w  v\" = \"back\"", "line 4: `w v` stands on line 2 already"),
        ("[keys]\n\"w v\" = \"next\"\n# two\n\"w v\" = \"back\"", "line 4: `w v` stands on line 2 already"),
        ("[keys]\n\"w\" = \"next\"\n\"w v\" = \"back\"", "line 3: `w` sends a command and begins `w v`, see line 2"),
        ("[keys]\n\"w v\" = \"next\"\n\"w\" = \"back\"", "line 3: `w` sends a command and begins `w v`, see line 2"),
        ("[kyes]\n\"w\" = \"next\"", "line 2: nothing is called `kyes` here; the nearest: keys"),
        ("[keys.matrx]\n\"w\" = \"next\"", "line 2: nothing is called `keys.matrx` here; the nearest: keys.matrix"),
        ("theme = \"dark\"", "line 1: nothing is called `theme` here"),
    ] {
        let flaws = wrong(file);
        assert_eq!(flaws.len(), 1, "{file}: {flaws:?}");
        assert!(flaws[0].contains(said), "{file}: {flaws:?}");
        assert!(!flaws[0].contains('\n'));
    }
}

#[test]
fn everything_that_is_wrong_is_found() {
    let flaws = Keymap::default()
        .with("[keys]\n\"a\" = \"nxet\"\n\"b\" = \"next\"\n\"zz\" = \"next\"\n")
        .expect_err("is wrong");
    assert_eq!(flaws.iter().map(|flaw| flaw.line).collect::<Vec<_>>(), [2, 4]);
    let notice = Notice::in_file("my.toml", &flaws).expect("a notice").to_string();
    assert_eq!(notice, "my.toml:2: there is no command `nxet`; the nearest: next, text, reset; 1 more further down");
}

#[test]
fn a_keymap_prints_as_a_file_that_reads_back() {
    let awkward = "[groups]\n\"\\\"\" = \"marks\"\n[keys]\n\"\\\" \\\\\" = 'palette \"go \"'\n\"g\" = \"grain\"\n\"q\" = \"\"\n\
                   \"w\" = \"\"\n[keys.steps]\n\"j\" = \"\"\n[keys.cell]\n\"a b\" = \"next\"\n";
    for keymap in [Keymap::default(), own(awkward)] {
        let printed = keymap.to_string();
        let read = Keymap::default().with(&printed).unwrap_or_else(|flaws| panic!("{flaws:?}\n{printed}"));
        assert_eq!(read.bindings, keymap.bindings, "{printed}");
        assert!(keymap.groups.iter().all(|group| read.groups.contains(group)));
    }
}

#[test]
fn what_is_listed_as_unchanging_does_something() {
    let key = |written: &str| written.parse::<Key>().expect("a key");
    for (written, _) in fixed::EDITOR.iter().filter(|(keys, _)| !matches!(*keys, "enter" | "esc")) {
        for written in written.split(' ') {
            let mut editor = Editor::new("one two three");
            editor.press(key("C-left"));
            let before = editor.clone();
            editor.press(key(written));
            assert_ne!(editor, before, "{written}");
        }
    }
    for (written, _) in fixed::PALETTE.iter().chain(fixed::HELP) {
        for written in written.split(' ') {
            let mut viewer = Viewer::new();
            let help = fixed::HELP.iter().any(|(keys, _)| keys.contains(written)) && written != "esc";
            viewer.does(if help { "help; scroll down 20" } else { "palette ma" });
            if !help && written == "up" {
                viewer.keys("down");
            }
            let before = format!("{:?}", viewer.desk.mode);
            viewer.keys(written);
            assert_ne!(format!("{:?}", viewer.desk.mode), before, "{written}");
        }
    }
    let listed: Vec<&str> = fixed::SEQUENCE.iter().map(|(keys, _)| *keys).collect();
    assert_eq!(listed, ["backspace", "esc"], "tested above");
}

#[test]
fn the_hint_goes_with_the_first_key_which_still_acts() {
    let mut viewer = Viewer::new();
    viewer.does("first; hint on; wait 1");
    assert!(viewer.desk.hint);
    viewer.keys("space");
    assert!(!viewer.desk.hint && viewer.stage.at() == 1);
    viewer.does("hint on; hint off");
    assert!(!viewer.desk.hint);
    viewer.does("hint on");
    viewer.run(Command::Key(Code::Function(9).into()));
    assert!(!viewer.desk.hint, "also a key that sends nothing");
}

#[test]
fn without_a_word_themes_and_languages_go_round() {
    let mut viewer = Viewer::new();
    let mut seen = Vec::new();
    for _ in crate::app::theme::NAMES {
        seen.push(viewer.desk.theme.to_string());
        viewer.keys("t c");
    }
    assert_eq!(seen, crate::app::theme::NAMES);
    assert_eq!(viewer.desk.theme, ThemeName::default());
    for _ in Language::ALL {
        viewer.keys("t l");
    }
    assert_eq!(viewer.desk.language, Language::default());
}
