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
        let shown = subject.shown(site, Some(head));
        let mut strong: Vec<&f64> = shown.values[query].iter().filter(|weight| **weight >= 0.1).collect();
        strong.sort_by(|a, b| b.total_cmp(a));
        let numbers = screen.rows.iter().filter_map(|row| row.split_whitespace().next());
        let mut said: Vec<&str> = numbers.filter(|word| word.starts_with("0.") || *word == "1.00").collect();
        said.sort_by(|a, b| b.cmp(a));
        assert_eq!(said.len(), strong.len(), "{} {site}\n{screen}", subject.name);
        for (text, weight) in said.into_iter().zip(strong) {
            assert_computes(text, *weight, &format!("{} {site}\n{screen}", subject.name));
        }
    }
}
