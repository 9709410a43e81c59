//! How one number was made: its operands and results.

use crate::reading::{assert_computes, assert_says};
use crate::subject::{AUSTEN, DATES, POKED, Screen, Subject, TINY, entropy};

/// The pane on one cell of a site.
fn pane(subject: &Subject, site: &str, head: Option<usize>, [row, column]: [usize; 2]) -> Screen {
    let chosen = head.map_or_else(String::new, |head| format!("; head {head}"));
    subject.screen(&format!("go {site}{chosen}; cell {row} {column}; focus cell; zoom on"), "90x40")
}

/// What stands between a label and the result, and the result.
pub(crate) fn line<'a>(screen: &'a Screen, label: &str) -> (&'a str, &'a str) {
    let rest = screen.after(label).trim();
    let (operands, result) = rest.rsplit_once("  ").unwrap_or(("", rest));
    (operands.trim(), result.trim())
}

/// The last number that a cell of a site is made by, and its label.
#[test]
fn the_result_is_the_cell() {
    for (subject, site, head, cell, label) in [
        (&TINY, "embed", None, [2, 5], "W_E "),
        (&TINY, "pos", None, [3, 2], "W_pos "),
        (&TINY, "decoder.0.ln1", None, [1, 3], "+ β "),
        (&TINY, "decoder.0.attn.q", Some(1), [3, 2], "q "),
        (&TINY, "decoder.1.attn.scores", Some(2), [4, 1], "q·k "),
        (&TINY, "decoder.1.attn.scaled", Some(0), [3, 3], "÷ √8 "),
        (&TINY, "decoder.1.attn.pattern", Some(2), [4, 1], "weight "),
        (&TINY, "decoder.1.attn.z", Some(1), [2, 7], "z "),
        (&TINY, "decoder.0.mlp.post", None, [3, 9], "GELU "),
        (&TINY, "decoder.1.resid_post", None, [4, 0], "resid_post "),
        (&TINY, "decoder.0.attn.pattern_mean", None, [3, 1], "mean "),
        (&TINY, "decoder.1.rollout", None, [4, 2], "rollout "),
        (&TINY, "logits", None, [2, 11], "logit "),
        (&TINY, "probs", None, [4, 260], "p "),
        (&AUSTEN, "decoder.2.attn.k", Some(3), [5, 30], "k "),
        (&AUSTEN, "decoder.3.mlp.out", None, [6, 100], "mlp.out "),
        (&DATES, "decoder.1.cross.pattern", Some(2), [3, 6], "weight "),
        (&DATES, "encoder.1.attn.z", Some(0), [5, 11], "z "),
        (&POKED, "decoder.0.attn.pattern", Some(0), [3, 1], "patched "),
        (&POKED, "decoder.1.attn.z", Some(2), [3, 1], "patched "),
        (&POKED, "decoder.1.resid_pre", None, [2, 9], "patched "),
        (&POKED, "decoder.1.attn.scaled", Some(1), [4, 2], "÷ 1 "),
        (&POKED, "probs", None, [4, 7], "p "),
    ] {
        let screen = pane(subject, site, head, cell);
        let value = subject.shown(site, head).at(cell[0], cell[1]);
        assert_says(line(&screen, label).1, value, &format!("{} {site} {cell:?}\n{screen}", subject.name));
    }
}

/// From a score to a weight: every line is the recorded value of its stage, or what comes between two of them.
#[test]
fn a_weight_is_made_of_the_recorded_stages() {
    for (subject, part, head, [row, column], width) in [
        (&TINY, "decoder.1.attn", 2, [4, 1], 8),
        (&AUSTEN, "decoder.1.attn", 1, [5, 3], 32),
        (&DATES, "decoder.0.cross", 3, [2, 7], 24),
        (&DATES, "encoder.1.attn", 0, [6, 2], 24),
    ] {
        let site = format!("{part}.pattern");
        let what = format!("{} {site}", subject.name);
        let screen = pane(subject, &site, Some(head), [row, column]);
        let at = |stage: &str| subject.shown(&format!("{part}.{stage}"), Some(head));
        let [scores, scaled, masked, pattern] = ["scores", "scaled", "masked", "pattern"].map(at);
        assert_says(line(&screen, "q·k ").1, scores.at(row, column), &what);

        let (operands, result) = line(&screen, &format!("÷ √{width} "));
        let (score, root) = operands.split_once(" / ").expect("a quotient");
        assert_says(score, scores.at(row, column), &what);
        assert_computes(root, f64::from(width).sqrt(), &what);
        assert_says(result, scaled.at(row, column), &what);

        let masks = part.ends_with("attn") && subject.name != "dates";
        if masks {
            assert_eq!(line(&screen, "+ mask ").0, "0", "{what}: the mask leaves it");
        }
        let largest = masked.values[row].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let power = (masked.at(row, column) - largest).exp();
        let sum: f64 = masked.values[row].iter().map(|score| (score - largest).exp()).sum();
        let (operands, result) = line(&screen, "e^x ");
        let (score, shift) = operands.trim_matches(['e', '^', '(', ')']).split_once(' ').expect("a difference");
        assert_says(score, masked.at(row, column), &what);
        assert_says(&shift.replace(' ', ""), -largest, &what);
        assert_computes(result, power, &what);
        assert_computes(line(&screen, "Σ row ").1, sum, &what);

        let (operands, result) = line(&screen, "weight ");
        let (upper, lower) = operands.split_once(" / ").expect("a quotient");
        assert_computes(upper, power, &what);
        assert_computes(lower, sum, &what);
        assert_says(result, pattern.at(row, column), &what);
        assert_computes(screen.after("row sums to ").trim(), pattern.values[row].iter().sum(), &what);
        let bits = screen.after("entropy ").trim().trim_end_matches(" bit");
        assert_computes(bits, entropy(&pattern.values[row]), &what);
    }
}

