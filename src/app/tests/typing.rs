use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::app::input::{Code, Input, Key};
use crate::app::palette::Match;

fn editor(text: &str, keys: &str) -> Editor {
    let mut editor = Editor::new(text);
    for key in keys.split(' ').filter(|key| !key.is_empty()) {
        editor.press(key.parse().expect("a key"));
    }
    editor
}

#[test]
fn a_line_is_edited_as_people_are_used_to() {
    for (text, keys, expected, cursor) in [
        ("", "a é 问", "aé问", 6),
        ("one two", "C-left x", "one xtwo", 5),
        ("one two", "alt-b alt-b alt-f", "one two", 3),
        ("one two", "C-w", "one ", 4),
        ("one two", "home delete", "ne two", 0),
        ("one two", "C-a C-k", "", 0),
        ("one two", "C-u", "", 0),
        ("one two", "left left C-u", "wo", 0),
        ("one two", "home C-delete", " two", 0),
        ("e\u{301}a", "left backspace", "a", 0),
        ("👩\u{200d}👧!", "left left x", "x👩\u{200d}👧!", 1),
        ("ab", "right end backspace backspace backspace", "", 0),
        ("ab", "F5 pageup up down esc", "ab", 2),
    ] {
        let editor = editor(text, keys);
        assert_eq!((editor.text(), editor.cursor()), (expected, cursor), "{text:?} {keys}");
    }
}

#[test]
fn a_window_follows_the_cursor() {
    let editor = Editor::new("中文 words");
    assert_eq!(editor.window(80), ("中文 words", ""));
    assert_eq!(editor.window(6), ("words", ""));
    assert_eq!(editor.window(8), (" words", ""), "half of a wide character is not shown");
    assert_eq!((editor.window(1), editor.window(0)), (("", ""), ("", "")));
    let within = super::typing::editor("one two three", "C-left C-left");
    assert_eq!(within.window(80), ("one ", "two three"));
    assert_eq!(within.window(8), ("one ", "two "));
}

#[test]
fn a_long_paste_becomes_one_line() {
    let mut viewer = Viewer::new();
    let paste = "of a good\r\nfortune,\tmust\nbe ".repeat(400);
    input(&mut viewer.stage, &mut viewer.desk, Input::Paste(paste));
    let Mode::Editing(editor) = &viewer.desk.mode else { panic!("pasting opens the editor") };
    assert!(editor.text().starts_with("of a good fortune, must be of a"), "{:?}", &editor.text()[..40]);
    assert!(!editor.text().chars().any(char::is_control));
    viewer.keys("x enter");
    assert!(matches!(viewer.desk.mode, Mode::Normal));
    assert!(viewer.stage.pass.cut.is_some());
}

#[test]
fn the_text_is_edited_in_place() {
    let mut viewer = Viewer::new();
    viewer.keys("e C-u enter");
    assert!(viewer.said().contains("the text is empty"));
    assert!(matches!(viewer.desk.mode, Mode::Editing(_)), "what was open stays open");
    viewer.keys("q u i t");
    assert_eq!(viewer.said(), "");
    viewer.keys("enter");
    assert_eq!(viewer.stage.plan.text, "quit");
    viewer.keys("e x esc");
    assert_eq!(viewer.stage.plan.text, "quit");
    viewer.keys("u");
    assert_eq!(viewer.stage.plan.text, "It is a truth");
}

