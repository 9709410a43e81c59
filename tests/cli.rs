//! The built program without a terminal: every door, and every way to ask for what is not there.

mod support;

use std::fs;
use std::io::Write;
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

// ── show ────────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_pattern_is_causal_and_its_rows_sum_to_one() {
    let matrix = json(&[&PATTERN[..], &["--head", "1"]].concat());
    assert_eq!((&matrix["model"], &matrix["site"], &matrix["head"]), (&"tiny".into(), &PATTERN[3].into(), &1.into()));
    assert_eq!((&matrix["rows"]["axis"], &matrix["columns"]["axis"]), (&"query".into(), &"key".into()));
    assert_eq!(matrix["rows"]["labels"], matrix["columns"]["labels"]);
    let values = values(&matrix);
    assert_eq!(values.len(), matrix["rows"]["labels"].as_array().expect("labels").len());
    for (query, row) in values.iter().enumerate() {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{row:?}");
        assert!(row[query + 1..].iter().all(|weight| *weight == 0.0), "{row:?}");
    }
}

#[test]
fn the_embedded_model_needs_no_file() {
    let show = ["show", "--site", "decoder.0.attn.pattern", "--head", "1", "--format", "json"];
    let matrix: Value = serde_json::from_str(&done(headlight(show))).expect("JSON");
    assert_eq!(matrix["model"], "austen");
    let values = values(&matrix);
    for (query, row) in values.iter().enumerate() {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{row:?}");
        assert!(row[query + 1..].iter().all(|weight| *weight == 0.0), "{row:?}");
    }
    let labels = matrix["rows"]["labels"].as_array().expect("labels");
    assert_eq!((values.len(), labels[0].as_str()), (labels.len(), Some("It")));
}

#[test]
fn masked_scores_are_minus_infinity_by_name() {
    let text = done(on_model(&["show", "the cat", "--site", "decoder.1.attn.masked", "--format", "json"]));
    assert!(text.contains("\"-inf\""), "{text}");
    let matrix: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(matrix["values"][0][1], "-inf");
    assert!(matrix["values"][1][0].is_number());
}

#[test]
fn a_value_without_heads_has_none() {
    let matrix = json(&["show", "the cat", "--site", "decoder.1.resid_post"]);
    assert_eq!(matrix["head"], Value::Null);
    assert_eq!((&matrix["rows"]["axis"], &matrix["columns"]["axis"]), (&"token".into(), &"dimension".into()));
    assert_eq!(values(&matrix)[0].len(), 24);
}

#[test]
fn parameters_can_be_shown_too() {
    let matrix = json(&["show", "the cat", "--site", "decoder.0.attn.W_Q"]);
    assert_eq!((&matrix["rows"]["axis"], &matrix["columns"]["axis"]), (&"out".into(), &"in".into()));
}

#[test]
fn csv_has_a_header_and_a_line_a_row() {
    let text = done(on_model(&["show", "a, \"b\"", "--site", "embed", "--format", "csv"]));
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(lines[0].starts_with("token\\dimension,0,1,2,"), "{}", lines[0]);
    assert!(lines.iter().any(|line| line.starts_with("\",\",")), "a comma is quoted: {text}");
    assert!(lines.iter().all(|line| line.matches(',').count() >= 24), "{text}");
}

#[test]
fn what_is_no_terminal_gets_no_escapes() {
    let plain = done(on_model(&PATTERN));
    assert!(plain.starts_with("decoder.0.attn.pattern · head 0 · query ↓ key →\n"), "{plain}");
    let shades = done(on_model(&[&PATTERN[..], &["--format", "heatmap"]].concat()));
    for text in [&plain, &shades] {
        assert!(!text.contains('\x1b'), "{text}");
    }
    assert!(shades.contains('█'), "{shades}");
    let coloured = done(on_model(&[&PATTERN[..], &["--format", "heatmap", "--color", "truecolor"]].concat()));
    assert!(coloured.contains("\x1b[48;2;"), "{coloured}");
}

#[test]
fn every_door_can_be_poked() {
    let see = |commands: &[&str]| {
        let pokes = commands.iter().flat_map(|command| ["--do", command]);
        values(&json(&PATTERN.into_iter().chain(pokes).collect::<Vec<_>>()))
    };
    let plain = see(&[]);
    assert_eq!(plain[0][1], 0.0);
    let unmasked = see(&["mask none"]);
    assert!(unmasked[0][1] > 0.0);
    assert_eq!(see(&["mask none", "mask causal"]), plain);
    assert_ne!(see(&["mask none; scale off"]), unmasked);
    assert_eq!(see(&["mask none", "undo"]), plain);
    let plan = ["--plan", "mask none; text \"the cat sat\""];
    let by_plan = json(&[&["show", "--site", PATTERN[3]][..], &plan].concat());
    assert_eq!(values(&by_plan), unmasked);
    let off = json(&["show", "the cat", "--site", "decoder.1.attn.z", "--head", "2", "--do", "head off 1.2"]);
    assert!(values(&off).iter().flatten().all(|x| *x == 0.0));
}

