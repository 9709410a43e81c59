//! The name of a recorded value, such as `decoder.3.attn.pattern`.
//!
//! ```text
//!   decoder . 3 . attn . pattern . before
//!   ───┬───   ┬   ──┬─   ───┬───   ───┬──
//!    stack  layer  part   name     what a patch replaced
//! ```
//!
//! The names are the field's own (`TransformerLens`). One table below lists every name with its axes and its formula:
//! traces, the screen, errors and the tests against `PyTorch` all read it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Which stack of layers a value belongs to. A decoder-only model has only the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stack {
    /// The encoder of an encoder–decoder model.
    Encoder,
    /// The decoder; outside its layers its values print without a prefix (`embed`, `logits`).
    Decoder,
}

/// Which sub-layer of a layer a value belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// The residual stream and what stands outside the layers; no prefix.
    Stream,
    /// Self-attention, `attn.`
    Attention,
    /// Cross-attention, `cross.`
    Cross,
    /// The position-wise feed-forward network, `mlp.`
    Mlp,
    /// A recurrent network that takes the place of attention, `gru.`
    Recurrent,
    /// A convolution over tokens that takes the place of attention, `conv.`
    Convolution,
    /// A fully connected layer over positions that takes the place of attention, `mix.`
    Mixing,
}

impl Part {
    const ALL: [Part; 7] =
        [Part::Stream, Part::Attention, Part::Cross, Part::Mlp, Part::Recurrent, Part::Convolution, Part::Mixing];

    /// The prefix in a site's name, with its dot.
    pub const fn prefix(self) -> &'static str {
        match self {
            Part::Stream => "",
            Part::Attention => "attn.",
            Part::Cross => "cross.",
            Part::Mlp => "mlp.",
            Part::Recurrent => "gru.",
            Part::Convolution => "conv.",
            Part::Mixing => "mix.",
        }
    }
}

/// What the axes of a value are, as it leaves the program: row-major, in this order.
///
/// In storage a token is a column (see [`Matrix`](super::Matrix)), so that the bytes are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Axes {
    /// `[token, width]`: one vector a token.
    TokenWidth,
    /// `[head, token, width]`: one vector a token in every head.
    HeadTokenWidth,
    /// `[head, query, key]`: one number for each pair of tokens in every head.
    HeadQueryKey,
    /// `[query, key]`: one number for each pair of tokens, of all heads together.
    QueryKey,
    /// `[distance, width]`: one vector for each distance between two tokens.
    DistanceWidth,
    /// `[head, distance, width]`: one vector for each distance in every head.
    HeadDistanceWidth,
    /// `[token, word]`: one number a token and vocabulary entry.
    TokenWord,
    /// `[out, in]`: a weight.
    Weight,
    /// `[word, width]` or `[position, width]`: one row an entry.
    Table,
    /// `[width]`: a bias or a gain.
    Vector,
    /// A single number.
    Scalar,
}

macro_rules! names {
    ($($name:ident $text:literal $axes:ident $formula:literal),* $(,)?) => {
        /// What a value is, within its stack, layer and part.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Name { $(#[doc = concat!("`", $text, "` = `", $formula, "`")] $name),* }

        impl Name {
            /// Every name there is.
            pub const ALL: &[Name] = &[$(Name::$name),*];

            /// The name as it is written, without stack, layer and part.
            pub const fn text(self) -> &'static str { match self { $(Name::$name => $text),* } }

            /// The axes of such a value.
            pub const fn axes(self) -> Axes { match self { $(Name::$name => Axes::$axes),* } }

            /// How such a value is made, as one would write it on a board.
            pub const fn formula(self) -> &'static str { match self { $(Name::$name => $formula),* } }
        }
    };
}

