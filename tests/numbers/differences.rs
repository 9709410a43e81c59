//! What differs between two passes: the numbers of one less those of the other.

use crate::cell::line;
use crate::matrix::Map;
use crate::reading::assert_computes;
use crate::subject::{AUSTEN, DATES, Shown, Subject, TINY};

/// A subject, what is changed in it, a site, a head and a cell.
type Case = (&'static Subject, &'static str, &'static str, Option<usize>, [usize; 2]);

const CASES: [Case; 5] = [
    (&TINY, "norm post", "decoder.1.resid_post", None, [3, 5]),
    (&TINY, "scale off", "decoder.1.attn.pattern", Some(1), [4, 2]),
    (&AUSTEN, "head-off 0.2", "decoder.1.attn.z", Some(3), [5, 7]),
    (&AUSTEN, "score additive", "decoder.0.attn.pattern", Some(0), [6, 3]),
    (&DATES, "scale off", "decoder.1.cross.pattern", Some(2), [3, 6]),
];

fn go(site: &str, head: Option<usize>, [row, column]: [usize; 2]) -> String {
    let chosen = head.map_or_else(String::new, |head| format!("; head {head}"));
    format!("go {site}{chosen}; cell {row} {column}; side difference")
}

/// After a change it is held against what there was before, beside another plan against A.
#[test]
fn the_cell_pane_has_both_numbers_and_what_is_between_them() {
    for (subject, change, site, head, at) in CASES {
        let (now, before) = (subject.shown_with(change, site, head), subject.shown(site, head));
        let [now, before] = [now, before].map(|shown| shown.at(at[0], at[1]));
        for (made, old, between) in
            [(change.to_owned(), "before", "now − before"), (format!("compare {change}"), "A", "B − A")]
        {
            let script = format!("{made}; {}; pane-show cell; zoom on", go(site, head, at));
            let screen = subject.screen(&script, "90x40");
            let what = format!("{} {made} {site}\n{screen}", subject.name);
            assert_computes(line(&screen, &format!("{old} ")).1, before, &what);
            assert_computes(line(&screen, &format!("{between} ")).1, now - before, &what);
        }
    }
}

#[test]
fn the_cells_of_a_map_are_differences() {
    for (subject, change, site, head, at) in CASES {
        let (now, before) = (subject.shown_with(change, site, head), subject.shown(site, head));
        let rows = now.values.iter().zip(&before.values);
        let values = rows.map(|(now, before)| now.iter().zip(before).map(|(a, b)| a - b).collect()).collect();
        let difference = Shown { values, rows: now.rows.clone(), columns: now.columns.clone() };
        let masked = site.contains("pattern").then(|| subject.shown(&site.replace("pattern", "masked"), head));
        let script = format!("compare {change}; {}; focus matrix-3; zoom on; magnify in 6", go(site, head, at));
        let what = format!("{} {change} {site}", subject.name);
        let map = Map::read(&subject.screen(&script, "120x40"));
        assert!(map.compare(&difference, masked.as_deref(), &what) > 8, "{what}: few numbers");
    }
}

/// The largest magnitude that two passes differ by at a site, in all of it or in one row.
fn largest(subject: &Subject, change: &str, site: &str, head: Option<usize>, row: Option<usize>) -> f64 {
    let [now, before] = [subject.shown_with(change, site, head), subject.shown(site, head)];
    let rows = now.values.iter().zip(&before.values).enumerate().filter(|(i, _)| row.is_none_or(|row| row == *i));
    let cells = rows.flat_map(|(_, (now, before))| now.iter().zip(before));
    cells.map(|(now, before)| (now - before).abs()).fold(0.0, f64::max)
}

/// What stands behind `|Δ| ≤` in a pane's title.
fn end(subject: &Subject, script: &str) -> (String, String) {
    let title = subject.screen(script, "120x40").title;
    let said = title.split("|Δ| ≤ ").nth(1).and_then(|rest| rest.split(' ').next());
    (said.unwrap_or_else(|| panic!("no end in {title}")).to_owned(), format!("{} {script}\n{title}", subject.name))
}

#[test]
fn the_ramp_of_tokens_ends_at_the_largest_difference_of_their_query() {
    for (subject, change, [layer, head, query]) in
        [(&TINY, "scale off", [1, 1, 5]), (&AUSTEN, "head-off 0.1", [2, 3, 6])]
    {
        let site = format!("decoder.{layer}.attn.pattern");
        let go = format!("{change}; go {site}; head {head}; cursor token {query}; side difference");
        let (said, what) = end(subject, &format!("{go}; focus tokens; zoom on"));
        assert_computes(&said, largest(subject, change, &site, Some(head), Some(query)), &what);
    }
}

/// Every head of every layer, and what is derived from all heads, shares one ramp.
#[test]
fn the_ramp_of_heads_ends_at_the_largest_difference_of_all() {
    let change = "scale off";
    let (said, what) = end(&TINY, &format!("{change}; side difference; focus heads; zoom on"));
    let derived = ["attn.pattern_mean", "attn.pattern_max", "rollout"];
    let all = (0..2).flat_map(|layer| {
        let of_heads = (0..3).map(move |head| (format!("decoder.{layer}.attn.pattern"), Some(head)));
        of_heads.chain(derived.map(|name| (format!("decoder.{layer}.{name}"), None)))
    });
    let of_all = all.map(|(site, head)| largest(&TINY, change, &site, head, None)).fold(0.0, f64::max);
    assert_computes(&said, of_all, &what);
}

/// The weights of the cursor's query stand beside their keys.
#[test]
fn flow_has_the_weights_of_the_query() {
    for (subject, site, head, query) in [
        (&TINY, "decoder.1.attn.pattern", 2, 4),
        (&AUSTEN, "decoder.1.attn.pattern", 2, 5),
        (&DATES, "decoder.1.cross.pattern", 1, 3),
    ] {
        let screen =
            subject.screen(&format!("go {site}; head {head}; cursor token {query}; pane-show flow; zoom on"), "90x40");
        let what = format!("{} {site}\n{screen}", subject.name);
        let shown = subject.shown(site, Some(head));
        // Below a row of names every other row is a key's: its weight, where it is one of the strong, and its name.
        let mut rows = screen.rows.iter().skip(1).step_by(2);
        for (key, weight) in shown.columns.iter().zip(&shown.values[query]) {
            let row = rows.next().unwrap_or_else(|| panic!("no row for {key}: {what}"));
            let mut words = row.split_whitespace();
            if *weight >= 0.1 {
                assert_computes(words.next().unwrap_or_default(), *weight, &format!("{key}: {what}"));
            }
            let name = words.next().unwrap_or_default();
            assert_eq!(name, if key.trim().is_empty() { "␣" } else { key.trim() }, "{row}: {what}");
        }
    }
}