#[test]
fn portable_arithmetic_is_close_to_the_fast() {
    let logits = ["show", "the cat sat", "--site", "logits"];
    let (fast, portable) = (json(&logits), json(&[&logits[..], &["--kernel", "portable"]].concat()));
    for (a, b) in values(&fast).iter().flatten().zip(values(&portable).iter().flatten()) {
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
}

// ── trace ───────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_trace_holds_every_value_under_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let [first, again] = ["first", "again"].map(|name| {
        let path = folder.path().join(name).display().to_string();
        done(on_model(&["trace", "the cat sat", "-o", &path, "--kernel", "portable"]));
        fs::read(&path).unwrap()
    });
    assert_eq!(first, again, "the same pass, the same bytes");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left behind");

    let file = safetensors::SafeTensors::deserialize(&first).expect("a safetensors file");
    let (_, header) = safetensors::SafeTensors::read_metadata(&first).expect("a header");
    let metadata = header.metadata().as_ref().expect("metadata");
    let tokens: Vec<u32> = serde_json::from_str(&metadata["tokens"]).expect("token numbers");
    let pieces: Vec<String> = serde_json::from_str(&metadata["pieces"]).expect("pieces");
    let n = tokens.len();
    assert_eq!(pieces.len(), n);
    for (site, shape) in [
        ("embed", vec![n, 24]),
        ("decoder.0.attn.q", vec![3, n, 8]),
        ("decoder.1.attn.masked", vec![3, n, n]),
        ("decoder.1.resid_pre", vec![n, 24]),
        ("decoder.1.mlp.post", vec![n, 32]),
    ] {
        assert_eq!(file.tensor(site).expect(site).shape(), shape, "{site}");
    }
    let floats = |site: &str| -> Vec<f32> {
        let bytes = file.tensor(site).expect(site).data().chunks_exact(4);
        bytes.map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
    };
    assert_eq!(floats("decoder.0.attn.masked")[1], f32::NEG_INFINITY);
    assert_eq!(floats("decoder.1.resid_pre"), floats("decoder.0.resid_post"), "a value under both of its names");
    let q = floats("decoder.0.attn.q");
    let shown = json(&["show", "the cat sat", "--site", "decoder.0.attn.q", "--head", "2", "--kernel", "portable"]);
    let shown: Vec<f32> = values(&shown).concat().into_iter().map(|x| x as f32).collect();
    assert_eq!(q[2 * n * 8..], shown, "head by head, as `show` prints it");
}

#[test]
fn a_trace_of_a_translation_holds_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace").display().to_string();
    done(headlight(["trace", "3 March 2017", "--model", "dates", "-o", &path, "--kernel", "portable"]));
    let bytes = fs::read(&path).unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).expect("a safetensors file");
    let (_, header) = safetensors::SafeTensors::read_metadata(&bytes).expect("a header");
    let metadata = header.metadata().as_ref().expect("metadata");
    let numbers = |key: &str| -> Vec<u32> { serde_json::from_str(&metadata[key]).expect(key) };
    let pieces = |key: &str| -> Vec<String> { serde_json::from_str(&metadata[key]).expect(key) };
    let tokenizer = headlight::model::Model::open("dates").expect("is there").tokenizer;
    assert_eq!(numbers("source"), tokenizer.encode("3 March 2017"));
    assert_eq!(pieces("source_pieces").concat(), "3March␣2017");
    assert_eq!(pieces("pieces")[1..].concat(), "2017-03-03", "after the token that begins every output");
    let (n, m) = (numbers("tokens").len(), numbers("source").len());
    let shape = |site: &str| file.tensor(site).expect(site).shape().to_vec();
    let heads = shape("decoder.0.cross.pattern")[0];
    assert_eq!(shape("decoder.0.cross.pattern"), [heads, n, m], "[head, query, key]");
    assert_eq!(shape("encoder.embed")[0], m);
    assert_eq!(shape("embed")[0], n);
}

#[test]
fn a_trace_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("not").join("there").display().to_string();
    refused(&on_model(&["trace", "the cat", "-o", &nowhere]), &["cannot write", &nowhere]);
    let taken = folder.path().display().to_string();
    refused(&on_model(&["trace", "the cat", "-o", &taken]), &["cannot write"]);
    refused(&on_model(&["trace", "the cat"]), &["--output"]);
}

// ── play ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A script in a file of its own.
fn script(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn play(text: &str, more: &[&str]) -> Ran {
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
fn every_size_has_a_screen() {
    for size in ["1x1", "3x2", "40x12", "80x24", "200x60", "2000x3"] {
        let screen = done(play("next\n", &["--print", "--size", size]));
        assert_eq!(screen.lines().count(), size.split_once('x').unwrap().1.parse::<usize>().unwrap(), "{size}");
    }
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

// ── experiment ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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

#[cfg(unix)]
#[test]
fn an_interrupted_experiment_ends_at_once() {
    use std::io::Read as _;
    let mut command = program();
    // A T1 that would take minutes.
    command.args(["experiment", "T1", "--set", "draws=100000", "--set", "width=512"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
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

// ── bad input ───────────────────────────────────────────────────────────────────────────────────────────────────────

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
    support::save_model(&broken);
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

// ── pipes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

fn piped(input: &[u8], arguments: &[&str]) -> Ran {
    let mut command = program();
    command.args(arguments).arg("--model").arg(model());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Who refuses its arguments reads no input.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap().into()
}

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

// ── the rest ────────────────────────────────────────────────────────────────────────────────────────────────────────

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
