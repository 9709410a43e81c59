//! Who described an operation. What one cites for it, not who thought of it first.

use crate::tape::op::Activation;
use crate::tape::{Name, Part, Site};
use crate::transformer::{Architecture, Config, Norm, Position, Score};

const DOT: &str = "Vaswani et al. 2017, §3.2.1";
const HEADS: &str = "Vaswani et al. 2017, §3.2.2";
const EMBEDDING: &str = "Vaswani et al. 2017, §3.4";
const FEED_FORWARD: &str = "Vaswani et al. 2017, §3.3";
const LUONG: &str = "Luong et al. 2015, §3.1";
const SEGMENTS: &str = "Dai et al. 2019, §3.2";
const DISTANCES: &str = "Dai et al. 2019, §3.3";

/// The source of the operation that makes a value, in a model like this.
pub(super) fn source(config: &Config, site: Site) -> Option<&'static str> {
    let recurrent = config.architecture == Architecture::Recurrent;
    let distances = config.position == Position::Xl;
    Some(match site.name {
        Name::Logits if config.tied => "Vaswani et al. 2017, §3.4; Press and Wolf 2017",
        Name::Embed | Name::Logits | Name::Probs => EMBEDDING,
        Name::Position | Name::ResidPre => "Vaswani et al. 2017, §3.5",
        Name::Ln1 | Name::LnCross | Name::Ln2 | Name::FinalLn => match config.norm {
            Norm::Pre => "Ba et al. 2016; before each sub-layer Xiong et al. 2020",
            Norm::Post => "Ba et al. 2016; Vaswani et al. 2017, §3.1",
            Norm::Rms => "Zhang and Sennrich 2019",
            Norm::None => return None,
        },
        Name::Memory | Name::MemoryLn1 | Name::Context => SEGMENTS,
        Name::Distance | Name::R | Name::QContent | Name::QPosition => DISTANCES,
        Name::Content | Name::Relative if distances => DISTANCES,
        Name::Content | Name::Relative | Name::ZContent | Name::ZRelative => "Shaw et al. 2018",
        Name::QRotated | Name::KRotated => "Su et al. 2021",
        Name::Bias | Name::Biased if config.position == Position::Alibi => "Press et al. 2022, §3",
        Name::Bias | Name::Biased => "Raffel et al. 2020, §2.1",
        Name::Q | Name::K | Name::V | Name::Concat if !recurrent => HEADS,
        Name::Scores | Name::QMapped | Name::KMapped => match config.score {
            Score::Dot if recurrent => LUONG,
            Score::Dot => DOT,
            Score::General => LUONG,
            Score::Additive => "Bahdanau et al. 2015, §A.1.2",
        },
        Name::Pattern | Name::Z if recurrent => LUONG,
        Name::Scaled | Name::Unmasked | Name::Pattern | Name::Z => DOT,
        Name::Masked => "Vaswani et al. 2017, §3.2.3",
        Name::Rollout => "Abnar and Zuidema 2020",
        Name::AttnOut if matches!(site.part, Part::Attention | Part::Cross) && !recurrent => HEADS,
        Name::Post if config.activation == Activation::Gelu => "Vaswani et al. 2017, §3.3; Hendrycks and Gimpel 2016",
        Name::Pre | Name::Post => FEED_FORWARD,
        Name::AttnOut if site.part == Part::Mlp => FEED_FORWARD,
        Name::ResidMid | Name::ResidCross | Name::ResidPost => "He et al. 2016; Vaswani et al. 2017, §3.1",
        Name::PostDropout | Name::Dropout => "Srivastava et al. 2014",
        Name::GruInput | Name::Gates | Name::State | Name::Recorded => "Cho et al. 2014, §2.3",
        Name::Attentional => "Luong et al. 2015, §3",
        Name::Tempered => "Hinton et al. 2015, §2",
        Name::LensLn | Name::LensLogits | Name::Lens => "nostalgebraist 2020, “the logit lens”",
        _ => return None,
    })
}
