//! The numbers of every score: of the query under the cursor, of all queries, and what the scores take.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::grid::Grid;
use super::sight::{Sight, role};
use crate::app::study::Scoring;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{bar, number, put, put_right};

/// A number that every score has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Number {
    /// The entropy of the query's weights, in bits.
    Entropy,
    /// The largest of them.
    Largest,
    /// ‖∂p/∂s‖ of the query.
    ByScore,
    /// How many queries look elsewhere than by the scaled dot product.
    Elsewhere,
    /// Seconds.
    Time,
    /// Bytes.
    Memory,
    /// ‖∂p/∂q‖ of the query.
    ByQuery,
    /// Bytes of additive scores in separate operations.
    Apart,
}

impl Number {
    /// Every number, by how much it matters.
    pub(super) const ALL: [Number; 8] = [
        Number::Entropy,
        Number::Largest,
        Number::ByScore,
        Number::Elsewhere,
        Number::Time,
        Number::Memory,
        Number::ByQuery,
        Number::Apart,
    ];

    /// The order on the screen: what is of the query before what is of all.
    const SHOWN: [Number; 8] = [
        Number::Entropy,
        Number::Largest,
        Number::ByScore,
        Number::ByQuery,
        Number::Elsewhere,
        Number::Time,
        Number::Memory,
        Number::Apart,
    ];

    /// The so many that matter most, in the order on the screen.
    pub(super) fn first(count: usize) -> Vec<Number> {
        let kept = &Number::ALL[..count.min(Number::ALL.len())];
        Number::SHOWN.into_iter().filter(|number| kept.contains(number)).collect()
    }

    /// What it is called, with its unit; in few columns where there is no room for more.
    pub(super) fn label(self, view: &View, roomy: bool) -> String {
        match self {
            Number::Entropy if !roomy => view.say(Word::Bits).to_owned(),
            Number::Elsewhere if !roomy => view.say(Word::ArgmaxShort).to_owned(),
            Number::Entropy => format!("{}, {}", view.say(Word::Entropy), view.say(Word::Bits)),
            Number::Largest => view.say(Word::Largest).to_owned(),
            Number::ByScore => "‖∂p/∂s‖".to_owned(),
            Number::ByQuery => "‖∂p/∂q‖".to_owned(),
            Number::Elsewhere => view.say(Word::ArgmaxDiffers).to_owned(),
            Number::Time => view.say(Word::TimeTaken).to_owned(),
            Number::Memory => view.say(Word::MemoryTaken).to_owned(),
            Number::Apart => format!("  {}", view.say(Word::MemoryApart)),
        }
    }

    /// The number of a score, as it is shown.
    pub(super) fn text(self, sight: &Sight, scoring: Scoring) -> String {
        let (row, scored) = (sight.row(scoring), sight.study.by(scoring));
        let nothing = || "—".to_owned();
        match self {
            Number::Entropy => number(row.entropy as f32, 5),
            Number::Largest => number(row.largest, 5),
            Number::ByScore => number(row.by_score as f32, 6),
            Number::ByQuery => row.by_query.map_or_else(nothing, |norm| number(norm as f32, 6)),
            // What is made takes the same in both passes, or other times for other reasons.
            Number::Time | Number::Memory if sight.study.is_difference() => nothing(),
            Number::Apart if sight.study.is_difference() => scored.cost.apart.map_or_else(String::new, |_| nothing()),
            Number::Elsewhere if scoring == Scoring::Scaled && !sight.study.is_difference() => nothing(),
            Number::Elsewhere => format!("{} / {}", sight.study.elsewhere(scoring), sight.study.queries()),
            Number::Time => scored.cost.seconds.map_or_else(nothing, time),
            Number::Memory => bytes(scored.cost.bytes),
            Number::Apart => scored.cost.apart.map_or_else(String::new, bytes),
        }
    }

