//! A thread that records plans, surveys large values and compares scores, so that no key ever waits for arithmetic.
//!
//! ```text
//!   loop ── Record(1), Record(2), Record(3) ──▶ worker: only 3 is worth recording
//!    ▲                                            │
//!    └───────────── Recorded(3) ◀─────────────────┘     the loop drops what is stale by then
//! ```

use std::any::Any;
use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Instant;

use crate::app::study::{Point, Study, StudyOf, Sweep};
use crate::app::survey::{Survey, SurveyOf};
use crate::app::{Looked, Notice, Pass, Plan, Stage, Thumbnails, Version};
use crate::model::Model;

use super::recorder::Recorder;
use crate::tape::Stack;

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
    /// It read the whole of a large value.
    Surveyed(Result<Box<Survey>, Notice>),
    /// It pooled what differs between the patterns of the passes of a generation.
    Differed(u64, Result<Thumbnails, Notice>),
    /// It compared a head's queries and keys by every score.
    Studied(Result<Box<Study>, Notice>),
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
        let of_passes = |of: &SurveyOf| {
            let (pass, minus) = of.passes(stage)?;
            Some(Wanted { of: *of, pass: pass.clone(), minus: minus.cloned() })
        };
        let _ = self.0.send(Request::Survey(all.iter().filter_map(of_passes).collect()));
    }

    /// Asks for what differs between the passes on a stage. It is forgotten where there is a plan to record.
    pub(super) fn differ(&self, generation: u64, stage: &Stage) {
        let (pass, minus) = stage.versions(Version::Difference);
        if let Some(minus) = minus {
            let _ = self.0.send(Request::Differ(Differ { generation, pass: pass.clone(), minus: minus.clone() }));
        }
    }

    /// Asks for heads of what is on a stage to be studied. Those that are still waiting are forgotten.
    pub(super) fn study(&self, all: &[StudyOf], stage: &Stage) {
        let of_passes = |of: &StudyOf| {
            let (pass, minus) = of.passes(stage)?;
            Some(Wanted { of: *of, pass: pass.clone(), minus: minus.cloned() })
        };
        let _ = self.0.send(Request::Study(all.iter().filter_map(of_passes).collect()));
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

/// What the worker has before it. A plan goes before everything else, then a closer look, then surveys, then a difference,
/// then studies, then a sweep.
struct Desk {
    recorder: Recorder,
    /// The newest plan.
    plan: Option<(u64, Box<Plan>)>,
    /// The newest wish for a closer look.
    look: Option<Look>,
    /// The values to survey.
    surveys: VecDeque<Wanted<SurveyOf>>,
    /// The newest passes to hold against each other.
    differ: Option<Differ>,
    /// The heads to study.
    studies: VecDeque<Wanted<StudyOf>>,
    /// The seed of the sweep, and how many of its points were handed over.
    sweep: Option<(u64, usize)>,
    /// Every sweep that was begun: none is measured twice.
    sweeps: Vec<Sweep>,
    /// When the thread began, for timing.
    began: Instant,
}

impl Desk {
    fn new(recorder: Recorder) -> Desk {
        let (surveys, studies, sweeps) = (VecDeque::new(), VecDeque::new(), Vec::new());
        let (plan, look, differ, sweep) = (None, None, None, None);
        Desk { recorder, plan, look, surveys, differ, studies, sweep, sweeps, began: Instant::now() }
    }

    fn work<Event: From<Done>>(mut self, requests: &Receiver<Request>, events: &Sender<Event>) {
        loop {
            let first = if self.is_idle() {
                requests.recv().map_err(|_| TryRecvError::Disconnected)
            } else {
                requests.try_recv()
            };
            match first {
                Ok(first) => std::iter::once(first).chain(requests.try_iter()).for_each(|request| self.take(request)),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => return,
            }
            if self.next().is_some_and(|done| events.send(done.into()).is_err()) {
                return;
            }
        }
    }

    fn is_idle(&self) -> bool {
        let nobody_waits = self.plan.is_none() && self.look.is_none() && self.differ.is_none();
        nobody_waits && self.surveys.is_empty() && self.studies.is_empty() && self.sweep.is_none()
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Record { generation, plan } => {
                self.plan = Some((generation, plan));
                // They are of a pass that will be gone.
                self.look = None;
                self.surveys.clear();
                self.differ = None;
                self.studies.clear();
            }
            // A plan that is to be recorded is worth more than a closer look at what there was.
            Request::Look(_) | Request::Differ(_) if self.plan.is_some() => {}
            Request::Look(look) => self.look = Some(look),
            Request::Survey(all) => self.surveys = all.into(),
            Request::Differ(passes) => self.differ = Some(passes),
            Request::Study(all) => self.studies = all.into(),
            Request::Sweep(seed) => self.sweep = Some((seed, 0)),
            Request::Recycle(pass) => self.recorder.recycle(pass),
            Request::Know(model) => self.recorder.know(model),
        }
    }

    /// Does the next thing there is to do.
    fn next(&mut self) -> Option<Done> {
        if let Some((generation, plan)) = self.plan.take() {
            let result = record(&mut self.recorder, &plan);
            return Some(Done::Recorded(Box::new(Recorded { generation, result })));
        }
        if let Some(Look { generation, layers, pass, before }) = self.look.take() {
            let look = || Ok(Looked::at(generation, layers, &pass, before.as_ref()));
            let failed = |notice| Done::Recorded(Box::new(Recorded { generation, result: Err(notice) }));
            return Some(unbroken(look).map_or_else(failed, Done::Looked));
        }
        if let Some(Wanted { of, pass, minus }) = self.surveys.pop_front() {
            let survey = || Ok(Survey::new(of, &pass, minus.as_deref()).map(Box::new));
            return unbroken(survey).transpose().map(Done::Surveyed);
        }
        if let Some(Differ { generation, pass, minus }) = self.differ.take() {
            return Some(Done::Differed(generation, unbroken(|| Ok(pass.minus(&minus)))));
        }
        if let Some(Wanted { of, pass, minus }) = self.studies.pop_front() {
            let began = self.began;
            let study = || study(of, (&pass, minus.as_deref()), Some(&|| began.elapsed().as_secs_f64()));
            return unbroken(study).transpose().map(Done::Studied);
        }
        let (seed, sent) = self.sweep?;
        let point = unbroken(|| self.point(seed, sent)).transpose();
        self.sweep = rest((seed, sent), point.as_ref());
        point.map(|point| Done::Swept(seed, point))
    }

    /// A point of a sweep, measured now if it is not there.
    fn point(&mut self, seed: u64, index: usize) -> Result<Option<Point>, Notice> {
        let known = self.sweeps.iter().position(|sweep| sweep.seed == seed);
        let place = known.unwrap_or_else(|| {
            self.sweeps.push(Sweep::new(seed));
            self.sweeps.len() - 1
        });
        let sweep = &mut self.sweeps[place];
        if index >= sweep.points.len() {
            let Some(point) = sweep.measure().map_err(|stopped| Notice::Failed(stopped.to_string()))? else {
                return Ok(None);
            };
            sweep.add(point);
        }
        Ok(sweep.points.get(index).copied())
    }
}

