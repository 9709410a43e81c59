//! What is not there, empty, too long or broken: one sentence that says what to do.

use std::fs;

use super::play::play;
use super::support::{headlight, on_model, save_model};
use super::{done, refused};

#[test]
fn what_is_not_there_names_the_nearest() {
    let show = |site: &str, more: &[&str]| on_model(&[&["show", "the cat", "--site", site], more].concat());
    refused(&show("decoder.0.attn.patern", &[]), &["`decoder.0.attn.patern`", "decoder.0.attn.pattern"]);
    refused(&show("pattern", &[]), &["`pattern`", "decoder.0.attn.pattern"]);
    refused(&show("decoder.7.attn.pattern", &[]), &["layer 7", "0"]);
    refused(&show("decoder.0.attn.pattern", &["--head", "3"]), &["head 3"]);
    refused(&show("embed", &["--head", "0"]), &["`embed` has no heads"]);
    refused(&show("embed", &["--do", "msk none"]), &["`msk`", "mask"]);
    refused(&show("embed", &["--do", "mask nne"]), &["nne", "none"]);
    refused(&show("embed", &["--do", "head off 5.0"]), &["layer 5", "0 to 1"]);
    refused(&show("embed", &["--plan", "text \"x"]), &[]);
    refused(&show("embed", &["--format", "jsn"]), &["jsn", "json"]);
    refused(&show("embed", &["--sit", "x"]), &["--sit", "--site"]);
    refused(&headlight(["show", "x", "--site", "embed", "--model", "austin"]), &["`austin`"]);
    refused(&on_model(&["show", "the cat"]), &["--site"]);
    refused(&on_model(&["shwo", "the cat", "--site", "embed"]), &["`shwo`", "show"]);
    refused(&show("\x1b[2J", &[]), &["there is no"]);
}

#[test]
fn an_empty_text_is_refused_and_a_long_one_is_cut() {
    refused(&on_model(&["show", "", "--site", "embed"]), &["empty"]);
    let long = "the cat sat on the mat and ".repeat(40);
    let ran = on_model(&["show", &long, "--site", "embed", "--format", "csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 1 + 24);
    assert!(ran.err.contains("tokens") && ran.err.contains("24"), "{}", ran.err);
    let screen = done(play("", &["--print", "--do", &format!("text \"{long}\"")]));
    assert!(screen.contains("tokens: the model sees the first 24"), "{screen}");
}

#[cfg(unix)]
#[test]
fn what_is_no_utf8_says_where() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let text = OsStr::from_bytes(b"the \xff cat");
    refused(&headlight([OsStr::new("show"), text, OsStr::new("--site=embed")]), &["UTF-8", "byte 4"]);
}

#[test]
fn a_broken_model_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken");
    save_model(&broken);
    let weights = fs::read(broken.join("model.safetensors")).unwrap();
    let broken = broken.display().to_string();
    let see = || headlight(["show", "the cat", "--site", "embed", "--model", &broken]);
    fs::write(format!("{broken}/model.safetensors"), &weights[..weights.len() / 2]).unwrap();
    refused(&see(), &["model.safetensors"]);
    fs::write(format!("{broken}/model.safetensors"), "").unwrap();
    refused(&see(), &["model.safetensors"]);
    fs::remove_file(format!("{broken}/config.json")).unwrap();
    refused(&see(), &["config.json"]);
}
