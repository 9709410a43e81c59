//! Every head's weights as a thumbnail: layers down, heads across, the selected one marked.
//!
//! ```text
//!   ▏▀▄     ▏█▄▄    ▏▀▄▄
//!   ▏  ▀▄   ▏█  ▀   ▏▀ ▄▀
//!    0.0     0.1     0.2 off
//! ```

mod sheet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::command::Command;
use crate::app::settings::HeadId;
use crate::app::thumbnail::Thumbnail;
use crate::app::words::Word;
use crate::model::piece::columns;
use crate::tape::{Name, Part, Site};
use crate::transformer::Architecture;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::put;
use crate::ui::widget::thumbnail::thumbnail;
use sheet::Sheet;

/// A thumbnail that is ahead is drawn in the lower part of the ramp: still there to see, and clearly not yet.
const AHEAD: f32 = 0.35;

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneHeads).to_owned()
}

/// How to read it.
pub fn note(view: &View) -> String {
    format!("{} ↓  {} →", view.say(Word::Layer), view.say(Word::Head))
}

/// What one thumbnail of a layer's row shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    /// The weights of a head.
    Head(usize),
    /// What is derived from those of all heads.
    Derived(Name),
}

/// Those of every layer's row: its heads, and where there is room for all what is derived from them together.
fn row(view: &View, area: Rect) -> (Vec<Item>, Sheet) {
    const DERIVED: [Name; 3] = [Name::PatternMean, Name::PatternMax, Name::Rollout];
    let pass = view.pass();
    let heads = pass.heads(pattern(view, 0));
    let mut row: Vec<Item> = (0..heads).map(Item::Head).collect();
    let derived = DERIVED.map(Item::Derived).into_iter().filter(|item| {
        pass.tape.find(site(view, 0, *item)).is_some() && (heads > 1 || *item == Item::Derived(Name::Rollout))
    });
    let longer: Vec<Item> = row.iter().copied().chain(derived).collect();
    let with = sheet(view, area, &longer);
    if with.is_whole() {
        return (longer, with);
    }
    let without = sheet(view, area, &row);
    row.truncate(heads);
    (row, without)
}

/// The value that a thumbnail shows.
fn site(view: &View, layer: usize, item: Item) -> Site {
    let pattern = pattern(view, layer);
    match item {
        Item::Head(_) => pattern,
        Item::Derived(Name::Rollout) => Site { part: Part::Stream, name: Name::Rollout, ..pattern },
        Item::Derived(name) => Site { name, ..pattern },
    }
}

/// Draws the thumbnails.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let pass = view.pass();
    let (row, sheet) = row(view, area);
    let selected = selected(view, &row);
    for (layer, column, place) in sheet.places() {
        let item = row[column];
        let site = site(view, layer, item);
        let ahead = view.is_ahead(site);
        let head = if let Item::Head(head) = item { head } else { 0 };
        if let Some(small) = pass.thumbnails.get(site, head) {
            let first = usize::from(view.desk.sink_hidden && small.columns > 1);
            let share = if ahead { AHEAD } else { 1.0 } / ramp_end(small, first);
            thumbnail(&view.theme, (&small.weights, small.columns), first, share, place, buffer);
        }
        label(view, (layer, item), (layer, column) == selected, ahead, place, buffer);
    }
}

/// A click goes to the head, or to what is derived from all.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let (row, sheet) = row(view, area);
    let (layer, column) = sheet.at(at.x, at.y)?;
    Some(match row[column] {
        Item::Head(head) => Command::HeadAt(HeadId { layer, head }),
        derived @ Item::Derived(_) => Command::Go(site(view, layer, derived)),
    })
}

/// Cross-attention where the cursor is there, and where there is no other; self-attention elsewhere.
fn part(view: &View) -> Part {
    let pass = view.pass();
    let crosses = pass.steps.get(view.place.step).is_some_and(|step| step.site.part == Part::Cross);
    let recurrent = pass.config.architecture == Architecture::Recurrent;
    if crosses || recurrent { Part::Cross } else { Part::Attention }
}

fn pattern(view: &View, layer: usize) -> Site {
    Site::layer(view.block().0, layer, part(view), Name::Pattern)
}

/// The layer and the place in its row that the cursor is on.
fn selected(view: &View, row: &[Item]) -> (usize, usize) {
    let derived = Item::Derived(view.place.site.name);
    let column = row.iter().position(|item| *item == derived);
    (view.layer(), column.unwrap_or(view.place.head))
}

fn sheet(view: &View, area: Rect, row: &[Item]) -> Sheet {
    let pass = view.pass();
    let layers = pass.config.layers_of(view.block().0);
    let centre = view.scrolled().unwrap_or_else(|| selected(view, row));
    Sheet::new(area, (layers, row.len()), pass.tokens.len(), centre)
}

/// Where the ramp ends. Without the first keys, which one cell of a small picture stands for, at the largest of the rest.
fn ramp_end(small: &Thumbnail, first: usize) -> f32 {
    if first == 0 {
        return small.ramp_end;
    }
    let rest = small.weights.chunks_exact(small.columns).flat_map(|row| &row[first..]);
    let largest = rest.copied().fold(0.0, f32::max);
    if largest > 0.0 { largest } else { 1.0 }
}

/// The address below a thumbnail, whether the head is off, and the mark of the selected one.
fn label(view: &View, (layer, item): (usize, Item), selected: bool, ahead: bool, place: Rect, buffer: &mut Buffer) {
    let below = Rect { y: place.bottom(), height: 1, width: place.width + 1, ..place };
    let role = if selected { Role::Accent } else { Role::Quiet };
    let (name, off) = match item {
        Item::Head(head) => {
            let id = HeadId { layer, head };
            (id.to_string(), view.pass().plan.settings.heads_off.contains(&id))
        }
        Item::Derived(name) => (format!("{layer} {}", view.say(derived_word(name))), false),
    };
    let column = 1 + put(buffer, below, (0, 0), &name, view.style(role));
    let (state, role) = match (off, ahead, item) {
        (true, ..) => (Word::Off, Role::Warning),
        (false, true, _) => (Word::Ahead, Role::Faint),
        (false, false, Item::Derived(_)) => (Word::Derived, Role::Faint),
        (false, false, Item::Head(_)) => (Word::On, Role::Faint),
    };
    let text = view.say(state);
    let says = state != Word::On && usize::from(column) + columns(text) <= usize::from(below.width);
    if off || says {
        put(buffer, below, (column, 0), text, view.style(role));
    }
    if selected {
        for y in place.y..=place.bottom() {
            if let Some(cell) = buffer.cell_mut((place.x - 1, y)) {
                cell.set_char('▐').set_style(view.style(Role::Accent));
            }
        }
    }
}

const fn derived_word(name: Name) -> Word {
    match name {
        Name::PatternMean => Word::Mean,
        Name::PatternMax => Word::Max,
        _ => Word::Rollout,
    }
}
