//! What is switched differently from how the model was made.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::transformer::{Config, MaskHow, MaskValue, Masking, Mixing, Norm, Position, Projections, Score};

/// A head's address: `layer.head`, both from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HeadId {
    /// The layer.
    pub layer: usize,
    /// The head in it.
    pub head: usize,
}

impl fmt::Display for HeadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.layer, self.head)
    }
}

/// A text that is no head's address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a head is written LAYER.HEAD, such as 1.2")]
pub struct NoHeadId;

impl FromStr for HeadId {
    type Err = NoHeadId;

    fn from_str(text: &str) -> Result<HeadId, NoHeadId> {
        let (layer, head) = text.split_once('.').ok_or(NoHeadId)?;
        let number = |text: &str| text.parse::<u16>().map(usize::from).map_err(|_| NoHeadId);
        Ok(HeadId { layer: number(layer)?, head: number(head)? })
    }
}

/// Overrides of a model's configuration; `None` leaves it as the model has it.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// Whether scores are divided by √d.
    pub scale: Option<bool>,
    /// Whether a token is kept from seeing later ones.
    pub causal: Option<bool>,
    /// Whether each sub-layer's result is added to its input.
    pub residual: Option<bool>,
    /// Where norms stand, and which.
    pub norm: Option<Norm>,
    /// How well a query fits a key.
    pub score: Option<Score>,
    /// Whether padding is hidden.
    pub padding: Option<bool>,
    /// What a hidden key's score becomes.
    pub mask_value: Option<MaskValue>,
    /// Added, filled in, or after the softmax.
    pub mask_how: Option<MaskHow>,
    /// Whether scores and weights are rounded to 16-bit floating point.
    pub half: Option<bool>,
    /// How a token knows its position.
    pub position: Option<Position>,
    /// What queries, keys and values are made with.
    pub projections: Option<Projections>,
    /// What carries information from token to token.
    pub mixing: Option<Mixing>,
    /// Heads a layer.
    pub heads: Option<usize>,
    /// Layers of every stack.
    pub layers: Option<usize>,
    /// Tokens of the segments before that are still seen.
    pub memory: Option<usize>,
    /// Tokens a segment.
    pub segment: Option<usize>,
    /// Tokens of padding behind the text.
    pub pad: usize,
    /// So many numbers of a hundred are left out where training leaves some out; which, the seed decides.
    pub dropout: usize,
    /// What parameters that the model was not trained with are drawn from.
    pub seed: u64,
    /// What a decoder beside an encoder has written; the model's own output where nothing is given.
    pub target: Option<String>,
    /// The heads that add nothing.
    pub heads_off: BTreeSet<HeadId>,
    /// What the logits are divided by; above 0.
    pub temperature: f32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            scale: None,
            causal: None,
            residual: None,
            norm: None,
            score: None,
            padding: None,
            mask_value: None,
            mask_how: None,
            half: None,
            position: None,
            projections: None,
            mixing: None,
            heads: None,
            layers: None,
            memory: None,
            segment: None,
            pad: 0,
            dropout: 0,
            seed: 1,
            target: None,
            heads_off: BTreeSet::new(),
            temperature: 1.0,
        }
    }
}

impl Settings {
    /// The temperatures that can be set.
    pub const TEMPERATURES: std::ops::RangeInclusive<f32> = 0.01..=100.0;