/// What of a sweep is still to be handed over after a point of it: nothing after the last, nor after one that failed, which
/// would fail again.
fn rest((seed, sent): (u64, usize), point: Option<&Result<Point, Notice>>) -> Option<(u64, usize)> {
    point.is_some_and(Result::is_ok).then_some((seed, sent + 1))
}

/// The study of a head, or of what differs between two passes; nothing where there is nothing to study.
pub(super) fn study(
    of: StudyOf,
    (pass, minus): (&Pass, Option<&Pass>),
    clock: Option<&dyn Fn() -> f64>,
) -> Result<Option<Box<Study>>, Notice> {
    let study = match minus {
        Some(minus) => Study::between(of, pass, minus),
        None => Study::new(of, pass, clock),
    };
    Ok(study.map_err(|error| Notice::Failed(error.to_string()))?.map(Box::new))
}

/// Records a plan. A defect on the way is a notice: the screen and what it showed are still there.
fn record(recorder: &mut Recorder, plan: &Plan) -> Result<Pass, Notice> {
    unbroken(|| {
        super::break_down_if_asked("worker");
        recorder.record(plan)
    })
}

/// What an attempt comes to; a notice where it panics.
fn unbroken<T>(attempt: impl FnOnce() -> Result<T, Notice>) -> Result<T, Notice> {
    catch_unwind(AssertUnwindSafe(attempt)).unwrap_or_else(|panic| Err(Notice::BrokeDown(said(&*panic).to_owned())))
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::Kernel;

    #[test]
    fn a_closer_look_arrives_with_its_layers() {
        let (events, arrived) = channel::<Done>();
        let mut recorder = Recorder::new(Kernel::default());
        let stage = Stage::new(recorder.record(&Plan::default()).expect("records"));
        let worker = Worker::start(recorder, events).expect("a thread");
        let layers = BTreeSet::from([(Stack::Decoder, 1)]);
        worker.look(3, layers.clone(), &stage);
        let Ok(Done::Looked(looked)) = arrived.recv() else { panic!("a look was asked for") };
        assert_eq!((looked.generation, looked.layers), (3, layers));
        assert!(looked.pass.holds(Stack::Decoder, 1));
    }

    #[test]
    fn a_large_value_is_surveyed_beside_the_screen() {
        let (events, arrived) = channel::<Done>();
        let stage = crate::app::survey::tests::long();
        let desk = crate::app::Desk::default();
        let of = SurveyOf::of_pane(&stage, &desk, desk.focus).expect("the focus is on a map");
        let worker = Worker::start(Recorder::new(Kernel::default()), events).expect("a thread");
        worker.survey(&[of], &stage);
        let Ok(Done::Surveyed(Ok(survey))) = arrived.recv() else { panic!("a survey was asked for") };
        assert!(survey.of == of && survey.end > 0.0);
    }

    #[test]
    fn what_differs_arrives_with_its_generation() {
        let (events, arrived) = channel::<Done>();
        let mut recorder = Recorder::new(Kernel::default());
        let mut stage = Stage::new(recorder.record(&Plan::default()).expect("records"));
        let before = recorder.record(&Plan { text: "another text".to_owned(), ..Plan::default() }).expect("records");
        stage.before = Some(Arc::new(before));
        let worker = Worker::start(recorder, events).expect("a thread");
        worker.differ(5, &stage);
        let Ok(Done::Differed(5, Ok(_))) = arrived.recv() else { panic!("a difference was asked for") };
    }

    #[test]
    fn what_cannot_be_recorded_is_a_notice_with_its_generation() {
        let (events, arrived) = channel::<Done>();
        let worker = Worker::start(Recorder::new(Kernel::default()), events).expect("a thread");
        worker.record(7, Box::new(Plan { model: "no such model".into(), ..Plan::default() }));
        let Ok(Done::Recorded(recorded)) = arrived.recv() else { panic!("no answer") };
        assert_eq!(recorded.generation, 7);
        assert!(recorded.result.is_err_and(|notice| notice.to_string().contains("no such model")));
    }

    #[test]
    fn a_sweep_comes_point_by_point_and_is_measured_once() {
        let mut desk = Desk::new(Recorder::new(Kernel::default()));
        let mut points = || {
            desk.take(Request::Sweep(3));
            let mut points = Vec::new();
            while points.len() < 2 {
                match desk.next() {
                    Some(Done::Swept(3, point)) => points.push(point.expect("is measured")),
                    _ => panic!("no point"),
                }
            }
            points
        };
        let first = points();
        assert_eq!(first.iter().map(|point| point.width).collect::<Vec<_>>(), Sweep::WIDTHS[..2]);
        assert_eq!(points(), first);
        assert_eq!(desk.sweeps.len(), 1);
    }

    #[test]
    fn a_sweep_ends_with_its_last_point_and_with_one_that_fails() {
        let point = Sweep::new(3).measure().expect("is measured").expect("is the first");
        assert_eq!(rest((3, 1), Some(&Ok(point))), Some((3, 2)));
        assert_eq!(rest((3, 1), Some(&Err(Notice::Failed("no".to_owned())))), None);
        assert_eq!(rest((3, 7), None), None);
    }

    #[test]
    fn the_thread_ends_with_the_worker() {
        let (events, arrived) = channel::<Done>();
        drop(Worker::start(Recorder::new(Kernel::default()), events).expect("a thread"));
        assert!(arrived.recv().is_err());
    }

    #[test]
    fn a_panic_says_what_it_said() {
        let panic = catch_unwind(|| panic!("at {}", 3)).expect_err("panics");
        assert_eq!(said(&*panic), "at 3");
    }
}
