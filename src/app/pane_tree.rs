//! How the panes share a screen: splits with weights. Rectangles are made of it when it is drawn.

use std::fmt;
use std::str::FromStr;

use super::command::Direction;

mod edit;
mod text;

pub use text::BadTree;

/// A kind of pane: what it shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PaneKind {
    /// The text, token by token.
    Tokens,
    /// The operations of the pass.
    Steps,
    /// A recorded value.
    Matrix,
    /// Every head's weights, small.
    Heads,
    /// Lines from queries to the keys that they attend to.
    Flow,
    /// How the cell at the cursor was made.
    Cell,
    /// The residual stream and what LayerNorm does to it.
    Residual,
    /// Additive and multiplicative scores of the same queries and keys.
    Scores,
    /// The distribution over the next word.
    Output,
    /// The gradient of a chosen output.
    Gradients,
    /// A model as it learns.
    Training,
    /// What the current step is about.
    Lesson,
}

impl PaneKind {
    /// Every kind, in the order in which the focus goes round.
    pub const ALL: [PaneKind; 12] = [
        PaneKind::Tokens,
        PaneKind::Steps,
        PaneKind::Matrix,
        PaneKind::Cell,
        PaneKind::Scores,
        PaneKind::Output,
        PaneKind::Heads,
        PaneKind::Flow,
        PaneKind::Residual,
        PaneKind::Gradients,
        PaneKind::Training,
        PaneKind::Lesson,
    ];

    /// The name in commands.
    pub const fn name(self) -> &'static str {
        match self {
            PaneKind::Tokens => "tokens",
            PaneKind::Steps => "steps",
            PaneKind::Matrix => "matrix",
            PaneKind::Heads => "heads",
            PaneKind::Flow => "flow",
            PaneKind::Cell => "cell",
            PaneKind::Residual => "residual",
            PaneKind::Scores => "scores",
            PaneKind::Output => "output",
            PaneKind::Gradients => "gradients",
            PaneKind::Training => "training",
            PaneKind::Lesson => "lesson",
        }
    }

    /// The first pane of this kind.
    pub const fn first(self) -> PaneId {
        PaneId { kind: self, number: 1 }
    }
}

impl FromStr for PaneKind {
    type Err = ();

    fn from_str(text: &str) -> Result<PaneKind, ()> {
        PaneKind::ALL.into_iter().find(|kind| kind.name() == text).ok_or(())
    }
}

/// A pane on a desk: its kind, and which one of that kind. Prints as `matrix`, the second as `matrix-2`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PaneId {
    /// What it shows.
    pub kind: PaneKind,
    /// Which of its kind, from 1.
    pub number: u8,
}

impl From<PaneKind> for PaneId {
    fn from(kind: PaneKind) -> PaneId {
        kind.first()
    }
}

impl fmt::Display for PaneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if self.number > 1 { write!(f, "-{}", self.number) } else { Ok(()) }
    }
}

impl FromStr for PaneId {
    type Err = ();

    fn from_str(text: &str) -> Result<PaneId, ()> {
        if let Ok(kind) = text.parse::<PaneKind>() {
            return Ok(kind.first());
        }
        let (kind, number) = text.rsplit_once('-').ok_or(())?;
        let number = number.parse().ok().filter(|number| (2..=PaneId::MOST).contains(number)).ok_or(())?;
        Ok(PaneId { kind: kind.parse()?, number })
    }
}

impl PaneId {
    /// So many panes of one kind at most.
    pub const MOST: u8 = 99;
}

/// How the parts of a split lie.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Split {
    /// Side by side.
    Row,
    /// One above the other.
    Column,
}

/// The border of a pane that it shares with what follows it in a split.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Edge {
    /// To its right, in a row.
    Right,
    /// Below it, in a column.
    Below,
}

impl Edge {
    /// The split that has such borders.
    pub const fn split(self) -> Split {
        match self {
            Edge::Right => Split::Row,
            Edge::Below => Split::Column,
        }
    }
}

/// A pane, or a split of parts with their weights.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaneTree {
    /// One pane.
    Pane(PaneId),
    /// Parts that share the room by their weights.
    Split(Split, Vec<(u16, PaneTree)>),
}

impl Default for PaneTree {
    /// The lab. The weights are rows and columns at 120 × 40.
    fn default() -> PaneTree {
        let pane = |weight, kind: PaneKind| (weight, PaneTree::Pane(kind.first()));
        let split = |weight, split, parts| (weight, PaneTree::Split(split, parts));
        PaneTree::Split(
            Split::Column,
            vec![
                pane(4, PaneKind::Tokens),
                split(
                    24,
                    Split::Row,
                    vec![
                        pane(26, PaneKind::Steps),
                        pane(56, PaneKind::Matrix),
                        split(38, Split::Column, vec![pane(14, PaneKind::Cell), pane(10, PaneKind::Output)]),
                    ],
                ),
                split(8, Split::Row, vec![pane(60, PaneKind::Heads), pane(60, PaneKind::Residual)]),
            ],
        )
    }
}

