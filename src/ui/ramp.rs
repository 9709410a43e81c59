//! Ramps: from a number to how its cell looks, in a fixed few steps.
//!
//! A *sequential* ramp (weights, probabilities) runs from the ground, where nothing is, to bright; a *diverging* one
//! (signed values) from blue through the ground to orange, which people with every kind of colour vision tell apart.
//! The steps are few so that neighbouring cells often look alike: fewer bytes go to the terminal, and the eye sees no
//! difference. Without colours shade glyphs take over, and a sign stands where there is room for one.

use colorous::{INFERNO, ORANGE_RED};
use ratatui::style::{Color, Modifier, Style};

use super::capability::ColourDepth;
use super::colour::{Rgb, nearest_of_256};
use super::theme::Ground;

/// Steps of a sequential ramp.
pub const LEVELS: usize = 32;

/// Steps on either side of zero in a diverging ramp.
const SIDE: usize = 15;

/// What fills a cell in steps of a quarter, where colour cannot.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];

/// How one value looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shade {
    /// Its one colour, for half blocks and bars; the default colour where there are no colours.
    pub colour: Color,
    /// The symbol of a cell two columns wide, left half and right half.
    pub wide: [char; 2],
    /// The symbol of a cell one column wide.
    pub narrow: char,
    /// Style of the cell.
    pub style: Style,
}

impl Shade {
    const fn solid(colour: Color) -> Shade {
        Shade { colour, wide: [' '; 2], narrow: ' ', style: Style::new().bg(colour) }
    }

    const fn blend(over: Color, under: Color, glyph: char) -> Shade {
        let style = Style::new().fg(over).bg(under);
        Shade { colour: over, wide: [glyph; 2], narrow: glyph, style }
    }

    const fn plain(wide: [char; 2], narrow: char) -> Shade {
        Shade { colour: Color::Reset, wide, narrow, style: Style::new() }
    }
}

/// The looks of a range of values, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ramp {
    shades: Vec<Shade>,
    unknown: Shade,
    signed: bool,
}

impl Ramp {
    /// From nothing at 0 to the most at 1.
    pub fn sequential(ground: Ground, depth: ColourDepth) -> Ramp {
        let shades = match depth {
            ColourDepth::True | ColourDepth::Indexed256 => {
                (0..LEVELS).map(|i| solid(sequential(ground, i as f32 / (LEVELS - 1) as f32), depth)).collect()
            }
            ColourDepth::Ansi16 => named(match ground {
                Ground::Dark => &[Color::Black, Color::Magenta, Color::LightRed, Color::LightYellow, Color::White],
                Ground::Light => &[Color::White, Color::LightYellow, Color::LightRed, Color::Red, Color::Black],
            }),
            ColourDepth::None => SHADES.map(|glyph| Shade::plain([glyph; 2], glyph)).to_vec(),
        };
        Ramp { shades, unknown: unknown(depth), signed: false }
    }

    /// From the most negative at −1 through nothing at 0 to the most positive at 1.
    pub fn diverging(ground: Ground, depth: ColourDepth) -> Ramp {
        let (negative, positive): (Vec<Shade>, Vec<Shade>) = match depth {
            ColourDepth::True | ColourDepth::Indexed256 => {
                let side = |stops: [Rgb; 4]| {
                    (0..=SIDE).map(|i| solid(between(&stops, i as f32 / SIDE as f32), depth)).collect()
                };
                let (blue, orange) = sides(ground);
                (side(blue), side(orange))
            }
            ColourDepth::Ansi16 => match ground {
                Ground::Dark => (
                    named(&[Color::Black, Color::Blue, Color::LightBlue]),
                    named(&[Color::Black, Color::Yellow, Color::LightYellow]),
                ),
                Ground::Light => (
                    named(&[Color::White, Color::LightBlue, Color::Blue]),
                    named(&[Color::White, Color::LightYellow, Color::Yellow]),
                ),
            },
            ColourDepth::None => {
                let side = |sign| {
                    let shade = |(i, glyph)| match i {
                        0 => Shade::plain([' '; 2], ' '),
                        3.. => Shade {
                            style: Style::new().add_modifier(Modifier::BOLD),
                            ..Shade::plain([sign, glyph], sign)
                        },
                        _ => Shade::plain([sign, glyph], sign),
                    };
                    SHADES.into_iter().enumerate().map(shade).collect()
                };
                (side('-'), side('+'))
            }
        };
        // Zero is the last of the reversed negative side, and so left out of the positive one.
        let shades = negative.into_iter().rev().chain(positive.into_iter().skip(1)).collect();
        Ramp { shades, unknown: unknown(depth), signed: true }
    }

    /// The look of a value: 0 to 1 in a sequential ramp, −1 to 1 in a diverging one. What lies beyond looks like the
    /// end; what is no number looks like nothing else.
    pub fn at(&self, value: f32) -> Shade {
        if value.is_nan() {
            return self.unknown;
        }
        let share = if self.signed { value.midpoint(1.0) } else { value };
        let last = self.shades.len() - 1;
        self.shades[((share * last as f32).round().max(0.0) as usize).min(last)]
    }

