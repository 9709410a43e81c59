use super::*;
use crate::app::pass::Pass;
use crate::app::strongest::{masked_scores, strongest};
use crate::app::tests::{plan, record, tiny};
use crate::transformer::Norm;

fn pass(settings: &str) -> Pass {
    let line = format!("{}; {settings}", plan("It is a truth universally"));
    record(&line.parse().expect("a plan"), tiny(Norm::Pre)).expect("is recorded")
}

/// Every way to look at a few values: as they are and as a difference, with every column and without the first.
fn maps<'a>(now: &'a Pass, before: &'a Pass, mut check: impl FnMut(&str, Mapped<'a>)) {
    for name in ["decoder.0.attn.pattern", "decoder.1.attn.masked", "decoder.1.attn.q", "decoder.0.mlp.W_in", "W_E"] {
        let site = name.parse().expect("a site");
        let shown = |pass: &'a Pass| pass.shown(site, 1).expect("is recorded");
        let scores = |pass: &'a Pass| masked_scores(site).map(|site| pass.shown(site, 1).expect("is recorded"));
        let masked = [scores(now), scores(before)];
        for (minus, left_out) in [(false, None), (true, None), (false, Some(0)), (true, Some(0))] {
            check(name, Mapped::new(shown(now), minus.then(|| shown(before)), masked, left_out));
        }
    }
}

/// The numbers of some cells that count, one by one.
fn counted(map: &Mapped, rows: Range<usize>, columns: Range<usize>) -> Vec<(usize, f32)> {
    let cells = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
    let counts = cells.filter(|(row, column)| Some(*column) != map.left_out && !map.is_hidden(*row, *column));
    counts.map(|(row, column)| (row, map.value(row, column))).collect()
}

fn runs(length: usize, size: usize, first: usize) -> Vec<Range<usize>> {
    (first..length).step_by(size).map(|start| start..(start + size).min(length)).collect()
}

#[test]
fn ends_are_those_of_the_numbers_one_by_one() {
    let (now, before) = (pass("seed 2; patch decoder.0.attn.q times 3"), pass("mask none"));
    maps(&now, &before, |name, map| {
        let (rows, columns) = (map.shown.rows.length, map.shown.columns.length);
        let most = |row: usize| {
            let sizes = counted(&map, row..row + 1, 0..columns).into_iter().map(|(_, x)| x.abs());
            sizes.filter(|size| size.is_finite()).fold(0.0, f32::max)
        };
        let expected: Vec<f32> = (0..rows).map(most).collect();
        assert_eq!(map.row_ends(), expected, "{name}");
        assert_eq!((0..rows).map(|row| map.row_end(row)).collect::<Vec<_>>(), expected, "{name}");
        assert_eq!(map.end(), expected.into_iter().fold(0.0, f32::max), "{name}");
    });
}

#[test]
fn what_is_pooled_stands_for_the_numbers_one_by_one() {
    let (now, before) = (pass("seed 2; patch decoder.0.attn.q times 3"), pass(""));
    maps(&now, &before, |name, map| {
        let ends = map.row_ends();
        let rows = runs(map.shown.rows.length, 2, 1);
        let columns = runs(map.shown.columns.length, 3, 0);
        for pooling in [Pooling::Max, Pooling::Mean] {
            for of in [Ends::One, Ends::Rows(&ends)] {
                let pooled = map.pooled(&rows, &columns, pooling, of);
                let all = (0..rows.len()).flat_map(|row| (0..columns.len()).map(move |column| (row, column)));
                for (row, column) in all {
                    // A cell, and it with its neighbours.
                    let [to_row, to_column] = [(row, rows.len()), (column, columns.len())].map(|(i, n)| (i + 2).min(n));
                    let alone = (row + 1, column + 1, pooled.of(row..row + 1, column..column + 1));
                    let joined = (to_row, to_column, pooled.of(row..to_row, column..to_column));
                    for (row_end, column_end, found) in [alone, joined] {
                        let cells = (
                            rows[row].start..rows[row_end - 1].end,
                            columns[column].start..columns[column_end - 1].end,
                        );
                        let end = |row: usize| if let Ends::Rows(ends) = of { ends[row] } else { 1.0 };
                        let shares = counted(&map, cells.0.clone(), cells.1.clone()).into_iter();
                        let shares: Vec<f32> =
                            shares.map(|(row, x)| if end(row) > 0.0 { x / end(row) } else { 0.0 }).collect();
                        let expected = match pooling {
                            Pooling::Max => shares.iter().copied().reduce(|a, b| if b.abs() > a.abs() { b } else { a }),
                            Pooling::Mean => {
                                (!shares.is_empty()).then(|| shares.iter().sum::<f32>() / shares.len() as f32)
                            }
                        };
                        // Of two that are as far from zero either may stand for the cell.
                        let near = found.zip(expected).is_none_or(|(a, b)| match pooling {
                            Pooling::Max => a.abs() == b.abs() && shares.contains(&a),
                            Pooling::Mean => (a - b).abs() < 1e-5,
                        });
                        assert!(
                            found.is_some() == expected.is_some() && near,
                            "{name} {cells:?}: {found:?} for {expected:?}"
                        );
                    }
                }
            }
        }
    });
}

