//! Where each pane lies: a tree of splits and a size in, rectangles out.
//!
//! Neighbours share the line between them. What does not fit gives way in a fixed order, the pane with the focus last,
//! so that cycling the focus reaches everything on any terminal; on a small one the outermost lines fall off the
//! screen, and only those that carry titles remain: between panes, and above what does not say itself what it is.
//!
//! ```text
//!   roomy                        small
//!  ┌ tokens ──────────┐          It is a truth …
//!  ├ steps ─┬ pattern ┤          ─ pattern ─────────
//!  │        │         │          ▀▄
//!  └────────┴─────────┘          █▀▄
//! ```

use ratatui::layout::{Position, Rect};

use crate::app::pane_tree::{Edge, PaneId, PaneKind, PaneTree, Split};

mod share;

use share::{Demand, share};

/// Below this many columns or rows the outermost lines fall off the screen, but for titles that say what is below.
const ROOMY: (u16, u16) = (60, 18);

/// In at most so many rows not even a title is worth one.
const LOW: u16 = 3;

/// A pane at least this wide keeps a column of air beside its content.
const AIRY: i32 = 24;

/// The outermost cells of a pane, its border; on a small screen some of it lies outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Column of the left border.
    pub left: i32,
    /// Row of the top border, with the title.
    pub top: i32,
    /// Column of the right border.
    pub right: i32,
    /// Row of the bottom border.
    pub bottom: i32,
}

impl Outline {
    /// Columns and rows from border to border, both included.
    fn size(self) -> (i32, i32) {
        (self.right - self.left + 1, self.bottom - self.top + 1)
    }

    /// What lies inside the border, `air` columns from either side.
    pub fn inside(self, air: i32, clip: Rect) -> Rect {
        let clamp = |at: i32, from: u16, to: u16| at.clamp(i32::from(from), i32::from(to)) as u16;
        let (left, right) = (self.left + 1 + air, self.right - air);
        let x = clamp(left, clip.left(), clip.right());
        let y = clamp(self.top + 1, clip.top(), clip.bottom());
        let (right, bottom) = (clamp(right, clip.left(), clip.right()), clamp(self.bottom, clip.top(), clip.bottom()));
        Rect { x, y, width: right.saturating_sub(x), height: bottom.saturating_sub(y) }
    }

    /// Whether a cell lies on or inside the border.
    pub fn contains(self, at: Position) -> bool {
        let (x, y) = (i32::from(at.x), i32::from(at.y));
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// A pane and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which pane.
    pub pane: PaneId,
    /// Its border, shared with its neighbours.
    pub outline: Outline,
    /// Where its content goes.
    pub content: Rect,
}

/// A line between two parts of a split, which the mouse can drag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Divider {
    /// A pane of which it is an edge.
    pub pane: PaneId,
    /// Which edge.
    pub edge: Edge,
    /// Its column, or its row.
    pub at: i32,
    /// The rows, or columns, that it runs over.
    pub over: (i32, i32),
    /// Where the parts of its split begin and end, counted so that the line's place among them is its share: lines
    /// between parts count twice, for both parts have them.
    pub span: (i32, i32),
}

impl Divider {
    /// The share of the split that lies before a cell, in thousandths: where a drag to that cell puts the line.
    pub fn thousandths(self, to: Position) -> u16 {
        let to = i32::from(if self.edge == Edge::Right { to.x } else { to.y });
        let length = (self.span.1 - self.span.0).max(1);
        // Rounded up: sharing rounds down, and the line should end up under the mouse.
        ((to - self.span.0).max(0) * 1000 + length - 1).div_euclid(length).min(1000) as u16
    }
}

/// How much room a pane can do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// Columns and rows, border included, below which it shows nothing useful.
    pub least: (u16, u16),
    /// Columns and rows, border included, above which it does its work.
    pub enough: (u16, u16),
    /// Columns and rows, border included, beyond which more is of no use.
    pub most: (u16, u16),
}

/// Where everything lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// The panes that there is room for, from the top left.
    pub placed: Vec<Placed>,
    /// The lines between them.
    pub dividers: Vec<Divider>,
    /// The whole.
    pub area: Rect,
}

impl Arrangement {
    /// Where a pane lies, if there is room for it.
    pub fn find(&self, pane: PaneId) -> Option<Placed> {
        self.placed.iter().copied().find(|placed| placed.pane == pane)
    }

