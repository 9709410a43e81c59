//! Ramps: from a number to how its cell looks, in a fixed few steps.
//!
//! A *sequential* ramp (weights, probabilities) runs from the ground, where nothing is, to bright; a *diverging* one
//! (signed values) from one colour through the ground to another; in most themes from blue to orange, which people with
//! every kind of colour vision tell apart.
//! The steps are few so that neighbouring cells often look alike: fewer bytes go to the terminal, and the eye sees no
//! difference. Without colours shade glyphs take over, and a sign stands where there is room for one.

use colorous::{CIVIDIS, INFERNO, MAGMA, ORANGE_RED, PLASMA, VIRIDIS};
use ratatui::style::{Color, Modifier, Style};

use super::capability::ColourDepth;
use super::colour::{self, Rgb, luminance, nearest_hue_of_256, nearest_of_256, rgb};
use crate::app::theme::{Colours, Ground, Named, Scale};

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
    /// From nothing at 0 to the most at 1. Every look is lighter than the one before (on a light ground darker), or the
    /// same where a terminal has too few colours.
    pub fn sequential(colours: &Colours, depth: ColourDepth) -> Ramp {
        let shades = match depth {
            ColourDepth::True | ColourDepth::Indexed256 => steady(
                (0..LEVELS).map(|i| solid(sequential(colours, i as f32 / (LEVELS - 1) as f32), depth)),
                colours.ground,
            ),
            ColourDepth::Ansi16 => named(&colours.sixteen.weights),
            ColourDepth::None => SHADES.map(|glyph| Shade::plain([glyph; 2], glyph)).to_vec(),
        };
        Ramp { shades, unknown: unknown(depth), signed: false }
    }

    /// From the most negative at −1 through nothing at 0 to the most positive at 1.
    pub fn diverging(colours: &Colours, depth: ColourDepth) -> Ramp {
        let (negative, positive): (Vec<Shade>, Vec<Shade>) = match depth {
            ColourDepth::True | ColourDepth::Indexed256 => {
                let zero = colours.middle.unwrap_or(colours.zero);
                (side(zero, &colours.negative, depth), side(zero, &colours.positive, depth))
            }
            ColourDepth::Ansi16 => {
                let sixteen = &colours.sixteen;
                let zero = sixteen.middle.or(sixteen.weights.first().copied()).flatten();
                let side = |stops: &[Named]| named(&[&[zero], stops].concat());
                (side(&sixteen.negative), side(&sixteen.positive))
            }
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

/// The same where the hue matters more than the lightness.
fn coloured(colour: Rgb, depth: ColourDepth) -> Shade {
    match depth {
        ColourDepth::Indexed256 => Shade::solid(Color::Indexed(nearest_hue_of_256(colour))),
        _ => solid(colour, depth),
    }
}

/// Shades that never go back towards the ground: where the nearest colour of a terminal would, the one before stays.
fn steady(shades: impl Iterator<Item = Shade>, ground: Ground) -> Vec<Shade> {
    let mut steady: Vec<Shade> = Vec::with_capacity(LEVELS);
    let light = |shade: Shade| rgb(shade.colour).map_or(0.0, luminance);
    for shade in shades {
        let kept = steady.last().copied().filter(|last| match ground {
            Ground::Dark => light(shade) <= light(*last),
            Ground::Light => light(shade) >= light(*last),
        });
        steady.push(kept.unwrap_or(shade));
    }
    steady
}

/// From zero to the most of one sign, always further away from zero. A terminal's nearest colour of a faint hue may be a
/// grey, which says no sign: it looks like zero then.
fn side(zero: Rgb, stops: &[Rgb], depth: ColourDepth) -> Vec<Shade> {
    let is_grey = |[red, green, blue]: Rgb| red == green && green == blue;
    let hueless = stops.iter().all(|stop| is_grey(*stop));
    let nothing = coloured(zero, depth);
    let all = [&[zero], stops].concat();
    let shades = (0..=SIDE).map(|i| {
        let shade = coloured(between(&all, i as f32 / SIDE as f32), depth);
        if !hueless && rgb(shade.colour).is_some_and(is_grey) { nothing } else { shade }
    });
    let lightens = stops.last().is_some_and(|most| luminance(*most) > luminance(zero));
    steady(shades, if lightens { Ground::Dark } else { Ground::Light })
}

/// Named colours in order, with the shade glyphs as three steps between each and the next.
fn named(colours: &[Named]) -> Vec<Shade> {
    let colours: Vec<Color> = colours.iter().map(|colour| colour.map_or(Color::Reset, colour::named)).collect();
    let mut shades: Vec<Shade> = colours.first().map(|first| Shade::solid(*first)).into_iter().collect();
    for pair in colours.windows(2) {
        shades.extend(SHADES[1..4].iter().map(|glyph| Shade::blend(pair[1], pair[0], *glyph)));
        shades.push(Shade::solid(pair[1]));
    }
    shades
}

fn sequential(colours: &Colours, share: f32) -> Rgb {
    let along = match colours.weights {
        // Its first eighth is black.
        Scale::Inferno | Scale::Magma => 0.12 + 0.86 * share,
        _ => share,
    };
    let darkens = colours.weights == Scale::OrangeRed;
    let along = if darkens == (colours.ground == Ground::Light) { along } else { 1.0 - along };
    let gradient = match colours.weights {
        Scale::Inferno => INFERNO,
        Scale::Magma => MAGMA,
        Scale::Plasma => PLASMA,
        Scale::Viridis => VIRIDIS,
        Scale::Cividis => CIVIDIS,
        Scale::OrangeRed => ORANGE_RED,
        Scale::Gray => return mix(colours.zero, [if colours.ground == Ground::Dark { 255 } else { 0 }; 3], share),
    };
    let colour = gradient.eval_continuous(f64::from(along));
    // The first steps leave the ground gradually, or every zero would be a visible block.
    mix(colours.zero, [colour.r, colour.g, colour.b], (share * 6.0).min(1.0))
}

/// The colour at a share of the way along stops.
fn between(stops: &[Rgb], share: f32) -> Rgb {
    let place = share * stops.len().saturating_sub(1) as f32;
    let from = (place as usize).min(stops.len().saturating_sub(2));
    mix(stops[from], stops[(from + 1).min(stops.len() - 1)], place - from as f32)
}

fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    [0, 1, 2].map(|i| (f32::from(from[i]) + (f32::from(to[i]) - f32::from(from[i])) * share).round() as u8)
}

#[cfg(test)]
mod tests;
