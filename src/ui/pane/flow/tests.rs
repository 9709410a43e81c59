use super::*;
use crate::app::desk::Desk;
use crate::app::pane_tree::PaneKind;
use crate::app::{Stage, update};
use crate::ui::Capability;
use crate::ui::capability::ColourDepth;
use crate::ui::pane::tests::{stage, stage_of, translation};

const PANE: crate::app::PaneId = PaneKind::Flow.first();

/// A desk with the pane, after some commands.
fn desk(stage: &mut Stage, lines: &str) -> Desk {
    let mut desk = Desk::default();
    for command in crate::app::command::parse_all(&format!("pane-show flow; {lines}")).expect("commands") {
        update(stage, &mut desk, command);
    }
    desk
}

fn draw(stage: &Stage, desk: &Desk, depth: ColourDepth, width: u16, height: u16) -> Buffer {
    let capability = Capability { colour: depth, ..Capability::FULL };
    let view = View::new(stage, desk, &capability).of(PANE);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let area = buffer.area;
    render(&view, area, &mut buffer);
    buffer
}

fn text(buffer: &Buffer) -> String {
    let row =
        |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..buffer.area.height).map(row).collect()
}

/// A model that was trained, so that lines mean something; without colours, so that their gaps say the weight.
#[test]
fn lines_between_the_tokens_of_a_text() {
    let model = std::sync::Arc::new(crate::model::Model::open("austen").expect("it is embedded"));
    let sentence = "It is a truth universally acknowledged";
    let mut stage = stage_of(model, sentence, crate::app::Settings::default());
    for (name, lines, width, height) in [
        ("one_head", "go decoder.1.attn.pattern", 60, 18),
        ("small", "go decoder.1.attn.pattern", 28, 7),
        ("mean_of_heads", "flow-heads all; flow-threshold 0.05; cursor token 6", 80, 32),
        ("one_query", "flow-queries one; sink hide; head 0", 60, 18),
    ] {
        let desk = desk(&mut stage, lines);
        insta::assert_snapshot!(name, text(&draw(&stage, &desk, ColourDepth::None, width, height)));
    }
}

#[test]
fn lines_from_a_target_to_its_source() {
    let mut stage = translation();
    for (name, width, height) in [("cross", 60, 24), ("cross_small", 40, 10)] {
        let desk = desk(&mut stage, "go decoder.1.cross.pattern; head 1; cursor token 3");
        insta::assert_snapshot!(name, text(&draw(&stage, &desk, ColourDepth::None, width, height)));
    }
}

#[test]
fn the_frame_says_whose_weights_and_from_where_on() {
    let mut stage = stage();
    for (lines, title, note) in [
        ("go decoder.1.attn.pattern; head 2", "flow · block 1 · head 2", "weight ≥ 0.1"),
        ("go decoder.1.attn.q; flow-heads all", "flow · block 1 · mean of 4 heads", "ahead · weight ≥ 0.1"),
        ("go decoder.0.rollout; sink hide", "flow · block 0 · rollout · derived", "first key left out · weight ≥ 0.1"),
    ] {
        let desk = desk(&mut stage, lines);
        let capability = Capability::FULL;
        let view = View::new(&stage, &desk, &capability).of(PANE);
        assert_eq!((super::title(&view).as_str(), super::note(&view).as_str()), (title, note));
    }
}

#[test]
fn the_mean_of_heads_is_that_of_a_plain_loop() {
    let mut stage = stage();
    let desk = desk(&mut stage, "go decoder.1.attn.pattern; flow-heads all; sink hide");
    let capability = Capability::FULL;
    let view = View::new(&stage, &desk, &capability).of(PANE);
    let weights = Weights::new(&view).expect("it is recorded");
    for query in 0..weights.queries {
        let own = weights.of(query);
        assert_eq!(own[0], 0.0, "the first key is left out");
        for (key, mean) in own.iter().enumerate().skip(1) {
            let mut sum = 0.0;
            for head in 0..4 {
                sum += stage.pass.shown(weights.site, head).expect("is shown").value(query, key);
            }
            assert!((sum / 4.0 - mean).abs() < 1e-6);
        }
    }
}

