//! What the mouse does beyond panes' contents: the header, titles, what lies over the panes.

use super::*;
use crate::app::input::Key;
use crate::app::pane_tree::PaneId;

const AREA: Rect = Rect::new(0, 0, 120, 40);

/// The place of a text on a screen of these rows and columns.
fn place_of(stage: &Stage, desk: &Desk, area: Rect, wanted: &str) -> (u16, u16) {
    let drawn = text(&draw(stage, desk, area.width, area.height));
    let found = |(row, line): (usize, &str)| {
        let before = &line[..line.find(wanted)?];
        Some((crate::model::piece::columns(before) as u16, row as u16))
    };
    drawn.lines().enumerate().find_map(found).unwrap_or_else(|| panic!("{wanted} in\n{drawn}"))
}

fn click(stage: &Stage, desk: &Desk, area: Rect, wanted: &str) -> Vec<Command> {
    let (column, row) = place_of(stage, desk, area, wanted);
    press(&View::new(stage, desk, &Capability::FULL), area, column, row)
}

#[test]
fn what_stands_in_the_header_is_switched_there() {
    let (mut stage, mut desk) = (stage(), Desk::default());
    let palette = |line: &str| [Command::Palette(line.to_owned())];
    assert_eq!(click(&stage, &desk, AREA, "pre-LN"), [Command::Norm(None)]);
    assert_eq!(click(&stage, &desk, AREA, "causal"), [Command::Mask(None)]);
    assert_eq!(click(&stage, &desk, AREA, "scaled dot"), palette("score "));
    assert_eq!(click(&stage, &desk, AREA, "tiny"), palette("model "));
    assert_eq!(click(&stage, &desk, AREA, "headlight"), [Command::Help]);
    assert_eq!(click(&stage, &desk, AREA, "EN"), [Command::Language(None)]);
    assert_eq!(click(&stage, &desk, AREA, "d 16"), [], "a width is nothing to switch");
    update(&mut stage, &mut desk, Command::Play(Some(true)));
    assert_eq!(click(&stage, &desk, AREA, "playing"), [Command::Play(Some(false))]);
    desk.mode = Mode::Help(Scrolled::default());
    assert_eq!(click(&stage, &desk, AREA, "causal"), [Command::Close], "what is open closes first");
}

#[test]
fn a_pane_is_carried_by_its_title_and_changes_places_where_it_is_let_go() {
    let (mut stage, mut desk) = (stage(), Desk::default());
    let [cell, steps, matrix] = [PaneKind::Cell, PaneKind::Steps, PaneKind::Matrix].map(PaneKind::first);
    let title = pane::title(&View::new(&stage, &desk, &Capability::FULL), cell);
    let grab = click(&stage, &desk, AREA, &format!(" {title} "));
    assert_eq!(grab, [Command::Focus(Focus::On(cell)), Command::Grab(cell, None)]);
    for command in grab {
        update(&mut stage, &mut desk, command);
    }
    assert!(matches!(desk.notice, Some(Notice::Carrying(pane)) if pane == cell), "it says what letting go does");
    let let_go = |desk: &Desk, over: PaneId| {
        let view = View::new(&stage, desk, &Capability::FULL);
        let at = arrangement(&view, AREA).find(over).unwrap().content;
        hit(&view, AREA, Mouse { column: at.x, row: at.y, kind: MouseKind::Release })
    };
    assert_eq!(let_go(&desk, cell), [Command::Release], "at home it stays");
    let swap = [Command::Focus(Focus::On(cell)), Command::PaneSwap(Focus::On(steps)), Command::Release];
    assert_eq!(let_go(&desk, steps), swap);
    let before = desk.panes.clone();
    for command in swap {
        update(&mut stage, &mut desk, command);
    }
    assert_eq!(desk.grabbed, None);
    assert_ne!(desk.panes, before);
    let view = View::new(&stage, &desk, &Capability::FULL);
    let left = |pane| arrangement(&view, AREA).find(pane).unwrap().outline.left;
    assert!(left(cell) < left(matrix) && left(matrix) < left(steps));
}

