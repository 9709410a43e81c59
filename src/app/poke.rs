//! What a viewer changes of a recorded value: a cell, a row, a column, all of it. It is written in shown coordinates, as
//! people read them off the screen, and becomes a [`Patch`] in storage once the value's shape is known.

use std::fmt;
use std::sync::Arc;

use crate::tape::{Axes, Change, Matrix, Patch, Shape, Site};

/// A change to a value. It prints and reads back as what follows `patch` in a command.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Poke {
    /// Which value, or which parameter.
    pub site: Site,
    /// What happens to each cell.
    pub act: Act,
    /// Which cells.
    pub block: Block,
}

/// What happens to a cell.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Act {
    /// It becomes this number.
    Set(f32),
    /// This number is added.
    Add(f32),
    /// It is multiplied by this number; by 0 it is gone.
    Times(f32),
    /// It becomes what the cell of another shown row of the same value was.
    As(usize),
    /// It becomes what it is in A; only in B.
    FromA,
}

/// Which cells: a row and a column as shown, in one head; `None` is all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Block {
    /// A token, a query.
    pub row: Option<usize>,
    /// A dimension, a key, a word.
    pub column: Option<usize>,
    /// A head, of a value that has heads.
    pub head: Option<usize>,
}

/// The names of what happens, in commands.
pub const ACTS: [&str; 5] = ["set", "add", "times", "as", "from"];

/// What a left out row, column or head is called in commands.
pub const ALL: &str = "all";

impl fmt::Display for Poke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.site)?;
        match self.act {
            Act::Set(x) => write!(f, "set {x}")?,
            Act::Add(x) => write!(f, "add {x}")?,
            Act::Times(x) => write!(f, "times {x}")?,
            Act::As(row) => write!(f, "as {row}")?,
            Act::FromA => f.write_str("from a")?,
        }
        write!(f, "{}", self.block)
    }
}

impl fmt::Display for Block {
    /// With a space before each word, and nothing where all cells are meant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = [self.row, self.column, self.head];
        let said = places.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        for place in &places[..said] {
            match place {
                Some(place) => write!(f, " {place}")?,
                None => write!(f, " {ALL}")?,
            }
        }
        Ok(())
    }
}

/// What is counted along a value as it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Along {
    /// Its rows.
    #[error("row")]
    Row,
    /// Its columns.
    #[error("column")]
    Column,
    /// Its heads.
    #[error("head")]
    Head,
}

/// Why a change does not fit a value.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PokeError {
    /// The pass records no such value.
    #[error("this pass records no `{site}` that could be patched")]
    NoSite {
        /// Which value.
        site: Site,
    },
    /// A row, column or head outside the value.
    #[error("`{site}` has no {what} {place}: there are {count}, counted from 0")]
    Outside {
        /// Which value.
        site: Site,
        /// Along what.
        what: Along,
        /// What was asked for.
        place: usize,
        /// How many there are.
        count: usize,
    },
    /// A head of a value without heads.
    #[error("`{site}` has no heads: leave out the last number")]
    NoHeads {
        /// Which value.
        site: Site,
    },
    /// There is nothing to take the value from.
    #[error("`{site}` can be taken from A only in B: begin with `compare`, and let pokes go to B")]
    NoOther {
        /// Which value.
        site: Site,
    },
    /// The value to be taken has another shape.
    #[error("`{site}` is {theirs} in A and {ours} in B: only a value of the same shape can be taken")]
    Shape {
        /// Which value.
        site: Site,
        /// Its shape in A, as shown.
        theirs: String,
        /// Its shape here, as shown.
        ours: String,
    },
}

impl Poke {
    /// The patches in storage for a value of this shape with so many heads; `other` is the value in A, where it is needed.
    ///
    /// # Errors
    /// Where cells lie outside the value, or there is nothing to take them from.
    pub(super) fn patches(&self, shape: Shape, heads: usize, other: Option<&Matrix>) -> Result<Vec<Patch>, PokeError> {
        let site = self.site;
        let layout = Layout::of(site, shape, heads);
        if self.block.head.is_some() && !layout.has_heads {
            return Err(PokeError::NoHeads { site });
        }
        check(site, Along::Head, self.block.head, heads)?;
        check(site, Along::Row, self.block.row, layout.rows)?;
        check(site, Along::Column, self.block.column, layout.columns)?;
        let chosen = self.block.head.map_or(0..layout.heads(), |head| head..head + 1);
        chosen.map(|head| self.patch(&layout, head, other)).collect()
    }

    fn patch(&self, layout: &Layout, head: usize, other: Option<&Matrix>) -> Result<Patch, PokeError> {
        let (rows, columns) = layout.block(head, self.block.row, self.block.column);
        let site = self.site;
        let change = match self.act {
            Act::Set(x) => Change::Set(x),
            Act::Add(x) => Change::Add(x),
            Act::Times(x) => Change::Scale(x),
            Act::FromA => {
                let theirs = other.ok_or(PokeError::NoOther { site })?;
                if theirs.shape() != layout.shape {
                    let turned =
                        |(rows, columns): Shape| if layout.straight { (rows, columns) } else { (columns, rows) };
                    let said = |shape: Shape| format!("{} × {}", turned(shape).0, turned(shape).1);
                    return Err(PokeError::Shape { site, theirs: said(theirs.shape()), ours: said(layout.shape) });
                }
                let size = (rows.len(), columns.len());
                Change::Replace(Arc::new(theirs.view((rows.start, columns.start), size).into_owned()))
            }
            Act::As(row) => {
                check(site, Along::Row, Some(row), layout.rows)?;
                let (from_rows, from_columns) = layout.block(head, Some(row), self.block.column);
                Change::Copy(from_rows, from_columns)
            }
        };
        Ok(Patch { site, rows, columns, change })
    }
}

