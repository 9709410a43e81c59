//! What the parts of the pane look at: a study, a query of it, and what of every score is shown.

use std::borrow::Cow;

use ratatui::style::Style;

use crate::app::cursor::Axis;
use crate::app::pane_look::ScoresShow;
use crate::app::study::{Origin, Row, Scoring, Study, StudyOf};
use crate::app::words::Word;
use crate::ui::theme::Role;
use crate::ui::view::View;

/// What the parts of the pane look at.
pub(super) struct Sight<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) study: &'a Study,
    /// Whether it is of another head or pass than the cursor's, whose own is on its way.
    pub(super) stale: bool,
    /// Whether the pass has these weights later than the cursor's step.
    pub(super) ahead: bool,
    /// The query under the cursor.
    pub(super) query: usize,
    /// The key under the cursor: the one that the pass's own score puts first, where none was chosen.
    pub(super) key: usize,
    /// What of every score is shown.
    pub(super) show: ScoresShow,
    /// The ends of the bars' one scale: the smallest and the largest of what is shown of the query, over all scores, and 0.
    pub(super) scale: (f32, f32),
}

/// The colour of a score, in bars, maps, tables and charts.
pub(super) const fn role(scoring: Scoring) -> Role {
    match scoring {
        Scoring::Dot => Role::Fourth,
        Scoring::Scaled => Role::First,
        Scoring::General => Role::Second,
        Scoring::Additive => Role::Third,
    }
}

/// The query and the key under the cursor. Of two texts the cursor's row is of one: where that is the text of the keys it is
/// the key, and the query is the last. Without a wish the key is the one that the pass's own score puts first.
fn under_cursor(view: &View, study: &Study) -> (usize, usize) {
    let (pass, cursor, pattern) = (view.pass(), &view.stage.plan.cursor, study.of.pattern());
    let (last, end) = (study.queries() - 1, study.keys() - 1);
    let texts = [Axis::Query, Axis::Key].map(|axis| pass.is_of_source(pattern, axis));
    let rows = pass.sides(view.place.site).map(|(rows, _)| rows.axis);
    let of_tokens = rows.filter(|axis| matches!(axis, Axis::Query | Axis::Token));
    let row_in = of_tokens.map_or(texts[0], |axis| pass.is_of_source(view.place.site, axis));
    let token = cursor.token.filter(|_| row_in == texts[0]);
    let query = token.map_or(last, |token| token.min(last));
    let row_as_key = (row_in != texts[0] && row_in == texts[1]).then_some(view.place.row);
    let own = study.by(study.own.unwrap_or(Scoring::Scaled));
    let key = row_as_key.or(cursor.key).unwrap_or(own.rows[query].strongest);
    (query, key.min(end))
}

impl<'a> Sight<'a> {
    /// Nothing where there is no study yet, or can be none.
    pub(super) fn new(view: &'a View<'a>) -> Option<Sight<'a>> {
        let of = StudyOf::of_pane(view.stage, view.desk, view.pane)?;
        let studies = &view.stage.studies;
        let right = studies.find(&of);
        of.passes(view.stage)?;
        let study = right.or_else(|| studies.last(of.version))?;
        if study.queries() == 0 || study.keys() == 0 {
            return None;
        }
        let (query, key) = under_cursor(view, study);
        let show = view.desk.view(view.pane).scores;
        let ahead = view.is_ahead(of.pattern());
        let mut sight = Sight { view, study, stale: right.is_none(), ahead, query, key, show, scale: (0.0, 0.0) };
        let values = sight.values(query..=query);
        sight.scale = values.fold((0.0, 0.0), |(low, high): (f32, f32), x| (low.min(x), high.max(x)));
        Some(sight)
    }

    /// What is shown of a score for a pair; nothing where the key is hidden.
    pub(super) fn value(&self, scoring: Scoring, query: usize, key: usize) -> Option<f32> {
        self.study.shown(self.show, scoring, query, key)
    }

    /// What is shown of some queries, of all keys and scores.
    pub(super) fn values(&self, queries: impl Iterator<Item = usize> + Clone) -> impl Iterator<Item = f32> {
        let keys = 0..self.study.keys();
        let pairs = queries.flat_map(move |query| keys.clone().map(move |key| (query, key)));
        Scoring::ALL
            .into_iter()
            .flat_map(move |scoring| pairs.clone().filter_map(move |(query, key)| self.value(scoring, query, key)))
    }

    /// Whether what is shown has signs.
    pub(super) fn signed(&self) -> bool {
        self.show == ScoresShow::Scores || self.study.is_difference()
    }

    /// The numbers of the query by a score.
    pub(super) fn row(&self, scoring: Scoring) -> &'a Row {
        &self.study.by(scoring).rows[self.query]
    }

    /// Whether a score puts another key first than the scaled dot product does; of a difference, than in the first pass.
    pub(super) fn is_elsewhere(&self, scoring: Scoring) -> bool {
        self.study.looks_elsewhere(scoring, self.query)
    }

    /// How a role looks, faint while what is shown is ahead or of something else.
    pub(super) fn style(&self, role: Role) -> Style {
        let dim = self.stale || self.ahead;
        self.view.style(match role {
            Role::Text | Role::Strong if dim => Role::Quiet,
            Role::Quiet | Role::Faint => role,
            _ if dim => Role::Faint,
            role => role,
        })
    }

    /// The token of a key.
    pub(super) fn key_label(&self, key: usize) -> Cow<'a, str> {
        self.label(Axis::Key, key)
    }

    /// The token of the query.
    pub(super) fn query_label(&self) -> Cow<'a, str> {
        self.label(Axis::Query, self.query)
    }

    fn label(&self, axis: Axis, index: usize) -> Cow<'a, str> {
        let piece = self.view.pass().piece(self.study.of.pattern(), axis, index);
        piece.map_or(Cow::Borrowed(""), |piece| match self.view.desk.language.piece(piece) {
            Cow::Borrowed(own) => Cow::Borrowed(own.text.as_str()),
            Cow::Owned(said) => Cow::Owned(said.text),
        })
    }

    /// Where the parameters of a score come from, in a word.
    pub(super) fn origin(&self, scoring: Scoring) -> Option<&'static str> {
        match self.study.by(scoring).origin {
            Origin::Nothing => None,
            Origin::Trained => Some(self.view.say(Word::ScoreTrained)),
            Origin::Drawn => Some(self.view.say(Word::ScoreDrawn)),
        }
    }
}
