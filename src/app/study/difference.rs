//! What differs between the studies of two passes.

use super::{Row, Scored, Study};

impl Study {
    /// What this study has less what another has; nothing where they are of other queries or keys. What is hidden in both
    /// is hidden, and each row keeps the key that it puts first here.
    pub(super) fn minus(mut self, before: &Study) -> Option<Study> {
        if (self.queries(), self.keys()) != (before.queries(), before.keys()) {
            return None;
        }
        for (ours, theirs) in self.scored.iter_mut().zip(&before.scored) {
            let Scored { scores, weights, gradient, rows, .. } = ours;
            for (now, was) in [(scores, &theirs.scores), (weights, &theirs.weights), (gradient, &theirs.gradient)] {
                *now -= was;
            }
            rows.iter_mut().zip(&theirs.rows).for_each(|(now, was)| *now = difference(now, was));
        }
        self.hidden.iter_mut().zip(&before.hidden).for_each(|(now, was)| *now &= was);
        let strongest = |scored: &Scored| scored.rows.iter().map(|row| row.strongest).collect();
        self.before = Some(before.scored.each_ref().map(strongest));
        Some(self)
    }
}

fn difference(now: &Row, was: &Row) -> Row {
    Row {
        entropy: now.entropy - was.entropy,
        largest: now.largest - was.largest,
        strongest: now.strongest,
        by_score: now.by_score - was.by_score,
        by_query: now.by_query.zip(was.by_query).map(|(now, was)| now - was),
    }
}
