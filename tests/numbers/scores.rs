//! The four scores beside each other: the model's own is what the pass recorded, of queries and keys that do not depend on
//! the score the others are what a pass with that score records, and the rest follows from it.

use crate::reading::{Reading, assert_computes};
use crate::subject::{AUSTEN, DATES, Screen, Shown, Subject, TINY, entropy, softmax};

/// The order of the columns.
const DOT: usize = 0;
const SCALED: usize = 1;
const GENERAL: usize = 2;
const ADDITIVE: usize = 3;

/// The scores that are learned, each with its column and the command that a model gets it by.
const LEARNED: [(usize, &str); 2] = [(GENERAL, "score general"), (ADDITIVE, "score additive")];

/// The four numbers of a row; nothing where the key is hidden.
fn four(row: &str) -> Option<[&str; 4]> {
    let numbers: Vec<&str> = row.split_whitespace().filter(|word| Reading::parse(word).is_some()).collect();
    numbers.try_into().ok()
}

/// The four columns of the numbers of a key: rows of keys are in the order of the text, from the first on.
fn of_keys<'a>(screen: &'a Screen, keys: &[String]) -> Vec<Option<[&'a str; 4]>> {
    let end = screen.rows.iter().position(|row| row.trim_start().starts_with("bits")).expect("numbers below");
    // Above the numbers is a gap, above it a row for every key.
    let rows = &screen.rows[end - 1 - keys.len()..end - 1];
    rows.iter()
        .zip(keys)
        .map(|(row, key)| {
            let rest =
                row.trim_start().strip_prefix(key.trim()).unwrap_or_else(|| panic!("{row} is not of {key}:\n{screen}"));
            four(rest)
        })
        .collect()
}

/// `diag(p) − ppᵀ`: how weights change with their scores.
fn jacobian(p: &[f64]) -> Vec<Vec<f64>> {
    let entry = |i: usize, j: usize| if i == j { p[i] - p[i] * p[j] } else { -p[i] * p[j] };
    (0..p.len()).map(|i| (0..p.len()).map(|j| entry(i, j)).collect()).collect()
}

/// The length of a matrix taken as one vector.
fn norm(matrix: &[Vec<f64>]) -> f64 {
    matrix.iter().flatten().map(|x| x * x).sum::<f64>().sqrt()
}

/// The product of the Jacobian with the keys, `[key, width]`: how weights change with the query.
fn by_query(p: &[f64], keys: &Shown, factor: f64) -> f64 {
    let jacobian = jacobian(p);
    let width = keys.columns.len();
    let row = |i: usize| {
        let entry = |d: usize| (0..p.len()).map(|j| jacobian[i][j] * keys.at(j, d)).sum::<f64>() * factor;
        (0..width).map(entry).collect()
    };
    norm(&(0..p.len()).map(row).collect::<Vec<Vec<f64>>>())
}

const CASES: [(&Subject, &str, usize, usize, f64); 4] = [
    (&TINY, "decoder.1.attn", 2, 5, 8.0),
    (&AUSTEN, "decoder.1.attn", 1, 4, 32.0),
    (&AUSTEN, "decoder.3.attn", 0, 6, 32.0),
    (&DATES, "decoder.1.cross", 1, 2, 24.0),
];

/// The pane on a query, high enough for a row for every key and too narrow for charts beside them.
fn screen(subject: &Subject, part: &str, head: usize, query: usize, what: &str) -> Screen {
    screen_with("layout compare", subject, part, head, query, what)
}

/// The same after a command.
fn screen_with(change: &str, subject: &Subject, part: &str, head: usize, query: usize, what: &str) -> Screen {
    let script = format!(
        "{change}; layout compare; go {part}.pattern; head {head}; cursor query {query}; scores-show {what}; focus scores; zoom on"
    );
    subject.screen(&script, "86x44")
}

#[test]
fn weights_and_their_numbers_are_those_of_the_pattern() {
    for (subject, part, head, query, width) in CASES {
        let what = format!("{} {part}", subject.name);
        let screen = screen(subject, part, head, query, "weights");
        let at = |stage: &str| subject.shown(&format!("{part}.{stage}"), Some(head));
        let [scores, masked, pattern, keys] = ["scores", "masked", "pattern", "k"].map(at);
        let scaled = &pattern.values[query];
        let seen = |key: usize| masked.at(query, key) > f64::NEG_INFINITY;
        let plain: Vec<f64> =
            (0..scaled.len()).map(|key| if seen(key) { scores.at(query, key) } else { f64::NEG_INFINITY }).collect();
        let dot = softmax(&plain);
        for (key, row) in of_keys(&screen, &pattern.columns).into_iter().enumerate() {
            let Some(row) = row else {
                assert!(!seen(key), "{what}: key {key} is not hidden\n{screen}");
                continue;
            };
            assert_computes(row[DOT], dot[key], &format!("{what}, dot, key {key}\n{screen}"));
            assert_computes(row[SCALED], scaled[key], &format!("{what}, scaled dot, key {key}\n{screen}"));
        }
        for (column, p, factor) in [(DOT, &dot, 1.0), (SCALED, scaled, 1.0 / width.sqrt())] {
            let largest = p.iter().copied().fold(0.0, f64::max);
            let (by_score, by_query) = (norm(&jacobian(p)), by_query(p, &keys, factor));
            for (label, value) in
                [("bits", entropy(p)), ("largest", largest), ("‖∂p/∂s‖", by_score), ("‖∂p/∂q‖", by_query)]
            {
                let row = four(screen.after(label)).unwrap_or_else(|| panic!("{what}: {label}\n{screen}"));
                assert_computes(row[column], value, &format!("{what}, {label}, column {column}\n{screen}"));
            }
        }
    }
}

