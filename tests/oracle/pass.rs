//! A fixture's pass, recorded with our tape.

use std::sync::Arc;

use headlight::tape::op::CrossEntropy;
use headlight::tape::{
    Change, Gradients, Kernel, Matrix, Name, Parameters, Part, Patch, Site, Spare, Stack, Tape, Var,
};
use headlight::transformer::{Input, Source, derived, loss, probabilities, record};

use crate::fixture::{Case, Fixture};

/// A tape that ends in a loss, and the gradients of the loss.
pub(crate) struct Pass {
    pub(crate) tape: Tape,
    gradients: Gradients,
}

impl Pass {
    /// Records the fixture's pass with further `patches`, and runs it backwards.
    pub(crate) fn record(fixture: &Fixture, kernel: Kernel, patches: Vec<Patch>) -> Pass {
        let (tape, loss) = forward(&fixture.case, &fixture.parameters, kernel, patches);
        let mut gradients = Gradients::default();
        tape.backward(loss, &mut gradients);
        Pass { tape, gradients }
    }

    /// Every name on the tape, aliases and parameters included.
    pub(crate) fn sites(&self) -> Vec<Site> {
        self.tape.names().map(|(site, _)| site).collect()
    }

    /// The gradient of a value or parameter, unless the loss does not depend on it.
    pub(crate) fn gradient(&self, site: Site) -> Option<&Matrix> {
        self.gradients.of(&self.tape, self.tape.find(site)?)
    }
}

/// The pass up to its loss: the mean over the targets.
pub(crate) fn forward(case: &Case, parameters: &Arc<Parameters>, kernel: Kernel, patches: Vec<Patch>) -> (Tape, Var) {
    let patches = heads_off(case).chain(patches).collect();
    let mut tape = Tape::new(parameters.clone(), patches, kernel, Spare::default());
    let input = Input {
        tokens: case.tokens.clone().into(),
        sequences: case.sequences,
        lengths: case.lengths.clone().map(Into::into),
        training: case.training,
        source: case
            .source
            .clone()
            .map(|tokens| Source { tokens: tokens.into(), lengths: case.source_lengths.clone().map(Into::into) }),
        memory: case.memory.clone(),
    };
    let logits = record(&mut tape, &case.config, &input);
    probabilities(&mut tape, logits, 1.0);
    if case.derived {
        derived(&mut tape, &case.config);
    }
    let targets: Arc<[u32]> = case.targets.iter().map(|t| u32::try_from(*t).unwrap_or(CrossEntropy::IGNORE)).collect();
    let known = targets.iter().filter(|t| **t != CrossEntropy::IGNORE).count();
    let loss = loss(&mut tape, logits, targets, 1.0 / known as f32);
    tape.play(|_| true).expect("shapes that fit");
    (tape, loss)
}

/// A head is off when its rows of `attn.z` are scaled by zero.
fn heads_off(case: &Case) -> impl Iterator<Item = Patch> {
    let width = case.config.width / case.config.heads;
    let columns = 0..case.tokens.len();
    case.heads_off.iter().map(move |(layer, head)| Patch {
        site: Site::layer(Stack::Decoder, *layer, Part::Attention, Name::Z),
        rows: head * width..(head + 1) * width,
        columns: columns.clone(),
        change: Change::Scale(0.0),
    })
}
