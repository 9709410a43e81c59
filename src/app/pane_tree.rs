//! How the panes share a screen: splits with weights. Rectangles are made of it when it is drawn.

use std::fmt;
use std::str::FromStr;

/// A pane.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PaneId {
    /// The text, token by token.
    Tokens,
    /// The operations of the pass.
    Steps,
    /// The value that the cursor is on.
    Matrix,
    /// Every head's weights, small.
    Heads,
    /// How the cell at the cursor was made.
    Cell,
    /// The residual stream and what LayerNorm does to it.
    Residual,
    /// The distribution over the next word.
    Output,
}

impl PaneId {
    /// Every pane, in the order in which the focus goes round.
    pub const ALL: [PaneId; 7] =
        [PaneId::Tokens, PaneId::Steps, PaneId::Matrix, PaneId::Cell, PaneId::Output, PaneId::Heads, PaneId::Residual];

    /// The name in commands.
    pub const fn name(self) -> &'static str {
        match self {
            PaneId::Tokens => "tokens",
            PaneId::Steps => "steps",
            PaneId::Matrix => "matrix",
            PaneId::Heads => "heads",
            PaneId::Cell => "cell",
            PaneId::Residual => "residual",
            PaneId::Output => "output",
        }
    }
}

impl fmt::Display for PaneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for PaneId {
    type Err = ();

    fn from_str(text: &str) -> Result<PaneId, ()> {
        PaneId::ALL.into_iter().find(|pane| pane.name() == text).ok_or(())
    }
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
        let pane = |weight, id| (weight, PaneTree::Pane(id));
        let split = |weight, split, parts| (weight, PaneTree::Split(split, parts));
        PaneTree::Split(
            Split::Column,
            vec![
                pane(4, PaneId::Tokens),
                split(
                    24,
                    Split::Row,
                    vec![
                        pane(26, PaneId::Steps),
                        pane(56, PaneId::Matrix),
                        split(38, Split::Column, vec![pane(14, PaneId::Cell), pane(10, PaneId::Output)]),
                    ],
                ),
                split(8, Split::Row, vec![pane(60, PaneId::Heads), pane(60, PaneId::Residual)]),
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

    /// Whether a pane is in it.
    pub fn contains(&self, pane: PaneId) -> bool {
        match self {
            PaneTree::Pane(id) => *id == pane,
            PaneTree::Split(_, parts) => parts.iter().any(|(_, part)| part.contains(pane)),
        }
    }
}
