mod clicks;
mod cuts;
mod languages;
mod mouse;

use std::sync::Arc;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::app::command::Focus;
use crate::app::input::{Button, Mouse, MouseKind};
use crate::app::settings::Settings;
use crate::app::{
    Axis, Command, Desk, Edge, Editor, Language, Notice, PaneKind, PaneTree, Scrolled, Stage, ThemeName, Themes,
};
use crate::app::{keymap, update};
use crate::model::{Model, Tokenizer};
use crate::ui::capability::{Capability, ColourDepth};
use crate::ui::pane::tests::{stage_of, tiny_of, translation};

const TEXT: &str = "It is a truth universally acknowledged, that a single man in possession of a good fortune";

/// A stage on a tiny model without training: the same bits on every machine.
fn stage() -> Stage {
    stage_of(tiny_of(3, Tokenizer::train([TEXT; 4], 330).unwrap()), TEXT, Settings::default())
}

fn draw(stage: &Stage, desk: &Desk, width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    render(&View::new(stage, desk, &Capability::FULL), &mut buffer);
    buffer
}

fn text(buffer: &Buffer) -> String {
    let row =
        |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..buffer.area.height).map(row).collect()
}

fn modes() -> Vec<Mode> {
    vec![
        Mode::Normal,
        Mode::Editing(Editor::new(TEXT)),
        Mode::Palette(crate::app::Palette::default()),
        Mode::Help(Scrolled::FromTop(999)),
    ]
}

/// What opens when nothing is asked for, with the weights as shades, so that a text holds them.
#[test]
fn whole_screens() {
    let stage = stage_of(Arc::new(Model::open("austen").unwrap()), TEXT, Settings::default());
    let shades = Capability { colour: ColourDepth::None, ..Capability::FULL };
    for (width, height) in [(1, 1), (40, 12), (80, 24), (120, 40), (200, 60)] {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        render(&View::new(&stage, &Desk::default(), &shades), &mut buffer);
        insta::assert_snapshot!(format!("{width}x{height}"), text(&buffer));
    }
}

/// An alignment: the source above the target, and where one token of the target looks.
#[test]
fn whole_screens_of_a_translation() {
    let mut stage = translation();
    stage.plan.cursor.site = "decoder.0.cross.pattern".parse().unwrap();
    (stage.plan.cursor.head, stage.plan.cursor.token) = (3, Some(1));
    let shades = Capability { colour: ColourDepth::None, ..Capability::FULL };
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        render(&View::new(&stage, &Desk::default(), &shades), &mut buffer);
        insta::assert_snapshot!(format!("translation_{width}x{height}"), text(&buffer));
    }
}

/// States in place of a residual stream, and one head that looks from the decoder's states to the encoder's.
#[test]
fn whole_screens_of_a_recurrent_model() {
    let model = Arc::new(Model::open("gru-additive").expect("it is embedded"));
    let mut stage = stage_of(model, "the 3rd of March 2017", Settings::default());
    stage.plan.cursor.site = "decoder.0.cross.pattern".parse().unwrap();
    stage.plan.cursor.token = Some(1);
    let shades = Capability { colour: ColourDepth::None, ..Capability::FULL };
    for (width, height) in [(80, 24), (160, 48)] {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        render(&View::new(&stage, &Desk::default(), &shades), &mut buffer);
        insta::assert_snapshot!(format!("recurrent_{width}x{height}"), text(&buffer));
    }
}

#[test]
fn a_model_without_attention_has_no_step_of_that_name() {
    let said = |name: &str| {
        let model = Arc::new(Model::open(name).expect("it is embedded"));
        let stage = stage_of(model, "3 March 2017", Settings::default());
        text(&draw(&stage, &Desk::default(), 160, 48))
    };
    assert!(said("gru-additive").contains("cross-attention"));
    assert!(!said("gru-none").contains("cross-attention"));
}

#[test]
fn it_is_alive_at_every_size() {
    let stage = stage();
    let with = |mode: Mode, zoomed| Desk { zoomed, mode, ..Desk::default() };
    let mut desks: Vec<Desk> =
        modes().into_iter().flat_map(|mode| [with(mode.clone(), false), with(mode, true)]).collect();
    desks.push(Desk { pending: vec!['w'.into()], ..Desk::default() });
    desks.push(Desk { hint: true, ..Desk::default() });
    for desk in &desks {
        for width in (0..46).chain([80, 203]) {
            for height in (0..22).chain([61]) {
                draw(&stage, desk, width, height);
            }
        }
    }
}

