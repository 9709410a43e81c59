use proptest::prelude::*;

use super::*;

fn want(_: PaneId) -> Want {
    Want { least: (12, 4), enough: (20, 6), most: (500, 500) }
}

fn trees() -> impl Strategy<Value = PaneTree> {
    (Just(PaneKind::ALL.map(PaneKind::first).to_vec()).prop_shuffle(), 1..=PaneKind::ALL.len(), any::<u64>())
        .prop_map(|(panes, count, shape)| build(&panes[..count], shape))
}

/// A tree over these panes whose splits are drawn from the bits of `shape`.
fn build(panes: &[PaneId], shape: u64) -> PaneTree {
    if let [pane] = panes {
        return PaneTree::Pane(*pane);
    }
    let at = 1 + (shape >> 8) as usize % (panes.len() - 1);
    let (first, second) = panes.split_at(at);
    let split = if shape & 1 == 0 { Split::Row } else { Split::Column };
    let weight = |bits: u64| 1 + (bits % 7) as u16;
    let next = |salt: u64| (shape ^ salt).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    PaneTree::Split(
        split,
        vec![(weight(shape >> 16), build(first, next(1))), (weight(shape >> 24), build(second, next(2)))],
    )
}

proptest! {
    #[test]
    fn panes_never_overlap_and_leave_no_gap(
        tree in trees(),
        (x, y, width, height) in (0_u16..5, 0_u16..5, 0_u16..220, 0_u16..70),
        only in any::<bool>(),
    ) {
        let area = Rect::new(x, y, width, height);
        let focus = tree.panes()[0];
        let arranged = arrange(&tree, focus, only, &want, area);
        prop_assert_eq!(area.is_empty(), arranged.placed.is_empty());
        prop_assert!(area.is_empty() || arranged.find(focus).is_some(), "the focus is always there");
        for at in area.positions() {
            let inside = arranged.placed.iter().filter(|p| {
                let Outline { left, top, right, bottom } = p.outline;
                let (x, y) = (i32::from(at.x), i32::from(at.y));
                left < x && x < right && top < y && y < bottom
            });
            let on = arranged.placed.iter().filter(|p| p.outline.contains(at)).count();
            let inside = inside.count();
            prop_assert!(inside == 1 && on == 1 || inside == 0 && on >= 1, "{at:?}: inside {inside}, on {on}");
        }
        for placed in &arranged.placed {
            prop_assert_eq!(placed.content.intersection(area).area(), placed.content.area());
        }
        for divider in &arranged.dividers {
            let sides = |at: i32| arranged.placed.iter().any(|p| match divider.edge {
                Edge::Right => p.outline.left == at || p.outline.right == at,
                Edge::Below => p.outline.top == at || p.outline.bottom == at,
            });
            prop_assert!(sides(divider.at));
        }
    }
}

#[test]
fn the_lab_keeps_what_matters_as_the_screen_shrinks() {
    let lab = PaneTree::default();
    let panes = |width, height, focus| -> Vec<PaneId> {
        let arranged = arrange(&lab, focus, false, &want, Rect::new(0, 0, width, height));
        arranged.placed.iter().map(|placed| placed.pane).collect()
    };
    assert_eq!(panes(120, 37, PaneKind::Matrix.first()).len(), 7);
    assert_eq!(panes(40, 10, PaneKind::Matrix.first())[..2], [PaneKind::Tokens.first(), PaneKind::Matrix.first()]);
    assert_eq!(panes(1, 1, PaneKind::Matrix.first()), [PaneKind::Matrix.first()]);
    assert_eq!(panes(12, 4, PaneKind::Heads.first()), [PaneKind::Heads.first()]);
}

#[test]
fn what_does_not_say_itself_what_it_is_has_its_title_on_any_screen() {
    let (lab, area) = (PaneTree::default(), Rect::new(0, 1, 40, 10));
    let top = |only, focus| arrange(&lab, focus, only, &want, area).placed[0];
    let tokens = top(false, PaneKind::Matrix.first());
    assert_eq!(
        (tokens.pane.kind, tokens.outline.top, tokens.content.y),
        (PaneKind::Tokens, 0, 1),
        "a text needs no name"
    );
    for kind in [PaneKind::Matrix, PaneKind::Residual] {
        let placed = top(true, kind.first());
        assert_eq!((placed.outline.top, placed.content.y, placed.content.height), (1, 2, 9), "{kind:?}");
    }
    let tiny = arrange(&lab, PaneKind::Matrix.first(), true, &want, Rect::new(0, 0, 12, LOW)).placed[0];
    assert_eq!(tiny.content.height, LOW, "there rows are worth more");
}

#[test]
fn each_pane_says_once_what_room_it_wants() {
    let lab = PaneTree::default();
    let asked = std::cell::RefCell::new(Vec::new());
    let want = |pane| {
        asked.borrow_mut().push(pane);
        want(pane)
    };
    arrange(&lab, PaneKind::Matrix.first(), false, &want, Rect::new(0, 1, 120, 37));
    assert_eq!(*asked.borrow(), lab.panes());
}

#[test]
fn a_line_is_dragged_where_it_is_drawn() {
    let lab = PaneTree::default();
    let arranged = arrange(&lab, PaneKind::Matrix.first(), false, &want, Rect::new(0, 1, 120, 37));
    let matrix = arranged.find(PaneKind::Matrix.first()).unwrap();
    let at = |x: i32, y: i32| Position::new(x as u16, y as u16);
    let right = arranged.divider_at(at(matrix.outline.right, matrix.outline.top + 3)).unwrap();
    assert_eq!((right.pane, right.edge), (PaneKind::Matrix.first(), Edge::Right));
    let below = arranged.divider_at(at(matrix.outline.left + 3, matrix.outline.top)).unwrap();
    assert_eq!((below.pane, below.edge), (PaneKind::Tokens.first(), Edge::Below));
    assert_eq!(arranged.divider_at(at(matrix.outline.left + 3, matrix.outline.top + 3)), None);
}
