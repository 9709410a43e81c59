//! The languages of the program.

use super::{chinese_flaw, chinese_notice, english_flaw, english_notice};
use crate::app::flaw::Flaw;
use crate::app::notice::Notice;

/// A language of the program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Language {
    /// English
    #[default]
    English,
    /// 简体中文
    Chinese,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::English, Language::Chinese];

    /// The code in commands, and on the screen in capitals.
    pub const fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    /// The language of a code.
    pub fn named(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The one after it, around.
    pub fn next(self) -> Language {
        let at = Language::ALL.iter().position(|language| *language == self).unwrap_or(0);
        Language::ALL[(at + 1) % Language::ALL.len()]
    }

    pub(in crate::app) fn flaw(self, flaw: &Flaw) -> String {
        match self {
            Language::English => english_flaw::flaw(flaw),
            Language::Chinese => chinese_flaw::flaw(flaw),
        }
    }

    pub(in crate::app) fn notice(self, notice: &Notice) -> String {
        match self {
            Language::English => english_notice::notice(notice),
            Language::Chinese => chinese_notice::notice(notice),
        }
    }
}