#[test]
fn what_is_too_small_says_so() {
    let drawn = text(&draw(&stage(), &Desk::default(), 20, 5));
    assert!(drawn.starts_with("headlight needs"), "{drawn}");
}

#[test]
fn every_pane_can_be_reached_by_focus_on_a_small_screen() {
    let stage = stage();
    for focus in PaneTree::default().panes() {
        let desk = Desk { focus, ..Desk::default() };
        let view = View::new(&stage, &desk, &Capability::FULL);
        let arranged = arrangement(&view, Rect::new(0, 0, 40, 12));
        assert!(arranged.find(focus).is_some_and(|placed| !placed.content.is_empty()), "{focus}");
    }
}

/// What is drawn with cells that have a colour each, or where there are none with glyphs.
const MAPS: [PaneKind; 3] = [PaneKind::Matrix, PaneKind::Heads, PaneKind::Tokens];

/// The symbols of a screen; of the panes whose content colours say, only the frame.
fn symbols(stage: &Stage, theme: &ThemeName, colour: ColourDepth, with_maps: bool) -> Vec<String> {
    let desk = Desk { theme: theme.clone(), ..Desk::default() };
    let capability = Capability { colour, ..Capability::FULL };
    let view = View::new(stage, &desk, &capability);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    render(&view, &mut buffer);
    let arranged = arrangement(&view, buffer.area);
    for placed in arranged.placed.iter().filter(|placed| !with_maps && MAPS.contains(&placed.pane.kind)) {
        for position in placed.content.positions() {
            buffer[position].set_symbol(" ");
        }
    }
    text(&buffer).lines().map(str::to_owned).collect()
}

#[test]
fn themes_change_no_symbol_of_a_screen() {
    let stage = stage();
    let themes = Themes::default();
    for colour in [ColourDepth::None, ColourDepth::Indexed256, ColourDepth::True] {
        let dark = symbols(&stage, &ThemeName::from("dark"), colour, true);
        for theme in themes.names() {
            assert_eq!(symbols(&stage, theme, colour, true), dark, "{theme:?} in {colour:?}");
        }
    }
}

#[test]
fn colours_change_no_symbol_but_of_maps() {
    let stage = stage();
    for theme in Themes::default().names() {
        let [fewer, all] =
            [ColourDepth::Indexed256, ColourDepth::True].map(|depth| symbols(&stage, theme, depth, true));
        assert_eq!(fewer, all, "{theme:?}: cells of maps are as large in 256 colours");
        let [none, sixteen, all] = [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::True]
            .map(|depth| symbols(&stage, theme, depth, false));
        assert_eq!(sixteen, all, "{theme:?}");
        assert_eq!(none, all, "{theme:?}");
    }
}

#[test]
fn a_notice_takes_the_status_line_and_on_a_small_screen_the_keys() {
    let stage = stage();
    let desk = Desk { notice: Some(Notice::NothingToUndo), ..Desk::default() };
    for (width, height, row) in [(120, 40, 38), (40, 12, 11)] {
        let drawn = text(&draw(&stage, &desk, width, height));
        let notice = Notice::NothingToUndo.to_string();
        assert_eq!(drawn.lines().nth(row).map(str::trim), Some(notice.as_str()));
    }
}

#[test]
fn help_lists_every_command() {
    let stage = stage();
    let desk = Desk { mode: Mode::Help(Scrolled::default()), ..Desk::default() };
    let drawn = text(&draw(&stage, &desk, 120, 300));
    for entry in crate::app::command::TABLE {
        assert!(drawn.contains(&entry.usage()), "{}", entry.usage());
    }
}

fn press(view: &View, area: Rect, column: u16, row: u16) -> Vec<Command> {
    hit(view, area, Mouse { column, row, kind: MouseKind::Press(Button::Left) })
}

