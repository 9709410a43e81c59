//! 简体中文: what lower floors refuse, field by field. What the system or a library says stays in its own words.

use super::Language;
use super::chinese_notice::{EMPTY, NO_TARGET, like, numbered};
use crate::app::pane_tree::BadTree;
use crate::app::pass::PassError;
use crate::app::poke::{Along, PokeError};
use crate::model::tokenizer::{END_OF_TEXT, SMALLEST_VOCABULARY};
use crate::model::{ModelError, TokenizerError, WeightsError};
use crate::tape::{Shape, TapeError};
use crate::transformer::{ConfigError, InputError, MOST_PARAMETERS, Rule};

/// What a model's folder holds.
const FOLDER_HAS: &str = "模型是一个文件夹，内有 config.json、model.safetensors 和 tokenizer.json";

/// What follows where files do not fit together.
const DIFFERENT_MODELS: &str = "它们不属于同一个模型";

pub(super) fn pass(error: &PassError) -> String {
    match error {
        PassError::Empty => EMPTY.to_owned(),
        PassError::NoTarget => NO_TARGET.to_owned(),
        PassError::NoHead { asked, layers, heads } => {
            let (layer, head) = (layers.saturating_sub(1), heads.saturating_sub(1));
            format!("没有头 {asked}：模型有层 0 到 {layer}，每层有头 0 到 {head}")
        }
        PassError::NoPlace { axis, place, count } => {
            let axis = axis.word().say(Language::Chinese);
            format!("没有{axis} {place}：{}", numbered(axis, *count))
        }
        PassError::Config(error) => config(error),
        PassError::TooLarge { bytes, most } => {
            let (needed, most) = (bytes >> 20, most >> 20);
            format!("记录这次前向传播的每个值要 {needed} MB，最多记录 {most} MB：请换短一些的文本")
        }
        PassError::Input(error) => input(error),
        PassError::Poke(error) => poke(error),
        PassError::Tape(error) => tape(error),
    }
}

fn config(error: &ConfigError) -> String {
    match error {
        ConfigError::Zero(name) => format!("`{name}` 是 0：至少应为 1"),
        ConfigError::TooLarge { name, size, most } => format!("`{name}` 是 {size}：最多 {most}"),
        ConfigError::TooManyParameters(count) => format!("这样会有 {count} 个参数：最多 {MOST_PARAMETERS} 个"),
        ConfigError::Epsilon(epsilon) => format!("`epsilon` 是 {epsilon}：应为大于 0 的数"),
        ConfigError::Heads { heads, width, nearest } => {
            format!("{heads} 个头不能整除宽度 {width}：试试 {nearest} 个")
        }
        ConfigError::OddHead { width, nearest } => {
            format!("旋转位置编码成对地旋转，而宽度为 {width} 的头多出一维：试试 {nearest} 个头")
        }
        ConfigError::NoSegments { memory } => {
            format!("{memory} 个词元的记忆需要分段：请把 `segment` 设为至少 1")
        }
        ConfigError::MemoryPosition(position) => {
            format!("记忆需要表示距离的位置编码 (xl, t5, alibi)，而不是 {position}：试试 xl")
        }
        ConfigError::Memory { memory, most } => {
            format!("{memory} 个词元的记忆太长：上下文在最后一段之前只剩 {most} 个")
        }
        ConfigError::Conflict { field, found, why, nearest } => {
            format!("`{field}` 是 {found}，但{}：请设为 {nearest}", rule(*why))
        }
        ConfigError::Dropout(dropout) => format!("dropout 为 {dropout}，应从 0 到小于 1"),
    }
}

const fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::SegmentInContext => "一段不能比上下文长",
        Rule::ReadsInOrder => "循环模型本来就按顺序读",
        Rule::DistancesNeedAttention => "只有注意力用得上距离",
        Rule::EncoderDecoderHasEncoder => "编码器–解码器模型要有编码器",
        Rule::OnlyEncoderDecoderHasAny => "只有编码器–解码器模型才有编码器层",
        Rule::SegmentsNeedDecoder => "只有单独的解码器才分段读",
        Rule::MemoryNeedsAttention => "只有注意力才有记忆",
    }
}

fn input(error: &InputError) -> String {
    match error {
        InputError::Empty => "没有词元可看".to_owned(),
        InputError::NoSource => "这个模型做翻译：除了文本还要有源端".to_owned(),
        InputError::UnusedSource => "这个模型没有编码器：不接受源端".to_owned(),
        InputError::TooLong { tokens, context } => format!("{tokens} 个词元超过了长度为 {context} 的上下文"),
        InputError::UnknownToken { token, vocabulary } => {
            format!("词元 {token} 不在有 {vocabulary} 项的词表里")
        }
        InputError::Ragged { tokens, sequences } => {
            format!("{tokens} 个词元分不成 {sequences} 个这样长度的序列")
        }
    }
}

