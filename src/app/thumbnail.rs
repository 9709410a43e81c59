//! Every recorded pattern as a picture of at most 64 × 64 cells, pooled when the pass is recorded: drawing all heads of a
//! long text touches no weight. What differs between two passes is pooled the same way, see
//! [`Differences`](super::Differences).

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::fingerprint::fingerprint_of;
use super::shown::further;
use crate::tape::{Matrix, Name, Site};

/// The most cells along a side.
const SIDE: usize = 64;

/// The weights of one head, or of all heads together, each cell the strongest of the weights that fall on it.
#[derive(Clone, PartialEq, Debug)]
pub struct Thumbnail {
    /// How many rows: queries.
    pub rows: usize,
    /// How many columns: keys.
    pub columns: usize,
    /// The weights, row by row: `[query, key]`.
    pub weights: Vec<f32>,
    /// The same where the first key falls on no cell. A cell that is of no other key is 0.
    pub without_sink: Vec<f32>,
    /// The largest weight of the queries that share theirs out; a query that sees one key gives it everything whatever the
    /// head does. 1 where there is none. Of a difference the largest magnitude.
    pub ramp_end: f32,
    /// The largest magnitude of all.
    pub largest: f32,
    /// The largest magnitude of all but the first key's.
    pub largest_without_sink: f32,
    /// What tells the weights from others; a difference has none.
    print: Option<u64>,
}

/// The thumbnails of a pass, or of what differs between two.
#[derive(Clone, Debug, Default)]
pub struct Thumbnails(HashMap<Site, Vec<Thumbnail>>);

impl Thumbnails {
    /// That of a pattern's head; of a pattern without heads whatever the head.
    pub fn get(&self, site: Site, head: usize) -> Option<&Thumbnail> {
        let heads = self.0.get(&site)?;
        heads.get(if site.name == Name::Pattern { head } else { 0 })
    }

    /// Whether there is one of such values.
    pub(super) fn are_of(site: Site) -> bool {
        matches!(site.name, Name::Pattern | Name::PatternMean | Name::PatternMax | Name::Rollout)
    }

    /// Adds those of a pattern with so many heads, `[key, head × query]` in storage. Of several values that changes have
    /// replaced the first has the name.
    pub(super) fn add(&mut self, site: Site, pattern: &Matrix, heads: usize) {
        let (keys, size) = sizes(pattern, heads);
        let all = pattern.as_slice().par_chunks(size).map(|weights| Thumbnail::new(weights, keys));
        self.0.entry(site).or_insert_with(|| all.collect());
    }

    /// Adds those of what differs between two patterns of one shape: `pattern − minus`.
    pub(super) fn add_difference(&mut self, site: Site, (pattern, minus): (&Matrix, &Matrix), heads: usize) {
        let (keys, size) = sizes(pattern, heads);
        let pairs = pattern.as_slice().par_chunks(size).zip(minus.as_slice().par_chunks(size));
        let all = pairs.map(|(weights, minus)| Thumbnail::difference(weights, minus, keys));
        self.0.entry(site).or_insert_with(|| all.collect());
    }
}

/// How many keys a query has, and how many weights a head.
fn sizes(pattern: &Matrix, heads: usize) -> (usize, usize) {
    let keys = pattern.nrows().max(1);
    (keys, (keys * (pattern.ncols() / heads.max(1))).max(1))
}

impl Thumbnail {
    /// Pools the weights of one head, query by query.
    fn new(weights: &[f32], keys: usize) -> Thumbnail {
        let queries = weights.len() / keys;
        let (mut small, mut open) = (Thumbnail::empty(queries, keys), 0.0_f32);
        for (query, weights) in weights.chunks_exact(keys).enumerate() {
            let strongest = small.take(cell_of(query, small.rows, queries), weights);
            if weights.iter().filter(|weight| **weight > 0.0).take(2).count() > 1 {
                open = open.max(strongest);
            }
        }
        small.ramp_end = if open > 0.0 { open } else { 1.0 };
        small.print = Some(fingerprint_of(weights, (keys, queries)));
        small
    }

    /// Pools what one head has more than the same head of another pass.
    fn difference(weights: &[f32], minus: &[f32], keys: usize) -> Thumbnail {
        let queries = weights.len() / keys;
        let mut small = Thumbnail::empty(queries, keys);
        let mut differing = vec![0.0; keys];
        for (query, (weights, minus)) in weights.chunks_exact(keys).zip(minus.chunks_exact(keys)).enumerate() {
            for ((cell, weight), minus) in differing.iter_mut().zip(weights).zip(minus) {
                *cell = if weight == minus { 0.0 } else { weight - minus };
            }
            small.take(cell_of(query, small.rows, queries), &differing);
        }
        small.ramp_end = if small.largest > 0.0 { small.largest } else { 1.0 };
        small
    }