fn check(site: Site, what: Along, place: Option<usize>, count: usize) -> Result<(), PokeError> {
    match place {
        Some(place) if place >= count => Err(PokeError::Outside { site, what, place, count }),
        _ => Ok(()),
    }
}

/// How a value of one shape is shown.
struct Layout {
    shape: Shape,
    has_heads: bool,
    /// Rows and columns shown, of one head.
    rows: usize,
    columns: usize,
    /// Whether heads lie side by side in storage (scores), not one above the other (states).
    beside: bool,
    /// Whether rows and columns are shown as they are stored.
    straight: bool,
}

impl Layout {
    fn of(site: Site, shape: Shape, heads: usize) -> Layout {
        let (down, across) = shape;
        let heads = heads.max(1);
        let (has_heads, rows, columns) = match site.axes() {
            Axes::HeadTokenWidth | Axes::HeadDistanceWidth => (true, across, down / heads),
            Axes::HeadQueryKey => (true, across / heads, down),
            Axes::Weight => (false, down, across),
            _ => (false, across, down),
        };
        let beside = site.axes() == Axes::HeadQueryKey;
        Layout { shape, has_heads, rows, columns, beside, straight: site.axes() == Axes::Weight }
    }

    fn heads(&self) -> usize {
        if self.has_heads { self.shape.0 * self.shape.1 / (self.rows * self.columns).max(1) } else { 1 }
    }

    /// The rows and columns in storage.
    fn block(
        &self,
        head: usize,
        row: Option<usize>,
        column: Option<usize>,
    ) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let range = |place: Option<usize>, count: usize, start: usize| match place {
            Some(place) => start + place..start + place + 1,
            None => start..start + count,
        };
        if self.straight {
            return (range(row, self.rows, 0), range(column, self.columns, 0));
        }
        let (down, across) =
            if self.beside { (0, head * self.rows) } else { (if self.has_heads { head * self.columns } else { 0 }, 0) };
        (range(column, self.columns, down), range(row, self.rows, across))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poke(site: &str, act: Act, row: Option<usize>, column: Option<usize>, head: Option<usize>) -> Poke {
        Poke { site: site.parse().expect("a site"), act, block: Block { row, column, head } }
    }

    fn ranges(poke: &Poke, shape: Shape, heads: usize) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
        let patches = poke.patches(shape, heads, None).expect("fits");
        patches.into_iter().map(|patch| (patch.rows, patch.columns)).collect()
    }

    #[test]
    fn shown_cells_become_cells_in_storage() {
        let set = Act::Set(1.0);
        // A pattern [key, head × query]: 5 keys, 3 heads of 4 queries.
        let pattern = poke("decoder.0.attn.pattern", set, Some(2), Some(1), Some(1));
        assert_eq!(ranges(&pattern, (5, 12), 3), [(1..2, 6..7)]);
        let all_heads = poke("decoder.0.attn.pattern", set, Some(2), None, None);
        assert_eq!(ranges(&all_heads, (5, 12), 3), [(0..5, 2..3), (0..5, 6..7), (0..5, 10..11)]);
        // A query [head × width, token]: 2 heads of 3 numbers, 4 tokens.
        assert_eq!(ranges(&poke("decoder.0.attn.q", set, Some(3), Some(2), Some(1)), (6, 4), 2), [(5..6, 3..4)]);
        // A state [width, token], and a weight as it is.
        assert_eq!(ranges(&poke("decoder.0.resid_post", set, Some(3), None, None), (8, 4), 2), [(0..8, 3..4)]);
        assert_eq!(ranges(&poke("decoder.0.attn.W_Q", set, Some(3), Some(7), None), (4, 8), 2), [(3..4, 7..8)]);
    }

    #[test]
    fn a_row_can_be_another() {
        let poke = poke("embed", Act::As(0), Some(2), None, None);
        let patches = poke.patches((2, 3), 1, None).expect("fits");
        assert_eq!((&patches[0].columns, &patches[0].change), (&(2..3), &Change::Copy(0..2, 0..1)));
    }

    #[test]
    fn what_does_not_fit_says_what_would() {
        let fails =
            |poke: Poke, other: Option<&Matrix>| poke.patches((8, 4), 2, other).expect_err("does not fit").to_string();
        let set = Act::Set(0.0);
        assert!(fails(poke("embed", set, Some(4), None, None), None).contains("no row 4: there are 4"));
        assert!(fails(poke("embed", set, None, None, Some(0)), None).contains("has no heads"));
        assert!(fails(poke("decoder.0.attn.q", set, None, None, Some(2)), None).contains("no head 2"));
        assert!(fails(poke("embed", Act::FromA, None, None, None), None).contains("only in B"));
        let other = Matrix::zeros(8, 5);
        assert!(fails(poke("embed", Act::FromA, None, None, None), Some(&other)).contains("5 × 8 in A and 4 × 8 in B"));
    }
}
