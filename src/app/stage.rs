//! What is looked at: one for everybody who looks at the same thing.

use std::sync::Arc;

use crate::tape::{Site, Var};

use super::cursor::Axis;
use super::history::History;
use super::notice::Notice;
use super::pass::{Pass, PassError};
use super::plan::Plan;
use super::shown::Shown;
use super::step::Step;

/// A plan and the pass that was recorded for it. While a new pass is being recorded the old one stays to look at.
pub struct Stage {
    /// What is wanted.
    pub plan: Plan,
    /// What there is.
    pub pass: Arc<Pass>,
    /// What can be undone and redone.
    pub history: History,
    /// Whether it steps by itself.
    pub playing: bool,
    /// Counts the plans that were sent to be recorded; a result of an earlier one is stale.
    generation: u64,
    /// The generation of what is there.
    arrived: u64,
}

/// Where the cursor stands on the pass that there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The position of the step among the pass's steps.
    pub step: usize,
    /// The value that is looked at.
    pub site: Site,
    /// The value on the tape.
    pub var: Var,
    /// The head: of this value, or of the next one that has heads.
    pub head: usize,
    /// The shown row: a token.
    pub row: usize,
    /// The shown column.
    pub column: usize,
}

impl Stage {
    /// A stage on a recorded pass.
    pub fn new(pass: Pass) -> Stage {
        let plan = pass.plan.clone();
        Stage { plan, pass: Arc::new(pass), history: History::default(), playing: false, generation: 0, arrived: 0 }
    }

    /// Whether a pass is being recorded.
    pub fn is_recording(&self) -> bool {
        self.generation != self.arrived
    }

    /// The generation of the plan.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// A plan is on its way to the worker: whatever is recorded for earlier ones is stale from now on.
    pub(super) fn send(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    /// Takes in what the worker made of the plan of a generation. A stale result changes nothing. Where the plan could
    /// not be recorded, the plan of the pass that there is stands again, and the notice says why.
    pub fn receive(&mut self, generation: u64, result: Result<Pass, Notice>) -> Option<Notice> {
        if generation != self.generation {
            return None;
        }
        self.arrived = generation;
        match result {
            Ok(pass) => {
                let cut = pass.cut.map(|tokens| Notice::Cut { tokens, context: pass.config.context });
                self.pass = Arc::new(pass);
                cut
            }
            Err(notice) => {
                let cursor = self.plan.cursor;
                self.plan = Plan { cursor, ..self.pass.plan.clone() };
                self.history.fall_back(&self.plan);
                Some(notice)
            }
        }
    }

    /// The position of the cursor's step among the pass's steps.
    pub fn at(&self) -> usize {
        self.pass.step_of(self.plan.cursor.site)
    }

    /// Where the cursor stands.
    pub fn place(&self) -> Place {
        let cursor = self.plan.cursor;
        let pass = &*self.pass;
        let step = self.at();
        let found = pass.tape.find(cursor.site).filter(|_| !cursor.site.is_parameter());
        let (site, var) = found.map_or((pass.steps[step].site, pass.steps[step].var), |var| (cursor.site, var));
        let head = cursor.head.min(pass.heads(site) - 1);
        let mut place = Place { step, site, var, head, row: 0, column: 0 };
        if let Ok(shown) = pass.shown(site, head) {
            let last = shown.rows.length.saturating_sub(1);
            place.row = cursor.token.map_or(last, |token| token.min(last));
            let column = match shown.columns.axis {
                Axis::Key => cursor.key,
                Axis::Word => cursor.word,
                _ => cursor.dimension,
            };
            let end = shown.columns.length.saturating_sub(1);
            place.column = column.map_or_else(|| shown.strongest(place.row), |column| column.min(end));
        }
        place
    }

    /// The step that the cursor is on.
    pub fn step(&self) -> &Step {
        &self.pass.steps[self.at()]
    }

    /// The value that the cursor is on, as it is shown.
    pub fn shown(&self) -> Option<Shown<'_>> {
        let place = self.place();
        self.pass.shown(place.site, place.head).ok()
    }

    /// Whether a value is made later in the pass than the step the cursor is on. Parameters never are.
    pub fn is_ahead(&self, site: Site) -> bool {
        !site.is_parameter() && self.pass.step_of(site) > self.at()
    }
}

impl From<PassError> for Notice {
    fn from(error: PassError) -> Notice {
        match error {
            PassError::Empty => Notice::EmptyText,
            other => Notice::Failed(other.to_string()),
        }
    }
}