#[test]
fn what_is_no_number_is_seen_and_does_not_move_the_ramp() {
    assert_eq!(largest(&[1.0, f32::NAN, -3.0, f32::INFINITY, f32::NEG_INFINITY]), 3.0);
    let mut tally = Tally::new(3, Pooling::Max);
    for numbers in [[f32::NAN, HIDDEN, 0.0], [5.0, HIDDEN, -0.5]] {
        tally.add(&Line { numbers: numbers.to_vec(), counts: vec![1.0, 0.0, 1.0] });
    }
    let Tally { pooling, numbers, counts } = tally;
    let cells = Cells { pooling, columns: 3, numbers, counts };
    assert!(cells.of(0..1, 0..3).is_some_and(f32::is_nan));
    assert_eq!([1..2, 2..3, 1..3].map(|columns| cells.of(0..1, columns)), [None, Some(-0.5), Some(-0.5)]);
}

#[test]
fn what_a_mask_takes_away_is_a_difference() {
    let (now, before) = (pass(""), pass("mask none"));
    maps(&now, &before, |name, map| {
        let last = map.shown.columns.length - 1;
        if name == "decoder.0.attn.pattern" {
            assert_eq!(map.is_hidden(0, last), map.minus.is_none(), "hidden now, and not before");
            assert_eq!(map.value(0, last), map.minus.map_or(0.0, |minus| -minus.value(0, last)));
        }
    });
    let scores = |pass| Pass::shown(pass, "decoder.0.attn.masked".parse().expect("a site"), 0).expect("is recorded");
    let last = scores(&now).columns.length - 1;
    for (ours, theirs, infinite) in [(&before, &now, f32::INFINITY), (&now, &before, f32::NEG_INFINITY)] {
        let map = Mapped::new(scores(ours), Some(scores(theirs)), [None; 2], None);
        assert!(map.value(0, last) == infinite && !map.is_hidden(0, last), "{infinite} where one mask hides it");
        assert!(map.row_end(0).is_finite() && map.value(last, 0) == 0.0);
        for pooling in [Pooling::Max, Pooling::Mean] {
            let ends = map.row_ends();
            for ends in [Ends::One, Ends::Rows(&ends)] {
                let cells = map.pooled(&runs(last + 1, 2, 0), &runs(last + 1, 2, 0), pooling, ends);
                assert_eq!(cells.of(0..1, 1..2), Some(infinite), "of four that are taken away or given back");
                assert_eq!(cells.of(0..1, 0..1), Some(infinite), "of one such and three others");
            }
        }
        let strongest = strongest(&map, None);
        assert_eq!(strongest.len(), 100.min((last + 1) * (last + 1)));
        let first: Vec<(usize, usize)> = strongest.iter().take(last).map(|cell| (cell.row, cell.column)).collect();
        assert_eq!(first, (1..=last).map(|column| (0, column)).collect::<Vec<_>>(), "they come first");
        let hidden = strongest.iter().take_while(|cell| cell.value == infinite).count();
        assert_eq!(hidden, strongest.len().min(last * (last + 1) / 2));
    }
    let both = Mapped::new(scores(&now), Some(scores(&now)), [None; 2], None);
    let hidden = both.pooled(&runs(1, 1, 0), &runs(3, 2, 1), Pooling::Max, Ends::One);
    assert!(both.is_hidden(0, last) && hidden.of(0..1, 0..1).is_none());
    assert_eq!(share(f32::INFINITY, 0.0), f32::INFINITY, "it is as far as a ramp goes, not unknown");
}
