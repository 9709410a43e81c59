//! Scripts that reach everything the lab can do, played at every size in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use headlight::app::command::{Command, TABLE};
use headlight::app::{Layout, PaneKind, PaneTree, script};

mod support;

const SIZES: [&str; 4] = ["40x12", "80x24", "120x40", "200x60"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("scripts")
}

/// Every script, by name.
fn scripts() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.extension().is_some_and(|kind| kind == "txt"));
    all.sort();
    all
}

fn commands(path: &Path) -> Vec<Command> {
    let lines = script::parse(&fs::read_to_string(path).unwrap()).unwrap();
    lines.into_iter().map(|line| line.command).collect()
}

/// The last screen of a script.
fn played(path: &Path, size: &str, language: &str) -> String {
    let script = path.display().to_string();
    let arguments = ["play", &script, "--size", size, "--print", "--language", language, "--kernel", "portable"];
    let ran = support::on_model(&arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{script} at {size} in {language}");
    ran.out
}

/// Plays a script at every size in both languages, and holds its last screens against those of before.
fn ends_in_its_screens(name: &str) {
    let path = folder().join(name).with_extension("txt");
    for language in ["en", "zh"] {
        for size in SIZES {
            let screen = played(&path, size, language);
            let rows: usize = size.split_once('x').unwrap().1.parse().unwrap();
            assert_eq!(screen.lines().count(), rows, "{name} at {size} in {language}");
            insta::assert_snapshot!(format!("{name}_{size}_{language}"), screen);
        }
    }
}

/// A test for every script, so that they run beside each other and one that fails hides no other.
macro_rules! every_script {
    ($($name:ident)*) => {
        const PLAYED: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $name() {
            ends_in_its_screens(stringify!($name));
        })*
    };
}

every_script! { compare history lecture matrices panes pokes residual talk tour training }

#[test]
fn every_script_in_the_folder_is_played() {
    let all: Vec<String> =
        scripts().iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(all, PLAYED);
}

#[test]
fn the_scripts_reach_every_command_every_pane_and_every_layout() {
    let all: Vec<Command> = scripts().iter().flat_map(|path| commands(path)).collect();
    let used: BTreeSet<&str> = all.iter().map(Command::name).collect();
    let unused: Vec<&str> = TABLE.iter().map(|entry| entry.name).filter(|name| !used.contains(name)).collect();
    assert_eq!(unused, ["train-stop", "train-save", "quit"], "what a script cannot do and go on, the other tests do");

    let layouts = Layout::given();
    let called = |name: &str| all.contains(&Command::Layout(name.to_owned()));
    assert!(layouts.iter().all(|layout| called(&layout.name)), "every layout is called");

    let in_layouts = layouts.iter().flat_map(|layout| layout.commands.iter());
    let trees = in_layouts.chain(&all).filter_map(|command| match command {
        Command::Panes(tree) => Some(tree.clone()),
        _ => None,
    });
    let seen: BTreeSet<PaneKind> = trees.flat_map(|tree: PaneTree| tree.panes()).map(|pane| pane.kind).collect();
    assert_eq!(seen, PaneKind::ALL.into_iter().collect(), "every pane is seen");
}
