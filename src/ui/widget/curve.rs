//! Curves on a canvas of dots: points as shares of its width and height, joined by lines.

use super::braille::Braille;

/// Draws a line from point to point on a canvas of so many cells. Across and up, points are shares (0 to 1); those that
/// share a column of dots are drawn as their mean.
pub fn curve(canvas: &mut Braille, cells: (u16, u16), points: impl IntoIterator<Item = (f32, f32)>, ink: f32) {
    let (width, height) = (2 * i32::from(cells.0), 4 * i32::from(cells.1));
    let mut from = None;
    for (x, share) in means(points, width) {
        let to = (x, ((1.0 - share) * (height - 1) as f32).round() as i32);
        canvas.line(from.unwrap_or(to), to, ink, 1);
        from = Some(to);
    }
}

/// The mean of the points of each column of dots that has any.
fn means(points: impl IntoIterator<Item = (f32, f32)>, columns: i32) -> Vec<(i32, f32)> {
    let mut all: Vec<(i32, f32, f32)> = Vec::new();
    for (x, y) in points.into_iter().filter(|(x, y)| x.is_finite() && y.is_finite()) {
        let x = (x.clamp(0.0, 1.0) * (columns - 1) as f32).round() as i32;
        match all.last_mut().filter(|last| last.0 == x) {
            Some((_, sum, count)) => (*sum, *count) = (*sum + y.clamp(0.0, 1.0), *count + 1.0),
            None => all.push((x, y.clamp(0.0, 1.0), 1.0)),
        }
    }
    all.into_iter().map(|(x, sum, count)| (x, sum / count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn((width, height): (u16, u16), points: &[(f32, f32)]) -> String {
        let mut canvas = Braille::new(width, height);
        curve(&mut canvas, (width, height), points.iter().copied(), 1.0);
        let cell = |x, y| canvas.at(x, y).map_or(' ', |(dots, _)| dots);
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| cell(x, y)).collect()
    }

    #[test]
    fn a_curve_joins_its_points() {
        assert_eq!(drawn((2, 1), &[(0.0, 1.0), (1.0, 0.0)]), "⠑⢄");
        assert_eq!(drawn((2, 1), &[(0.0, 0.0), (1.0, 0.0)]), "⣀⣀");
        assert_eq!(drawn((1, 2), &[(0.0, 0.0), (0.1, 1.0)]), " ⠁", "what shares a column is drawn as its mean");
    }

    #[test]
    fn what_is_no_number_or_has_no_room_is_not_drawn() {
        assert_eq!(drawn((2, 1), &[(f32::NAN, 1.0), (0.5, f32::INFINITY)]), "  ");
        assert_eq!(drawn((0, 0), &[(0.0, 0.0), (1.0, 1.0)]), "");
    }
}
