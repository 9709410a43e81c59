//! Which language the lab begins in, and how a language is chosen on the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::app::Language;

/// Reads a language's code.
pub(super) fn parser() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::code)).map(|code| Language::named(&code).unwrap_or_default())
}

/// The language of the environment: that of messages, by the first variable that says one.
pub(super) fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Language {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
    if locale.to_ascii_lowercase().starts_with("zh") { Language::Chinese } else { Language::English }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_says_something_counts() {
        let of = |variables: &[(&str, &str)]| {
            let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
            of_environment(|name| find(name).map(|(_, value)| (*value).to_owned()))
        };
        for chinese in ["zh", "zh_CN.UTF-8", "zh_TW", "zh-Hans", "ZH_cn"] {
            assert_eq!(of(&[("LANG", chinese)]), Language::Chinese, "{chinese}");
        }
        for other in ["", "C", "POSIX", "C.UTF-8", "en_GB.UTF-8", "de_DE", "hz"] {
            assert_eq!(of(&[("LANG", other)]), Language::English, "{other}");
        }
        assert_eq!(of(&[]), Language::English);
        assert_eq!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_CN"), ("LANG", "en_US")]), Language::Chinese);
        assert_eq!(of(&[("LC_ALL", "C"), ("LC_MESSAGES", "zh_CN"), ("LANG", "zh_CN")]), Language::English);
        assert_eq!(of(&[("LC_CTYPE", "zh_CN.UTF-8"), ("LANG", "en_US.UTF-8")]), Language::English);
    }
}
