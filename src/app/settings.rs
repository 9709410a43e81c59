//! What is switched differently from how the model was made.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::transformer::{Config, Norm};

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
    /// Where the LayerNorms stand.
    pub norm: Option<Norm>,
    /// The heads that add nothing.
    pub heads_off: BTreeSet<HeadId>,
    /// What the logits are divided by; above 0.
    pub temperature: f32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { scale: None, causal: None, residual: None, norm: None, heads_off: BTreeSet::new(), temperature: 1.0 }
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
            ..config.clone()
        }
    }
}
