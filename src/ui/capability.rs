//! What one viewer's terminal can show: how many colours, whole frames at once, letters beyond ASCII.
//!
//! Detection is a pure function of what the viewer's environment says, so that a student who comes in over SSH is
//! asked about *their* terminal and never about the machine that serves them.
//!
//! ```
//! use headlight::ui::capability::{Capability, ColourChoice, ColourDepth};
//!
//! let variable = |name: &str| (name == "TERM").then(|| "xterm-256color".to_owned());
//! assert_eq!(Capability::detect(ColourChoice::Auto, variable).colour, ColourDepth::Indexed256);
//! let choice = "none".parse().expect("a colour choice");
//! assert_eq!(Capability::detect(choice, variable).colour, ColourDepth::None);
//! ```

use std::fmt;
use std::str::FromStr;

/// How many colours a terminal shows, from none to all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColourDepth {
    /// Black on white or white on black; bold, dim, underline and reverse remain.
    None,
    /// The sixteen named colours.
    Ansi16,
    /// The sixteen, a 6 × 6 × 6 cube and 24 greys.
    Indexed256,
    /// 24 bits a colour.
    True,
}

/// What `--color` asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourChoice {
    /// Whatever the environment says.
    #[default]
    Auto,
    /// This depth, whatever the environment says.
    Depth(ColourDepth),
}

/// The values of `--color`, in the order in which help lists them.
pub const COLOUR_CHOICES: [(&str, ColourChoice); 5] = [
    ("auto", ColourChoice::Auto),
    ("truecolor", ColourChoice::Depth(ColourDepth::True)),
    ("256", ColourChoice::Depth(ColourDepth::Indexed256)),
    ("16", ColourChoice::Depth(ColourDepth::Ansi16)),
    ("none", ColourChoice::Depth(ColourDepth::None)),
];

/// A value of `--color` that is none of [`COLOUR_CHOICES`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no colour depth is called {0:?}; it is one of auto, truecolor, 256, 16, none")]
pub struct UnknownColourChoice(String);

impl FromStr for ColourChoice {
    type Err = UnknownColourChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = COLOUR_CHOICES.into_iter().find(|(name, _)| *name == text);
        named.map(|(_, choice)| choice).ok_or_else(|| UnknownColourChoice(text.to_owned()))
    }
}

impl fmt::Display for ColourChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = COLOUR_CHOICES.iter().find(|(_, choice)| choice == self);
        formatter.write_str(named.map_or("auto", |(name, _)| name))
    }
}

/// What one terminal can show. Cheap to copy; every viewer has their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// How many colours.
    pub colour: ColourDepth,
    /// Whether frames are wrapped in DEC mode 2026, which terminals that do not know it ignore.
    pub synchronized: bool,
    /// Whether letters, borders and blocks beyond ASCII arrive as such.
    pub unicode: bool,
}

impl Capability {
    /// Everything a current terminal does: 24-bit colour, synchronized output, Unicode.
    pub const FULL: Capability = Capability { colour: ColourDepth::True, synchronized: true, unicode: true };

    /// What the terminal described by environment variables can show. `variable` looks one up by name; an empty
    /// value counts as none.
    ///
    /// The order is: `choice`, `NO_COLOR`, `COLORTERM`, `TERM`, and 256 colours when nothing is known.
    pub fn detect(choice: ColourChoice, variable: impl Fn(&str) -> Option<String>) -> Capability {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let terminal = set("TERM").unwrap_or_default();
        let colour = match choice {
            ColourChoice::Depth(depth) => depth,
            ColourChoice::Auto if set("NO_COLOR").is_some() => ColourDepth::None,
            ColourChoice::Auto if terminal == "dumb" => ColourDepth::None,
            ColourChoice::Auto => match set("COLORTERM").as_deref() {
                Some("truecolor" | "24bit") => ColourDepth::True,
                _ => depth_of(&terminal),
            },
        };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
        Capability { colour, synchronized: terminal != "dumb", unicode: shows_unicode(&locale) }
    }
}

impl Default for Capability {
    fn default() -> Self {
        Capability::FULL
    }
}

