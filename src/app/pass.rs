//! What the worker makes of a plan: a recorded pass with its words and its steps.

mod given;
mod recording;

use std::sync::Arc;

use crate::model::{Model, Piece, Special};
use crate::tape::{Matrix, Name, Part, Site, Spare, Stack, Tape, TapeError, Var};
use crate::transformer::{Config, ConfigError, InputError};

use super::cursor::Axis;
use super::gradient::Differentiated;
use super::hold::Keep;
use super::notice::Notice;
use super::plan::Plan;
use super::poke::PokeError;
use super::settings::HeadId;
use super::shown::Shown;
use super::step::{Step, SubLayer};
use super::thumbnail::Thumbnails;
use super::words::Language;

pub use recording::MOST_BYTES;

/// A recorded pass. Of a short text everything on its tape is there, of a long one what fits: looking never computes.
pub struct Pass {
    /// What it was recorded for.
    pub plan: Plan,
    /// The model as it was opened.
    pub model: Arc<Model>,
    /// The model's configuration with the plan's settings.
    pub config: Config,
    /// The tokens that went in.
    pub tokens: Vec<u32>,
    /// The tokens as a person reads them, one each.
    pub pieces: Vec<Piece>,
    /// The tokens that an encoder beside the decoder reads.
    pub source_tokens: Vec<u32>,
    /// Those tokens as a person reads them, one each.
    pub source: Vec<Piece>,
    /// The tokens of the segments before that are remembered, as a person reads them.
    pub memory: Vec<Piece>,
    /// How many segments the text is read in; the pass is of the last.
    pub segments: usize,
    /// Whether some parameters are none that the model was trained with, but drawn from the plan's seed.
    pub untrained: bool,
    /// How many tokens the text has, where only the first ones fit.
    pub cut: Option<usize>,
    /// What is compared with it: another plan on the same input.
    pub beside: Option<Arc<Pass>>,
    /// Every recorded value.
    pub tape: Tape,
    /// The operations in order.
    pub steps: Vec<Step>,
    /// What tells the value of each step from others'.
    prints: Arc<[Option<u64>]>,
    /// How much of it stays in memory.
    pub(super) keep: Keep,
    /// Every pattern in small.
    pub thumbnails: Arc<Thumbnails>,
    /// What the plan wants differentiated.
    differentiated: Option<Arc<Differentiated>>,
}

