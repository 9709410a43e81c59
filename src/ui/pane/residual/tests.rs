use super::*;
use crate::app::{Desk, Settings, Stage, Version};
use crate::ui::Capability;
use crate::ui::pane::tests::{stage, stage_of, stage_with, tiny};

#[test]
fn a_length_is_that_of_the_whole_vector() {
    assert_eq!(length(&[3.0, -4.0]), 5.0);
}

fn rows(stage: &Stage, desk: &Desk, area: Rect) -> Vec<String> {
    let mut buffer = Buffer::empty(area);
    render(&View::new(stage, desk, &Capability::FULL).of(PANE), area, &mut buffer);
    let row = |y| (area.left()..area.right()).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (area.top()..area.bottom()).map(|y| row(y).trim_end().to_owned()).collect()
}

const PANE: crate::app::PaneId = crate::app::PaneKind::Residual.first();

/// A model whose last change took one head away.
fn changed() -> Stage {
    let off = Settings { heads_off: ["0.1".parse().expect("a head")].into(), ..Settings::default() };
    let mut stage = stage_with(off);
    stage.before = Some(self::stage().pass);
    stage.plan.cursor.site = "decoder.1.resid_post".parse().expect("a site");
    stage
}

#[test]
fn every_label_of_a_difference_is_about_the_difference() {
    let stage = changed();
    for language in crate::app::Language::ALL {
        let [plain, difference] = [Version::A, Version::Difference].map(|version| {
            let desk = Desk { version, language, ..Desk::default() };
            rows(&stage, &desk, Rect::new(0, 0, 60, 8)).into_iter().filter(|row| !row.is_empty()).collect::<Vec<_>>()
        });
        assert_eq!((plain.len(), difference.len()), (6, 6), "{difference:#?}");
        assert!(!plain.concat().contains('Δ'), "{plain:#?}");
        assert!(difference.iter().all(|row| row.contains('Δ') && !row.contains("‖x‖")), "{difference:#?}");
    }
}

#[test]
fn streams_of_different_lengths_are_not_subtracted() {
    let mut stage = stage();
    stage.before = Some(stage_of(tiny(), "one", Settings::default()).pass);
    let desk = Desk { version: Version::Difference, ..Desk::default() };
    let area = Rect::new(0, 0, 60, 8);
    let drawn = rows(&stage, &desk, area);
    assert_eq!(drawn[0], "there is nothing of the same shape to differ from");
    assert!(drawn[1..].iter().all(String::is_empty), "{drawn:#?}");
    let (view, at) = (View::new(&stage, &desk, &Capability::FULL), Position::new(20, 1));
    assert_eq!(command_at(&view.of(PANE), area, at), None);
}

/// What is pooled or out of view says so, and a click finds every bar.
#[test]
fn bars_of_many_tokens_say_what_they_stand_for() {
    let words: String = (0..60).map(|i| ["It is ", "a truth ", "single "][i % 3]).collect();
    let mut stage = stage_of(tiny(), &words, Settings::default());
    let count = stage.pass.tokens.len();
    assert!(count > 50, "{count} tokens");
    let desk = Desk::default();
    let mut seen = [false; 3];
    for (width, height, token) in (24..200).flat_map(|width| [(width, 8, 0), (width, 13, 30), (width, 8, count - 1)]) {
        stage.plan.cursor.token = Some(token);
        let area = Rect::new(0, 0, width, height);
        let view = View::new(&stage, &desk, &Capability::FULL).of(PANE);
        let y = super::height(area);
        let row = &rows(&stage, &desk, area)[usize::from(2 * y - 1)];
        let click = |x| match command_at(&view, area, Position::new(x, y)) {
            Some(Command::Cursor(Axis::Token, token)) => Some(token),
            _ => None,
        };
        let found: Vec<Option<usize>> = (0..width).map(click).collect();
        let mut tokens: Vec<usize> = found.iter().flatten().copied().collect();
        tokens.dedup();
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            assert!(!row.contains(['‹', '›', '█', '▇']), "{width}: {row}");
            continue;
        };
        let pooled = row.split("max of ").nth(1).and_then(|rest| rest.split(' ').next());
        let pool = pooled.map(|pool| pool.parse::<usize>().expect("a number"));
        if let Some(pool) = pool {
            assert_eq!(tokens.len(), count.div_ceil(pool), "{width}: {row}");
            let lengths = by_token(&view);
            for (bar, token) in tokens.iter().enumerate() {
                let shared = bar * pool..((bar + 1) * pool).min(count);
                assert!(shared.contains(token) && shared.clone().all(|other| lengths[other] <= lengths[*token]));
            }
        } else {
            assert_eq!(tokens.len(), last - first + 1, "{width}: no token is left out between others");
            assert_eq!((row.contains('‹'), row.contains('›')), (*first > 0, last + 1 < count), "{width}: {row}");
            assert!(tokens.contains(&token), "{width}: the cursor is in view");
        }
        seen[if pool.is_some() { 2 } else { usize::from(tokens.len() < count) }] = true;
    }
    assert_eq!(seen, [true; 3], "all of them, a part of them, and some that share");
}