impl PaneTree {
    /// The panes in it, from the top left.
    pub fn panes(&self) -> Vec<PaneId> {
        match self {
            PaneTree::Pane(id) => vec![*id],
            PaneTree::Split(_, parts) => parts.iter().flat_map(|(_, part)| part.panes()).collect(),
        }
    }

    /// Moves a border of a pane as far as so many cells are at 120 × 40: the border behind it, or else the one before.
    pub fn resize(&mut self, pane: PaneId, direction: Direction, by: u16) {
        let (split, forward) = match direction {
            Direction::Left => (Split::Row, false),
            Direction::Right => (Split::Row, true),
            Direction::Up => (Split::Column, false),
            Direction::Down => (Split::Column, true),
        };
        let cells = if split == Split::Row { 120 } else { 36 };
        if let Some((parts, i)) = self.innermost(pane, split, &|_, _| true) {
            let border = if i + 1 < parts.len() { i } else { i.saturating_sub(1) };
            scale_up(parts);
            let step = (u32::from(by) * total(parts)).div_ceil(cells).min(u32::from(u16::MAX));
            let before: u32 = parts[..border].iter().map(|(weight, _)| u32::from(*weight)).sum();
            let at = before + u32::from(parts[border].0);
            move_border(parts, border, if forward { at + step } else { at.saturating_sub(step) });
        }
    }

    /// Puts the border behind a pane where it leaves so many thousandths of its split before it.
    pub fn set_border(&mut self, pane: PaneId, edge: Edge, share: u16) {
        if let Some((parts, i)) = self.innermost(pane, edge.split(), &|i, count| i + 1 < count) {
            scale_up(parts);
            let at = (u32::from(share.min(1000)) * total(parts)).div_ceil(1000);
            move_border(parts, i, at);
        }
    }

    /// The parts of the innermost split of this kind around a pane whose place in it is right, and that place.
    fn innermost(
        &mut self,
        pane: PaneId,
        kind: Split,
        right: &impl Fn(usize, usize) -> bool,
    ) -> Option<(&mut Vec<(u16, PaneTree)>, usize)> {
        let PaneTree::Split(split, parts) = self else {
            return None;
        };
        let i = parts.iter().position(|(_, part)| part.contains(pane))?;
        let own = *split == kind && parts.len() > 1 && right(i, parts.len());
        if parts[i].1.has(pane, kind, right) {
            return parts[i].1.innermost(pane, kind, right);
        }
        own.then_some((parts, i))
    }

    /// Whether [`PaneTree::innermost`] finds something.
    fn has(&self, pane: PaneId, kind: Split, right: &impl Fn(usize, usize) -> bool) -> bool {
        let PaneTree::Split(split, parts) = self else {
            return false;
        };
        parts.iter().position(|(_, part)| part.contains(pane)).is_some_and(|i| {
            *split == kind && parts.len() > 1 && right(i, parts.len()) || parts[i].1.has(pane, kind, right)
        })
    }

    /// Whether a pane is in it.
    pub fn contains(&self, pane: PaneId) -> bool {
        match self {
            PaneTree::Pane(id) => *id == pane,
            PaneTree::Split(_, parts) => parts.iter().any(|(_, part)| part.contains(pane)),
        }
    }
}

fn total(parts: &[(u16, PaneTree)]) -> u32 {
    parts.iter().map(|(weight, _)| u32::from(*weight)).sum()
}

/// Makes the weights large enough for a border to stand at any thousandth.
fn scale_up(parts: &mut [(u16, PaneTree)]) {
    let factor = 1000_u32.div_ceil(total(parts).max(1));
    for (weight, _) in parts {
        *weight = (u32::from(*weight).max(1) * factor).min(u32::from(u16::MAX)) as u16;
    }
}

/// Puts the border behind a part where so much weight lies before it, and leaves something to both parts.
fn move_border(parts: &mut [(u16, PaneTree)], border: usize, at: u32) {
    let before: u32 = parts[..border].iter().map(|(weight, _)| u32::from(*weight)).sum();
    let both = u32::from(parts[border].0) + u32::from(parts[border + 1].0);
    let least = (both / 100).max(1);
    let first = at.saturating_sub(before).clamp(least, both - least);
    parts[border].0 = first.min(u32::from(u16::MAX)) as u16;
    parts[border + 1].0 = (both - first).min(u32::from(u16::MAX)) as u16;
}
