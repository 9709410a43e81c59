//! What a live run keeps of itself, so that it can go back.

use std::sync::Arc;

use crate::tape::Parameters;
use crate::train::adam::Adam;
use crate::train::trainer::Trainer;

/// A run as it was after some step.
#[derive(Clone)]
pub(super) struct Snapshot {
    /// Steps done.
    pub(super) step: usize,
    pub(super) parameters: Arc<Parameters>,
    pub(super) adam: Adam,
}

/// Snapshots, evenly spread: always the beginning, and so many after it as the bytes allow. When there is no room left,
/// every second one goes.
pub(super) struct Kept {
    snapshots: Vec<Snapshot>,
    /// Steps from one to the next.
    every: usize,
    /// The most bytes that they take together.
    most: usize,
}

/// Steps between two snapshots, to begin with.
const EVERY: usize = 8;

/// Of each number of the model there are three: its value and its two moments.
const NUMBERS: usize = 3 * size_of::<f32>();

impl Kept {
    /// Nothing yet.
    pub(super) fn within(bytes: usize) -> Kept {
        Kept { snapshots: Vec::new(), every: EVERY, most: bytes }
    }

    /// Keeps a run as it is, if its step is one of those that are kept.
    pub(super) fn note(&mut self, trainer: &Trainer) {
        let step = trainer.steps();
        let known = self.snapshots.last().is_some_and(|last| last.step >= step);
        if known || !step.is_multiple_of(self.every) {
            return;
        }
        let (parameters, adam) = (trainer.parameters().clone(), trainer.adam().clone());
        let each = parameters.count() * NUMBERS;
        self.snapshots.push(Snapshot { step, parameters, adam });
        while self.snapshots.len() > 2 && self.snapshots.len() * each > self.most {
            self.every *= 2;
            self.snapshots.retain(|kept| kept.step.is_multiple_of(self.every));
        }
    }

    /// The last snapshot that is not after a step.
    pub(super) fn before(&self, step: usize) -> Option<&Snapshot> {
        self.snapshots.iter().rfind(|kept| kept.step <= step)
    }

    /// Forgets what is after a step.
    pub(super) fn forget_after(&mut self, step: usize) {
        self.snapshots.retain(|kept| kept.step <= step);
    }

    #[cfg(test)]
    pub(super) fn steps(&self) -> Vec<usize> {
        self.snapshots.iter().map(|kept| kept.step).collect()
    }
}
