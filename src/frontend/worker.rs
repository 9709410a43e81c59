//! A thread that records plans, surveys large values and compares scores, so that no key ever waits for arithmetic.
//!
//! ```text
//!   loop ── Record(1), Record(2), Record(3) ──▶ worker: only 3 is worth recording
//!    ▲                                            │
//!    └───────────── Recorded(3) ◀─────────────────┘     the loop drops what is stale by then
//! ```

mod desk;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use super::recorder::Recorder;
use crate::app::study::{Point, Study, StudyOf};
use crate::app::survey::{Survey, SurveyOf};
use crate::app::{Looked, Notice, Pass, Plan, Stage, Thumbnails, Version};
use crate::model::Model;
use crate::tape::Stack;

use desk::Desk;
pub(super) use desk::study;

/// What the worker made of a plan.
pub(super) struct Recorded {
    /// The generation that the plan was sent with.
    pub(super) generation: u64,
    /// The pass, or why there is none.
    pub(super) result: Result<Pass, Notice>,
}

/// What the worker has done.
pub(super) enum Done {
    /// It recorded a plan.
    Recorded(Box<Recorded>),
    /// It computed every value of some layers of a long pass.
    Looked(Looked),
    /// It could not do so for what is of a generation, and why.
    LookFailed(u64, Notice),
    /// It read the whole of a large value, or of which it could not and why.
    Surveyed(Result<Box<Survey>, (SurveyOf, Notice)>),
    /// It pooled what differs between the patterns of the passes of a generation.
    Differed(u64, Result<Thumbnails, Notice>),
    /// It compared a head's queries and keys by every score, or those of which it could not and why.
    Studied(Result<Box<Study>, (StudyOf, Notice)>),
    /// It measured one more d_k of the sweep of a seed.
    Swept(u64, Result<Point, Notice>),
}

enum Request {
    Record { generation: u64, plan: Box<Plan> },
    Look(Look),
    Survey(Vec<Wanted<SurveyOf>>),
    Differ(Differ),
    Study(Vec<Wanted<StudyOf>>),
    Sweep(u64),
    Recycle(Arc<Pass>),
    Know(Arc<Model>),
}

/// Something of a pass, or for a difference of it and of the one that it is held against.
struct Wanted<Of> {
    of: Of,
    pass: Arc<Pass>,
    minus: Option<Arc<Pass>>,
}

impl<Of: Copy> Wanted<Of> {
    /// All of these whose passes are still there.
    fn all<'a>(all: &[Of], passes: impl Fn(&Of) -> Option<(&'a Arc<Pass>, Option<&'a Arc<Pass>>)>) -> Vec<Wanted<Of>> {
        let of_passes = |of: &Of| {
            let (pass, minus) = passes(of)?;
            Some(Wanted { of: *of, pass: pass.clone(), minus: minus.cloned() })
        };
        all.iter().filter_map(of_passes).collect()
    }
}

/// A closer look at some layers of what is on a stage.
struct Look {
    generation: u64,
    layers: BTreeSet<(Stack, usize)>,
    pass: Arc<Pass>,
    before: Option<Arc<Pass>>,
}

/// Two passes that are held against each other.
struct Differ {
    generation: u64,
    pass: Arc<Pass>,
    minus: Arc<Pass>,
}

/// The worker, from the side of the loop. Its thread ends with it.
pub(super) struct Worker(Sender<Request>);

impl Worker {
    /// Starts the thread; what it does arrives as events.
    ///
    /// # Errors
    /// If the operating system has no thread left.
    pub(super) fn start<Event>(recorder: Recorder, events: Sender<Event>) -> io::Result<Worker>
    where
        Event: From<Done> + Send + 'static,
    {
        let (sender, requests) = channel();
        let work = move || Desk::new(recorder).work(&requests, &events);
        std::thread::Builder::new().name("worker".into()).spawn(work)?;
        Ok(Worker(sender))
    }

    /// Asks for a plan to be recorded. One that is still waiting is forgotten.
    pub(super) fn record(&self, generation: u64, plan: Box<Plan>) {
        // The thread outlives every request: it ends when this sender does.
        let _ = self.0.send(Request::Record { generation, plan });
    }

    /// Asks for every value of some layers of what is on a stage. An earlier wish that is still waiting is forgotten, and so
    /// is this one where there is a plan to record: what it would show is gone by then.
    pub(super) fn look(&self, generation: u64, layers: BTreeSet<(Stack, usize)>, stage: &Stage) {
        let (pass, before) = (stage.pass.clone(), stage.before.clone());
        let _ = self.0.send(Request::Look(Look { generation, layers, pass, before }));
    }

    /// Asks for values of what is on a stage to be surveyed. Those that are still waiting are forgotten.
    pub(super) fn survey(&self, all: &[SurveyOf], stage: &Stage) {
        let _ = self.0.send(Request::Survey(Wanted::all(all, |of| of.passes(stage))));
    }

    /// Asks for what differs between the passes on a stage. It is forgotten where another plan comes to be recorded, and
    /// takes turns with one that has nothing but newer weights.
    pub(super) fn differ(&self, generation: u64, stage: &Stage) {
        let (pass, minus) = stage.versions(Version::Difference);
        if let Some(minus) = minus {
            let _ = self.0.send(Request::Differ(Differ { generation, pass: pass.clone(), minus: minus.clone() }));
        }
    }

    /// Asks for heads of what is on a stage to be studied. Those that are still waiting are forgotten.
    pub(super) fn study(&self, all: &[StudyOf], stage: &Stage) {
        let _ = self.0.send(Request::Study(Wanted::all(all, |of| of.passes(stage))));
    }

    /// Asks for the sweep of a seed, point by point.
    pub(super) fn sweep(&self, seed: u64) {
        let _ = self.0.send(Request::Sweep(seed));
    }

    /// Gives a pass back that is looked at no more: its buffers serve the next one.
    pub(super) fn recycle(&self, pass: Arc<Pass>) {
        let _ = self.0.send(Request::Recycle(pass));
    }

    /// The model that learns is another by now.
    pub(super) fn know(&self, model: Arc<Model>) {
        let _ = self.0.send(Request::Know(model));
    }
}
