//! What making scores takes: time and memory.

use std::sync::Arc;

use super::given::Given;
use super::{Scoring, site};
use crate::experiment::drawn::additive_apart;
use crate::experiment::statistics::median;
use crate::tape::{Kernel, Matrix, Name, Parameters, Spare, Tape, TapeError};

/// Seconds that timing one score may take, unless making it once takes longer.
const BUDGET: f64 = 0.012;

/// Timings of one score at most; the middle one counts.
const MOST: usize = 15;

/// What making the scores of all queries and keys takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cost {
    /// The median time; nothing where there was no clock.
    pub seconds: Option<f64>,
    /// Bytes of everything that is made on the way from queries and keys to scores.
    pub bytes: usize,
    /// The same where a sum and its tanh are held for every pair, as separate operations do it: additive scores only.
    pub apart: Option<usize>,
}

/// Counts the bytes and, with a clock, takes the time.
pub(super) fn cost(
    scoring: Scoring,
    given: &Given,
    parameters: &Arc<Parameters>,
    clock: Option<&dyn Fn() -> f64>,
) -> Result<Cost, TapeError> {
    let inputs = size_of::<f32>() * (given.q.len() + given.k.len());
    let bytes = given.record(scoring, parameters).0.whole_bytes() - inputs;
    let apart = (scoring == Scoring::Additive).then(|| apart(given));
    let seconds = clock.map(|clock| time(scoring, given, parameters, clock)).transpose()?;
    Ok(Cost { seconds, bytes, apart })
}

fn time(
    scoring: Scoring,
    given: &Given,
    parameters: &Arc<Parameters>,
    clock: &dyn Fn() -> f64,
) -> Result<f64, TapeError> {
    let began = clock();
    let mut all = Vec::new();
    while all.is_empty() || all.len() < MOST && clock() - began < BUDGET {
        let (mut tape, _) = given.record(scoring, parameters);
        let from = clock();
        tape.play(|_| true)?;
        all.push(clock() - from);
    }
    Ok(median(&all))
}

/// The bytes of additive scores in separate operations: mapped queries and keys, and the arrays of every pair.
fn apart(given: &Given) -> usize {
    let mut tape = Tape::new(Arc::default(), Vec::new(), Kernel::default(), Spare::default());
    let at = |name| site(given.of_whom(), name);
    let q = tape.given(at(Name::QMapped), given.q.clone());
    let k = tape.given(at(Name::KMapped), given.k.clone());
    let v = tape.given(at(Name::VScore), Matrix::zeros(given.q.nrows(), 1));
    additive_apart(&mut tape, [q, k, v]);
    tape.whole_bytes() - size_of::<f32>() * given.q.nrows()
}
