//! The weights that lines are drawn from: of one head or the mean of all, or what differs between two passes.

use crate::app::cursor::Axis;
use crate::app::step::SubLayer;
use crate::tape::{Axes, Matrix, Name, Part, Site};
use crate::ui::view::View;

/// The weights of an attention.
pub(super) struct Weights<'a> {
    /// Their name.
    pub site: Site,
    /// How many tokens ask, and how many are asked.
    pub queries: usize,
    /// How many tokens are asked: with a memory, more than ask.
    pub keys: usize,
    /// How many heads there are; 1 where the weights are of all heads together.
    pub heads: usize,
    /// The head that is drawn; nothing where the mean of all is.
    pub head: Option<usize>,
    /// The query that the cursor is on.
    pub query: usize,
    /// The key that the cursor is on, where it is on one of these.
    pub key: Option<usize>,
    /// The first key that is drawn: an attention sink may be left out.
    first: usize,
    all: &'a Matrix,
    minus: Option<&'a Matrix>,
}

impl<'a> Weights<'a> {
    /// Those of the cursor's layer, or those that the cursor is on; nothing where nothing attends, or where there is no
    /// counterpart to differ from.
    pub(super) fn new(view: &View<'a>) -> Option<Weights<'a>> {
        let pass = view.pass();
        let site = site(view)?;
        let all = pass.value(site)?;
        let minus = match view.minus {
            Some(minus) => Some(minus.value(site).filter(|other| other.shape() == all.shape())?),
            None => None,
        };
        let heads = if site.axes() == Axes::HeadQueryKey { pass.heads(site) } else { 1 };
        let (keys, queries) = (all.nrows(), all.ncols() / heads.max(1));
        let same_text = pass.is_of_source(site, Axis::Query) == view.row_is_of_source();
        let row = if same_text { view.place.row } else { view.token() };
        let on_keys = view.shown().is_some_and(|shown| shown.columns.axis == Axis::Key && shown.columns.length == keys);
        let together = view.desk.view(view.pane).flow.all_heads && heads > 1;
        Some(Weights {
            site,
            queries,
            keys,
            heads,
            head: (!together).then(|| view.place.head.min(heads - 1)),
            query: row.min(queries.saturating_sub(1)),
            key: on_keys.then_some(view.place.column),
            first: usize::from(view.desk.sink_hidden && keys > 1),
            all,
            minus,
        })
    }

    /// Whether they have signs: what differs has.
    pub(super) fn is_difference(&self) -> bool {
        self.minus.is_some()
    }

    /// What one query gives to each key.
    pub(super) fn of(&self, query: usize) -> Vec<f32> {
        let mut sum = vec![0.0; self.keys];
        let heads = self.head.map_or(0..self.heads, |head| head..head + 1);
        let share = 1.0 / heads.len() as f32;
        for head in heads {
            let start = (head * self.queries + query) * self.keys;
            let column = |matrix: &'a Matrix| &matrix.as_slice()[start..start + self.keys];
            let minus = self.minus.map(column);
            for (key, (sum, weight)) in sum.iter_mut().zip(column(self.all)).enumerate().skip(self.first) {
                *sum += share * (weight - minus.map_or(0.0, |minus| minus[key]));
            }
        }
        sum
    }
}

/// The weights that the cursor is on, or else those of its layer: cross-attention where it is there, and where there is
/// no other.
pub(super) fn site(view: &View) -> Option<Site> {
    let pass = view.pass();
    let here = view.place.site;
    let weights =
        matches!(here.name, Name::Pattern | Name::Unmasked | Name::PatternMean | Name::PatternMax | Name::Rollout);
    if weights {
        return Some(here);
    }
    let (stack, layer) = here.layer.map_or_else(|| view.block(), |layer| (here.stack, layer.into()));
    let crosses = matches!(SubLayer::of(here), SubLayer::Cross(_));
    let parts = if crosses { [Part::Cross, Part::Attention] } else { [Part::Attention, Part::Cross] };
    let patterns = parts.map(|part| Site::layer(stack, layer, part, Name::Pattern));
    patterns.into_iter().find(|site| pass.tape.find(*site).is_some())
}