    /// The pane at a cell, border included; on a shared line the one whose title it carries.
    pub fn pane_at(&self, at: Position) -> Option<Placed> {
        if !self.area.contains(at) {
            return None;
        }
        let inside = self.placed.iter().find(|placed| placed.content.contains(at));
        inside.or_else(|| self.placed.iter().rfind(|placed| placed.outline.contains(at))).copied()
    }

    /// The line at a cell that the mouse can drag.
    pub fn divider_at(&self, at: Position) -> Option<Divider> {
        let (x, y) = (i32::from(at.x), i32::from(at.y));
        let touches = |divider: &&Divider| {
            let (across, along) = if divider.edge == Edge::Right { (x, y) } else { (y, x) };
            across == divider.at && (divider.over.0..=divider.over.1).contains(&along)
        };
        self.dividers.iter().find(touches).copied()
    }
}

/// The order in which panes get room, after the one with the focus.
const ORDER: [PaneKind; 12] = [
    PaneKind::Matrix,
    PaneKind::Tokens,
    PaneKind::Training,
    PaneKind::Scores,
    PaneKind::Cell,
    PaneKind::Steps,
    PaneKind::Output,
    PaneKind::Flow,
    PaneKind::Heads,
    PaneKind::Gradients,
    PaneKind::Residual,
    PaneKind::Lesson,
];

/// How many of [`ORDER`] are shown as soon as they fit at all.
const EAGER: usize = 2;

/// Shares an area among the panes of a tree; `only` the one with the focus where it is zoomed.
pub fn arrange(tree: &PaneTree, focus: PaneId, only: bool, want: &dyn Fn(PaneId) -> Want, area: Rect) -> Arrangement {
    if area.is_empty() {
        return Arrangement { area, ..Arrangement::default() };
    }
    // It is asked for again and again, and to answer for a text takes laying it out.
    let known: Vec<(PaneId, Want)> = tree.panes().into_iter().map(|pane| (pane, want(pane))).collect();
    let want = &|pane| {
        let own = known.iter().find(|(known, _)| *known == pane);
        own.map_or_else(|| want(pane), |(_, want)| *want)
    };
    let roomy = area.width >= ROOMY.0 && area.height >= ROOMY.1;
    let beyond = i32::from(!roomy);
    let mut outline = Outline {
        left: i32::from(area.left()) - beyond,
        top: i32::from(area.top()) - beyond,
        right: i32::from(area.right()) - 1 + beyond,
        bottom: i32::from(area.bottom()) - 1 + beyond,
    };
    let focus = if tree.contains(focus) { focus } else { tree.panes()[0] };
    let kept = |outline: Outline| if only { vec![focus] } else { fitting(tree, focus, want, outline.size()) };
    let mut fits = kept(outline);
    if !roomy && area.height > LOW && !highest(tree, &fits).iter().all(|pane| pane.kind == PaneKind::Tokens) {
        outline.top = i32::from(area.top());
        fits = kept(outline);
    }
    let kept = fits;
    let mut arranged = Arrangement { area, ..Arrangement::default() };
    let mut arranger = Arranger { kept: &kept, want, air: i32::from(roomy), arranged: &mut arranged };
    arranger.place(tree, outline);
    arranged
}

/// The panes that there is room for.
fn fitting(tree: &PaneTree, focus: PaneId, want: &dyn Fn(PaneId) -> Want, size: (i32, i32)) -> Vec<PaneId> {
    let mut kept = vec![focus];
    let rank = |pane: PaneId| ORDER.iter().position(|kind| *kind == pane.kind).unwrap_or(ORDER.len());
    let mut panes = tree.panes();
    // The first of a kind goes before the second of any: two matrices are a matter of room.
    panes.sort_by_key(|pane| (pane.number, rank(*pane)));
    for pane in panes {
        let i = if pane.number > 1 { ORDER.len() } else { rank(pane) };
        if pane == focus {
            continue;
        }
        kept.push(pane);
        let need = |pane| if i < EAGER { want(pane).least } else { want(pane).enough };
        let (width, height) = needed(tree, &kept, &need).unwrap_or_default();
        if width > size.0 || height > size.1 {
            kept.pop();
        }
    }
    kept
}

/// The columns and rows that a tree takes where each pane takes `need`; `None` where it has none of the panes.
fn needed(tree: &PaneTree, kept: &[PaneId], need: &dyn Fn(PaneId) -> (u16, u16)) -> Option<(i32, i32)> {
    match tree {
        PaneTree::Pane(pane) => kept.contains(pane).then(|| {
            let (width, height) = need(*pane);
            (i32::from(width), i32::from(height))
        }),
        PaneTree::Split(split, parts) => {
            let parts = parts.iter().filter_map(|(_, part)| needed(part, kept, need));
            // Each part after the first shares a line with the one before.
            parts.reduce(|(width, height), (w, h)| match split {
                Split::Row => (width + w - 1, height.max(h)),
                Split::Column => (width.max(w), height + h - 1),
            })
        }
    }
}

