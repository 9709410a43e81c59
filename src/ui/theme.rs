//! Themes: what each thing on the screen is, and how that looks.
//!
//! Panes name a [`Role`], never a colour. A theme is built for one viewer's ground and colour depth and passed along;
//! chrome keeps the terminal's own background and text colour, so that the screen belongs where it is shown.

use ratatui::style::{Color, Modifier, Style};

use super::capability::{Capability, ColourDepth};
use super::colour::{Rgb, nearest_of_256, rgb};
use super::ramp::{Ramp, Shade};
use crate::app::desk::ThemeName;

/// What a theme stands on: the terminal's background.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Light text on a dark background.
    #[default]
    Dark,
    /// Dark text on a light background.
    Light,
}

impl Ground {
    /// What a value of zero looks like: close to the background, and still a cell of a map.
    pub const fn colour(self) -> Rgb {
        match self {
            Ground::Dark => [19, 16, 26],
            Ground::Light => [250, 247, 242],
        }
    }
}

impl From<ThemeName> for Ground {
    fn from(name: ThemeName) -> Ground {
        match name {
            ThemeName::Dark => Ground::Dark,
            ThemeName::Light => Ground::Light,
        }
    }
}

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
    /// What stands beside the selected thing on the same ground.
    SelectedQuiet,
    /// The ground of a piece of text that is one token.
    Piece,
    /// The same for a token that continues a word.
    PieceJoined,
}

/// The colours of a theme for one depth; `None` is the terminal's own.
struct Inks {
    quiet: Color,
    faint: Color,
    frame: Color,
    bar: Color,
    piece: Color,
    piece_joined: Color,
    accent: Color,
    on_accent: Color,
    on_accent_quiet: Color,
    good: Color,
    done: Color,
    warning: Color,
    first: Color,
    second: Color,
    third: Color,
    cursor: Color,
}

impl Inks {
    fn of(ground: Ground, depth: ColourDepth) -> Inks {
        match (ground, depth) {
            (_, ColourDepth::None) => Inks::plain(),
            (Ground::Dark, ColourDepth::Ansi16) => Inks::named_dark(),
            (Ground::Light, ColourDepth::Ansi16) => Inks::named_light(),
            (Ground::Dark, _) => Inks::dark(|rgb| at(depth, rgb)),
            (Ground::Light, _) => Inks::light(|rgb| at(depth, rgb)),
        }
    }

    fn dark(ink: impl Fn(Rgb) -> Color) -> Inks {
        Inks {
            quiet: ink([128, 132, 145]),
            faint: ink([74, 76, 88]),
            frame: ink([66, 69, 82]),
            bar: ink([30, 32, 42]),
            piece: ink([44, 47, 60]),
            piece_joined: ink([56, 60, 76]),
            accent: ink([255, 183, 77]),
            on_accent: ink([18, 16, 20]),
            on_accent_quiet: ink([132, 88, 24]),
            good: ink([156, 204, 101]),
            done: ink([146, 168, 140]),
            warning: ink([255, 112, 96]),
            first: ink([122, 162, 247]),
            second: ink([158, 124, 222]),
            third: ink([156, 204, 101]),
            cursor: ink([255, 255, 255]),
        }
    }

    fn light(ink: impl Fn(Rgb) -> Color) -> Inks {
        Inks {
            quiet: ink([104, 106, 116]),
            faint: ink([176, 178, 186]),
            frame: ink([184, 186, 196]),
            bar: ink([232, 232, 238]),
            piece: ink([228, 228, 234]),
            piece_joined: ink([214, 214, 222]),
            accent: ink([176, 92, 0]),
            on_accent: ink([255, 252, 246]),
            on_accent_quiet: ink([240, 196, 140]),
            good: ink([56, 128, 32]),
            done: ink([88, 120, 82]),
            warning: ink([196, 40, 28]),
            first: ink([44, 92, 196]),
            second: ink([118, 72, 190]),
            third: ink([56, 128, 32]),
            cursor: ink([0, 0, 0]),
        }
    }

    fn named_dark() -> Inks {
        Inks {
            quiet: Color::DarkGray,
            faint: Color::DarkGray,
            frame: Color::DarkGray,
            bar: Color::Reset,
            piece: Color::Reset,
            piece_joined: Color::Reset,
            accent: Color::Yellow,
            on_accent: Color::Black,
            on_accent_quiet: Color::DarkGray,
            good: Color::Green,
            done: Color::Green,
            warning: Color::LightRed,
            first: Color::LightBlue,
            second: Color::LightMagenta,
            third: Color::LightGreen,
            cursor: Color::White,
        }
    }

    fn named_light() -> Inks {
        Inks {
            accent: Color::Red,
            on_accent: Color::White,
            on_accent_quiet: Color::Gray,
            warning: Color::Magenta,
            first: Color::Blue,
            second: Color::Magenta,
            third: Color::Green,
            cursor: Color::Black,
            ..Inks::named_dark()
        }
    }

