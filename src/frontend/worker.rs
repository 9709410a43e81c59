//! A thread that records plans, so that no key ever waits for arithmetic.
//!
//! ```text
//!   loop ── Record(1), Record(2), Record(3) ──▶ worker: only 3 is worth recording
//!    ▲                                            │
//!    └───────────── Recorded(3) ◀─────────────────┘     the loop drops what is stale by then
//! ```

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::app::{Notice, Pass, Plan};

use super::recorder::Recorder;

/// What the worker made of a plan.
pub(super) struct Recorded {
    /// The generation that the plan was sent with.
    pub(super) generation: u64,
    /// The pass, or why there is none.
    pub(super) result: Result<Pass, Notice>,
}

enum Request {
    Record { generation: u64, plan: Box<Plan> },
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
        Event: From<Recorded> + Send + 'static,
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

    /// Gives a pass back that is looked at no more: its buffers serve the next one.
    pub(super) fn recycle(&self, pass: Arc<Pass>) {
        let _ = self.0.send(Request::Recycle(pass));
    }
}

fn work<Event: From<Recorded>>(mut recorder: Recorder, requests: &Receiver<Request>, events: &Sender<Event>) {
    while let Ok(first) = requests.recv() {
        let mut newest = None;
        for request in std::iter::once(first).chain(requests.try_iter()) {
            match request {
                Request::Record { generation, plan } => newest = Some((generation, plan)),
                Request::Recycle(pass) => recorder.recycle(pass),
            }
        }
        let Some((generation, plan)) = newest else { continue };
        let result = record(&mut recorder, &plan);
        if events.send(Recorded { generation, result }.into()).is_err() {
            return;
        }
    }
}

/// Records a plan. A defect on the way is a notice: the screen and what it showed are still there.
fn record(recorder: &mut Recorder, plan: &Plan) -> Result<Pass, Notice> {
    let attempt = AssertUnwindSafe(|| {
        super::break_down_if_asked("worker");
        recorder.record(plan)
    });
    catch_unwind(attempt).unwrap_or_else(|panic| Err(Notice::BrokeDown(said(&*panic).to_owned())))
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
    fn what_cannot_be_recorded_is_a_notice_with_its_generation() {
        let (events, arrived) = channel::<Recorded>();
        let worker = Worker::start(Recorder::new(Kernel::default()), events).expect("a thread");
        worker.record(7, Box::new(Plan { model: "no such model".into(), ..Plan::default() }));
        let recorded = arrived.recv().expect("an answer");
        assert_eq!(recorded.generation, 7);
        assert!(recorded.result.is_err_and(|notice| notice.to_string().contains("no such model")));
    }

    #[test]
    fn the_thread_ends_with_the_worker() {
        let (events, arrived) = channel::<Recorded>();
        drop(Worker::start(Recorder::new(Kernel::default()), events).expect("a thread"));
        assert!(arrived.recv().is_err());
    }

    #[test]
    fn a_panic_says_what_it_said() {
        let panic = catch_unwind(|| panic!("at {}", 3)).expect_err("panics");
        assert_eq!(said(&*panic), "at 3");
    }
}
