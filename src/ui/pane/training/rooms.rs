//! Where everything lies in the pane, by how much room there is.
//!
//! ```text
//!   summary
//!   gutter │ curve          value │ film
//!          │ axis
//!   name   │ strip          value │
//! ```
//!
//! The curve and the strips below it share their steps. In a small pane the strips go first, then the film, then the axes.

use ratatui::layout::{Position, Rect};

use super::strips;
use crate::app::training::Training;
use crate::ui::view::View;

/// Columns of a number beside a strip, and of the narrowest strip with its name and number.
const VALUE: u16 = 7;
const STRIP: u16 = 32;

/// Columns of the numbers beside the curve.
const GUTTER: u16 = 6;

/// Rows that a curve needs to say something while there is more in the pane.
const CURVE: u16 = 4;

/// The narrowest pane with a film beside the curve, and the lowest with one below it.
const BESIDE: (u16, u16) = (54, 8);
const BELOW: (u16, u16) = (18, 16);

/// Where everything lies; what has no room is empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rooms {
    pub(super) summary: Rect,
    /// The numbers left of the curve.
    pub(super) gutter: Rect,
    pub(super) curve: Rect,
    /// The steps below the curve.
    pub(super) axis: Rect,
    /// All strips with their names and numbers.
    pub(super) strips: Rect,
    pub(super) film: Rect,
}

impl Rooms {
    pub(super) fn of(view: &View, training: &Training, area: Rect) -> Rooms {
        let summary = Rect { height: area.height.min(1), ..area };
        let rest = Rect { y: area.y + summary.height, height: area.height - summary.height, ..area };
        let (main, film) = split(rest);
        let names = strips::names(view, training);
        let all = names.len() as u16;
        let strips = match main.height {
            _ if main.width < STRIP => 0,
            // A row above the gradients says what they are, where there is room to spare.
            height if height > all + 2 + CURVE => all + 1,
            height if height > all + CURVE => all,
            _ => 0,
        };
        let above = main.height - strips;
        let axis = u16::from(above >= CURVE && main.width >= 12);
        let gutter = match strips {
            0 if main.width >= 20 => GUTTER,
            0 => 0,
            _ => strips::widest(&names) + 1,
        }
        .min(main.width);
        let value = if strips > 0 { VALUE } else { 0 };
        let width = main.width.saturating_sub(gutter + value);
        let curve = Rect::new(main.x + gutter, main.y, width, above - axis);
        Rooms {
            summary,
            gutter: Rect { width: gutter, height: curve.height, ..main },
            curve,
            axis: Rect { y: curve.bottom(), height: axis, ..curve },
            strips: Rect { y: main.y + above, height: strips, ..main },
            film,
        }
    }

    /// The columns that stand for steps.
    pub(super) fn steps(&self, area: Rect) -> Rect {
        Rect { x: self.curve.x, width: self.curve.width, ..area }
    }

    /// The step that a column of the curve, its axis or the strips stands for.
    pub(super) fn step_at(&self, training: &Training, at: Position) -> Option<usize> {
        let over = [self.curve, self.axis, self.steps(self.strips)].into_iter().any(|area| area.contains(at));
        let share = f32::from(at.x.checked_sub(self.curve.x)?) / f32::from(self.curve.width.saturating_sub(1).max(1));
        over.then(|| (share * training.furthest() as f32).round() as usize)
    }
}

/// What is left of the curve and the film, where there is room for one.
fn split(area: Rect) -> (Rect, Rect) {
    let none = Rect { width: 0, height: 0, ..area };
    if area.width >= BESIDE.0 && area.height >= BESIDE.1 {
        let width = (area.width * 3 / 8).clamp(18, 48);
        let main = Rect { width: area.width - width - 1, ..area };
        return (main, Rect { x: main.right() + 1, width, ..area });
    }
    if area.width >= BELOW.0 && area.height >= BELOW.1 {
        let height = (area.height / 3).clamp(5, 10);
        let main = Rect { height: area.height - height, ..area };
        return (main, Rect { y: main.bottom(), height, ..area });
    }
    (area, none)
}