    /// The configuration with these settings.
    pub fn applied(&self, config: &Config) -> Config {
        Config {
            scale: self.scale.unwrap_or(config.scale),
            causal: self.causal.unwrap_or(config.causal),
            residual: self.residual.unwrap_or(config.residual),
            norm: self.norm.unwrap_or(config.norm),
            score: self.score.unwrap_or(config.score),
            padding: self.padding.unwrap_or(config.padding),
            masking: Masking {
                value: self.mask_value.unwrap_or(config.masking.value),
                how: self.mask_how.unwrap_or(config.masking.how),
                half: self.half.unwrap_or(config.masking.half),
            },
            position: self.position.unwrap_or(config.position),
            projections: self.projections.unwrap_or(config.projections),
            mixing: self.mixing.unwrap_or(config.mixing),
            heads: self.heads.unwrap_or(config.heads),
            layers: self.layers.unwrap_or(config.layers),
            encoder_layers: self.layers.filter(|_| config.encoder_layers > 0).unwrap_or(config.encoder_layers),
            memory: self.memory.unwrap_or(config.memory),
            segment: self.segment.unwrap_or(config.segment),
            dropout: self.dropout as f32 / 100.0,
            ..config.clone()
        }
    }

    /// Makes a configuration of the model's own; what is no part of a configuration stays.
    pub fn follow(&mut self, config: &Config, own: &Config) {
        *self = Settings {
            scale: Some(config.scale),
            causal: Some(config.causal),
            residual: Some(config.residual),
            norm: Some(config.norm),
            score: (config.score != own.score).then_some(config.score),
            padding: Some(config.padding),
            mask_value: Some(config.masking.value),
            mask_how: Some(config.masking.how),
            half: Some(config.masking.half),
            position: Some(config.position),
            projections: Some(config.projections),
            mixing: Some(config.mixing),
            heads: Some(config.heads),
            layers: (depth(config) != depth(own)).then_some(config.layers),
            memory: Some(config.memory),
            segment: Some(config.segment),
            dropout: (config.dropout * 100.0).round() as usize,
            ..self.clone()
        };
        self.forget_what_is_so(own);
    }

    /// Leaves out what the model has anyway.
    pub fn forget_what_is_so(&mut self, config: &Config) {
        fn keep<T: PartialEq>(setting: &mut Option<T>, own: &T) {
            setting.take_if(|value| value == own);
        }
        keep(&mut self.causal, &config.causal);
        keep(&mut self.residual, &config.residual);
        keep(&mut self.norm, &config.norm);
        let scaled = self.scale.unwrap_or(config.scale) == config.scale;
        if self.score.is_none_or(|score| score == config.score) && scaled {
            self.score = None;
        }
        // A score is said together with its scale, so that it reads back as it is meant.
        if self.score.is_none() {
            keep(&mut self.scale, &config.scale);
        }
        keep(&mut self.padding, &config.padding);
        keep(&mut self.mask_value, &config.masking.value);
        keep(&mut self.mask_how, &config.masking.how);
        keep(&mut self.half, &config.masking.half);
        keep(&mut self.position, &config.position);
        keep(&mut self.projections, &config.projections);
        keep(&mut self.mixing, &config.mixing);
        keep(&mut self.heads, &config.heads);
        let (encoder, decoder) = depth(config);
        self.layers.take_if(|layers| *layers == decoder && [0, decoder].contains(&encoder));
        keep(&mut self.memory, &config.memory);
        keep(&mut self.segment, &config.segment);
    }

    /// Sets what a command sets.
    pub fn set(&mut self, setting: &Setting) {
        match setting {
            Setting::Score(score, scale) => {
                self.score = Some(*score);
                self.scale = Some(*scale);
            }
            Setting::Padding(on) => self.padding = Some(*on),
            Setting::MaskValue(value) => self.mask_value = Some(*value),
            Setting::MaskHow(how) => self.mask_how = Some(*how),
            Setting::Half(on) => self.half = Some(*on),
            Setting::Position(position) => self.position = Some(*position),
            Setting::Projections(projections) => self.projections = Some(*projections),
            Setting::Mixing(mixing) => self.mixing = Some(*mixing),
            Setting::Heads(heads) => self.heads = Some(*heads),
            Setting::Layers(layers) => self.layers = Some(*layers),
            Setting::Memory(tokens) => self.memory = Some(*tokens),
            Setting::Segment(tokens) => self.segment = Some(*tokens),
            Setting::Pad(tokens) => self.pad = *tokens,
            Setting::Dropout(percent) => self.dropout = *percent,
            Setting::Seed(seed) => self.seed = *seed,
            Setting::Target(text) => self.target = (!text.is_empty()).then(|| text.clone()),
        }
    }

