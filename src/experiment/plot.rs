//! Lines and bars drawn in text.
//!
//! ```text
//!  ‖∂p/∂q‖
//!    1.0 ┤a⠤⠤⠤⠤a⠤⠤⠤⠤a
//!        │    ⠉⠒b⠤⣀
//!   1e-6 ┤         ⠑b
//!        └┬────────┬─
//!         4      1024  d
//!  a scaled   b dot
//! ```

mod canvas;

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::table::number;
use canvas::Canvas;

/// Numbers drawn.
#[derive(Clone, PartialEq, Debug)]
pub enum Plot {
    /// Lines over two axes.
    Chart(Chart),
    /// A bar a name.
    Bars(Bars),
}

impl Plot {
    /// Draws it in so many columns; without `braille` in ASCII, where lines are their marks and dots between them.
    pub fn draw(&self, columns: usize, braille: bool) -> String {
        match self {
            Plot::Chart(chart) => chart.draw(columns, braille),
            Plot::Bars(bars) => bars.draw(columns, braille),
        }
    }
}

/// An axis: what it measures, and whether in powers of ten.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Axis {
    label: String,
    logarithmic: bool,
}

/// A named line through points.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// Lines over two axes.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    title: String,
    x: Axis,
    y: Axis,
    lines: Vec<Line>,
}

/// Rows of cells that lines are drawn in.
const ROWS: usize = 12;

impl Axis {
    fn place(&self, value: f64) -> Option<f64> {
        let place = if self.logarithmic { value.log10() } else { value };
        place.is_finite().then_some(place)
    }

    fn value(&self, place: f64) -> f64 {
        let value = if self.logarithmic { 10f64.powf(place) } else { place };
        // A logarithm and back makes 47.999… of 48.
        if (value - value.round()).abs() < 1e-9 * value.abs() { value.round() } else { value }
    }
}

/// The least and the most, kept apart where they are one.
fn range(places: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (least, most) = places.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    let apart = if most - least < 1e-12 { 0.5 } else { 0.0 };
    (least <= most).then_some((least - apart, most + apart))
}

impl Chart {
    /// No lines yet, on linear axes.
    pub fn new(title: &str, x: &str, y: &str) -> Chart {
        let axis = |label: &str| Axis { label: label.to_owned(), logarithmic: false };
        Chart { title: title.to_owned(), x: axis(x), y: axis(y), lines: Vec::new() }
    }

    /// With a logarithmic x.
    #[must_use]
    pub fn logarithmic_x(mut self) -> Chart {
        self.x.logarithmic = true;
        self
    }

    /// With a logarithmic y. Points at 0 and below are left out.
    #[must_use]
    pub fn logarithmic_y(mut self) -> Chart {
        self.y.logarithmic = true;
        self
    }

    /// With one more line.
    #[must_use]
    pub fn line(mut self, name: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Chart {
        self.lines.push(Line { name: name.to_owned(), points: points.into_iter().collect() });
        self
    }

    /// Where the points of a line lie on the axes; what has no place is left out.
    fn places(&self, line: &Line) -> Vec<(f64, f64)> {
        line.points.iter().filter_map(|(x, y)| Some((self.x.place(*x)?, self.y.place(*y)?))).collect()
    }

    fn draw(&self, columns: usize, braille: bool) -> String {
        let lines: Vec<Vec<(f64, f64)>> = self.lines.iter().map(|line| self.places(line)).collect();
        let all = || lines.iter().flatten();
        let ranges = range(all().map(|(x, _)| *x)).zip(range(all().map(|(_, y)| *y)));
        let Some((x, y)) = ranges else { return format!("{}: nothing to draw\n", self.title) };
        let labels = [y.1, f64::midpoint(y.0, y.1), y.0].map(|place| number(self.y.value(place)));
        let margin = labels.iter().map(|label| label.width()).max().unwrap_or(0);
        let width = columns.saturating_sub(margin + 3).clamp(10, 72);
        let mut canvas = Canvas::new(width, ROWS, braille);
        let share = |(a, b): (f64, f64), place: f64| (place - a) / (b - a);
        for points in &lines {
            let shares: Vec<_> = points.iter().map(|(px, py)| (share(x, *px), share(y, *py))).collect();
            canvas.line(&shares);
        }
        for (points, mark) in lines.iter().zip('a'..='z') {
            for (px, py) in points {
                canvas.mark(share(x, *px), share(y, *py), mark);
            }
        }
        let ends = [x.0, x.1].map(|place| number(self.x.value(place)));
        self.frame(&canvas.rows(), &labels, margin, &ends, braille)
    }

    /// The drawn rows between their axes, under a title and over a legend.
    fn frame(&self, rows: &[String], labels: &[String; 3], margin: usize, ends: &[String; 2], braille: bool) -> String {
        let (tick, side, corner, floor) = if braille { ('┤', '│', '└', "─") } else { ('+', '|', '+', "-") };
        let mut out = format!("{} · {} ↑  {} →\n", self.title, self.y.label, self.x.label);
        for (i, row) in rows.iter().enumerate() {
            let label = match i {
                0 => Some(&labels[0]),
                _ if i == rows.len() / 2 => Some(&labels[1]),
                _ if i + 1 == rows.len() => Some(&labels[2]),
                _ => None,
            };
            let text = label.map_or("", String::as_str);
            let space = " ".repeat(margin - text.width());
            let _ = writeln!(out, "{space}{text} {}{}", label.map_or(side, |_| tick), row.trim_end());
        }
        let width = rows.first().map_or(0, |row| row.width());
        let _ = writeln!(out, "{} {corner}{}", " ".repeat(margin), floor.repeat(width));
        let between = " ".repeat(width.saturating_sub(ends[0].width() + ends[1].width()));
        let _ = writeln!(out, "{}  {}{between}{}", " ".repeat(margin), ends[0], ends[1]);
        let legend = self.lines.iter().zip('a'..='z').map(|(line, mark)| format!("{mark} {}", line.name));
        out + &" ".repeat(margin + 2) + &legend.collect::<Vec<_>>().join("   ") + "\n"
    }
}

/// A bar a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Bars {
    /// What is measured.
    pub title: String,
    /// Names and what was measured: not below 0.
    pub bars: Vec<(String, f64)>,
}

