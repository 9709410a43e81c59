//! A pane in its frame: what is written there, and what it sees of that.

use crate::ui::arrange::{Arrangement, Outline, Placed};
use crate::ui::pane;
use crate::ui::view::View;
use crate::ui::widget::frame::Head;

/// A pane in its frame.
pub(super) struct Framed<'a> {
    /// The pane's view.
    pub(super) view: View<'a>,
    /// Where its title and its note go.
    pub(super) head: Head,
    /// What it shows.
    pub(super) title: String,
    /// How to read it.
    pub(super) note: String,
}

impl<'a> Framed<'a> {
    /// A pane among all that are drawn.
    pub(super) fn new(view: &View<'a>, arrangement: &Arrangement, placed: &Placed) -> Framed<'a> {
        let all: Vec<Outline> = arrangement.placed.iter().map(|placed| placed.outline).collect();
        let head = Head::new(placed.outline, &all, arrangement.area);
        let (title, note) = (pane::title_in(view, placed.pane, placed.content), pane::note(view, placed.pane));
        let noted = head.note_place(&title, &note).is_some();
        Framed { view: View { noted, ..view.of(placed.pane) }, head, title, note }
    }
}
