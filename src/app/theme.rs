//! Themes: what colour each thing on the screen has, as files say it.
//!
//! Some are part of the program; a viewer's own name one of those as their base, and what is different. Nothing here
//! knows what a terminal can show: colours are resolved for one where the screen is drawn.

mod read;

use std::borrow::Cow;
use std::fmt;

use super::flaw::FlawAt;
use super::notice::{Notice, nearest};

/// The names of the themes that are part of the program.
pub const NAMES: [&str; 5] = ["dark", "light", "contrast", "colour-blind", "mono"];

/// Their files, in the same order; the first is complete, and the base of those that name none.
const FILES: [&str; 5] = [
    include_str!("theme/dark.toml"),
    include_str!("theme/light.toml"),
    include_str!("theme/contrast.toml"),
    include_str!("theme/colour-blind.toml"),
    include_str!("theme/mono.toml"),
];

/// Red, green and blue, 0 to 255.
pub type Rgb = [u8; 3];

/// One of a terminal's sixteen colours, 0 to 15; `None` is its own text or background.
pub type Named = Option<u8>;

/// The name of a theme.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ThemeName(Cow<'static, str>);

impl Default for ThemeName {
    /// For a dark terminal.
    fn default() -> ThemeName {
        ThemeName(Cow::Borrowed(NAMES[0]))
    }
}

impl From<&str> for ThemeName {
    fn from(name: &str) -> ThemeName {
        ThemeName(Cow::Owned(name.to_owned()))
    }
}

impl fmt::Display for ThemeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a theme is read on: the background.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Light text on a dark background.
    #[default]
    Dark,
    /// Dark text on a light background.
    Light,
}

/// What colours are used for, beside the values of matrices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Ink {
    /// Labels, axes, units.
    Quiet,
    /// Masked cells, rules, what lies ahead.
    Faint,
    /// Borders.
    Frame,
    /// The ground of the first and the last line.
    Bar,
    /// The ground of a token.
    Piece,
    /// The ground of a token that continues a word.
    PieceJoined,
    /// What is selected.
    Accent,
    /// Text upon it.
    OnAccent,
    /// Quiet text upon it.
    OnAccentQuiet,
    /// What is as it should be.
    Good,
    /// Steps that have been played.
    Done,
    /// What is wrong or switched off.
    Warning,
    /// Bars and lines of a first series.
    First,
    /// Of a second.
    Second,
    /// Of a third.
    Third,
    /// Of a fourth.
    Fourth,
    /// The cell under the cursor.
    Cursor,
}

/// How many inks there are.
const INKS: usize = 17;

impl Ink {
    /// The names in files, in the order of the inks.
    const NAMES: [&str; INKS] = [
        "quiet",
        "faint",
        "frame",
        "bar",
        "piece",
        "piece-joined",
        "accent",
        "on-accent",
        "on-accent-quiet",
        "good",
        "done",
        "warning",
        "first",
        "second",
        "third",
        "fourth",
        "cursor",
    ];
}

/// A colour for every ink.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inks<T>([T; INKS]);

impl<T: Copy> Inks<T> {
    /// The same colour for everything.
    pub fn all(colour: T) -> Inks<T> {
        Inks([colour; INKS])
    }

    /// The colour of an ink.
    pub fn get(&self, ink: Ink) -> T {
        self.0[ink as usize]
    }

    /// Every colour as something else.
    pub fn map<U: Copy>(&self, to: impl FnMut(T) -> U) -> Inks<U> {
        Inks(self.0.map(to))
    }
}

/// A ramp from dark to light, or back, on which every step is lighter than the one before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scale {
    /// Black, purple, red, yellow.
    #[default]
    Inferno,
    /// Black, purple, pink, cream.
    Magma,
    /// Blue, purple, orange, yellow.
    Plasma,
    /// Purple, teal, yellow: told apart by every kind of colour vision.
    Viridis,
    /// Blue, grey, yellow: looks nearly the same to every kind of colour vision.
    Cividis,
    /// White, orange, dark red.
    OrangeRed,
    /// Black, grey, white.
    Gray,
}

impl Scale {
    /// Every ramp.
    pub const ALL: [Scale; 7] =
        [Scale::Inferno, Scale::Magma, Scale::Plasma, Scale::Viridis, Scale::Cividis, Scale::OrangeRed, Scale::Gray];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Scale::Inferno => "inferno",
            Scale::Magma => "magma",
            Scale::Plasma => "plasma",
            Scale::Viridis => "viridis",
            Scale::Cividis => "cividis",
            Scale::OrangeRed => "orange-red",
            Scale::Gray => "gray",
        }
    }
}

