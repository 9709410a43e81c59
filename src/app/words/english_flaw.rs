//! What can be wrong with a viewer's own files, in English.

use super::english_notice::like;
use crate::app::flaw::Flaw;

pub(super) fn flaw(flaw: &Flaw) -> String {
    match flaw {
        Flaw::NotToml(reason) => format!("this is no TOML ({reason}): entries are written \"keys\" = \"command\""),
        Flaw::UnknownEntry { name, nearest } => format!("nothing is called `{name}` here{}", like(nearest)),
        Flaw::NotText(name) => format!("`{name}` takes a text between quotation marks"),
        Flaw::NotColours(name, least) => {
            format!("`{name}` takes at least {least} colours between brackets, such as [\"#1c3a70\", \"#4088ec\"]")
        }
        Flaw::UnknownKey(word) => {
            format!("no key is called `{word}`: keys are written like x, é, space, C-c, S-tab, alt-x, F5")
        }
        Flaw::NoKey => "there is no key to the left of the command".to_owned(),
        Flaw::Cancels(key) => format!("`{key}` cannot stand within a sequence: there it takes back or cancels"),
        Flaw::Twice { keys, line } => format!("`{keys}` stands on line {line} already: take one of the two out"),
        Flaw::Prefix { keys, longer, line } => {
            format!("`{keys}` sends a command and begins `{longer}`, see line {line}: take one of the two out")
        }
        Flaw::Command(notice) => notice.to_string(),
        Flaw::OnlyScripts(name) => format!("`{name}` is for scripts only: no key can send it"),
        Flaw::NotOneOf { name, word, nearest } => format!("`{name}` cannot be `{word}`{}", like(nearest)),
        Flaw::NotColour(word) => format!("`{word}` is no colour: colours are written like #ffb74d"),
        Flaw::NotNamedColour { word, nearest } => {
            format!("`{word}` is none of a terminal's sixteen colours{}", like(nearest))
        }
        Flaw::Uneven => "`negative` and `positive` must have equally many colours".to_owned(),
    }
}
