//! One head's queries and keys compared by four scores: what the scores pane shows.
//!
//! ```text
//!                        ┌─ q · k ──────────────────┐
//!   q, k of a pass ──────┼─ q · k / √d ─────────────┼── + distance, mask ── softmax ── weights
//!   (as its own score    ├─ qᵀ W k ─────────────────┤      (the pass's own)
//!    was given them)     └─ v · tanh(W_q q + W_k k) ┘
//! ```
//!
//! A study is made by the worker, beside a pass that is there, and never while drawing. What T6 and T7 measure of drawn
//! queries and keys is defined the same way here.

mod cost;
mod difference;
mod given;
mod kept;
mod row;
mod small;
mod subject;
mod sweep;
#[cfg(test)]
mod tests;

use crate::experiment::drawn;
use crate::tape::{Matrix, Name, Site, TapeError};
use crate::transformer::{Config, Score};

pub use cost::Cost;
pub use kept::Studies;
pub use row::Row;
pub use small::Small;
pub use subject::StudyOf;
pub use sweep::{Point, Spot, Sweep};

use super::pane_look::ScoresShow;
use super::pass::Pass;
use super::words::Word;
use given::{Given, Parts};

/// One of the four scores that are compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scoring {
    /// q · k
    Dot,
    /// q · k / √d (Vaswani et al. 2017, §3.2.1)
    Scaled,
    /// qᵀ W k (Luong et al. 2015, §3.1)
    General,
    /// v · tanh(W_q q + W_k k) (Bahdanau et al. 2015, §A.1.2)
    Additive,
}

impl Scoring {
    /// All four, in the order in which they stand on the screen.
    pub const ALL: [Scoring; 4] = [Scoring::Dot, Scoring::Scaled, Scoring::General, Scoring::Additive];

    /// The score of a configuration; nothing for a learned score that is divided by √d, which is none of the four.
    pub fn of(config: &Config) -> Option<Scoring> {
        match (config.score, config.scale) {
            (Score::Dot, false) => Some(Scoring::Dot),
            (Score::Dot, true) => Some(Scoring::Scaled),
            (Score::General, false) => Some(Scoring::General),
            (Score::Additive, false) => Some(Scoring::Additive),
            (Score::General | Score::Additive, true) => None,
        }
    }

    /// What it is called.
    pub const fn word(self) -> Word {
        match self {
            Scoring::Dot => Word::PlainDot,
            Scoring::Scaled => Word::ScaledDot,
            Scoring::General => Word::GeneralScore,
            Scoring::Additive => Word::AdditiveScore,
        }
    }

    /// How it is made, as one would write it on a board: in full, and as short as it can be.
    pub const fn formulas(self) -> [&'static str; 2] {
        match self {
            Scoring::Dot => ["q·k", "q·k"],
            Scoring::Scaled => ["q·k / √d", "q·k/√d"],
            Scoring::General => ["qᵀ W k", "qᵀWk"],
            Scoring::Additive => ["v·tanh(W_q q + W_k k)", "v·tanh(q+k)"],
        }
    }

    const fn score(self) -> Score {
        match self {
            Scoring::Dot | Scoring::Scaled => Score::Dot,
            Scoring::General => Score::General,
            Scoring::Additive => Score::Additive,
        }
    }

    /// The same score of drawn queries and keys.
    const fn drawn(self) -> drawn::Score {
        match self {
            Scoring::Dot => drawn::Score::Dot,
            Scoring::Scaled => drawn::Score::Scaled,
            Scoring::General => drawn::Score::General,
            Scoring::Additive => drawn::Score::Additive,
        }
    }
}

/// Where what a score needs beside queries and keys comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It needs nothing.
    Nothing,
    /// The model was trained with it.
    Trained,
    /// It is drawn from the plan's seed, as a pass with this score would have it.
    Drawn,
}

/// What one score makes of the queries and keys.
pub struct Scored {
    /// Which score.
    pub scoring: Scoring,
    /// Where its parameters come from.
    pub origin: Origin,
    /// What the softmax is given, but for the mask: `[key, query]` in storage.
    pub scores: Matrix,
    /// The weights, hidden keys at 0: `[key, query]` in storage.
    pub weights: Matrix,
    /// ‖∂p/∂s‖ of each key's weight by itself, whose squares sum to those of [`Row::by_score`]: `[key, query]` in storage.
    pub gradient: Matrix,
    /// The numbers of each query.
    pub rows: Vec<Row>,
    /// What making the scores takes.
    pub cost: Cost,
}

/// One head's queries and keys compared by four scores; or what differs between those of two passes, where every number is
/// that of the second less that of the first.
pub struct Study {
    /// Whose queries and keys.
    pub of: StudyOf,
    /// Numbers in a query.
    pub head_width: usize,
    /// What each of [`Scoring::ALL`] makes of them.
    pub scored: [Scored; 4],
    /// The score of the pass itself, if it is one of the four.
    pub own: Option<Scoring>,
    hidden: Vec<bool>,
    /// Of a difference, the key that each score puts first in the first pass, query by query.
    before: Option<[Vec<usize>; 4]>,
    small: [Small; 3],
}

