//! The choices a configuration is made of.

use serde::{Deserialize, Serialize};

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
        pub enum $name { $($(#[$each])* #[serde(rename = $text)] $variant),* }

        impl $name {
            /// Every choice, in the order they are listed.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The names of all, in the same order.
            pub const NAMES: &[&str] = &[$($text),*];

            /// The name in configurations and commands.
            pub const fn name(self) -> &'static str { match self { $($name::$variant => $text),* } }

            /// The choice of this name.
            pub fn named(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|choice| choice.name() == name)
            }
        }
    )*};
}

choices! {
    /// Which stacks a model has.
    Architecture {
        /// A decoder by itself: each token sees those before it (Radford et al. 2018).
        #[default]
        Decoder "decoder",
        /// An encoder by itself: each token sees all others (Devlin et al. 2019).
        Encoder "encoder",
        /// Both, with cross-attention between them (Vaswani et al. 2017).
        EncoderDecoder "encoder-decoder",
        /// A gated recurrent encoder and decoder, with or without attention between them (Cho et al. 2014, Luong et al. 2015).
        Recurrent "recurrent",
    }

    /// How well a query fits a key; [`Config::scale`](super::Config::scale) divides any of them by √(head width).
    Score {
        /// q · k; scaled it is the score of Vaswani et al. 2017, §3.2.1.
        #[default]
        Dot "dot",
        /// qᵀ W k (Luong et al. 2015, §3.1).
        General "general",
        /// v · tanh(W_q q + W_k k) (Bahdanau et al. 2015, §A.1.2).
        Additive "additive",
    }

    /// How a token knows its position.
    Position {
        /// It does not.
        None "none",
        /// Sines and cosines are added to the embedding (Vaswani et al. 2017, §3.5).
        Sinusoidal "sinusoidal",
        /// A learned vector is added to the embedding.
        #[default]
        Learned "learned",
        /// A learned vector for each distance is added to keys and values (Shaw et al. 2018).
        Shaw "shaw",
        /// A learned number for each range of distances is added to the scores (Raffel et al. 2020, §2.1).
        T5 "t5",
        /// Scores fall in a straight line with distance, in each head at another slope (Press et al. 2022).
        Alibi "alibi",
        /// Queries and keys are turned by angles that grow with position (Su et al. 2021).
        Rope "rope",
        /// Sines and cosines of the distance are compared with the query (Dai et al. 2019, §3.3).
        Xl "xl",
    }

    /// Where norms stand, and which.
    Norm {
        /// A LayerNorm before each sub-layer, and once at the end: x + f(norm(x)) (Xiong et al. 2020).
        #[default]
        Pre "pre",
        /// A LayerNorm after each residual sum: norm(x + f(x)) (Vaswani et al. 2017).
        Post "post",
        /// An RMSNorm before each sub-layer, and once at the end (Zhang and Sennrich 2019).
        Rms "rms",
        /// Nowhere.
        None "none",
    }

    /// What queries, keys and values are made with.
    Projections {
        /// A map each.
        #[default]
        Separate "separate",
        /// Values are the keys: one map for both.
        TiedKeyValue "tied-kv",
        /// Keys are made with the map of the queries.
        TiedQueryKey "tied-qk",
        /// None: all three are the input itself.
        Identity "identity",
    }

    /// What carries information from token to token in a layer.
    Mixing {
        /// Weights computed from content.
        #[default]
        Attention "attention",
        /// Fixed, learned weights from each position to each.
        Fixed "fixed",
        /// The same learned weights at every token, over the few before it.
        Convolution "convolution",
        /// A state handed from token to token (a gated recurrent unit, Cho et al. 2014).
        Recurrent "recurrent",
    }

    /// What a hidden key's score becomes, or is added to it.
    MaskValue {
        /// −∞: the weight is exactly 0.
        #[default]
        Infinite "infinite",
        /// −1,000,000,000
        Billion "billion",
        /// −1000
        Thousand "thousand",
    }

    /// How hidden keys are hidden.
    MaskHow {
        /// The value is added to the score.
        #[default]
        Added "added",
        /// The value takes the place of the score.
        Filled "filled",
        /// The weight is set to 0 after the softmax, so that the others no longer sum to 1.
        After "after",
    }
}

impl MaskValue {
    /// The number.
    pub const fn number(self) -> f32 {
        match self {
            MaskValue::Infinite => f32::NEG_INFINITY,
            MaskValue::Billion => -1e9,
            MaskValue::Thousand => -1e3,
        }
    }
}

/// How hidden keys are hidden, and in which arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Masking {
    /// What a hidden key's score becomes.
    pub value: MaskValue,
    /// Added, filled in, or after the softmax.
    pub how: MaskHow,
    /// Whether scores and weights are rounded to 16-bit floating point on the way.
    pub half: bool,
}
