use std::collections::BTreeSet;

use proptest::prelude::*;

use super::any::any_command;
use super::*;
use crate::app::command::{Choice, Differentiate, Direction, TABLE, parse, parse_all};

proptest! {
    #[test]
    fn every_command_reads_back_as_it_prints(command in any_command()) {
        prop_assert_eq!(parse(&command.to_string()), Ok(command));
    }

    #[test]
    fn any_line_is_a_command_or_a_sentence(line in ".{0,40}") {
        if let Err(notice) = parse_all(&line) {
            prop_assert!(!notice.to_string().is_empty());
        }
    }

    #[test]
    fn every_plan_reads_back_as_it_prints(commands in prop::collection::vec(any_command(), 0..20)) {
        let mut plan = Plan::default();
        for command in &commands {
            let _ = plan.apply(command); // most are no part of a plan
        }
        prop_assert_eq!(plan.to_string().parse(), Ok(plan));
    }
}

#[test]
fn every_row_of_the_table_is_a_command_that_finds_its_row() {
    let mut names = BTreeSet::new();
    for entry in TABLE {
        assert!(names.insert(entry.name), "{} stands there twice", entry.name);
        let word = |argument: &crate::app::command::Argument| {
            use crate::app::command::Kind;
            match argument.kind {
                Kind::Site | Kind::Changed | Kind::SubLayer => "decoder.0.attn.pattern".to_owned(),
                Kind::HeadId => "1.2".to_owned(),
                Kind::Key => "C-left".to_owned(),
                Kind::Command | Kind::Commands => "mask".to_owned(),
                Kind::Act => "set".to_owned(),
                Kind::Panes => "matrix".to_owned(),
                kind => kind.words().first().map_or_else(|| "1".to_owned(), ToString::to_string),
            }
        };
        let words: Vec<String> = entry.arguments.iter().map(word).collect();
        let line = format!("{} {}", entry.name, words.join(" "));
        let command = parse(&line).unwrap_or_else(|notice| panic!("{line}: {notice}"));
        assert_eq!(command.entry().name, entry.name);
        let more = parse(&format!("{line} more"));
        let takes_all = matches!(entry.name, "text" | "type" | "target" | "token" | "compare" | "panes");
        assert!(takes_all || more.is_err_and(|notice| notice.to_string().contains("a word too many")), "{line}");
        let required = entry.arguments.iter().filter(|argument| !argument.optional).count();
        if required > 0 {
            assert!(parse(entry.name).is_err_and(|notice| notice.to_string().contains("needs")), "{}", entry.name);
        }
    }
}

#[test]
fn commands_read_as_people_write_them() {
    let off = Command::HeadOff(Some(HeadId { layer: 1, head: 2 }));
    for (line, command) in [
        ("head off 1.2", off.clone()),
        ("  head-off   1.2 ", off),
        ("head on", Command::HeadOn(None)),
        ("head 2", Command::Head(Choice::To(2))),
        ("mask causal", Command::Mask(Some(true))),
        ("mask off", Command::Mask(Some(false))),
        ("text It  is", Command::Text("It is".to_owned())),
        ("model ./a\\b", Command::Model("./a\\b".to_owned())),
        ("text \"a \\\"b\\\";\\n\"", Command::Text("a \"b\";\n".to_owned())),
        ("text \"Cafe\\u{301}\"", Command::Text("Cafe\u{301}".to_owned())),
        ("key \";\"", Command::Key(';'.into())),
        ("move left 3", Command::Move(Direction::Left, 3)),
        ("head 1.2", Command::HeadAt(HeadId { layer: 1, head: 2 })),
        ("magnify in", Command::Look(Look::Magnify(Magnify::In(1)))),
        ("flow threshold up", Command::Look(Look::FlowThreshold(Threshold::Up))),
        ("gradient", Command::Gradient(Differentiate::Toggled)),
        ("gradient off", Command::Gradient(Differentiate::Nothing)),
        ("gradient last 7", Command::Gradient(Differentiate::Output(Gradient { token: None, word: Some(7) }))),
        ("gradient 3", Command::Gradient(Differentiate::Output(Gradient { token: Some(3), word: None }))),
    ] {
        assert_eq!(parse(line), Ok(command), "{line}");
    }
}