/// The colour depth that a value of `TERM` promises.
fn depth_of(terminal: &str) -> ColourDepth {
    /// Terminals of which every version has shown 24-bit colour.
    const TRUE: [&str; 7] = ["alacritty", "contour", "foot", "ghostty", "kitty", "wezterm", "direct"];
    /// Terminals and consoles with the named colours only.
    const NAMED: [&str; 7] = ["linux", "ansi", "cygwin", "rxvt", "rxvt-16color", "xterm-16color", "screen"];
    /// Terminals without colour.
    const PLAIN: [&str; 7] = ["vt52", "vt100", "vt102", "vt220", "vt320", "vt420", "xterm-mono"];
    if TRUE.iter().any(|name| terminal.split('-').any(|part| part == *name)) {
        ColourDepth::True
    } else if PLAIN.contains(&terminal) {
        ColourDepth::None
    } else if NAMED.contains(&terminal) {
        ColourDepth::Ansi16
    } else {
        // xterm, tmux, screen and everything that calls itself *-256color, and what nobody has heard of.
        ColourDepth::Indexed256
    }
}

/// Whether a locale such as `zh_CN.UTF-8` lets UTF-8 through. One that names no encoding, `C` among them, is no
/// evidence against it: logins without a locale are common, terminals without UTF-8 are not.
fn shows_unicode(locale: &str) -> bool {
    let encoding = locale.split('.').nth(1).unwrap_or_default().split('@').next().unwrap_or_default();
    encoding.is_empty() || ["utf-8", "utf8"].contains(&encoding.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(choice: &str, variables: &[(&str, &str)]) -> Capability {
        let value = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Capability::detect(choice.parse().unwrap(), value)
    }

    #[test]
    fn colour_follows_flag_then_no_color_then_colorterm_then_term() {
        type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], ColourDepth);
        let cases: &[Case] = &[
            ("auto", &[], ColourDepth::Indexed256),
            ("auto", &[("TERM", "xterm-256color")], ColourDepth::Indexed256),
            ("auto", &[("TERM", "something-new")], ColourDepth::Indexed256),
            ("auto", &[("TERM", "xterm-kitty")], ColourDepth::True),
            ("auto", &[("TERM", "xterm-direct")], ColourDepth::True),
            ("auto", &[("TERM", "linux")], ColourDepth::Ansi16),
            ("auto", &[("TERM", "vt100")], ColourDepth::None),
            ("auto", &[("TERM", "screen-256color"), ("COLORTERM", "truecolor")], ColourDepth::True),
            ("auto", &[("TERM", "xterm"), ("COLORTERM", "24bit")], ColourDepth::True),
            ("auto", &[("TERM", "xterm"), ("COLORTERM", "yes")], ColourDepth::Indexed256),
            ("auto", &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")], ColourDepth::None),
            ("auto", &[("NO_COLOR", ""), ("COLORTERM", "truecolor")], ColourDepth::True),
            ("auto", &[("TERM", "dumb"), ("COLORTERM", "truecolor")], ColourDepth::None),
            ("truecolor", &[("NO_COLOR", "1"), ("TERM", "vt100")], ColourDepth::True),
            ("256", &[("COLORTERM", "truecolor")], ColourDepth::Indexed256),
            ("16", &[], ColourDepth::Ansi16),
            ("none", &[("COLORTERM", "truecolor")], ColourDepth::None),
        ];
        for (choice, variables, depth) in cases {
            assert_eq!(detect(choice, variables).colour, *depth, "{choice} {variables:?}");
        }
    }

    #[test]
    fn a_dumb_terminal_gets_no_synchronized_frames() {
        assert!(!detect("auto", &[("TERM", "dumb")]).synchronized);
        assert!(detect("auto", &[("TERM", "vt100")]).synchronized);
    }

    #[test]
    fn only_a_locale_that_names_another_encoding_rules_unicode_out() {
        assert!(detect("auto", &[]).unicode);
        assert!(detect("auto", &[("LANG", "C")]).unicode);
        assert!(detect("auto", &[("LANG", "zh_CN.utf8")]).unicode);
        assert!(detect("auto", &[("LC_ALL", "C.UTF-8"), ("LANG", "fr_FR.ISO-8859-1")]).unicode);
        assert!(!detect("auto", &[("LC_ALL", ""), ("LANG", "fr_FR.ISO-8859-15@euro")]).unicode);
        assert!(!detect("auto", &[("LC_CTYPE", "zh_CN.GB18030"), ("LANG", "en_US.UTF-8")]).unicode);
    }

    #[test]
    fn every_choice_prints_as_it_parses() {
        for (name, choice) in COLOUR_CHOICES {
            assert_eq!(name.parse(), Ok(choice));
            assert_eq!(choice.to_string(), name);
        }
        let error = "millions".parse::<ColourChoice>().unwrap_err();
        assert!(error.to_string().contains("\"millions\"") && error.to_string().contains("truecolor"));
    }
}
