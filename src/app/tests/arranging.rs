use super::*;

#[test]
fn panes_come_go_and_change_places() {
    let mut viewer = Viewer::new();
    viewer.does("panes \"row(1 steps, 1 matrix)\"; pane split right; pane show cell");
    assert_eq!(viewer.desk.panes.to_string(), "row(1 steps, 1 matrix, 1 cell)");
    assert_eq!(viewer.desk.focus, PaneKind::Cell.first());
    viewer.does("pane swap steps; pane move up");
    assert!(viewer.desk.panes.to_string().starts_with("column(500 cell, 1000 row("), "{}", viewer.desk.panes);
    viewer.does("pane close; pane close");
    assert_eq!(viewer.desk.panes.panes().len(), 1);
    assert_eq!(viewer.does("pane close"), "the last pane stays");
    assert!(viewer.does("pane close heads").contains("`heads` is not on the desk"));
    assert!(viewer.does("pane swap heads").contains("`heads` is not on the desk"));
}

#[test]
fn panes_lie_no_deeper_than_a_layout_can_say() {
    let mut viewer = Viewer::new();
    viewer.does("panes \"matrix\"");
    let said: Vec<String> = (0..40)
        .map(|i| {
            let edge = if i % 2 == 0 { "right" } else { "below" };
            viewer.does(&format!("pane split {edge} {}", PaneKind::ALL[i / 4].name()))
        })
        .collect();
    assert_eq!(said[..32], [""; 32]);
    assert!(said[32].contains("close one first"), "{said:?}");
    assert_eq!(viewer.desk.panes.to_string().parse(), Ok(viewer.desk.panes.clone()));
    let before = viewer.desk.panes.clone();
    for direction in ["left", "up", "left", "up"] {
        viewer.does(&format!("focus next; pane move {direction}"));
        assert_eq!(viewer.desk.panes.to_string().parse(), Ok(viewer.desk.panes.clone()), "after moving {direction}");
    }
    assert_ne!(viewer.desk.panes, before);
}

#[test]
fn a_layout_holds_everything_about_the_panes() {
    let mut viewer = Viewer::new();
    for name in ["explore", "compare", "residual", "training", "lecture"] {
        assert_eq!(viewer.does(&format!("layout {name}")), "", "{name}");
    }
    viewer.does(
        "layout explore; focus matrix; pane split right; pin decoder.1.attn.q 2; pane-side difference; focus steps; \
         pane show flow; flow-threshold 0.3; flow-heads all; flow-queries one; focus matrix; magnify all; magnify in 2; \
         pool mean; normalise on; sink hide; focus cell",
    );
    assert_eq!(viewer.run(command::parse("layout-save mine").expect("a command")).len(), 1);
    let (panes, views) = (viewer.desk.panes.clone(), viewer.desk.views.clone());
    viewer.does("layout lecture; sink show; layout mine");
    assert_eq!((viewer.desk.panes.clone(), viewer.desk.focus), (panes, PaneKind::Cell.first()));
    assert!(viewer.desk.sink_hidden);
    assert_eq!(viewer.desk.views, views);
    assert!(viewer.does("layout min").contains("there is no layout `min`; the nearest: mine"));
    assert!(viewer.does("layout-save \"a/b\"").contains("cannot name a layout"));
}

#[test]
fn a_pinned_pane_stays_where_it_is_and_can_show_a_parameter() {
    let mut viewer = Viewer::new();
    viewer.does("pane split right; pin decoder.0.attn.W_Q");
    viewer.does("cell 2 3; move down");
    let cursor = viewer.stage.plan.cursor;
    assert_eq!((cursor.token, cursor.dimension), (None, None), "a weight has neither tokens nor a token's dimensions");
    viewer.does("pin decoder.1.resid_post; cell 2 3; move down");
    assert_eq!((viewer.stage.plan.cursor.token, viewer.stage.plan.cursor.dimension), (Some(3), Some(3)));
    assert_eq!(viewer.site(), "decoder.0.attn.pattern", "the cursor itself is where it was");
    assert!(viewer.does("pin decoder.9.ln1").contains("no layer 9"));
    viewer.does("unpin");
    assert_eq!(viewer.desk.view(viewer.desk.focus).pin, None);
}
