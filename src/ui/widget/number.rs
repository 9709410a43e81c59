//! Numbers as they stand on the screen.

/// A number in at most `width` columns, with as many digits as say something, not padded.
///
/// Only an exact zero is `0`: what would round to it is written with an exponent, and where there is no room for one as
/// `≈0`. A minus is `−`.
///
/// ```
/// use headlight::ui::widget::number::number;
///
/// assert_eq!(number(1.4338, 6), "1.434");
/// assert_eq!(number(-12.345, 6), "−12.35");
/// assert_eq!(number(-0.0, 6), "0");
/// assert_eq!(number(0.00012, 6), "1.2e−4");
/// assert_eq!(number(-0.00012, 4), "≈0");
/// assert_eq!(number(f32::NEG_INFINITY, 6), "−∞");
/// ```
pub fn number(value: f32, width: usize) -> String {
    if value.is_nan() {
        return cut("NaN", width);
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let size = f64::from(value.abs());
    let room = width.saturating_sub(sign.chars().count());
    let digits = match size {
        0.0 => "0".to_owned(),
        f64::INFINITY => "∞".to_owned(),
        _ => match finite(size, room) {
            Some(digits) => digits,
            // Too narrow to write it: say at least which side of one it is on.
            None if size >= 1.0 => "#".to_owned(),
            None => return cut("≈0", width),
        },
    };
    cut(&format!("{sign}{digits}"), width)
}

/// A positive number in `room` columns: at most three decimals, or an exponent where those would not do.
fn finite(size: f64, room: usize) -> Option<String> {
    for decimals in (0..=3).rev() {
        let text = format!("{size:.decimals$}");
        let shows = size >= 0.5 * 10f64.powi(-(decimals as i32));
        // Two digits at least, or a small number would lose what is left of it.
        let enough = decimals == 0 || size >= 10f64.powi(-(decimals as i32) + 1) || size >= 0.01;
        if text.len() <= room && shows && enough {
            return Some(text);
        }
    }
    for decimals in (0..=1).rev() {
        let text = format!("{size:.decimals$e}").replace('-', "−");
        if text.chars().count() <= room {
            return Some(text);
        }
    }
    None
}

/// A share of a whole with two decimals, such as `0.62`.
pub fn share(value: f32) -> String {
    if value.is_nan() { "NaN".to_owned() } else { format!("{value:.2}") }
}

fn cut(text: &str, width: usize) -> String {
    text.chars().take(width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_fill_their_width_with_digits_that_say_something() {
        let cases = [
            (0.0, 6, "0"),
            (0.371, 6, "0.371"),
            (0.0126, 6, "0.013"),
            (0.0004, 6, "4.0e−4"),
            (123.456, 6, "123.46"),
            (-123.456, 6, "−123.5"),
            (1234.5, 4, "1234"),
            (123_456_789.0, 6, "1.2e8"),
            (f32::INFINITY, 6, "∞"),
            (f32::NAN, 6, "NaN"),
            (1.0, 1, "1"),
            (-1.5, 2, "−2"),
            (0.25, 1, "≈"),
            (-2e-6, 4, "≈0"),
            (1.0, 0, ""),
        ];
        for (value, width, text) in cases {
            assert_eq!(number(value, width), text, "{value} in {width}");
        }
    }

    proptest! {
        #[test]
        fn no_number_is_wider_than_its_room(value in proptest::num::f32::ANY, width in 0usize..12) {
            prop_assert!(number(value, width).chars().count() <= width);
        }
    }
}
