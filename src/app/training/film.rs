//! How the patterns of one text form while a model learns: a frame after 0, 1, 2, 4, 8 … steps.

use std::sync::Arc;

use super::request::Probe;
use super::{NAME, Settings};
use crate::app::pass::Pass;
use crate::app::plan::Plan;
use crate::model::Model;
use crate::tape::{Kernel, Matrix, Name, Site, Spare};
use crate::transformer::Config;

/// Every attention pattern of the probe after some step.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Steps done.
    pub step: usize,
    /// Name, heads, and the weights of all heads one after the other, `[key, head × query]`.
    patterns: Arc<[(Site, usize, Matrix)]>,
}

impl Frame {
    /// Frames made by hand.
    #[cfg(test)]
    pub(crate) fn made(step: usize, patterns: Vec<(Site, usize, Matrix)>) -> Frame {
        Frame { step, patterns: patterns.into() }
    }

    /// Watches a model on the probe.
    pub(super) fn of(step: usize, (model, config): (&Arc<Model>, &Config), probe: &Probe, kernel: Kernel) -> Frame {
        let mut settings = Settings { target: probe.target.clone(), ..Settings::default() };
        settings.follow(config, &model.config);
        let plan = Plan { model: NAME.to_owned(), text: probe.text.clone(), settings, ..Plan::default() };
        // A text that cannot be recorded has no patterns: the same text on the stage says why.
        let patterns = Pass::record(&plan, model.clone(), kernel, Spare::default()).map(|pass| {
            let sites = pass.sites().filter(|site| site.name == Name::Pattern && !site.before);
            sites.filter_map(|site| Some((site, pass.heads(site), pass.value(site)?.clone()))).collect()
        });
        Frame { step, patterns: patterns.unwrap_or_default() }
    }

    /// The names of its patterns, in the order of the pass.
    pub fn sites(&self) -> impl Iterator<Item = Site> {
        self.patterns.iter().map(|(site, ..)| *site)
    }

    /// The weights of one head, one query after another, and how many keys each query has; of a head that there is not
    /// the last one's.
    pub fn head(&self, site: Site, head: usize) -> Option<(&[f32], usize)> {
        let (_, heads, weights) = self.patterns.iter().find(|(known, ..)| *known == site)?;
        let size = weights.len() / heads.max(&1);
        Some((weights.as_slice().get(head.min(heads - 1) * size..)?.get(..size)?, weights.nrows()))
    }
}

/// Whether a step has a frame of its own.
pub(super) fn is_kept(step: usize) -> bool {
    step == 0 || step.is_power_of_two()
}
