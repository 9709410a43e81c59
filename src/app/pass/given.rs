//! What a pass is recorded with: parameters, patches, and how much of it can stay in memory.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Pass, PassError, heads};
use crate::app::hold::Keep;
use crate::app::plan::Plan;
use crate::app::poke::{Act, Poke, PokeError};
use crate::app::settings::HeadId;
use crate::tape::{Change, Matrix, Name, Parameters, Part, Patch, Site, Stack, Tape};
use crate::transformer::Config;

/// The changes of a plan, for values of the shapes that a tape has on which nothing is changed yet.
pub(super) fn poked(
    pokes: &[Poke],
    plain: &Tape,
    config: &Config,
    other: Option<&Pass>,
) -> Result<Vec<Patch>, PassError> {
    let mut patches = Vec::new();
    for poke in pokes {
        let site = poke.site;
        let var = plain.find(site).ok_or(PokeError::NoSite { site })?;
        let theirs = other.filter(|_| poke.act == Act::FromA).and_then(|pass| taken(pass, site));
        patches.extend(poke.patches(plain.shape(var), heads(config, site), theirs.as_ref())?);
    }
    Ok(patches)
}

/// A copy of a recorded value. One that is not in memory is computed for that and let go.
fn taken(pass: &Pass, site: Site) -> Option<Matrix> {
    let var = pass.tape.find(site)?;
    Some(pass.tape.ready(var).cloned().unwrap_or_else(|| pass.excerpt().value(var).clone()))
}

/// How much of a pass can stay in memory. A gradient is as large as what it belongs to, and wants everything.
pub(super) fn fitting(tape: &Tape, plan: &Plan, most: usize) -> Result<Keep, PassError> {
    let bytes = tape.whole_bytes();
    let too_large = |bytes| PassError::TooLarge { bytes, most };
    if plan.gradient.is_some() {
        return if 2 * bytes <= most { Ok(Keep::Everything) } else { Err(too_large(2 * bytes)) };
    }
    Keep::fitting(tape, most).ok_or_else(|| too_large(bytes))
}

/// A head that is off adds nothing: its rows of `z` are zero.
pub(super) fn heads_off(heads: &BTreeSet<HeadId>, config: &Config, tokens: usize) -> Result<Vec<Patch>, PassError> {
    let width = config.head_width();
    let off = |&asked: &HeadId| {
        if asked.layer >= config.layers || asked.head >= config.heads {
            return Err(PassError::NoHead { asked, layers: config.layers, heads: config.heads });
        }
        let stack = config.stacks().last().map_or(Stack::Decoder, |(stack, _)| *stack);
        let site = Site::layer(stack, asked.layer, Part::Attention, Name::Z);
        let rows = asked.head * width..(asked.head + 1) * width;
        Ok(Patch { site, rows, columns: 0..tokens, change: Change::Scale(0.0) })
    };
    heads.iter().map(off).collect()
}

/// The parameters, with what a model lacks because it was not made so: gains of 1 and biases of 0, which change nothing,
/// and everything else drawn from a seed. Whether something was drawn.
pub(super) fn completed(parameters: &Arc<Parameters>, config: &Config, seed: u64) -> (Arc<Parameters>, bool) {
    let fits = |(site, shape): &(Site, (usize, usize))| parameters.get(*site).is_some_and(|own| own.shape() == *shape);
    let missing: Vec<Site> = config.parameters().iter().filter(|p| !fits(p)).map(|(site, _)| *site).collect();
    if missing.is_empty() {
        return (parameters.clone(), false);
    }
    let drawn = config.random(seed);
    let added = missing.iter().filter_map(|site| Some((*site, drawn.get(*site)?.clone())));
    let own = parameters.iter().map(|(site, value)| (site, value.clone()));
    let untrained = missing.iter().any(|site| drawn.get(*site).is_some_and(|value| value.ncols() > 1));
    (Arc::new(Parameters::new(own.chain(added))), untrained)
}