#[test]
fn a_click_means_what_is_drawn_there() {
    let stage = stage();
    let desk = Desk::default();
    let view = View::new(&stage, &desk, &Capability::FULL);
    let area = Rect::new(0, 0, 120, 40);
    let focus = |kind: PaneKind| Command::Focus(Focus::On(kind.first()));
    let at = |pane| arrangement(&view, area).find(pane).unwrap();
    let tokens = at(PaneKind::Tokens.first()).content;
    assert_eq!(press(&view, area, tokens.x, tokens.y), [focus(PaneKind::Tokens), Command::Cursor(Axis::Token, 0)]);
    let steps = at(PaneKind::Steps.first()).content;
    assert_eq!(press(&view, area, steps.x, steps.y), [focus(PaneKind::Steps), Command::Go(stage.pass.steps[0].site)]);
    let divider = at(PaneKind::Steps.first()).outline.right as u16;
    assert_eq!(press(&view, area, divider, steps.y), [Command::Grab(PaneKind::Steps.first(), Some(Edge::Right))]);
    let keys = text(&draw(&stage, &desk, 120, 40)).lines().last().unwrap().to_owned();
    let help = keys.chars().position(|c| c == '?').unwrap() as u16;
    assert_eq!(press(&view, area, help, 39), [Command::Help]);
    let wheel = Mouse { column: steps.x, row: steps.y, kind: MouseKind::ScrollDown };
    assert_eq!(hit(&view, area, wheel), [Command::Focus(Focus::On(PaneKind::Steps.first()))]);
    assert_eq!(press(&view, area, 120, 40), []);
}

#[test]
fn a_border_follows_the_mouse_that_holds_it() {
    let stage = stage();
    let desk = Desk { grabbed: Some((PaneKind::Steps.first(), Some(Edge::Right))), ..Desk::default() };
    let view = View::new(&stage, &desk, &Capability::FULL);
    let area = Rect::new(0, 0, 120, 40);
    let drag = Mouse { column: 60, row: 9, kind: MouseKind::Drag };
    assert_eq!(hit(&view, area, drag), [Command::Border(PaneKind::Steps.first(), Edge::Right, 500)]);
    let release = Mouse { kind: MouseKind::Release, ..drag };
    assert_eq!(hit(&view, area, release), [Command::Release]);
    let tiny = Rect::new(0, 0, 1, 1);
    assert_eq!(hit(&view, tiny, release), [Command::Release], "even where there is no room for a pane");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_mouse_is_safe_everywhere(width in 0_u16..200, height in 0_u16..60, points in prop::collection::vec((0_u16..210, 0_u16..70), 64)) {
        let stage = stage();
        for mode in modes() {
            let desk = Desk { mode, grabbed: Some((PaneKind::Matrix.first(), Some(Edge::Right))), ..Desk::default() };
            let view = View::new(&stage, &desk, &Capability::FULL);
            for &(column, row) in &points {
                for kind in [MouseKind::Press(Button::Left), MouseKind::Drag, MouseKind::ScrollUp] {
                    hit(&view, Rect::new(0, 0, width, height), Mouse { column, row, kind });
                }
            }
        }
    }
}

#[test]
fn the_light_theme_brings_its_own_paper() {
    let stage = stage();
    let desk = Desk { theme: ThemeName::from("light"), ..Desk::default() };
    let buffer = draw(&stage, &desk, 120, 40);
    assert!(buffer.content.iter().all(|cell| cell.bg != Color::Reset && cell.fg != Color::Reset));
    assert!(draw(&stage, &Desk::default(), 120, 40).content.iter().any(|cell| cell.bg == Color::Reset));
}

/// The screens of a desk after these keys, as shades, at the two sizes that matter most.
fn after(keys: &str, hint: bool) -> Vec<(String, String)> {
    let mut stage = stage();
    let mut desk = Desk { hint, ..Desk::default() };
    for key in keys.split(' ').filter(|key| !key.is_empty()) {
        update(&mut stage, &mut desk, Command::Key(key.parse().unwrap()));
    }
    let shades = Capability { colour: ColourDepth::None, ..Capability::FULL };
    let screen = |(width, height)| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        render(&View::new(&stage, &desk, &shades), &mut buffer);
        (format!("{width}x{height}"), text(&buffer))
    };
    [(80, 24), (120, 40)].into_iter().map(screen).collect()
}

#[test]
fn keys_that_can_follow_are_shown() {
    for (size, screen) in after("w", false) {
        insta::assert_snapshot!(format!("prefix_{size}"), screen);
    }
}

