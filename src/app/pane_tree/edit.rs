//! Changing a tree of panes: split, close, swap, move.

use super::{Edge, PaneId, PaneKind, PaneTree, Split};
use crate::app::command::Direction;

/// The weight of either part of a new split; large enough for borders to move by little.
const WEIGHT: u16 = 500;

impl PaneTree {
    /// How many splits can lie within one another: on no screen there is room for more.
    pub const DEEPEST: usize = 32;

    /// Whether splits lie deeper within one another than they can.
    pub fn is_too_deep(&self) -> bool {
        fn deeper(tree: &PaneTree, left: usize) -> bool {
            match tree {
                PaneTree::Pane(_) => false,
                PaneTree::Split(..) if left == 0 => true,
                PaneTree::Split(_, parts) => parts.iter().any(|(_, part)| deeper(part, left - 1)),
            }
        }
        deeper(self, PaneTree::DEEPEST)
    }

    /// The first number of a kind that no pane has; `None` where there are as many as there can be.
    pub fn free(&self, kind: PaneKind) -> Option<PaneId> {
        let taken = self.panes();
        (1..=PaneId::MOST).map(|number| PaneId { kind, number }).find(|pane| !taken.contains(pane))
    }

    /// Puts a new pane beside another, which keeps half of its room.
    pub fn split(&mut self, pane: PaneId, edge: Edge, new: PaneId) {
        let Some((parts, i)) = self.parent(pane) else {
            if *self == PaneTree::Pane(pane) {
                *self = halves(edge.split(), pane, new);
            }
            return;
        };
        parts[i].1 = halves(edge.split(), pane, new);
        self.flatten();
    }

    /// Takes a pane out; its neighbours share its room. The last pane stays.
    pub fn close(&mut self, pane: PaneId) {
        if let Some((parts, i)) = self.parent(pane) {
            parts.remove(i);
            self.flatten();
        }
    }

    /// Lets two panes change places.
    pub fn swap(&mut self, one: PaneId, other: PaneId) {
        self.each(&mut |pane| {
            *pane = match *pane {
                now if now == one => other,
                now if now == other => one,
                now => now,
            }
        });
    }

    /// Puts another pane in the place of one.
    pub fn replace(&mut self, pane: PaneId, by: PaneId) {
        self.each(&mut |now| {
            if *now == pane {
                *now = by;
            }
        });
    }

    /// Moves a pane to an edge of the whole, where it gets as much as each of the parts there.
    pub fn move_to_edge(&mut self, pane: PaneId, direction: Direction) {
        if !self.contains(pane) || self.panes().len() < 2 {
            return;
        }
        self.close(pane);
        let (split, first) = match direction {
            Direction::Left => (Split::Row, true),
            Direction::Right => (Split::Row, false),
            Direction::Up => (Split::Column, true),
            Direction::Down => (Split::Column, false),
        };
        let rest = std::mem::replace(self, PaneTree::Pane(pane));
        let own = (WEIGHT, PaneTree::Pane(pane));
        let rest = (2 * WEIGHT, rest);
        *self = PaneTree::Split(split, if first { vec![own, rest] } else { vec![rest, own] });
        self.flatten();
    }

    /// The parts of the split that a pane is directly in, and its place there.
    fn parent(&mut self, pane: PaneId) -> Option<(&mut Vec<(u16, PaneTree)>, usize)> {
        let PaneTree::Split(_, parts) = self else { return None };
        if let Some(i) = parts.iter().position(|(_, part)| *part == PaneTree::Pane(pane)) {
            return Some((parts, i));
        }
        parts.iter_mut().find_map(|(_, part)| part.parent(pane))
    }

    fn each(&mut self, act: &mut impl FnMut(&mut PaneId)) {
        match self {
            PaneTree::Pane(pane) => act(pane),
            PaneTree::Split(_, parts) => parts.iter_mut().for_each(|(_, part)| part.each(act)),
        }
    }

    /// Removes splits of nothing and of one, and splits within a split of their own kind, whose parts keep their shares.
    pub(super) fn flatten(&mut self) {
        let PaneTree::Split(split, parts) = self else { return };
        let own = *split;
        let mut flat: Vec<(u16, PaneTree)> = Vec::with_capacity(parts.len());
        for (weight, mut part) in std::mem::take(parts) {
            part.flatten();
            match part {
                PaneTree::Split(_, inner) if inner.is_empty() => {}
                PaneTree::Split(inner_split, inner) if inner_split == own => flat.extend(shared(weight, inner)),
                part => flat.push((weight, part)),
            }
        }
        *self = match <[_; 1]>::try_from(flat) {
            Ok([(_, only)]) => only,
            Err(flat) => PaneTree::Split(own, flat),
        };
    }
}

