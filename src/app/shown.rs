//! How a recorded value is shown: rows and columns as a person reads them. The screen, `show` and the cell cursor all
//! go through this one mapping.
//!
//! | value | storage | shown |
//! |---|---|---|
//! | a state | `[width, token]` | `[token, dimension]` |
//! | q, k, v, z | `[head × width, token]` | `[token, dimension]` of one head |
//! | scores to pattern | `[key, head × query]` | `[query, key]` of one head |
//! | all heads together | `[key, query]` | `[query, key]` |
//! | logits, probs | `[word, token]` | `[token, word]` |
//! | a weight | `[out, in]` | `[out, in]` |
//! | a table | `[width, entry]` | `[entry, dimension]` |
//! | a bias, a gain | `[width, 1]` | `[1, dimension]` |

mod mapped;
mod pooling;
mod scan;

use std::borrow::Cow;

pub use mapped::{Cells, Ends, Line, Mapped, share};
pub use pooling::{Pooling, further};

use crate::tape::{Arithmetic, Axes, Matrix, Name, Site, Var};

use super::cursor::Axis;
use super::notice::Notice;
use super::pass::Pass;
use super::words::Language;

/// A recorded value, of one head where it has heads.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Its name.
    pub site: Site,
    /// The value on the tape.
    pub var: Var,
    /// The head, where the value has heads.
    pub head: Option<usize>,
    /// What a row stands for, and how many there are.
    pub rows: Side,
    /// What a column stands for, and how many there are.
    pub columns: Side,
    /// Whether the sign of a number means something; if not, it is a share from 0 up.
    pub signed: bool,
    /// Whether the numbers are not the value itself, but the derivative of the pass's output by it.
    pub gradient: bool,
    pass: &'a Pass,
    matrix: &'a Matrix,
    /// Where the shown block begins in storage.
    start: (usize, usize),
    /// Whether rows and columns are as in storage, not turned.
    straight: bool,
}

/// One side of a shown matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Side {
    /// What an index stands for.
    pub axis: Axis,
    /// How many there are.
    pub length: usize,
}

impl<'a> Shown<'a> {
    /// A matrix that is laid out as a value of a pass is.
    ///
    /// # Errors
    /// Where the value has heads, but not this one.
    pub(super) fn new(
        pass: &'a Pass,
        site: Site,
        var: Var,
        matrix: &'a Matrix,
        head: usize,
    ) -> Result<Shown<'a>, Notice> {
        pass.check_head(site, head)?;
        let (rows, columns, start) = sides(site, matrix.shape(), pass.heads(site), head);
        Ok(Shown {
            site,
            var,
            head: site.has_heads().then_some(head),
            rows,
            columns,
            signed: !is_share(site.name),
            gradient: false,
            pass,
            matrix,
            start,
            straight: site.axes() == Axes::Weight,
        })
    }

    /// The same, of a gradient.
    pub(super) fn as_gradient(self) -> Shown<'a> {
        Shown { signed: true, gradient: true, ..self }
    }

    /// Where a shown cell lies in storage: (row, column).
    pub fn stored(&self, row: usize, column: usize) -> (usize, usize) {
        let (down, across) = if self.straight { (row, column) } else { (column, row) };
        (self.start.0 + down, self.start.1 + across)
    }

    /// The number in a shown cell. −∞ where a mask hides it.
    pub fn value(&self, row: usize, column: usize) -> f32 {
        self.matrix[self.stored(row, column)]
    }

    /// How the number in a shown cell was made; nothing for a gradient.
    pub fn arithmetic(&self, row: usize, column: usize) -> Option<Arithmetic> {
        if self.gradient {
            return None;
        }
        let (row, column) = self.stored(row, column);
        self.pass.tape.cell(self.var, row, column)
    }

    /// What a row stands for.
    pub fn row_label(&self, row: usize, language: Language) -> Cow<'a, str> {
        label(self.pass, self.site, (self.rows.axis, row), language)
    }

    /// What a column stands for.
    pub fn column_label(&self, column: usize, language: Language) -> Cow<'a, str> {
        label(self.pass, self.site, (self.columns.axis, column), language)
    }
}

impl Pass {
    /// Whether a value can be shown, whether or not it is in memory.
    ///
    /// # Errors
    /// Where the pass has no such layer, value or head.
    pub fn can_show(&self, site: Site, head: usize) -> Result<(), Notice> {
        self.find(site)?;
        self.check_head(site, head)
    }

    fn check_head(&self, site: Site, head: usize) -> Result<(), Notice> {
        let heads = self.heads(site);
        if site.has_heads() && head >= heads { Err(Notice::NoHead { head, heads }) } else { Ok(()) }
    }

    /// What the rows and the columns of a value stand for and how many there are, whether or not it is in memory.
    pub fn sides(&self, site: Site) -> Option<(Side, Side)> {
        let (rows, columns, _) = sides(site, self.tape.shape(self.tape.find(site)?), self.heads(site), 0);
        Some((rows, columns))
    }
}

/// The shown rows, the shown columns, and where the shown block of a head begins in storage.
fn sides(site: Site, (rows, columns): (usize, usize), heads: usize, head: usize) -> (Side, Side, (usize, usize)) {
    let entries = if site.name == Name::WE || site.name == Name::WU { Axis::Word } else { Axis::Position };
    let first = head * (rows / heads);
    let (across, down, start) = match site.axes() {
        Axes::TokenWidth => ((Axis::Token, columns), (Axis::Dimension, rows), (0, 0)),
        Axes::TokenWord => ((Axis::Token, columns), (Axis::Word, rows), (0, 0)),
        Axes::HeadTokenWidth => ((Axis::Token, columns), (Axis::Dimension, rows / heads), (first, 0)),
        Axes::DistanceWidth => ((Axis::Position, columns), (Axis::Dimension, rows), (0, 0)),
        Axes::HeadDistanceWidth => ((Axis::Position, columns), (Axis::Dimension, rows / heads), (first, 0)),
        Axes::HeadQueryKey => ((Axis::Query, columns / heads), (Axis::Key, rows), (0, head * (columns / heads))),
        Axes::QueryKey => ((Axis::Query, columns), (Axis::Key, rows), (0, 0)),
        Axes::Weight => ((Axis::Out, rows), (Axis::In, columns), (0, 0)),
        Axes::Table => ((entries, columns), (Axis::Dimension, rows), (0, 0)),
        Axes::Vector | Axes::Scalar => ((Axis::Single, columns), (Axis::Dimension, rows), (0, 0)),
    };
    let side = |(axis, length)| Side { axis, length };
    (side(across), side(down), start)
}

/// Whether the numbers of a value are shares, from 0 up.
fn is_share(name: Name) -> bool {
    let of_all_heads = matches!(name, Name::PatternMean | Name::PatternMax | Name::Rollout);
    of_all_heads || matches!(name, Name::Pattern | Name::Unmasked | Name::Probs | Name::Lens)
}

/// A token or a word as a person reads it; a number for everything else.
fn label(pass: &Pass, site: Site, (axis, index): (Axis, usize), language: Language) -> Cow<'_, str> {
    match axis {
        Axis::Query | Axis::Key | Axis::Token => match pass.piece(site, axis, index).map(|piece| language.piece(piece))
        {
            Some(Cow::Borrowed(piece)) => Cow::Borrowed(&piece.text),
            Some(Cow::Owned(piece)) => piece.text.into(),
            None => Cow::default(),
        },
        Axis::Word => pass.word(index as u32, language).text.into(),
        Axis::Dimension | Axis::Position | Axis::Out | Axis::In | Axis::Single => index.to_string().into(),
    }
}
