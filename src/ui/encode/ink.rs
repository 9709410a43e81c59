//! A colour as one terminal will be told of it.

use ratatui::style::Color;

use crate::ui::capability::ColourDepth;
use crate::ui::colour;

/// A colour within a terminal's depth, in one spelling only, so that equal inks look equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// The terminal's own foreground or background.
    Default,
    /// One of the 256, of which the first sixteen are the named ones.
    Index(u8),
    /// A 24-bit colour.
    Rgb(colour::Rgb),
}

impl Ink {
    /// The ink nearest to `colour` that a terminal of this depth has.
    pub(super) fn new(colour: Color, depth: ColourDepth) -> Ink {
        let Some(rgb) = colour::rgb(colour) else { return Ink::Default };
        match (depth, colour::index(colour)) {
            (ColourDepth::None, _) => Ink::Default,
            (ColourDepth::Ansi16, Some(index)) if index < 16 => Ink::Index(index),
            (ColourDepth::Ansi16, _) => Ink::Index(colour::nearest_of_16(rgb)),
            (_, Some(index)) => Ink::Index(index),
            (ColourDepth::Indexed256, None) => Ink::Index(colour::nearest_of_256(rgb)),
            (ColourDepth::True, None) => Ink::Rgb(rgb),
        }
    }

    /// The parameters of the SGR sequence that selects this ink, as foreground (`base` 30) or background (40).
    pub(super) fn parameters(self, base: u8, emit: &mut impl FnMut(u8)) {
        match self {
            Ink::Default => emit(base + 9),
            Ink::Index(index @ 0..8) => emit(base + index),
            Ink::Index(index @ 8..16) => emit(base + 60 + index - 8),
            Ink::Index(index) => [base + 8, 5, index].into_iter().for_each(emit),
            Ink::Rgb([red, green, blue]) => [base + 8, 2, red, green, blue].into_iter().for_each(emit),
        }
    }
}