fn halves(split: Split, one: PaneId, other: PaneId) -> PaneTree {
    PaneTree::Split(split, vec![(WEIGHT, PaneTree::Pane(one)), (WEIGHT, PaneTree::Pane(other))])
}

/// Parts whose weights together are those of the part that they were in.
fn shared(weight: u16, inner: Vec<(u16, PaneTree)>) -> Vec<(u16, PaneTree)> {
    let total: u32 = inner.iter().map(|(weight, _)| u32::from(*weight)).sum::<u32>().max(1);
    let share = |own: u16| (u32::from(own) * u32::from(weight) / total).clamp(1, u32::from(u16::MAX)) as u16;
    inner.into_iter().map(|(own, part)| (share(own), part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tree(text: &str) -> PaneTree {
        text.parse().expect("a tree")
    }

    #[test]
    fn a_new_pane_takes_half_of_its_neighbours_room() {
        let mut panes = tree("row(1 steps, 1 matrix)");
        panes.split(PaneKind::Matrix.first(), Edge::Below, PaneKind::Cell.first());
        assert_eq!(panes.to_string(), "row(1 steps, 1 column(500 matrix, 500 cell))");
        panes = tree("row(100 steps, 100 matrix)");
        panes.split(PaneKind::Matrix.first(), Edge::Right, panes.free(PaneKind::Matrix).expect("a number"));
        assert_eq!(panes.to_string(), "row(100 steps, 50 matrix, 50 matrix-2)", "a row in a row is one row");
        let mut alone = tree("matrix");
        alone.split(PaneKind::Matrix.first(), Edge::Right, PaneKind::Steps.first());
        assert_eq!(alone.to_string(), "row(500 matrix, 500 steps)");
    }

    #[test]
    fn closing_leaves_no_split_of_one_and_never_nothing() {
        let mut panes = tree("row(1 steps, 2 column(1 matrix, 1 cell))");
        panes.close(PaneKind::Cell.first());
        assert_eq!(panes.to_string(), "row(1 steps, 2 matrix)");
        panes.close(PaneKind::Steps.first());
        assert_eq!(panes.to_string(), "matrix");
        panes.close(PaneKind::Matrix.first());
        assert_eq!(panes.to_string(), "matrix");
    }

    #[test]
    fn panes_change_places_and_go_to_edges() {
        let mut panes = tree("column(4 tokens, 24 row(26 steps, 56 matrix))");
        panes.swap(PaneKind::Tokens.first(), PaneKind::Matrix.first());
        assert_eq!(panes.to_string(), "column(4 matrix, 24 row(26 steps, 56 tokens))");
        panes.move_to_edge(PaneKind::Steps.first(), Direction::Left);
        assert_eq!(panes.to_string(), "row(500 steps, 1000 column(4 matrix, 24 tokens))");
    }

    fn any_edit() -> impl Strategy<Value = (u8, usize, usize)> {
        (0u8..5, 0usize..12, 0usize..12)
    }

    proptest! {
        #[test]
        fn whatever_is_done_every_pane_stands_once_and_the_tree_reads_back(
            edits in prop::collection::vec(any_edit(), 0..60),
        ) {
            let mut panes = PaneTree::default();
            for (what, one, other) in edits {
                let all = panes.panes();
                let (one, kind) = (all[one % all.len()], PaneKind::ALL[other % PaneKind::ALL.len()]);
                match what {
                    0 if all.len() < 40 => {
                        let new = panes.free(kind).expect("there are few");
                        panes.split(one, if other % 2 == 0 { Edge::Right } else { Edge::Below }, new);
                    }
                    1 => panes.close(one),
                    2 => panes.swap(one, all[other % all.len()]),
                    3 => panes.move_to_edge(one, Direction::ALL[other % 4]),
                    _ => panes.resize(one, Direction::ALL[other % 4], 3),
                }
                let mut now = panes.panes();
                prop_assert!(!now.is_empty());
                now.sort_unstable();
                now.dedup();
                prop_assert_eq!(now.len(), panes.panes().len());
                prop_assert_eq!(panes.to_string().parse::<PaneTree>().ok(), Some(panes.clone()));
            }
        }
    }
}
