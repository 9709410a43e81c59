//! What a run leaves behind.

use serde::{Serialize, Serializer};

use super::{Bench, Cell, Experiment, Parameter, Plot, Progress, SettingError, Stopped, Table, Values, Verdict};

/// What is asked of a run.
#[derive(Clone, Default, Debug)]
pub struct Choice {
    /// Take seconds, and decide only where that is enough.
    pub quick: bool,
    /// What every draw depends on.
    pub seed: u64,
    /// Numbers set by hand, each `NAME=VALUE`.
    pub settings: Vec<String>,
}

/// What an experiment found.
pub struct Findings {
    /// The numbers.
    pub table: Table,
    /// The numbers drawn.
    pub plots: Vec<Plot>,
    /// What else is worth saying, a sentence each.
    pub notes: Vec<String>,
    /// What the numbers say about the claim.
    pub verdict: Verdict,
}

/// What a run leaves behind. Serialises to `{"id", "question", "claim", "parameters", "table", "verdict", "criterion",
/// "seconds"}`.
#[derive(Serialize)]
pub struct Outcome {
    /// Which question.
    pub id: &'static str,
    /// What is asked.
    pub question: &'static str,
    /// The answer that circulates.
    pub claim: &'static str,
    /// The numbers that it ran with.
    pub parameters: Ran,
    /// The numbers that it found.
    pub table: Table,
    /// What they say about the claim.
    pub verdict: Verdict,
    /// By what rule.
    pub criterion: &'static str,
    /// How long it took.
    pub seconds: f64,
    /// The numbers drawn.
    #[serde(skip)]
    pub plots: Vec<Plot>,
    /// What else is worth saying.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// The numbers that a run ran with: the experiment's own, its seed, and whether it was quick.
pub struct Ran {
    /// The experiment's own.
    pub values: Values,
    /// What every draw depended on.
    pub seed: u64,
    /// Whether it was to take seconds.
    pub quick: bool,
}

impl Serialize for Ran {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let own = self.values.iter().map(|(name, value)| (name, Json::Own(value.into())));
        serializer.collect_map(own.chain([("seed", Json::Seed(self.seed)), ("quick", Json::Quick(self.quick))]))
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Json {
    Own(Cell),
    Seed(u64),
    Quick(bool),
}

/// A run that is ready: its settings fit.
pub struct Ready {
    experiment: &'static Experiment,
    values: Values,
    choice: Choice,
}

impl Experiment {
    /// The numbers that can be set.
    pub fn parameters(&self) -> &'static [Parameter] {
        self.method.parameters
    }

    /// Makes a run ready, without running anything.
    ///
    /// # Errors
    /// Returns an error where a setting does not fit.
    pub fn ready(&'static self, choice: &Choice) -> Result<Ready, SettingError> {
        let values = Values::new(self.id, self.parameters(), choice.quick, &choice.settings)?;
        Ok(Ready { experiment: self, values, choice: choice.clone() })
    }
}

impl Ready {
    /// Measures. `clock` tells seconds since some moment.
    ///
    /// # Errors
    /// Returns an error where the experiment was stopped, or cannot be carried out.
    pub fn run(self, clock: &(dyn Fn() -> f64 + Sync), progress: &dyn Progress) -> Result<Outcome, Stopped> {
        let Ready { experiment, values, choice: Choice { quick, seed, .. } } = self;
        let Experiment { id, question, claim, ref method } = *experiment;
        let begin = clock();
        let bench = Bench { values: &values, seed, quick, clock, progress };
        bench.step(0, 1, "")?;
        let Findings { table, plots, notes, verdict } = (method.run)(&bench)?;
        assert!(quick || verdict.is_decided(), "{id}: a full run decides");
        let seconds = clock() - begin;
        let parameters = Ran { values, seed, quick };
        let criterion = method.criterion;
        Ok(Outcome { id, question, claim, parameters, table, verdict, criterion, seconds, plots, notes })
    }
}
