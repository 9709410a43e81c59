//! Undo and redo: every plan there was, as a tree. Nothing that was tried is lost when something else is tried instead.
//!
//! ```text
//!   0 ── 1 mask none ── 2 scale off          undo goes to the parent, redo to the child that was there last
//!         └──────────── 3 head-off 1.2 ◂
//! ```

use super::plan::Plan;

/// A plan there was, and what made it.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// The plan.
    pub plan: Plan,
    /// The command that made it of its parent; nothing for the first.
    pub made_by: String,
    /// The moment it was made of.
    pub parent: Option<usize>,
    /// The child that was there last.
    latest: Option<usize>,
}

/// The plans there were. Where one looks makes no new moment.
#[derive(Clone, PartialEq, Debug)]
pub struct History {
    moments: Vec<Moment>,
    now: usize,
}

impl History {
    /// A history that begins with a plan.
    pub fn new(plan: Plan) -> History {
        History { moments: vec![Moment { plan, made_by: String::new(), parent: None, latest: None }], now: 0 }
    }

    /// Notes the plan that a command has made of the one that stands.
    pub fn push(&mut self, plan: Plan, made_by: String) {
        let new = self.moments.len();
        self.moments[self.now].latest = Some(new);
        self.moments.push(Moment { plan, made_by, parent: Some(self.now), latest: None });
        self.now = new;
    }

    /// Goes back to the plan that this one was made of, if there is one.
    pub fn undo(&mut self) -> Option<&Plan> {
        let parent = self.moments[self.now].parent?;
        self.moments[parent].latest = Some(self.now);
        self.revisit(parent)
    }

    /// Goes on to the plan that was undone last, if there is one.
    pub fn redo(&mut self) -> Option<&Plan> {
        self.revisit(self.moments[self.now].latest?)
    }

    /// Goes to any moment.
    pub fn revisit(&mut self, moment: usize) -> Option<&Plan> {
        let plan = &self.moments.get(moment)?.plan;
        self.now = moment;
        Some(plan)
    }

    /// A plan could not be recorded: the nearest moment with the plan that stands instead is now. What has just been made
    /// and led nowhere is forgotten.
    pub fn fall_back(&mut self, to: &Plan) {
        let failed = self.now;
        let mut ancestor = Some(failed);
        while let Some(i) = ancestor.filter(|i| !self.moments[*i].plan.records_same(to)) {
            ancestor = self.moments[i].parent;
        }
        let anywhere = || self.moments.iter().rposition(|moment| moment.plan.records_same(to));
        let Some(found) = ancestor.or_else(anywhere) else { return };
        self.now = found;
        self.forget(failed);
    }

    /// Removes the newest moments, up to a child of the one that is now, as long as nothing was made of them.
    fn forget(&mut self, failed: usize) {
        let mut last = failed;
        while last != self.now && last + 1 == self.moments.len() {
            let Some(parent) = self.moments[last].parent else { break };
            self.moments.pop();
            let earlier = (0..self.moments.len()).rev().find(|i| self.moments[*i].parent == Some(parent));
            self.moments[parent].latest = earlier;
            last = parent;
        }
    }

    /// A model is no more: where a plan looked at it, the plan before stands.
    pub fn forget_model(&mut self, model: &str) {
        for i in 0..self.moments.len() {
            if let Some(parent) = self.moments[i].parent.filter(|_| self.moments[i].plan.looks_at(model)) {
                self.moments[i].plan = self.moments[parent].plan.clone();
            }
        }
    }

    /// Every moment, in the order in which they were made.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// The moment that is now.
    pub fn now(&self) -> usize {
        self.now
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        self.moments[self.now].parent.is_some()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        self.moments[self.now].latest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Plan {
        Plan { text: text.to_owned(), ..Plan::default() }
    }

    #[test]
    fn what_was_tried_stays_when_something_else_is_tried() {
        let mut history = History::new(plan("0"));
        history.push(plan("1"), "one".to_owned());
        history.push(plan("2"), "two".to_owned());
        assert_eq!(history.undo(), Some(&plan("1")));
        history.push(plan("3"), "three".to_owned());
        assert_eq!(history.undo(), Some(&plan("1")));
        assert_eq!(history.redo(), Some(&plan("3")), "the child that was there last");
        assert_eq!(history.revisit(2), Some(&plan("2")));
        assert_eq!(history.undo(), Some(&plan("1")));
        assert_eq!(history.redo(), Some(&plan("2")));
        let parents: Vec<_> = history.moments().iter().map(|moment| moment.parent).collect();
        assert_eq!(parents, [None, Some(0), Some(1), Some(1)]);
        assert_eq!(history.revisit(9), None);
        assert_eq!(history.now(), 2);
    }

    #[test]
    fn a_plan_that_led_nowhere_is_forgotten() {
        let mut history = History::new(plan("0"));
        history.push(plan("1"), "one".to_owned());
        history.push(plan("bad"), "bad".to_owned());
        history.push(plan("worse"), "worse".to_owned());
        history.fall_back(&plan("1"));
        assert_eq!((history.now(), history.moments().len()), (1, 2));
        assert!(!history.can_redo() && history.can_undo());
        history.fall_back(&plan("nowhere"));
        assert_eq!(history.now(), 1);
    }

    #[test]
    fn thousands_of_changes_can_be_taken_back() {
        let mut history = History::new(plan("0"));
        for i in 1..=5000 {
            history.push(plan(&i.to_string()), i.to_string());
        }
        for i in (0..5000).rev() {
            assert_eq!(history.undo().map(|plan| plan.text.clone()), Some(i.to_string()));
        }
        assert!(!history.can_undo());
    }
}
