//! How a pane draws what it shows, and the commands that say so: how close a map is, what stands for entries that share
//! a cell, which lines between tokens there are.

use std::fmt;

use super::shown::Pooling;
use super::words::Word;

/// The names of what [`Magnify`] does.
pub const MAGNIFY: [&str; 4] = ["in", "out", "fit", "all"];

/// The names of the ways to [`Pooling`].
pub const POOLS: [&str; 2] = ["max", "mean"];

/// The names of showing and hiding the first key.
pub const SHOW: [&str; 2] = ["show", "hide"];

/// The names of all and of one, of heads and of queries.
pub const HOW_MANY: [&str; 2] = ["all", "one"];

/// One thing about how something is drawn. Where an argument is optional, leaving it out toggles.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Look {
    /// How large the cells of a map are.
    Magnify(Magnify),
    /// What stands for entries that share a cell.
    Pool(Option<Pooling>),
    /// Whether each row has a ramp of its own.
    Normalise(Option<bool>),
    /// Whether the first key is shown (`true`) or left out of the colours: on the whole desk.
    Sink(Option<bool>),
    /// The weight from which on a line is drawn.
    FlowThreshold(Threshold),
    /// Whether lines are those of all heads (`true`) or of one.
    FlowHeads(Option<bool>),
    /// Whether lines are those of all queries (`true`) or of the cursor's.
    FlowQueries(Option<bool>),
    /// Whether a scores pane shows weights, scores or gradients; nothing: the next of them.
    Scores(Option<ScoresShow>),
    /// Whether what a pane is about stands over it in letters that a room can read.
    Large(Option<bool>),
}

impl Look {
    /// The command that says it.
    pub const fn name(&self) -> &'static str {
        match self {
            Look::Magnify(_) => "magnify",
            Look::Pool(_) => "pool",
            Look::Normalise(_) => "normalise",
            Look::Sink(_) => "sink",
            Look::FlowThreshold(_) => "flow-threshold",
            Look::FlowHeads(_) => "flow-heads",
            Look::FlowQueries(_) => "flow-queries",
            Look::Scores(_) => "scores-show",
            Look::Large(_) => "large",
        }
    }
}

impl fmt::Display for Look {
    /// What follows the command's name; nothing where it toggles.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |words: [&'static str; 2], first: Option<bool>| first.map_or("", |first| words[usize::from(!first)]);
        match self {
            Look::Magnify(Magnify::In(steps)) => counted(f, MAGNIFY[0], *steps),
            Look::Magnify(Magnify::Out(steps)) => counted(f, MAGNIFY[1], *steps),
            Look::Magnify(Magnify::Fit) => f.write_str(MAGNIFY[2]),
            Look::Magnify(Magnify::All) => f.write_str(MAGNIFY[3]),
            Look::Pool(pool) => f.write_str(word(POOLS, pool.map(|pool| pool == Pooling::Max))),
            Look::Normalise(on) | Look::Large(on) => f.write_str(word(["on", "off"], *on)),
            Look::Sink(shown) => f.write_str(word(SHOW, *shown)),
            Look::FlowThreshold(Threshold::To(weight)) => write!(f, "{weight}"),
            Look::FlowThreshold(Threshold::Up) => f.write_str("up"),
            Look::FlowThreshold(Threshold::Down) => f.write_str("down"),
            Look::FlowHeads(all) | Look::FlowQueries(all) => f.write_str(word(HOW_MANY, *all)),
            Look::Scores(show) => f.write_str(show.map_or("", ScoresShow::name)),
        }
    }
}

fn counted(f: &mut fmt::Formatter<'_>, word: &str, steps: u8) -> fmt::Result {
    if steps == 1 { f.write_str(word) } else { write!(f, "{word} {steps}") }
}

/// How large the cells of a map are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Magnify {
    /// So many steps larger.
    In(u8),
    /// So many steps smaller.
    Out(u8),
    /// As large as fits; of a matrix that is far larger than the pane a part.
    Fit,
    /// As large as fits with the whole matrix in view, however many entries share a cell.
    All,
}

/// A weight from which on something is drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Threshold {
    /// This one, from 0 to 1.
    To(f32),
    /// The next higher of a few.
    Up,
    /// The next lower.
    Down,
}

/// How a map is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MapLook {
    /// Whether the whole matrix is in view before it is magnified.
    pub whole: bool,
    /// Steps that it is magnified by; below 0 they make cells smaller.
    pub steps: i8,
    /// What stands for entries that share a cell.
    pub pool: Pooling,
    /// Whether each row has a ramp of its own.
    pub normalised: bool,
}

impl MapLook {
    /// Steps beyond this lead nowhere: it is as many as there are from thousands of entries a cell to the largest cell.
    const MOST: i8 = 16;

