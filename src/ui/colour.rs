//! Colours in numbers: what the sixteen and the 256 look like, and which of them is nearest to any other.
//!
//! The sixteen are every terminal's own choice; the values here are xterm's, near enough to pick the nearest name and
//! to draw pictures.

use ratatui::style::Color;

pub use crate::app::theme::Rgb;

/// xterm's sixteen named colours.
const NAMED: [Rgb; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

/// The levels of each channel in the 6 × 6 × 6 cube of colours 16 to 231.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The number, 0 to 255, of a named or numbered colour; `None` for the default and for 24-bit colours.
pub fn index(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Reset | Color::Rgb(..) => return None,
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    })
}

/// The colour of one of the sixteen, 0 to 15.
pub fn named(index: u8) -> Color {
    match index {
        0 => Color::Black,
        1 => Color::Red,
        2 => Color::Green,
        3 => Color::Yellow,
        4 => Color::Blue,
        5 => Color::Magenta,
        6 => Color::Cyan,
        7 => Color::Gray,
        8 => Color::DarkGray,
        9 => Color::LightRed,
        10 => Color::LightGreen,
        11 => Color::LightYellow,
        12 => Color::LightBlue,
        13 => Color::LightMagenta,
        14 => Color::LightCyan,
        _ => Color::White,
    }
}

/// How light a colour is to the eye: 0 to 1, linear in the light that it gives (WCAG's relative luminance).
pub fn luminance(colour: Rgb) -> f32 {
    let linear = |channel: u8| {
        let c = f32::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// What a colour looks like; `None` for the default, which only the terminal knows.
pub fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        other => index(other).map(rgb_of_index),
    }
}

/// What colour number `index` of the 256 looks like.
pub fn rgb_of_index(index: u8) -> Rgb {
    match index {
        0..16 => NAMED[usize::from(index)],
        16..232 => [36, 6, 1].map(|place| LEVELS[usize::from((index - 16) / place % 6)]),
        232.. => [8 + 10 * (index - 232); 3],
    }
}

/// The levels of the colour of the cube that is nearest.
fn levels(colour: Rgb) -> [u8; 3] {
    // Halfway between two levels is where the nearest one changes.
    colour.map(|channel| match channel {
        0..48 => 0,
        48..115 => 1,
        _ => (channel - 35) / 40,
    })
}

/// The number, 16 to 255, of a colour that is near and no grey, unless the nearest of the cube is: among dark colours the
/// cube is so coarse that a grey is nearer to most, and what is told apart by its hue would look alike.
pub fn nearest_hue_of_256(colour: Rgb) -> u8 {
    let [red, green, blue] = levels(colour);
    if red == green && green == blue { nearest_of_256(colour) } else { 16 + 36 * red + 6 * green + blue }
}

/// The number, 16 to 255, of the nearest colour among the cube and the greys.
pub fn nearest_of_256(colour: Rgb) -> u8 {
    let level = levels(colour);
    let cube = 16 + 36 * level[0] + 6 * level[1] + level[2];
    let mean = colour.iter().map(|channel| u16::from(*channel)).sum::<u16>() / 3;
    let grey = 232 + (mean.saturating_sub(3) / 10).min(23) as u8;
    // An exact tie goes to the cube, whose corners are black and white.
    if distance(rgb_of_index(grey), colour) < distance(rgb_of_index(cube), colour) { grey } else { cube }
}

/// The number, 0 to 15, of the nearest named colour.
pub fn nearest_of_16(colour: Rgb) -> u8 {
    (0..16).min_by_key(|index| distance(NAMED[usize::from(*index)], colour)).unwrap_or_default()
}

/// How different two colours look: squared differences, green weighing most as it does to the eye.
fn distance(one: Rgb, other: Rgb) -> u32 {
    let weighted = |channel: usize, weight| weight * u32::from(one[channel].abs_diff(other[channel])).pow(2);
    weighted(0, 3) + weighted(1, 4) + weighted(2, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_256_is_its_own_nearest() {
        for index in 16..=255 {
            let found = nearest_of_256(rgb_of_index(index));
            assert_eq!(rgb_of_index(found), rgb_of_index(index), "{index} became {found}");
        }
        for index in 0..16 {
            assert_eq!(nearest_of_16(rgb_of_index(index)), index);
        }
    }

    #[test]
    fn nearest_is_near() {
        // No colour is further from the cube than half its widest step in every channel.
        let widest = distance([0, 0, 0], [48, 48, 48]);
        for red in (0..=255).step_by(5) {
            for green in (0..=255).step_by(5) {
                for blue in (0..=255).step_by(5) {
                    let colour = [red, green, blue];
                    assert!(distance(rgb_of_index(nearest_of_256(colour)), colour) <= widest, "{colour:?}");
                }
            }
        }
        assert_eq!(nearest_of_256([0, 0, 0]), 16);
        assert_eq!(nearest_of_256([255, 255, 255]), 231);
        assert_eq!(nearest_of_256([18, 18, 18]), 233);
        assert_eq!(nearest_of_16([250, 20, 10]), 9);
        let dark_blue = [28, 40, 80];
        assert_eq!([nearest_of_256(dark_blue), nearest_hue_of_256(dark_blue)], [236, 17], "a grey, a blue");
        assert_eq!(nearest_hue_of_256([18, 18, 18]), 233);
    }

    #[test]
    fn names_and_numbers_agree() {
        for number in 0..16 {
            assert_eq!(index(named(number)), Some(number));
        }
        assert_eq!(rgb(Color::LightBlue), rgb(Color::Indexed(12)));
        assert_eq!(rgb(Color::Indexed(16 + 36 + 2)), Some([95, 0, 135]));
        assert_eq!(rgb(Color::Rgb(1, 2, 3)), Some([1, 2, 3]));
        assert_eq!(rgb(Color::Reset), None);
    }
}
