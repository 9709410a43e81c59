//! `headlight train`, as a person runs it: to the end, interrupted, gone wrong, refused.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const TINY: &str = "--vocabulary 280 --context 8 --width 8 --heads 2 --layers 1 --batch 2 --held-out 60";

fn train(folder: &Path, options: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headlight"));
    command.current_dir(folder).args(["train", "text", "text.txt", "--out", "run"]).args(options.split_whitespace());
    command.stdin(Stdio::null());
    command
}

fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("text.txt"), text).unwrap();
    folder
}

fn cats() -> tempfile::TempDir {
    folder(&"the cat sat on the mat, and the dog sat on the cat\n\n".repeat(20))
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_run_ends_with_a_judged_model_that_every_door_opens() {
    let folder = cats();
    let output = train(folder.path(), &format!("{TINY} --steps 20 --checkpoint 8 --half")).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let printed = String::from_utf8_lossy(&output.stdout);
    for word in ["this model", "unigram", "interpolated trigram", "layer 0:"] {
        assert!(printed.contains(word), "{printed}");
    }
    assert!(told(&output).contains("step 16: loss"));
    let show = Command::new(env!("CARGO_BIN_EXE_headlight"))
        .current_dir(folder.path())
        .args(["show", "the cat", "--model", "run", "--site", "logits", "--format", "csv"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(show.status.success(), "{}", told(&show));

    let again = train(folder.path(), &format!("{TINY} --steps 20")).output().unwrap();
    assert_eq!(again.status.code(), Some(2));
    assert!(told(&again).contains("already holds a model"), "{}", told(&again));
}

#[test]
fn a_loss_that_is_no_number_stops_the_run_and_keeps_its_checkpoint() {
    let folder = cats();
    // The rate is harmless while it warms up, so that a checkpoint is there before it ruins the weights.
    let options = format!("{TINY} --steps 900 --warm-up 800 --rate 1e20 --checkpoint 1");
    let output = train(folder.path(), &options).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("the last good checkpoint, of step"), "{}", told(&output));
    assert!(folder.path().join("run/checkpoint/model.safetensors").exists());
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_is_saved_and_goes_on() {
    let folder = cats();
    for (signal, code) in [(libc::SIGINT, 130), (libc::SIGTERM, 143), (libc::SIGHUP, 129)] {
        let resume = if folder.path().join("run").exists() { "--resume" } else { "" };
        let options = format!("{TINY} --steps 10000000 --checkpoint 5 {resume}");
        let mut child = train(folder.path(), &options).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        // A checkpoint says that the run is under way.
        lines.by_ref().find(|line| line.starts_with("step ")).unwrap();
        // SAFETY: the child is ours and has not been waited for.
        #[allow(unsafe_code, reason = "there is no safe call to signal a child")]
        unsafe {
            libc::kill(child.id() as i32, signal);
        }
        assert!(lines.any(|line| line.contains("go on with --resume")));
        assert_eq!(child.wait().unwrap().code(), Some(code));
    }
    let options = format!("{TINY} --steps 5 --rate 0.5 --seed 1 --resume --checkpoint 9999999");
    let mut child = train(folder.path(), &options).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let first = BufReader::new(child.stderr.take().unwrap()).lines().next().unwrap().unwrap();
    assert_eq!(first, "--resume goes on with the run's own settings: --steps, --rate ignored");
    child.kill().unwrap();
    child.wait().unwrap();
    let output = train(folder.path(), &format!("{TINY} --steps 5")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("unfinished run"), "{}", told(&output));
}

#[test]
fn what_cannot_be_learned_from_is_one_sentence() {
    let cases = [
        (folder(""), TINY, "text.txt is empty"),
        (folder("the cat"), "--held-out 0 --steps 3", "too few to learn from"),
        (cats(), "--heads 3 --width 8", "3 heads do not divide a width of 8"),
        (cats(), "--layers 99999999", "the most is 1000"),
        (cats(), "--vocabulary 10", "vocabulary"),
        (cats(), "--steps 0", "steps is 0"),
        (cats(), "--held-out 99999", "leaves nothing to learn from"),
    ];
    for (folder, options, words) in cases {
        let output = train(folder.path(), options).output().unwrap();
        let told = told(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(words) && told.lines().count() == 1, "{told}");
    }
    let folder = folder("");
    std::fs::write(folder.path().join("text.txt"), b"caf\xe9").unwrap();
    let output = train(folder.path(), TINY).output().unwrap();
    assert!(told(&output).contains("byte 3"), "{}", told(&output));
}
