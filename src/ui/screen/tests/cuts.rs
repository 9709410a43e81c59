//! What does not fit says so.

use super::*;
use crate::app::tests::Viewer;

fn lines(viewer: &Viewer, width: u16, height: u16) -> Vec<String> {
    text(&draw(&viewer.stage, &viewer.desk, width, height)).lines().map(str::to_owned).collect()
}

#[test]
fn the_header_counts_what_is_switched_and_has_no_room() {
    let mut viewer = Viewer::new();
    viewer.does("norm post; scale off; mask none; head off 0.1; residual off; position alibi");
    let wide = &lines(&viewer, 200, 40)[0];
    assert!(wide.contains("no residual") && wide.contains("position alibi") && !wide.contains(" · +"), "{wide}");
    for width in [40, 60, 80] {
        let header = &lines(&viewer, width, 24)[0];
        let counted = header.split(" · +").nth(1).and_then(|rest| rest.split(' ').next()).expect(header);
        let counted: usize = counted.parse().expect("a number");
        let said = ["post-LN", "dot", "no mask", "no residual", "position alibi", "0.1 off"];
        let shown = said.iter().filter(|word| header.contains(**word)).count();
        assert!(counted >= said.len() - shown, "{header}");
    }
}

#[test]
fn a_text_with_more_lines_than_its_pane_has_arrows() {
    let (stage, desk) = (stage(), Desk::default());
    let drawn = text(&draw(&stage, &desk, 40, 12));
    let tokens: String = drawn.lines().skip(1).take(2).collect();
    assert!(tokens.contains('↑') || tokens.contains('↓'), "{drawn}");
    let roomy = text(&draw(&stage, &desk, 120, 40));
    assert!(!roomy.lines().skip(1).take(3).any(|line| line.contains(['↑', '↓'])), "{roomy}");
}

#[test]
fn help_says_what_commands_do_on_a_narrow_screen_too() {
    let mut viewer = Viewer::new();
    viewer.does("help");
    for language in ["en", "zh"] {
        viewer.does(&format!("close; language {language}; help"));
        // A wide glyph is followed by a cell of its own.
        let bare = |text: &str| text.replace(' ', "");
        let doc = bare(Word::DocNext.say(viewer.desk.language));
        let mut found = false;
        for line in 0..30 {
            viewer.desk.mode = Mode::Help(Scrolled::FromTop(line));
            found |= lines(&viewer, 40, 12).iter().any(|row| bare(row).contains(&doc));
        }
        assert!(found, "{language}: {doc}");
    }
}

#[test]
fn panes_without_room_are_counted_beside_the_key_that_reaches_them() {
    let mut viewer = Viewer::new();
    let last = |viewer: &Viewer, width, height| lines(viewer, width, height).pop().unwrap_or_default();
    assert!(last(&viewer, 40, 12).contains("⇥ pane 2/7"), "{}", last(&viewer, 40, 12));
    assert!(last(&viewer, 80, 24).starts_with(" ␣ next  ⌫ back  ⇥ pane 5/7"), "{}", last(&viewer, 80, 24));
    assert!(!last(&viewer, 160, 48).contains("/7"), "all are there");
    viewer.does("zoom on");
    assert!(last(&viewer, 160, 48).contains("⇥ pane 1/7"));
}

#[test]
fn the_key_up_goes_back_from_the_end_of_what_is_open() {
    for open in ["help", "share"] {
        let mut viewer = Viewer::new();
        for token in 0..12 {
            viewer.does(&format!("patch decoder.0.resid_post times 0 {token}"));
        }
        viewer.does(&format!("{open}; key end"));
        let end = lines(&viewer, 40, 12);
        viewer.does("key up");
        let above = lines(&viewer, 40, 12);
        assert_ne!(above, end, "{open}");
        viewer.does("key down");
        assert_eq!(lines(&viewer, 40, 12), end, "{open}");
    }
}

#[test]
fn the_history_is_a_tree_at_every_size_and_says_where_there_is_more() {
    let mut viewer = Viewer::new();
    viewer.does("mask none; head off 1.1; undo; patch decoder.0.resid_post times 0 2; temperature 0.5; history");
    for (width, height) in [(40, 12), (80, 24), (200, 60)] {
        let drawn = lines(&viewer, width, height).join("\n");
        for row in [
            " 0 ● as it was",
            " 1 ● mask none",
            " 2 ├─● head-off 1.1",
            " 3 ● patch decoder.0.re",
            "▸ 4 ● temperature 0.5",
        ] {
            assert!(drawn.contains(row), "{row}:\n{drawn}");
        }
        assert!(!drawn.lines().any(|row| row.trim_end_matches(['┃', ' ']).ends_with(['↑', '↓'])), "{drawn}");
    }
    viewer.does("close; norm; norm; norm; scale; residual; mask; scale; history");
    let arrows = |viewer: &Viewer| {
        let drawn = lines(viewer, 40, 12);
        ["↑", "↓"].map(|arrow| drawn.iter().any(|row| row.trim_end_matches(['┃', ' ']).ends_with(arrow)))
    };
    assert_eq!(arrows(&viewer), [true, false]);
    viewer.does("scroll up 5");
    assert_eq!(arrows(&viewer), [true, true]);
    viewer.does("key home");
    assert_eq!(arrows(&viewer), [false, true]);
}
