//! Where each thumbnail lies: layers down, heads across, in as many columns of layers as it takes to show all; the
//! selected one in view.
//!
//! ```text
//!   ▏▀▄    ▏█▄▄   ▏▀▄▄      ▏▀▄    ▏█▄▄   ▏▀▄▄   the selected one has a mark before it
//!   ▏  ▀▄  ▏█  ▀  ▏▀ ▄▀     ▏  ▀▄  ▏█  ▀  ▏▀ ▄▀
//!    0.0    0.1    0.2       2.0    2.1    2.2
//! ```

use ratatui::layout::{Position, Rect};

/// A thumbnail smaller than this shows nothing one could recognise.
const SMALLEST: (u16, u16) = (6, 3);

/// Columns beside a thumbnail (its mark and a gap), rows below it (its label).
const MARGIN: (u16, u16) = (2, 1);

/// Columns between two columns of layers.
const GAP: u16 = 2;

/// A sheet of thumbnails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Sheet {
    area: Rect,
    /// The size of a thumbnail in screen columns and rows.
    size: (u16, u16),
    /// The first layer and head shown, and how many.
    first: (usize, usize),
    shown: (usize, usize),
    /// Columns of layers.
    groups: usize,
    /// The layers and heads that there are.
    all: (usize, usize),
}

impl Sheet {
    /// Lays out `layers` × `heads` thumbnails of `tokens` × `tokens` patterns so that the `selected` (layer, head) is in
    /// view. All are shown where they can be told apart, else as many as can around the selected one; of two ways to do
    /// that the one with the larger thumbnails.
    pub(super) fn new(area: Rect, all: (usize, usize), tokens: usize, selected: (usize, usize)) -> Sheet {
        let sheets = (1..=all.0.max(1)).filter_map(|groups| Sheet::grouped(area, all, tokens, selected, groups));
        let worth = |sheet: &Sheet| {
            let pixels = u32::from(sheet.size.0) * u32::from(sheet.size.1);
            (sheet.shown.0 * sheet.shown.1, pixels, std::cmp::Reverse(sheet.groups))
        };
        let none = Sheet { area, size: (0, 0), first: (0, 0), shown: (0, 0), groups: 1, all };
        sheets.max_by_key(worth).unwrap_or(none)
    }

    /// The same in so many columns of layers; more than one only where whole layers fit in each.
    fn grouped(
        area: Rect,
        (layers, heads): (usize, usize),
        tokens: usize,
        selected: (usize, usize),
        groups: usize,
    ) -> Option<Sheet> {
        let width = (area.width + GAP) / groups as u16;
        let width = width.saturating_sub(GAP);
        let least = (
            SMALLEST.0.min(area.width.saturating_sub(MARGIN.0).max(1)) + MARGIN.0,
            SMALLEST.1.min(area.height.saturating_sub(MARGIN.1).max(1)) + MARGIN.1,
        );
        let across = fitting(width, least.0, heads);
        if groups > 1 && across < heads {
            return None;
        }
        let down = fitting(area.height, least.1, layers.div_ceil(groups));
        let shown = ((down * groups).min(layers), across);
        let share = |room: u16, shown: usize, margin: u16| (room / shown.max(1) as u16).saturating_sub(margin);
        let height = share(area.height, down, MARGIN.1).min(tokens as u16);
        // A pixel is a column by half a row. Stretching up to twice shows more tokens and still reads as a square.
        let width = share(width, across, MARGIN.0).min((4 * height).min(2 * tokens as u16));
        let first = |selected: usize, shown: usize, all: usize| {
            selected.saturating_sub(shown.saturating_sub(1) / 2).min(all.saturating_sub(shown))
        };
        let first = (first(selected.0, shown.0, layers), first(selected.1, shown.1, heads));
        Some(Sheet { area, size: (width, height), first, shown, groups, all: (layers, heads) })
    }

    /// The columns of a thumbnail.
    pub(super) fn width(self) -> u16 {
        self.size.0
    }

    /// Whether every thumbnail is shown.
    pub(super) fn is_whole(self) -> bool {
        self.shown == self.all
    }

    /// Where arrows say that there are more layers or heads than those shown: in the column behind the last thumbnails.
    ///
    /// ```text
    ///   ▏▀▄    ▏█▄▄  ↑     layers before these
    ///   ▏  ▀▄  ▏█  ▀ →     heads beyond these
    ///   ▏   ▀  ▏█   ▀↓     layers after these
    /// ```
    pub(super) fn signs(self) -> Vec<(Position, &'static str)> {
        let more = |(first, shown, all): (usize, usize, usize)| (first > 0, first + shown < all);
        let (above, below) = more((self.first.0, self.shown.0, self.all.0));
        let (left, right) = more((self.first.1, self.shown.1, self.all.1));
        let (Some((.., top)), Some((.., last))) = (self.places().nth(self.shown.1.max(1) - 1), self.places().last())
        else {
            return Vec::new();
        };
        let at = |place: Rect, y: u16| Position::new(place.right(), y.min(place.bottom().saturating_sub(1)));
        let across = match (left, right) {
            (true, true) => "↔",
            (true, false) => "←",
            (false, true) => "→",
            (false, false) => "",
        };
        let signs = [
            (above, at(top, top.y), "↑"),
            (!across.is_empty(), at(last, last.y + last.height.saturating_sub(2).min(1)), across),
            (below, at(last, last.bottom().saturating_sub(1)), "↓"),
        ];
        signs.into_iter().filter(|(wanted, ..)| *wanted).map(|(_, at, sign)| (at, sign)).collect()
    }