    /// What was set, in commands' words, but for what has a command of its own: scale, mask, residual, norm, heads that
    /// are off, temperature.
    pub fn listed(&self) -> Vec<Setting> {
        let mut all = Vec::new();
        all.extend(self.padding.map(Setting::Padding));
        all.extend(self.mask_value.map(Setting::MaskValue));
        all.extend(self.mask_how.map(Setting::MaskHow));
        all.extend(self.half.map(Setting::Half));
        all.extend(self.position.map(Setting::Position));
        all.extend(self.projections.map(Setting::Projections));
        all.extend(self.mixing.map(Setting::Mixing));
        all.extend(self.heads.map(Setting::Heads));
        all.extend(self.layers.map(Setting::Layers));
        all.extend(self.segment.map(Setting::Segment));
        all.extend(self.memory.map(Setting::Memory));
        all.extend((self.pad > 0).then_some(Setting::Pad(self.pad)));
        all.extend((self.dropout > 0).then_some(Setting::Dropout(self.dropout)));
        all.extend((self.seed != 1).then_some(Setting::Seed(self.seed)));
        all.extend(self.target.clone().map(Setting::Target));
        all
    }
}

/// The layers of both stacks.
fn depth(config: &Config) -> (usize, usize) {
    (config.encoder_layers, config.layers)
}

/// One thing to set, with its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setting {
    /// How well a query fits a key, and whether that is divided by √d.
    Score(Score, bool),
    /// Whether padding is hidden.
    Padding(bool),
    /// What a hidden key's score becomes.
    MaskValue(MaskValue),
    /// Added, filled in, or after the softmax.
    MaskHow(MaskHow),
    /// Whether scores and weights are rounded to 16-bit floating point.
    Half(bool),
    /// How a token knows its position.
    Position(Position),
    /// What queries, keys and values are made with.
    Projections(Projections),
    /// What carries information from token to token.
    Mixing(Mixing),
    /// Heads a layer.
    Heads(usize),
    /// Layers of every stack: of fewer the last go, of more the new ones are drawn from the seed.
    Layers(usize),
    /// Tokens of the segments before that are still seen.
    Memory(usize),
    /// Tokens a segment; 0 takes the text as one.
    Segment(usize),
    /// Tokens of padding behind the text.
    Pad(usize),
    /// So many numbers of a hundred are left out, as in training.
    Dropout(usize),
    /// What parameters that the model was not trained with are drawn from.
    Seed(u64),
    /// What a decoder beside an encoder has written; nothing leaves it to the model.
    Target(String),
}

/// The names of scores in commands: `scaled` is the dot product divided by √d, the others are not divided.
pub const SCORES: [&str; 4] = ["scaled", "dot", "general", "additive"];

impl Setting {
    /// The command that sets it.
    pub const fn name(&self) -> &'static str {
        match self {
            Setting::Score(..) => "score",
            Setting::Padding(_) => "padding",
            Setting::MaskValue(_) => "mask-value",
            Setting::MaskHow(_) => "mask-how",
            Setting::Half(_) => "half",
            Setting::Position(_) => "position",
            Setting::Projections(_) => "projections",
            Setting::Mixing(_) => "mixing",
            Setting::Heads(_) => "heads",
            Setting::Layers(_) => "layers",
            Setting::Memory(_) => "memory",
            Setting::Segment(_) => "segment",
            Setting::Pad(_) => "pad",
            Setting::Dropout(_) => "dropout",
            Setting::Seed(_) => "seed",
            Setting::Target(_) => "target",
        }
    }

    /// The score of a command's word.
    pub fn score(word: &str) -> Option<Setting> {
        Some(match word {
            "scaled" => Setting::Score(Score::Dot, true),
            word => Setting::Score(Score::named(word)?, false),
        })
    }
}
