//! A thread that records plans, so that no key ever waits for arithmetic.
//!
//! ```text
//!   loop ── Record(1), Record(2), Record(3) ──▶ worker: only 3 is worth recording
//!    ▲                                            │
//!    └───────────── Recorded(3) ◀─────────────────┘     the loop drops what is stale by then
//! ```

use std::any::Any;
use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::app::{Looked, Notice, Pass, Plan, Stage};

use super::recorder::Recorder;
use crate::tape::Stack;

/// What the worker made of a plan.
pub(super) struct Recorded {
    /// The generation that the plan was sent with.
    pub(super) generation: u64,
    /// The pass, or why there is none.
    pub(super) result: Result<Pass, Notice>,
}

enum Request {
    Record { generation: u64, plan: Box<Plan> },
    Look { generation: u64, layers: BTreeSet<(Stack, usize)>, pass: Arc<Pass>, before: Option<Arc<Pass>> },
    Recycle(Arc<Pass>),
}

/// The worker, from the side of the loop. Its thread ends with it.
pub(super) struct Worker(Sender<Request>);

impl Worker {
    /// Starts the thread; what it records arrives as events.
    ///
    /// # Errors
    /// If the operating system has no thread left.
    pub(super) fn start<Event>(recorder: Recorder, events: Sender<Event>) -> io::Result<Worker>
    where
        Event: From<Recorded> + From<Looked> + Send + 'static,
    {
        let (sender, requests) = channel();
        let work = move || work(recorder, &requests, &events);
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
        let _ = self.0.send(Request::Look { generation, layers, pass, before });
    }

    /// Gives a pass back that is looked at no more: its buffers serve the next one.
    pub(super) fn recycle(&self, pass: Arc<Pass>) {
        let _ = self.0.send(Request::Recycle(pass));
    }
}

fn work<Event>(mut recorder: Recorder, requests: &Receiver<Request>, events: &Sender<Event>)
where
    Event: From<Recorded> + From<Looked>,
{
    while let Ok(first) = requests.recv() {
        let mut newest = None;
        for request in std::iter::once(first).chain(requests.try_iter()) {
            match request {
                Request::Recycle(pass) => recorder.recycle(pass),
                // A plan that is to be recorded is worth more than a closer look at what there was.
                Request::Look { .. } if matches!(newest, Some(Request::Record { .. })) => {}
                request => newest = Some(request),
            }
        }
        let event: Event = match newest {
            Some(Request::Record { generation, plan }) => {
                let result = record(&mut recorder, &plan);
                Recorded { generation, result }.into()
            }
            Some(Request::Look { generation, layers, pass, before }) => {
                let look = || Ok(Looked::at(generation, layers, &pass, before.as_ref()));
                match unbroken(look) {
                    Ok(looked) => looked.into(),
                    Err(notice) => Recorded { generation, result: Err(notice) }.into(),
                }
            }
            _ => continue,
        };
        if events.send(event).is_err() {
            return;
        }
    }
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

    /// What the thread sends.
    enum Event {
        Recorded(Box<Recorded>),
        Looked(Looked),
    }

    impl From<Recorded> for Event {
        fn from(recorded: Recorded) -> Event {
            Event::Recorded(Box::new(recorded))
        }
    }

    impl From<Looked> for Event {
        fn from(looked: Looked) -> Event {
            Event::Looked(looked)
        }
    }

    #[test]
    fn a_closer_look_arrives_with_its_layers() {
        let (events, arrived) = channel::<Event>();
        let mut recorder = Recorder::new(Kernel::default());
        let stage = Stage::new(recorder.record(&Plan::default()).expect("records"));
        let worker = Worker::start(recorder, events).expect("a thread");
        let layers = BTreeSet::from([(Stack::Decoder, 1)]);
        worker.look(3, layers.clone(), &stage);
        let Ok(Event::Looked(looked)) = arrived.recv() else { panic!("a look was asked for") };
        assert_eq!((looked.generation, looked.layers), (3, layers));
        assert!(looked.pass.holds(Stack::Decoder, 1));
    }

    #[test]
    fn what_cannot_be_recorded_is_a_notice_with_its_generation() {
        let (events, arrived) = channel::<Event>();
        let worker = Worker::start(Recorder::new(Kernel::default()), events).expect("a thread");
        worker.record(7, Box::new(Plan { model: "no such model".into(), ..Plan::default() }));
        let Ok(Event::Recorded(recorded)) = arrived.recv() else { panic!("a plan was sent") };
        assert_eq!(recorded.generation, 7);
        assert!(recorded.result.is_err_and(|notice| notice.to_string().contains("no such model")));
    }

    #[test]
    fn the_thread_ends_with_the_worker() {
        let (events, arrived) = channel::<Event>();
        drop(Worker::start(Recorder::new(Kernel::default()), events).expect("a thread"));
        assert!(arrived.recv().is_err());
    }

    #[test]
    fn a_panic_says_what_it_said() {
        let panic = catch_unwind(|| panic!("at {}", 3)).expect_err("panics");
        assert_eq!(said(&*panic), "at 3");
    }
}
