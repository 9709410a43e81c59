//! Whole screens of panes that show what differs.

use super::*;
use crate::app::{Version, differed, update, wanted};

/// What a screen shows after some commands, as if the worker were always done at once.
fn screen(stage: &mut Stage, lines: &str, language: Language, (width, height): (u16, u16)) -> String {
    let mut desk = Desk { language, ..Desk::default() };
    for command in crate::app::command::parse_all(lines).expect("commands") {
        update(stage, &mut desk, command);
        assert_eq!(desk.notice, None);
    }
    stage.differences = crate::app::Differences::default();
    let _ = wanted(stage, &desk);
    let (pass, minus) = stage.versions(Version::Difference);
    let all = pass.minus(minus.expect("there are two passes"));
    differed(stage, &mut desk, stage.arrived(), Ok(all));
    let shades = Capability { colour: ColourDepth::None, ..Capability::FULL };
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    crate::ui::render(&View::new(stage, &desk, &shades), &mut buffer);
    // The line of keys is none of the panes'.
    (0..height - 1).map(|y| row(&buffer, y) + "\n").collect()
}

/// A row as it is read: a wide character has the cell behind it, too.
fn row(buffer: &Buffer, y: u16) -> String {
    let (mut text, mut x) = (String::new(), 0);
    while x < buffer.area.width {
        let symbol = buffer[(x, y)].symbol();
        text.push_str(symbol);
        x += crate::model::piece::columns(symbol).max(1) as u16;
    }
    text.trim_end().to_owned()
}

/// A model that was trained, with a head of its first layer off.
#[test]
fn whole_screens_of_what_a_change_changed() {
    let model = Arc::new(Model::open("austen").expect("it is embedded"));
    let before = stage_of(model.clone(), TEXT, Settings::default());
    let off = Settings { heads_off: ["0.1".parse().expect("a head")].into(), ..Settings::default() };
    let mut stage = stage_of(model, TEXT, off);
    stage.before = Some(before.pass);
    let panes = "panes \"column(1 tokens, 4 row(3 heads, 2 output), 3 flow)\"";
    let lines = format!("{panes}; side difference; go probs; head 1; layer 1; go decoder.3.resid_post");
    for (language, size) in
        [(Language::English, (120, 40)), (Language::English, (80, 24)), (Language::Chinese, (120, 40))]
    {
        let name = format!("changed_{}_{}x{}", language.code(), size.0, size.1);
        insta::assert_snapshot!(name, screen(&mut stage, &lines, language, size));
    }
}

/// A translation beside one whose decoder was given another month.
#[test]
fn whole_screens_of_two_translations() {
    let mut stage = translation();
    let model = stage.pass.model.clone();
    let given = Settings { target: Some("2017-08-03".to_owned()), ..Settings::default() };
    let other = stage_of(model, "the 3rd of March 2017", given);
    stage.plan.beside = Some(Box::new(other.plan.clone()));
    Arc::get_mut(&mut stage.pass).expect("nobody else has it").beside = Some(other.pass);
    let panes = "panes \"column(1 tokens, 4 row(3 heads, 2 output), 3 flow)\"";
    let lines = format!("{panes}; side difference; go decoder.1.cross.pattern; cursor token 9");
    for size in [(120, 40), (80, 24)] {
        let name = format!("compared_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, screen(&mut stage, &lines, Language::English, size));
    }
}
