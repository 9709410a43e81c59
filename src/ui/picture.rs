//! A buffer as an SVG picture, for slides and papers.
//!
//! Blocks, lines and braille are rectangles, so that a heatmap has no gaps in any viewer; letters are text in the
//! viewer's monospaced font, each word placed by itself, so that a font of another width cannot push a column out
//! of line.

mod shape;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;

use self::shape::{CELL, Rectangle};
use super::colour::{self, Rgb};
use super::glyph::Glyph;
use super::plain;

/// What a terminal's default colours become in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Text in the default colour.
    pub foreground: Rgb,
    /// The picture's ground.
    pub background: Rgb,
}

impl Paper {
    /// Light on near-black, as on most terminals.
    pub const DARK: Paper = Paper { foreground: [216, 216, 220], background: [16, 16, 20] };
    /// Near-black on white, for print.
    pub const LIGHT: Paper = Paper { foreground: [28, 28, 32], background: [255, 255, 255] };
}

/// Draws a buffer as a complete SVG document, 10 × 20 pixels a cell. The same buffer gives the same bytes.
pub fn svg(buffer: &Buffer, paper: Paper) -> String {
    let mut drawing = Drawing { paper, ..Drawing::default() };
    for (row, cells) in plain::rows(buffer).enumerate() {
        drawing.row(row as f32 * CELL.1, cells);
    }
    let (width, height) = (f32::from(buffer.area.width) * CELL.0, f32::from(buffer.area.height) * CELL.1);
    drawing.finish(width, height)
}

/// The layers of a picture, from the ground up.
#[derive(Default)]
struct Drawing {
    paper: Paper,
    /// Backgrounds and drawn glyphs, by colour: the data of one path each.
    grounds: BTreeMap<Rgb, String>,
    shapes: BTreeMap<Rgb, String>,
    /// Text elements.
    text: String,
}

impl Default for Paper {
    fn default() -> Self {
        Paper::DARK
    }
}

/// Letters that follow each other in one style.
struct Word {
    left: f32,
    text: String,
    style: (Rgb, Modifier),
}

impl Drawing {
    fn row(&mut self, top: f32, cells: &[Cell]) {
        let mut ground: Option<(Rgb, Rectangle)> = None;
        let mut word: Option<Word> = None;
        for (column, cell, glyph) in plain::glyphs(cells) {
            let left = column as f32 * CELL.0;
            let place = Rectangle { left, top, width: f32::from(glyph.width) * CELL.0, height: CELL.1 };
            let (foreground, background) = self.colours(cell);
            ground = match ground {
                Some((colour, run)) if colour == background => {
                    Some((colour, Rectangle { width: run.width + place.width, ..run }))
                }
                other => {
                    self.ground(other);
                    Some((background, place))
                }
            };
            self.rules(place, foreground, cell.modifier);
            if cell.modifier.contains(Modifier::HIDDEN) || self.shape(place, glyph, foreground, background) {
                self.write(word.take(), top);
                continue;
            }
            let style = (foreground, cell.modifier & (Modifier::BOLD | Modifier::ITALIC));
            match &mut word {
                Some(word) if word.style == style && glyph.width == 1 => word.text += glyph.text,
                _ => {
                    self.write(word.take(), top);
                    word = Some(Word { left, text: glyph.text.to_owned(), style });
                }
            }
            if glyph.width > 1 {
                self.write(word.take(), top);
            }
        }
        self.ground(ground);
        self.write(word, top);
    }

    /// Foreground and background as they are seen.
    fn colours(&self, cell: &Cell) -> (Rgb, Rgb) {
        let foreground = colour::rgb(cell.fg).unwrap_or(self.paper.foreground);
        let background = colour::rgb(cell.bg).unwrap_or(self.paper.background);
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        let (foreground, background) = if reversed { (background, foreground) } else { (foreground, background) };
        let dim = cell.modifier.contains(Modifier::DIM);
        (if dim { mix(background, foreground, 0.5) } else { foreground }, background)
    }

    fn ground(&mut self, run: Option<(Rgb, Rectangle)>) {
        if let Some((colour, run)) = run.filter(|(colour, _)| *colour != self.paper.background) {
            outline(self.grounds.entry(colour).or_default(), run);
        }
    }

    /// Underlines and strikes out.
    fn rules(&mut self, place: Rectangle, colour: Rgb, modifier: Modifier) {
        for (rule, down) in [(Modifier::UNDERLINED, 18.0), (Modifier::CROSSED_OUT, 10.0)] {
            if modifier.contains(rule) {
                let line = Rectangle { top: place.top + down, height: 1.0, ..place };
                outline(self.shapes.entry(colour).or_default(), line);
            }
        }
    }

    /// Draws a glyph that is a shape; whether it was one. A blank is the shape of nothing.
    fn shape(&mut self, place: Rectangle, glyph: Glyph<'_>, foreground: Rgb, background: Rgb) -> bool {
        let mut characters = glyph.text.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else { return false };
        if let Some(share) = shape::shade(character) {
            outline(self.shapes.entry(mix(background, foreground, share)).or_default(), place);
            return true;
        }
        let Some(parts) = shape::rectangles(character) else { return character == ' ' };
        for part in parts {
            let part = Rectangle { left: place.left + part.left, top: place.top + part.top, ..part };
            outline(self.shapes.entry(foreground).or_default(), part);
        }
        true
    }