    fn plain() -> Inks {
        let own = Color::Reset;
        Inks {
            quiet: own,
            faint: own,
            frame: own,
            bar: own,
            piece: own,
            piece_joined: own,
            accent: own,
            on_accent: own,
            on_accent_quiet: own,
            good: own,
            done: own,
            warning: own,
            first: own,
            second: own,
            third: own,
            cursor: own,
        }
    }
}

fn page(ground: Ground, depth: ColourDepth) -> Option<(Color, Color)> {
    match (ground, depth) {
        (Ground::Dark, _) | (_, ColourDepth::None) => None,
        (Ground::Light, ColourDepth::Ansi16) => Some((Color::Black, Color::White)),
        (Ground::Light, _) => Some((at(depth, [28, 28, 32]), at(depth, [255, 255, 255]))),
    }
}

fn at(depth: ColourDepth, [red, green, blue]: Rgb) -> Color {
    match depth {
        ColourDepth::True => Color::Rgb(red, green, blue),
        _ => Color::Indexed(nearest_of_256([red, green, blue])),
    }
}

/// How everything looks to one viewer.
pub struct Theme {
    inks: Inks,
    page: Option<(Color, Color)>,
    depth: ColourDepth,
    weights: Ramp,
    signed: Ramp,
}

impl Theme {
    /// A theme for that ground and what that terminal can show.
    pub fn new(ground: Ground, capability: &Capability) -> Theme {
        let depth = capability.colour;
        Theme {
            inks: Inks::of(ground, depth),
            page: page(ground, depth),
            depth,
            weights: Ramp::sequential(ground, depth),
            signed: Ramp::diverging(ground, depth),
        }
    }

    /// The ink and the paper of everything that a role leaves to the terminal; nothing where the terminal's own stay.
    ///
    /// The dark theme takes the terminal as it is. The light one is asked for, often on a dark terminal, and brings its
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
        let inks = &self.inks;
        let plain = Style::new();
        match role {
            Role::Text => plain,
            Role::Strong => plain.add_modifier(Modifier::BOLD),
            // A title stands on a line of another colour.
            Role::Title => plain.fg(Color::Reset),
            Role::Quiet => self.dimmed(inks.quiet),
            Role::Faint => self.dimmed(inks.faint),
            Role::Ahead => self.dimmed(inks.faint).add_modifier(Modifier::DIM),
            Role::Frame => plain.fg(inks.frame),
            Role::Bar => plain.bg(inks.bar),
            Role::BarQuiet => self.dimmed(inks.quiet).bg(inks.bar),
            Role::Key => plain.fg(inks.accent).bg(inks.bar).add_modifier(Modifier::BOLD),
            Role::FrameFocus => plain.fg(inks.accent),
            Role::TitleFocus | Role::Accent => plain.fg(inks.accent).add_modifier(Modifier::BOLD),
            Role::Selected => self.filled(inks.accent, inks.on_accent).add_modifier(Modifier::BOLD),
            Role::Cursor => self.filled(inks.cursor, inks.on_accent),
            Role::Good => plain.fg(inks.good),
            Role::Done => plain.fg(inks.done),
            Role::Warning => plain.fg(inks.warning).add_modifier(Modifier::BOLD),
            Role::First => plain.fg(inks.first),
            Role::Second => plain.fg(inks.second),
            Role::Third => plain.fg(inks.third),
            Role::SelectedQuiet => self.filled(inks.accent, inks.on_accent_quiet),
            Role::Piece => plain.bg(inks.piece),
            Role::PieceJoined => plain.bg(inks.piece_joined),
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
mod tests {
    use super::*;

    #[test]
    fn what_is_selected_stands_out_at_every_depth() {
        for ground in ThemeName::ALL.map(Ground::from) {
            for colour in [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::Indexed256, ColourDepth::True] {
                let theme = Theme::new(ground, &Capability { colour, ..Capability::FULL });
                assert_ne!(theme.style(Role::Selected), theme.style(Role::Text));
                assert_ne!(theme.style(Role::TitleFocus), theme.style(Role::Title));
                let colours = [Role::Text, Role::Quiet, Role::FrameFocus].map(|role| theme.style(role).bg);
                assert_eq!(colours, [None; 3], "chrome keeps the terminal's background");
            }
        }
    }

    #[test]
    fn no_colour_means_none() {
        let theme = Theme::new(Ground::Dark, &Capability { colour: ColourDepth::None, ..Capability::FULL });
        for role in [Role::Accent, Role::Selected, Role::Warning, Role::First, Role::Bar] {
            assert!(matches!(theme.colour(role), Color::Reset));
        }
    }
}
