//! How a pass is recorded: a plan and a model make a tape, and playing it makes the values.
//!
//! ```text
//!   settings ──▶ configuration, parameters ─┐
//!   text ──────▶ tokens ────────────────────┼─▶ a tape ──play──▶ values, thumbnails, fingerprints ──▶ gradients
//!   pokes ─────▶ patches ───────────────────┘
//! ```

use std::collections::HashMap;
use std::sync::Arc;

use super::given::{completed, fitting, heads_off, poked};
use super::{Pass, PassError, heads};
use crate::app::fingerprint::fingerprint;
use crate::app::hold::Keep;
use crate::app::plan::Plan;
use crate::app::step::steps;
use crate::app::subject::Subject;
use crate::app::thumbnail::Thumbnails;
use crate::model::Model;
use crate::tape::{Axes, Kernel, Patch, Spare, Tape, TapeError, Var};
use crate::transformer::{Config, derived, probabilities, record};

/// The most that the values of a pass that stay in memory may take together.
pub const MOST_BYTES: usize = 1 << 31;

impl Pass {
    /// Records a plan on a model and computes every value, of which those stay that fit into [`MOST_BYTES`]. Of a text longer
    /// than the context the first tokens are taken.
    ///
    /// # Errors
    /// Where there is no text, the model lacks a head that is to be switched off, its parameters do not fit together, or the
    /// pass is too long.
    pub fn record(plan: &Plan, model: Arc<Model>, kernel: Kernel, spare: Spare) -> Result<Pass, PassError> {
        Pass::record_beside(plan, model, kernel, spare, None)
    }

    /// The same for a plan that may take values from another pass, which it is compared with.
    ///
    /// # Errors
    /// As [`Pass::record`]; and where a value that is to be taken has another shape there.
    pub fn record_beside(
        plan: &Plan,
        model: Arc<Model>,
        kernel: Kernel,
        spare: Spare,
        other: Option<&Pass>,
    ) -> Result<Pass, PassError> {
        Pass::record_within(plan, model, kernel, spare, other, MOST_BYTES)
    }

    /// The same with so many bytes for what stays in memory.
    ///
    /// # Errors
    /// As [`Pass::record_beside`].
    pub fn record_within(
        plan: &Plan,
        model: Arc<Model>,
        kernel: Kernel,
        spare: Spare,
        other: Option<&Pass>,
        most: usize,
    ) -> Result<Pass, PassError> {
        let config = plan.settings.applied(&model.config);
        config.check()?;
        let (parameters, untrained) = completed(&model.parameters, &config, plan.settings.seed);
        let subject = Subject::read(plan, &model, &config, &parameters, kernel)?;
        let tokens = subject.input.tokens.len();
        subject.input.check(&config)?;
        plan.gradient.map_or(Ok(()), |output| output.check(tokens, config.vocabulary))?;

        let written = |patches: Vec<Patch>, spare: Spare| {
            let mut tape = Tape::new(parameters.clone(), patches, kernel, spare);
            let logits = record(&mut tape, &config, &subject.input);
            probabilities(&mut tape, logits, plan.settings.temperature);
            tape
        };
        let mut patches = heads_off(&plan.settings.heads_off, &config, tokens)?;
        if !plan.pokes.is_empty() {
            let plain = written(patches.clone(), Spare::default());
            patches.extend(poked(&plan.pokes, &plain, &config, other)?);
        }
        let mut tape = written(patches, spare);
        derived(&mut tape, &config);
        let (keep, steps) = (fitting(&tape, plan, most)?, steps(&tape));
        let (thumbnails, prints) = played(&mut tape, keep, &config)?;

        let differentiated = plan.gradient.and_then(|output| output.run(&tape)).map(Arc::new);
        let Subject { input, pieces, source, memory, segments, cut } = subject;
        Ok(Pass {
            plan: plan.clone(),
            model,
            config,
            tokens: input.tokens.to_vec(),
            pieces,
            source_tokens: input.source.map_or_else(Vec::new, |source| source.tokens.to_vec()),
            source,
            memory,
            segments,
            untrained,
            cut,
            beside: None,
            tape,
            prints: steps.iter().map(|step| prints.get(&step.var).copied()).collect(),
            steps,
            keep,
            thumbnails: Arc::new(thumbnails),
            differentiated,
        })
    }
}

/// Computes every value, of which those stay that are to be kept. While each is there it is pooled, where it is a pattern, and
/// its fingerprint is taken.
fn played(tape: &mut Tape, keep: Keep, config: &Config) -> Result<(Thumbnails, HashMap<Var, u64>), TapeError> {
    let (mut thumbnails, mut prints) = (Thumbnails::default(), HashMap::new());
    tape.play_watched(
        |node| keep.keeps(node),
        |var, node, value| {
            prints.insert(var, fingerprint(value));
            let site = node.site;
            if Thumbnails::are_of(site) {
                let heads = if site.axes() == Axes::HeadQueryKey { heads(config, site) } else { 1 };
                thumbnails.add(site, value, heads);
            }
        },
    )?;
    Ok((thumbnails, prints))
}
