//! What of a long pass stays in memory, and how a layer whose values did not stay is looked at again.
//!
//! ```text
//!   everything          fits          a short text
//!   without stages      fits          scores on their way to a pattern, and what lies within an MLP, are let go
//!   the stream          fits          patterns too: what stays are the residual stream, its norms, and q, k, v
//!   ─ ─ ─ ─ ─ ─ ─       does not      refused
//! ```
//!
//! What lies outside the layers and what is derived always stays. The rest is computed again, to the same bits, layer by
//! layer where somebody looks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::pass::Pass;
use crate::tape::{Name, Node, Part, Site, Stack, Tape};

/// How much of a pass stays once its layer is done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Keep {
    /// Everything.
    Everything,
    /// All but the scores on their way to a pattern, and what lies within the MLP.
    WithoutStages,
    /// The residual stream, its norms, queries, keys and values.
    Stream,
}

impl Keep {
    /// The most of a recorded tape that takes no more than so many bytes; nothing where even the least takes more.
    pub(super) fn fitting(tape: &Tape, most: usize) -> Option<Keep> {
        let all = [Keep::Everything, Keep::WithoutStages, Keep::Stream];
        all.into_iter().find(|keep| tape.bytes_of(|node| keep.keeps(node)) <= most)
    }

    /// Whether a value stays.
    pub(super) fn keeps(self, node: &Node) -> bool {
        let site = node.site;
        let always = self == Keep::Everything || site.layer.is_none() || site.is_derived();
        always || if self == Keep::Stream { is_stream(site) } else { !is_stage(site) }
    }
}

/// Whether a value is but a stage on the way to one that says more.
fn is_stage(site: Site) -> bool {
    let of_scores = site.name >= Name::Content && site.name <= Name::Unmasked;
    of_scores || site.part == Part::Mlp && site.name != Name::AttnOut
}

/// Whether everything else of its layer can be computed of this and its like alone.
fn is_stream(site: Site) -> bool {
    let recurrent = matches!(site.name, Name::State | Name::Last | Name::Start);
    recurrent || site.part == Part::Stream || matches!(site.name, Name::Q | Name::K | Name::V)
}

impl Pass {
    /// Whether every value of a layer is there.
    pub fn holds(&self, stack: Stack, layer: usize) -> bool {
        let within = |site: Site| site.stack == stack && site.layer.map(usize::from) == Some(layer);
        self.keep == Keep::Everything
            || self.tape.vars().all(|var| !within(self.tape.node(var).site) || self.tape.ready(var).is_some())
    }

    /// Whether every value of some layers is there, and of what is compared with them.
    pub(super) fn holds_all(&self, layers: &BTreeSet<(Stack, usize)>) -> bool {
        let here = layers.iter().all(|(stack, layer)| self.holds(*stack, *layer));
        here && self.beside.as_ref().is_none_or(|beside| beside.holds_all(layers))
    }

    /// The tape with no other values than the pass was recorded with, to compute some into.
    pub(super) fn excerpt(&self) -> Tape {
        self.tape.excerpt(|node| self.keep.keeps(node))
    }

    /// The same pass with every value of these layers, and of no others than it was recorded with. What it keeps is shared,
    /// not copied; what is computed is the same to the bit.
    pub fn look(&self, layers: &BTreeSet<(Stack, usize)>) -> Pass {
        let tape = self.excerpt();
        for var in tape.vars() {
            let Site { stack, layer, .. } = tape.node(var).site;
            if layer.is_some_and(|layer| layers.contains(&(stack, layer.into()))) {
                tape.value(var);
            }
        }
        let beside = self.beside.as_ref().map(|beside| closer(beside, layers));
        self.with(tape, beside)
    }
}

/// A pass that holds these layers: the same one where it does.
fn closer(pass: &Arc<Pass>, layers: &BTreeSet<(Stack, usize)>) -> Arc<Pass> {
    if pass.holds_all(layers) { pass.clone() } else { Arc::new(pass.look(layers)) }
}

/// A closer look at some layers of what is on the stage.
pub struct Looked {
    /// The generation of the plan that is on the stage.
    pub generation: u64,
    /// The layers.
    pub layers: BTreeSet<(Stack, usize)>,
    /// The pass with all their values.
    pub pass: Arc<Pass>,
    /// The pass before the last change, likewise.
    pub before: Option<Arc<Pass>>,
}

impl Looked {
    /// Computes what a closer look at some layers takes.
    pub fn at(
        generation: u64,
        layers: BTreeSet<(Stack, usize)>,
        pass: &Arc<Pass>,
        before: Option<&Arc<Pass>>,
    ) -> Looked {
        let (pass, before) = (closer(pass, &layers), before.map(|before| closer(before, &layers)));
        Looked { generation, layers, pass, before }
    }
}
