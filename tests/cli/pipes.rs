//! Texts that come through a pipe, and readers that go away.

use std::process::Stdio;

use super::support::{model, on_model, program};
use super::{PATTERN, done, piped, refused};

#[test]
fn a_text_comes_through_a_pipe() {
    let argument = done(on_model(&PATTERN));
    let show = ["show", "-", "--site", PATTERN[3]];
    assert_eq!(done(piped(b"the cat sat\n", &show)), argument);
    assert_eq!(done(piped(b"a dog", &PATTERN)), argument, "an argument goes before a pipe");
    refused(&piped(b"", &["show", "-", "--site", "embed"]), &["empty"]);
    refused(&piped(b"the \xffcat", &show), &["standard input", "UTF-8", "byte 4"]);
    refused(&piped(&vec![b'a'; 2 << 20], &show), &["megabyte"]);
}

#[test]
fn a_pipe_that_nobody_closes_is_waited_for_only_where_it_is_asked_for() {
    let mut command = program();
    command.args(["show", "--site", "embed", "--model"]).arg(model());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let open = child.stdin.take();
    child.wait().unwrap();
    drop(open);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut command = program();
    command.args(["show", "the cat sat", "--site", "logits", "--format", "json", "--model"]).arg(model());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ran = child.wait_with_output().unwrap();
    assert_eq!((ran.status.code(), ran.stderr), (Some(0), vec![]));
}
