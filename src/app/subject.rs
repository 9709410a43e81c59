//! What a plan is about, in tokens: the text, what it is translated from, and what of it is remembered.

use std::ops::Range;
use std::sync::Arc;

use crate::model::generate::Generator;
use crate::model::{Model, Piece, Special};
use crate::tape::{Kernel, Parameters, Spare, Tape};
use crate::transformer::{Config, Input, record, remember, segments};

use super::pass::PassError;
use super::plan::Plan;
use super::words::Language;

/// What goes into a pass, and how it reads.
pub(super) struct Subject {
    /// What goes into the pass.
    pub(super) input: Input,
    /// Its tokens as a person reads them.
    pub(super) pieces: Vec<Piece>,
    /// Those of the source.
    pub(super) source: Vec<Piece>,
    /// Those that are remembered.
    pub(super) memory: Vec<Piece>,
    /// How many segments the text is read in, of which the last is this one.
    pub(super) segments: usize,
    /// How many tokens the text has, where only the first ones fit.
    pub(super) cut: Option<usize>,
}

/// Which tokens of a text of so many a pass is of: those that the context has room for beside the padding, and of a text
/// that is read in segments those in the last one.
pub(super) fn seen(count: usize, pad: usize, config: &Config) -> Range<usize> {
    let (real, padded) = padded(count, pad, config);
    if config.segment == 0 || config.has_source() {
        return 0..real;
    }
    let last = segments(config, padded).pop().unwrap_or(0..0);
    last.start.min(real)..last.end.min(real)
}

/// How many tokens of a text of so many there is room for beside its padding, and how many there are with it.
fn padded(count: usize, pad: usize, config: &Config) -> (usize, usize) {
    let real = count.min(config.context.saturating_sub(pad).max(1));
    (real, real + pad.min(config.context - real))
}

impl Subject {
    /// Reads the text of a plan for a model of this configuration.
    ///
    /// # Errors
    /// Where there is no text, or a target that the model has no place for.
    pub(super) fn read(
        plan: &Plan,
        model: &Model,
        config: &Config,
        parameters: &Arc<Parameters>,
        kernel: Kernel,
    ) -> Result<Subject, PassError> {
        let mut tokens = model.tokenizer.encode(&plan.text);
        if tokens.is_empty() {
            return Err(PassError::Empty);
        }
        if plan.settings.target.is_some() && !config.has_source() {
            return Err(PassError::NoTarget);
        }
        let (real, padded) = padded(tokens.len(), plan.settings.pad, config);
        let cut = (tokens.len() > real).then_some(tokens.len());
        tokens.truncate(real);
        let mut pieces = model.tokenizer.pieces(&tokens);
        let padding = model.tokenizer.end_of_text().unwrap_or(0);
        let pad = padded - real;
        tokens.extend(std::iter::repeat_n(padding, pad));
        pieces.extend(std::iter::repeat_n(Language::default().special(Special::Padding), pad));
        let lengths: Option<Arc<[usize]>> = (pad > 0).then(|| [real].into());
        let training = (config.dropout > 0.0).then_some(plan.settings.seed);
        if config.has_source() {
            let (target, written) = target(plan, model, config, parameters, kernel, &tokens[..real]);
            let input = Input { training, ..Input::one(target).with_source(tokens, lengths) };
            return Ok(Subject { input, pieces: written, source: pieces, memory: Vec::new(), segments: 1, cut });
        }
        let input = Input { lengths, training, ..Input::one(tokens) };
        if config.segment == 0 {
            return Ok(Subject { input, pieces, source: Vec::new(), memory: Vec::new(), segments: 1, cut });
        }
        Ok(last_segment(config, parameters, kernel, &input, pieces, cut))
    }
}

/// What the decoder of a translation has written: what the plan says, or what the model writes itself. It begins with
/// the token that begins every output.
fn target(
    plan: &Plan,
    model: &Model,
    config: &Config,
    parameters: &Arc<Parameters>,
    kernel: Kernel,
    source: &[u32],
) -> (Vec<u32>, Vec<Piece>) {
    let end = model.tokenizer.end_of_text();
    let mut written = if let Some(text) = &plan.settings.target {
        model.tokenizer.encode(text)
    } else {
        let generator = Generator { config, parameters, kernel, end };
        generator.translate(&[source.to_vec()], config.context - 1).pop().unwrap_or_default()
    };
    written.truncate(config.context - 1);
    let pieces =
        std::iter::once(Language::default().special(Special::Begin)).chain(model.tokenizer.pieces(&written)).collect();
    written.insert(0, end.unwrap_or(0));
    (written, pieces)
}

/// The last segment of a text, with what is remembered of those before it.
fn last_segment(
    config: &Config,
    parameters: &Arc<Parameters>,
    kernel: Kernel,
    whole: &Input,
    mut pieces: Vec<Piece>,
    cut: Option<usize>,
) -> Subject {
    let mut ranges = segments(config, whole.tokens.len());
    let count = ranges.len();
    let last = ranges.pop().unwrap_or(0..0);
    let mut memory = None;
    for range in ranges {
        let input = Input { memory, ..Input::one(&whole.tokens[range]) };
        let mut tape = Tape::new(parameters.clone(), Vec::new(), kernel, Spare::default());
        record(&mut tape, config, &input);
        memory = remember(&tape, config, &input);
    }
    let remembered = memory
        .as_ref()
        .and_then(|memory: &Arc<[crate::tape::Matrix]>| memory.first())
        .map_or(0, crate::tape::Matrix::ncols);
    let own = pieces.split_off(last.start);
    let before = pieces.split_off(pieces.len() - remembered);
    let real = whole.lengths.as_ref().map(|lengths| lengths[0].saturating_sub(last.start).min(last.len()));
    let lengths = real.map(|real| Arc::from([real]));
    let input = Input { lengths, memory, training: whole.training, ..Input::one(&whole.tokens[last]) };
    Subject { input, pieces: own, source: Vec::new(), memory: before, segments: count, cut }
}
