//! The operations of a pass in their order, and how they group into sub-layers and layers.

use crate::tape::{Name, Part, Site, Stack, Tape, Var};

use super::cursor::Grain;

/// The group of operations that a value belongs to, in the order of a pass.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SubLayer {
    /// Words and positions become vectors.
    Embedding(Stack),
    /// What mixes tokens in a layer, with its norm and its residual sum: mostly self-attention.
    Attention(Stack, usize),
    /// The attention of a layer to the source, with its norm and its residual sum.
    Cross(usize),
    /// The feed-forward network of a layer, with its norm and its residual sum.
    Mlp(Stack, usize),
    /// Vectors become a distribution over words.
    Output(Stack),
}

impl SubLayer {
    /// The group that a site belongs to.
    pub fn of(site: Site) -> SubLayer {
        let stack = site.stack;
        let Some(layer) = site.layer.map(usize::from) else {
            let embeds =
                matches!(site.name, Name::Embed | Name::Position | Name::Dropout | Name::WE | Name::WPos | Name::WBias);
            return if embeds { SubLayer::Embedding(stack) } else { SubLayer::Output(stack) };
        };
        let of_lens = matches!(site.name, Name::LensLn | Name::LensLogits | Name::Lens);
        match (site.part, site.name) {
            _ if of_lens => SubLayer::Mlp(stack, layer),
            (Part::Stream, Name::ResidPre) if layer == 0 => SubLayer::Embedding(stack),
            (Part::Cross, _) | (_, Name::LnCross | Name::LnCrossGain | Name::LnCrossBias | Name::ResidCross) => {
                SubLayer::Cross(layer)
            }
            (Part::Mlp, _) | (_, Name::Ln2 | Name::Ln2Gain | Name::Ln2Bias | Name::ResidPost) => {
                SubLayer::Mlp(stack, layer)
            }
            _ => SubLayer::Attention(stack, layer),
        }
    }

    /// The layer, unless it stands before or after the layers.
    pub fn layer(self) -> Option<usize> {
        self.block().map(|(_, layer)| layer)
    }

    /// The stack and the layer, unless it stands before or after the layers.
    pub fn block(self) -> Option<(Stack, usize)> {
        match self {
            SubLayer::Attention(stack, layer) | SubLayer::Mlp(stack, layer) => Some((stack, layer)),
            SubLayer::Cross(layer) => Some((Stack::Decoder, layer)),
            SubLayer::Embedding(_) | SubLayer::Output(_) => None,
        }
    }

    /// Where the group stands in a pass.
    pub fn order(self) -> (Stack, usize) {
        match self {
            SubLayer::Embedding(stack) => (stack, 0),
            SubLayer::Attention(stack, layer) => (stack, 3 * layer + 1),
            SubLayer::Cross(layer) => (Stack::Decoder, 3 * layer + 2),
            SubLayer::Mlp(stack, layer) => (stack, 3 * layer + 3),
            SubLayer::Output(stack) => (stack, usize::MAX),
        }
    }

    /// Whether two operations are one step at this grain, given that they follow each other.
    fn joins(self, other: SubLayer, grain: Grain) -> bool {
        match grain {
            Grain::Operation => false,
            Grain::SubLayer => self == other,
            Grain::Layer => self == other || self.block().is_some() && self.block() == other.block(),
        }
    }
}

/// One operation of a pass. A patch and the operation whose value it changed are one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// The name of what it makes.
    pub site: Site,
    /// What it makes.
    pub var: Var,
    /// What a patch replaced, if there is one: the operation's own result.
    pub replaced: Option<Var>,
    /// The group it belongs to.
    pub sub_layer: SubLayer,
}

/// The steps of a recorded pass, in order. Parameters are none, and neither is what is derived from the pass.
pub fn steps(tape: &Tape) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut replaced = None;
    for var in tape.vars() {
        let site = tape.node(var).site;
        if site.is_parameter() || site.is_derived() {
            continue;
        }
        if site.before {
            // Of several patches at one site the first replaced what the operation made.
            replaced = replaced.or(Some(var));
            continue;
        }
        steps.push(Step { site, var, replaced: replaced.take(), sub_layer: SubLayer::of(site) });
    }
    steps
}

/// The step after this one; at a coarse grain the last of its group, or else of the next group.
pub fn next(steps: &[Step], from: usize, grain: Grain) -> usize {
    let last = steps.len().saturating_sub(1);
    let ends = |i: &usize| *i == last || !steps[*i].sub_layer.joins(steps[*i + 1].sub_layer, grain);
    (from + 1..=last).find(ends).unwrap_or(last)
}

/// The step before this one; at a coarse grain the last of the group before, or the very first.
pub fn back(steps: &[Step], from: usize, grain: Grain) -> usize {
    let ends = |i: &usize| !steps[*i].sub_layer.joins(steps[*i + 1].sub_layer, grain);
    (0..from.min(steps.len().saturating_sub(1))).rev().find(ends).unwrap_or(0)
}
