//! `headlight generate`: one text in, one output out, from every kind of model.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, OnceLock};

use headlight::model::embedded;
use headlight::train::{Letters, Order, PairsLesson, Recipe, Run, Schedule};
use headlight::transformer::{Architecture, Config};

use super::support::{Ran, headlight, program};
use super::{done, refused};

/// A folder of this name with a model trained to copy one letter or two.
fn copier(name: &str, architecture: Architecture, steps: usize) -> String {
    let config = Config { architecture, context: 6, width: 32, heads: 2, layers: 1, hidden: 64, ..Config::default() };
    let schedule = Schedule { steps, rate: 1e-2, warm_up: 20, final_share: 0.1, clip: 1.0, weight_decay: 0.0 };
    let lesson = PairsLesson(Arc::new(Letters { order: Order::Kept, longest: 2 }));
    let mut run = Run::begin(Recipe { config, schedule, batch: 32, seed: 1 }, &lesson).unwrap();
    while !run.finished() {
        run.step().unwrap();
    }
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generate").join(name);
    run.finish(&folder, headlight::model::Precision::F32).unwrap();
    folder.display().to_string()
}

/// A decoder by itself, trained once a test run.
fn decoder() -> &'static str {
    static FOLDER: OnceLock<String> = OnceLock::new();
    FOLDER.get_or_init(|| copier("decoder", Architecture::Decoder, 400))
}

/// `headlight generate` with this standard input.
fn piped(input: &str, model: &str) -> Ran {
    let mut command = program();
    command.args(["generate", "--max", "2", "--model", model]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Who refuses a line reads no further.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap().into()
}

#[test]
fn a_decoder_that_was_taught_pairs_reads_the_input_and_prints_the_output() {
    for text in ["a", "h", "xy", "qq", "no"] {
        assert_eq!(done(headlight(["generate", text, "--model", decoder()])), format!("{text}\n"));
    }
    assert_eq!(done(headlight(["generate", "xy", "--max", "1", "--model", decoder()])), "x\n");
    assert_eq!(done(piped("no\n\nh\r\n", decoder())), "no\n\nh\n");
    // The end of the input takes a place, and the output one more.
    assert!(done(headlight(["generate", "abcde", "--model", decoder()])).trim_end().len() <= 1);
    refused(&headlight(["generate", "abcdef", "--model", decoder()]), &["6 tokens", "at most 5"]);
    refused(&headlight(["generate", "a", "--beams", "3", "--model", decoder()]), &["decoder", "--beams"]);
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let ran = piped(&format!("3 March 2017\n\n{}\n", "2017 ".repeat(20)), "dates");
    assert_eq!((ran.code, ran.out.as_str()), (2, "20\n\n"));
    assert!(ran.err.starts_with("headlight: line 3 of standard input: the text has "), "{}", ran.err);
    assert!(ran.err.contains("dates reads at most 48") && ran.err.lines().count() == 1, "{}", ran.err);
}

#[test]
fn beams_are_for_models_with_a_source() {
    let beams = |count: &str, model: &str| headlight(["generate", "ab", "--beams", count, "--model", model]);
    for count in ["0", "1001"] {
        refused(&beams(count, "dates"), &["--beams", count, "from 1 to 1000"]);
    }
    refused(&beams("0", "austen"), &["--beams is 0"]);
    refused(&beams("3", "austen"), &["austen continues a text", "--beams"]);
    let encoder = copier("encoder", Architecture::Encoder, 1);
    refused(&beams("3", &encoder), &["encoder is an encoder", "leave out --beams"]);
}

#[test]
fn any_text_has_an_output_or_one_sentence() {
    let words = "truth ".repeat(2000);
    for model in embedded::names() {
        for text in [words.as_str(), "🦀👩‍👩‍👧‍👦", "中文，二〇一七年三月三日", " "] {
            let ran = headlight(["generate", text, "--max", "2", "--model", model]);
            match ran.code {
                0 => assert!(ran.err.is_empty() && !ran.out.is_empty(), "{model}: {}", ran.err),
                _ => refused(&ran, &["the text has", model, "reads at most"]),
            }
        }
    }
}