/// The panes that touch the upper edge.
fn highest(tree: &PaneTree, kept: &[PaneId]) -> Vec<PaneId> {
    match tree {
        PaneTree::Pane(pane) => kept.iter().copied().filter(|kept| kept == pane).collect(),
        PaneTree::Split(Split::Row, parts) => parts.iter().flat_map(|(_, part)| highest(part, kept)).collect(),
        PaneTree::Split(Split::Column, parts) => {
            parts.iter().map(|(_, part)| highest(part, kept)).find(|panes| !panes.is_empty()).unwrap_or_default()
        }
    }
}

struct Arranger<'a> {
    kept: &'a [PaneId],
    want: &'a dyn Fn(PaneId) -> Want,
    air: i32,
    arranged: &'a mut Arrangement,
}

impl Arranger<'_> {
    fn place(&mut self, tree: &PaneTree, outline: Outline) {
        match tree {
            PaneTree::Pane(pane) => {
                let air = if outline.size().0 >= AIRY { self.air } else { 0 };
                let content = outline.inside(air, self.arranged.area);
                self.arranged.placed.push(Placed { pane: *pane, outline, content });
            }
            PaneTree::Split(split, parts) => self.split(*split, parts, outline),
        }
    }

    fn split(&mut self, split: Split, parts: &[(u16, PaneTree)], outline: Outline) {
        let along = |(width, height): (i32, i32)| if split == Split::Row { width } else { height };
        let size = |part: &PaneTree, need: &dyn Fn(PaneId) -> (u16, u16)| needed(part, self.kept, need).map(along);
        let demands = |need: &dyn Fn(PaneId) -> (u16, u16)| -> Vec<(&PaneTree, Demand)> {
            let demand = |(weight, part): &'_ (u16, PaneTree)| Demand {
                weight: i32::from(*weight).max(1),
                least: size(part, need).unwrap_or_default(),
                most: size(part, &|pane| (self.want)(pane).most).unwrap_or_default(),
            };
            let kept = parts.iter().filter(|(_, part)| part.panes().iter().any(|pane| self.kept.contains(pane)));
            kept.map(|part| (&part.1, demand(part))).collect()
        };
        let mut parts = demands(&|pane| (self.want)(pane).enough);
        let total = along(outline.size()) + parts.len() as i32 - 1;
        if parts.iter().map(|(_, demand)| demand.least).sum::<i32>() > total {
            parts = demands(&|pane| (self.want)(pane).least);
        }
        let sizes = share(total, &parts.iter().map(|(_, demand)| *demand).collect::<Vec<_>>());
        let mut start = if split == Split::Row { outline.left } else { outline.top };
        for (i, ((part, _), size)) in parts.iter().zip(&sizes).enumerate() {
            let end = start + size - 1;
            let own = match split {
                Split::Row => Outline { left: start, right: end, ..outline },
                Split::Column => Outline { top: start, bottom: end, ..outline },
            };
            self.place(part, own);
            if i + 1 < sizes.len() {
                // Neighbours share a line, so that the parts together are longer than the outline.
                let start = (if split == Split::Row { outline.left } else { outline.top }) - 1 - i as i32;
                self.divide(split, part, end, outline, (start, start + total));
            }
            start = end;
        }
    }

    fn divide(&mut self, split: Split, part: &PaneTree, at: i32, outline: Outline, span: (i32, i32)) {
        let Outline { left, top, right, bottom } = outline;
        let (edge, over) = match split {
            Split::Row => (Edge::Right, (top + 1, bottom - 1)),
            Split::Column => (Edge::Below, (left, right)),
        };
        let pane = edge_pane(part, split);
        self.arranged.dividers.push(Divider { pane, edge, at, over, span });
    }
}

/// A pane of a part that touches the part's far edge along a split.
fn edge_pane(part: &PaneTree, along: Split) -> PaneId {
    match part {
        PaneTree::Pane(pane) => *pane,
        PaneTree::Split(split, parts) => {
            let at = if *split == along { parts.len() - 1 } else { 0 };
            edge_pane(&parts[at].1, along)
        }
    }
}

#[cfg(test)]
mod tests;
