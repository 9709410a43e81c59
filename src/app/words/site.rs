//! What each step of a pass is called, and what it does in one sentence.

use super::{Language, english_site};
use crate::tape::Site;

impl Language {
    /// The operation that makes a value, in a word or two.
    pub const fn step(self, site: Site) -> &'static str {
        match self {
            Language::English => english_site::step(site),
        }
    }

    /// What the operation that makes a value does, in one sentence without a full stop.
    pub const fn sentence(self, site: Site) -> &'static str {
        match self {
            Language::English => english_site::sentence(site),
        }
    }
}
