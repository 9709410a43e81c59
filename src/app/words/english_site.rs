//! English: the steps of a pass.

use crate::tape::{Name, Part, Site};

pub(super) const fn step(site: Site) -> &'static str {
    match site.name {
        Name::Embed => "embed",
        Name::Position => "position",
        Name::ResidPre => "+ position",
        Name::Ln1 | Name::LnCross | Name::Ln2 | Name::FinalLn => "LayerNorm",
        Name::Memory => "memory",
        Name::MemoryLn1 => "norm of memory",
        Name::Context => "+ memory",
        Name::Distance => "distances",
        Name::Window => "window",
        Name::Mixed => "mix positions",
        Name::GruInput => "W_x",
        Name::Start => "start",
        Name::Recorded => "recurrence",
        Name::Gates => "gates",
        Name::State => "states",
        Name::Last => "last state",
        Name::QRotated => "rotate q",
        Name::KRotated => "rotate k",
        Name::QContent => "q + u",
        Name::QPosition => "q + v",
        Name::QMapped => "W q",
        Name::KMapped => "W k",
        Name::R => "W_R",
        Name::Content => "content",
        Name::Relative => "distance",
        Name::Bias => "bias",
        Name::Biased => "+ bias",
        Name::ZRelative => "mix distances",
        Name::Attentional => "tanh",
        Name::Q => "q",
        Name::K => "k",
        Name::V => "v",
        Name::Scores => "scores",
        Name::Scaled => "÷ √d",
        Name::Masked => "+ mask",
        Name::Unmasked | Name::Pattern | Name::Probs => "softmax",
        Name::PatternMean => "mean of heads",
        Name::PatternMax => "max of heads",
        Name::Rollout => "rollout",
        Name::ZContent | Name::Z => "mix",
        Name::Concat => "join heads",
        Name::AttnOut => match site.part {
            Part::Mlp => "W_out",
            _ => "W_O",
        },
        Name::ResidMid | Name::ResidCross | Name::ResidPost => "+ residual",
        Name::Pre => "W_in",
        Name::Post => "activate",
        Name::PostDropout | Name::Dropout => "dropout",
        Name::LensLn => "LayerNorm of lens",
        Name::LensLogits => "logits of lens",
        Name::Lens => "logit lens",
        Name::Logits => "logits",
        Name::Tempered => "temperature",
        Name::Loss => "loss",
        // Parameters are no steps; their names are their own.
        parameter => parameter.text(),
    }
}

pub(super) const fn sentence(site: Site) -> &'static str {
    match site.name {
        Name::Embed => {
            "every token looks its vector up in one table: the same token, the same vector, wherever it stands"
        }
        Name::Position => "every position has a vector of its own, or the model could not tell one order from another",
        Name::ResidPre => "what is read and where it stands add up to one vector: the start of the residual stream",
        Name::Ln1 | Name::Ln2 | Name::FinalLn => {
            "each token's vector, by itself: mean to 0, deviation to 1, then stretched by γ and moved by β"
        }
        Name::Memory => "the states that the last tokens of the segments before had here: given, not computed again",
        Name::MemoryLn1 => "what is remembered is evened out as the tokens of this segment are",
        Name::Context => "what can be attended to: the memory, then the tokens of this segment",
        Name::Distance => "every distance between a query and a key has a vector of sines and cosines",
        Name::Window => "each token beside the few before it, one above the other",
        Name::Mixed => "each position reads the others by weights of its own, whatever stands there",
        Name::GruInput => "what each token says to the three gates of the recurrent unit",
        Name::Start => "the state before the first token",
        Name::Recorded => {
            "token by token: gates decide how much of the old state stays, and the new state is handed on"
        }
        Name::Gates => "reset, update and candidate: how much of the past counts, how much stays, what is new",
        Name::State => "what the recurrent unit knows after each token",
        Name::Last => "what is left of the whole source after its last token",
        Name::QRotated => "each pair of a query's dimensions is turned by an angle that grows with its position",
        Name::KRotated => "each key is turned likewise, so that only the distance between the two counts",
        Name::QContent => "the query as it looks for content: a learned vector is added, the same for every query",
        Name::QPosition => "the query as it looks for distance: another learned vector is added",
        Name::QMapped => "the query through the score's own map",
        Name::KMapped => "the key through the score's own map",
        Name::R => "a vector for each distance, to be compared with the query",
        Name::Content => "how well query and key fit by what they are",
        Name::Relative => "how well query and key fit by how far they are apart",
        Name::Bias => "what the distance between query and key is worth, whatever stands there",
        Name::Biased => "the worth of the distance is added to the score",
        Name::Unmasked => "softmax before anything is hidden: hidden keys still take their share",
        Name::ZRelative => "and beside each value a learned vector for how far away it stands",
        Name::LnCross => "each token's vector, by itself: mean to 0, deviation to 1, before it looks at the source",
        Name::ResidCross => "what was found in the source is added to the stream",
        Name::Attentional => "what was found in the source and the state itself, joined and bent",
        Name::Q if cross(site) => "a query for each token of the target: what it is looking for in the source",
        Name::K if cross(site) => "a key for each token of the source: what the target can find it by",
        Name::V if cross(site) => "a value for each token of the source: what it hands over to the target",
        Name::Q => "a query for each token: what it is looking for",
        Name::K => "a key for each token: what it can be found by",
        Name::V => "a value for each token: what it hands over to those that attend to it",
        Name::Scores => "every query meets every key: the dot product says how well they fit",
        Name::Scaled => "sums over more dimensions spread wider; dividing by √d keeps the softmax from saturating",
        Name::Masked => "nobody looks ahead: a score for a later token becomes −∞, and its weight 0",
        Name::Pattern if cross(site) => {
            "the target asks, the source is asked: the weights of one token of the target sum to 1"
        }
        Name::Pattern => "softmax turns the scores of one query into weights that sum to 1",
        Name::PatternMean => "derived: the weights of all heads of this layer, their mean",
        Name::PatternMax => "derived: of the weights of all heads of this layer the largest",
        Name::Rollout => {
            "derived: attention of this layer and those before it multiplied, half of each token staying where it is"
        }
        Name::ZContent | Name::Z => "each token gathers the values of the tokens it attends to, each by its weight",
        Name::Concat => "what the heads found, side by side in one vector",
        Name::AttnOut => match site.part {
            Part::Mlp => "what was detected writes its own vector: back to the width of the residual stream",
            _ => "what the heads found, mixed into the width of the residual stream",
        },
        Name::ResidMid => "attention does not replace a token's vector: it adds to it",
        Name::Pre => "each token, by itself, is held against many learned patterns",
        Name::Post => "patterns that do not fit are silenced; the others pass",
        Name::PostDropout | Name::Dropout => {
            "training only: some numbers are left out, so that none is relied upon alone"
        }
        Name::ResidPost => "the MLP, too, adds to the stream; the next layer reads the sum",
        Name::LensLn => "derived: what this layer leaves, evened out as the last layer's vector is",
        Name::LensLogits => "derived: every word held against what this layer leaves, as if it were the last",
        Name::Lens => "derived: what would come next if the model ended after this layer",
        Name::Logits => "every word of the vocabulary is held against the last vector: how well would it come next?",
        Name::Tempered => "a temperature below 1 sharpens the distribution, one above 1 flattens it",
        Name::Probs => "softmax turns the logits into a distribution over the next word, at every position",
        Name::Loss => "how surprised the model is by the words that really follow, on average",
        _ => "a parameter of the model: what training has learned",
    }
}

/// Whether the target looks at the source.
const fn cross(site: Site) -> bool {
    matches!(site.part, Part::Cross)
}