#[test]
fn the_keys_to_begin_with_are_shown() {
    for (size, screen) in after("", true) {
        insta::assert_snapshot!(format!("hint_{size}"), screen);
    }
    let (_, screen) = &after("space", true)[0];
    assert!(!screen.contains(Word::HintTitle.say(crate::app::Language::English)));
}

#[test]
fn help_begins_with_the_keys_of_the_pane() {
    for (size, screen) in after("tab tab tab ?", false) {
        insta::assert_snapshot!(format!("help_{size}"), screen);
    }
}

#[test]
fn help_has_every_key_and_keeps_its_columns() {
    let stage = stage();
    let desk = Desk { mode: Mode::Help(Scrolled::default()), ..Desk::default() };
    for (width, height) in [(80, 400), (120, 400), (200, 200)] {
        let drawn = text(&draw(&stage, &desk, width, height));
        for (keys, _) in keymap::fixed::HELP {
            let first: crate::app::input::Key = keys.split(' ').next().unwrap().parse().unwrap();
            assert!(drawn.contains(&keys::key_name(first, true)), "{keys}");
        }
        for group in ["g g", "w w", "t m"] {
            assert!(drawn.contains(group), "{width}: {group}");
        }
        // What a command does begins in one column, or on a row of its own in that column.
        let column = |needle: &str| {
            let line = drawn.lines().find(|line| line.contains(needle)).unwrap_or_else(|| panic!("{needle}\n{drawn}"));
            line[..line.find(needle).unwrap()].chars().count()
        };
        assert_eq!(column("step forward"), column("set what a hidden key"), "{width}");
    }
}

#[test]
fn every_key_that_can_follow_says_what_it_does_and_not_that_it_writes_a_command() {
    let stage = stage();
    for language in Language::ALL {
        for prefix in ['g', 'c', 'i'] {
            let desk = Desk { language, pending: vec![prefix.into()], ..Desk::default() };
            let area = Rect::new(0, 0, 120, 40);
            let place = prefix::place(&View::new(&stage, &desk, &Capability::FULL), Rooms::of(area).panes);
            let drawn = draw(&stage, &desk, area.width, area.height);
            // Behind the border and the key: what it does, up to the words that the command gets. A wide glyph is two cells.
            let row = |y| (place.x + 4..place.right() - 2).map(|x| drawn[(x, y)].symbol()).collect::<String>();
            let does: Vec<String> = (place.y + 1..place.bottom() - 1)
                .map(|y| {
                    row(y).split("   ").map(str::trim).find(|part| !part.is_empty()).expect("says something").to_owned()
                })
                .collect();
            assert!(does.iter().all(|does| does.trim_end_matches(" …") != Word::DocPalette.say(language)), "{does:?}");
            let different: std::collections::BTreeSet<&String> = does.iter().collect();
            assert_eq!(different.len(), does.len(), "{does:?}");
        }
    }
}

#[test]
fn what_lies_over_the_panes_takes_clicks() {
    let stage = stage();
    let area = Rect::new(0, 0, 120, 40);
    let desk = Desk { pending: vec!['w'.into()], ..Desk::default() };
    let view = View::new(&stage, &desk, &Capability::FULL);
    let place = prefix::place(&view, Rooms::of(area).panes);
    assert_eq!(press(&view, area, place.x + 3, place.y + 1), [Command::Focus(Focus::Next)]);
    assert_eq!(press(&view, area, place.x + 3, place.y + 3), [Command::Zoom(None)]);
    assert_eq!(press(&view, area, place.x + 3, place.y), []);
    let desk = Desk { hint: true, ..Desk::default() };
    let view = View::new(&stage, &desk, &Capability::FULL);
    assert_eq!(press(&view, area, 60, 19), [Command::Hint(false)]);
    let desk = Desk::default();
    let view = View::new(&stage, &desk, &Capability::FULL);
    let keys = text(&draw(&stage, &desk, 200, 40)).lines().last().unwrap().to_owned();
    let window = keys.find("w window").map(|at| keys[..at].chars().count()).unwrap() as u16;
    assert_eq!(press(&view, Rect::new(0, 0, 200, 40), window, 39), [Command::Key('w'.into())]);
}