/// Why a plan cannot be recorded.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum PassError {
    /// There is no text.
    #[error("the text is empty: type at least one character")]
    Empty,
    /// A target for a model that reads one text only.
    #[error(
        "this model reads one text and has no target: change the text with `text`, or one token of it with `token`"
    )]
    NoTarget,
    /// A head that the model does not have.
    #[error("there is no head {asked}: the model has layers 0 to {} with heads 0 to {}", layers - 1, heads - 1)]
    NoHead {
        /// The head that was to be switched off.
        asked: HeadId,
        /// Layers of the model.
        layers: usize,
        /// Heads in each.
        heads: usize,
    },
    /// An output to differentiate that there is not.
    #[error("there is no {} {place}: there are {count}", axis.name())]
    NoPlace {
        /// The axis.
        axis: Axis,
        /// What was asked for.
        place: usize,
        /// How many places there are.
        count: usize,
    },
    /// The settings do not go together.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Recording every value would take more memory than a pass may.
    #[error("every value of this pass would take {} MB, and at most {} MB are recorded: try a shorter text", bytes >> 20, most >> 20)]
    TooLarge {
        /// What it would take.
        bytes: usize,
        /// What it may take.
        most: usize,
    },
    /// The tokens do not fit the model.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A change does not fit its value.
    #[error(transparent)]
    Poke(#[from] PokeError),
    /// The tape cannot be played.
    #[error(transparent)]
    Tape(#[from] TapeError),
}

impl Pass {
    /// The same pass with other values in memory, and another pass beside it.
    pub(super) fn with(&self, tape: Tape, beside: Option<Arc<Pass>>) -> Pass {
        Pass {
            plan: self.plan.clone(),
            model: self.model.clone(),
            config: self.config.clone(),
            tokens: self.tokens.clone(),
            pieces: self.pieces.clone(),
            source_tokens: self.source_tokens.clone(),
            source: self.source.clone(),
            memory: self.memory.clone(),
            segments: self.segments,
            untrained: self.untrained,
            cut: self.cut,
            beside,
            tape,
            steps: self.steps.clone(),
            keep: self.keep,
            prints: self.prints.clone(),
            thumbnails: self.thumbnails.clone(),
            differentiated: self.differentiated.clone(),
        }
    }

    /// The token of one place of an axis of a value: of the text, of the source, or of what is remembered.
    pub fn piece(&self, site: Site, axis: Axis, index: usize) -> Option<&Piece> {
        if self.is_of_source(site, axis) {
            return self.source.get(index);
        }
        if matches!(site.name, Name::Memory | Name::MemoryLn1) {
            return self.memory.get(index);
        }
        if site.part == Part::Attention && is_of_keys(site, axis) {
            return self.memory.iter().chain(&self.pieces).nth(index);
        }
        self.pieces.get(index)
    }

    /// Whether the tokens of an axis of a value are those of the source.
    pub fn is_of_source(&self, site: Site, axis: Axis) -> bool {
        let encoder = site.stack == Stack::Encoder && self.config.has_source();
        encoder || site.part == Part::Cross && is_of_keys(site, axis)
    }

    /// An entry of the vocabulary as a person reads it; what ends a text is no text and has a name.
    pub fn word(&self, token: u32, language: Language) -> Piece {
        let tokenizer = &self.model.tokenizer;
        let ends = tokenizer.end_of_text() == Some(token);
        if ends { language.special(Special::End) } else { tokenizer.piece(token) }
    }

    /// How many heads a value has.
    pub fn heads(&self, site: Site) -> usize {
        heads(&self.config, site)
    }

    /// Whether a step makes something else than the same step of another pass on the same tokens. Where that cannot be
    /// said, it does not.
    pub fn differs(&self, step: usize, other: &Pass) -> bool {
        let same_input = self.tokens == other.tokens && self.source_tokens == other.source_tokens;
        let Some(site) = self.steps.get(step).map(|step| step.site).filter(|_| same_input) else { return false };
        let theirs = other.steps.iter().position(|step| step.site == site);
        let prints = (self.prints[step], theirs.map(|theirs| other.prints[theirs]));
        match prints {
            (Some(ours), Some(Some(theirs))) => ours != theirs,
            (Some(_), None) => true,
            _ => false,
        }
    }

    /// Takes the pass apart; its buffers serve the next one.
    pub fn recycle(self) -> Spare {
        self.tape.recycle()
    }

    /// The recorded value of a name.
    ///
    /// # Errors
    /// Where the pass has no such layer, or records no such value; the notice names the nearest that it does record.
    pub fn find(&self, site: Site) -> Result<Var, Notice> {
        let layers = self.config.layers_of(site.stack);
        // Of a stack that the model does not have there is no layer to name.
        if let Some(layer) = site.layer.map(usize::from).filter(|layer| layers > 0 && *layer >= layers) {
            return Err(Notice::NoLayer { layer, layers });
        }
        self.tape.find(site).ok_or_else(|| Notice::unknown_site(&site.to_string(), self.sites()))
    }

    /// The value of a name as it is shown, of one head where it has heads.
    ///
    /// # Errors
    /// Where the pass has no such layer, value or head, or the value is none of those that stay in memory, see [`Pass::holds`].
    pub fn shown(&self, site: Site, head: usize) -> Result<Shown<'_>, Notice> {
        let var = self.find(site)?;
        let value = self.tape.ready(var).ok_or_else(|| Notice::NotHeld(site.to_string()))?;
        Shown::new(self, site, var, value, head)
    }

    /// How much the output that the plan names would move with each number of a value or parameter: d logit / d value, laid
    /// out as the value is.
    ///
    /// # Errors
    /// Where the pass has no such layer, value or head, the plan asks for no gradient, or the output does not depend on the
    /// value.
    pub fn gradient(&self, site: Site, head: usize) -> Result<Shown<'_>, Notice> {
        let var = self.find(site)?;
        let differentiated = self.differentiated.as_ref().ok_or(Notice::NoGradient)?;
        let gradient = differentiated.gradients.of(&self.tape, var).ok_or(Notice::NoGradientHere)?;
        Ok(Shown::new(self, site, var, gradient, head)?.as_gradient())
    }

    /// What there is to say of a text that is longer than what the model sees beside its padding.
    pub fn cut_short(&self) -> Option<Notice> {
        let room = self.config.context.saturating_sub(self.plan.settings.pad).max(1);
        self.cut.map(|tokens| Notice::Cut { tokens, context: room })
    }

    /// The output that is differentiated: the token, and the word whose logit after it is meant.
    pub fn output(&self) -> Option<(usize, u32)> {
        self.differentiated.as_ref().map(|differentiated| (differentiated.token, differentiated.word))
    }

    /// Every name that a value of this pass has, parameters not counted, in the order of the steps. What is derived from a
    /// value follows it.
    pub fn sites(&self) -> impl Iterator<Item = Site> + '_ {
        let values = self.tape.names().filter(|(site, _)| !site.is_parameter());
        let mut all: Vec<(Var, Var, Site)> = values.map(|(site, var)| (self.origin(var), var, site)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, _, site)| site)
    }

    /// The value of a step that a value is derived from; the value itself where it is not derived.
    fn origin(&self, mut var: Var) -> Var {
        while self.tape.node(var).site.is_derived() {
            let mut inputs = self.tape.node(var).inputs.iter();
            match inputs.find(|input| !self.tape.node(**input).site.is_parameter()) {
                Some(input) => var = *input,
                None => break,
            }
        }
        var
    }

    /// The step that makes a value, or the value that it is derived from; where this pass has no such value, the nearest
    /// earlier step that it has.
    pub fn step_of(&self, site: Site) -> usize {
        let known = self.tape.find(site).or_else(|| self.tape.find(Site { before: false, ..site }));
        let known = known.map(|var| self.origin(var));
        let exact = |var: Var| self.steps.iter().position(|step| step.var == var || step.replaced == Some(var));
        known.and_then(exact).unwrap_or_else(|| {
            let wanted = order(site);
            let earlier = self.steps.iter().enumerate().filter(|(_, step)| order(step.site) <= wanted);
            earlier.max_by_key(|(i, step)| (order(step.site), *i)).map_or(0, |(i, _)| i)
        })
    }

    /// The stack and the layer of a step; outside the layers the nearest before it, or else after it.
    pub fn block_at(&self, step: usize) -> (Stack, usize) {
        let block = |step: usize| self.steps.get(step).and_then(|step| step.sub_layer.block());
        let earlier = (0..=step).rev().find_map(block);
        earlier.or_else(|| (step..self.steps.len()).find_map(block)).unwrap_or((Stack::Decoder, 0))
    }

    /// The matrix of a value, if it is a recorded one that is in memory.
    pub fn value(&self, site: Site) -> Option<&Matrix> {
        self.tape.ready(self.tape.find(site)?)
    }
}

/// Whether the tokens of an axis of a value are those that are asked.
fn is_of_keys(site: Site, axis: Axis) -> bool {
    axis == Axis::Key || matches!(site.name, Name::K | Name::V | Name::KMapped | Name::Context)
}

/// Where a site stands in a pass, whether or not the pass has it.
fn order(site: Site) -> (Stack, usize, usize) {
    let (stack, group) = SubLayer::of(site).order();
    // The result of either sub-layer has one name, which stands with attention in the list of names.
    let name = if (site.part, site.name) == (Part::Mlp, Name::AttnOut) { Name::Dropout } else { site.name };
    (stack, group, name as usize)
}

fn heads(config: &Config, site: Site) -> usize {
    if site.part == Part::Cross { config.cross_heads() } else { config.heads }
}