    fn write(&mut self, word: Option<Word>, top: f32) {
        let Some(Word { left, text, style: (colour, modifier) }) = word else { return };
        let bold = if modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
        let italic = if modifier.contains(Modifier::ITALIC) { " font-style=\"italic\"" } else { "" };
        let (base, fill, text) = (top + BASE, hexadecimal(colour), escaped(&text));
        let _ = writeln!(self.text, r#"<text x="{left}" y="{base}" fill="{fill}"{bold}{italic}>{text}</text>"#);
    }

    fn finish(self, width: f32, height: f32) -> String {
        let background = hexadecimal(self.paper.background);
        let mut svg = format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" "#,
                r#"viewBox="0 0 {width} {height}" font-family="{font}" font-size="{size}">"#,
                "\n<rect width=\"{width}\" height=\"{height}\" fill=\"{background}\"/>\n",
                "<g shape-rendering=\"crispEdges\">\n"
            ),
            width = width,
            height = height,
            font = FONT,
            size = SIZE,
            background = background,
        );
        for (colour, path) in self.grounds.iter().chain(&self.shapes) {
            let _ = writeln!(svg, r#"<path fill="{}" d="{path}"/>"#, hexadecimal(*colour));
        }
        svg + "</g>\n" + &self.text + "</svg>\n"
    }
}

/// Fonts whose letters are 0.6 of their size wide, which makes a cell of 10 pixels at this size.
const FONT: &str = "DejaVu Sans Mono, Menlo, Consolas, monospace";
const SIZE: &str = "16.6";
/// The base line, in pixels from the top of a cell.
const BASE: f32 = 15.5;

/// Appends a rectangle to a path.
fn outline(path: &mut String, Rectangle { left, top, width, height }: Rectangle) {
    let number = |x: f32| (x * 1000.0).round() / 1000.0;
    let (left, top, width, height) = (number(left), number(top), number(width), number(height));
    let _ = write!(path, "M{left} {top}h{width}v{height}h-{width}z");
}

/// A colour between two, `share` of the way to the second.
fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    let channel = |i: usize| (f32::from(from[i]) + share * (f32::from(to[i]) - f32::from(from[i]))).round() as u8;
    [channel(0), channel(1), channel(2)]
}

fn hexadecimal([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Text as XML allows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    use super::*;

    fn styled(text: &str, style: Style) -> String {
        let mut buffer = Buffer::with_lines([text]);
        buffer.set_style(buffer.area, style);
        svg(&buffer, Paper::DARK)
    }

    #[test]
    fn words_are_placed_one_by_one() {
        let picture = styled("ab  c注d", Style::new().fg(Color::Rgb(1, 2, 3)));
        for (left, text) in [(0, "ab"), (40, "c"), (50, "注"), (70, "d")] {
            let element = format!("<text x=\"{left}\" y=\"15.5\" fill=\"#010203\">{text}</text>");
            assert!(picture.contains(&element), "{element} in {picture}");
        }
        assert!(picture.contains("viewBox=\"0 0 80 20\""), "{picture}");
    }

    #[test]
    fn half_blocks_are_two_rectangles() {
        let picture = styled("▀", Style::new().fg(Color::Rgb(255, 0, 0)).bg(Color::Rgb(0, 0, 255)));
        assert!(picture.contains("<path fill=\"#0000ff\" d=\"M0 0h10v20h-10z\"/>"), "{picture}");
        assert!(picture.contains("<path fill=\"#ff0000\" d=\"M0 0h10v10h-10z\"/>"), "{picture}");
        assert!(!picture.contains("<text"));
    }

    #[test]
    fn equal_backgrounds_are_one_rectangle() {
        let picture = styled("a b", Style::new().bg(Color::Rgb(9, 9, 9)));
        assert!(picture.contains("d=\"M0 0h30v20h-30z\""), "{picture}");
    }

    #[test]
    fn modifiers_show() {
        let plain = Style::new().fg(Color::Rgb(200, 100, 0));
        assert!(styled("a", plain.add_modifier(Modifier::BOLD)).contains("font-weight=\"bold\""));
        assert!(styled("a", plain.add_modifier(Modifier::UNDERLINED)).contains("M0 18h10v1h-10z"));
        assert!(styled("a", plain.add_modifier(Modifier::DIM)).contains("fill=\"#6c3a0a\""));
        let reversed = styled("a", plain.add_modifier(Modifier::REVERSED));
        assert!(reversed.contains("<path fill=\"#c86400\"") && reversed.contains("fill=\"#101014\">a<"), "{reversed}");
        assert!(!styled("a", plain.add_modifier(Modifier::HIDDEN)).contains("<text"));
    }

    #[test]
    fn what_xml_reserves_is_escaped() {
        let picture = styled("<&>\"", Style::new());
        assert!(picture.contains(">&lt;&amp;&gt;\"</text>"), "{picture}");
    }

    #[test]
    fn a_buffer_without_cells_is_an_empty_picture() {
        assert!(svg(&Buffer::empty(Rect::ZERO), Paper::LIGHT).ends_with("</g>\n</svg>\n"));
    }
}
