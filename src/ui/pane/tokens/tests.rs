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

/// A stage whose last change switched a head off, and what a key of a query has more than before.
fn changed() -> (Stage, impl Fn(usize, usize) -> f32) {
    let off = crate::app::Settings { heads_off: ["0.1".parse().expect("a head")].into(), ..Default::default() };
    let [mut now, before] = [off, crate::app::Settings::default()].map(crate::ui::pane::tests::stage_with);
    now.before = Some(before.pass.clone());
    now.plan.cursor = Cursor {
        site: "decoder.1.attn.pattern".parse().expect("a site"),
        head: 2,
        token: Some(9),
        ..Cursor::default()
    };
    let passes = [now.pass.clone(), before.pass];
    let more = move |query: usize, key: usize| {
        let site = "decoder.1.attn.pattern".parse().expect("a site");
        let [now, before] = [0, 1].map(|pass: usize| passes[pass].shown(site, 2).expect("is shown").value(query, key));
        now - before
    };
    (now, more)
}

#[test]
fn of_a_difference_every_token_has_the_colour_of_what_it_gains_or_loses() {
    let (stage, more) = changed();
    for (sink_hidden, height) in [(false, 4), (true, 4), (false, 1), (true, 1)] {
        let desk = Desk { version: crate::app::Version::Difference, sink_hidden, ..Desk::default() };
        let capability = Capability::FULL;
        let pane = crate::app::PaneKind::Tokens.first();
        let view = View::new(&stage, &desk, &capability).of(pane);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 120, height));
        let area = buffer.area;
        render(&view, area, &mut buffer);
        let first = usize::from(sink_hidden);
        let largest = (first..stage.pass.tokens.len()).map(|key| more(9, key).abs()).fold(0.0, f32::max);
        let layout = Layout::new(&view, area);
        for (key, slot) in layout.bands[0].slots.iter().enumerate().filter(|(key, _)| *key != 9) {
            let share = if key < first { 0.0 } else { more(9, key) / largest };
            let expected = view.theme.signed(share).colour;
            if height == 4 {
                assert_eq!(buffer[(slot.column, 2 * slot.line as u16 + 1)].fg, expected, "{key}");
            } else if share.abs() >= 0.05 {
                assert_eq!(buffer[(slot.column, slot.line as u16)].bg, expected, "{key}");
            }
        }
        assert_eq!(crate::ui::pane::title(&view, pane), "now − before · tokens");
        let end = format!("|Δ| ≤ {}", number(largest, 6));
        let note = note(&view);
        assert!(note.contains(&end) && note.contains("first key left out") == sink_hidden, "{note}");
    }
}

#[test]
fn weights_without_the_sink_leave_the_first_token_without_a_colour() {
    let mut stage = crate::ui::pane::tests::stage();
    stage.plan.cursor =
        Cursor { site: "decoder.1.attn.pattern".parse().expect("a site"), token: Some(9), ..Cursor::default() };
    for sink_hidden in [false, true] {
        let (desk, capability) = (Desk { sink_hidden, ..Desk::default() }, Capability::FULL);
        let view = View::new(&stage, &desk, &capability);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 4));
        let area = buffer.area;
        render(&view, area, &mut buffer);
        let weight = stage.shown().expect("a pattern").value(9, 0);
        assert!(weight > 0.05);
        let expected = view.theme.weight(if sink_hidden { 0.0 } else { weight }).colour;
        assert_eq!(buffer[(0, 1)].fg, expected);
        assert_eq!(note(&view).contains("first key left out"), sink_hidden);
    }
}
