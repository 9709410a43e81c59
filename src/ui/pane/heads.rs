//! Every head's weights as a thumbnail: layers down, heads across, the selected one marked, and those that the last change
//! changed.
//!
//! ```text
//!   ▏▀▄     ▏█▄▄    ▏▀▄▄
//!   ▏  ▀▄   ▏█  ▀   ▏▀ ▄▀
//!    0.0     0.1 Δ   0.2 off
//! ```
//!
//! Of a difference what every head has more or less, all on one scale.

mod legend;
mod sheet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::CHANGED;
use crate::app::command::Command;
use crate::app::settings::HeadId;
use crate::app::thumbnail::Thumbnails;
use crate::app::words::Word;
use crate::model::piece::{columns, cut};
use crate::tape::{Name, Part, Site};
use crate::transformer::Architecture;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::thumbnail::thumbnail;
use crate::ui::widget::{number, put};
use sheet::Sheet;

/// A thumbnail that is ahead is drawn in the lower part of the ramp: still there to see, and clearly not yet.
const AHEAD: f32 = 0.35;

/// Stands behind the name of what is derived where there is no room to say so.
const DERIVED: char = '†';

/// What the pane shows.
pub fn title(view: &View) -> String {
    view.say(Word::PaneHeads).to_owned()
}

/// How to read it.
pub fn note(view: &View) -> String {
    let sink = view.desk.sink_hidden.then(|| view.say(Word::Sink).to_owned());
    let end = view.minus.and_then(|_| ramp_end(view)).map(|end| format!("|Δ| ≤ {}", number(end, 6)));
    let axes = format!("{} ↓  {} →", view.say(Word::Layer), view.say(Word::Head));
    sink.into_iter().chain(end).chain([axes]).collect::<Vec<_>>().join(" · ")
}

/// What one thumbnail of a layer's row shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    /// The weights of a head.
    Head(usize),
    /// What is derived from those of all heads.
    Derived(Name),
}

/// What is drawn and where.
struct Plan {
    /// What every layer's row shows.
    row: Vec<Item>,
    sheet: Sheet,
    /// The line of the legend, where there is one.
    legend: Option<Rect>,
    /// Whether names of what is derived leave no room to say so: then [`DERIVED`] stands behind all of them.
    short: bool,
}

impl Plan {
    /// The heads, and where there is room for all what is derived from them together; below them what has to be said.
    fn new(view: &View, area: Rect) -> Plan {
        let (above, line) = legend::split(area);
        let differs = view.minus.is_some() && view.differences().is_some();
        let (row, sheet) = row(view, area);
        let short = has_short_names(view, &row, sheet);
        if line.is_none() || !differs && !short {
            return Plan { row, sheet, legend: None, short };
        }
        let (row, sheet) = self::row(view, above);
        let short = has_short_names(view, &row, sheet);
        Plan { row, sheet, legend: line.filter(|_| differs || short), short }
    }
}

/// Whether some name of what is derived leaves no room to say so, and that it changed.
fn has_short_names(view: &View, row: &[Item], sheet: Sheet) -> bool {
    let mut derived = row.iter().filter_map(|item| if let Item::Derived(name) = item { Some(*name) } else { None });
    let room = usize::from(sheet.width() + 1);
    derived.any(|name| columns(&full_name(view, 0, name)) + columns(CHANGED) + 1 > room)
}

/// Those of every layer's row: its heads, and where there is room for all what is derived from them together.
fn row(view: &View, area: Rect) -> (Vec<Item>, Sheet) {
    let pass = view.pass();
    let heads = pass.heads(pattern(view, 0));
    let mut row: Vec<Item> = (0..heads).map(Item::Head).collect();
    let longer: Vec<Item> = row.iter().copied().chain(derived(view, heads)).collect();
    let with = sheet(view, area, &longer);
    if with.is_whole() {
        return (longer, with);
    }
    let without = sheet(view, area, &row);
    row.truncate(heads);
    (row, without)
}

/// What is derived from so many heads.
fn derived(view: &View, heads: usize) -> impl Iterator<Item = Item> {
    const ALL: [Name; 3] = [Name::PatternMean, Name::PatternMax, Name::Rollout];
    ALL.map(Item::Derived).into_iter().filter(move |item| {
        let recorded = view.pass().tape.find(site(view, 0, *item)).is_some();
        recorded && (heads > 1 || *item == Item::Derived(Name::Rollout))
    })
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

/// The thumbnails that are drawn: of a difference those that the worker made, once it has.
fn thumbnails<'a>(view: &View<'a>) -> Option<&'a Thumbnails> {
    if view.minus.is_some() { view.differences() } else { Some(&view.pass().thumbnails) }
}

/// Where the ramp of a difference ends, that of all heads of all layers, so that one sees which changed most; nothing
/// where there is no counterpart to differ from.
fn ramp_end(view: &View) -> Option<f32> {
    let all = view.differences()?;
    let heads = view.pass().heads(pattern(view, 0));
    let items: Vec<Item> = (0..heads).map(Item::Head).chain(derived(view, heads)).collect();
    let layers = 0..view.pass().config.layers_of(view.block().0);
    let each = layers.flat_map(|layer| items.iter().map(move |item| (layer, *item)));
    let largest = each.filter_map(|(layer, item)| {
        let small = all.get(site(view, layer, item), head_of(item))?;
        Some(small.largest_seen(view.desk.sink_hidden))
    });
    largest.reduce(f32::max)
}