    /// The layer, the head and the place of each thumbnail; its label goes below, its mark before it.
    pub(super) fn places(self) -> impl Iterator<Item = (usize, usize, Rect)> {
        let (rows, columns) = self.shown;
        let down = rows.div_ceil(self.groups).max(1);
        let group = columns as u16 * self.step().0 + GAP;
        (0..rows * columns).map(move |i| {
            let (row, column) = (i / columns, i % columns);
            let x = self.area.x + 1 + (row / down) as u16 * group + column as u16 * self.step().0;
            let y = self.area.y + (row % down) as u16 * self.step().1;
            (self.first.0 + row, self.first.1 + column, Rect::new(x, y, self.size.0, self.size.1))
        })
    }

    fn step(self) -> (u16, u16) {
        (self.size.0 + MARGIN.0, self.size.1 + MARGIN.1)
    }

    /// The layer and head at a place on the screen, labels and marks included.
    pub(super) fn at(self, x: u16, y: u16) -> Option<(usize, usize)> {
        let inside = |place: &Rect| {
            let whole = Rect::new(place.x - 1, place.y, place.width + MARGIN.0, place.height + MARGIN.1);
            whole.intersection(self.area).contains((x, y).into())
        };
        self.places().find(|(_, _, place)| inside(place)).map(|(layer, head, _)| (layer, head))
    }

    #[cfg(test)]
    /// The layers shown, as a range.
    pub(super) fn layers(self) -> std::ops::Range<usize> {
        self.first.0..self.first.0 + self.shown.0
    }

    #[cfg(test)]
    /// The heads shown, as a range.
    pub(super) fn heads(self) -> std::ops::Range<usize> {
        self.first.1..self.first.1 + self.shown.1
    }
}

fn fitting(room: u16, each: u16, all: usize) -> usize {
    usize::from(room / each.max(1)).min(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_heads_are_shown_where_there_is_room() {
        let sheet = Sheet::new(Rect::new(2, 3, 60, 40), (4, 4), 16, (1, 2));
        assert_eq!((sheet.layers(), sheet.heads()), (0..4, 0..4));
        assert_eq!(sheet.places().count(), 16);
        assert_eq!(sheet.at(2, 3), Some((0, 0)));
    }

    #[test]
    fn layers_stand_beside_each_other_where_they_do_not_fit_below() {
        let sheet = Sheet::new(Rect::new(0, 0, 98, 11), (4, 4), 33, (0, 0));
        assert!(sheet.is_whole());
        assert_eq!((sheet.groups, sheet.places().count()), (2, 16));
        let places: Vec<Rect> = sheet.places().map(|(_, _, place)| place).collect();
        let apart = |a: &Rect, b: &Rect| a.intersection(*b).is_empty();
        assert!(places.iter().enumerate().all(|(i, a)| places[..i].iter().all(|b| apart(a, b))));
        assert!(!Sheet::new(Rect::new(0, 0, 40, 11), (4, 4), 33, (0, 0)).is_whole());
    }

    #[test]
    fn a_click_finds_the_thumbnail_it_is_on() {
        let sheet = Sheet::new(Rect::new(2, 3, 48, 8), (4, 4), 16, (3, 3));
        assert_eq!(sheet.layers(), 2..4);
        for (layer, head, place) in sheet.places() {
            for (x, y) in [(place.x, place.y), (place.right() - 1, place.bottom() - 1), (place.x - 1, place.bottom())] {
                assert_eq!(sheet.at(x, y), Some((layer, head)));
            }
        }
        assert_eq!(sheet.at(1, 3), None);
        assert_eq!(sheet.at(49, 11), None);
    }

    #[test]
    fn arrows_say_what_is_not_shown() {
        let signs = |selected| {
            let sheet = Sheet::new(Rect::new(2, 3, 38, 9), (12, 12), 20, selected);
            assert!(!sheet.is_whole());
            let signs = sheet.signs();
            for (i, (at, _)) in signs.iter().enumerate() {
                assert!(signs[..i].iter().all(|(other, _)| other != at), "{signs:?}");
                assert!(sheet.places().all(|(_, _, place)| !place.contains(*at)), "{signs:?}");
            }
            signs.into_iter().map(|(_, sign)| sign).collect::<Vec<_>>()
        };
        assert_eq!(signs((0, 0)), ["→", "↓"]);
        assert_eq!(signs((6, 6)), ["↑", "↔", "↓"]);
        assert_eq!(signs((11, 11)), ["↑", "←"]);
        assert_eq!(Sheet::new(Rect::new(0, 0, 60, 40), (4, 4), 16, (1, 2)).signs(), []);
    }

    #[test]
    fn the_selected_head_is_in_view_and_nothing_leaves_the_area() {
        for (width, height) in [(0, 0), (1, 1), (2, 2), (5, 3), (10, 4), (38, 8), (120, 40)] {
            for selected in [(0, 0), (5, 7), (11, 11)] {
                let area = Rect::new(7, 9, width, height);
                let sheet = Sheet::new(area, (12, 12), 20, selected);
                for (_, _, place) in sheet.places() {
                    assert!(place.is_empty() || area.union(place) == area, "{place} outside {area}");
                }
                let room = width > 2 && height > 1;
                let seen = sheet.layers().contains(&selected.0) && sheet.heads().contains(&selected.1);
                assert!(!room || seen, "{selected:?} not on {sheet:?}");
            }
        }
    }
}