    /// The picture of nothing that was taken in yet.
    fn empty(queries: usize, keys: usize) -> Thumbnail {
        let (rows, columns) = (queries.min(SIDE), keys.min(SIDE));
        let [weights, without_sink] = [(); 2].map(|()| vec![0.0; rows * columns]);
        Thumbnail {
            rows,
            columns,
            weights,
            without_sink,
            ramp_end: 1.0,
            largest: 0.0,
            largest_without_sink: 0.0,
            print: None,
        }
    }

    /// Lets what a query gives to every key fall on the cells of a row. Gives back the strongest of it.
    fn take(&mut self, row: usize, weights: &[f32]) -> f32 {
        let first = row * self.columns;
        let cells = &mut self.weights[first..first + self.columns];
        for (column, cell) in cells.iter_mut().enumerate() {
            *cell = weights[entries(column, self.columns, weights.len())].iter().copied().fold(*cell, further);
        }
        // But for the first cell, the first key changes nothing.
        let of_first = &weights[1..entries(0, self.columns, weights.len()).end];
        let without = &mut self.without_sink[first..first + self.columns];
        without[1..].copy_from_slice(&cells[1..]);
        without[0] = of_first.iter().copied().fold(without[0], further);
        let others = weights[1..].iter().copied().fold(0.0, further);
        let strongest = further(others, weights[0]);
        self.largest_without_sink = self.largest_without_sink.max(others.abs());
        self.largest = self.largest.max(strongest.abs());
        strongest
    }

    /// The cells to draw, row by row, with the first key or without it, and where their ramp ends.
    pub fn seen(&self, sink_hidden: bool) -> (&[f32], f32) {
        if !sink_hidden || self.columns < 2 {
            return (&self.weights, self.ramp_end);
        }
        let end = self.largest_without_sink;
        (&self.without_sink, if end > 0.0 { end } else { 1.0 })
    }

    /// The largest magnitude of what is drawn, with the first key or without it.
    pub fn largest_seen(&self, sink_hidden: bool) -> f32 {
        if sink_hidden && self.columns > 1 { self.largest_without_sink } else { self.largest }
    }

    /// Whether it is of other weights than another one.
    pub(super) fn differs(&self, other: &Thumbnail) -> bool {
        self.print != other.print
    }
}

/// Rows of so many numbers in at most `side` rows and columns, row by row: of those that fall on a cell the one furthest from
/// zero.
pub(super) fn pooled(numbers: &[f32], columns: usize, side: usize) -> Vec<f32> {
    let rows = numbers.len() / columns.max(1);
    let (height, width) = (rows.min(side), columns.min(side));
    let mut pooled = vec![0.0; height * width];
    for (row, cells) in pooled.chunks_exact_mut(width.max(1)).enumerate() {
        for line in entries(row, height, rows) {
            let line = &numbers[line * columns..][..columns];
            for (column, cell) in cells.iter_mut().enumerate() {
                *cell = line[entries(column, width, columns)].iter().copied().fold(*cell, further);
            }
        }
    }
    pooled
}

/// The entries, of so many, that one of some cells stands for; where there are more cells than entries, neighbours stand for
/// the same.
pub fn entries(cell: usize, cells: usize, entries: usize) -> Range<usize> {
    let start = cell * entries / cells;
    start..((cell + 1) * entries / cells).max(start + 1)
}