#[test]
fn what_is_no_command_names_the_nearest() {
    for (line, said) in [
        ("maks none", "there is no command `maks`; the nearest: mask"),
        ("mask som", "`mask` cannot take `som`: it takes causal|none; the nearest: "),
        ("go decoder.1.attn.patern", "no value `decoder.1.attn.patern`; the nearest: decoder.1.attn.pattern"),
        ("go patern", "the nearest: decoder.0.attn.pattern"),
        ("go", "`go` needs SITE"),
        ("cell 1", "`cell` needs COLUMN"),
        ("cell a b", "`cell` cannot take `a`: it takes ROW"),
        ("text \"a", "a quotation mark is not closed"),
        ("text \"Cafe\\u0301\"", "`\\u0301` stands for no character: write \\n, "),
        ("text \"\\u{d800} b\"", "`\\u{d800}` stands for no character"),
        ("text \"\\u{301\"", "`\\u` stands for no character"),
        ("text \"\\q\"", "`\\q` stands for no character"),
        ("text \"a\\", "a quotation mark is not closed"),
        ("", "there is no command to do"),
        ("head-off 1", "`head-off` cannot take `1`: it takes LAYER.HEAD"),
        ("temperature NaN", "cannot take `NaN`"),
        ("focus matrx", "the nearest: matrix"),
        ("poke set", "`poke` needs set NUMBER"),
        ("poke from b", "`poke` cannot take `b`: it takes from a"),
        ("patch embed as x", "`patch` cannot take `x`: it takes as ROW"),
        ("flow threshold 2", "`flow-threshold` cannot take `2`: it takes 0..1|up|down"),
    ] {
        let notice = parse(line).expect_err(line).to_string();
        assert!(notice.contains(said), "{line}: {notice}");
        assert!(!notice.contains('\n'));
    }
    let mut viewer = Viewer::new();
    assert!(viewer.does("go decoder.7.ln1").contains("there is no layer 7: layers go from 0 to 1"));
    assert!(viewer.does("theme drak").contains("there is no theme `drak`; the nearest: dark"));
    assert!(viewer.does("go tempered").contains("there is no value `tempered`; the nearest: "));
    assert!(viewer.does("go W_E").contains("`W_E` is a parameter"));
    assert!("next".parse::<Plan>().is_err_and(|notice| notice.to_string().contains("`next` is no part of a plan")));
}

#[test]
fn a_script_says_which_line_is_wrong() {
    let script = script::parse("# a comment\n\nnext; next\n  # another\ngo embed\n").expect("a script");
    assert_eq!(script.iter().map(|line| line.number).collect::<Vec<_>>(), [3, 3, 5]);
    let wrong = script::parse("next\nmaks none\n").expect_err("is wrong").to_string();
    assert!(wrong.starts_with("line 2: there is no command `maks`"), "{wrong}");
}

#[test]
fn another_language_says_the_same_and_is_nothing_to_undo() {
    let mut viewer = Viewer::new();
    viewer.does("scale off; language zh");
    assert_eq!(viewer.desk.language, Language::Chinese);
    let said = |viewer: &Viewer| viewer.desk.notice.as_ref().map(|notice| notice.say(viewer.desk.language));
    viewer.does("head off 9.9");
    assert_eq!(said(&viewer).as_deref(), Some("没有层 9：层的编号从 0 到 1"));
    viewer.does("heads 5");
    assert_eq!(said(&viewer).as_deref(), Some("5 个头不能整除宽度 12：试试 4 个"), "what the model refuses, too");
    viewer.does("undo");
    assert_eq!((viewer.desk.language, viewer.stage.plan.settings.scale), (Language::Chinese, None));
    assert!(!viewer.stage.history.can_undo());
    viewer.does("language en; undo");
    assert_eq!(said(&viewer).as_deref(), Some("there is nothing to undo"));
    let refused = command::parse("language klingon").expect_err("there is none");
    assert!(refused.to_string().contains("it takes en|zh"), "{refused}");
}