#[test]
fn a_click_finds_every_token_that_is_drawn_and_nothing_between() {
    let mut stage = stage();
    let desk = desk(&mut stage, "go decoder.1.attn.pattern");
    let capability = Capability::FULL;
    let view = View::new(&stage, &desk, &capability).of(PANE);
    let area = Rect::new(0, 0, 60, 60);
    let found: std::collections::BTreeSet<String> =
        area.positions().filter_map(|at| command_at(&view, area, at)).map(|command| command.to_string()).collect();
    assert_eq!(found.len(), 2 * stage.pass.tokens.len());
    assert_eq!(command_at(&view, area, Position::new(30, 20)), None);
}

/// The cursor's query is in view wherever it is, unless the pane is scrolled away; nothing leaves the area at any size.
#[test]
fn the_cursors_query_is_in_view_at_every_size() {
    let mut stage = stage();
    let last = stage.pass.tokens.len() - 1;
    for row in [0, last / 2, last] {
        let desk = desk(&mut stage, &format!("go decoder.1.attn.pattern; cursor token {row}"));
        let capability = Capability::FULL;
        let view = View::new(&stage, &desk, &capability).of(PANE);
        let weights = Weights::new(&view).expect("it is recorded");
        for (width, height) in [(1, 1), (4, 2), (12, 3), (30, 4), (60, 9), (160, 48)] {
            let area = Rect::new(3, 2, width, height);
            let layout = Layout::new(&view, &weights, area);
            assert!(layout.queries.row(row).is_some_and(|y| y < height), "{row} in {area}");
            let mut buffer = Buffer::empty(Rect::new(0, 0, width + 6, height + 4));
            render(&view, area, &mut buffer);
            for at in buffer.area.positions() {
                assert!(buffer[at].symbol() == " " || area.contains(at), "{at} outside {area}");
            }
        }
    }
}

/// The same pass with some commands more, and the one before them.
fn changed(lines: &str) -> Stage {
    let mut stage = stage();
    let mut plan = stage.plan.clone();
    for command in crate::app::command::parse_all(lines).expect("commands") {
        plan.apply(&command).expect("it fits");
    }
    let kernel = crate::tape::Kernel { portable: true, wide: false };
    let model = stage.pass.model.clone();
    let pass = crate::app::Pass::record(&plan, model, kernel, crate::tape::Spare::default()).expect("records");
    stage.plan = plan;
    stage.before = Some(std::mem::replace(&mut stage.pass, std::sync::Arc::new(pass)));
    stage
}

fn is_line(sign: &str) -> bool {
    sign.chars().all(|sign| ('\u{2800}'..='\u{28ff}').contains(&sign))
}

#[test]
fn a_difference_has_lines_of_either_sign_and_none_where_nothing_differs() {
    let mut same = stage();
    same.before = Some(same.pass.clone());
    let desk_of = |stage: &mut Stage| desk(stage, "pane-side difference; flow-threshold 0; go decoder.1.attn.pattern");
    let desk = desk_of(&mut same);
    let drawn = draw(&same, &desk, ColourDepth::True, 60, 20);
    assert!(!drawn.content.iter().any(|cell| is_line(cell.symbol())), "{}", text(&drawn));

    // One query gives more to one key and less to another: two lines, each in the colour of its sign.
    let mut stage = changed("patch decoder.1.attn.pattern set 0.9 8 1 0; patch decoder.1.attn.pattern set 0 8 6 0");
    let desk = desk_of(&mut stage);
    let capability = Capability::FULL;
    let view = View::new(&stage, &desk, &capability).of(PANE);
    assert_eq!(crate::ui::pane::title(&view, PANE), "now − before · flow · block 1 · head 0");
    let weights = Weights::new(&view).expect("it is recorded");
    let before = stage.before.clone().expect("there was one");
    for query in 0..weights.queries {
        for (key, weight) in weights.of(query).into_iter().enumerate() {
            let value = |pass: &crate::app::Pass| pass.shown(weights.site, 0).expect("is shown").value(query, key);
            assert_eq!(weight, value(&stage.pass) - value(&before));
            assert_eq!(weight != 0.0, query == 8 && [1, 6].contains(&key), "{query}, {key}");
        }
    }
    let area = Rect::new(0, 0, 60, 60);
    let layout = Layout::new(&view, &weights, area);
    let drawn = draw(&stage, &desk, ColourDepth::True, area.width, area.height);
    let row = |side: &Side, entry| side.labels.y + side.row(entry).expect("everything is in view");
    for (key, sign) in [(1, 1.0), (6, -1.0)] {
        let weight = weights.of(8)[key];
        assert_eq!(weight.signum(), sign);
        let ink = (FAINTEST + (1.0 - FAINTEST) * weight.abs().sqrt()) * sign * BACK;
        let start = &drawn[(layout.canvas.x, row(&layout.keys, key))];
        assert!(is_line(start.symbol()), "a line begins at key {key}");
        assert_eq!(start.fg, view.theme.signed(ink).colour);
    }
    let other = &drawn[(layout.canvas.x, row(&layout.keys, 3))];
    assert!(!is_line(other.symbol()), "none at a key that nothing changed for");
    assert!(is_line(drawn[(layout.canvas.right() - 1, row(&layout.queries, 8))].symbol()));
}