/// The cell, of so many, that an entry falls on where there are no more cells than entries: the inverse of [`entries`].
fn cell_of(entry: usize, cells: usize, entries: usize) -> usize {
    ((entry + 1) * cells - 1) / entries.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::{Part, Stack};

    fn site(name: Name) -> Site {
        Site::layer(Stack::Decoder, 0, Part::Attention, name)
    }

    #[test]
    fn a_short_pattern_is_its_own_thumbnail() {
        // [key, head × query]: two heads of three queries over two keys.
        let pattern = Matrix::from_column_slice(2, 6, &[1.0, 0.0, 0.7, 0.3, 0.5, 0.5, 1.0, 0.0, 0.1, 0.9, 0.0, 0.0]);
        let mut all = Thumbnails::default();
        all.add(site(Name::Pattern), &pattern, 2);
        let second = all.get(site(Name::Pattern), 1).expect("there are two heads");
        assert_eq!((second.rows, second.columns), (3, 2));
        assert_eq!(second.weights, [1.0, 0.0, 0.1, 0.9, 0.0, 0.0]);
        assert_eq!((second.ramp_end, second.largest), (0.9, 1.0), "a query that sees one key says nothing");
        assert!(all.get(site(Name::Pattern), 2).is_none() && all.get(site(Name::PatternMean), 0).is_none());
        all.add(site(Name::PatternMean), &pattern.columns(0, 3).into_owned(), 1);
        assert_eq!(all.get(site(Name::PatternMean), 1), all.get(site(Name::PatternMean), 0));
        assert!(Thumbnails::are_of(site(Name::PatternMax)) && !Thumbnails::are_of(site(Name::Masked)));
    }

    #[test]
    fn every_weight_of_a_long_pattern_falls_on_one_cell() {
        let (keys, queries) = (150, 131);
        let weight = |key: usize, query: usize| ((key * 7919 + query * 104_729) % 1009) as f32 / 1009.0;
        let pattern = Matrix::from_fn(keys, queries, weight);
        let thumbnail = Thumbnail::new(pattern.as_slice(), keys);
        assert_eq!((thumbnail.rows, thumbnail.columns), (SIDE, SIDE));
        let mut expected = vec![0.0_f32; SIDE * SIDE];
        let cells_of =
            |entry: usize, all: usize| (0..SIDE).filter(move |cell| entries(*cell, SIDE, all).contains(&entry));
        for query in 0..queries {
            let rows: Vec<usize> = cells_of(query, queries).collect();
            assert_eq!(rows, [cell_of(query, SIDE, queries)]);
            for key in 0..keys {
                let columns: Vec<usize> = cells_of(key, keys).collect();
                let cell = &mut expected[rows[0] * SIDE + columns[0]];
                *cell = cell.max(weight(key, query));
            }
        }
        assert_eq!(thumbnail.weights, expected);
        assert_eq!(thumbnail.ramp_end, pattern.max());
    }

    #[test]
    fn without_the_sink_its_neighbours_are_still_there() {
        let (keys, queries) = (150, 131);
        let weight =
            |key: usize, query: usize| if key == 0 { 5.0 } else { ((key * 31 + query * 17) % 101) as f32 / 101.0 };
        let whole = Matrix::from_fn(keys, queries, weight);
        let without = Matrix::from_fn(keys, queries, |key, query| if key == 0 { 0.0 } else { weight(key, query) });
        let [whole, without] = [whole, without].map(|matrix| Thumbnail::new(matrix.as_slice(), keys));
        assert_eq!(whole.seen(true), without.seen(false));
        assert!(whole.weights.chunks_exact(SIDE).all(|row| row[0] == 5.0));
        assert!(whole.without_sink.chunks_exact(SIDE).any(|row| row[0] > 0.0), "one cell is of several keys");
        let short = Thumbnail::new(&[0.9, 0.1, 0.6, 0.4], 2);
        assert_eq!(short.seen(true), ([0.0, 0.1, 0.0, 0.4].as_slice(), 0.4));
        assert_eq!(Thumbnail::new(&[1.0, 1.0], 1).seen(true).0, [1.0, 1.0], "there is no other key");
    }

    #[test]
    fn a_difference_is_pooled_of_differences_not_of_what_was_pooled() {
        let (keys, queries) = (130, 140);
        let weight = |factor: usize| move |key: usize, query: usize| ((key * factor + query * 13) % 89) as f32 / 89.0;
        let [ours, theirs] = [7, 11].map(|factor| Matrix::from_fn(keys, queries, weight(factor)));
        let mut all = Thumbnails::default();
        all.add_difference(site(Name::Pattern), (&ours, &theirs), 1);
        let small = all.get(site(Name::Pattern), 0).expect("it was added");
        for row in 0..SIDE {
            for column in 0..SIDE {
                let mut strongest = 0.0_f32;
                for query in entries(row, SIDE, queries) {
                    for key in entries(column, SIDE, keys) {
                        let difference = ours[(key, query)] - theirs[(key, query)];
                        strongest = if difference.abs() > strongest.abs() { difference } else { strongest };
                    }
                }
                assert_eq!(small.weights[row * SIDE + column], strongest);
            }
        }
        let largest = (&ours - &theirs).amax();
        assert_eq!((small.ramp_end, small.largest), (largest, largest));
        let mut none = Thumbnails::default();
        none.add_difference(site(Name::Pattern), (&ours, &ours), 1);
        assert_eq!(none.get(site(Name::Pattern), 0).map(|small| small.largest), Some(0.0));
    }

    #[test]
    fn one_weight_makes_another_thumbnail_even_where_it_is_not_seen() {
        let mut weights = vec![0.5; 200 * 200];
        let before = Thumbnail::new(&weights, 200);
        assert!(!before.differs(&Thumbnail::new(&weights, 200)));
        weights[12_345] = 0.4;
        let after = Thumbnail::new(&weights, 200);
        assert!(after.differs(&before) && after.weights == before.weights);
    }

    #[test]
    fn nothing_and_one_token_have_thumbnails_too() {
        let one = Thumbnail::new(&[1.0], 1);
        assert_eq!((one.rows, one.columns, one.ramp_end), (1, 1, 1.0));
        assert_eq!(Thumbnail::new(&[0.0; 6], 3).largest, 0.0);
        assert_eq!(Thumbnail::new(&[0.2, -0.6], 2).weights, [0.2, -0.6], "a changed weight may be negative");
    }
}
