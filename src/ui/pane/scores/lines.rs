//! The comparison where there is no room for four columns: a line for each score, with its weights as a small profile.
//!
//! ```text
//!   of fortune   bits  largest ‖∂p/∂s‖
//!   dot          0.41   0.92    0.11   ▁█▁▁ ▁
//!   ● scaled dot 1.93   0.41    0.38   ▂▆▃▂ ▁
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::chart::{self, Measure};
use super::numbers::Number;
use super::sight::{Sight, role};
use crate::app::study::Scoring;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::widget::{bar, put, put_right};

/// Rows that a chart needs below the lines.
const CHART: u16 = 9;

/// Draws a line for each score, under a line that says what the columns are where there is room for it.
pub(super) fn render(sight: &Sight, area: Rect, buffer: &mut Buffer) {
    let view = sight.view;
    let names = Scoring::ALL.map(|scoring| columns(view.say(scoring.word()))).into_iter().max().unwrap_or(0) as u16;
    let roomy = usize::from(area.width) >= usize::from(names) + 32;
    // The mark of the score in use, and the names.
    let names = names + if roomy { 2 } else { 1 };
    let head = u16::from(area.height > 4);
    let heads = if roomy {
        [view.say(Word::Bits), view.say(Word::Largest), "‖∂p/∂s‖"]
    } else {
        [view.say(Word::Bits), "max p", "∂p/∂s"]
    };
    let mut start = names.min(area.width);
    let mut places = Vec::new();
    for (listed, name) in [Number::Entropy, Number::Largest, Number::ByScore].into_iter().zip(heads) {
        let end = start + 1 + (columns(name) as u16).clamp(6, 8);
        if end > area.width {
            break;
        }
        if head > 0 {
            put_right(buffer, area, (start, end, 0), name, view.style(Role::Quiet));
        }
        places.push((listed, start, end));
        start = end;
    }
    if head > 0 {
        let room = Rect { width: names.min(area.width), ..area };
        put(buffer, room, (0, 0), &sight.query_label(), sight.style(Role::Accent));
    }
    for (row, scoring) in (head..area.height).zip(Scoring::ALL) {
        one(sight, scoring, (row, start + 2, if roomy { 2 } else { 1 }), &places, area, buffer);
    }
    let end = head + 5;
    if area.height >= end + CHART {
        let room = Rect { y: area.y + end, height: (area.height - end).min(16), ..area };
        chart::render(sight, Measure::Entropy, room, buffer);
    }
}

fn one(
    sight: &Sight,
    scoring: Scoring,
    (row, profile, name): (u16, u16, u16),
    places: &[(Number, u16, u16)],
    area: Rect,
    buffer: &mut Buffer,
) {
    let own = sight.study.own == Some(scoring);
    put(buffer, area, (0, row), if own { "●" } else { " " }, sight.style(role(scoring)));
    put(buffer, area, (name, row), sight.view.say(scoring.word()), sight.style(role(scoring)));
    for (listed, start, end) in places {
        put_right(buffer, area, (*start, *end, row), &listed.text(sight, scoring), sight.style(Role::Text));
    }
    let room = Rect { x: area.x + profile, y: area.y + row, width: area.width.saturating_sub(profile), height: 1 };
    if room.width < 4 {
        return;
    }
    let most = sight.scale.1.max(-sight.scale.0).max(f32::MIN_POSITIVE);
    let strongest = sight.row(scoring).strongest;
    let keys = sight.study.keys();
    let bars = (0..keys.min(usize::from(room.width))).map(|column| {
        let all = usize::from(room.width).min(keys);
        let part = column * keys / all..((column + 1) * keys / all).max(column * keys / all + 1);
        let values = part.clone().filter_map(|key| sight.value(scoring, sight.query, key));
        let first = part.contains(&strongest) && sight.is_elsewhere(scoring);
        let role = if first { Role::Warning } else { role(scoring) };
        (values.map(f32::abs).fold(0.0, f32::max) / most, sight.style(role))
    });
    bar::columns(buffer, room, bars);
}
