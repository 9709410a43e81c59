//! The surveys that a stage has, and those that are on their way.

use std::sync::Arc;

use super::{Survey, SurveyOf};
use crate::app::kept::Kept;

/// How many surveys are kept: those that are shown, however many, and some to come back to.
const MOST: usize = 16;

/// The surveys that a stage has, and those that are on their way.
#[derive(Default)]
pub struct Surveys(Kept<SurveyOf, Survey>);

impl Surveys {
    /// The survey of a value as it is shown.
    pub fn find(&self, of: &SurveyOf) -> Option<&Arc<Survey>> {
        self.0.find(of)
    }

    /// What of the wanted surveys has to be asked for: as [`Kept::ask`].
    pub(in crate::app) fn ask(&mut self, wanted: &[SurveyOf]) -> Vec<SurveyOf> {
        self.0.ask(wanted.iter().copied())
    }

    /// Whatever was asked for is asked for again.
    #[cfg(test)]
    pub(in crate::app) fn forget_what_was_asked(&mut self) {
        self.0.forget_what_was_asked();
    }

    /// Whether the value could not be surveyed.
    pub fn has_failed(&self, of: &SurveyOf) -> bool {
        self.0.has_failed(of)
    }

    /// Takes in that a value could not be surveyed, and gives back whether that was asked for.
    pub(in crate::app) fn fail(&mut self, of: SurveyOf) -> bool {
        self.0.fail(of)
    }

    /// Takes in a survey that was asked for; others are stale.
    pub(in crate::app) fn receive(&mut self, survey: Survey) {
        let of = survey.of;
        self.0.receive(of, survey, |old| old.generation == of.generation, MOST);
    }
}