    /// Makes cells larger or smaller.
    pub fn magnify(&mut self, by: Magnify) {
        let steps = |steps: u8| i8::try_from(steps).unwrap_or(MapLook::MOST);
        let to = match by {
            Magnify::In(more) => self.steps.saturating_add(steps(more)),
            Magnify::Out(fewer) => self.steps.saturating_sub(steps(fewer)),
            Magnify::Fit | Magnify::All => 0,
        };
        self.steps = to.clamp(-MapLook::MOST, MapLook::MOST);
        self.whole = matches!(by, Magnify::All) || self.whole && !matches!(by, Magnify::Fit);
    }

    /// What makes it from how maps are drawn at first.
    pub fn looks(&self) -> Vec<Look> {
        let steps = self.steps.unsigned_abs();
        let by = if self.steps < 0 { Magnify::Out(steps) } else { Magnify::In(steps) };
        let mut all = Vec::new();
        all.extend(self.whole.then_some(Look::Magnify(Magnify::All)));
        all.extend((steps > 0).then_some(Look::Magnify(by)));
        all.extend((self.pool != Pooling::default()).then_some(Look::Pool(Some(self.pool))));
        all.extend(self.normalised.then_some(Look::Normalise(Some(true))));
        all
    }
}

/// Which lines between tokens are drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FlowLook {
    /// The weight from which on a line is drawn.
    pub threshold: f32,
    /// Whether lines are those of all heads, their mean, or of one.
    pub all_heads: bool,
    /// Whether lines are those of all queries, or of the cursor's.
    pub all_queries: bool,
}

impl Default for FlowLook {
    /// Ten lines a query at most, and mostly far fewer.
    fn default() -> FlowLook {
        FlowLook { threshold: 0.1, all_heads: false, all_queries: true }
    }
}

impl FlowLook {
    /// The thresholds that `up` and `down` go through.
    const THRESHOLDS: [f32; 8] = [0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

    /// Draws more lines or fewer.
    pub fn set_threshold(&mut self, to: Threshold) {
        let now = self.threshold;
        let next = match to {
            Threshold::To(weight) => Some(weight.clamp(0.0, 1.0)),
            Threshold::Up => FlowLook::THRESHOLDS.into_iter().find(|weight| *weight > now),
            Threshold::Down => FlowLook::THRESHOLDS.into_iter().rev().find(|weight| *weight < now),
        };
        self.threshold = next.unwrap_or(now);
    }

    /// What makes it from how lines are drawn at first.
    pub fn looks(&self) -> Vec<Look> {
        let first = FlowLook::default();
        let mut all = Vec::new();
        let threshold = Look::FlowThreshold(Threshold::To(self.threshold));
        all.extend((self.threshold != first.threshold).then_some(threshold));
        all.extend((self.all_heads != first.all_heads).then_some(Look::FlowHeads(Some(self.all_heads))));
        all.extend((self.all_queries != first.all_queries).then_some(Look::FlowQueries(Some(self.all_queries))));
        all
    }
}

/// What a scores pane shows of every score.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ScoresShow {
    /// The weights.
    #[default]
    Weights,
    /// What the softmax makes them of.
    Scores,
    /// How much they change with the scores.
    Gradient,
}

impl ScoresShow {
    /// All there is to show.
    pub const ALL: [ScoresShow; 3] = [ScoresShow::Weights, ScoresShow::Scores, ScoresShow::Gradient];

    /// The names in commands.
    pub const NAMES: [&str; 3] = ["weights", "scores", "gradient"];

    /// The name in commands.
    pub const fn name(self) -> &'static str {
        ScoresShow::NAMES[self as usize]
    }

    /// What it is called.
    pub const fn word(self) -> Word {
        match self {
            ScoresShow::Weights => Word::Weights,
            ScoresShow::Scores => Word::Scores,
            ScoresShow::Gradient => Word::Gradient,
        }
    }

    /// The next; after the last the first.
    #[must_use]
    pub fn next(self) -> ScoresShow {
        ScoresShow::ALL[(self as usize + 1) % ScoresShow::ALL.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magnifying_stops_somewhere_and_fit_takes_it_back() {
        let mut look = MapLook::default();
        look.magnify(Magnify::In(200));
        look.magnify(Magnify::In(1));
        assert_eq!(look.steps, 16);
        look.magnify(Magnify::All);
        look.magnify(Magnify::In(2));
        assert_eq!((look.whole, look.steps), (true, 2));
        assert_eq!(look.looks().len(), 2);
        look.magnify(Magnify::Fit);
        assert_eq!(look, MapLook::default());
        assert_eq!(look.looks(), []);
    }

    #[test]
    fn thresholds_go_up_and_down_and_no_further_than_there_are() {
        let mut look = FlowLook::default();
        for (to, weight) in
            [(Threshold::Up, 0.2), (Threshold::Up, 0.3), (Threshold::Down, 0.2), (Threshold::To(7.0), 1.0)]
        {
            look.set_threshold(to);
            assert_eq!(look.threshold, weight);
        }
        look.set_threshold(Threshold::Up);
        assert_eq!(look.threshold, 1.0);
        for _ in 0..9 {
            look.set_threshold(Threshold::Down);
        }
        assert_eq!(look.threshold, 0.0);
    }
}