names! {
    // what a pass records, in the order of a pass
    Embed       "embed"        TokenWidth     "W_E[token]",
    Position    "pos"          TokenWidth     "W_pos[position]",
    ResidPre    "resid_pre"    TokenWidth     "embed + pos",
    Memory      "memory"       TokenWidth     "resid_pre of the segments before",
    Ln1         "ln1"          TokenWidth     "γ · (x − μ) / σ + β",
    MemoryLn1   "memory_ln1"   TokenWidth     "γ · (memory − μ) / σ + β",
    Context     "context"      TokenWidth     "[memory_ln1, ln1]",
    Distance    "distance"     DistanceWidth  "sin, cos(distance)",
    Window      "window"       TokenWidth     "[xₜ; xₜ₋₁; …]",
    Mixed       "mixed"        TokenWidth     "W_mix x",
    GruInput    "input"        TokenWidth     "W_x x + b_x",
    Start       "start"        TokenWidth     "0, or the last state of the encoder",
    Recorded    "recorded"     TokenWidth     "[r; z; n; h]",
    Gates       "gates"        TokenWidth     "[r; z; n]",
    State       "state"        TokenWidth     "(1 − z) · n + z · hₜ₋₁",
    Last        "last"         TokenWidth     "h at the last token",
    Q           "q"            HeadTokenWidth "W_Q x + b_Q",
    K           "k"            HeadTokenWidth "W_K x + b_K",
    V           "v"            HeadTokenWidth "W_V x + b_V",
    QRotated    "q_rotated"    HeadTokenWidth "rotate(q, position)",
    KRotated    "k_rotated"    HeadTokenWidth "rotate(k, position)",
    QContent    "q_content"    HeadTokenWidth "q + b_content",
    QPosition   "q_position"   HeadTokenWidth "q + b_position",
    QMapped     "q_mapped"     HeadTokenWidth "W_score_q q",
    KMapped     "k_mapped"     HeadTokenWidth "W_score k",
    R           "r"            HeadDistanceWidth "W_R distance",
    Content     "content"      HeadQueryKey   "q · k",
    Relative    "relative"     HeadQueryKey   "q · r[i − j]",
    Scores      "scores"       HeadQueryKey   "q · k",
    Scaled      "scaled"       HeadQueryKey   "scores / √d",
    Bias        "bias"         HeadQueryKey   "W_bias[j − i]",
    Biased      "biased"       HeadQueryKey   "scaled + bias",
    Masked      "masked"       HeadQueryKey   "scaled + mask",
    Unmasked    "unmasked"     HeadQueryKey   "softmax(masked)",
    Pattern     "pattern"      HeadQueryKey   "softmax(masked)",
    PatternMean "pattern_mean" QueryKey       "mean of pattern over heads",
    PatternMax  "pattern_max"  QueryKey       "max of pattern over heads",
    Rollout     "rollout"      QueryKey       "½ (pattern_mean + I) · rollout before",
    ZContent    "z_content"    HeadTokenWidth "pattern · v",
    ZRelative   "z_relative"   HeadTokenWidth "pattern · W_V_relative[j − i]",
    Z           "z"            HeadTokenWidth "pattern · v",
    Concat      "concat"       TokenWidth     "[z₀; z₁; …]",
    AttnOut     "out"          TokenWidth     "W x + b",
    ResidMid    "resid_mid"    TokenWidth     "resid_pre + attn.out",
    LnCross     "ln_cross"     TokenWidth     "γ · (x − μ) / σ + β",
    ResidCross  "resid_cross"  TokenWidth     "resid_mid + cross.out",
    Ln2         "ln2"          TokenWidth     "γ · (x − μ) / σ + β",
    Pre         "pre"          TokenWidth     "W_in x + b_in",
    Post        "post"         TokenWidth     "activation(pre)",
    PostDropout "post_dropout" TokenWidth     "post · keep / (1 − p)",
    Dropout     "dropout"      TokenWidth     "x · keep / (1 − p)",
    ResidPost   "resid_post"   TokenWidth     "resid_mid + mlp.out",
    LensLn      "lens_ln"      TokenWidth     "final.ln of resid_post",
    LensLogits  "lens_logits"  TokenWord      "W_U lens_ln",
    Lens        "lens"         TokenWord      "softmax(lens_logits)",
    FinalLn     "final.ln"     TokenWidth     "γ · (x − μ) / σ + β",
    Attentional "attentional"  TokenWidth     "tanh(cross.out)",
    Logits      "logits"       TokenWord      "W_U x",
    Tempered    "tempered"     TokenWord      "logits / temperature",
    Probs       "probs"        TokenWord      "softmax(logits)",
    Loss        "loss"         Scalar         "− mean log p(target)",
    // parameters
    WE          "W_E"          Table          "parameter",
    WPos        "W_pos"        Table          "parameter",
    Ln1Gain     "ln1.gain"     Vector         "parameter",
    Ln1Bias     "ln1.bias"     Vector         "parameter",
    WQ          "W_Q"          Weight         "parameter",
    BQ          "b_Q"          Vector         "parameter",
    WK          "W_K"          Weight         "parameter",
    BK          "b_K"          Vector         "parameter",
    WV          "W_V"          Weight         "parameter",
    BV          "b_V"          Vector         "parameter",
    WO          "W_O"          Weight         "parameter",
    BO          "b_O"          Vector         "parameter",
    WScore      "W_score"      Weight         "parameter",
    WScoreQ     "W_score_q"    Weight         "parameter",
    WScoreK     "W_score_k"    Weight         "parameter",
    VScore      "v_score"      Vector         "parameter",
    WKRelative  "W_K_relative" Table          "parameter",
    WVRelative  "W_V_relative" Table          "parameter",
    WR          "W_R"          Weight         "parameter",
    BContent    "b_content"    Vector         "parameter",
    BPosition   "b_position"   Vector         "parameter",
    WBias       "W_bias"       Table          "parameter",
    LnCrossGain "ln_cross.gain" Vector        "parameter",
    LnCrossBias "ln_cross.bias" Vector        "parameter",
    WX          "W_x"          Weight         "parameter",
    BX          "b_x"          Vector         "parameter",
    WH          "W_h"          Weight         "parameter",
    BH          "b_h"          Vector         "parameter",
    WConv       "W_conv"       Weight         "parameter",
    BConv       "b_conv"       Vector         "parameter",
    WMix        "W_mix"        Weight         "parameter",
    Ln2Gain     "ln2.gain"     Vector         "parameter",
    Ln2Bias     "ln2.bias"     Vector         "parameter",
    WIn         "W_in"         Weight         "parameter",
    BIn         "b_in"         Vector         "parameter",
    WOut        "W_out"        Weight         "parameter",
    BOut        "b_out"        Vector         "parameter",
    FinalGain   "final.ln.gain" Vector        "parameter",
    FinalBias   "final.ln.bias" Vector        "parameter",
    WU          "W_U"          Table          "parameter",
}

