//! What does not fit says so.

use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::app::input::Code;
use crate::app::tests::Viewer;
use crate::model::piece::columns;
use crate::ui::Role;

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
        assert_eq!(counted, said.len() - shown, "{header}");
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

/// A row as it is read, without the cells that wide letters cover.
fn read(buffer: &Buffer, y: u16) -> String {
    let (mut text, mut x) = (String::new(), 0);
    while x < buffer.area.width {
        let symbol = buffer[(x, y)].symbol();
        text.push_str(symbol);
        x += columns(symbol).max(1) as u16;
    }
    text
}

#[test]
fn a_text_that_is_edited_is_marked_where_it_goes_on() {
    let (stage, desk) = (stage(), Desk::default());
    let view = View::new(&stage, &desk, &Capability::FULL);
    let selected = view.style(Role::Selected).bg;
    let whole = format!("中文 🦀 cafe\u{301} {TEXT}, 一个真理 {TEXT} 🦀 中文");
    let letters: Vec<&str> = whole.graphemes(true).collect();
    for width in [1, 2, 3, 5, 12, 27, 34, 35, 74, 113, 250] {
        let area = Rect::new(0, 0, width, 1);
        let mut editor = Editor::new(whole.clone());
        editor.press(Code::Home.into());
        for under in 0..=letters.len() {
            let mut buffer = Buffer::empty(area);
            super::super::status::line(&view, &editor, area, &mut buffer);
            let line = read(&buffer, 0).trim_end().to_owned();
            let cursor = (0..width).find(|x| Some(buffer[(*x, 0)].bg) == selected);
            editor.press(Code::Right.into());
            if width < 12 {
                continue;
            }
            let seen = line.trim_matches('…');
            let from = if line.starts_with('…') { whole.find(seen).filter(|at| *at > 0) } else { Some(0) };
            let from = from.unwrap_or_else(|| panic!("{width}, at {under}: {line}"));
            assert!(whole[from..].starts_with(seen), "{width}, at {under}: {line}");
            assert_eq!(line.ends_with('…'), from + seen.len() < whole.len(), "{width}, at {under}: {line}");
            let symbol = cursor.map(|x| buffer[(x, 0)].symbol());
            assert_eq!(symbol, Some(letters.get(under).copied().unwrap_or(" ")), "{width}, at {under}: {line}");
        }
    }
}

#[test]
fn where_one_line_is_for_both_the_keys_stand_behind_the_text() {
    let stage = stage();
    let desk = Desk { mode: Mode::Editing(Editor::new(TEXT)), ..Desk::default() };
    let last = |width, height| read(&draw(&stage, &desk, width, height), height - 1);
    assert!(last(40, 12).trim_end().ends_with("good fortune  ⏎ esc"), "{}", last(40, 12));
    assert!(last(80, 12).trim_end().ends_with("good fortune   ⏎ apply  esc cancel"), "{}", last(80, 12));
    assert!(!last(80, 24).contains("fortune"), "a high screen has a line for each");
}

/// The rows of a part of the screen.
fn within(buffer: &Buffer, area: Rect) -> Vec<String> {
    let row = |y| (area.left()..area.right()).map(|x| buffer[(x, y)].symbol()).collect();
    (area.top()..area.bottom()).map(row).collect()
}

#[test]
fn a_list_of_commands_says_what_part_of_it_is_seen() {
    let mut viewer = Viewer::new();
    viewer.does("palette \"\"");
    let Mode::Palette(palette) = viewer.desk.mode.clone() else { panic!("the palette is open") };
    let all = palette.matches.len();
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        for selected in [None, Some(0), Some(all / 2), Some(all - 1)] {
            viewer.desk.mode = Mode::Palette(crate::app::Palette { selected, ..palette.clone() });
            let buffer = draw(&viewer.stage, &viewer.desk, width, height);
            let drawn = within(&buffer, super::super::palette::place(&palette, Rooms::of(buffer.area).panes));
            let list = &drawn[2..drawn.len() - 1];
            let said = |row: &String| row.trim_start_matches(['┃', ' ']).to_owned();
            let note = drawn[0].split(" of ").next().and_then(|title| title.rsplit(' ').next()).expect("a part");
            let (first, last) = note.split_once('–').expect("from one to another");
            let [first, last] = [first, last].map(|place| place.parse::<usize>().expect("a number") - 1);
            assert!(drawn[0].contains(&format!(" of {all} ")) && last + 1 - first == list.len(), "{drawn:#?}");
            for (row, found) in list.iter().zip(&palette.matches[first..=last]) {
                assert!(said(row).starts_with(found.line.trim()), "{} in {row}", found.line);
            }
            assert_eq!(list[0].contains('↑'), first > 0, "{drawn:#?}");
            assert_eq!(list[list.len() - 1].contains('↓'), last + 1 < all, "{drawn:#?}");
        }
    }
    // What is all there has neither.
    viewer.does("close; palette \"theme d\"");
    let drawn = lines(&viewer, 120, 40).into_iter().skip(1).take(4).collect::<String>();
    assert!(!drawn.contains(['↑', '↓', '–']), "{drawn}");
}