#[test]
fn a_number_of_the_cell_pane_leads_to_the_step_that_made_it() {
    let (mut stage, mut desk) = (stage(), Desk::default());
    update(&mut stage, &mut desk, Command::Go("decoder.1.attn.pattern".parse().unwrap()));
    update(&mut stage, &mut desk, Command::Cell(3, 1));
    let site = "decoder.1.attn.scores".parse().unwrap();
    let commands = click(&stage, &desk, AREA, "q·k ");
    assert_eq!(commands, [Command::Focus(Focus::On(PaneKind::Cell.first())), Command::Go(site)]);
    assert_eq!(click(&stage, &desk, AREA, "weight "), [Command::Focus(Focus::On(PaneKind::Cell.first()))]);
}

#[test]
fn what_a_pop_up_has_no_room_for_is_not_clicked() {
    let stage = stage();
    let area = Rect::new(0, 0, 80, 12);
    let desk = Desk { pending: vec![Key::from('w')], ..Desk::default() };
    let view = View::new(&stage, &desk, &Capability::FULL);
    let drawn = text(&draw(&stage, &desk, area.width, area.height));
    let dots = drawn.lines().position(|line| line.trim_end_matches(['┃', ' ']).ends_with("┃ …")).expect("a cut list");
    let column = 30;
    assert_eq!(press(&view, area, column, dots as u16), []);
    assert_eq!(press(&view, area, column, dots as u16 + 1), [], "nor its border");
    assert_eq!(press(&view, area, column, dots as u16 - 1).len(), 1);
}

#[test]
fn a_hint_that_is_covered_is_not_clicked() {
    let stage = stage();
    let area = Rect::new(0, 0, 80, 16);
    let open = Desk::default();
    let (column, row) = place_of(&stage, &open, area, "? help");
    assert_eq!(press(&View::new(&stage, &open, &Capability::FULL), area, column, row), [Command::Help]);
    let covered = Desk { notice: Some(Notice::LastPane), ..Desk::default() };
    let view = View::new(&stage, &covered, &Capability::FULL);
    assert_eq!(press(&view, area, column, row), [Command::Hint(false)], "it takes the notice away");
    let editing = Desk { mode: Mode::Editing(Editor::new(String::new())), ..Desk::default() };
    assert_eq!(press(&View::new(&stage, &editing, &Capability::FULL), area, column, row), []);
}

#[test]
fn the_first_hints_are_those_of_the_pane_that_has_the_keys() {
    let stage = stage();
    let keys = |kind: PaneKind| {
        let desk = Desk { focus: kind.first(), ..Desk::default() };
        text(&draw(&stage, &desk, 120, 40)).lines().last().unwrap().to_owned()
    };
    assert!(keys(PaneKind::Flow).contains("⌫ back  v t threshold"), "{}", keys(PaneKind::Flow));
    assert!(keys(PaneKind::Scores).contains("⏎ what is shown"), "{}", keys(PaneKind::Scores));
    assert!(keys(PaneKind::Lesson).contains("scroll"), "{}", keys(PaneKind::Lesson));
    assert!(keys(PaneKind::Training).contains("⏎ run or pause"), "{}", keys(PaneKind::Training));
    assert!(!keys(PaneKind::Matrix).contains("difference"));
    let again = keys(PaneKind::Tokens);
    assert_eq!(again.matches("edit text").count(), 1, "{again}");
}

#[test]
fn a_pane_that_is_gone_changes_places_with_none() {
    let (mut stage, mut desk) = (stage(), Desk::default());
    let gone = PaneKind::Flow.first();
    update(&mut stage, &mut desk, Command::Grab(gone, None));
    assert!(matches!(desk.notice, Some(Notice::NoPane(pane)) if pane == gone) && desk.grabbed.is_none());
    desk.grabbed = Some((gone, None));
    let view = View::new(&stage, &desk, &Capability::FULL);
    let over = arrangement(&view, AREA).find(PaneKind::Cell.first()).unwrap().content;
    let release = Mouse { column: over.x, row: over.y, kind: MouseKind::Release };
    assert_eq!(hit(&view, AREA, release), [Command::Release]);
}
