use super::*;
use crate::app::{Cursor, Desk, Stage};
use crate::ui::Capability;
use crate::ui::capability::ColourDepth;
use crate::ui::pane::tests::translation;

struct Drawn {
    rows: Vec<String>,
    buffer: Buffer,
}

impl Drawn {
    /// What stands in cells of a role's look, from top to bottom.
    fn marked(&self, is_marked: impl Fn(Style) -> bool) -> String {
        let marked = |cell: &&ratatui::buffer::Cell| is_marked(cell.style());
        self.buffer.content.iter().filter(marked).map(ratatui::buffer::Cell::symbol).collect()
    }
}

fn draw(stage: &Stage, colour: ColourDepth, width: u16, height: u16) -> (Drawn, String, String) {
    let (desk, capability) = (Desk::default(), Capability { colour, ..Capability::FULL });
    let view = View::new(stage, &desk, &capability);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let area = buffer.area;
    render(&view, area, &mut buffer);
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    let rows = (0..height).map(row).collect();
    let selected = Style::reset().patch(view.style(Role::Selected));
    let drawn = Drawn { rows, buffer };
    let row = drawn.marked(|style| style.bg == selected.bg && style.add_modifier == selected.add_modifier);
    let key = drawn.marked(|style| style.add_modifier.contains(Modifier::BOLD | Modifier::UNDERLINED));
    (drawn, row, key)
}

fn at(site: &str, token: usize, key: usize) -> Stage {
    let mut stage = translation();
    let site = site.parse().expect("a site");
    stage.plan.cursor = Cursor { site, token: Some(token), key: Some(key), ..Cursor::default() };
    stage
}

#[test]
fn a_translation_shows_its_source_above_its_target() {
    let (drawn, ..) = draw(&at("decoder.0.cross.pattern", 1, 0), ColourDepth::True, 60, 2);
    assert_eq!(drawn.rows, ["source  the ␣ 3rd of March ␣ 2017", "target  ⟨begin⟩ 2017-03-03"]);
}

#[test]
fn the_query_is_marked_in_the_target_and_its_key_in_the_source() {
    let stage = at("decoder.0.cross.pattern", 5, 2);
    for colour in [ColourDepth::True, ColourDepth::None] {
        for height in [2, 4] {
            let (_, row, key) = draw(&stage, colour, 60, height);
            assert_eq!((row.as_str(), key.as_str()), (&*stage.pass.pieces[5].text, &*stage.pass.source[2].text));
        }
    }
    // A dimension is no key.
    let (_, row, key) = draw(&at("decoder.0.cross.z", 5, 2), ColourDepth::True, 60, 4);
    assert_eq!((row.as_str(), key.as_str()), (&*stage.pass.pieces[5].text, ""));
}

#[test]
fn in_the_encoder_the_cursor_stands_in_the_source() {
    let stage = at("encoder.0.attn.pattern", 2, 0);
    let (_, row, _) = draw(&stage, ColourDepth::True, 60, 4);
    assert_eq!(row, stage.pass.source[2].text);
    let last = stage.pass.source.len() - 1;
    let (_, row, _) = draw(&at("encoder.0.attn.pattern", last, 0), ColourDepth::True, 60, 4);
    assert_eq!(row, stage.pass.source[last].text, "a source may be longer than its target");
}

#[test]
fn weights_stand_under_the_text_that_the_keys_are_of() {
    for (site, under) in [("encoder.0.attn.pattern", 1), ("decoder.0.attn.pattern", 3), ("decoder.0.cross.pattern", 1)]
    {
        let (drawn, ..) = draw(&at(site, 5, 0), ColourDepth::True, 60, 4);
        for row in [1, 3] {
            assert_eq!(drawn.rows[row].contains('▀'), row == under, "{site}: {:#?}", drawn.rows);
        }
    }
}

#[test]
fn one_row_shows_the_text_that_the_cursor_stands_in() {
    let one = |site| draw(&at(site, 1, 0), ColourDepth::True, 38, 1).0.rows;
    assert_eq!(one("decoder.0.cross.pattern"), ["target  ⟨begin⟩ 2017-03-03"]);
    assert_eq!(one("encoder.0.attn.pattern"), ["source  the ␣ 3rd of March ␣ 2017"]);
    let narrow = draw(&at("decoder.0.cross.pattern", 1, 0), ColourDepth::True, 20, 2).0.rows;
    assert!(narrow.iter().all(|row| !row.contains("source")), "no room for names: {narrow:#?}");
}

#[test]
fn a_click_says_row_or_key_by_the_text_it_falls_in() {
    let click = |stage: &Stage, x: u16, y: u16| {
        let (desk, capability) = (Desk::default(), Capability::FULL);
        let area = Rect::new(3, 2, 60, 2);
        command_at(&View::new(stage, &desk, &capability), area, Position::new(3 + x, 2 + y))
    };
    let name = 8;
    let cross = at("decoder.0.cross.pattern", 1, 0);
    assert_eq!(click(&cross, name, 0), Some(Command::Cursor(Axis::Key, 0)));
    assert_eq!(click(&cross, name, 1), Some(Command::Cursor(Axis::Token, 0)));
    assert_eq!(click(&cross, 0, 1), None, "a name is no token");
    let encoder = at("encoder.0.attn.pattern", 1, 0);
    assert_eq!(click(&encoder, name, 0), Some(Command::Cursor(Axis::Token, 0)));
    assert_eq!(click(&encoder, name, 1), None);
    let decoder = at("decoder.0.attn.pattern", 1, 0);
    assert_eq!(click(&decoder, name, 0), None, "the keys of self-attention are the target's own");
    assert_eq!(click(&at("decoder.0.mlp.out", 1, 0), name, 0), Some(Command::Cursor(Axis::Key, 0)));
}