/// The name of a recorded value: stack, layer, part, name, and whether it is what a patch replaced.
///
/// Prints and parses as `decoder.3.attn.pattern`; a value outside the layers of the decoder stack as `embed`, `logits`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Site {
    /// Which stack.
    pub stack: Stack,
    /// Which layer, from 0; `None` outside the layers.
    pub layer: Option<u16>,
    /// Which sub-layer.
    pub part: Part,
    /// What it is.
    pub name: Name,
    /// Whether this is the value a patch took the name from.
    pub before: bool,
}

impl Site {
    /// A value of a stack outside its layers, such as `embed`.
    pub const fn outside(stack: Stack, name: Name) -> Site {
        Site { stack, layer: None, part: Part::Stream, name, before: false }
    }

    /// A value of the decoder stack outside its layers, such as `logits`.
    pub const fn model(name: Name) -> Site {
        Site::outside(Stack::Decoder, name)
    }

    /// A value inside a layer, such as `decoder.3.attn.pattern`.
    pub const fn layer(stack: Stack, layer: usize, part: Part, name: Name) -> Site {
        Site { stack, layer: Some(layer as u16), part, name, before: false }
    }

    /// The axes of the value as it leaves the program.
    pub const fn axes(self) -> Axes {
        self.name.axes()
    }

    /// Whether the value has heads that are looked at one by one.
    pub const fn has_heads(self) -> bool {
        matches!(self.axes(), Axes::HeadTokenWidth | Axes::HeadQueryKey | Axes::HeadDistanceWidth)
    }

