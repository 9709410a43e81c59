//! What a Transformer is made of, and the list of its parameters.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::tape::op::Activation;
use crate::tape::{Matrix, Name, Parameters, Part, Shape, Site, Stack};

/// The shape of a Transformer and its switches: what `config.json` holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own, not a state")]
pub struct Config {
    /// Entries of the vocabulary.
    pub vocabulary: usize,
    /// The longest input, in tokens.
    pub context: usize,
    /// Numbers in a token's vector, d.
    pub width: usize,
    /// Attention heads a layer; divides `width`.
    pub heads: usize,
    /// Layers.
    pub layers: usize,
    /// Numbers in a token's vector inside the feed-forward network.
    pub hidden: usize,
    /// How a token knows its position.
    pub position: Position,
    /// Where the LayerNorms stand.
    pub norm: Norm,
    /// The function inside the feed-forward network.
    pub activation: Activation,
    /// Whether the unembedding is the word embedding (Press and Wolf 2017).
    pub tied: bool,
    /// The share of cells zeroed in training.
    pub dropout: f32,
    /// Whether scores are divided by √(head width).
    #[serde(default = "yes")]
    pub scale: bool,
    /// Whether a token is kept from seeing later ones.
    #[serde(default = "yes")]
    pub causal: bool,
    /// Whether each sub-layer's result is added to its input.
    #[serde(default = "yes")]
    pub residual: bool,
    /// Added to the variance in every LayerNorm.
    #[serde(default = "epsilon")]
    pub epsilon: f32,
}

fn yes() -> bool {
    true
}

fn epsilon() -> f32 {
    1e-5
}

/// How a token knows its position.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// It does not.
    None,
    /// Sines and cosines are added to the embedding (Vaswani et al. 2017, §3.5).
    Sinusoidal,
    /// A learned vector is added to the embedding.
    Learned,
}

/// Where the LayerNorms stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Norm {
    /// Before each sub-layer, and once at the end: x + f(norm(x)) (Xiong et al. 2020).
    Pre,
    /// After each residual sum: norm(x + f(x)) (Vaswani et al. 2017).
    Post,
    /// Nowhere.
    None,
}

/// Why no model can be made of a configuration.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum ConfigError {
    /// A size that must not be zero.
    #[error("`{0}` is 0: it must be at least 1")]
    Zero(&'static str),
    /// A size that no machine here could hold.
    #[error("`{name}` is {size}: the most is {most}")]
    TooLarge {
        /// The size's name.
        name: &'static str,
        /// What was asked for.
        size: usize,
        /// The most there may be.
        most: usize,
    },
    /// More parameters than a model may have.
    #[error("this makes {0} parameters: the most is {MOST_PARAMETERS}")]
    TooManyParameters(u128),
    /// An ε that cannot be added to a variance.
    #[error("`epsilon` is {0}: it must be a number above 0")]
    Epsilon(f32),
    /// Heads that do not divide the width.
    #[error("{heads} heads do not divide a width of {width}: try {nearest}")]
    Heads {
        /// The heads that were asked for.
        heads: usize,
        /// The width.
        width: usize,
        /// The nearest number of heads that divides it.
        nearest: usize,
    },
    /// A share of dropped cells that is none.
    #[error("a dropout of {0} is not in the range from 0 to below 1")]
    Dropout(f32),
}

const MOST_LAYERS: usize = 1_000;
const MOST: usize = 1 << 24;
const MOST_PARAMETERS: u128 = 1 << 33;

impl Config {
    /// Numbers in a query, key or value vector of one head.
    pub fn head_width(&self) -> usize {
        self.width / self.heads
    }

    /// Whether a model can be made of this.
    ///
    /// # Errors
    /// Returns an error where a size is zero or too large to hold, the heads do not divide the width, the dropout is no
    /// share, or ε is not above 0.
    pub fn check(&self) -> Result<(), ConfigError> {
        let sizes = [
            ("vocabulary", self.vocabulary),
            ("context", self.context),
            ("width", self.width),
            ("heads", self.heads),
            ("layers", self.layers),
            ("hidden", self.hidden),
        ];
        if let Some((name, _)) = sizes.into_iter().find(|(_, size)| *size == 0) {
            return Err(ConfigError::Zero(name));
        }
        let most = |name: &str| if name == "layers" { MOST_LAYERS } else { MOST };
        if let Some((name, size)) = sizes.into_iter().find(|(name, size)| *size > most(name)) {
            return Err(ConfigError::TooLarge { name, size, most: most(name) });
        }
        let count = self.parameters().iter().map(|(_, (rows, columns))| *rows as u128 * *columns as u128).sum();
        if count > MOST_PARAMETERS {
            return Err(ConfigError::TooManyParameters(count));
        }
        if !self.width.is_multiple_of(self.heads) {
            let divides = |heads: &usize| self.width.is_multiple_of(*heads);
            let nearest = (1..=self.width).filter(divides).min_by_key(|heads| heads.abs_diff(self.heads)).unwrap_or(1);
            return Err(ConfigError::Heads { heads: self.heads, width: self.width, nearest });
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return Err(ConfigError::Dropout(self.dropout));
        }
        if !(self.epsilon.is_finite() && self.epsilon > 0.0) {
            return Err(ConfigError::Epsilon(self.epsilon));
        }
        Ok(())
    }

