//! Where a cursor stands on a recorded pass.

use super::cursor::{Axis, Cursor};
use super::pass::Pass;
use crate::tape::{Site, Var};

/// Where a cursor stands: what became of its wishes on a pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The position of the step among the pass's steps.
    pub step: usize,
    /// The value that is looked at.
    pub site: Site,
    /// The value on the tape.
    pub var: Var,
    /// The head: of this value, or of the next one that has heads.
    pub head: usize,
    /// The shown row: a token.
    pub row: usize,
    /// The shown column.
    pub column: usize,
}

impl Pass {
    /// Where a cursor stands.
    pub fn place(&self, cursor: &Cursor) -> Place {
        let step = self.step_of(cursor.site);
        let found = self.tape.find(cursor.site).filter(|_| !cursor.site.is_parameter());
        let (site, var) = found.map_or((self.steps[step].site, self.steps[step].var), |var| (cursor.site, var));
        self.place_on(cursor, step, site, var)
    }

    /// Where a cursor stands on a value that is looked at whatever the cursor's own, and may be a parameter.
    pub fn place_at(&self, cursor: &Cursor, site: Site, head: usize) -> Option<Place> {
        let var = self.tape.find(site)?;
        let step = self.step_of(cursor.site);
        Some(self.place_on(&Cursor { head, ..*cursor }, step, site, var))
    }

    fn place_on(&self, cursor: &Cursor, step: usize, site: Site, var: Var) -> Place {
        let head = cursor.head.min(self.heads(site) - 1);
        let mut place = Place { step, site, var, head, row: 0, column: 0 };
        if let Some((rows, columns)) = self.sides(site) {
            let last = rows.length.saturating_sub(1);
            place.row = cursor.token.map_or(last, |token| token.min(last));
            let column = match columns.axis {
                Axis::Key => cursor.key,
                Axis::Word => cursor.word,
                _ => cursor.dimension,
            };
            let end = columns.length.saturating_sub(1);
            // Which is the strongest is not known before the value is there.
            let strongest = || self.shown(site, head).map_or(0, |shown| shown.strongest(place.row));
            place.column = column.map_or_else(strongest, |column| column.min(end));
        }
        place
    }
}