impl Bars {
    fn draw(&self, columns: usize, braille: bool) -> String {
        let names = self.bars.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        let most = self.bars.iter().map(|(_, x)| *x).filter(|x| x.is_finite()).fold(0.0, f64::max);
        let room = columns.saturating_sub(names + 12).clamp(8, 48);
        let mut out = format!("{}\n", self.title);
        for (name, x) in &self.bars {
            let share = if most > 0.0 { (x / most).clamp(0.0, 1.0) } else { 0.0 };
            let bar = bar(share, room, braille);
            let _ = writeln!(out, "{name}{} {bar} {}", " ".repeat(names - name.width()), number(*x));
        }
        out
    }
}

fn bar(share: f64, room: usize, blocks: bool) -> String {
    let eighths = (share * (8 * room) as f64).round() as usize;
    if blocks {
        let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
        "█".repeat(eighths / 8) + rest
    } else {
        "#".repeat(eighths / 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        let squares = (1..=8).map(|x| (f64::from(x), f64::from(x * x)));
        Chart::new("growth", "n", "work").line("square", squares).line("flat", [(1.0, 1.0), (8.0, 1.0)])
    }

    #[test]
    fn a_chart_fits_its_columns_and_names_its_lines() {
        for columns in [0, 20, 40, 100, 300] {
            for braille in [true, false] {
                let text = chart().logarithmic_x().logarithmic_y().draw(columns, braille);
                assert!(text.lines().skip(1).all(|line| line.width() <= columns.max(28)), "{text}");
                assert!(text.contains("work ↑") && text.contains("a square   b flat"), "{text}");
                assert_eq!(text.lines().count(), ROWS + 4);
            }
        }
    }

    #[test]
    fn a_line_that_grows_climbs() {
        let text = chart().draw(60, true);
        let rows: Vec<&str> = text.lines().skip(1).take(ROWS).collect();
        let column = |row: &str| row.chars().position(|c| c == 'a');
        assert!(rows[0].ends_with('a'), "{text}");
        let marks: Vec<usize> = rows.iter().filter_map(|row| column(row)).collect();
        assert!(marks.is_sorted_by(|a, b| a >= b), "{text}");
        assert!(rows[ROWS - 1].ends_with('b'), "{text}");
    }

    #[test]
    fn what_cannot_be_drawn_says_so() {
        assert_eq!(Chart::new("t", "x", "y").draw(40, true), "t: nothing to draw\n");
        let gone = Chart::new("t", "x", "y").logarithmic_y().line("l", [(1.0, 0.0), (2.0, f64::NAN)]);
        assert_eq!(gone.draw(40, true), "t: nothing to draw\n");
        let one = Chart::new("t", "x", "y").line("l", [(1.0, 1.0)]).draw(40, true);
        assert!(one.contains('a'), "{one}");
    }

    #[test]
    fn the_longest_bar_fills_the_room() {
        let bars = Bars { title: "cost".into(), bars: vec![("dot".into(), 1.0), ("additive".into(), 4.0)] };
        let text = bars.draw(40, true);
        assert!(text.contains(&format!("additive {} 4", "█".repeat(20))), "{text}");
        assert!(text.contains(&format!("dot      {} 1", "█".repeat(5))), "{text}");
        assert!(bars.draw(40, false).is_ascii());
    }
}
