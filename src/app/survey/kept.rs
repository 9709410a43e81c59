//! The surveys that a stage has, and those that are on their way.

use std::sync::Arc;

use super::{Survey, SurveyOf};

/// How many surveys are kept: as many as there are panes that may show one, and some to come back to.
const MOST: usize = 16;

/// The surveys that a stage has, and those that are on their way.
#[derive(Default)]
pub struct Surveys {
    /// The newest last.
    done: Vec<Arc<Survey>>,
    asked: Vec<SurveyOf>,
    /// How many are shown at once.
    wanted: usize,
}

impl Surveys {
    /// The survey of a value as it is shown.
    pub fn find(&self, of: &SurveyOf) -> Option<&Arc<Survey>> {
        self.done.iter().rev().find(|survey| survey.of == *of)
    }

    /// What of the wanted surveys has to be asked for: all that are not there, where one of them was not asked for yet.
    /// From then on they are.
    pub(in crate::app) fn ask(&mut self, wanted: impl IntoIterator<Item = SurveyOf>) -> Vec<SurveyOf> {
        let mut lacking: Vec<SurveyOf> = Vec::new();
        self.wanted = 0;
        for of in wanted {
            self.wanted += 1;
            if self.find(&of).is_none() && !lacking.contains(&of) {
                lacking.push(of);
            }
        }
        if lacking.iter().all(|of| self.asked.contains(of)) {
            return Vec::new();
        }
        self.asked.clone_from(&lacking);
        lacking
    }

    /// Whatever was asked for is asked for again.
    #[cfg(test)]
    pub(in crate::app) fn forget_what_was_asked(&mut self) {
        self.asked.clear();
    }

    /// Takes in a survey that was asked for; others are stale.
    pub(in crate::app) fn receive(&mut self, survey: Survey) {
        if let Some(place) = self.asked.iter().position(|of| *of == survey.of) {
            self.asked.remove(place);
            self.done.retain(|old| old.of.generation == survey.of.generation);
            self.done.push(Arc::new(survey));
            let surplus = self.done.len().saturating_sub(MOST.max(self.wanted));
            self.done.drain(..surplus);
        }
    }
}
