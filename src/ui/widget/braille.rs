//! Lines finer than characters: a canvas of braille dots, two across and four down in every cell.
//!
//! ```text
//!   ⠤⣀                 ①④
//!     ⠉⠒⠤⣀             ②⑤    a cell has one colour: that of the strongest
//!         ⠉⠒           ③⑥    line through it
//!                      ⑦⑧
//! ```

/// The dots of a cell by row and column, as bits of its character from U+2800 on.
const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A canvas of cells.
#[derive(Clone, Debug)]
pub struct Braille {
    width: usize,
    height: usize,
    cells: Vec<Cell>,
}

/// The dots of one cell and the ink furthest from zero that was used in it.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    dots: u8,
    ink: f32,
}

impl Braille {
    /// An empty canvas of so many cells across and down.
    pub fn new(width: u16, height: u16) -> Braille {
        let (width, height) = (usize::from(width), usize::from(height));
        Braille { width, height, cells: vec![Cell::default(); width * height] }
    }

    /// Draws a line between two dots, (across, down) from the upper left corner, of every so many-th dot. What lies
    /// outside is not drawn, wherever the ends are.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), ink: f32, every: u32) {
        let (from, to) = if from.0 <= to.0 { (from, to) } else { (to, from) };
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let slope = if across == 0 { 0.0 } else { f64::from(down) / f64::from(across) };
        let steep = down.abs() > across;
        let every = every.max(1) as i32;
        let last = 4 * self.height as i32 - 1;
        for x in from.0.max(0)..=to.0.min(2 * self.width as i32 - 1) {
            let (top, bottom) =
                if across == 0 { (from.1.min(to.1), from.1.max(to.1)) } else { reach(from, to, x, slope) };
            for y in top.max(0)..=bottom.min(last) {
                // Lines that begin in different rows have their gaps in different places.
                let along = from.1.div_euclid(4) + if steep { y - from.1 } else { x - from.0 };
                if along.rem_euclid(every) == 0 {
                    self.dot(x as usize, y as usize, ink);
                }
            }
        }
    }

    fn dot(&mut self, x: usize, y: usize, ink: f32) {
        let cell = &mut self.cells[y / 4 * self.width + x / 2];
        cell.dots |= DOTS[y % 4][x % 2];
        if ink.abs() > cell.ink.abs() {
            cell.ink = ink;
        }
    }

    /// The character of a cell and the ink of the strongest line through it; nothing where there is no dot.
    pub fn at(&self, x: u16, y: u16) -> Option<(char, f32)> {
        let (x, y) = (usize::from(x), usize::from(y));
        let cell = self.cells.get(y * self.width + x).filter(|cell| x < self.width && cell.dots > 0)?;
        Some((char::from_u32(0x2800 + u32::from(cell.dots))?, cell.ink))
    }
}

/// The dots of one column that a line with a slope goes through: from half a column before it to half a column behind.
fn reach(from: (i32, i32), to: (i32, i32), x: i32, slope: f64) -> (i32, i32) {
    let at = |x: f64| {
        let y = f64::from(from.1) + slope * (x - f64::from(from.0)).clamp(0.0, f64::from(to.0 - from.0));
        y.round() as i32
    };
    // A shallow line has one dot a column, or it would look thicker where it steps.
    if slope.abs() <= 1.0 {
        return (at(f64::from(x)), at(f64::from(x)));
    }
    let (a, b) = (at(f64::from(x) - 0.5), at(f64::from(x) + 0.5));
    (a.min(b), a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(canvas: &Braille) -> Vec<String> {
        let row = |y| (0..canvas.width as u16).map(|x| canvas.at(x, y).map_or(' ', |(sign, _)| sign)).collect();
        (0..canvas.height as u16).map(row).collect()
    }

    #[test]
    fn lines_hit_the_dots_between_their_ends() {
        for (from, to, drawn) in [
            ((0, 0), (7, 0), ["⠉⠉⠉⠉", "    "]),
            ((0, 7), (7, 7), ["    ", "⣀⣀⣀⣀"]),
            ((0, 0), (7, 7), ["⠑⢄  ", "  ⠑⢄"]),
            ((7, 0), (0, 7), ["  ⡠⠊", "⡠⠊  "]),
            ((2, 0), (2, 7), [" ⡇  ", " ⡇  "]),
            ((0, 0), (1, 7), ["⡇   ", "⢹   "]),
            ((3, 3), (3, 3), [" ⢀  ", "    "]),
        ] {
            let mut canvas = Braille::new(4, 2);
            canvas.line(from, to, 1.0, 1);
            assert_eq!(text(&canvas), drawn, "{from:?} to {to:?}");
            let mut back = Braille::new(4, 2);
            back.line(to, from, 1.0, 1);
            assert_eq!(text(&back), drawn, "{to:?} to {from:?}");
        }
    }

    #[test]
    fn what_lies_outside_is_not_drawn() {
        let mut canvas = Braille::new(4, 2);
        canvas.line((0, -1_000_000), (7, 1_000_000), 1.0, 1);
        canvas.line((-9, 3), (100, 3), 1.0, 1);
        assert_eq!(text(&canvas), ["⣀⣈⣇⣀", "  ⡇ "]);
        assert_eq!(canvas.at(4, 0), None);
        assert_eq!(canvas.at(0, 2), None);
        Braille::new(0, 0).line((0, 0), (9, 9), 1.0, 1);
    }

    #[test]
    fn weak_lines_have_gaps_and_the_strongest_ink_colours_a_cell() {
        let mut canvas = Braille::new(4, 1);
        canvas.line((0, 0), (7, 0), 0.2, 2);
        assert_eq!(text(&canvas), ["⠁⠁⠁⠁"]);
        canvas.line((0, 3), (3, 3), -0.7, 1);
        canvas.line((0, 2), (3, 2), 0.5, 1);
        assert_eq!((canvas.at(0, 0).map(|cell| cell.1), canvas.at(3, 0).map(|cell| cell.1)), (Some(-0.7), Some(0.2)));
    }
}
