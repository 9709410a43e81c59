//! Whose queries and keys a study is of.

use std::sync::Arc;

use crate::app::desk::Desk;
use crate::app::pane_tree::PaneId;
use crate::app::pass::Pass;
use crate::app::place::Place;
use crate::app::stage::Stage;
use crate::app::version::Version;
use crate::tape::{Name, Part, Site, Stack};

/// A head of a pass.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StudyOf {
    /// Which plan the pass was recorded for: [`Stage::generation`].
    pub generation: u64,
    /// Which of two passes it is, or what differs between them. Where there is one, it is A.
    pub version: Version,
    /// The stack.
    pub stack: Stack,
    /// The layer.
    pub layer: usize,
    /// Self-attention or cross-attention.
    pub part: Part,
    /// The head.
    pub head: usize,
}

impl StudyOf {
    /// What a pane is about: the attention that its cursor is in or, elsewhere, that of the cursor's layer. Nothing where
    /// nothing attends.
    pub fn of_pane(stage: &Stage, desk: &Desk, pane: PaneId) -> Option<StudyOf> {
        let version = desk.version_of(pane);
        let (pass, minus) = stage.versions(version);
        let cursor = &stage.plan.cursor;
        let pinned = desk.view(pane).pin.and_then(|pin| pass.place_at(cursor, pin.site, pin.head));
        let place = pinned.unwrap_or_else(|| pass.place(cursor));
        let version = match version {
            Version::Difference if minus.is_some() => version,
            Version::B | Version::Difference if stage.pass.beside.is_some() => Version::B,
            _ => Version::A,
        };
        let site = pattern(pass, &place)?;
        let head = place.head.min(pass.heads(site) - 1);
        let layer = usize::from(site.layer?);
        Some(StudyOf { generation: stage.arrived(), version, stack: site.stack, layer, part: site.part, head })
    }

    /// The weights that the pass itself has there.
    pub fn pattern(&self) -> Site {
        super::site(self, Name::Pattern)
    }

    /// The pass whose head it is, if it is still there, and of a difference the one that it differs from: nothing where that
    /// has no such head, or one of other queries or keys.
    pub fn passes<'a>(&self, stage: &'a Stage) -> Option<(&'a Arc<Pass>, Option<&'a Arc<Pass>>)> {
        let (pass, minus) = stage.versions(self.version);
        let shape = |pass: &Pass| Some((pass.sides(self.pattern())?, pass.heads(self.pattern())));
        let alike = minus.is_none_or(|minus| shape(minus) == shape(pass));
        (self.generation == stage.arrived() && alike).then_some((pass, minus))
    }
}

/// The weights that a cursor is nearest to.
fn pattern(pass: &Pass, place: &Place) -> Option<Site> {
    let here = place.site.layer.map(|layer| (place.site.stack, usize::from(layer)));
    let (stack, layer) = here.unwrap_or_else(|| pass.block_at(place.step));
    let of = |part| Site::layer(stack, layer, part, Name::Pattern);
    let [own, cross] = [Part::Attention, Part::Cross].map(of);
    let parts = if place.site.part == Part::Cross { [cross, own] } else { [own, cross] };
    let recorded = |site: &Site| pass.tape.find(*site).is_some();
    // A recurrent model attends in its last layer only.
    let last = Site::layer(Stack::Decoder, pass.config.layers.saturating_sub(1), Part::Cross, Name::Pattern);
    parts.into_iter().chain([last]).find(recorded)
}