    /// Every parameter's name and shape in storage: one list for drawing at random, for counting, and for checking a
    /// checkpoint before anything runs.
    pub fn parameters(&self) -> Vec<(Site, Shape)> {
        let d = self.width;
        let mut all = vec![(Site::model(Name::WE), (d, self.vocabulary))];
        if self.position == Position::Learned {
            all.push((Site::model(Name::WPos), (d, self.context)));
        }
        for layer in 0..self.layers {
            all.extend(self.layer_parameters(layer));
        }
        if self.norm == Norm::Pre {
            all.extend([Name::FinalGain, Name::FinalBias].map(|name| (Site::model(name), (d, 1))));
        }
        if !self.tied {
            all.push((Site::model(Name::WU), (d, self.vocabulary)));
        }
        all
    }

    fn layer_parameters(&self, layer: usize) -> Vec<(Site, Shape)> {
        let (d, f) = (self.width, self.hidden);
        let at = |part, name, shape| (Site::layer(Stack::Decoder, layer, part, name), shape);
        let attention = |name, shape| at(Part::Attention, name, shape);
        let mlp = |name, shape| at(Part::Mlp, name, shape);
        let mut all = vec![
            attention(Name::WQ, (d, d)),
            attention(Name::BQ, (d, 1)),
            attention(Name::WK, (d, d)),
            attention(Name::BK, (d, 1)),
            attention(Name::WV, (d, d)),
            attention(Name::BV, (d, 1)),
            attention(Name::WO, (d, d)),
            attention(Name::BO, (d, 1)),
            mlp(Name::WIn, (f, d)),
            mlp(Name::BIn, (f, 1)),
            mlp(Name::WOut, (d, f)),
            mlp(Name::BOut, (d, 1)),
        ];
        if self.norm != Norm::None {
            let gains = [Name::Ln1Gain, Name::Ln1Bias, Name::Ln2Gain, Name::Ln2Bias];
            all.extend(gains.map(|name| at(Part::Stream, name, (d, 1))));
        }
        all
    }

    /// Parameters drawn at random from a seed: gains 1, biases 0, weights normal with deviation 0.02, those that write to
    /// the residual stream smaller by √(2 · layers) (Radford et al. 2019, §2.3).
    pub fn random(&self, seed: u64) -> Parameters {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let into_stream = 0.02 / (2.0 * self.layers as f32).sqrt();
        Parameters::new(self.parameters().into_iter().map(|(site, (rows, columns))| {
            let value = match site.name {
                Name::Ln1Gain | Name::Ln2Gain | Name::FinalGain => Matrix::from_element(rows, columns, 1.0),
                _ if columns == 1 => Matrix::zeros(rows, columns),
                Name::WO | Name::WOut => Matrix::from_fn(rows, columns, |_, _| into_stream * normal(&mut rng)),
                _ => Matrix::from_fn(rows, columns, |_, _| 0.02 * normal(&mut rng)),
            };
            (site, value)
        }))
    }
}

/// A draw from the standard normal distribution (Box and Muller 1958).
pub(crate) fn normal(rng: &mut impl Rng) -> f32 {
    let mut uniform = || ((rng.next_u32() >> 8) as f32 + 0.5) / (1u32 << 24) as f32;
    let (radius, turn) = ((-2.0 * libm::logf(uniform())).sqrt(), uniform());
    radius * libm::cosf(std::f32::consts::TAU * turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn small() -> Config {
        Config {
            vocabulary: 11,
            context: 9,
            width: 12,
            heads: 3,
            layers: 2,
            hidden: 20,
            position: Position::Learned,
            norm: Norm::Pre,
            activation: Activation::Gelu,
            tied: true,
            dropout: 0.0,
            scale: true,
            causal: true,
            residual: true,
            epsilon: 1e-5,
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_parameters() {
        let (a, b, c) = (small().random(1), small().random(1), small().random(2));
        assert!(a.iter().eq(b.iter()));
        assert!(!a.iter().eq(c.iter()));
        assert_eq!(a.count(), small().parameters().iter().map(|(_, (r, c))| r * c).sum::<usize>());
    }

    #[test]
    fn a_configuration_that_makes_no_model_says_why() {
        assert_eq!(small().check(), Ok(()));
        let heads = Config { heads: 5, ..small() };
        assert_eq!(heads.check(), Err(ConfigError::Heads { heads: 5, width: 12, nearest: 4 }));
        assert_eq!(Config { layers: 0, ..small() }.check(), Err(ConfigError::Zero("layers")));
        assert!(Config { dropout: 1.0, ..small() }.check().is_err());
        assert!(Config { epsilon: f32::NAN, ..small() }.check().is_err());
        let layers = Config { layers: usize::MAX, ..small() };
        assert!(matches!(layers.check(), Err(ConfigError::TooLarge { name: "layers", .. })));
        let wide = Config { width: 3 << 20, ..small() };
        assert!(matches!(wide.check(), Err(ConfigError::TooManyParameters(_))));
    }

    #[test]
    fn a_configuration_reads_back_from_json() {
        let text = serde_json::to_string(&small()).unwrap();
        assert_eq!(serde_json::from_str::<Config>(&text).unwrap(), small());
    }
}