fn poke(error: &PokeError) -> String {
    match error {
        PokeError::NoSite { site } => format!("这次前向传播没有记录可以修改的 `{site}`"),
        PokeError::Outside { site, what, place, count } => {
            let what = match what {
                Along::Row => "行",
                Along::Column => "列",
                Along::Head => "头",
            };
            format!("`{site}` 没有{what} {place}：共 {count} 个，从 0 数起")
        }
        PokeError::NoHeads { site } => format!("`{site}` 没有头：请去掉最后一个数"),
        PokeError::NoOther { site } => {
            format!("`{site}` 只能在 B 里从 A 取来：先用 `compare`，再让修改作用于 B")
        }
        PokeError::Shape { site, theirs, ours } => {
            format!("`{site}` 在 A 里是 {theirs}，在 B 里是 {ours}：只能取形状相同的值")
        }
    }
}

/// What is no tree of panes.
pub(super) fn tree(bad: &BadTree) -> String {
    match bad {
        BadTree::Unexpected { found } => {
            format!("`{found}` 不能写在布局里：请写窗格，例如 `matrix`，或 `row(1 steps, 2 matrix)`")
        }
        BadTree::Twice { pane } => format!("窗格 `{pane}` 出现了两次：第二个请叫 `{pane}-2`"),
    }
}

fn tape(error: &TapeError) -> String {
    match error {
        TapeError::Shapes { site, op, inputs } => {
            let inputs: Vec<String> = inputs.iter().map(|(site, shape)| format!("{site} {}", size(*shape))).collect();
            format!("{site}：运算 {op} 的输入形状不合：{}", inputs.join("，"))
        }
        TapeError::NoParameter { site } => format!("模型没有参数 {site}"),
        TapeError::NoSite { site } => format!("前向传播没有记录可以修改的 {site}"),
        TapeError::Patch { site, shape, patched: (rows, columns), by } => {
            let by = by.map_or_else(String::new, |by| format!("、由 {} 取代", size(by)));
            format!("{site} 是 {}：修改行 {rows:?}、列 {columns:?}{by}，放不进去", size(*shape))
        }
    }
}

fn size((rows, columns): Shape) -> String {
    format!("{rows} × {columns}")
}

pub(super) fn model(error: &ModelError) -> String {
    match error {
        ModelError::Unknown { name, nearest } => format!("没有模型 `{name}`{}；{FOLDER_HAS}", like(nearest)),
        ModelError::NotAFolder(path) => format!("{} 是一个文件；{FOLDER_HAS}", path.display()),
        ModelError::Unreadable { path, reason } => format!("读不了 {}：{reason}；{FOLDER_HAS}", path.display()),
        ModelError::Unwritable { path, reason } => format!("写不了 {}：{reason}", path.display()),
        ModelError::NotAConfig { path, reason } => format!("{} 没有描述一个模型：{reason}", path.display()),
        ModelError::Config { path, reason } => format!("{} 没有描述一个模型：{}", path.display(), config(reason)),
        ModelError::Tokenizer { path, reason } => format!("{}：{}", path.display(), tokenizer(reason)),
        ModelError::Vocabulary { path, words, expected } => {
            format!("{} 有 {words} 项，而旁边的 config.json 说有 {expected} 项：{DIFFERENT_MODELS}", path.display())
        }
        ModelError::Weights(error) => weights(error),
    }
}

fn tokenizer(error: &TokenizerError) -> String {
    match error {
        TokenizerError::TooSmall(entries) => {
            format!("{entries} 项的词表太小：256 个字节和 {END_OF_TEXT} 需要 {SMALLEST_VOCABULARY} 项")
        }
        TokenizerError::NotATokenizer(reason) => format!("不是 tokenizer.json：{reason}"),
        TokenizerError::Gaps { entries, largest } => {
            format!("分词器把 {entries} 项编号到 {largest}，有些编号没有对应的词元")
        }
        TokenizerError::Training(reason) => format!("训练分词器失败：{reason}"),
    }
}

fn weights(error: &WeightsError) -> String {
    match error {
        WeightsError::NotSafetensors { file, reason } => {
            format!("{file} 不是完整的 safetensors 文件 ({reason})：请重新复制或下载")
        }
        WeightsError::Missing { file, tensor, expected } => {
            format!("{file} 没有张量 `{tensor}` {expected:?}，而它的 config.json 需要：{DIFFERENT_MODELS}")
        }
        WeightsError::Extra { file, tensor, found } => {
            format!("{file} 有张量 `{tensor}` {found:?}，而它的 config.json 里没有：{DIFFERENT_MODELS}")
        }
        WeightsError::Shape { file, tensor, found, expected } => {
            format!("{file}：张量 `{tensor}` 是 {found:?}，而按 config.json 应为 {expected:?}：{DIFFERENT_MODELS}")
        }
        WeightsError::Type { file, tensor, shape, found } => {
            format!("{file}：张量 `{tensor}` {shape:?} 里是 {found} 型的数：请存成 F16、BF16 或 F32")
        }
        WeightsError::NotFinite { file, tensor, shape, value, place } => {
            format!("{file}：张量 `{tensor}` {shape:?} 在第 {place} 处是 {value}：请用更早的检查点，或存成 F32")
        }
    }
}
