//! The house rules, read off the source: imports point down only, and only the front end touches the world.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors from the ground up. What a floor may import stands before it.
const FLOORS: [&str; 8] = ["tape", "transformer", "model", "train", "experiment", "app", "ui", "frontend"];

/// What only the front end may do: everything else is handed clocks, paths and the environment.
const WORLD: [&str; 12] = [
    "Instant::now",
    "SystemTime::now",
    "std::env",
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
    "stdout()",
    "stderr()",
    "process::exit",
    "thread_local!",
];

/// Crates that belong to a floor and those above it.
const CRATES: [(&str, &str); 6] = [
    ("ratatui", "ui"),
    ("crossterm", "frontend"),
    ("signal_hook", "frontend"),
    ("clap", "frontend"),
    ("indicatif", "frontend"),
    ("anyhow", "frontend"),
];

struct Source {
    path: PathBuf,
    /// The folder or file directly under `src`.
    floor: String,
    /// The text without comments and literals.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let path = path.strip_prefix(&root).unwrap().to_owned();
                let code = code(&fs::read_to_string(root.join(&path)).unwrap());
                let first = path.iter().next().unwrap().to_str().unwrap();
                let floor = first.strip_suffix(".rs").unwrap_or(first).to_owned();
                found.push(Source { path, floor, code });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The floors, without the two roots of the crate.
fn rooms() -> Vec<Source> {
    sources().into_iter().filter(|s| !["lib", "main"].contains(&s.floor.as_str())).collect()
}

fn height(floor: &str) -> usize {
    FLOORS.iter().position(|known| *known == floor).unwrap_or_else(|| panic!("{floor} is no floor of the house"))
}

/// A source without comments, strings and characters.
fn code(source: &str) -> String {
    let mut kept = String::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            'r' if !kept.ends_with(|c: char| c.is_alphanumeric() || c == '_') => raw_string(rest),
            '"' => string(rest),
            '\'' => character(rest),
            _ => 0,
        };
        let (step, keep) = if skipped == 0 { (first.len_utf8(), true) } else { (skipped, false) };
        kept.push_str(if keep { &rest[..step] } else { " " });
        rest = &rest[step..];
    }
    kept
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> usize {
    let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
    if !rest[1 + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    rest[2 + hashes..].find(&end).map_or(rest.len(), |at| 2 + hashes + at + end.len())
}

/// The length of a character literal; 0 for a lifetime.
fn character(rest: &str) -> usize {
    let mut inside = rest.char_indices().skip(1);
    match inside.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(0, |at| at + 4),
        Some(_) => inside.next().filter(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}

fn word_before(code: &str, at: usize) -> bool {
    code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// The first words of every path under `crate::`, also in groups, and of `super::` chains that reach the crate.
fn imports(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let depth = source.path.iter().count() - usize::from(source.path.ends_with("mod.rs"));
    let chain = "super::".repeat(depth);
    for root in ["crate::", &chain] {
        for (at, _) in source.code.match_indices(root).filter(|(at, _)| !word_before(&source.code, *at)) {
            found.extend(heads(source.code[at + root.len()..].trim_start()));
        }
    }
    // The crate's own macros have no floor.
    found.retain(|name| FLOORS.contains(&name.as_str()));
    found
}

/// The words a path can begin with: one, or those of a `{…}` group.
fn heads(path: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut depth, mut heads, mut begun) = (0, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => begun = true,
            _ if begun && !c.is_whitespace() => {
                heads.push(word(&group[at..]));
                begun = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn imports_point_down_only() {
    let mut arrows = BTreeMap::new();
    for source in rooms() {
        for to in imports(&source) {
            if height(&to) > height(&source.floor) {
                arrows.insert(source.path.display().to_string(), to);
            }
        }
    }
    assert!(arrows.is_empty(), "these point up: {arrows:#?}");
}

#[test]
fn only_the_front_end_touches_the_world() {
    let mut found = Vec::new();
    for source in rooms().into_iter().filter(|s| s.floor != "frontend") {
        for word in WORLD {
            let mut places = source.code.match_indices(word).filter(|(at, _)| !word_before(&source.code, *at));
            if places.next().is_some() {
                found.push(format!("{} says {word}", source.path.display()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// A `static` that can change: a table of constants cannot.
fn is_global(line: &str) -> bool {
    let item = line.trim_start();
    let item = item.strip_prefix("pub").map_or(item, |rest| rest.trim_start_matches(|c| c != ' ').trim_start());
    let changes = ["static mut ", "Mutex<", "RwLock<", "OnceLock<", "LazyLock<", "Atomic", "Cell<", "Once"];
    item.starts_with("static ") && changes.iter().any(|word| item.contains(word)) || item.starts_with(changes[0])
}

#[test]
fn nothing_global_can_change() {
    for source in rooms().into_iter().filter(|s| s.floor != "frontend") {
        let global = source.code.lines().find(|line| is_global(line));
        assert_eq!(global, None, "{}", source.path.display());
    }
    assert!(is_global("pub(crate) static X: OnceLock<u8> = OnceLock::new();") && is_global("static mut X: u8 = 0;"));
    assert!(!is_global("pub static TABLE: &[Entry] = &["));
}

#[test]
fn crates_of_the_world_stay_upstairs() {
    for source in rooms() {
        for (name, floor) in CRATES {
            let path = format!("{name}::");
            let used = source.code.match_indices(&path).any(|(at, _)| !word_before(&source.code, at));
            let allowed = height(&source.floor) >= height(floor);
            assert!(allowed || !used, "{} uses {name}, which belongs to {floor}", source.path.display());
        }
    }
}

#[test]
fn the_front_end_starts_the_program_and_nothing_else_does() {
    let main = sources().into_iter().find(|s| s.path == Path::new("main.rs")).unwrap();
    assert!(main.code.lines().filter(|line| !line.trim().is_empty()).count() < 20, "main.rs only opens the door");
}

#[test]
fn the_reader_of_sources_sees_what_it_should() {
    let text = "use crate::{app::x, ui::{a, b}, tape}; // use crate::frontend\nlet s = \"crate::ui\"; let c = '\"'; fn f<'a>() {} r#\"crate::x\"#";
    let seen = code(text);
    assert!(!seen.contains("frontend") && !seen.contains('"') && seen.contains("<'a>"), "{seen}");
    let source = Source { path: "ui/pane/x.rs".into(), floor: "ui".into(), code: seen };
    assert_eq!(imports(&source), ["app", "ui", "tape"]);
    let up = Source { path: "tape/mod.rs".into(), floor: "tape".into(), code: "super::ui::render()".into() };
    assert_eq!(imports(&up), ["ui"]);
    let sideways = Source { path: "ui/pane/x.rs".into(), floor: "ui".into(), code: "super::super::view::X".into() };
    assert!(imports(&sideways).is_empty());
}
