//! Bars in eighths of a cell: `▏▎▍▌▋▊▉█` along a row, `▁▂▃▄▅▆▇█` up a column.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A cell filled from the left by eighths.
const ACROSS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// A cell filled from below by eighths.
const UP: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws a bar from the left edge of `area`, on all its rows, as long as `share` (0 to 1) of its width. What is more
/// than nothing is at least visible.
pub fn across(buffer: &mut Buffer, area: Rect, share: f32, style: Style) {
    let eighths = eighths(share, area.width);
    for position in area.intersection(buffer.area).positions() {
        let filled = eighths.saturating_sub(8 * usize::from(position.x - area.x)).min(8);
        if filled > 0 {
            buffer[position].set_char(ACROSS[filled]).set_style(style);
        }
    }
}

/// Draws a bar from the right edge of `area`, on all its rows, as long as `share` (0 to 1) of its width, to half a cell: few
/// fonts have finer blocks on that side.
pub fn back(buffer: &mut Buffer, area: Rect, share: f32, style: Style) {
    let halves = eighths(share, area.width).div_ceil(4);
    for position in area.intersection(buffer.area).positions() {
        let filled = halves.saturating_sub(2 * usize::from(area.right() - 1 - position.x));
        if filled > 0 {
            buffer[position].set_char(if filled > 1 { '█' } else { '▐' }).set_style(style);
        }
    }
}

/// Draws a bar as a line along the middle of a row, in half cells: many of them below each other stay apart.
pub fn line(buffer: &mut Buffer, area: Rect, share: f32, style: Style) {
    let halves = eighths(share, area.width).div_ceil(4);
    for position in area.intersection(buffer.area).positions() {
        let drawn = halves.saturating_sub(2 * usize::from(position.x - area.x));
        if drawn > 0 {
            buffer[position].set_char(if drawn == 1 { '╸' } else { '━' }).set_style(style);
        }
    }
}

/// Draws one bar in each column of `area`, from below, as high as its share (0 to 1) of the area's height.
pub fn columns(buffer: &mut Buffer, area: Rect, shares: impl IntoIterator<Item = (f32, Style)>) {
    let bottom = area.bottom();
    for (x, (share, style)) in (area.x..area.right()).zip(shares) {
        let eighths = eighths(share, area.height);
        for y in area.y..bottom {
            let filled = eighths.saturating_sub(8 * usize::from(bottom - 1 - y)).min(8);
            if let Some(cell) = buffer.cell_mut((x, y)).filter(|_| filled > 0) {
                cell.set_char(UP[filled]).set_style(style);
            }
        }
    }
}

/// Counts values into `bins` equal parts of a range, as shares of the fullest part: a distribution for [`columns`].
pub fn histogram(values: impl IntoIterator<Item = f32>, (low, high): (f32, f32), bins: usize) -> Vec<f32> {
    let mut counts = vec![0_usize; bins];
    for value in values.into_iter().filter(|value| value.is_finite()) {
        let place = (value - low) / (high - low) * bins as f32;
        if bins > 0 && place.is_finite() {
            counts[(place.max(0.0) as usize).min(bins - 1)] += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f32;
    counts.into_iter().map(|count| count as f32 / most).collect()
}

fn eighths(share: f32, cells: u16) -> usize {
    let all = 8.0 * f32::from(cells);
    let eighths = (share.clamp(0.0, 1.0) * all).round() as usize;
    if share > 0.0 && cells > 0 { eighths.max(1) } else { eighths }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Cell;

    fn text(buffer: &Buffer) -> String {
        buffer.content.iter().map(Cell::symbol).collect()
    }

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        for (share, bar) in
            [(0.0, "    "), (0.001, "▏   "), (0.5, "██  "), (0.6, "██▍ "), (2.0, "████"), (f32::NAN, "    ")]
        {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
            let area = buffer.area;
            across(&mut buffer, area, share, Style::new());
            assert_eq!(text(&buffer), bar, "{share}");
        }
    }

    #[test]
    fn a_bar_backwards_ends_where_others_begin() {
        for (share, bar) in [(0.0, "    "), (0.01, "   ▐"), (0.5, "  ██"), (0.6, " ▐██"), (9.0, "████")]
        {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
            let area = buffer.area;
            back(&mut buffer, area, share, Style::new());
            assert_eq!(text(&buffer), bar, "{share}");
        }
    }

    #[test]
    fn a_line_is_as_long_as_its_share() {
        for (share, line) in [(0.0, "    "), (0.01, "╸   "), (0.5, "━━  "), (0.6, "━━╸ "), (2.0, "━━━━")]
        {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
            let area = buffer.area;
            super::line(&mut buffer, area, share, Style::new());
            assert_eq!(text(&buffer), line, "{share}");
        }
    }

    #[test]
    fn columns_stand_on_the_ground() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 2));
        let area = buffer.area;
        columns(&mut buffer, area, [0.25, 0.75, 1.0, 1.0].map(|share| (share, Style::new())));
        assert_eq!(text(&buffer), " ▄█▄██");
    }

    #[test]
    fn a_histogram_counts_everything_that_is_a_number() {
        assert_eq!(histogram([-9.0, 0.1, 0.9, 0.8, f32::NAN], (0.0, 1.0), 2), [1.0, 1.0]);
        assert_eq!(histogram([1.0, 1.0], (1.0, 1.0), 2), [0.0, 0.0]);
        assert_eq!(histogram([], (0.0, 1.0), 0), [0.0; 0]);
    }

    #[test]
    fn nothing_is_drawn_outside() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
        across(&mut buffer, Rect::new(1, 0, 9, 9), 1.0, Style::new());
        columns(&mut buffer, Rect::new(1, 0, 9, 9), [(1.0, Style::new()); 9]);
        across(&mut buffer, Rect::new(0, 0, 0, 0), 1.0, Style::new());
    }
}
