//! Where the parts of the pane lie: a column for each score, the same keys and numbers on the same rows.

use ratatui::layout::{Position, Rect};

use super::numbers::Number;
use super::sight::Sight;
use crate::app::study::Scoring;
use crate::model::piece::columns;
use crate::ui::theme::Theme;

/// The least that four columns can do with.
const LEAST: (u16, u16) = (46, 9);

/// The least that a chart says something in.
const CHART: (u16, u16) = (26, 8);

/// Rows of keys that are kept before maps or more numbers get any.
const KEYS: u16 = 5;

/// Where the parts of the pane lie, in rows and columns of its area.
pub(super) struct Grid {
    area: Rect,
    /// Columns of the labels on the left, with their gap.
    pub(super) label: u16,
    /// Columns of each score, with the gap after it.
    pub(super) column: u16,
    /// The row of the names.
    pub(super) names: u16,
    /// The row of the formulas.
    pub(super) formulas: Option<u16>,
    /// The first row of the maps, and how many.
    pub(super) maps: (u16, u16),
    /// The first row of the bars.
    pub(super) bars: u16,
    /// The keys that have a bar, in the order of the text.
    pub(super) keys: Vec<usize>,
    /// The first row of the numbers.
    pub(super) numbers: u16,
    /// The numbers, a row each.
    pub(super) listed: Vec<Number>,
    /// Where the charts are.
    pub(super) charts: Vec<Rect>,
}

impl Grid {
    /// Lays the parts out; nothing where there is no room for four columns.
    pub(super) fn new(sight: &Sight, area: Rect) -> Option<Grid> {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return None;
        }
        let beside = beside(area);
        let width = area.width - beside.map_or(0, |charts| charts.width + 2);
        let label = label(sight, width);
        let column = (width - label) / 4;
        let formulas = area.height >= 12;
        let head = if formulas { 3 } else { 2 };
        let rows = Rows::share(sight, area.height - head, column);
        let maps = (head, rows.maps);
        let bars = head + rows.maps + u16::from(rows.maps > 0 && rows.gaps);
        let numbers = bars + rows.keys + u16::from(rows.gaps);
        let listed = Number::first(usize::from(rows.numbers));
        let end = numbers + rows.numbers;
        let charts = beside.map_or_else(|| below(area, end), halves);
        let keys = keys(sight, usize::from(rows.keys));
        let formulas = formulas.then_some(2);
        Some(Grid { area, label, column, names: 1, formulas, maps, bars, keys, numbers, listed, charts })
    }

    /// The whole of it.
    pub(super) fn area(&self) -> Rect {
        self.area
    }

    /// What is left of the charts.
    pub(super) fn table(&self) -> Rect {
        Rect { width: (self.label + 4 * self.column).min(self.area.width), ..self.area }
    }

    /// The area of each score: all rows, without the gap after it.
    pub(super) fn columns(&self) -> impl Iterator<Item = (Scoring, Rect)> {
        let (area, label, column) = (self.area, self.label, self.column);
        Scoring::ALL.into_iter().enumerate().map(move |(i, scoring)| {
            (scoring, Rect { x: area.x + label + i as u16 * column, width: column.saturating_sub(1), ..area })
        })
    }

    /// The key whose bars a place is on.
    pub(super) fn key_at(&self, at: Position) -> Option<usize> {
        let row = at.y.checked_sub(self.area.y + self.bars)?;
        self.keys.get(usize::from(row)).copied().filter(|_| self.table().contains(at))
    }
}

/// Columns of the labels: the widest of the numbers' and the keys', within reason.
fn label(sight: &Sight, width: u16) -> u16 {
    let keys = (0..sight.study.keys()).map(|key| columns(&sight.key_label(key)));
    let roomy = width >= 84;
    let numbers = Number::ALL.map(|number| columns(&number.label(sight.view, roomy)));
    let widest = keys.map(|key| key.min(if roomy { 14 } else { 8 })).chain(numbers).max().unwrap_or(0);
    (widest as u16 + 1).min(width / 4)
}

/// How many rows each part gets.
struct Rows {
    maps: u16,
    keys: u16,
    numbers: u16,
    gaps: bool,
}

impl Rows {
    /// Numbers that matter most first, then keys, then maps, then whatever else there is to say.
    fn share(sight: &Sight, height: u16, column: u16) -> Rows {
        let keys = sight.study.keys().min(usize::from(u16::MAX)) as u16;
        let all = Number::ALL.len() as u16;
        let numbers = if height >= 14 { all.min(height / 2) } else { height.saturating_sub(KEYS).clamp(1, 5) };
        let gaps = height >= 18;
        let left = height - numbers - if gaps { 2 } else { 0 };
        let natural = map_height(sight, &sight.view.theme);
        let maps = match left.saturating_sub(keys.min(KEYS + left / 6)) {
            _ if column < 11 => 0,
            room if room < 3 => 0,
            // A short text's map grows with the room that its keys leave.
            room => room.min((2 * natural).min(natural.max(left.saturating_sub(keys)))).min(column * 2 / 3),
        };
        Rows { maps, keys: keys.min(left - maps), numbers, gaps }
    }
}

/// Rows of a map that has room for every query.
pub(super) fn map_height(sight: &Sight, theme: &Theme) -> u16 {
    let queries = sight.study.queries().min(200) as u16;
    if theme.has_fine_colours() { queries.div_ceil(2) } else { queries }
}

/// Where the charts are to the right of the table.
fn beside(area: Rect) -> Option<Rect> {
    let width = (area.width * 29 / 100).clamp(CHART.0 + 6, 52);
    let room = area.width >= 88 && area.height >= CHART.1;
    room.then(|| Rect { x: area.right() - width, width, ..area })
}

/// Two charts, one above the other, or one.
fn halves(area: Rect) -> Vec<Rect> {
    if area.height < 2 * CHART.1 {
        return vec![area];
    }
    let upper = Rect { height: area.height / 2, ..area };
    vec![upper, Rect { y: upper.bottom(), height: area.height - upper.height, ..area }]
}

/// Where the charts are below the table, side by side where both fit.
fn below(area: Rect, end: u16) -> Vec<Rect> {
    let room = Rect { y: area.y + end + 1, height: area.height.saturating_sub(end + 1), ..area };
    if room.height < CHART.1 {
        return Vec::new();
    }
    let room = Rect { height: room.height.min(16), ..room };
    if room.width < 2 * CHART.0 + 2 {
        return vec![room];
    }
    let width = room.width / 2 - 1;
    vec![Rect { width, ..room }, Rect { x: room.right() - width, width, ..room }]
}

/// The keys that get a row: all where there is room; else the cursor's above all, then those that a score puts first, then
/// those of the largest weights by any score, with the last row left for how many there are beside them.
fn keys(sight: &Sight, rows: usize) -> Vec<usize> {
    let all = 0..sight.study.keys();
    if all.len() <= rows {
        return all.collect();
    }
    let first = |key: usize| match key {
        key if key == sight.key => 2,
        key => u8::from(Scoring::ALL.iter().any(|scoring| sight.row(*scoring).strongest == key)),
    };
    let size = |key: usize| {
        let weights = Scoring::ALL.map(|scoring| sight.study.by(scoring).weights[(key, sight.query)]);
        weights.into_iter().map(f32::abs).fold(0.0, f32::max)
    };
    let mut ranked: Vec<(u8, f32, usize)> = all.map(|key| (first(key), size(key), key)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let mut keys: Vec<usize> = ranked.iter().take(rows.saturating_sub(1)).map(|(_, _, key)| *key).collect();
    keys.sort_unstable();
    keys
}