/// Everything that a theme's file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Colours {
    /// What it is read on.
    pub ground: Ground,
    /// The ink and the paper of everything else; `None`: the terminal's own.
    pub page: Option<[Rgb; 2]>,
    /// What each thing is drawn with.
    pub inks: Inks<Rgb>,
    /// What a value of zero looks like.
    pub zero: Rgb,
    /// What weights look like.
    pub weights: Scale,
    /// What zero looks like among signed values, where that is something else.
    pub middle: Option<Rgb>,
    /// Negative values, from near zero to the most; as many as positive ones.
    pub negative: Vec<Rgb>,
    /// Positive values.
    pub positive: Vec<Rgb>,
    /// The same for a terminal of sixteen colours.
    pub sixteen: Sixteen,
}

/// What a theme is on a terminal of sixteen colours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sixteen {
    /// The ink and the paper of everything else; `None`: the terminal's own.
    pub page: Option<[Named; 2]>,
    /// What each thing is drawn with.
    pub inks: Inks<Named>,
    /// What weights look like, from zero to the most.
    pub weights: Vec<Named>,
    /// What zero looks like among signed values, where that is something else.
    pub middle: Option<Named>,
    /// Negative values, from near zero to the most; as many as positive ones.
    pub negative: Vec<Named>,
    /// Positive values.
    pub positive: Vec<Named>,
}

impl Default for Colours {
    /// The first theme of the program.
    fn default() -> Colours {
        Colours::read(FILES[0]).unwrap_or_else(|_| Colours::blank())
    }
}

impl Colours {
    /// White on black, and a ramp between them: what the first file of all is read over.
    fn blank() -> Colours {
        let (black, white) = ([0; 3], [255; 3]);
        let sixteen = Sixteen {
            page: None,
            inks: Inks::all(None),
            weights: vec![Some(0), Some(15)],
            middle: None,
            negative: vec![Some(15)],
            positive: vec![Some(15)],
        };
        Colours {
            ground: Ground::Dark,
            page: None,
            inks: Inks::all(white),
            zero: black,
            weights: Scale::Gray,
            middle: None,
            negative: vec![white],
            positive: vec![white],
            sixteen,
        }
    }

    /// The colours of a file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of its lines.
    pub fn read(file: &str) -> Result<Colours, Vec<FlawAt>> {
        read::file(file)
    }
}

/// The themes that there are to choose from.
#[derive(Clone, PartialEq, Debug)]
pub struct Themes {
    all: Vec<(ThemeName, Colours)>,
    /// Those that could not be read, and why.
    broken: Vec<(ThemeName, Notice)>,
}

impl Default for Themes {
    /// Those that are part of the program.
    fn default() -> Themes {
        let theme =
            |(name, file)| (ThemeName(Cow::Borrowed(name)), Colours::read(file).unwrap_or_else(|_| Colours::blank()));
        Themes { all: NAMES.into_iter().zip(FILES).map(theme).collect(), broken: Vec::new() }
    }
}

impl Themes {
    /// Adds a viewer's own theme, or puts it in the place of the one of that name. One that is broken cannot be chosen:
    /// whoever asks for it hears why.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, name: &str, path: impl fmt::Display, file: &str) -> Result<(), Notice> {
        let name = ThemeName::from(name);
        match Colours::read(file) {
            Ok(colours) => {
                match self.all.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, old)) => *old = colours,
                    None => self.all.push((name, colours)),
                }
                Ok(())
            }
            Err(flaws) => {
                let notice = Notice::in_file(path, &flaws).unwrap_or(Notice::Failed(name.to_string()));
                self.broken.push((name, notice.clone()));
                Err(notice)
            }
        }
    }

    /// The names, in the order in which they are gone through.
    pub fn names(&self) -> impl Iterator<Item = &ThemeName> {
        self.all.iter().map(|(name, _)| name)
    }

    /// The theme of a name.
    ///
    /// # Errors
    /// Where there is none, or its file is broken.
    pub fn named(&self, name: &ThemeName) -> Result<ThemeName, Notice> {
        if let Some((_, notice)) = self.broken.iter().find(|(broken, _)| broken == name) {
            return Err(notice.clone());
        }
        self.names().find(|known| *known == name).cloned().ok_or_else(|| Notice::UnknownTheme {
            name: name.to_string(),
            nearest: nearest(&name.0, self.names().map(|name| &*name.0)),
        })
    }

    /// The theme after one, around.
    pub fn after(&self, name: &ThemeName) -> ThemeName {
        let at = self.names().position(|known| known == name).unwrap_or(0);
        self.names().nth((at + 1) % self.all.len().max(1)).cloned().unwrap_or_default()
    }

    /// The colours of a theme; of one that is not there the first one's.
    pub fn get(&self, name: &ThemeName) -> &Colours {
        let found = self.all.iter().find(|(known, _)| known == name);
        &found.unwrap_or(&self.all[0]).1
    }
}
