use super::*;
use crate::app::{Desk, PaneKind, Settings, Stage, Version};
use crate::tape::{Part, Stack};
use crate::ui::Capability;
use crate::ui::capability::ColourDepth;
use crate::ui::pane::tests::{stage, stage_of, stage_with, translation};
use crate::ui::widget::number;

const PANE: crate::app::PaneId = PaneKind::Output.first();

fn draw(stage: &Stage, depth: ColourDepth, version: Version, area: Rect) -> Buffer {
    let (desk, capability) = (Desk { version, ..Desk::default() }, Capability { colour: depth, ..Capability::FULL });
    let mut buffer = Buffer::empty(area);
    render(&View::new(stage, &desk, &capability).of(PANE), area, &mut buffer);
    buffer
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let row = |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..buffer.area.height).map(row).collect()
}

/// A stage at its last operation whose last change divided no scores.
fn changed(mut stage: Stage, before: &Stage) -> Stage {
    stage.before = Some(before.pass.clone());
    stage.plan.cursor.site = Site::model(Name::Probs);
    stage
}

fn without_scale() -> Settings {
    Settings { scale: Some(false), heads_off: ["0.1".parse().expect("a head")].into(), ..Settings::default() }
}

#[test]
fn the_lens_of_a_difference_says_how_much_every_layer_gained_and_lost() {
    let stage = changed(stage_with(without_scale()), &stage());
    let buffer = draw(&stage, ColourDepth::True, Version::Difference, Rect::new(0, 0, 60, 12));
    let drawn = rows(&buffer);
    let (desk, capability) = (Desk::default(), Capability::FULL);
    let view = View::new(&stage, &desk, &capability);
    for layer in 0..2 {
        let site = Site::layer(Stack::Decoder, layer, Part::Stream, Name::Lens);
        let [now, before] = [&stage.pass, stage.before.as_ref().expect("there is one")]
            .map(|pass| column(pass, site, stage.pass.tokens.len() - 1).expect("is recorded"));
        let more: Vec<f32> = now.iter().zip(before).map(|(now, before)| now - before).collect();
        let mut order: Vec<usize> = (0..more.len()).collect();
        order.sort_by(|a, b| more[*b].abs().total_cmp(&more[*a].abs()).then(a.cmp(b)));
        let y = drawn.iter().position(|row| row.starts_with(&format!("block {layer}"))).expect("every layer has a row");
        for (i, word) in order.into_iter().take(3).enumerate() {
            let said = if more[word].abs() >= 0.005 {
                format!("{:+.2}", more[word]).replace('-', "−")
            } else {
                number(more[word], 5)
            };
            let start = "block 88 ".len() + i * 14;
            let entry: String = drawn[y].chars().skip(start).take(13).collect();
            assert!(entry.ends_with(&said), "layer {layer}, word {word}: {said} in {drawn:#?}");
            let style = view.theme.signed(more[word].signum());
            let positive = |colour| [0.4, 0.6, 0.8, 1.0].map(|share| view.theme.signed(share).colour).contains(&colour);
            let fg = buffer[((start + 12) as u16, y as u16)].fg;
            assert!(i > 0 || fg == style.colour, "the largest has the colour of the ramp's end");
            assert!(i > 0 || positive(fg) == (more[word] > 0.0));
        }
    }
    let plain = rows(&draw(&stage, ColourDepth::True, Version::A, Rect::new(0, 0, 60, 12)));
    let lens =
        column(&stage.pass, Site::layer(Stack::Decoder, 1, Part::Stream, Name::Lens), stage.pass.tokens.len() - 1);
    let likeliest = lens.expect("is recorded").iter().copied().fold(0.0, f32::max);
    let said: String = plain[11].chars().skip("block 88 ".len()).take(13).collect();
    assert!(said.ends_with(&format!(" {}", number(likeliest, 5))), "a probability has no sign: {plain:#?}");
}

/// What the dates model writes of one text, and of another.
fn written(depth: ColourDepth, width: u16) -> (Stage, Vec<String>) {
    let before = translation();
    let model = before.pass.model.clone();
    let off = Settings { residual: Some(false), ..Settings::default() };
    let stage = changed(stage_of(model, "the 3rd of March 2017", off), &before);
    let drawn = rows(&draw(&stage, depth, Version::Difference, Rect::new(0, 0, width, 12)));
    (stage, drawn)
}