    /// How the value is made, as one would write it on a board.
    pub const fn formula(self) -> &'static str {
        match (self.part, self.name) {
            (Part::Mlp, Name::AttnOut) => "W_out post + b_out",
            (_, Name::AttnOut) => "W_O concat + b_O",
            _ => self.name.formula(),
        }
    }

    /// Whether it names a parameter of the model, not a value of the pass.
    pub fn is_parameter(self) -> bool {
        self.name >= Name::WE
    }

    /// Whether the value is worked out from a pass beside it: no other value of the pass depends on it, and it is no step.
    pub const fn is_derived(self) -> bool {
        matches!(
            self.name,
            Name::PatternMean | Name::PatternMax | Name::Rollout | Name::LensLn | Name::LensLogits | Name::Lens
        )
    }

    /// The value a patch at this site replaced.
    pub const fn replaced(self) -> Site {
        Site { before: true, ..self }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.stack, self.layer) {
            (Stack::Decoder, None) => {}
            (Stack::Encoder, None) => f.write_str("encoder.")?,
            (Stack::Decoder, Some(layer)) => write!(f, "decoder.{layer}.")?,
            (Stack::Encoder, Some(layer)) => write!(f, "encoder.{layer}.")?,
        }
        f.write_str(self.part.prefix())?;
        f.write_str(self.name.text())?;
        f.write_str(if self.before { ".before" } else { "" })
    }
}

/// A text that names no site.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no site `{0}`")]
pub struct UnknownSite(pub String);

impl FromStr for Site {
    type Err = UnknownSite;

    fn from_str(text: &str) -> Result<Site, UnknownSite> {
        parse(text).ok_or_else(|| UnknownSite(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Site> {
    let (rest, before) = text.strip_suffix(".before").map_or((text, false), |rest| (rest, true));
    let (stack, rest) = match (rest.strip_prefix("encoder."), rest.strip_prefix("decoder.")) {
        (Some(rest), _) => (Stack::Encoder, rest),
        (_, Some(rest)) => (Stack::Decoder, rest),
        _ => (Stack::Decoder, rest),
    };
    let (layer, rest) = match rest.split_once('.') {
        Some((number, after)) if number.bytes().all(|b| b.is_ascii_digit()) => (Some(number.parse().ok()?), after),
        _ => (None, rest),
    };
    // An empty prefix fits everything, so it is tried last.
    let site = Part::ALL.into_iter().rev().find_map(|part| {
        let name = rest.strip_prefix(part.prefix())?;
        let name = *Name::ALL.iter().find(|n| n.text() == name)?;
        Some(Site { stack, layer, part, name, before })
    })?;
    // `decoder.embed` and `decoder.0.embed.x` are no spellings of anything: what prints differently is not a name.
    (site.to_string() == text).then_some(site)
}

impl Serialize for Site {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Site {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Site, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_reads_back_as_it_prints() {
        for stack in [Stack::Encoder, Stack::Decoder] {
            for layer in [None, Some(0), Some(47)] {
                for part in Part::ALL {
                    for &name in Name::ALL {
                        for before in [false, true] {
                            let site = Site { stack, layer, part, name, before };
                            assert_eq!(site.to_string().parse(), Ok(site));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_site_is_refused_by_its_whole_text() {
        for text in [
            "",
            ".",
            "decoder",
            "decoder.embed",
            "decoder.01.ln1",
            "decoder.0.attn.patern",
            "decoder.70000.ln1",
            "embed ",
            "encoder.",
        ] {
            assert_eq!(text.parse::<Site>(), Err(UnknownSite(text.to_owned())));
        }
    }

    #[test]
    fn parameters_are_told_from_values() {
        assert!("decoder.0.attn.W_Q".parse::<Site>().is_ok_and(Site::is_parameter));
        assert!("loss".parse::<Site>().is_ok_and(|s| !s.is_parameter()));
        assert!("decoder.1.rollout".parse::<Site>().is_ok_and(|s| s.is_derived() && !s.is_parameter()));
        assert!("decoder.1.attn.pattern".parse::<Site>().is_ok_and(|s| !s.is_derived()));
    }
}
