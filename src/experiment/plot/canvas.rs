//! A grid of cells that lines are drawn in, 2 × 4 dots of braille each.

/// The bits of a braille letter, by column and row of the dot.
const DOTS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

pub(super) struct Canvas {
    width: usize,
    height: usize,
    braille: bool,
    dots: Vec<u8>,
    marks: Vec<Option<char>>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize, braille: bool) -> Canvas {
        let cells = width * height;
        Canvas { width, height, braille, dots: vec![0; cells], marks: vec![None; cells] }
    }

    /// Joins points, each given as shares of the width and of the height from the bottom.
    pub(super) fn line(&mut self, points: &[(f64, f64)]) {
        let (across, down) = ((2 * self.width - 1) as f64, (4 * self.height - 1) as f64);
        let dot = |(x, y): (f64, f64)| (x * across, (1.0 - y) * down);
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (dot(pair[0]), dot(pair[1]));
            let steps = (x1 - x0).abs().max((y1 - y0).abs()).ceil().max(1.0);
            for step in 0..=steps as usize {
                let share = step as f64 / steps;
                self.dot((x0 + share * (x1 - x0)).round() as usize, (y0 + share * (y1 - y0)).round() as usize);
            }
        }
    }

    fn dot(&mut self, x: usize, y: usize) {
        self.dots[y / 4 * self.width + x / 2] |= DOTS[x % 2][y % 4];
    }

    /// Sets a letter over what is drawn; where two meet the first stays.
    pub(super) fn mark(&mut self, x: f64, y: f64, mark: char) {
        let column = (x * (self.width - 1) as f64).round() as usize;
        let row = ((1.0 - y) * (self.height - 1) as f64).round() as usize;
        self.marks[row * self.width + column].get_or_insert(mark);
    }

    /// The rows from the top, all of one width.
    pub(super) fn rows(&self) -> Vec<String> {
        let cell = |i: usize| match (self.marks[i], self.dots[i]) {
            (Some(mark), _) => mark,
            (None, 0) => ' ',
            (None, dots) if self.braille => char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' '),
            (None, _) => '.',
        };
        (0..self.height).map(|row| (0..self.width).map(|column| cell(row * self.width + column)).collect()).collect()
    }
}
