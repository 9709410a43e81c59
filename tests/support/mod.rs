//! What the tests of the built program share: a small model in a folder, and the program itself.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part of what is here")]

pub mod tui;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use headlight::model::{Model, Precision, Tokenizer};
use headlight::transformer::Config;

/// The built program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_headlight");

/// A small model with random weights, saved once a test run: 2 layers, 3 heads, 24 tokens of context.
pub fn model() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME")).join("tiny");
        save_model(&folder);
        folder
    })
}

/// Saves such a model to a folder.
pub fn save_model(folder: &Path) {
    let text = "the cat sat on the mat, and the dog sat on the cat";
    let tokenizer = Tokenizer::train([text], 300).unwrap();
    let config = Config { context: 24, width: 24, heads: 3, layers: 2, hidden: 32, ..Config::default() };
    Model::seeded("tiny", config, tokenizer, 7).unwrap().save(folder, Precision::F32).unwrap();
}

/// What a run of the program left behind.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code().expect("ended by itself"),
            out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }
}

/// Folders of a viewer who has opened the lab before and has no files of their own: what `HEADLIGHT_CONFIG` and
/// `HEADLIGHT_STATE` say in every test that does not say otherwise. Every call gives others, for what one lab remembers
/// is no business of the next test's.
pub fn home() -> [(&'static str, PathBuf); 2] {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let name = format!("home-{}-{call}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME")).join(name);
    // What an earlier process of this number left behind is none of this one's.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("state")).unwrap();
    std::fs::write(folder.join("state").join("started"), "").unwrap();
    [("HEADLIGHT_CONFIG", folder.join("configuration")), ("HEADLIGHT_STATE", folder.join("state"))]
}

/// The program, with an environment of its own.
pub fn program() -> Command {
    let mut command = Command::new(PROGRAM);
    command.envs(home());
    command.env_remove("NO_COLOR").env_remove("COLORTERM").env("TERM", "xterm-256color").stdin(Stdio::null());
    command
}

/// Runs a door without a terminal and without input.
pub fn headlight<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    program().args(arguments).output().unwrap().into()
}

/// Runs a door on the small model.
pub fn on_model(arguments: &[&str]) -> Ran {
    program().args(arguments).arg("--model").arg(model()).output().unwrap().into()
}
