//! What the worker has made of what panes show, beside the pass, and what of it is on its way.
//!
//! ```text
//!   what panes want ──▶ ask: what is not there ──▶ worker ──▶ receive ──▶ find
//! ```

use std::sync::Arc;

/// What was made of things of one kind, and what was asked for and is not there yet.
pub(super) struct Kept<Of, Made> {
    /// The newest last.
    done: Vec<(Of, Arc<Made>)>,
    asked: Vec<Of>,
    /// What is shown.
    wanted: Vec<Of>,
    /// What of it could not be made.
    failed: Vec<Of>,
}

impl<Of, Made> Default for Kept<Of, Made> {
    fn default() -> Kept<Of, Made> {
        Kept { done: Vec::new(), asked: Vec::new(), wanted: Vec::new(), failed: Vec::new() }
    }
}

impl<Of: Copy + PartialEq, Made> Kept<Of, Made> {
    /// What was made of this.
    pub(super) fn find(&self, of: &Of) -> Option<&Arc<Made>> {
        self.newest(|known| known == of)
    }

    /// The newest that was made of something such.
    pub(super) fn newest(&self, such: impl Fn(&Of) -> bool) -> Option<&Arc<Made>> {
        self.done.iter().rev().find(|(of, _)| such(of)).map(|(_, made)| made)
    }

    /// Whether this could not be made.
    pub(super) fn has_failed(&self, of: &Of) -> bool {
        self.failed.contains(of)
    }

    /// What of all that is wanted has to be asked for: all that is not there, where some of it was not asked for yet. From
    /// then on it is. What could not be made is tried again once it was out of sight.
    pub(super) fn ask(&mut self, wanted: impl IntoIterator<Item = Of>) -> Vec<Of> {
        self.wanted.clear();
        for of in wanted {
            if !self.wanted.contains(&of) {
                self.wanted.push(of);
            }
        }
        self.failed.retain(|of| self.wanted.contains(of));
        let lacks = |of: &Of| self.find(of).is_none() && !self.has_failed(of);
        let lacking: Vec<Of> = self.wanted.iter().copied().filter(lacks).collect();
        if lacking.iter().all(|of| self.asked.contains(of)) {
            return Vec::new();
        }
        self.asked.clone_from(&lacking);
        lacking
    }

    /// Takes in that something could not be made, if it was asked for, and gives back whether it was.
    pub(super) fn fail(&mut self, of: Of) -> bool {
        let place = self.asked.iter().position(|asked| *asked == of);
        if let Some(place) = place {
            self.asked.remove(place);
            self.failed.push(of);
        }
        place.is_some()
    }

    /// Whatever was asked for is asked for again.
    #[cfg(test)]
    pub(super) fn forget_what_was_asked(&mut self) {
        self.asked.clear();
    }

    /// Takes in what was made of something that was asked for; other things are stale. Of what was there before it stays what
    /// `stays` says, and of all together the newest, no more than `most`, but for what is shown, which stays however much it is.
    pub(super) fn receive(&mut self, of: Of, made: Made, stays: impl Fn(&Of) -> bool, most: usize) {
        if let Some(place) = self.asked.iter().position(|asked| *asked == of) {
            self.asked.remove(place);
            self.done.retain(|(old, _)| stays(old));
            self.done.push((of, Arc::new(made)));
            while self.done.len() > most {
                let Some(oldest) = self.done.iter().position(|(of, _)| !self.wanted.contains(of)) else { break };
                self.done.remove(oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_asked_for_once() {
        let mut kept = Kept::default();
        assert_eq!(kept.ask([1, 2, 1]), [1, 2]);
        assert!(kept.ask([2, 1]).is_empty(), "they are on their way");
        kept.receive(1, "one", |_| true, 8);
        assert_eq!(kept.find(&1).map(|made| **made), Some("one"));
        assert_eq!(kept.ask([1, 2, 3]), [2, 3], "the worker forgets what it was asked for before");
        kept.forget_what_was_asked();
        assert_eq!(kept.ask([2]), [2]);
    }

    #[test]
    fn what_nobody_asked_for_is_stale() {
        let mut kept = Kept::default();
        kept.receive(1, "one", |_| true, 8);
        assert!(kept.find(&1).is_none());
    }

    #[test]
    fn the_newest_stay_and_those_that_still_mean_something() {
        let mut kept = Kept::default();
        for of in 0..6 {
            kept.ask([of]);
            kept.receive(of, of, |old| *old != 4, 3);
        }
        let there: Vec<i32> = (0..6).filter(|of| kept.find(of).is_some()).collect();
        assert_eq!(there, [2, 3, 5]);
        assert_eq!(kept.newest(|of| of % 2 == 1).map(|made| **made), Some(5));
    }

    #[test]
    fn what_cannot_be_made_is_tried_again_once_it_was_out_of_sight() {
        let mut kept = Kept::<i32, i32>::default();
        assert_eq!(kept.ask([1, 2]), [1, 2]);
        kept.fail(1);
        kept.fail(3);
        assert!(kept.has_failed(&1) && !kept.has_failed(&2) && !kept.has_failed(&3), "nobody asked for 3");
        assert!(kept.ask([1, 2]).is_empty(), "it would fail again");
        assert!(kept.ask([2]).is_empty());
        assert_eq!(kept.ask([1, 2]), [1, 2]);
        assert!(!kept.has_failed(&1));
    }

    #[test]
    fn what_is_shown_stays_however_old_and_however_much_it_is() {
        let mut kept = Kept::default();
        for last in 4..9 {
            // Something else in one place, the same in the others.
            for of in kept.ask([0, 1, 2, 3, last]) {
                kept.receive(of, of, |_| true, 3);
            }
        }
        let there: Vec<i32> = (0..9).filter(|of| kept.find(of).is_some()).collect();
        assert_eq!(there, [0, 1, 2, 3, 8]);
        assert!(kept.ask([0, 1, 2, 3, 8]).is_empty());
    }
}
