//! The built program without a terminal: every door, and every way to ask for what is not there.

mod bad_input;
mod experiment;
mod generate;
mod keys;
mod pipes;
mod play;
mod show;
#[path = "../support/mod.rs"]
mod support;
mod trace;
mod train;

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;
use support::{Ran, headlight, model, on_model, program};

/// Bad input: exit code 2, nothing on standard output, and one line that says all of this.
fn refused(ran: &Ran, says: &[&str]) {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "one line: {}", ran.err);
    assert!(ran.err.starts_with("headlight: "), "{}", ran.err);
    for text in says {
        assert!(ran.err.contains(text), "{text:?} is missing in: {}", ran.err);
    }
}

fn done(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.err, "");
    ran.out
}

fn json(arguments: &[&str]) -> Value {
    let with_format: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
    serde_json::from_str(&done(on_model(&with_format))).expect("JSON")
}

/// The numbers of a shown matrix; −∞ is a word in JSON.
fn values(matrix: &Value) -> Vec<Vec<f64>> {
    let number = |x: &Value| x.as_f64().unwrap_or_else(|| if x == "-inf" { f64::NEG_INFINITY } else { f64::NAN });
    let rows = matrix["values"].as_array().expect("rows").iter();
    rows.map(|row| row.as_array().expect("a row").iter().map(number).collect()).collect()
}

const PATTERN: [&str; 4] = ["show", "the cat sat", "--site", "decoder.0.attn.pattern"];

/// Runs a door on the small model with this standard input.
fn piped(input: &[u8], arguments: &[&str]) -> Ran {
    let mut command = program();
    command.args(arguments).arg("--model").arg(model());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Who refuses its arguments reads no input.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap().into()
}

#[test]
fn help_version_completions_and_manual_are_there() {
    assert_eq!(done(headlight(["--version"])), concat!("headlight ", env!("CARGO_PKG_VERSION"), "\n"));
    for door in
        [&["--help"][..], &["show", "--help"], &["trace", "--help"], &["play", "--help"], &["experiment", "--help"]]
    {
        let help = done(headlight(door));
        assert!(help.contains("Example") && !help.contains('\x1b'), "{help}");
    }
    assert!(done(headlight(["completions", "bash"])).contains("complete"));
    let manual = done(headlight(["man"]));
    assert!(manual.contains(".TH headlight 1") && manual.contains("\\fBhead\\-off"), "{manual}");
    assert!(done(headlight(["man", "show"])).contains("\\-\\-site"));
    refused(&headlight(["man", "shwo"]), &["`shwo`", "show"]);
    refused(&headlight(["completions", "bsh"]), &["bash"]);
}
