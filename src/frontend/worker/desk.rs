//! What the worker has before it, and the order in which it does that.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use std::time::Instant;

use super::{Differ, Done, Look, Recorded, Request, Wanted};
use crate::app::study::{Point, Study, StudyOf, Sweep};
use crate::app::survey::{Survey, SurveyOf};
use crate::app::{Job, Looked, Notice, Pass, Plan};
use crate::frontend::recorder::Recorder;

/// What the worker has before it. A plan goes before everything else, then a closer look, then surveys, then a difference,
/// then studies, then a sweep. While a model learns there always is a plan: then plans and differences take turns.
pub(super) struct Desk {
    recorder: Recorder,
    /// The newest plan.
    plan: Option<(u64, Box<Plan>)>,
    /// The newest wish for a closer look.
    look: Option<Look>,
    /// The values to survey.
    surveys: VecDeque<Wanted<SurveyOf>>,
    /// The newest plan that was asked for, recorded or not.
    newest: Option<Plan>,
    /// The newest passes to hold against each other.
    differ: Option<Differ>,
    /// Whether these, or others before them, had to wait for a plan that had nothing but newer weights: it is their turn.
    differ_is_next: bool,
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
    pub(super) fn new(recorder: Recorder) -> Desk {
        let (surveys, studies, sweeps) = (VecDeque::new(), VecDeque::new(), Vec::new());
        let (plan, look, newest, differ, differ_is_next, sweep) = (None, None, None, None, false, None);
        let began = Instant::now();
        Desk { recorder, plan, look, surveys, newest, differ, differ_is_next, studies, sweep, sweeps, began }
    }

    /// Does what is asked for until nobody asks any more.
    pub(super) fn work<Event: From<Done>>(mut self, requests: &Receiver<Request>, events: &Sender<Event>) {
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
                // They are of a pass that will be gone.
                self.look = None;
                self.surveys.clear();
                self.studies.clear();
                // What differs with older weights still says something.
                if !self.newest.as_ref().is_some_and(|newest| newest.records_same(&plan)) {
                    (self.differ, self.differ_is_next) = (None, false);
                }
                self.newest = Some((*plan).clone());
                self.plan = Some((generation, plan));
            }
            // A plan that is to be recorded is worth more than a closer look at what there was.
            Request::Look(_) if self.plan.is_some() => {}
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
        if self.differ_is_next
            && let Some(passes) = self.differ.take()
        {
            return Some(self.differ(&passes));
        }
        if let Some((generation, plan)) = self.plan.take() {
            self.differ_is_next = self.differ.is_some();
            let result = record(&mut self.recorder, &plan);
            return Some(Done::Recorded(Box::new(Recorded { generation, result })));
        }
        if let Some(Look { generation, layers, pass, before }) = self.look.take() {
            let look = || Ok(Looked::at(generation, layers, &pass, before.as_ref()));
            let failed = |notice| Done::LookFailed(generation, notice);
            return Some(unbroken(Job::Looking, look).map_or_else(failed, Done::Looked));
        }
        if let Some(Wanted { of, pass, minus }) = self.surveys.pop_front() {
            let survey = || Ok(Survey::new(of, &pass, minus.as_deref()).map(Box::new));
            let made = unbroken(Job::Surveying, survey).transpose();
            return made.map(|made| Done::Surveyed(made.map_err(|notice| (of, notice))));
        }
        if let Some(passes) = self.differ.take() {
            return Some(self.differ(&passes));
        }
        if let Some(Wanted { of, pass, minus }) = self.studies.pop_front() {
            let began = self.began;
            let study = || study(of, (&pass, minus.as_deref()), Some(&|| began.elapsed().as_secs_f64()));
            let made = unbroken(Job::Studying, study).transpose();
            return made.map(|made| Done::Studied(made.map_err(|notice| (of, notice))));
        }
        let (seed, sent) = self.sweep?;
        let point = unbroken(Job::Measuring, || self.point(seed, sent)).transpose();
        self.sweep = rest((seed, sent), point.as_ref());
        point.map(|point| Done::Swept(seed, point))
    }

    /// What differs between two passes.
    fn differ(&mut self, Differ { generation, pass, minus }: &Differ) -> Done {
        self.differ_is_next = false;
        Done::Differed(*generation, unbroken(Job::Differing, || Ok(pass.minus(minus))))
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
pub(in crate::frontend) fn study(
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

/// Records a plan.
fn record(recorder: &mut Recorder, plan: &Plan) -> Result<Pass, Notice> {
    unbroken(Job::Recording, || recorder.record(plan))
}

/// What an attempt comes to. A defect on the way is a notice: the screen and what it showed are still there.
fn unbroken<T>(job: Job, attempt: impl FnOnce() -> Result<T, Notice>) -> Result<T, Notice> {
    let attempt = || {
        crate::frontend::break_down_if_asked(place(job));
        attempt()
    };
    let broken = |panic: Box<dyn Any + Send>| Err(Notice::BrokeDown { job, reason: said(&*panic).to_owned() });
    catch_unwind(AssertUnwindSafe(attempt)).unwrap_or_else(broken)
}

/// What tests call the place where something is done.
const fn place(job: Job) -> &'static str {
    match job {
        Job::Recording => "worker",
        Job::Looking => "look",
        Job::Surveying => "survey",
        Job::Differing => "difference",
        Job::Studying => "study",
        Job::Measuring => "sweep",
    }
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tape::Kernel;

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
    fn plans_and_differences_take_turns_while_a_model_learns() {
        let mut desk = Desk::new(Recorder::new(Kernel::default()));
        let plan = Plan { text: "It".to_owned(), ..Plan::default() };
        let pass = Arc::new(desk.recorder.record(&plan).expect("records"));
        let mut asked = |generation, plan: &Plan| {
            desk.take(Request::Record { generation, plan: Box::new(plan.clone()) });
            let (pass, minus) = (pass.clone(), pass.clone());
            desk.take(Request::Differ(Differ { generation: generation - 1, pass, minus }));
            match desk.next() {
                Some(Done::Recorded(recorded)) => format!("plan {}", recorded.generation),
                Some(Done::Differed(generation, _)) => format!("difference {generation}"),
                _ => panic!("neither was done"),
            }
        };
        let done: Vec<String> = (1..=4).map(|generation| asked(generation, &plan)).collect();
        assert_eq!(done, ["plan 1", "difference 1", "plan 3", "difference 3"]);
        assert_eq!(asked(5, &plan), "plan 5");
        let other = Box::new(Plan { text: "is".to_owned(), ..plan });
        desk.take(Request::Record { generation: 6, plan: other });
        assert!(desk.differ.is_none(), "what differed before is of no use");
        assert!(matches!(desk.next(), Some(Done::Recorded(recorded)) if recorded.generation == 6));
    }

    #[test]
    fn a_panic_says_what_it_said() {
        let panic = catch_unwind(|| panic!("at {}", 3)).expect_err("panics");
        assert_eq!(said(&*panic), "at 3");
    }

    #[test]
    fn a_defect_says_what_broke_down() {
        let broken = unbroken(Job::Surveying, || -> Result<(), Notice> { panic!("at {}", 3) }).expect_err("panics");
        assert_eq!(broken.to_string(), "reading a large value broke down: at 3");
    }
}