/// What is remembered of the segments before stands before the keys of the text.
#[test]
fn a_part_of_a_text_says_which_part_with_and_without_a_memory() {
    for (lines, memory) in [("head-on 0.0", 0), ("position xl; segment 9; memory 5", 5)] {
        let mut stage = changed(lines);
        assert_eq!(stage.pass.memory.len(), memory);
        let queries = stage.pass.tokens.len();
        let keys = queries + memory;
        for (cursor, above, below) in [(0, false, true), (queries - 1, true, false)] {
            let desk = desk(&mut stage, &format!("go decoder.1.attn.pattern; cursor token {cursor}"));
            let capability = Capability::FULL;
            let view = View::new(&stage, &desk, &capability).of(PANE);
            let weights = Weights::new(&view).expect("it is recorded");
            assert_eq!((weights.queries, weights.keys), (queries, keys));
            let height = (queries / 2).min(9) as u16;
            let area = Rect::new(0, 0, 60, height.min(queries as u16 / 2));
            let layout = Layout::new(&view, &weights, area);
            let buffer = draw(&stage, &desk, ColourDepth::None, area.width, area.height);
            let drawn = text(&buffer);
            let span = &layout.queries.span;
            assert!(!span.is_whole());
            assert_eq!(span.outside(), (span.start, queries - span.drawn().end));
            let beside = |x: u16, row: u16| buffer[(x, layout.queries.labels.y + row)].symbol().to_owned();
            let x = layout.queries.labels.x - 1;
            let last = (span.cells as u16 - 1) * layout.queries.step;
            assert_eq!((beside(x, 0) == "↑", beside(x, last) == "↓"), (above, below), "{drawn}");
            if layout.names.is_some() {
                let said = format!("{}–{} of {queries}", span.drawn().start, span.drawn().end - 1);
                let keys = &layout.keys.span;
                let of_keys = format!("{}–{} of {}", keys.drawn().start, keys.drawn().end - 1, keys.total);
                assert!(drawn.contains(&said) && drawn.contains(&of_keys), "{said}, {of_keys}: {drawn}");
            }
        }
        // A key that is remembered is named, and a click on it finds it.
        let desk = desk(&mut stage, "go decoder.1.attn.pattern");
        let capability = Capability::FULL;
        let view = View::new(&stage, &desk, &capability).of(PANE);
        let area = Rect::new(0, 0, 60, 60);
        let weights = Weights::new(&view).expect("it is recorded");
        let layout = Layout::new(&view, &weights, area);
        let at = Position::new(layout.keys.labels.right() - 1, layout.keys.labels.y);
        assert_eq!(command_at(&view, area, at), Some(Command::Cursor(Axis::Key, 0)));
        let first = stage.pass.memory.first().unwrap_or(&stage.pass.pieces[0]);
        let row = text(&draw(&stage, &desk, ColourDepth::None, 60, 60))
            .lines()
            .nth(layout.keys.labels.y.into())
            .expect("a row")
            .to_owned();
        assert!(row.contains(first.text.as_str()), "{row}");
    }
}

#[test]
fn a_part_of_a_long_text_looks_like_this() {
    let model = std::sync::Arc::new(crate::model::Model::open("austen").expect("it is embedded"));
    let sentence = "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.";
    let mut stage = stage_of(model, sentence, crate::app::Settings::default());
    let desk = desk(&mut stage, "go decoder.1.attn.pattern; cursor token 30; flow-queries one");
    insta::assert_snapshot!("part", text(&draw(&stage, &desk, ColourDepth::None, 76, 20)));
}
