//! Draws the blocks of an explanation into the rows there are.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::explain::{Block, Kind};
use crate::model::piece::columns;
use crate::tape::Site;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{put, put_right};

/// A bar that fills a cell by eighths from below.
const UP: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws as many blocks as fit, those first that are needed most.
pub(super) fn draw(view: &View, blocks: Vec<Block>, area: Rect, buffer: &mut Buffer) {
    let placed = place(blocks, area);
    let labels = placed.iter().map(|(block, _)| match &block.kind {
        Kind::Line { label, .. } => columns(label),
        _ => 0,
    });
    let stop = (labels.max().unwrap_or(0) + 2).min(usize::from(area.width) / 2) as u16;
    for (block, place) in &placed {
        block_at(view, block, stop, *place, buffer);
    }
}

/// The value that the number at a cell is a number of.
pub(super) fn site_at(blocks: Vec<Block>, area: Rect, at: Position) -> Option<Site> {
    place(blocks, area).into_iter().find(|(_, place)| place.contains(at)).and_then(|(block, _)| block.site)
}

/// How many blocks do not fit; air does not count.
pub(super) fn left_out(blocks: Vec<Block>, area: Rect) -> usize {
    let said = |block: &Block| !matches!(block.kind, Kind::Gap);
    let all = blocks.iter().filter(|block| said(block)).count();
    all - place(blocks, area).iter().filter(|(block, _)| said(block)).count()
}

/// The blocks that fit, from the top, and the rows of each.
fn place(mut blocks: Vec<Block>, area: Rect) -> Vec<(Block, Rect)> {
    // Bars are tall where there is room: then small terms can be told from none.
    let room = usize::from(area.height);
    let tall = rows(&blocks, 4) <= room;
    let bars = if tall { 4 } else { 2 };
    while rows(&blocks, bars) > room {
        // Of equal rank the last goes first, so that lists get shorter from their end.
        let Some((worst, _)) = blocks.iter().enumerate().max_by_key(|(i, block)| (block.rank, *i)) else { break };
        if blocks[worst].rank == 0 {
            break;
        }
        blocks.remove(worst);
    }
    // Where even the needed lines are too many, those up to the cursor's number are in view.
    let here = blocks.iter().rposition(|block| !block.ahead).map_or(0, |last| last + 1);
    let skip = rows(&blocks[..here], bars).saturating_sub(room);
    let mut y = 0;
    let mut placed = Vec::new();
    for block in blocks.into_iter().skip(skip) {
        if y >= area.height {
            break;
        }
        let height = height(&block, bars) as u16;
        placed.push((block, Rect { y: area.y + y, height: height.min(area.height - y), ..area }));
        y += height;
    }
    placed
}

fn height(block: &Block, bars: usize) -> usize {
    if matches!(block.kind, Kind::Bars(_)) { bars } else { 1 }
}

fn rows(blocks: &[Block], bars: usize) -> usize {
    blocks.iter().map(|block| height(block, bars)).sum()
}

fn block_at(view: &View, block: &Block, stop: u16, area: Rect, buffer: &mut Buffer) {
    let look = |role| view.style(if block.ahead { Role::Faint } else { role });
    match &block.kind {
        Kind::Gap => {}
        Kind::Note(text, role) => {
            put(buffer, area, (0, 0), text, look(*role));
        }
        Kind::Line { label, operands, result, role } => {
            let from = put_right(buffer, area, (stop.min(area.width), area.width, 0), result, look(*role));
            put(buffer, Rect { width: from.saturating_sub(1), ..area }, (0, 0), label, look(*role));
            let room = Rect { width: from.saturating_sub(1), ..area };
            // Half of an operand would be read as another number.
            let fits = columns(operands) + usize::from(stop) <= usize::from(room.width);
            let operands = if fits || operands.is_empty() { operands } else { "…" };
            put(buffer, room, (stop, 0), operands, look(Role::Quiet));
        }
        Kind::Bars(terms) => bars(view, terms, block.ahead, area, buffer),
    }
}

/// Terms as bars about a line: up in orange what adds, down in blue what takes away. Where terms outnumber columns,
/// a bar is the sum of neighbours.
fn bars(view: &View, terms: &[f32], ahead: bool, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() || terms.is_empty() {
        return;
    }
    let pool = terms.len().div_ceil(usize::from(area.width));
    let sums: Vec<f32> = terms.chunks(pool).map(|chunk| chunk.iter().sum()).collect();
    let wide = (usize::from(area.width) / sums.len()).clamp(1, 3);
    let largest = sums.iter().fold(0.0_f32, |most, x| most.max(x.abs())).max(f32::MIN_POSITIVE);
    let half = (area.height / 2).max(1);
    for (i, sum) in sums.iter().enumerate() {
        let colour = view.theme.signed(sum.signum() * (0.45 + 0.35 * sum.abs() / largest)).colour;
        let style = if ahead { view.style(Role::Ahead) } else { Style::new().fg(colour) };
        let eighths = (sum.abs() / largest * 8.0 * f32::from(half)).round().max(f32::from(u8::from(*sum != 0.0)));
        for row in 0..half {
            let filled = (eighths as usize).saturating_sub(8 * usize::from(row)).min(8);
            let y = if *sum >= 0.0 { area.y + half - 1 - row } else { area.y + half + row };
            // Below the line a bar hangs: the block that is left over is drawn, and colours swap places.
            let hangs = *sum < 0.0 && filled < 8;
            let symbol = UP[if hangs { 8 - filled } else { filled }];
            let style = if hangs { style.add_modifier(Modifier::REVERSED) } else { style };
            for x in (0..wide).map(|step| area.x + (i * wide + step) as u16) {
                let inside = filled > 0 && y < area.bottom() && x < area.right();
                if let Some(cell) = buffer.cell_mut((x, y)).filter(|_| inside) {
                    cell.set_symbol(symbol).set_style(style);
                }
            }
        }
    }
}
