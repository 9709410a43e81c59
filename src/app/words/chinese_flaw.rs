//! 简体中文: what can be wrong with a viewer's own files.

use super::chinese_notice::{like, notice};
use crate::app::flaw::Flaw;

pub(super) fn flaw(flaw: &Flaw) -> String {
    match flaw {
        Flaw::NotToml(reason) => format!("不是 TOML ({reason})：每项要写成 `\"按键\" = \"命令\"`"),
        Flaw::UnknownEntry { name, nearest } => format!("这里没有叫 `{name}` 的项{}", like(nearest)),
        Flaw::NotText(name) => format!("`{name}` 要写引号里的文本"),
        Flaw::NotColours(name, least) => {
            format!("`{name}` 要在方括号里写至少 {least} 种颜色，例如 `[\"#1c3a70\", \"#4088ec\"]`")
        }
        Flaw::UnknownKey(word) => {
            format!("没有叫 `{word}` 的键：键要写成 `x`、`é`、`space`、`C-c`、`S-tab`、`alt-x`、`F5` 这样")
        }
        Flaw::NoKey => "命令的左边没有键".to_owned(),
        Flaw::Cancels(key) => format!("`{key}` 不能放在按键序列里：它在那里表示收回或取消"),
        Flaw::Twice { keys, line } => format!("`{keys}` 在第 {line} 行已经有了：请去掉其中一个"),
        Flaw::Prefix { keys, longer, line } => {
            format!("`{keys}` 本身对应命令，又是 `{longer}` 的开头，见第 {line} 行：请去掉其中一个")
        }
        Flaw::Command(refused) => notice(refused),
        Flaw::OnlyScripts(name) => format!("`{name}` 只用于脚本：不能由按键发出"),
        Flaw::NotOneOf { name, word, nearest } => format!("`{name}` 不能是 `{word}`{}", like(nearest)),
        Flaw::NotColour(word) => format!("`{word}` 不是颜色：颜色要写成 `#ffb74d` 这样"),
        Flaw::NotNamedColour { word, nearest } => format!("`{word}` 不是终端的十六种颜色之一{}", like(nearest)),
        Flaw::Uneven => "`negative` 和 `positive` 的颜色个数必须相同".to_owned(),
    }
}