    /// All looks, from the lowest to the highest: a legend.
    pub fn shades(&self) -> &[Shade] {
        &self.shades
    }
}

fn unknown(depth: ColourDepth) -> Shade {
    match depth {
        ColourDepth::None => Shade::plain(['?'; 2], '?'),
        _ => Shade { colour: Color::Magenta, ..Shade::blend(Color::Magenta, Color::Reset, '?') },
    }
}

fn solid(colour: Rgb, depth: ColourDepth) -> Shade {
    Shade::solid(match depth {
        ColourDepth::True => Color::Rgb(colour[0], colour[1], colour[2]),
        _ => Color::Indexed(nearest_of_256(colour)),
    })
}

/// Named colours in order, with the shade glyphs as three steps between each and the next.
fn named(colours: &[Color]) -> Vec<Shade> {
    let mut shades = vec![Shade::solid(colours[0])];
    for pair in colours.windows(2) {
        shades.extend(SHADES[1..4].iter().map(|glyph| Shade::blend(pair[1], pair[0], *glyph)));
        shades.push(Shade::solid(pair[1]));
    }
    shades
}

fn sequential(ground: Ground, share: f32) -> Rgb {
    let colour = match ground {
        Ground::Dark => INFERNO.eval_continuous(f64::from(0.12 + 0.86 * share)),
        Ground::Light => ORANGE_RED.eval_continuous(f64::from(share)),
    };
    let colour = [colour.r, colour.g, colour.b];
    // The first steps leave the ground gradually, or every zero would be a visible block.
    mix(ground.colour(), colour, (share * 6.0).min(1.0))
}

/// The stops of the two sides of a diverging ramp, from zero outwards: blue and orange.
fn sides(ground: Ground) -> ([Rgb; 4], [Rgb; 4]) {
    let zero = ground.colour();
    match ground {
        Ground::Dark => (
            [zero, [28, 58, 112], [64, 136, 236], [178, 216, 255]],
            [zero, [104, 54, 18], [226, 122, 36], [255, 214, 158]],
        ),
        Ground::Light => (
            [zero, [186, 212, 244], [64, 124, 208], [8, 44, 112]],
            [zero, [252, 216, 170], [222, 120, 24], [116, 52, 0]],
        ),
    }
}

fn between(stops: &[Rgb; 4], share: f32) -> Rgb {
    let place = share * 3.0;
    let from = (place as usize).min(2);
    mix(stops[from], stops[from + 1], place - from as f32)
}

fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    [0, 1, 2].map(|i| (f32::from(from[i]) + (f32::from(to[i]) - f32::from(from[i])) * share).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::colour::rgb;

    const GROUNDS: [Ground; 2] = [Ground::Dark, Ground::Light];
    const DEPTHS: [ColourDepth; 4] =
        [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::Indexed256, ColourDepth::True];

    fn lightness(shade: Shade) -> i32 {
        let [red, green, blue] = rgb(shade.colour).unwrap().map(i32::from);
        3 * red + 6 * green + blue
    }

    #[test]
    fn a_sequential_ramp_leaves_its_ground_steadily() {
        for (ground, sign) in [(Ground::Dark, 1), (Ground::Light, -1)] {
            let ramp = Ramp::sequential(ground, ColourDepth::True);
            assert_eq!(rgb(ramp.at(0.0).colour), Some(ground.colour()));
            assert!(ramp.shades().windows(2).all(|pair| sign * lightness(pair[0]) <= sign * lightness(pair[1])));
        }
    }

    #[test]
    fn a_diverging_ramp_is_even_about_zero_and_differs_by_sign() {
        for ground in GROUNDS {
            for depth in DEPTHS {
                let ramp = Ramp::diverging(ground, depth);
                assert_eq!(ramp.shades().len() % 2, 1);
                assert_eq!(ramp.at(0.0), ramp.at(-0.0));
                for share in [0.3, 0.5, 1.0] {
                    assert_ne!(ramp.at(share), ramp.at(-share), "{ground:?} {depth:?} {share}");
                    assert_ne!(ramp.at(share), ramp.at(0.0), "{ground:?} {depth:?} {share}");
                }
            }
        }
    }

    #[test]
    fn beyond_the_ends_are_the_ends_and_no_number_is_itself() {
        for depth in DEPTHS {
            for ramp in [Ramp::sequential(Ground::Dark, depth), Ramp::diverging(Ground::Dark, depth)] {
                assert_eq!(ramp.at(f32::INFINITY), ramp.at(1.0));
                assert_eq!(ramp.at(f32::NEG_INFINITY), ramp.shades()[0]);
                assert!(!ramp.shades().contains(&ramp.at(f32::NAN)));
            }
        }
    }
}
