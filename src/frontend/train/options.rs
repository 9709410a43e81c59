//! What every kind of training takes: the model's shape and the run's schedule.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser, ValueParser};

use crate::tape::op::Activation;
use crate::train::{Recipe, Schedule};
use crate::transformer::{Architecture, Config, Mixing, Norm, Position, Projections, Score};

/// What a kind of training recommends; every option that is given replaces its own.
pub(super) struct Recommended {
    /// The model.
    pub(super) config: Config,
    /// Rates and steps.
    pub(super) schedule: Schedule,
    /// Sequences a step.
    pub(super) batch: usize,
}

macro_rules! choice {
    ($choice:ident) => {
        ValueParser::new(
            PossibleValuesParser::new($choice::NAMES).map(|name| $choice::named(&name).unwrap_or_default()),
        )
    };
}

/// Of these fields, the options that are given and differ, by the names that people type.
macro_rules! unlike {
    ($given:expr, $own:expr, $($field:ident),+) => {
        [$(($given.$field.as_ref().is_some_and(|given| *given != $own.$field), stringify!($field))),+]
            .into_iter()
            .filter(|(differs, _)| *differs)
            .map(|(_, field)| format!("--{}", field.replace('_', "-")))
            .collect::<Vec<String>>()
    };
}

fn activation() -> ValueParser {
    ValueParser::new(PossibleValuesParser::new(["relu", "gelu"]).map(|name| match name.as_str() {
        "relu" => Activation::Relu,
        _ => Activation::Gelu,
    }))
}

/// The model's shape. What is left out is as the task recommends.
#[derive(Args, Clone, Debug, Default)]
pub struct ModelOptions {
    /// Which stacks there are
    #[arg(long, value_parser = choice!(Architecture))]
    pub architecture: Option<Architecture>,
    /// Entries of the vocabulary [text: 1024]
    #[arg(long)]
    pub vocabulary: Option<usize>,
    /// Tokens the model sees at once [text: 128]
    #[arg(long)]
    pub context: Option<usize>,
    /// Numbers in a token's vector [text: 128]
    #[arg(long)]
    pub width: Option<usize>,
    /// Attention heads a layer [default: 4]
    #[arg(long)]
    pub heads: Option<usize>,
    /// Layers; of the decoder where there are two stacks [text: 4] [encoder: 6]
    #[arg(long)]
    pub layers: Option<usize>,
    /// Layers of the encoder beside a decoder
    #[arg(long)]
    pub encoder_layers: Option<usize>,
    /// Numbers in a token's vector inside the feed-forward network [default: 4 × width]
    #[arg(long)]
    pub hidden: Option<usize>,
    /// How a token knows its position
    #[arg(long, value_parser = choice!(Position))]
    pub position: Option<Position>,
    /// Where norms stand, and which
    #[arg(long, value_parser = choice!(Norm))]
    pub norm: Option<Norm>,
    /// The function inside the feed-forward network
    #[arg(long, value_parser = activation())]
    pub activation: Option<Activation>,
    /// How well a query fits a key
    #[arg(long, value_parser = choice!(Score))]
    pub score: Option<Score>,
    /// Whether scores are divided by √d [default: only a dot product is]
    #[arg(long, value_name = "BOOLEAN")]
    pub scale: Option<bool>,
    /// What queries, keys and values are made with
    #[arg(long, value_parser = choice!(Projections))]
    pub projections: Option<Projections>,
    /// What carries information from token to token
    #[arg(long, value_parser = choice!(Mixing))]
    pub mixing: Option<Mixing>,
    /// Whether each sub-layer's result is added to its input
    #[arg(long, value_name = "BOOLEAN")]
    pub residual: Option<bool>,
    /// Whether a recurrent decoder attends to its encoder
    #[arg(long, value_name = "BOOLEAN")]
    pub cross_attention: Option<bool>,
    /// Tokens of the segments before that are still seen (Transformer-XL)
    #[arg(long)]
    pub memory: Option<usize>,
    /// Tokens a segment
    #[arg(long)]
    pub segment: Option<usize>,
    /// Share of cells zeroed while learning
    #[arg(long)]
    pub dropout: Option<f32>,
}

/// Layers of an encoder by itself, as of Vaswani et al. 2017, §3.1.
const ENCODER_LAYERS: usize = 6;

