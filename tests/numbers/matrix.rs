//! The numbers in the cells of a map, at the ends of its ramp and beside its rows.

use std::ops::Range;

use crate::reading::{Reading, assert_computes, assert_says};
use crate::subject::{AUSTEN, DATES, POKED, Screen, Shown, Subject, TINY, entropy};

/// What a map without colours for a cell says instead.
const HIDDEN: &str = "·";

/// A map whose cells are large enough to hold their numbers.
pub(crate) struct Map {
    /// Which rows and columns of the matrix are on the screen.
    rows: Range<usize>,
    columns: Range<usize>,
    /// All there are.
    shape: [usize; 2],
    /// The names above the columns.
    head: Vec<String>,
    /// Every row's name, its cells, and what stands beside them.
    lines: Vec<(String, Vec<String>, Option<String>)>,
    /// The ends of the ramp; whether there are numbers beyond the upper one.
    low: String,
    high: String,
    beyond: bool,
}

impl Map {
    pub(crate) fn read(screen: &Screen) -> Map {
        let legend = screen.rows.iter().rposition(|row| !row.trim().is_empty()).expect("a legend");
        let words: Vec<&str> = screen.rows[legend].split_whitespace().collect();
        let [low, upper @ ..] = words.as_slice() else { panic!("no legend:\n{screen}") };
        let beyond = upper[0] == "≥";
        let (rows, columns, shape) = drawn(&words);
        // Marks of the cursor and of what is outside stand on cells and between them.
        let unmarked = |row: &String| row.replace(['▌', '▐', '↑', '↓', '‹', '›'], " ");
        let rest: Vec<String> = screen.rows[..legend].iter().map(unmarked).collect();
        let head = rest.iter().find(|row| !row.trim().is_empty()).expect("names above the columns");
        let lines = rest.iter().filter_map(|row| line(row, columns.len())).collect();
        Map {
            head: head.split_whitespace().take(columns.len()).map(str::to_owned).collect(),
            lines,
            low: (*low).to_owned(),
            high: upper[usize::from(beyond)].to_owned(),
            beyond,
            rows,
            columns,
            shape,
        }
    }

    /// Holds every cell against what `show` prints, and gives back how many numbers there were.
    pub(crate) fn compare(&self, shown: &Shown, masked: Option<&Shown>, what: &str) -> usize {
        assert_eq!(self.shape, [shown.rows.len(), shown.columns.len()], "{what}");
        assert_eq!(self.lines.len(), self.rows.len(), "{what}: every row that is drawn has its numbers");
        for (name, column) in self.head.iter().zip(self.columns.clone()) {
            assert_named(name, &shown.columns[column], what);
        }
        let mut numbers = 0;
        for ((name, cells, _), row) in self.lines.iter().zip(self.rows.clone()) {
            assert_named(name, &shown.rows[row], what);
            for (cell, column) in cells.iter().zip(self.columns.clone()) {
                let hidden = masked.unwrap_or(shown).at(row, column) == f64::NEG_INFINITY;
                assert_eq!(cell == HIDDEN, hidden, "{what}, row {row}, column {column}: {cell}");
                if !hidden {
                    assert_says(cell, shown.at(row, column), &format!("{what}, row {row}, column {column}"));
                    numbers += 1;
                }
            }
        }
        numbers
    }

    /// The entropies beside the rows.
    fn compare_entropies(&self, shown: &Shown, what: &str) {
        for ((_, _, beside), row) in self.lines.iter().zip(self.rows.clone()) {
            let beside = beside.as_ref().unwrap_or_else(|| panic!("{what}: nothing beside row {row}"));
            assert_computes(beside, entropy(&shown.values[row]), &format!("{what}, bits of row {row}"));
        }
    }

    /// The ends of the ramp: the largest magnitude; of weights the largest among queries that see several keys.
    pub(crate) fn compare_ends(&self, shown: &Shown, what: &str) {
        let largest = |rows: &mut dyn Iterator<Item = &Vec<f64>>| {
            rows.flatten().map(|x| x.abs()).filter(|x| x.is_finite()).fold(0.0, f64::max)
        };
        let all = largest(&mut shown.values.iter());
        let open = largest(&mut shown.values.iter().filter(|row| row.iter().filter(|x| **x > 0.0).count() > 1));
        let end = if self.beyond { open } else { all };
        assert!(!self.beyond || open < all, "{what}: nothing is beyond {}", self.high);
        assert_says(&self.high, end, &format!("{what}, where the ramp ends"));
        let negative = shown.values.iter().flatten().any(|x| *x < 0.0 && x.is_finite());
        let low = if self.low == "0" { 0.0 } else { -end };
        assert_says(&self.low, low, &format!("{what}, where the ramp begins"));
        assert!(low < 0.0 || !negative, "{what}: a ramp of signed values begins below zero");
    }
}

