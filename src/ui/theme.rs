//! Themes: what each thing on the screen is, and how that looks.
//!
//! Panes name a [`Role`], never a colour. What colours there are a file says; a theme is those colours on one viewer's
//! colour depth. Chrome keeps the terminal's own background and text colour, so that the screen belongs where it is shown.

use ratatui::style::{Color, Modifier, Style};

use super::capability::{Capability, ColourDepth};
use super::colour::{self, Rgb, nearest_of_256, rgb};
use super::ramp::{Ramp, Shade};
use crate::app::theme::{Colours, Ink, Inks, Named};

/// What something on the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// What is read.
    Text,
    /// What is read first: a name, a result.
    Strong,
    /// What stands aside: labels, axes, units.
    Quiet,
    /// What only marks a place: masked cells, rules.
    Faint,
    /// The header and key lines.
    Bar,
    /// The quiet words of the header and key lines.
    BarQuiet,
    /// A key in the key line and in help.
    Key,
    /// The border of a pane.
    Frame,
    /// The border of the pane that has the keys.
    FrameFocus,
    /// The title of a pane.
    Title,
    /// The title of the pane that has the keys.
    TitleFocus,
    /// What belongs to the selection: the query's label, the row and column of the cell.
    Accent,
    /// The selected thing itself.
    Selected,
    /// The cell under the cursor, over whatever colour it has.
    Cursor,
    /// What is as it should be: sums to one, done.
    Good,
    /// A step that has been played.
    Done,
    /// What went wrong or is off.
    Warning,
    /// A value that lies after the cursor's step.
    Ahead,
    /// Bars and lines of a first series.
    First,
    /// Bars and lines of a second series.
    Second,
    /// Bars and lines of a third series.
    Third,
    /// Bars and lines of a fourth series.
    Fourth,
    /// What stands beside the selected thing on the same ground.
    SelectedQuiet,
    /// The ground of a piece of text that is one token.
    Piece,
    /// The same for a token that continues a word.
    PieceJoined,
}

/// One of the sixteen colours, or the terminal's own.
fn named(colour: Named) -> Color {
    colour.map_or(Color::Reset, colour::named)
}

fn at(depth: ColourDepth, [red, green, blue]: Rgb) -> Color {
    match depth {
        ColourDepth::True => Color::Rgb(red, green, blue),
        _ => Color::Indexed(nearest_of_256([red, green, blue])),
    }
}

/// How everything looks to one viewer.
pub struct Theme {
    inks: Inks<Color>,
    page: Option<(Color, Color)>,
    depth: ColourDepth,
    weights: Ramp,
    signed: Ramp,
}

impl Theme {
    /// These colours on what that terminal can show.
    pub fn new(colours: &Colours, capability: &Capability) -> Theme {
        let depth = capability.colour;
        let sixteen = &colours.sixteen;
        let (inks, page) = match depth {
            ColourDepth::None => (Inks::all(Color::Reset), None),
            ColourDepth::Ansi16 => (sixteen.inks.map(named), sixteen.page.map(|page| page.map(named))),
            _ => {
                let ink = |rgb| at(depth, rgb);
                (colours.inks.map(ink), colours.page.map(|page| page.map(ink)))
            }
        };
        Theme {
            inks,
            page: page.map(|[ink, paper]| (ink, paper)),
            depth,
            weights: Ramp::sequential(colours, depth),
            signed: Ramp::diverging(colours, depth),
        }
    }

    /// The ink and the paper of everything that a role leaves to the terminal; nothing where the terminal's own stay.
    ///
    /// A theme for a dark terminal may take it as it is. One that is asked for on a terminal of another kind brings its
    /// own paper: dark text on a background that happened to be dark could not be read.
    pub fn page(&self) -> Option<(Color, Color)> {
        self.page
    }