#[test]
fn layer_norm_is_made_of_its_statistics_and_parameters() {
    for (subject, input, norm, [row, column]) in [
        (&TINY, "decoder.1.resid_pre", "decoder.1.ln1", [3, 7]),
        (&AUSTEN, "decoder.2.resid_mid", "decoder.2.ln2", [4, 90]),
        (&DATES, "decoder.1.resid_mid", "decoder.1.ln_cross", [2, 40]),
        (&POKED, "decoder.1.resid_pre", "decoder.1.ln1", [2, 5]),
    ] {
        let what = format!("{} {norm}", subject.name);
        let screen = pane(subject, norm, None, [row, column]);
        let vector = &subject.shown(input, None).values[row];
        let count = vector.len() as f64;
        let mean = vector.iter().sum::<f64>() / count;
        let variance = vector.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        let deviation = (variance + 1e-5).sqrt();
        let [gain, bias] = ["gain", "bias"].map(|name| subject.shown(&format!("{norm}.{name}"), None).at(0, column));
        let normal = (vector[column] - mean) / deviation;

        assert_says(line(&screen, "x ").1, vector[column], &what);
        assert_near_zero(line(&screen, "− μ "), [mean, vector[column] - mean], &what);
        assert_near_zero(line(&screen, "÷ σ "), [deviation, normal], &what);
        assert_near_zero(line(&screen, "· γ "), [gain, gain * normal], &what);
        let (operand, result) = line(&screen, "+ β ");
        assert_says(operand, bias, &what);
        assert_says(result, subject.shown(norm, None).at(row, column), &what);
    }
}

/// An operand and a result of this test's own arithmetic. A mean of many numbers may come near zero by cancelling: there
/// the last digit may be the neighbour's.
fn assert_near_zero((operand, result): (&str, &str), [left, right]: [f64; 2], what: &str) {
    assert_computes(operand, left, what);
    assert_computes(result, right, what);
}

/// The terms of a sum that weigh most: the right ones, in order, each with its operands.
#[test]
fn the_terms_of_a_sum_are_the_largest_ones() {
    for (subject, part, head, [row, column]) in [
        (&TINY, "decoder.1.attn", 1, [4, 7]),
        (&AUSTEN, "decoder.1.attn", 1, [5, 2]),
        (&DATES, "decoder.1.cross", 2, [3, 20]),
    ] {
        let site = format!("{part}.z");
        let screen = pane(subject, &site, Some(head), [row, column]);
        let pattern = subject.shown(&format!("{part}.pattern"), Some(head));
        let values = subject.shown(&format!("{part}.v"), Some(head));
        let mut terms: Vec<(f64, f64, usize)> =
            (0..values.rows.len()).map(|key| (pattern.at(row, key), values.at(key, column), key)).collect();
        terms.retain(|(weight, value, _)| weight * value != 0.0);
        let size = |(weight, value, _): &(f64, f64, usize)| (weight * value).abs();
        terms.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let listed: Vec<&String> = screen.rows.iter().filter(|row| row.contains(" × ")).collect();
        assert_eq!(listed.len(), terms.len().min(6), "{screen}");
        for (text, (weight, value, key)) in listed.into_iter().zip(terms) {
            let what = format!("{} {site}, key {key}: {text}", subject.name);
            let name = values.rows[key].trim();
            let rest = text.trim().strip_prefix(name).unwrap_or_else(|| panic!("{what} is not of {name}"));
            let (operands, result) = rest.trim().rsplit_once("  ").expect("a result");
            let (left, right) = operands.split_once(" × ").expect("a product");
            assert_says(left.trim(), weight, &what);
            assert_says(right.trim(), value, &what);
            assert_computes(result.trim(), weight * value, &what);
        }
    }
}
