//! The studies that a stage has, and those that are on their way.

use std::sync::Arc;

use super::{Point, Study, StudyOf, Sweep};
use crate::app::kept::Kept;
use crate::app::version::Version;

/// How many studies are kept: those that are shown, however many, and some to come back to.
const MOST: usize = 8;

/// The studies that a stage has, and those that are on their way.
#[derive(Default)]
pub struct Studies {
    kept: Kept<StudyOf, Study>,
    sweep: Option<Sweep>,
}

impl Studies {
    /// The study of a head.
    pub fn find(&self, of: &StudyOf) -> Option<&Arc<Study>> {
        self.kept.find(of)
    }

    /// The last study of the same version that there was, to look at until the right one is there.
    pub fn last(&self, version: Version) -> Option<&Arc<Study>> {
        self.kept.newest(|of| of.version == version)
    }

    /// The sweep over d_k, as far as it is.
    pub fn sweep(&self) -> Option<&Sweep> {
        self.sweep.as_ref()
    }

    /// What of the wanted studies has to be asked for: as [`Kept::ask`].
    pub(in crate::app) fn ask(&mut self, wanted: impl IntoIterator<Item = StudyOf>) -> Vec<StudyOf> {
        self.kept.ask(wanted)
    }

    /// Whether a sweep of another seed has to be asked for; from then on it is.
    pub(in crate::app) fn ask_sweep(&mut self, seed: u64) -> bool {
        let new = self.sweep.as_ref().is_none_or(|sweep| sweep.seed != seed);
        if new {
            self.sweep = Some(Sweep::new(seed));
        }
        new
    }

    /// Whether the head could not be studied.
    pub fn has_failed(&self, of: &StudyOf) -> bool {
        self.kept.has_failed(of)
    }

    /// Takes in that a head could not be studied, and gives back whether that was asked for.
    pub(in crate::app) fn fail(&mut self, of: StudyOf) -> bool {
        self.kept.fail(of)
    }

    /// Takes in a study that was asked for; others are stale.
    pub(in crate::app) fn receive(&mut self, study: Study) {
        let of = study.of;
        // Of other passes one is enough to look at until the right one is there.
        let stays = |old: &StudyOf| old.generation == of.generation || old.version != of.version;
        self.kept.receive(of, study, stays, MOST);
    }

    /// Takes in one point of the sweep; that of another seed is stale.
    pub(in crate::app) fn receive_point(&mut self, seed: u64, point: Point) {
        if let Some(sweep) = self.sweep.as_mut().filter(|sweep| sweep.seed == seed) {
            sweep.add(point);
        }
    }
}
