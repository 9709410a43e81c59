//! `headlight experiment`: the questions, an answer, and where answers are kept.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use super::support::{headlight, program};
use super::{done, refused};

#[test]
fn every_question_is_listed_once() {
    let text = done(headlight(["experiment"]));
    let ids: Vec<&str> = text.lines().take(16).map(|line| &line[..2]).collect();
    assert_eq!(ids, ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"]);
    let lines = done(headlight(["experiment", "--json"]));
    assert_eq!(lines.lines().count(), 16);
    let first: Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["id"], "A1");
}

#[test]
fn an_experiment_prints_its_table_and_its_verdict() {
    let text = done(headlight(["experiment", "t2", "--quick", "--seed", "5"]));
    for part in ["T2  What is", "claim", "criterion", "softmax(Q Kᵀ / √d)", "verdict    holds", "seed 5"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let json: Value =
        serde_json::from_str(&done(headlight(["experiment", "T2", "--quick", "--json", "--set", "tokens=4"])))
            .expect("JSON");
    assert_eq!((&json["id"], &json["verdict"]), (&"T2".into(), &"holds".into()));
    assert_eq!(json["parameters"]["tokens"], 4);
    assert_eq!(json["table"]["rows"].as_array().expect("rows").len(), 7);
}

#[test]
fn an_experiment_that_cannot_be_run_says_why() {
    refused(&headlight(["experiment", "T10"]), &["`T10`", "A1 to A7", "T1"]);
    refused(&headlight(["experiment", "T2", "--set", "tokns=4"]), &["`tokns`", "tokens"]);
    refused(&headlight(["experiment", "T2", "--set", "tokens=0"]), &["`tokens`", "`0`", "from 1"]);
    refused(&headlight(["experiment", "T2", "--set", "tokens"]), &["NAME=VALUE"]);
    refused(&headlight(["experiment", "all", "--quick", "--set", "tokens=4"]), &["--set needs one experiment"]);
    refused(&headlight(["experiment", "--set", "tokens=4"]), &["--set"]);
    refused(&headlight(["experiment", "T2", "--sed", "4"]), &["--sed", "--seed"]);
}

#[test]
fn a_place_that_nothing_can_be_kept_in_is_found_before_anything_runs() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("a").join("b");
    let keep = |id: &str, more: &[&str]| {
        let place = kept.display().to_string();
        headlight([&["experiment", id, "--quick", "--keep", &place], more].concat())
    };
    refused(&keep("T2", &["--set", "tokens=0"]), &["`tokens`"]);
    assert!(!kept.exists(), "wrong settings leave no folder behind");
    let printed = done(keep("T2", &[]));
    let names = || {
        let mut names: Vec<_> = fs::read_dir(&kept).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(), ["T2.txt", "outcomes.jsonl", "verdicts.txt"]);
    let report = fs::read_to_string(kept.join("T2.txt")).unwrap();
    assert_eq!(report.lines().next(), printed.lines().next());

    fs::remove_file(kept.join("outcomes.jsonl")).unwrap();
    fs::create_dir(kept.join("outcomes.jsonl")).unwrap();
    for id in ["T2", "all"] {
        refused(&keep(id, &[]), &["cannot write", "outcomes.jsonl", "--keep"]);
    }
    assert_eq!(names(), ["T2.txt", "outcomes.jsonl", "verdicts.txt"], "what was tried is gone again");
    assert_eq!(fs::read_to_string(kept.join("T2.txt")).unwrap(), report, "and what was there is whole");
    fs::remove_dir_all(&kept).unwrap();
    fs::write(&kept, "").unwrap();
    refused(&keep("T2", &[]), &["cannot make", "--keep"]);
}

/// Waits until a program has said what it does with signals: until then one would end it without a word.
#[cfg(target_os = "linux")]
fn wait_until_it_listens(child: &std::process::Child) {
    let status = format!("/proc/{}/status", child.id());
    // Of the signals that it listens to, 1, the hang-up, is the last one that it names.
    let listens = || {
        let status = fs::read_to_string(&status).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(caught.trim(), 16).unwrap() & 1 == 1
    };
    while !listens() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_experiment_ends_at_once() {
    use std::io::Read as _;
    let mut command = program();
    // A T1 that would take minutes.
    command.args(["experiment", "T1", "--set", "draws=100000", "--set", "width=512"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until_it_listens(&child);
    // SAFETY: a signal to a child that has not been waited for.
    #[allow(unsafe_code, reason = "the standard library sends no signals")]
    let sent = unsafe { libc::kill(child.id() as i32, libc::SIGINT) };
    assert_eq!(sent, 0);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((out.as_str(), err.as_str()), ("", "T1 stopped before it had an answer\n"));
}
