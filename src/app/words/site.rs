//! What each step of a pass is called, and what it does in one sentence.

use super::{Language, chinese_site, english_site};
use crate::tape::Site;

impl Language {
    /// The operation that makes a value, in a word or two.
    pub const fn step(self, site: Site) -> &'static str {
        match self {
            Language::English => english_site::step(site),
            Language::Chinese => chinese_site::step(site),
        }
    }

    /// What the operation that makes a value does, in one sentence without a full stop.
    pub const fn sentence(self, site: Site) -> &'static str {
        match self {
            Language::English => english_site::sentence(site),
            Language::Chinese => chinese_site::sentence(site),
        }
    }

    /// How a value is made, as one would write it on a board: names stay as they are, and so does arithmetic.
    pub const fn formula(self, site: Site) -> &'static str {
        match self {
            Language::English => site.formula(),
            Language::Chinese => chinese_site::formula(site),
        }
    }
}