#[test]
fn a_line_of_the_palette_is_cut_with_a_mark() {
    let stage = stage();
    for line in [
        "panes \"column(1 tokens, 4 row(3 heads, 2 output), 3 flow)\"",
        "text \"一个真理一个真理一个真理 cafe\u{301}\"",
    ] {
        let found = crate::app::palette::Match {
            line: line.to_owned(),
            arguments: String::new(),
            hits: Vec::new(),
            doc: Word::DocNext,
        };
        let palette = crate::app::Palette { matches: vec![found], ..crate::app::Palette::default() };
        let desk = Desk { mode: Mode::Palette(palette), ..Desk::default() };
        for width in 24..90 {
            let row = read(&draw(&stage, &desk, width, 12), 3);
            let row = row.trim_matches(['┃', ' ']);
            let said = row.split("step forward").next().unwrap_or_default().trim_end();
            let seen = said.trim_end_matches('…');
            assert!(line.starts_with(seen) && (seen == line) != said.ends_with('…'), "{width}: {row}");
        }
    }
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

        // Somebody who pages on at the end is at the end.
        viewer.does("key home");
        for _ in 0..200 {
            viewer.does("key pagedown");
        }
        assert_eq!(lines(&viewer, 40, 12), end, "{open}");
        let view = View::new(&viewer.stage, &viewer.desk, &Capability::FULL);
        viewer.desk.mode = super::super::settled(&view, Rect::new(0, 0, 40, 12)).expect("it is open");
        viewer.does("key up");
        assert_eq!(lines(&viewer, 40, 12), above, "{open}");
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

#[test]
fn of_a_text_in_segments_the_pane_says_which_is_there_and_what_is_remembered() {
    let mut viewer = Viewer::new();
    viewer.does("segment 5");
    let segments = viewer.stage.pass.segments;
    assert!(segments > 1);
    let title = |viewer: &Viewer| lines(viewer, 120, 40)[1].clone();
    assert!(title(&viewer).starts_with(&format!("┌ tokens · segment {segments}/{segments} ─")), "{}", title(&viewer));
    viewer.does("position xl; memory 3");
    let remembered = format!("┌ tokens · segment {segments}/{segments} · 3 remembered ─");
    assert!(title(&viewer).starts_with(&remembered), "{}", title(&viewer));
    viewer.does("reset");
    assert!(title(&viewer).starts_with("┌ tokens ─"), "{}", title(&viewer));
}

#[test]
fn lines_that_have_no_room_are_counted_beside_the_title() {
    let mut viewer = Viewer::new();
    for (pane, small, roomy) in [("cell", "cell +", "cell ━"), ("output", "next token +", "next token ━")] {
        viewer.does(&format!("go decoder.1.attn.pattern; cell 9 3; panes {pane}; focus {pane}; zoom on"));
        let title = |viewer: &Viewer, height| lines(viewer, 60, height)[1].clone();
        assert!(title(&viewer, 8).contains(small), "{}", title(&viewer, 8));
        assert!(title(&viewer, 40).contains(roomy), "{}", title(&viewer, 40));
    }
    viewer.does("panes residual; focus residual; zoom on");
    let counted = |viewer: &Viewer, height| {
        let all = lines(viewer, 60, height);
        let drawn = ["‖x‖ by layer", "‖x‖ by token", "before", "after", "attention added", "mlp added"];
        let drawn = drawn.iter().filter(|label| all.iter().any(|row| row.contains(**label))).count();
        let said = all[1].split(" +").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
        (drawn, said.unwrap_or(0))
    };
    for height in 6..30 {
        let (drawn, left_out) = counted(&viewer, height);
        assert_eq!(drawn + left_out, 6, "{height}: {:#?}", lines(&viewer, 60, height));
    }
}

#[test]
fn a_text_that_was_cut_says_so_as_long_as_it_is_there() {
    let mut viewer = Viewer::new();
    viewer.does(&format!("text \"{}\"; next", "a ".repeat(40)));
    let all = viewer.stage.pass.cut.expect("it is too long");
    let title = lines(&viewer, 120, 40)[1].clone();
    assert!(title.contains(&format!("· {} of {all} ", viewer.stage.pass.tokens.len())), "{title}");
}
