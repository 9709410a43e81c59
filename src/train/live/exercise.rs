//! What is learned live: small tasks on letters, and for each a model that learns it while one looks on.

use std::sync::Arc;

use crate::tape::{Name, Part, Site, Stack};
use crate::train::adam::Schedule;
use crate::train::lesson::Lesson;
use crate::train::run::Recipe;
use crate::train::task::{Letters, Order, PairsLesson, Repeat};
use crate::transformer::{Architecture, Config};

/// A task that is learned in seconds to a minute.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Exercise {
    /// Letters as they are.
    Copy,
    /// Letters from the last to the first.
    Reverse,
    /// Letters from a to z.
    Sort,
    /// Letters again and again.
    Repeat,
}

/// The most letters of an input.
const LONGEST: usize = 8;

/// Tokens of a sequence in which letters repeat.
const REPEATED: usize = 32;

impl Exercise {
    /// Every exercise.
    pub const ALL: [Exercise; 4] = [Exercise::Copy, Exercise::Reverse, Exercise::Sort, Exercise::Repeat];

    /// Their names, in the same order.
    pub const NAMES: [&str; 4] = ["copy", "reverse", "sort", "repeat"];

    /// The name in commands.
    pub const fn name(self) -> &'static str {
        Exercise::NAMES[self as usize]
    }

    /// The exercise of a name.
    pub fn named(name: &str) -> Option<Exercise> {
        Exercise::ALL.into_iter().find(|exercise| exercise.name() == name)
    }

    fn order(self) -> Option<Order> {
        match self {
            Exercise::Copy => Some(Order::Kept),
            Exercise::Reverse => Some(Order::Reversed),
            Exercise::Sort => Some(Order::Sorted),
            Exercise::Repeat => None,
        }
    }

    /// A text to watch the model on. No batch holds it.
    pub const fn probe(self) -> &'static str {
        match self {
            Exercise::Repeat => "maplemaplemaplemaple",
            _ => "hospital",
        }
    }

    /// What is to be written for an input, where something is.
    pub fn answer(self, input: &str) -> Option<String> {
        Some(self.order()?.of(input))
    }

    /// The value that shows best what is learned: where an output looks in its input, where a letter looks for the one
    /// before it.
    pub fn site(self) -> Site {
        let part = if self == Exercise::Repeat { Part::Attention } else { Part::Cross };
        Site::layer(Stack::Decoder, 1, part, Name::Pattern)
    }

    pub(super) fn lesson(self) -> Box<dyn Lesson> {
        match self.order() {
            Some(order) => Box::new(PairsLesson(Arc::new(Letters { order, longest: LONGEST }))),
            None => Box::new(Repeat::of_length(REPEATED)),
        }
    }

    /// A small model for it and how fast it learns: two layers of two heads a stack.
    ///
    /// A first norm before every sub-layer has every parameter of the other kinds of norms, so that norms can be switched
    /// while the model learns.
    pub fn recipe(self, seed: u64) -> Recipe {
        let small = Config { heads: 2, layers: 2, tied: false, ..Config::default() };
        let schedule =
            |steps, rate| Schedule { steps, rate, warm_up: 100, final_share: 0.05, clip: 1.0, weight_decay: 0.01 };
        match self {
            Exercise::Repeat => Recipe {
                config: Config { context: REPEATED, width: 64, hidden: 256, ..small },
                schedule: Schedule { warm_up: 200, ..schedule(3000, 2e-3) },
                batch: 32,
                seed,
            },
            _ => Recipe {
                config: Config {
                    architecture: Architecture::EncoderDecoder,
                    encoder_layers: 2,
                    context: 2 * LONGEST,
                    width: 32,
                    hidden: 128,
                    ..small
                },
                schedule: schedule(1500, 5e-3),
                batch: 32,
                seed,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_names_its_exercise() {
        for exercise in Exercise::ALL {
            assert_eq!(Exercise::named(exercise.name()), Some(exercise));
        }
        assert_eq!(Exercise::named("dates"), None);
    }

    #[test]
    fn answers_are_what_is_to_be_written() {
        let answers = Exercise::ALL.map(|exercise| exercise.answer("learning"));
        assert_eq!(answers, ["learning", "gninrael", "aegilnnr", ""].map(|a| (!a.is_empty()).then(|| a.to_owned())));
        assert_eq!(Exercise::Reverse.answer("aé中").as_deref(), Some("中éa"));
    }

    #[test]
    fn no_batch_holds_a_probe() {
        assert!(Letters::is_held_out(Exercise::Reverse.probe()));
        assert!(Letters::is_held_out("maple"));
    }
}