const fn head_of(item: Item) -> usize {
    if let Item::Head(head) = item { head } else { 0 }
}

/// Draws the thumbnails.
pub fn render(view: &View, area: Rect, buffer: &mut Buffer) {
    let differs = view.minus.is_some();
    let end = if differs { ramp_end(view) } else { None };
    let Some(all) = thumbnails(view).filter(|_| !differs || end.is_some()) else {
        let failed = view.stage.differences.has_failed(view.stage.arrived());
        let word = match view.differences() {
            Some(_) => Word::NoCounterpart,
            None if failed => Word::NotComputed,
            None => Word::Computing,
        };
        put(buffer, area, (0, 0), view.say(word), view.style(Role::Quiet));
        return;
    };
    let Plan { row, sheet, legend, short } = Plan::new(view, area);
    let selected = selected(view, &row);
    for (layer, column, place) in sheet.places() {
        let item = row[column];
        let site = site(view, layer, item);
        let ahead = view.is_ahead(site);
        if let Some(small) = all.get(site, head_of(item)) {
            let (weights, own_end) = small.seen(view.desk.sink_hidden);
            let end = end.map_or(own_end, |end| end.max(f32::MIN_POSITIVE));
            let share = if ahead { AHEAD } else { 1.0 } / end;
            thumbnail(&view.theme, (weights, small.columns), (share, differs), place, buffer);
        }
        let name = name(view, (layer, item), short, place);
        label(view, (layer, item), &name, (layer, column) == selected, place, buffer);
    }
    for (place, sign) in sheet.signs() {
        put(buffer, area, (place.x - area.x, place.y - area.y), sign, view.style(Role::Quiet));
    }
    if let Some(line) = legend {
        legend::render(view, end, short, line, buffer);
    }
}

/// A click goes to the head, or to what is derived from all.
pub fn command_at(view: &View, area: Rect, at: Position) -> Option<Command> {
    let Plan { row, sheet, .. } = Plan::new(view, area);
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

/// The address below a thumbnail, whether the head is off, its weights changed or it is ahead, and the mark of the selected
/// one.
fn label(view: &View, (layer, item): (usize, Item), name: &str, selected: bool, place: Rect, buffer: &mut Buffer) {
    let below = label_place(place);
    let room = usize::from(below.width);
    let role = if selected { Role::Accent } else { Role::Quiet };
    let mut column = put(buffer, below, (0, 0), name, view.style(role));
    let off = is_off(view, layer, item);
    if off {
        column = put(buffer, below, (column + 1, 0), view.say(Word::Off), view.style(Role::Warning));
    }
    let site = site(view, layer, item);
    let states = [
        (view.is_head_changed(site, head_of(item)), CHANGED, Role::Accent),
        (view.is_ahead(site) && !off, view.say(Word::Ahead), Role::Faint),
    ];
    for (_, text, role) in states.into_iter().filter(|state| state.0) {
        if usize::from(column) + 1 + columns(text) <= room {
            column = put(buffer, below, (column + 1, 0), text, view.style(role));
        }
    }
    if selected {
        for y in place.y..=place.bottom() {
            if let Some(cell) = buffer.cell_mut((place.x - 1, y)) {
                cell.set_char('▐').set_style(view.style(Role::Accent));
            }
        }
    }
}

/// Where the address of a thumbnail stands.
fn label_place(place: Rect) -> Rect {
    Rect { y: place.bottom(), height: 1, width: place.width + 1, ..place }
}

fn is_off(view: &View, layer: usize, item: Item) -> bool {
    matches!(item, Item::Head(head) if view.pass().plan.settings.heads_off.contains(&HeadId { layer, head }))
}

/// The address of a thumbnail; of what is derived the name, in full or short enough to leave room for marks.
fn name(view: &View, (layer, item): (usize, Item), short: bool, place: Rect) -> String {
    let changed = view.is_head_changed(site(view, layer, item), head_of(item));
    let mark = if changed { columns(CHANGED) + 1 } else { 0 };
    match item {
        Item::Head(head) => HeadId { layer, head }.to_string(),
        Item::Derived(name) if !short => full_name(view, layer, name),
        Item::Derived(name) => {
            short_name(view, layer, name, usize::from(label_place(place).width).saturating_sub(mark))
        }
    }
}

/// The name of what is derived, that it is, and of which layer.
fn full_name(view: &View, layer: usize, name: Name) -> String {
    format!("{layer} {} {}", view.say(derived_word(name)), view.say(Word::Derived))
}

/// The same in so many columns: a mark says that it is derived, and where it has to, its row says of which layer.
fn short_name(view: &View, layer: usize, name: Name, room: usize) -> String {
    let word = view.say(derived_word(name));
    let short = format!("{layer} {word}{DERIVED}");
    if columns(&short) <= room { short } else { format!("{}{DERIVED}", cut(word, room.saturating_sub(1))) }
}

const fn derived_word(name: Name) -> Word {
    match name {
        Name::PatternMean => Word::Mean,
        Name::PatternMax => Word::Max,
        _ => Word::Rollout,
    }
}

#[cfg(test)]
mod tests;