#[test]
fn of_two_passes_both_texts_stand_there_and_a_mark_where_they_part() {
    let (stage, drawn) = written(ColourDepth::None, 70);
    let text = |pass: &Pass| pass.pieces[1..].iter().map(|piece| piece.text.as_str()).collect::<String>();
    let before = stage.before.as_ref().expect("there is one");
    let texts = [text(before), text(&stage.pass)];
    assert_ne!(texts[0], texts[1]);
    for (y, (name, text)) in ["before ", "now    "].into_iter().zip(&texts).enumerate() {
        let line = drawn[y].strip_prefix(name).unwrap_or_else(|| panic!("{drawn:#?}"));
        let begins: String = line.chars().filter(|sign| *sign != '╎').collect();
        assert!(text.starts_with(begins.trim_end_matches('…')), "{drawn:#?}");
        let (same, _) = line.split_once('╎').expect("they part");
        assert!(texts.iter().all(|text| text.starts_with(same)), "{drawn:#?}");
    }
}

#[test]
fn what_is_written_is_cut_with_a_mark_on_either_side() {
    let mut stage = translation();
    let last = stage.pass.tokens.len() - 2;
    let whole = stage.pass.pieces[1..].iter().map(|piece| piece.width).sum::<usize>();
    for (token, before, after) in [(0, false, true), (last / 2 + 1, true, true), (last, true, false)] {
        stage.plan.cursor.site = "decoder.0.cross.pattern".parse().expect("a site");
        stage.plan.cursor.token = Some(token);
        let drawn = rows(&draw(&stage, ColourDepth::None, Version::A, Rect::new(0, 0, 6, 8)));
        assert_eq!((drawn[0].starts_with('…'), drawn[0].ends_with('…')), (before, after), "{drawn:#?}");
        let selected = &stage.pass.pieces[token + 1].text;
        assert!(drawn[0].contains(selected.as_str()), "{selected} in {drawn:#?}");
        let wide = rows(&draw(&stage, ColourDepth::None, Version::A, Rect::new(0, 0, whole as u16, 8)));
        assert!(!wide[0].contains('…'), "{wide:#?}");
    }
}

#[test]
fn a_click_finds_every_token_of_either_text() {
    let (stage, drawn) = written(ColourDepth::True, 70);
    let (desk, capability) = (Desk { version: Version::Difference, ..Desk::default() }, Capability::FULL);
    let view = View::new(&stage, &desk, &capability).of(PANE);
    let area = Rect::new(3, 2, 70, 12);
    let click = |x: usize, y: u16| match command_at(&view, area, Position::new(3 + x as u16, 2 + y)) {
        Some(Command::Cursor(crate::app::Axis::Token, token)) => Some(token),
        other => {
            assert_eq!(other, None);
            None
        }
    };
    let passes = [stage.before.as_ref().expect("there is one"), &stage.pass];
    let parting = passes[0].tokens.iter().zip(&passes[1].tokens).position(|(before, now)| before != now);
    let mut first = None;
    for (y, pass) in (0..).zip(passes) {
        assert!(!drawn[usize::from(y)].contains('…'), "all of it is there: {drawn:#?}");
        let name = "before ".len();
        let mut expected = vec![None; name];
        for (token, piece) in pass.pieces.iter().enumerate().skip(1) {
            // The mark where they part belongs to the token behind it.
            let width = piece.width + usize::from(Some(token) == parting);
            expected.extend(vec![Some(token - 1); width]);
        }
        let found: Vec<Option<usize>> = (0..expected.len() + 2).map(|x| click(x, y)).collect();
        expected.extend([None; 2]);
        assert_eq!(found, expected, "{drawn:#?}");
        assert_ne!(first.replace(found.clone()), Some(found), "the texts differ");
    }
}

#[test]
fn one_line_is_what_both_passes_write() {
    let before = translation();
    let model = before.pass.model.clone();
    let stage = changed(stage_of(model, "the 3rd of March 2017", Settings::default()), &before);
    let drawn = rows(&draw(&stage, ColourDepth::None, Version::Difference, Rect::new(0, 0, 40, 12)));
    let text: String = stage.pass.pieces[1..].iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(drawn[0], text);
    assert!(!drawn[1].contains(text.as_str()), "{drawn:#?}");
}
