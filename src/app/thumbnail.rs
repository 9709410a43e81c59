//! Every recorded pattern as a picture of at most 64 × 64 cells, pooled when the pass is recorded: drawing all heads of a
//! long text touches no weight.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

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
    /// The largest weight of the queries that share theirs out; a query that sees one key gives it everything whatever the
    /// head does. 1 where there is none.
    pub ramp_end: f32,
    /// The largest weight of all.
    pub largest: f32,
}

/// The thumbnails of a pass.
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
        let keys = pattern.nrows().max(1);
        let size = keys * (pattern.ncols() / heads.max(1));
        let all = pattern.as_slice().par_chunks(size.max(1)).map(|weights| Thumbnail::new(weights, keys));
        self.0.entry(site).or_insert_with(|| all.collect());
    }
}

impl Thumbnail {
    /// Pools the weights of one head, query by query.
    fn new(weights: &[f32], keys: usize) -> Thumbnail {
        let (rows, columns) = ((weights.len() / keys).min(SIDE), keys.min(SIDE));
        let (mut open, mut largest) = (0.0_f32, 0.0_f32);
        for query in weights.chunks_exact(keys) {
            let strongest = query.iter().copied().fold(0.0, stronger);
            largest = largest.max(strongest.abs());
            if query.iter().filter(|weight| **weight > 0.0).take(2).count() > 1 {
                open = open.max(strongest);
            }
        }
        let weights = pooled(weights, keys, SIDE);
        Thumbnail { rows, columns, weights, ramp_end: if open > 0.0 { open } else { 1.0 }, largest }
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
                *cell = line[entries(column, width, columns)].iter().copied().fold(*cell, stronger);
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

/// The one further from zero. What is no number is seen as such.
fn stronger(a: f32, b: f32) -> f32 {
    if b.abs() > a.abs() || b.is_nan() { b } else { a }
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
        let cell_of =
            |entry: usize, all: usize| (0..SIDE).filter(move |cell| entries(*cell, SIDE, all).contains(&entry));
        for query in 0..queries {
            let rows: Vec<usize> = cell_of(query, queries).collect();
            assert_eq!(rows.len(), 1);
            for key in 0..keys {
                let columns: Vec<usize> = cell_of(key, keys).collect();
                let cell = &mut expected[rows[0] * SIDE + columns[0]];
                *cell = cell.max(weight(key, query));
            }
        }
        assert_eq!(thumbnail.weights, expected);
        assert_eq!(thumbnail.ramp_end, pattern.max());
    }

    #[test]
    fn nothing_and_one_token_have_thumbnails_too() {
        let one = Thumbnail::new(&[1.0], 1);
        assert_eq!((one.rows, one.columns, one.ramp_end), (1, 1, 1.0));
        assert_eq!(Thumbnail::new(&[0.0; 6], 3).largest, 0.0);
        assert_eq!(Thumbnail::new(&[0.2, -0.6], 2).weights, [0.2, -0.6], "a changed weight may be negative");
    }
}