    /// How it compares with that of the plain dot product, which takes least: `×12`. Differences are not compared.
    fn beside(self, sight: &Sight, scoring: Scoring) -> Option<String> {
        if sight.study.is_difference() {
            return None;
        }
        let of = |scoring| {
            let cost = sight.study.by(scoring).cost;
            match self {
                Number::Time => cost.seconds,
                Number::Memory => Some(cost.bytes as f64),
                Number::Apart => cost.apart.or(Some(cost.bytes)).map(|bytes| bytes as f64),
                _ => None,
            }
        };
        let (own, dot) = (of(scoring)?, of(Scoring::Dot).filter(|dot| *dot > 0.0)?);
        (scoring != Scoring::Dot && (self != Number::Apart || scoring == Scoring::Additive))
            .then(|| format!("×{}", number((own / dot) as f32, 4)))
    }

    /// The share of the most that it can be, for a bar. A difference has no such end.
    fn share(self, sight: &Sight, scoring: Scoring) -> Option<f32> {
        if sight.study.is_difference() {
            return None;
        }
        let row = sight.row(scoring);
        let seen = (0..sight.study.keys()).filter(|key| !sight.study.hides(sight.query, *key)).count();
        match self {
            Number::Entropy if seen > 1 => Some((row.entropy / (seen as f64).log2()) as f32),
            Number::Largest => Some(row.largest),
            // Two keys of equal weight change most.
            Number::ByScore => Some((row.by_score / MOST_CHANGE) as f32),
            _ => None,
        }
    }
}

/// ‖∂p/∂s‖ of two equal weights, ‖diag(p) − ppᵀ‖: no weights change more with their scores.
const MOST_CHANGE: f64 = 0.5;

/// Draws the numbers, a row each.
pub(super) fn render(sight: &Sight, grid: &Grid, buffer: &mut Buffer) {
    let area = grid.area();
    for (row, listed) in (grid.numbers..).zip(&grid.listed) {
        let room = Rect { width: grid.label.saturating_sub(1), ..area };
        let label = listed.label(sight.view, true);
        let label = if columns(&label) > usize::from(room.width) { listed.label(sight.view, false) } else { label };
        put(buffer, room, (0, row), &label, sight.view.style(Role::Quiet));
        for (scoring, place) in grid.columns() {
            let line = Rect { y: place.y + row, height: 1, ..place };
            one(sight, *listed, scoring, line, buffer);
        }
    }
}

/// One number: as a bar too, where it has an end; beside the dot product's, where it is a cost.
fn one(sight: &Sight, listed: Number, scoring: Scoring, line: Rect, buffer: &mut Buffer) {
    let text = listed.text(sight, scoring);
    let differs = listed == Number::Elsewhere && sight.study.elsewhere(scoring) > 0;
    let style = sight.style(if differs { Role::Warning } else { Role::Text });
    let end = line.width.saturating_sub(2);
    let start = put_right(buffer, line, (0, end, 0), &text, style);
    let room = start.saturating_sub(1);
    if let Some(share) = listed.share(sight, scoring) {
        let bar = Rect { width: end.saturating_sub(6).min(room), ..line };
        bar::across(buffer, bar, share, sight.style(role(scoring)));
    } else if let Some(ratio) = listed.beside(sight, scoring).filter(|ratio| columns(ratio) <= usize::from(room)) {
        put(buffer, line, (0, 0), &ratio, sight.view.style(Role::Quiet));
    }
}

/// Seconds in the unit that suits them.
pub(super) fn time(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 1e-3 => (1e6 * s, "µs"),
        s if s < 1.0 => (1e3 * s, "ms"),
        s => (s, "s"),
    };
    format!("{} {unit}", number(value as f32, if value < 100.0 { 4 } else { 3 }))
}

/// Bytes in the unit that suits them.
pub(super) fn bytes(bytes: usize) -> String {
    let (value, unit) = match bytes as f64 {
        b if b < 1e3 => (b, "B"),
        b if b < 1e6 => (b / 1e3, "kB"),
        b if b < 1e9 => (b / 1e6, "MB"),
        b => (b / 1e9, "GB"),
    };
    format!("{} {unit}", number(value as f32, if value < 100.0 { 4 } else { 3 }))
}