/// The rows and columns that a legend says are drawn: all of `8 × 8`, or some as in `1–6 × 0–7 of 8 × 8`.
fn drawn(words: &[&str]) -> (Range<usize>, Range<usize>, [usize; 2]) {
    let [.., rows, "×", columns] = words else { panic!("no shape in {words:?}") };
    let shape = [rows, columns].map(|side| side.parse().expect("a count"));
    let range = |text: &str| {
        let (first, last) = text.split_once('–').expect("a range");
        first.parse().expect("a place")..last.parse::<usize>().expect("a place") + 1
    };
    match words {
        [.., rows, "×", columns, "of", _, "×", _] => (range(rows), range(columns), shape),
        _ => (0..shape[0], 0..shape[1], shape),
    }
}

/// A row's name, its cells and the number beside them; nothing of a row of the screen that has no numbers.
fn line(row: &str, columns: usize) -> Option<(String, Vec<String>, Option<String>)> {
    let words: Vec<&str> = row.split_whitespace().collect();
    let cells = words.get(1..=columns)?;
    let is_cell = |word: &&str| *word == HIDDEN || Reading::parse(word).is_some();
    let owned = |word: &&str| (*word).to_owned();
    cells
        .iter()
        .all(is_cell)
        .then(|| (owned(&words[0]), cells.iter().map(owned).collect(), words.get(columns + 1).map(owned)))
}

/// A name on the screen is that of the row or column, or as much of it as there was room for.
fn assert_named(name: &str, whole: &str, what: &str) {
    let cut = name.trim_end_matches('…');
    assert!(
        whole.trim().starts_with(cut) && (cut.len() < name.len() || whole.trim() == name),
        "{what}: {name} is {whole}"
    );
}

/// A pane on a site, magnified until its cells hold their numbers.
fn map(subject: &Subject, at: &str) -> Map {
    Map::read(&subject.screen(&format!("{at}; focus matrix; zoom on; magnify in 6"), "120x40"))
}

const SITES: [(&Subject, &str, Option<usize>); 17] = [
    (&TINY, "embed", None),
    (&TINY, "decoder.0.attn.q", Some(1)),
    (&TINY, "decoder.1.attn.scores", Some(2)),
    (&TINY, "decoder.1.attn.masked", Some(0)),
    (&TINY, "decoder.1.attn.pattern", Some(2)),
    (&TINY, "decoder.0.attn.pattern_mean", None),
    (&TINY, "decoder.1.rollout", None),
    (&TINY, "decoder.0.mlp.post", None),
    (&TINY, "decoder.1.lens", None),
    (&TINY, "logits", None),
    (&AUSTEN, "decoder.2.attn.pattern", Some(3)),
    (&AUSTEN, "decoder.3.resid_post", None),
    (&DATES, "decoder.1.cross.pattern", Some(1)),
    (&DATES, "encoder.0.attn.scaled", Some(2)),
    (&DATES, "decoder.0.cross.z", Some(0)),
    (&POKED, "decoder.0.attn.pattern", Some(0)),
    (&POKED, "decoder.1.attn.scores", Some(3)),
];

#[test]
fn cells_ends_and_entropies_are_those_of_the_site() {
    for (subject, site, head) in SITES {
        let what = format!("{} {site}", subject.name);
        let chosen = head.map_or_else(String::new, |head| format!("; head {head}"));
        let map = map(subject, &format!("go {site}{chosen}; cell 3 2"));
        let shown = subject.shown(site, head);
        let weights = site.contains("pattern");
        // A mask hides weights where it hides the scores that they are made of.
        let masked = (weights && head.is_some()).then(|| subject.shown(&site.replace("pattern", "masked"), head));
        let masked = masked.as_deref();
        if weights && head.is_none() || site.ends_with("rollout") {
            let hidden = subject.shown("decoder.0.attn.masked", Some(0));
            assert!(map.compare(&shown, Some(&hidden), &what) > 20);
        } else {
            assert!(map.compare(&shown, masked, &what) > 20, "{what}: few numbers");
        }
        map.compare_ends(&shown, &what);
        if weights || site.ends_with("rollout") {
            map.compare_entropies(&shown, &what);
        }
    }
}

#[test]
fn a_pinned_parameter_has_the_numbers_of_the_parameter() {
    for (subject, site) in [
        (&TINY, "W_E"),
        (&TINY, "decoder.0.attn.W_Q"),
        (&AUSTEN, "decoder.1.ln1.gain"),
        (&DATES, "decoder.0.cross.W_V"),
        (&POKED, "decoder.1.attn.W_Q"),
    ] {
        let map = map(subject, &format!("pin {site}"));
        let shown = subject.shown(site, None);
        assert!(map.compare(&shown, None, site) > 8, "{site}: few numbers");
        map.compare_ends(&shown, site);
    }
}
