use super::*;
use crate::app::theme::Themes;

const DEPTHS: [ColourDepth; 4] = [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::Indexed256, ColourDepth::True];

/// What every theme of the program says.
fn themes() -> Vec<(String, Colours)> {
    let all = Themes::default();
    all.names().map(|name| (name.to_string(), all.get(name).clone())).collect()
}

/// How light a cell looks from a distance: a shade glyph covers a quarter to all of it. Without colours, how much of it
/// is covered.
fn lightness(shade: Shade) -> f32 {
    let covered = SHADES.iter().position(|glyph| *glyph == shade.narrow).unwrap_or(0) as f32 / 4.0;
    let light = |colour: Option<Color>| colour.and_then(rgb).map(luminance);
    let under = light(shade.style.bg);
    let over = light(shade.style.fg).or_else(|| under.is_none().then_some(1.0));
    under.unwrap_or(0.0) * (1.0 - covered) + over.unwrap_or(0.0) * covered
}

/// The CIE lightness of a colour, 0 to 100.
fn cie(colour: Rgb) -> f32 {
    let y = luminance(colour);
    if y > 216.0 / 24389.0 { 116.0 * y.cbrt() - 16.0 } else { y * 24389.0 / 27.0 }
}

/// The order of magnitudes is the order of lightness, so that it can be read in every theme, at every depth, on paper.
#[test]
fn a_sequential_ramp_leaves_its_ground_at_every_step() {
    for (name, colours) in themes() {
        for depth in DEPTHS {
            let ramp = Ramp::sequential(&colours, depth);
            let mut steps = ramp.shades().to_vec();
            steps.dedup();
            let darkens = colours.ground == Ground::Light && depth != ColourDepth::None;
            let onward = |pair: &[Shade]| (lightness(pair[0]) < lightness(pair[1])) != darkens;
            assert!(steps.windows(2).all(onward), "{name} {depth:?}");
            let least = match depth {
                ColourDepth::True => LEVELS,
                ColourDepth::Indexed256 => 12,
                ColourDepth::Ansi16 => 13,
                ColourDepth::None => 5,
            };
            assert!(steps.len() >= least, "{name} {depth:?}: {} steps", steps.len());
        }
        let first = Ramp::sequential(&colours, ColourDepth::True).at(0.0);
        assert_eq!(rgb(first.colour), Some(colours.zero), "{name}");
    }
}

#[test]
fn quarters_look_different_at_every_depth() {
    for (name, colours) in themes() {
        for depth in DEPTHS {
            for ramp in [Ramp::sequential(&colours, depth), Ramp::diverging(&colours, depth)] {
                let looks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| ramp.at(share));
                for (i, look) in looks.iter().enumerate() {
                    assert!(!looks[..i].contains(look), "{name} {depth:?} {i}");
                }
            }
        }
    }
}

#[test]
fn a_diverging_ramp_is_even_about_zero_and_differs_by_sign() {
    for (name, colours) in themes() {
        for depth in DEPTHS {
            let ramp = Ramp::diverging(&colours, depth);
            assert_eq!(ramp.shades().len() % 2, 1);
            assert_eq!(ramp.at(0.0), ramp.at(-0.0));
            for share in [0.3, 0.5, 1.0] {
                assert_ne!(ramp.at(share), ramp.at(-share), "{name} {depth:?} {share}");
                assert_ne!(ramp.at(share), ramp.at(0.0), "{name} {depth:?} {share}");
            }
        }
    }
}

/// Of two values of one size neither catches the eye more. Without hues lightness has to say the sign instead.
#[test]
fn both_signs_are_equally_light() {
    for (name, colours) in themes() {
        let ramp = Ramp::diverging(&colours, ColourDepth::True);
        let zero = rgb(ramp.at(0.0).colour).map(cie).unwrap();
        for step in 1..=SIDE {
            let at = |share: f32| rgb(ramp.at(share).colour).map(cie).unwrap();
            let share = step as f32 / SIDE as f32;
            let (negative, positive) = (at(-share), at(share));
            if colours.middle.is_some() {
                let (down, up) = (zero - negative, positive - zero);
                assert!(down > 0.0 && up > 0.0 && (down - up).abs() < 3.0, "{name} {share}: {down} {up}");
            } else {
                assert!((negative - positive).abs() < 3.0, "{name} {share}: {negative} {positive}");
            }
        }
    }
}

#[test]
fn beyond_the_ends_are_the_ends_and_no_number_is_itself() {
    let colours = Colours::default();
    for depth in DEPTHS {
        for ramp in [Ramp::sequential(&colours, depth), Ramp::diverging(&colours, depth)] {
            assert_eq!(ramp.at(f32::INFINITY), ramp.at(1.0));
            assert_eq!(ramp.at(f32::NEG_INFINITY), ramp.shades()[0]);
            assert!(!ramp.shades().contains(&ramp.at(f32::NAN)));
        }
    }
}
