//! A model, a text and what was changed: drawn by `play`, printed by `show`.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::support::{headlight, model};

/// What both doors are opened on.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// Whether it is the small model in a folder: 2 layers, 3 heads of 8, learned positions.
    tiny: bool,
    /// Commands that set it up.
    commands: &'static [&'static str],
}

/// A decoder without training, its scores scaled.
pub(crate) const TINY: Subject = Subject { name: "tiny", tiny: true, commands: &["text \"the cat sat on the mat\""] };

/// The model that opens when nothing is asked for: 4 layers, 4 heads of 32.
pub(crate) const AUSTEN: Subject =
    Subject { name: "austen", tiny: false, commands: &["text \"It is a truth universally acknowledged\""] };

/// An encoder beside a decoder.
pub(crate) const DATES: Subject =
    Subject { name: "dates", tiny: false, commands: &["model dates", "text \"the 3rd of March 2017\""] };

/// The first model with much of it changed.
pub(crate) const POKED: Subject = Subject {
    name: "poked",
    tiny: false,
    commands: &[
        "text \"It is a truth universally acknowledged\"",
        "scale off",
        "head off 1.2",
        "temperature 0.5",
        "patch decoder.0.attn.pattern set 0.5 3 1 0",
        "patch decoder.1.resid_pre add 0.75 2",
        "patch decoder.1.attn.W_Q times 2",
    ],
};

impl Subject {
    fn arguments(&self, door: &[&str]) -> Vec<String> {
        // Of the other kernels the last bits, and with them now and then a digit, depend on the machine.
        let mut all: Vec<String> = door.iter().chain(&["--kernel", "portable"]).map(ToString::to_string).collect();
        if self.tiny {
            all.extend(["--model".to_owned(), model().display().to_string()]);
        }
        all.extend(self.commands.iter().flat_map(|line| ["--do".to_owned(), (*line).to_owned()]));
        all
    }

    fn run(&self, door: &[&str]) -> String {
        let ran = headlight(self.arguments(door));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}: {door:?}", self.name);
        ran.out
    }

    /// The last screen of a script whose pane fills it.
    pub(crate) fn screen(&self, script: &str, size: &str) -> Screen {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(script.as_bytes()).unwrap();
        let path = file.path().display().to_string();
        // With colours a cell of a map is a blank with its number on it: no shade gets between digits.
        Screen::of(&self.run(&["play", &path, "--print", "--color", "truecolor", "--language", "en", "--size", size]))
    }

    /// What `show` prints of a site.
    pub(crate) fn shown(&self, site: &str, head: Option<usize>) -> Arc<Shown> {
        self.show(site, head, &[])
    }

    /// The same where something is changed first.
    pub(crate) fn shown_with(&self, change: &str, site: &str, head: Option<usize>) -> Arc<Shown> {
        self.show(site, head, &["--do", change])
    }

    /// The same of its gradient.
    pub(crate) fn gradient(&self, site: &str, head: Option<usize>) -> Arc<Shown> {
        self.show(site, head, &["--gradient"])
    }

    fn show(&self, site: &str, head: Option<usize>, more: &[&str]) -> Arc<Shown> {
        /// What was printed before: several tests ask for the same.
        static KNOWN: Mutex<Option<HashMap<String, Arc<Shown>>>> = Mutex::new(None);
        let head = head.map(|head| head.to_string());
        let head: Vec<&str> = head.iter().flat_map(|head| ["--head", head]).collect();
        let door = [&["show", "--site", site, "--format", "json"][..], &head, more].concat();
        let key = format!("{} {door:?}", self.name);
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shown) = known().get_or_insert_default().get(&key) {
            return shown.clone();
        }
        let shown = Arc::new(Shown::of(&serde_json::from_str(&self.run(&door)).unwrap()));
        known().get_or_insert_default().insert(key, shown.clone());
        shown
    }
}

/// The rows of a pane that fills the screen, without its borders.
pub(crate) struct Screen {
    pub(crate) title: String,
    pub(crate) rows: Vec<String>,
}

impl Screen {
    fn of(text: &str) -> Screen {
        let lines: Vec<&str> = text.lines().collect();
        // Above the pane is the header, below it what the step means and the keys.
        let [_, title, rows @ .., _, _, _] = lines.as_slice() else { panic!("a small screen: {text}") };
        assert!(title.starts_with('┏'), "the pane fills the screen:\n{text}");
        let inner = |row: &&str| row.trim_matches('┃').trim_end().to_owned();
        Screen { title: (*title).to_owned(), rows: rows.iter().map(inner).collect() }
    }

    /// The first row that begins with a label, without it.
    pub(crate) fn after(&self, label: &str) -> &str {
        let mut found = self.rows.iter().filter_map(|row| row.trim_start().strip_prefix(label));
        found.next().unwrap_or_else(|| panic!("no row begins with {label:?}:\n{self}"))
    }
}

impl std::fmt::Display for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        writeln!(f, "{}", self.title)?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

/// The matrix that `show` prints, exactly as recorded.
pub(crate) struct Shown {
    pub(crate) values: Vec<Vec<f64>>,
    pub(crate) rows: Vec<String>,
    pub(crate) columns: Vec<String>,
}

impl Shown {
    fn of(json: &Value) -> Shown {
        let labels = |side: &str| {
            let labels = json[side]["labels"].as_array().unwrap().iter();
            labels.map(|label| label.as_str().unwrap().to_owned()).collect()
        };
        let row = |row: &Value| row.as_array().unwrap().iter().map(number).collect();
        let values = json["values"].as_array().unwrap().iter().map(row).collect();
        Shown { values, rows: labels("rows"), columns: labels("columns") }
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row][column]
    }
}

/// A number of JSON, as the `f32` that it was printed from; −∞ is a word there.
fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("-inf") => f64::NEG_INFINITY,
        Some("inf") => f64::INFINITY,
        Some(_) => f64::NAN,
        None => value.to_string().parse::<f32>().unwrap().into(),
    }
}

/// The length of a vector.
pub(crate) fn length(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// The entropy of a distribution in bits.
pub(crate) fn entropy(weights: &[f64]) -> f64 {
    weights.iter().filter(|p| **p > 0.0).map(|p| -p * p.log2()).sum()
}

/// The softmax of some scores.
pub(crate) fn softmax(scores: &[f64]) -> Vec<f64> {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
