//! What is drawn: the stage, one viewer's desk, and what their terminal can show.

use ratatui::style::Style;

use super::capability::Capability;
use super::theme::{Role, Theme};
use crate::app::cursor::Axis;
use crate::app::desk::Desk;
use crate::app::pass::Pass;
use crate::app::stage::{Place, Stage};
use crate::app::step::SubLayer;
use crate::app::words::Word;
use crate::tape::{Name, Part, Site, Stack};
use crate::transformer::{Architecture, Mixing, Norm};

/// Everything that drawing and the mouse need to know. Nothing is changed by looking at it.
pub struct View<'a> {
    /// What is looked at.
    pub stage: &'a Stage,
    /// How this viewer looks at it.
    pub desk: &'a Desk,
    /// What the viewer's terminal can show.
    pub capability: &'a Capability,
    /// How everything looks there.
    pub theme: Theme,
    /// Where the cursor stands on the pass.
    pub place: Place,
}

impl<'a> View<'a> {
    /// A view of a stage from a desk.
    pub fn new(stage: &'a Stage, desk: &'a Desk, capability: &'a Capability) -> View<'a> {
        View { stage, desk, capability, theme: Theme::new(desk.theme.into(), capability), place: stage.place() }
    }

    /// The recorded pass.
    pub fn pass(&self) -> &'a Pass {
        &self.stage.pass
    }

    /// A word in the viewer's language.
    pub fn say(&self, word: Word) -> &'static str {
        word.say(self.desk.language)
    }

    /// How a role looks to the viewer.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Whether a value is made later in the pass than the step the cursor is on: it is drawn dim and said to be ahead.
    pub fn is_ahead(&self, site: Site) -> bool {
        !site.is_parameter() && self.pass().step_of(site) > self.place.step
    }

    /// Whether the operation that makes a value is switched off, so that it passes on what it gets.
    pub fn is_off(&self, site: Site) -> bool {
        let config = &self.pass().config;
        match site.name {
            Name::Scaled => !config.scale,
            Name::Masked if site.part == Part::Attention && site.stack == Stack::Decoder => {
                !config.causal && self.hides_nothing(site) && !config.masking.half
            }
            Name::Ln1 | Name::LnCross | Name::Ln2 | Name::FinalLn => config.norm == Norm::None,
            Name::ResidMid | Name::ResidCross | Name::ResidPost => !config.residual,
            _ => false,
        }
    }

    /// What a layer is called: of two stacks it says which.
    pub fn block_name(&self, stack: Stack, layer: usize) -> String {
        let word = match stack {
            _ if !self.pass().config.has_source() => Word::Block,
            Stack::Encoder => Word::Encoder,
            Stack::Decoder => Word::Decoder,
        };
        format!("{} {layer}", self.say(word))
    }

    /// What a group of operations is called.
    pub fn part_name(&self, part: SubLayer) -> &'static str {
        let config = &self.pass().config;
        let recurrent = config.architecture == Architecture::Recurrent;
        self.say(match part {
            SubLayer::Embedding(_) => Word::Embedding,
            SubLayer::Attention(..) if recurrent => Word::Recurrent,
            SubLayer::Attention(..) => match config.mixing {
                Mixing::Attention => Word::Attention,
                Mixing::Fixed => Word::FixedMixing,
                Mixing::Convolution => Word::Convolution,
                Mixing::Recurrent => Word::Recurrent,
            },
            // Without attention the state alone is mapped to what is written.
            SubLayer::Cross(_) if recurrent && !config.cross_attention => Word::Output,
            SubLayer::Cross(_) => Word::CrossAttention,
            SubLayer::Mlp(..) => Word::Mlp,
            SubLayer::Output(_) => Word::Output,
        })
    }

    /// Whether the cursor's row is of a token of the source.
    pub fn row_is_of_source(&self) -> bool {
        self.stage.shown().is_some_and(|shown| {
            let of_token = matches!(shown.rows.axis, Axis::Query | Axis::Token);
            of_token && self.pass().is_of_source(shown.site, shown.rows.axis)
        })
    }

    /// The token whose row the cursor is on; of two texts the one of the target.
    pub fn token(&self) -> usize {
        self.place.row.min(self.pass().tokens.len().saturating_sub(1))
    }

    /// The layer of the step the cursor is on; before the first layer that one, after the last layer that one.
    pub fn layer(&self) -> usize {
        self.block().1
    }

    /// The stack and the layer of the step the cursor is on; outside the layers the nearest before it, or else after it.
    pub fn block(&self) -> (Stack, usize) {
        let steps = &self.pass().steps;
        let block = |step: usize| steps.get(step).and_then(|step| step.sub_layer.block());
        let earlier = (0..=self.place.step).rev().find_map(block);
        earlier.or_else(|| (self.place.step..steps.len()).find_map(block)).unwrap_or((Stack::Decoder, 0))
    }
}
