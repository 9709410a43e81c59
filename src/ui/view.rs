//! What is drawn: the stage, one viewer's desk, and what their terminal can show.

use std::sync::Arc;

use ratatui::style::Style;

use super::capability::Capability;
use super::theme::{Role, Theme};
use crate::app::cursor::Axis;
use crate::app::desk::Desk;
use crate::app::pane_tree::{PaneId, PaneKind};
use crate::app::pass::Pass;
use crate::app::place::Place;
use crate::app::shown::Shown;
use crate::app::stage::Stage;
use crate::app::step::SubLayer;
use crate::app::thumbnail::Thumbnails;
use crate::app::version::Version;
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
    pub theme: Arc<Theme>,
    /// The pane that it is a view of; for what is no pane, the one with the focus.
    pub pane: PaneId,
    /// The pass that is shown.
    pub shows: &'a Pass,
    /// The pass that the shown one is held against, where the difference is shown.
    pub minus: Option<&'a Pass>,
    /// Where the cursor stands on the pass.
    pub place: Place,
    /// Whether the frame of the pane has room to say how to read it.
    pub noted: bool,
}

impl<'a> View<'a> {
    /// A view of a stage from a desk.
    pub fn new(stage: &'a Stage, desk: &'a Desk, capability: &'a Capability) -> View<'a> {
        let theme = Arc::new(Theme::new(desk.colours(), capability));
        let (pass, minus) = stage.versions(Version::A);
        let minus = minus.map(Arc::as_ref);
        let pane = desk.focus;
        View { stage, desk, capability, theme, pane, shows: pass, minus, place: stage.place(), noted: true }
    }

    /// The view that a pane has: it may show the other of two passes, the difference, or a value of its own.
    pub fn of(&self, pane: PaneId) -> View<'a> {
        let own = self.desk.view(pane);
        let (pass, minus) = self.stage.versions(self.desk.version_of(pane));
        let cursor = &self.stage.plan.cursor;
        let pinned = own.pin.and_then(|pin| pass.place_at(cursor, pin.site, pin.head));
        let place = pinned.unwrap_or_else(|| pass.place(cursor));
        View {
            stage: self.stage,
            desk: self.desk,
            capability: self.capability,
            theme: self.theme.clone(),
            pane,
            shows: pass,
            minus: minus.map(Arc::as_ref),
            place,
            noted: self.noted,
        }
    }

    /// The recorded pass that is shown.
    pub fn pass(&self) -> &'a Pass {
        self.shows
    }

    /// The value that the view is on, as it is shown.
    pub fn shown(&self) -> Option<Shown<'a>> {
        self.shown_of(self.shows)
    }

    /// The same of another pass: in a pane of gradients the gradient, elsewhere the value.
    fn shown_of(&self, pass: &'a Pass) -> Option<Shown<'a>> {
        let Place { site, head, .. } = self.place;
        match self.pane.kind {
            PaneKind::Gradients => pass.gradient(site, head).ok(),
            _ => pass.shown(site, head).ok(),
        }
    }

    /// The same value in the pass that the shown one is held against, where it has the same shape there.
    pub fn shown_minus(&self) -> Option<Shown<'a>> {
        let (ours, theirs) = (self.shown()?, self.shown_of(self.minus?)?);
        (ours.rows == theirs.rows && ours.columns == theirs.columns).then_some(theirs)
    }

    /// Where the pane is scrolled to, away from the cursor.
    pub fn scrolled(&self) -> Option<(usize, usize)> {
        self.desk.view(self.pane).scrolled(&self.stage.plan.cursor)
    }

    /// Whether the pane is set aside for a second pass, and there is none.
    pub fn lacks_a_second_pass(&self) -> bool {
        let there = self.stage.plan.beside.is_some();
        match self.desk.view(self.pane).version {
            Some(Version::B) => !there,
            Some(Version::Difference) => !there && self.minus.is_none(),
            Some(Version::A) | None => false,
        }
    }

    /// Which of two passes the view shows, in a word; nothing where there is only one.
    pub fn version(&self) -> Option<String> {
        let beside = self.stage.plan.beside.is_some();
        match self.desk.version_of(self.pane) {
            // There is nothing to differ from: what is shown is what there is.
            Version::Difference if self.minus.is_none() => None,
            Version::Difference if !self.subtracts() => {
                Some(if beside { "B".to_owned() } else { self.say(Word::Now).to_owned() })
            }
            Version::Difference if beside => Some("B − A".to_owned()),
            Version::Difference => Some(format!("{} − {}", self.say(Word::Now), self.say(Word::Before))),
            _ if !beside => None,
            Version::A => Some("A".to_owned()),
            Version::B => Some("B".to_owned()),
        }
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

    /// Whether the view's pane shows a difference as one. Others show the second of two passes, and say so.
    fn subtracts(&self) -> bool {
        use PaneKind as K;
        let maps = matches!(self.pane.kind, K::Matrix | K::Gradients | K::Heads | K::Flow | K::Tokens);
        maps || matches!(self.pane.kind, K::Cell | K::Residual | K::Output | K::Scores)
    }

    /// The pass that what is shown is held against to mark what changed: A for B, and otherwise what there was before.
    fn reference(&self) -> Option<&'a Pass> {
        let beside = self.stage.pass.beside.is_some();
        match self.desk.version_of(self.pane) {
            Version::B | Version::Difference if beside => Some(&self.stage.pass),
            _ => self.stage.before.as_deref(),
        }
    }

    /// Whether a step makes something else than before the last change, or in B something else than in A.
    pub fn is_changed(&self, step: usize) -> bool {
        self.reference().is_some_and(|other| self.pass().differs(step, other))
    }

    /// The same of one head's weights, or of what is derived from those of all.
    pub fn is_head_changed(&self, site: Site, head: usize) -> bool {
        self.reference().is_some_and(|other| self.pass().head_differs(site, head, other))
    }

    /// The same of the value that the view is on: of a pattern of the one head, of any other of all heads together. What is
    /// derived or a parameter is no step, and of that it cannot be said.
    pub fn is_changed_here(&self) -> bool {
        let Place { site, head, step, .. } = self.place;
        if site.name == Name::Pattern {
            return self.is_head_changed(site, head);
        }
        let made = self.pass().steps.get(step).is_some_and(|step| step.site == site);
        made && self.is_changed(step)
    }

    /// What differs between all patterns of the two passes, if the worker has been there.
    pub fn differences(&self) -> Option<&'a Thumbnails> {
        self.stage.differences.find(self.stage.arrived())
    }

    /// Whether the operation that makes a value is switched off, so that it passes on what it gets.
    pub fn is_off(&self, site: Site) -> bool {
        let config = &self.pass().config;
        match site.name {
            Name::Scaled => !config.scale,
            Name::Masked if site.part == Part::Attention && site.stack == Stack::Decoder => {
                !config.causal && self.hides_nothing(site) && !config.masking.half
            }
            Name::Ln1 | Name::LnCross | Name::Ln2 | Name::LensLn | Name::FinalLn => config.norm == Norm::None,
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
        self.shown().is_some_and(|shown| {
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
        self.pass().block_at(self.place.step)
    }
}