#[test]
fn scores_are_those_that_were_recorded() {
    for (subject, part, head, query, _) in CASES {
        let screen = screen(subject, part, head, query, "scores");
        let at = |stage: &str| subject.shown(&format!("{part}.{stage}"), Some(head));
        let [scores, scaled] = ["scores", "scaled"].map(at);
        let rows = of_keys(&screen, &scores.columns);
        assert!(rows.iter().flatten().count() > 2, "{screen}");
        for (key, row) in rows.into_iter().enumerate().filter_map(|(key, row)| Some((key, row?))) {
            let what = format!("{} {part}, key {key}\n{screen}", subject.name);
            assert_computes(row[DOT], scores.at(query, key), &what);
            assert_computes(row[SCALED], scaled.at(query, key), &what);
        }
    }
}

/// Holds one column of the pane on weights and of the pane on scores against what `show` prints of a pass with that score.
fn assert_is_recorded(column: usize, score: &str, screens: &[Screen; 2], case: (&Subject, &str, usize, usize)) {
    let (subject, part, head, query) = case;
    let at = |stage: &str| subject.shown_with(score, &format!("{part}.{stage}"), Some(head));
    let [scores, masked, pattern] = ["scores", "masked", "pattern"].map(at);
    for (screen, recorded) in screens.iter().zip([&pattern, &scores]) {
        let what = format!("{} {part}, {score}", subject.name);
        let mut numbers = 0;
        for (key, row) in of_keys(screen, &recorded.columns).into_iter().enumerate() {
            let hidden = masked.at(query, key) == f64::NEG_INFINITY;
            assert_eq!(row.is_none(), hidden, "{what}: key {key}\n{screen}");
            let Some(row) = row else { continue };
            assert_computes(row[column], recorded.at(query, key), &format!("{what}, key {key}\n{screen}"));
            numbers += 1;
        }
        assert!(numbers > 2, "{what}: few numbers\n{screen}");
    }
    let weights = &pattern.values[query];
    let largest = weights.iter().copied().fold(0.0, f64::max);
    for (label, value) in [("bits", entropy(weights)), ("largest", largest), ("‖∂p/∂s‖", norm(&jacobian(weights)))]
    {
        let row = four(screens[0].after(label)).unwrap_or_else(|| panic!("{label} is missing:\n{}", screens[0]));
        assert_computes(row[column], value, &format!("{} {part}, {score}, {label}\n{}", subject.name, screens[0]));
    }
}

/// In a first layer queries and keys are the same whatever the score: the columns of the learned scores are what this model
/// records when it has them, with the parameters that its seed draws.
#[test]
fn learned_scores_are_those_of_a_pass_that_has_them() {
    for (subject, part, head, query) in [(&TINY, "decoder.0.attn", 1, 5), (&DATES, "encoder.0.attn", 3, 4)] {
        let screens = ["weights", "scores"].map(|what| screen(subject, part, head, query, what));
        for (column, score) in LEARNED {
            assert_is_recorded(column, score, &screens, (subject, part, head, query));
        }
    }
}

/// Once the model has a learned score, its column is the pass that is on the screen, in every layer.
#[test]
fn a_learned_score_of_the_models_own_is_what_was_recorded() {
    for (column, score) in LEARNED {
        for (subject, part, head, query, _) in [CASES[0], CASES[3]] {
            let screens = ["weights", "scores"].map(|what| screen_with(score, subject, part, head, query, what));
            assert_is_recorded(column, score, &screens, (subject, part, head, query));
        }
    }
}

/// The key that each query looks at most, the first of equals.
fn looked_at(pattern: &Shown) -> Vec<usize> {
    let first_largest = |weights: &Vec<f64>| {
        let largest = weights.iter().copied().fold(0.0, f64::max);
        weights.iter().position(|weight| *weight >= largest).expect("it looks somewhere")
    };
    pattern.values.iter().map(first_largest).collect()
}

/// In a first layer queries and keys are the same whatever the score, so that every column can be recorded.
#[test]
fn queries_that_look_elsewhere_are_counted() {
    let mut elsewhere = 0;
    for (subject, part, head, query) in [(&TINY, "decoder.0.attn", 1, 5), (&DATES, "encoder.0.attn", 3, 4)] {
        let screen = screen(subject, part, head, query, "weights");
        let site = format!("{part}.pattern");
        let own = looked_at(&subject.shown(&site, Some(head)));
        let recorded = |score: &str| {
            let other = looked_at(&subject.shown_with(score, &site, Some(head)));
            other.iter().zip(&own).filter(|(other, own)| other != own).count()
        };
        let mut counts = LEARNED.map(|(column, score)| (column, recorded(score))).to_vec();
        elsewhere += counts.iter().map(|(_, count)| count).sum::<usize>();
        // Dividing every score by one number moves no argmax.
        counts.insert(0, (DOT, 0));
        assert_eq!(recorded("scale off"), 0);
        let mut said: Vec<String> = counts.iter().map(|(_, count)| format!("{count} / {}", own.len())).collect();
        // The model's own column is what the others are held against.
        said.insert(SCALED, "—".to_owned());
        let row = screen.after("argmax ≠");
        let row = row.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(row, said.join(" "), "{} {part}", subject.name);
    }
    assert!(elsewhere > 0, "no query looks elsewhere");
}