impl ModelOptions {
    /// A configuration with these options.
    fn applied(&self, to: &Config) -> Config {
        let width = self.width.unwrap_or(to.width);
        let hidden = if self.width.is_some() { width.saturating_mul(4) } else { to.hidden };
        let architecture = self.architecture.unwrap_or(to.architecture);
        let alone = architecture == Architecture::Encoder;
        let layers = self.layers.unwrap_or(if alone { ENCODER_LAYERS } else { to.layers });
        let both = architecture == Architecture::EncoderDecoder;
        let encoder_layers = if both && to.encoder_layers == 0 { layers } else { to.encoder_layers };
        let recurrent = architecture == Architecture::Recurrent;
        Config {
            architecture,
            vocabulary: self.vocabulary.unwrap_or(to.vocabulary),
            context: self.context.unwrap_or(to.context),
            width,
            heads: self.heads.unwrap_or(to.heads),
            layers,
            encoder_layers: self.encoder_layers.unwrap_or(if both { encoder_layers } else { 0 }),
            hidden: self.hidden.unwrap_or(hidden),
            position: self.position.unwrap_or(if recurrent { Position::None } else { to.position }),
            norm: self.norm.unwrap_or(to.norm),
            activation: self.activation.unwrap_or(to.activation),
            score: self.score.unwrap_or(to.score),
            scale: self.scale.unwrap_or(to.scale && self.score.is_none_or(|score| score == Score::Dot)),
            projections: self.projections.unwrap_or(to.projections),
            mixing: self.mixing.unwrap_or(to.mixing),
            residual: self.residual.unwrap_or(to.residual),
            cross_attention: self.cross_attention.unwrap_or(to.cross_attention),
            memory: self.memory.unwrap_or(to.memory),
            segment: self.segment.unwrap_or(to.segment),
            dropout: self.dropout.unwrap_or(to.dropout),
            ..to.clone()
        }
    }

    /// The options that are given and say something else than this configuration.
    pub(super) fn unlike(&self, own: &Config) -> Vec<String> {
        let mut other = unlike!(
            self,
            own,
            architecture,
            context,
            width,
            heads,
            layers,
            encoder_layers,
            hidden,
            position,
            norm,
            activation,
            score,
            scale,
            projections,
            mixing,
            residual,
            cross_attention,
            memory,
            segment,
            dropout
        );
        // A vocabulary is a wish: a short text has too few pairs to fill it.
        other.extend(self.vocabulary.filter(|wish| *wish < own.vocabulary).map(|_| "--vocabulary".to_owned()));
        other
    }
}

/// The run's schedule, and where it goes.
#[derive(Args, Clone, Debug)]
pub struct RunOptions {
    /// The folder that the model and its checkpoints go to
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Go on with the unfinished run in that folder; what is learned must be the same, all other settings are its own
    #[arg(long)]
    pub resume: bool,
    /// Store the finished weights as f16, half the size
    #[arg(long)]
    pub half: bool,
    /// Steps [text: 1000]
    #[arg(long)]
    pub steps: Option<usize>,
    /// Sequences a step [text: 32]
    #[arg(long)]
    pub batch: Option<usize>,
    /// The highest learning rate [text: 0.003]
    #[arg(long)]
    pub rate: Option<f32>,
    /// Steps over which the rate rises to it [text: 100]
    #[arg(long)]
    pub warm_up: Option<usize>,
    /// Share of every weight that is taken away a step, times the rate [text: 0.1]
    #[arg(long)]
    pub weight_decay: Option<f32>,
    /// What is drawn: parameters, batches, dropout [default: 1]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Steps between checkpoints, each judged on what is held out
    #[arg(long, default_value_t = 250)]
    pub checkpoint: usize,
}

impl RunOptions {
    /// The recipe of a run with these options.
    pub(super) fn recipe(&self, model: &ModelOptions, recommended: Recommended) -> Recipe {
        let Recommended { config, schedule, batch } = recommended;
        Recipe {
            config: model.applied(&config),
            schedule: Schedule {
                steps: self.steps.unwrap_or(schedule.steps),
                rate: self.rate.unwrap_or(schedule.rate),
                warm_up: self.warm_up.unwrap_or(schedule.warm_up),
                weight_decay: self.weight_decay.unwrap_or(schedule.weight_decay),
                ..schedule
            },
            batch: self.batch.unwrap_or(batch),
            seed: self.seed.unwrap_or(1),
        }
    }

    /// The options that are given and say something else than this recipe.
    pub(super) fn unlike(&self, own: &Recipe) -> Vec<String> {
        let mut other = unlike!(self, own, batch, seed);
        other.extend(unlike!(self, own.schedule, steps, rate, warm_up, weight_decay));
        other
    }
}
