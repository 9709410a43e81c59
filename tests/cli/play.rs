//! `headlight play`: a script to its last screen.

use std::fs;
use std::io::Write as _;

use super::support::{Ran, headlight, on_model};
use super::{done, refused};

/// A script in a file of its own.
fn script(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

pub(crate) fn play(text: &str, more: &[&str]) -> Ran {
    let file = script(text);
    let path = file.path().display().to_string();
    on_model(&[&["play", &path], more].concat())
}

#[test]
fn a_script_ends_in_a_screen() {
    let commands = "# a tour\n\ntext \"the cat sat\"\ngo decoder.1.attn.pattern\nhead 2\n";
    let screen = done(play(commands, &["--size", "120x40", "--print"]));
    assert_eq!(screen.lines().count(), 40);
    assert!(screen.contains("tiny") && screen.contains("cat") && !screen.contains('\x1b'), "{screen}");
    assert_eq!(screen, done(play(commands, &["--print"])), "120x40 unless said otherwise, and the same every time");
    let keys = "text \"the cat sat\"\ngo decoder.1.attn.masked\nkey space\nhead 2";
    assert_eq!(done(play(keys, &["--print"])), screen, "a key does what its command does");
    assert_ne!(done(play(commands, &["--print", "--do", "mask none"])), screen);
    assert_eq!(
        done(play("last\nquit\nmask none", &["--print"])),
        done(play("last", &["--print"])),
        "nothing follows quit"
    );
}

#[test]
fn a_model_learns_in_a_script() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("learned").display().to_string();
    let learns = format!("train copy\ntrain-run on\ntrain-step 3\nresidual off\ntrain-step\ntrain-save \"{model}\"\n");
    let screen = done(play(&learns, &["--size", "160x48", "--print"]));
    for word in ["training · copy", "step 4", "nats per token", "residual off", "hospital"] {
        assert!(screen.contains(word), "{word}: {screen}");
    }
    assert!(!screen.contains("steps/s"), "a script has no clock: {screen}");
    refused(&play(&learns, &["--print"]), &[":6: ", "is there already"]);
    let config = fs::read_to_string(folder.path().join("learned/config.json")).unwrap();
    assert!(config.contains("\"residual\": false"), "{config}");
    let looks = format!("model \"{model}\"\ntext \"hospital\"\n");
    let opened = done(play(&looks, &["--print", "--size", "200x60"]));
    assert!(opened.contains("learned") && opened.contains("no residual"), "{opened}");
    refused(&play("model training", &["--print"]), &[":1: ", "train-save"]);
    refused(&play("train-step", &["--print"]), &[":1: ", "nothing learns here"]);
}

#[test]
fn every_size_has_a_screen() {
    for size in ["1x1", "3x2", "40x12", "80x24", "200x60", "2000x3"] {
        let screen = done(play("next\n", &["--print", "--size", size]));
        assert_eq!(screen.lines().count(), size.split_once('x').unwrap().1.parse::<usize>().unwrap(), "{size}");
    }
}

#[test]
fn four_scores_are_compared_the_same_way_every_time() {
    let script = "layout compare\nfocus scores\nzoom on\ncursor token 1";
    let screen = done(play(script, &["--print", "--size", "140x40"]));
    for said in ["additive beside multiplicative", "q·k / √d", "v·tanh", "‖∂p/∂s‖", "argmax differs", "d_k", "drawn"]
    {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    let time = screen.lines().find(|line| line.contains("time ")).unwrap();
    assert_eq!(time.matches('—').count(), 4, "nothing is timed: {time}");
    assert_eq!(screen, done(play(script, &["--print", "--size", "140x40"])));
    assert_ne!(screen, done(play(&format!("{script}\nscores-show scores"), &["--print", "--size", "140x40"])));
}

#[test]
fn the_last_screen_becomes_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let frame = folder.path().join("frame.svg").display().to_string();
    assert_eq!(done(play("next", &["--frame", &frame])), "");
    let picture = fs::read_to_string(&frame).unwrap();
    assert!(picture.starts_with("<svg") && picture.trim_end().ends_with("</svg>"), "{picture}");
    refused(&play("next", &["--frame", &format!("{frame}/x.svg")]), &["cannot write"]);
}

#[test]
fn a_wrong_script_says_where() {
    refused(&play("next\n\nnxet\n", &["--print"]), &[":3: ", "`nxet`", "next"]);
    refused(&play("next\ngo decoder.9.attn.q\n", &["--print"]), &[":2: ", "layer 9"]);
    refused(&on_model(&["play", "no such script", "--print"]), &["no such script"]);
    refused(&play("next", &["--size", "0x5"]), &["COLUMNSxROWS"]);
    let binary = tempfile::NamedTempFile::new().unwrap();
    fs::write(binary.path(), b"next\n\xff").unwrap();
    refused(&on_model(&["play", &binary.path().display().to_string()]), &["UTF-8", "byte 5"]);
}

#[test]
fn a_language_is_asked_for_or_switched_to_and_never_guessed() {
    let chinese = done(play("last", &["--print", "--language", "zh"]));
    assert!(chinese.contains("帮助") && !chinese.contains("? help"), "{chinese}");
    assert_eq!(done(play("language zh\nlast", &["--print"])), chinese);
    assert_eq!(
        done(play("last", &["--print", "--language", "zh", "--do", "language en"])),
        done(play("last", &["--print"]))
    );
    refused(&play("last", &["--language", "klingon"]), &["en, zh"]);
}

/// The README shows the lab as it is.
#[test]
fn the_picture_in_the_readme_is_what_the_lab_prints() {
    let file = script("go decoder.2.attn.pattern; head 1; cell 32 7");
    let path = file.path().display().to_string();
    let door = ["play", &path, "--size", "100x33", "--print", "--color", "none", "--language", "en"];
    let screen = done(headlight(door.into_iter().chain(["--kernel", "portable"])));
    let rows = |text: &str| text.lines().map(|row| row.trim_end().to_owned()).collect::<Vec<String>>();
    let readme = include_str!("../../README.md");
    let picture = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(rows(picture), rows(&screen));
}
