use super::*;

const HEADS: Heads = Heads { queries: 3, keys: 3, sequences: 2 };
const WIDTH: usize = 4;
const ENTRIES: usize = 6;

/// Several distances share an entry, some entries have none.
fn relative(queries: usize, keys: usize) -> Relative {
    let entries = (0..keys + queries - 1).map(|at| (at as u32 / 2 * 5 + 1) % ENTRIES as u32).collect();
    Relative { entries, queries, keys }
}

/// The rule as it is written down: by distance, counted from the query's own key.
fn entry(relative: &Relative, query: usize, key: usize) -> usize {
    let (queries, keys) = (relative.queries as isize, relative.keys as isize);
    let distance = key as isize - (query as isize + keys - queries);
    relative.entries[(distance + keys - 1) as usize] as usize
}

/// More keys than queries (a memory), and fewer.
const EXTENTS: [(usize, usize); 3] = [(5, 7), (5, 2), (1, 8)];

#[test]
fn the_last_query_meets_the_last_key() {
    for (queries, keys) in EXTENTS {
        let relative = Relative { entries: (0..(keys + queries - 1) as u32).collect(), queries, keys };
        assert_eq!(relative.entry(queries - 1, keys - 1), keys - 1);
        for (query, key) in (0..queries).flat_map(|query| (0..keys).map(move |key| (query, key))) {
            assert_eq!(relative.entry(query, key), entry(&relative, query, key));
        }
    }
}

#[test]
fn queries_are_compared_with_the_entry_of_the_distance() {
    for (queries, keys) in EXTENTS {
        for shared in [false, true] {
            let rows = if shared { WIDTH } else { HEADS.queries * WIDTH };
            let relative = relative(queries, keys);
            let inputs = [filled(rows, ENTRIES, 1), filled(HEADS.queries * WIDTH, queries * HEADS.sequences, 2)];
            let (table, q) = (exact(&inputs[0]), exact(&inputs[1]));
            let op = || RelativeCompare { heads: HEADS, relative: relative.clone() };
            follows(op, &inputs, |key, column| {
                let (sequence, head, query) = place(HEADS, queries, column);
                let entry = entry(&relative, query, key);
                let first = if shared { 0 } else { head * WIDTH };
                (0..WIDTH).map(|d| q(head * WIDTH + d, sequence * queries + query) * table(first + d, entry)).sum()
            });
            differs(op, &inputs);
        }
    }
    let op = RelativeCompare { heads: HEADS, relative: relative(5, 7) };
    assert!(refuses(&op, &[(4, 5), (12, 10)]), "entry 5 is not there");
    assert!(refuses(&op, &[(3, 6), (12, 10)]) && refuses(&op, &[(4, 6), (12, 8)]));
}

#[test]
fn entries_are_mixed_like_values() {
    for (queries, keys) in EXTENTS {
        let relative = relative(queries, keys);
        let inputs = [filled(WIDTH, ENTRIES, 1), filled(keys, queries * HEADS.queries * HEADS.sequences, 2)];
        let (table, pattern) = (exact(&inputs[0]), exact(&inputs[1]));
        let op = || RelativeMix { heads: HEADS, relative: relative.clone() };
        follows(op, &inputs, |row, token| {
            let (sequence, query, head) = (token / queries, token % queries, row / WIDTH);
            let at = column(HEADS, queries, sequence, head, query);
            (0..keys).map(|key| pattern(key, at) * table(row % WIDTH, entry(&relative, query, key))).sum()
        });
        differs(op, &inputs);
    }
    assert!(refuses(&RelativeMix { heads: HEADS, relative: relative(5, 7) }, &[(4, 6), (7, 25)]));
}

#[test]
fn a_bias_depends_on_head_and_distance_alone() {
    for (queries, keys) in EXTENTS {
        let relative = relative(queries, keys);
        let inputs = [filled(HEADS.queries, ENTRIES, 1)];
        let table = exact(&inputs[0]);
        let op = || RelativeBias { heads: HEADS, relative: relative.clone() };
        follows(op, &inputs, |key, column| {
            let (_, head, query) = place(HEADS, queries, column);
            table(head, entry(&relative, query, key))
        });
        differs(op, &inputs);
    }
    assert!(refuses(&RelativeBias { heads: HEADS, relative: relative(5, 7) }, &[(4, 6)]));
}
