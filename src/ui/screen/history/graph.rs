//! How the moments of a history hang together, a row each, in the order in which they were made.
//!
//! ```text
//!   ●            what was made last of a moment stands straight below it,
//!   ●
//!   ├─●          what was made of it before, beside its line:
//!   │ ●          this one of that one
//!   ●
//! ```

/// A row for each moment, given which moment each was made of: an earlier one.
pub(super) fn rows(parents: &[Option<usize>]) -> Vec<String> {
    let mut last_child = vec![None; parents.len()];
    for (moment, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            last_child[*parent] = Some(moment);
        }
    }
    // In which lane each moment stands, and which lanes lead on to what is made later.
    let mut lane_of: Vec<usize> = Vec::with_capacity(parents.len());
    let mut open: Vec<bool> = Vec::new();
    let mut rows = Vec::with_capacity(parents.len());
    for (moment, parent) in parents.iter().enumerate() {
        let before = parent.map(|parent| lane_of[parent]);
        let goes_on = parent.is_some_and(|parent| last_child[parent] == Some(moment));
        let free = || open.iter().position(|open| !open).unwrap_or(open.len());
        let lane = before.filter(|_| goes_on).unwrap_or_else(free);
        if lane == open.len() {
            open.push(false);
        }
        rows.push(drawn(&open, lane, before.filter(|_| !goes_on)));
        open[lane] = last_child[moment].is_some();
        lane_of.push(lane);
    }
    rows
}

/// A row with a moment in a lane, which a line leads to from another lane where it branches off.
fn drawn(open: &[bool], own: usize, from: Option<usize>) -> String {
    let (left, right) = (from.unwrap_or(own).min(own), from.unwrap_or(own).max(own));
    let mut row = String::new();
    for (lane, is_open) in open.iter().enumerate() {
        row.push(match is_open {
            _ if lane == own => '●',
            _ if Some(lane) == from => {
                if own > lane {
                    '├'
                } else {
                    '┤'
                }
            }
            true if (left..right).contains(&lane) => '┼',
            false if (left..right).contains(&lane) => '─',
            true => '│',
            false => ' ',
        });
        row.push(if (left..right).contains(&lane) { '─' } else { ' ' });
    }
    row.truncate(row.trim_end().len());
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_hangs_on_the_one_it_was_made_of() {
        for (parents, drawn) in [
            (&[None, Some(0), Some(1)][..], &["●", "●", "●"][..]),
            (&[None, Some(0), Some(1), Some(1), Some(3)], &["●", "●", "├─●", "●", "●"]),
            (&[None, Some(0), Some(1), Some(0), Some(2)], &["●", "├─●", "│ ●", "● │", "  ●"]),
            (&[None, Some(0), Some(1), Some(0), Some(0)], &["●", "├─●", "│ ●", "├─●", "●"]),
            (&[None, Some(0), Some(0), Some(1), Some(2), Some(0)], &["●", "├─●", "├─┼─●", "│ ● │", "│   ●", "●"]),
            (&[None, Some(0), Some(0), Some(1), Some(1)], &["●", "├─●", "● │", "●─┤", "  ●"]),
        ] {
            assert_eq!(rows(parents), drawn);
        }
    }

    #[test]
    fn many_tries_of_one_moment_take_no_room() {
        let parents: Vec<Option<usize>> = std::iter::once(None).chain((0..500).map(|_| Some(0))).collect();
        assert!(rows(&parents).iter().all(|row| row.chars().count() <= 3));
    }
}
