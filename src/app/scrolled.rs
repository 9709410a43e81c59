//! How far down a text is scrolled that only drawing knows the rows of.

use super::command::Direction;

/// Rows from one of the two ends. Which row is the last one in view depends on the size of the screen, so that whoever went
/// to the end is counted from there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scrolled {
    /// So many rows are above what is in view.
    FromTop(usize),
    /// So many rows are below it.
    FromEnd(usize),
}

impl Default for Scrolled {
    fn default() -> Scrolled {
        Scrolled::FromTop(0)
    }
}

impl Scrolled {
    /// The first of so many rows of which so many are in view.
    pub fn first(self, rows: usize, shown: usize) -> usize {
        let last = rows.saturating_sub(shown);
        match self {
            Scrolled::FromTop(above) => above.min(last),
            Scrolled::FromEnd(below) => last.saturating_sub(below),
        }
    }

    /// So many rows further up or down, of at most so many; the most that can be asked for leads to the end itself.
    pub(super) fn moved(self, direction: Direction, by: usize, most: usize) -> Scrolled {
        let on = |from: usize| from.saturating_add(by).min(most);
        match (self, direction) {
            (_, Direction::Up) if by == usize::MAX => Scrolled::FromTop(0),
            (_, Direction::Down) if by == usize::MAX => Scrolled::FromEnd(0),
            (Scrolled::FromTop(above), Direction::Up) => Scrolled::FromTop(above.saturating_sub(by)),
            (Scrolled::FromTop(above), Direction::Down) => Scrolled::FromTop(on(above)),
            (Scrolled::FromEnd(below), Direction::Up) => Scrolled::FromEnd(on(below)),
            (Scrolled::FromEnd(below), Direction::Down) => Scrolled::FromEnd(below.saturating_sub(by)),
            (stays, Direction::Left | Direction::Right) => stays,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_up_from_the_end_is_the_row_before_however_many_fit() {
        let end = Scrolled::default().moved(Direction::Down, usize::MAX, 500);
        let up = end.moved(Direction::Up, 1, 500);
        for shown in [1, 7, 40] {
            assert_eq!((end.first(50, shown), up.first(50, shown)), (50 - shown, 49 - shown));
            assert_eq!(up.moved(Direction::Down, 1, 500).first(50, shown), 50 - shown);
            assert_eq!(up.moved(Direction::Up, usize::MAX, 500).first(50, shown), 0);
        }
        assert_eq!(up.first(5, 9), 0, "all of it is in view");
    }
}