fn palette(viewer: &Viewer) -> &Palette {
    match &viewer.desk.mode {
        Mode::Palette(palette) => palette,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_palette_finds_and_completes() {
    let mut viewer = Viewer::new();
    viewer.keys(":");
    let offered: Vec<&str> = palette(&viewer).matches.iter().map(|found| found.line.as_str()).collect();
    assert_eq!(offered.len(), command::TABLE.len());
    let last = offered.iter().rev().take_while(|name| !command::Entry::named(name).expect("a name").is_listed());
    assert_eq!(last.count(), 6, "what the mouse and scripts send comes last");
    viewer.keys("m s k");
    assert_eq!(palette(&viewer).matches[0].line, "mask");
    assert_eq!(palette(&viewer).matches[0].hits, [0, 2, 3]);
    viewer.keys("tab");
    assert_eq!(palette(&viewer).editor.text(), "mask ");
    let lines: Vec<&str> = palette(&viewer).matches.iter().map(|found| found.line.as_str()).collect();
    assert_eq!(lines, ["mask causal", "mask none", "mask value", "mask how"]);
    viewer.keys("down down enter");
    assert_eq!(viewer.stage.plan.settings.causal, Some(false));
    assert!(matches!(viewer.desk.mode, Mode::Normal));
}

#[test]
fn the_palette_offers_every_command_by_its_name() {
    for entry in command::TABLE {
        let mut viewer = Viewer::new();
        viewer.keys(":");
        viewer.run(Command::Type(entry.name.to_owned()));
        let offered = &palette(&viewer).matches;
        assert_eq!(offered.first().map(|found| found.line.as_str()), Some(entry.name), "{offered:?}");
    }
}

#[test]
fn the_palette_knows_what_there_is() {
    let mut viewer = Viewer::new();
    viewer.does("layer 1; palette \"go pat\"");
    assert_eq!(palette(&viewer).matches[0].line, "go decoder.1.attn.pattern");
    viewer.keys("C-u");
    viewer.does("type \"go embed\"");
    viewer.keys("enter");
    assert_eq!(viewer.site(), "embed");
    viewer.does("palette \"head o\"");
    assert_eq!(palette(&viewer).matches[0].line, "head off");
    viewer.does("palette \"head off 1.\"");
    let lines: Vec<&str> = palette(&viewer).matches.iter().map(|found| found.line.as_str()).collect();
    assert!(lines.contains(&"head off 1.2"), "{lines:?}");
    viewer.does("palette \"head 7\"");
    assert_eq!(viewer.keys("enter"), "there is no head 7: heads go from 0 to 2");
    assert_eq!(palette(&viewer).editor.text(), "head 7", "it stays open to be put right");
    viewer.does("palette go");
    viewer.keys("enter");
    assert_eq!(palette(&viewer).editor.text(), "go ");
    viewer.does(r#"palette "text \"It is a""#);
    assert_eq!(palette(&viewer).matches, []);
    viewer.does("palette zzz");
    assert!(viewer.keys("enter").contains("no command `zzz`"));
    viewer.keys("esc");
    assert!(matches!(viewer.desk.mode, Mode::Normal));
}

#[test]
fn keys_mean_what_the_focused_pane_makes_of_them() {
    let mut viewer = Viewer::new();
    let at = viewer.stage.at();
    viewer.does("focus steps");
    viewer.keys("j");
    assert_eq!(viewer.stage.at(), at + 1);
    viewer.does("focus heads");
    viewer.keys("l");
    assert_eq!(viewer.stage.place().head, 1);
    viewer.does("focus matrix; cell 2 0");
    viewer.keys("l");
    assert_eq!(viewer.stage.place().column, 1);
    viewer.keys("S-tab tab z");
    assert!(viewer.desk.zoomed && viewer.desk.focus == PaneKind::Matrix.first());
    viewer.keys("esc");
    assert!(!viewer.desk.zoomed);
    assert_eq!(viewer.run(Command::Key('q'.into())), [Effect::Quit]);
    viewer.keys("? j");
    assert!(matches!(viewer.desk.mode, Mode::Help(Scrolled::FromTop(1))));
    assert_eq!(viewer.run(Command::Key('q'.into())), [], "q closes help");
    assert!(matches!(viewer.desk.mode, Mode::Normal));
    let interrupt = Key { control: true, ..Code::Character('c').into() };
    assert_eq!(viewer.run(Command::Key(interrupt)), [Effect::Quit]);
}

#[test]
fn borders_move_and_stay_between_their_panes() {
    let mut viewer = Viewer::new();
    let weights = |viewer: &Viewer| match &viewer.desk.panes {
        PaneTree::Split(_, parts) => match &parts[1].1 {
            PaneTree::Split(_, parts) => parts.iter().map(|(weight, _)| u32::from(*weight)).collect::<Vec<_>>(),
            PaneTree::Pane(_) => Vec::new(),
        },
        PaneTree::Pane(_) => Vec::new(),
    };
    let share = |viewer: &Viewer, i: usize| {
        let weights = weights(viewer);
        f64::from(weights[i]) / f64::from(weights.iter().sum::<u32>())
    };
    let (steps, matrix) = (share(&viewer, 0), share(&viewer, 1));
    viewer.does("focus matrix; resize right 6");
    assert!((share(&viewer, 1) - matrix - 0.05).abs() < 0.002);
    assert_eq!(share(&viewer, 0), steps);
    viewer.does("focus output; resize left 6");
    assert!((share(&viewer, 1) - matrix).abs() < 0.002, "the last pane moves the border before it");
    viewer.does("border steps right 500");
    assert!((share(&viewer, 0) - 0.5).abs() < 0.002);
    for edge in ["right 0", "right 1000", "below 0", "below 1000"] {
        viewer.does(&format!("border matrix {edge}"));
        assert!(weights(&viewer).iter().all(|weight| *weight > 0));
    }
    assert_eq!(viewer.does("grab steps right"), "");
    assert_eq!(viewer.desk.grabbed, Some((PaneKind::Steps.first(), Some(Edge::Right))));
    viewer.does("release");
    assert_eq!(viewer.desk.grabbed, None);
}

proptest! {
    #[test]
    fn the_cursor_is_always_between_two_characters(
        text in "[a-c é\u{301}👩\u{200d}中\u{1F1E8}\u{1F1F3}]{0,12}",
        edits in prop::collection::vec(("[a é\u{301}\u{200d}\u{1F1E8}]{0,2}", 0usize..8), 0..20),
        room in 0usize..20,
    ) {
        let codes = [Code::Left, Code::Right, Code::Backspace, Code::Delete, Code::Home, Code::End, Code::Enter, Code::Up];
        let mut editor = Editor::new(text);
        for (text, code) in edits {
            editor.insert(&text);
            editor.press(Key { control: code % 2 == 0, ..codes[code].into() });
            let cursor = editor.cursor();
            let between = cursor == editor.text().len()
                || editor.text().grapheme_indices(true).any(|(start, _)| start == cursor);
            prop_assert!(between, "{:?} {}", editor.text(), cursor);
            let (before, after) = editor.window(room);
            let columns = |text: &str| text.graphemes(true).map(UnicodeWidthStr::width).sum::<usize>();
            prop_assert!(columns(before) + columns(after) <= room);
            prop_assert!(columns(before) < room.max(1), "there is a column for the cursor");
        }
    }
}

#[test]
fn the_palette_completes_from_what_is_there() {
    let mut viewer = Viewer::new();
    let offered = |viewer: &mut Viewer, line: &str| -> Vec<String> {
        viewer.run(Command::Palette(line.to_owned()));
        let Mode::Palette(palette) = &viewer.desk.mode else { panic!("a palette") };
        palette.matches.iter().map(|found| found.line.clone()).collect()
    };
    viewer.does("pane split right; layout-save mine");
    for (line, wanted) in [
        ("layout m", "layout mine"),
        ("focus matrix-", "focus matrix-2"),
        ("compare sco", "compare score"),
        ("compare score add", "compare score additive"),
        ("patch pattern", "patch decoder.0.attn.pattern"),
        ("patch decoder.0.attn.z f", "patch decoder.0.attn.z from"),
        ("pane-show resi", "pane-show residual"),
        ("pokes ", "pokes b"),
    ] {
        let found = offered(&mut viewer, line);
        assert!(found.contains(&wanted.to_owned()), "{line}: {found:?}");
    }
}

#[test]
fn the_palette_offers_what_the_command_takes_and_nothing_that_it_refuses() {
    let mut viewer = Viewer::new();
    let offered = |viewer: &mut Viewer, line: &str| -> Vec<String> {
        viewer.run(Command::Palette(line.to_owned()));
        let Mode::Palette(palette) = &viewer.desk.mode else { panic!("a palette") };
        let usage = |found: &Match| format!("{} {}", found.line, found.arguments);
        palette.matches.iter().map(|found| usage(found).trim_end().to_owned()).collect()
    };
    for (line, wanted) in [
        ("gradient ", &["gradient last [WORD]", "gradient on [WORD]", "gradient off [WORD]"][..]),
        ("strongest ", &["strongest next", "strongest back"]),
        ("temperature ", &["temperature up", "temperature down"]),
        ("flow-threshold ", &["flow-threshold up", "flow-threshold down"]),
        ("flow threshold ", &["flow threshold up", "flow threshold down"]),
        ("train-rewind ", &["train-rewind back"]),
        ("cell ", &[]),
    ] {
        let found = offered(&mut viewer, line);
        let (usage, words) = found.split_last().expect(line);
        assert_eq!(words, wanted, "{line}");
        assert!(usage.starts_with(line) && usage.contains(|c: char| c.is_uppercase() || c == '.'), "{line}: {usage}");
    }
    viewer.run(Command::Palette("cell ".to_owned()));
    assert!(viewer.keys("tab enter").contains("`cell` needs ROW"), "what is taken is no line to complete");
    assert_eq!(
        offered(&mut viewer, "patch decoder.0.attn.z from "),
        ["patch decoder.0.attn.z from a [ROW] [COLUMN] [HEAD]"]
    );
    assert_eq!(offered(&mut viewer, "poke from "), ["poke from a"]);
    let sub_layers = offered(&mut viewer, "sub-layer-toggle ");
    let all = ["decoder.0.attn.out", "decoder.0.mlp.out", "decoder.1.attn.out", "decoder.1.mlp.out"];
    assert_eq!(sub_layers, all.map(|site| format!("sub-layer-toggle {site}")));
    assert!(!offered(&mut viewer, "patch ").iter().any(|line| line.contains("rollout") || line.contains("lens")));
    assert!(!offered(&mut viewer, "layout-save ").iter().any(|line| line.contains(' ') && line.contains('"')));
    let compared = offered(&mut viewer, "compare ");
    assert!(compared[0].starts_with("compare score "), "{compared:?}");
    assert_eq!(compared.last().map(String::as_str), Some("compare off"));
    let text = viewer.stage.plan.text.clone();
    for line in &compared {
        let name = line.split(' ').nth(1).expect("a command");
        let words = match name {
            "temperature" => "0.5",
            "patch" => "decoder.0.attn.out times 0",
            "unpatch" | "hide" | "reset" | "off" | "scale" | "mask" | "residual" => "",
            "poke" => "add 1",
            "model" => "tiny",
            "target" => "x",
            "seed" | "heads" | "pad" | "dropout" => "3",
            "layers" => "1",
            "segment" | "memory" => "0",
            "head-off" | "head-on" | "head-toggle" => "0.1",
            "sub-layer-toggle" => "decoder.0.mlp.out",
            name => crate::app::command::Entry::named(name).expect(name).arguments[0].kind.words()[0],
        };
        let said = viewer.does(&format!("close; go decoder.0.attn.pattern; compare {name} {words}"));
        assert!(!said.contains("cannot make") && !said.contains("no part of"), "{name}: {said}");
    }
    assert_eq!(viewer.stage.plan.text, text);
}
