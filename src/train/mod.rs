//! Learning: tasks, the optimiser, the loop, and how good the result is.

mod adam;
pub mod bits;
pub mod corpus;
pub mod evaluate;
mod lesson;
pub mod live;
pub mod ngram;
mod run;
pub mod task;
mod trainer;

pub use adam::{Adam, Schedule};
pub use lesson::{Judge, Lesson, Score};
pub use live::{Exercise, Live};
pub use run::{Recipe, Run, RunError};
pub use task::{Batch, Dates, HeldOut, Letters, Order, Pairs, PairsLesson, Repeat, Task, Text};
pub use trainer::{Report, TrainError, Trainer};
