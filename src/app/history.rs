//! Undo and redo.

use super::plan::Plan;

/// So many changes can be taken back.
const LONGEST: usize = 1000;

/// The plans there were. Where one looks makes no new entry.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    past: Vec<Plan>,
    future: Vec<Plan>,
}

impl History {
    /// Notes the plan that a change is about to replace. What was undone can then no longer be redone.
    pub fn push(&mut self, replaced: Plan) {
        if self.past.len() == LONGEST {
            self.past.remove(0);
        }
        self.past.push(replaced);
        self.future.clear();
    }

    /// The plan before `now`, if there was one.
    pub fn undo(&mut self, now: &Plan) -> Option<Plan> {
        let before = self.past.pop()?;
        self.future.push(now.clone());
        Some(before)
    }

    /// The plan that was undone last, if none has been made since.
    pub fn redo(&mut self, now: &Plan) -> Option<Plan> {
        let after = self.future.pop()?;
        self.past.push(now.clone());
        Some(after)
    }

    /// Forgets what came after a plan, because it could not be recorded.
    pub fn fall_back(&mut self, to: &Plan) {
        if let Some(i) = self.past.iter().rposition(|plan| plan.records_same(to)) {
            self.past.truncate(i);
        } else if let Some(i) = self.future.iter().rposition(|plan| plan.records_same(to)) {
            self.future.truncate(i);
        }
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}
