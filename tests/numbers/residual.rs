//! The numbers of the residual stream: lengths, means and deviations, shares.

use crate::reading::assert_computes;
use crate::subject::{AUSTEN, DATES, POKED, Screen, Subject, TINY, length};

/// Where the cursor stands, and what the pane then speaks of.
struct Case {
    subject: &'static Subject,
    at: &'static str,
    token: usize,
    /// The residual stream at that step.
    stream: &'static str,
    /// What goes into the LayerNorm of its sub-layer, and what comes out.
    norm: [&'static str; 2],
    /// What is added to what, by attention and by the MLP.
    added: [[&'static str; 2]; 2],
}

const CASES: [Case; 5] = [
    Case {
        subject: &TINY,
        at: "decoder.1.resid_post",
        token: 4,
        stream: "decoder.1.resid_post",
        norm: ["decoder.1.resid_mid", "decoder.1.ln2"],
        added: [["decoder.1.attn.out", "decoder.1.resid_pre"], ["decoder.1.mlp.out", "decoder.1.resid_mid"]],
    },
    Case {
        subject: &AUSTEN,
        at: "decoder.2.attn.z",
        token: 3,
        stream: "decoder.2.resid_pre",
        norm: ["decoder.2.resid_pre", "decoder.2.ln1"],
        added: [["decoder.2.attn.out", "decoder.2.resid_pre"], ["decoder.2.mlp.out", "decoder.2.resid_mid"]],
    },
    Case {
        subject: &DATES,
        at: "decoder.1.cross.v",
        token: 2,
        stream: "decoder.1.resid_mid",
        norm: ["decoder.1.resid_mid", "decoder.1.ln_cross"],
        added: [["decoder.1.attn.out", "decoder.1.resid_pre"], ["decoder.1.mlp.out", "decoder.1.resid_cross"]],
    },
    Case {
        subject: &DATES,
        at: "encoder.0.mlp.pre",
        token: 6,
        stream: "encoder.0.resid_mid",
        norm: ["encoder.0.resid_mid", "encoder.0.ln2"],
        added: [["encoder.0.attn.out", "encoder.0.resid_pre"], ["encoder.0.mlp.out", "encoder.0.resid_mid"]],
    },
    Case {
        subject: &POKED,
        at: "decoder.1.ln1",
        token: 2,
        stream: "decoder.1.resid_pre",
        norm: ["decoder.1.resid_pre", "decoder.1.ln1"],
        added: [["decoder.1.attn.out", "decoder.1.resid_pre"], ["decoder.1.mlp.out", "decoder.1.resid_mid"]],
    },
];

/// The number that a row ends with, before a word or none.
fn last<'a>(screen: &'a Screen, label: &str) -> &'a str {
    let rest = screen.after(label).trim_end();
    let rest = rest.trim_end_matches("of ‖x‖").trim_end_matches("of ‖Δx‖").trim_end_matches("ahead");
    rest.split_whitespace().last().unwrap_or_else(|| panic!("no number after {label}:\n{screen}"))
}

/// The number after a symbol.
fn named<'a>(screen: &'a Screen, label: &str, symbol: &str) -> &'a str {
    let mut words = screen.after(label).split_whitespace().skip_while(|word| *word != symbol).skip(1);
    words.next().unwrap_or_else(|| panic!("no {symbol} after {label}:\n{screen}"))
}

fn moments(vector: &[f64]) -> [f64; 2] {
    let mean = vector.iter().sum::<f64>() / vector.len() as f64;
    let variance = vector.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / vector.len() as f64;
    [mean, variance.sqrt()]
}

#[test]
fn lengths_moments_and_shares_are_those_of_the_recorded_vectors() {
    for Case { subject, at, token, stream, norm, added } in CASES {
        let what = format!("{} {at}", subject.name);
        let screen = subject
            .screen(&format!("go {at}; cursor token {token}; cell {token} 0; focus residual; zoom on"), "100x24");
        let vector = |site: &str| subject.shown(site, None).values[token].clone();
        let size = length(&vector(stream));
        for label in ["‖x‖ by layer", "‖x‖ by token"] {
            assert_computes(last(&screen, label), size, &format!("{what}, {label}\n{screen}"));
        }
        for (label, site) in ["before", "after"].into_iter().zip(norm) {
            let of_vector = moments(&vector(site));
            for (symbol, value) in ["μ", "σ"].into_iter().zip(of_vector) {
                assert_computes(named(&screen, label, symbol), value, &format!("{what}, {symbol} {label}\n{screen}"));
            }
        }
        for (label, [added, to]) in ["attention added", "mlp added"].into_iter().zip(added) {
            let share = length(&vector(added)) / length(&vector(to));
            assert_computes(last(&screen, label), share, &format!("{what}, {label}\n{screen}"));
        }
    }
}

/// Of two passes all of it is about what the vectors differ by, as each label says.
#[test]
fn of_a_difference_they_are_those_of_the_vectors_that_passes_differ_by() {
    let changes = ["scale off", "head-off 0.2", "scale off", "scale off", "norm none"];
    for (Case { subject, at, token, stream, norm, added }, change) in CASES.into_iter().zip(changes) {
        // Without LayerNorm its two sides are one value.
        let at = if change == "norm none" { stream } else { at };
        let what = format!("{} {change} {at}", subject.name);
        let script = format!("{change}; go {at}; cursor token {token}; cell {token} 0; side difference");
        let screen = subject.screen(&format!("{script}; focus residual; zoom on"), "100x24");
        let vector = |site: &str| {
            let [now, before] = [subject.shown_with(change, site, None), subject.shown(site, None)];
            now.values[token].iter().zip(&before.values[token]).map(|(now, before)| now - before).collect::<Vec<f64>>()
        };
        let size = length(&vector(stream));
        for label in ["‖Δx‖ by layer", "‖Δx‖ by token"] {
            assert_computes(last(&screen, label), size, &format!("{what}, {label}\n{screen}"));
        }
        for (label, site) in ["Δx before", "Δx after"].into_iter().zip(norm).filter(|_| change != "norm none") {
            let of_vector = moments(&vector(site));
            for (symbol, value) in ["μ", "σ"].into_iter().zip(of_vector) {
                assert_computes(named(&screen, label, symbol), value, &format!("{what}, {symbol} {label}\n{screen}"));
            }
        }
        for (label, [added, to]) in ["Δ attention added", "Δ mlp added"].into_iter().zip(added) {
            let (added, to) = (length(&vector(added)), length(&vector(to)));
            if to == 0.0 {
                assert_eq!(screen.after(label).trim(), "", "{what}: there is nothing to compare with\n{screen}");
                continue;
            }
            assert_computes(last(&screen, label), added / to, &format!("{what}, {label}\n{screen}"));
        }
    }
}
