//! What a recorded pass says beyond itself: patterns over all heads, attention rolled out over layers, and what each layer
//! would predict. No value of the pass depends on these; in training they are left out.
//!
//! ```text
//!  pattern ─┬─ pattern_mean ── rollout ── rollout of the next layer ── …
//!           └─ pattern_max
//!  resid_post ── lens_ln ── lens_logits ── lens
//! ```

use crate::tape::op::Over;
use crate::tape::{Name, Part, Shape, Site, Stack, Tape, Var};

use super::Config;
use super::choice::Norm;
use super::embedding::unembedding;
use super::norm::norm;

/// The most bytes that the values of all logit lenses may take together.
const LENS_BYTES: usize = 64 << 20;

/// Records what is derived from a pass over one sequence that stands on the tape.
pub fn derived(tape: &mut Tape, config: &Config) {
    for (stack, layers) in config.stacks() {
        let mut before = None;
        for layer in 0..layers {
            let at = |part| move |name| Site::layer(stack, layer, part, name);
            let mean = over_heads(tape, config.heads, at(Part::Attention));
            over_heads(tape, config.cross_heads(), at(Part::Cross));
            before = mean.and_then(|mean| rollout(tape, at(Part::Stream)(Name::Rollout), mean, before));
        }
    }
    lenses(tape, config);
}

/// Every head's weights as one pattern, by their mean and by their largest: `[key, query]`. Gives back the mean.
fn over_heads(tape: &mut Tape, heads: usize, at: impl Fn(Name) -> Site) -> Option<Var> {
    let pattern = tape.find(at(Name::Pattern))?;
    let mean = tape.over_heads(at(Name::PatternMean), pattern, heads, Over::Mean);
    tape.over_heads(at(Name::PatternMax), pattern, heads, Over::Max);
    Some(mean)
}

/// How much of each token of the input is in each token after a layer, by attention alone (Abnar and Zuidema 2020, §3):
/// `[key, query]`. Where keys are not the tokens that ask, as with a memory, there is none.
fn rollout(tape: &mut Tape, at: Site, mean: Var, before: Option<Var>) -> Option<Var> {
    let (keys, queries) = tape.shape(mean);
    (keys == queries).then(|| tape.rollout(at, mean, before))
}

/// What each layer's stream would predict if it were the last one's (logit lens, nostalgebraist 2020): `[word, token]`.
/// Left out where all of them together take too much room.
fn lenses(tape: &mut Tape, config: &Config) {
    let Some((stack, layers)) = config.stacks().last().copied() else { return };
    let streams: Vec<(usize, Var)> =
        (0..layers).filter_map(|layer| Some((layer, stream(tape, config, stack, layer)?))).collect();
    let bytes = |(_, stream): &(usize, Var)| lens_bytes(config, tape.shape(*stream));
    if streams.iter().map(bytes).sum::<usize>() > LENS_BYTES {
        return;
    }
    for (layer, stream) in streams {
        let at = |name| Site::layer(stack, layer, Part::Stream, name);
        let x = if config.norm == Norm::Post {
            stream
        } else {
            let [gain, bias] = [Name::FinalGain, Name::FinalBias];
            let at = |name| if name == Name::LensLn { at(name) } else { Site::outside(stack, name) };
            norm(tape, config, at, [Name::LensLn, gain, bias], stream)
        };
        let logits = unembedding(tape, config, at(Name::LensLogits), x);
        tape.softmax(at(Name::Lens), logits);
    }
}

/// The stream as a layer leaves it. A recurrent model has none.
fn stream(tape: &Tape, config: &Config, stack: Stack, layer: usize) -> Option<Var> {
    let last = if config.norm == Norm::Post { Name::Ln2 } else { Name::ResidPost };
    tape.find(Site::layer(stack, layer, Part::Stream, last))
}

/// What the values of one lens take: its norm, its logits, its distribution.
fn lens_bytes(config: &Config, (width, tokens): Shape) -> usize {
    (width + 2 * config.vocabulary) * tokens * size_of::<f32>()
}
