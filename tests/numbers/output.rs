//! The probabilities of the next token, and those that each layer would already give.

use crate::reading::assert_computes;
use crate::subject::{AUSTEN, DATES, POKED, Screen, Shown, Subject, TINY, entropy, softmax};

/// A row's word, as it is named, and the number after it.
fn number_after<'a>(row: &'a str, word: &str) -> &'a str {
    let rest = row.trim_start().strip_prefix(word.trim());
    let number = rest.and_then(|rest| rest.split_whitespace().next());
    number.unwrap_or_else(|| panic!("{row:?} does not begin with {word:?} and a number"))
}

/// Words by how likely they are, the first of equals first.
fn ranked(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]).then(a.cmp(b)));
    order
}

/// The rows of the distribution: under what was written, above the lens.
fn next(screen: &Screen, writes: bool) -> &[String] {
    let end = screen.rows.iter().position(|row| row.contains('╌')).expect("a lens below");
    &screen.rows[usize::from(writes)..end]
}

/// The rows of the lens.
fn lens(screen: &Screen) -> Vec<&String> {
    let rule = screen.rows.iter().position(|row| row.contains('╌')).expect("a lens below");
    screen.rows[rule + 1..].iter().filter(|row| !row.trim().is_empty()).collect()
}

fn screen(subject: &Subject, token: usize) -> Screen {
    subject.screen(&format!("go probs; cursor token {token}; focus output; zoom on"), "90x24")
}

const CASES: [(&Subject, usize, f64); 5] =
    [(&TINY, 2, 1.0), (&AUSTEN, 3, 1.0), (&AUSTEN, 0, 1.0), (&DATES, 2, 1.0), (&POKED, 4, 0.5)];

#[test]
fn the_next_tokens_are_the_likeliest_by_the_logits() {
    for (subject, token, temperature) in CASES {
        let what = format!("{}, token {token}", subject.name);
        let screen = screen(subject, token);
        let (logits, probs) = (subject.shown("logits", None), subject.shown("probs", None));
        let tempered: Vec<f64> = logits.values[token].iter().map(|logit| logit / temperature).collect();
        let p = softmax(&tempered);
        let order = ranked(&probs.values[token]);
        let rows = next(&screen, subject.name == "dates");
        assert!(rows.len() > 10, "{screen}");
        // What does come next in the text has the last row where it is not among the likeliest.
        for (row, word) in rows.iter().zip(&order).take(rows.len() - 1) {
            let said = number_after(row, &logits.columns[*word]);
            assert_computes(said, p[*word], &format!("{what}, {}: {row}", logits.columns[*word]));
        }
        let bits = screen.title.split(" bit").next().and_then(|title| title.split_whitespace().last());
        assert_computes(bits.expect("an entropy"), entropy(&probs.values[token]), &what);
        assert!(screen.title.contains(&format!(" t {temperature} ")), "{what}: {}", screen.title);
    }
}

#[test]
fn the_lens_of_each_layer_is_the_one_that_show_prints() {
    for (subject, token, _) in CASES {
        let screen = screen(subject, token);
        let layers = if [AUSTEN.name, POKED.name].contains(&subject.name) { 4 } else { 2 };
        assert_eq!(lens(&screen).len(), layers, "{}: a row for each layer\n{screen}", subject.name);
        for (layer, row) in lens(&screen).into_iter().enumerate() {
            let shown = subject.shown(&format!("decoder.{layer}.lens"), None);
            compare_lens(row, layer, &shown, token, subject.name);
        }
    }
}

/// A row of the lens: `block 1  of  0.35  ,  0.11`.
fn compare_lens(row: &str, layer: usize, shown: &Shown, token: usize, name: &str) {
    let p = &shown.values[token];
    let label = if name == "dates" { format!("decoder {layer}") } else { format!("block {layer}") };
    let mut rest = row.trim_start().strip_prefix(&label).unwrap_or_else(|| panic!("{row} is not {label}"));
    let mut words = 0;
    for word in ranked(p).into_iter().take(5) {
        let said = &shown.columns[word];
        // A word has eight columns, and is cut where it is longer.
        let cut = rest.split_whitespace().next().unwrap_or_else(|| panic!("{name}: {row} has no {said}"));
        let is_it = said.trim() == cut || cut.strip_suffix('…').is_some_and(|cut| said.trim().starts_with(cut));
        assert!(is_it, "{name} {label}: {cut} is not {said}: {row}");
        let after = rest.trim_start().strip_prefix(cut).expect("it begins so");
        let number = after.split_whitespace().next().expect("a probability");
        assert_computes(number, p[word], &format!("{name} {label}, {said}: {row}"));
        rest = after.trim_start().strip_prefix(number).expect("it begins so");
        words += 1;
    }
    assert_eq!(words, 5);
}
