//! What is shown of every query and key, in small: drawing the maps of a long text touches none of its numbers.

use super::{Scoring, Study};
use crate::app::pane_look::ScoresShow;
use crate::app::thumbnail::pooled;

/// The most cells along a side. The scores pane has room for no more.
const SIDE: usize = 128;

/// A map of each score, all on one scale.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Small {
    /// How many rows: queries.
    pub rows: usize,
    /// How many columns: keys.
    pub columns: usize,
    /// Of each of [`Scoring::ALL`] row by row, each cell the number furthest from zero of those that fall on it, and 0
    /// where every key is hidden: `[query, key]`.
    pub maps: [Vec<f32>; 4],
    /// The largest magnitude over all scores, of the queries that see several keys: a query that sees one gives it
    /// everything whatever the score is. 1 where there is none.
    pub most: f32,
}

impl Small {
    /// The maps of what is shown.
    pub(super) fn new(study: &Study, show: ScoresShow) -> Small {
        let (queries, keys) = (study.queries(), study.keys());
        let (rows, columns) = (queries.min(SIDE), keys.min(SIDE));
        let several = |query: usize| (0..keys).filter(|key| !study.hides(query, *key)).nth(1).is_some();
        let shares: Vec<bool> = (0..queries).map(several).collect();
        let mut most = 0.0_f32;
        let maps = Scoring::ALL.map(|scoring| {
            let seen = |query, key| study.shown(show, scoring, query, key).unwrap_or(0.0);
            let all: Vec<f32> = (0..queries).flat_map(|query| (0..keys).map(move |key| seen(query, key))).collect();
            let rows_of_all = all.chunks_exact(keys.max(1)).zip(&shares).filter(|(_, shares)| **shares);
            most = rows_of_all.flat_map(|(row, _)| row).fold(most, |most, x| most.max(x.abs()));
            pooled(&all, keys, SIDE)
        });
        Small { rows, columns, maps, most: if most > 0.0 { most } else { 1.0 } }
    }
}
