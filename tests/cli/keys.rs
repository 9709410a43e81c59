//! Keymaps and themes of a viewer's own.

use std::fs;

use super::play::play;
use super::support::program;
use super::{done, headlight, refused};

#[test]
fn the_keymap_in_force_is_printed_as_a_file() {
    let printed = done(headlight(["keys"]));
    assert!(printed.contains("\n[groups]\n") && printed.contains("\n[keys.steps]\n"), "{printed}");
    assert!(printed.contains("\"g g\" = \"first\""), "{printed}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keymap.toml");
    fs::write(&file, "[keys]\n\"g\" = \"grain\"\n\"q\" = \"\"\n").unwrap();
    let own = done(headlight(["keys".as_ref(), "--keymap".as_ref(), file.as_os_str()]));
    assert!(own.contains("\"g\" = \"grain\"") && own.contains("\"q\" = \"\"") && !own.contains("\"g g\""), "{own}");
    let from_folder = program().arg("keys").env("HEADLIGHT_CONFIG", folder.path()).output().unwrap();
    assert_eq!(done(from_folder.into()), own, "the configuration folder's is found");
    fs::write(&file, &own).unwrap();
    assert_eq!(done(headlight(["keys".as_ref(), "--keymap".as_ref(), file.as_os_str()])), own, "it reads back");
}

#[test]
fn a_broken_keymap_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let path = file.display().to_string();
    for (text, says) in [
        ("[keys]\n\"a\" = \"nxet\"\n", &[":2: ", "`nxet`", "next"][..]),
        ("[keys]\n\"w\" = \"next\"\n\"w v\" = \"back\"\n", &[":3: ", "`w v`", "line 2"]),
        ("[keys]\n\"a\" = \"next\"\n\"a\" = \"back\"\n", &[":3: ", "line 2"]),
        ("[keys]\n\"a\" = \n", &[":2: ", "TOML"]),
        ("[keys]\n\"abc\" = \"next\"\n", &[":2: ", "`abc`", "C-c"]),
    ] {
        fs::write(&file, text).unwrap();
        let all = [&["mine.toml"], says].concat();
        refused(&headlight(["keys", "--keymap", &path]), &all);
        refused(&play("next", &["--print", "--keymap", &path]), &all);
    }
    refused(&play("next", &["--keymap", "no such file"]), &["cannot read no such file"]);
    fs::write(&file, b"\xff").unwrap();
    refused(&headlight(["keys", "--keymap", &path]), &["UTF-8"]);
}

#[test]
fn a_script_presses_the_keys_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keymap.toml");
    fs::write(&file, "[keys]\n\"a b\" = \"zoom\"\n").unwrap();
    let path = file.display().to_string();
    let zoomed = done(play("zoom on", &["--print"]));
    assert_eq!(done(play("key a\nkey b", &["--print", "--keymap", &path])), zoomed);
    assert_ne!(done(play("key a\nkey b", &["--print"])), zoomed);
    assert_eq!(done(play("key w\nkey z", &["--print"])), zoomed);
    assert!(done(play("key w", &["--print"])).contains("give the focused pane the whole screen"));
    assert!(done(play("hint on", &["--print"])).contains("to begin with"));
}

#[test]
fn themes_of_ones_own_are_chosen_by_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("themes")).unwrap();
    fs::write(folder.path().join("themes/mine.toml"), "page = [\"#102030\", \"#fedcba\"]\n").unwrap();
    fs::write(folder.path().join("themes/sad.toml"), "[inks]\naccent = \"oops\"\n").unwrap();
    let script = folder.path().join("script.txt");
    let frame = folder.path().join("frame.svg");
    let with = |line: &str| {
        fs::write(&script, line).unwrap();
        let mut play = program();
        play.arg("play").arg(&script).arg("--frame").arg(&frame).env("HEADLIGHT_CONFIG", folder.path());
        play.arg("--model").arg(super::model()).output().unwrap().into()
    };
    done(with("theme mine"));
    assert!(fs::read_to_string(&frame).unwrap().contains("#fedcba"));
    refused(&with("theme sad"), &["sad.toml:2: ", "`oops`", "#ffb74d"]);
    refused(&with("theme none"), &[":1: ", "`none`", "mono"]);
}
