//! Which commands can make what a pass is compared with.

use super::{Command, Entry};

/// Their names, as they are offered: what is compared most comes first.
const COMPARED: [&str; 31] = [
    "score",
    "scale",
    "mask",
    "residual",
    "norm",
    "position",
    "projections",
    "mixing",
    "head-off",
    "head-on",
    "head-toggle",
    "sub-layer-toggle",
    "heads",
    "layers",
    "temperature",
    "patch",
    "unpatch",
    "poke",
    "hide",
    "model",
    "padding",
    "mask-value",
    "mask-how",
    "half",
    "target",
    "seed",
    "pad",
    "dropout",
    "segment",
    "memory",
    "reset",
];

impl Command {
    /// Whether it changes a model, its settings or its values, on the same text.
    pub fn can_be_compared(&self) -> bool {
        COMPARED.contains(&self.name())
    }
}

/// What can follow `compare`.
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    COMPARED.into_iter().filter_map(Entry::named)
}