    /// The ink that reads on a colour, the theme's lightest or darkest; `None` on a colour that only the terminal knows.
    pub fn readable_on(&self, colour: Color) -> Option<Color> {
        let [red, green, blue] = rgb(colour)?.map(u32::from);
        let bright = 3 * red + 6 * green + blue > 1100;
        let sum = |colour: Option<Color>| colour.and_then(rgb).map_or(0, |rgb| rgb.map(u32::from).iter().sum::<u32>());
        // The cursor's two colours are the lightest and the darkest of a theme.
        let cursor = self.style(Role::Cursor);
        let (light, dark) =
            if sum(cursor.fg) > sum(cursor.bg) { (cursor.fg, cursor.bg) } else { (cursor.bg, cursor.fg) };
        if bright { dark } else { light }
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        let ink = |ink| self.inks.get(ink);
        let plain = Style::new();
        match role {
            Role::Text => plain,
            Role::Strong => plain.add_modifier(Modifier::BOLD),
            // A title stands on a line of another colour.
            Role::Title => plain.fg(Color::Reset),
            Role::Quiet => self.dimmed(ink(Ink::Quiet)),
            Role::Faint => self.dimmed(ink(Ink::Faint)),
            Role::Ahead => self.dimmed(ink(Ink::Faint)).add_modifier(Modifier::DIM),
            Role::Frame => plain.fg(ink(Ink::Frame)),
            Role::Bar => plain.bg(ink(Ink::Bar)),
            Role::BarQuiet => self.dimmed(ink(Ink::Quiet)).bg(ink(Ink::Bar)),
            Role::Key => plain.fg(ink(Ink::Accent)).bg(ink(Ink::Bar)).add_modifier(Modifier::BOLD),
            Role::FrameFocus => plain.fg(ink(Ink::Accent)),
            Role::TitleFocus | Role::Accent => plain.fg(ink(Ink::Accent)).add_modifier(Modifier::BOLD),
            Role::Selected => self.filled(ink(Ink::Accent), ink(Ink::OnAccent)).add_modifier(Modifier::BOLD),
            Role::Cursor => self.filled(ink(Ink::Cursor), ink(Ink::OnAccent)),
            Role::Good => plain.fg(ink(Ink::Good)),
            Role::Done => plain.fg(ink(Ink::Done)),
            Role::Warning => plain.fg(ink(Ink::Warning)).add_modifier(Modifier::BOLD),
            Role::First => plain.fg(ink(Ink::First)),
            Role::Second => plain.fg(ink(Ink::Second)),
            Role::Third => plain.fg(ink(Ink::Third)),
            Role::Fourth => plain.fg(ink(Ink::Fourth)),
            Role::SelectedQuiet => self.filled(ink(Ink::Accent), ink(Ink::OnAccentQuiet)),
            Role::Piece => plain.bg(ink(Ink::Piece)),
            Role::PieceJoined => plain.bg(ink(Ink::PieceJoined)),
        }
    }

    /// The colour a role draws with, for bars and half blocks.
    pub fn colour(&self, role: Role) -> Color {
        let style = self.style(role);
        style.fg.or(style.bg).unwrap_or(Color::Reset)
    }

    /// The look of a weight or probability as a share of the largest shown: 0 to 1.
    pub fn weight(&self, share: f32) -> Shade {
        self.weights.at(share)
    }

    /// The look of a signed value as a share of the largest magnitude shown: −1 to 1.
    pub fn signed(&self, share: f32) -> Shade {
        self.signed.at(share)
    }

    /// The ramp of weights, or of signed values.
    pub fn ramp(&self, signed: bool) -> &Ramp {
        if signed { &self.signed } else { &self.weights }
    }

    /// Whether cells can be told apart by colour alone; without, glyphs say it.
    pub fn has_colours(&self) -> bool {
        self.depth != ColourDepth::None
    }

    /// Whether a colour is a step of its own: half blocks need one for either half.
    pub fn has_fine_colours(&self) -> bool {
        self.depth >= ColourDepth::Indexed256
    }

    fn dimmed(&self, colour: Color) -> Style {
        if self.has_colours() { Style::new().fg(colour) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    fn filled(&self, under: Color, over: Color) -> Style {
        if self.has_colours() { Style::new().fg(over).bg(under) } else { Style::new().add_modifier(Modifier::REVERSED) }
    }
}

#[cfg(test)]
mod tests;