impl Study {
    /// Compares the queries and keys of one head of a pass by every score. `clock` gives seconds since some moment;
    /// without one nothing is timed, and the study of a pass is the same every time. Nothing where the pass records no
    /// such queries and keys.
    ///
    /// # Errors
    /// Where parameters do not fit the queries and keys.
    pub fn new(of: StudyOf, pass: &Pass, clock: Option<&dyn Fn() -> f64>) -> Result<Option<Study>, TapeError> {
        Ok(Study::compared(of, pass, clock)?.map(Study::drawn_small))
    }

    /// What differs between the same head of two passes: `pass` less `before`. Nothing where either records no such queries
    /// and keys, or they are of another number.
    ///
    /// # Errors
    /// As [`Study::new`].
    pub fn between(of: StudyOf, pass: &Pass, before: &Pass) -> Result<Option<Study>, TapeError> {
        let (now, was) = (Study::compared(of, pass, None)?, Study::compared(of, before, None)?);
        Ok(now.zip(was).and_then(|(now, was)| now.minus(&was)).map(Study::drawn_small))
    }

    /// All but the maps.
    fn compared(of: StudyOf, pass: &Pass, clock: Option<&dyn Fn() -> f64>) -> Result<Option<Study>, TapeError> {
        let Some(given) = Given::of(pass, &of) else { return Ok(None) };
        let all = Scoring::ALL.map(|scoring| scored(scoring, &given, pass, clock));
        let [a, b, c, d] = all;
        let hidden = given.hidden.clone();
        let (head_width, own) = (given.q.nrows(), Scoring::of(&pass.config));
        let (before, small) = (None, Default::default());
        Ok(Some(Study { of, head_width, scored: [a?, b?, c?, d?], own, hidden, before, small }))
    }

    /// The same with its maps.
    fn drawn_small(self) -> Study {
        let small = ScoresShow::ALL.map(|show| Small::new(&self, show));
        Study { small, ..self }
    }

    /// What is shown of every query and key, in small.
    pub fn small(&self, show: ScoresShow) -> &Small {
        &self.small[show as usize]
    }

    /// What is shown of a score for a pair; nothing where the key is hidden, or it is no finite number.
    pub fn shown(&self, show: ScoresShow, scoring: Scoring, query: usize, key: usize) -> Option<f32> {
        let Scored { scores, weights, gradient, .. } = self.by(scoring);
        let values = match show {
            ScoresShow::Weights => weights,
            ScoresShow::Scores => scores,
            ScoresShow::Gradient => gradient,
        };
        (!self.hides(query, key)).then(|| values[(key, query)]).filter(|value| value.is_finite())
    }

    /// Whether it is of what differs between two passes.
    pub fn is_difference(&self) -> bool {
        self.before.is_some()
    }

    /// What one score makes of them.
    pub fn by(&self, scoring: Scoring) -> &Scored {
        &self.scored[scoring as usize]
    }

    /// How many queries.
    pub fn queries(&self) -> usize {
        self.scored[0].weights.ncols()
    }

    /// How many keys.
    pub fn keys(&self) -> usize {
        self.scored[0].weights.nrows()
    }

    /// Whether the mask hides a key from a query.
    pub fn hides(&self, query: usize, key: usize) -> bool {
        self.hidden.get(query * self.keys() + key).copied().unwrap_or(false)
    }

    /// Whether a query looks at another key first than by the scaled dot product; of a difference, than by the same score
    /// in the first pass.
    pub fn looks_elsewhere(&self, scoring: Scoring, query: usize) -> bool {
        let usual = match &self.before {
            Some(before) => before[scoring as usize][query],
            None => self.by(Scoring::Scaled).rows[query].strongest,
        };
        self.by(scoring).rows[query].strongest != usual
    }

    /// How many queries do.
    pub fn elsewhere(&self, scoring: Scoring) -> usize {
        (0..self.queries()).filter(|query| self.looks_elsewhere(scoring, *query)).count()
    }
}

fn scored(scoring: Scoring, given: &Given, pass: &Pass, clock: Option<&dyn Fn() -> f64>) -> Result<Scored, TapeError> {
    let (parameters, origin) = given.parameters(scoring, pass);
    let scores = given.scores(scoring, &parameters)?;
    let Parts { softmax, weights } = given.weights(&scores, pass.config.masking)?;
    let slopes = given.slopes(scoring, &parameters);
    let rows = row::rows(&softmax, &weights, slopes.as_ref().map(|slopes| slopes as &dyn Fn(usize) -> Matrix));
    let gradient = row::gradient(&softmax, &weights);
    let cost = cost::cost(scoring, given, &parameters, clock)?;
    Ok(Scored { scoring, origin, scores, weights, gradient, rows, cost })
}

/// The site of a value of the attention that is studied.
fn site(of: &StudyOf, name: Name) -> Site {
    Site::layer(of.stack, of.layer, of.part, name)
}
