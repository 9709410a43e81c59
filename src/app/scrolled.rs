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

    /// The same with what was asked for beyond either end taken back to it, of so many rows of which so many are in view.
    pub fn settled(self, rows: usize, shown: usize) -> Scrolled {
        let last = rows.saturating_sub(shown);
        match self {
            Scrolled::FromTop(above) if above > last => Scrolled::FromEnd(0),
            Scrolled::FromEnd(below) if below > last => Scrolled::FromTop(0),
            settled => settled,
        }
    }

    /// So many rows further up or down; the most that can be asked for leads to the end itself.
    pub(super) fn moved(self, direction: Direction, by: usize) -> Scrolled {
        match (self, direction) {
            (_, Direction::Up) if by == usize::MAX => Scrolled::FromTop(0),
            (_, Direction::Down) if by == usize::MAX => Scrolled::FromEnd(0),
            (Scrolled::FromTop(above), Direction::Up) => Scrolled::FromTop(above.saturating_sub(by)),
            (Scrolled::FromTop(above), Direction::Down) => Scrolled::FromTop(above.saturating_add(by)),
            (Scrolled::FromEnd(below), Direction::Up) => Scrolled::FromEnd(below.saturating_add(by)),
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
        let end = Scrolled::default().moved(Direction::Down, usize::MAX);
        let up = end.moved(Direction::Up, 1);
        for shown in [1, 7, 40] {
            assert_eq!((end.first(50, shown), up.first(50, shown)), (50 - shown, 49 - shown));
            assert_eq!(up.moved(Direction::Down, 1).first(50, shown), 50 - shown);
            assert_eq!(up.moved(Direction::Up, usize::MAX).first(50, shown), 0);
        }
        assert_eq!(up.first(5, 9), 0, "all of it is in view");
    }

    #[test]
    fn what_was_asked_for_beyond_an_end_is_taken_back_to_it() {
        let beyond = Scrolled::FromTop(500).settled(50, 7);
        assert_eq!((beyond, beyond.moved(Direction::Up, 1).first(50, 7)), (Scrolled::FromEnd(0), 42));
        assert_eq!(Scrolled::FromEnd(44).settled(50, 7), Scrolled::FromTop(0));
        for stays in [Scrolled::FromTop(43), Scrolled::FromEnd(43)] {
            assert_eq!(stays.settled(50, 7), stays);
        }
        assert_eq!(Scrolled::FromTop(1).settled(5, 9), Scrolled::FromEnd(0));
    }
}
