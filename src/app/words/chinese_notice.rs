//! Notices in 简体中文.
#![allow(clippy::too_many_lines, reason = "a dictionary")]

use super::english_notice::short;
use super::{Language, Word, chinese_error};
use crate::app::notice::{Job, Notice};

pub(super) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::UnknownCommand { name, nearest } => format!("没有命令 `{name}`{}", like(nearest)),
        Notice::UnknownSite { name, nearest } => format!("没有叫 `{name}` 的值{}", like(nearest)),
        Notice::NoLayer { layer, layers } => format!("没有层 {layer}：{}", numbered("层", *layers)),
        Notice::NoHead { head, heads } => format!("没有头 {head}：{}", numbered("头", *heads)),
        Notice::NoCell { row, column, rows, columns } => {
            let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
            format!("没有单元格 {row} {column}：行从 0 到 {last_row}，列从 0 到 {last_column}")
        }
        Notice::BadArgument { command, word, wanted, nearest } => {
            format!("`{command}` 不接受 `{word}`：它要的是 {wanted}{}", like(nearest))
        }
        Notice::MissingArgument { command, wanted } => format!("`{command}` 后面还要写 {wanted}"),
        Notice::ExtraArgument { command, word } => format!("`{command}` 后面多了一个词：`{word}`"),
        Notice::OpenQuote => "引号没有闭合：文本里的引号请写成 \\\"".to_owned(),
        Notice::Escape(written) => {
            format!(r#"`{written}` 不代表任何字符：可以写 \n、\r、\t、\"、\\，或像 \u{{301}} 这样写编号"#)
        }
        Notice::NoCommand => "没有可执行的命令：`help` 列出全部".to_owned(),
        Notice::Temperature(t) => format!("温度 {t} 超出范围：应在 0.01 到 100 之间"),
        Notice::EmptyText => EMPTY.to_owned(),
        Notice::Cut { tokens, context } => {
            format!("文本有 {tokens} 个词元：模型只看前 {context} 个，其余的截去了")
        }
        Notice::Parameter(site) => format!("`{site}` 是参数，不是前向传播的一步"),
        Notice::NoPlace { axis, place, count } => {
            let axis = axis.word().say(Language::Chinese);
            format!("没有{axis} {place}：{}", numbered(axis, *count))
        }
        Notice::NotHeld(site) => format!("正在计算 `{site}`：文本太长，不是每个值都留在内存里"),
        Notice::BeingRead(site) => format!("正在计算 `{site}`：数太多，不能一下子找出最强的"),
        Notice::NotComputed(site) => format!("`{site}` 没有算出来：请先看别的值，再回来"),
        Notice::ReadInMaps(site) => format!("`{site}` 的数太多，这里找不出最强的：请选中显示它的 `matrix` 窗格"),
        Notice::NoGradient => "这次前向传播没有对哪个输出求导：请用 `gradient on`".to_owned(),
        Notice::NoGradientHere => Word::NoGradientHere.say(Language::Chinese).to_owned(),
        Notice::NoCounterpart => Word::NoCounterpart.say(Language::Chinese).to_owned(),
        Notice::NoHeadHere => "这个值不属于任何一层：请写明是哪个头，例如 `head-off 1.2`".to_owned(),
        Notice::NoPane(pane) => {
            let kind = pane.kind.name();
            format!("屏幕上没有窗格 `{pane}`：`pane-split right {kind}` 可以放一个")
        }
        Notice::NothingToUndo => "没有可撤销的改动".to_owned(),
        Notice::NothingToRedo => "没有可重做的改动".to_owned(),
        Notice::NoMoment { moment, moments } => {
            format!("历史中没有时刻 {moment}：{}", numbered("时刻", *moments))
        }
        Notice::InLayout { file, line, notice } => format!("{file}:{line}：{}", self::notice(notice)),
        Notice::Kept(file) => format!("已保存到 {file}"),
        Notice::CannotRead { file, reason } => format!("读不了 {file}：{reason}"),
        Notice::CannotWrite { file, reason } => format!("写不了 {file}：{reason}"),
        Notice::NotText(file) => format!("读不了 {file}：它不是 UTF-8"),
        Notice::NoHome => "没有可以存放布局的文件夹：请用 HEADLIGHT_CONFIG 指定一个".to_owned(),
        Notice::Carrying(pane) => format!("{pane}：在另一个窗格上松开，两者就交换位置"),
        Notice::LastPane => "最后一个窗格要留着".to_owned(),
        Notice::NoTarget => NO_TARGET.to_owned(),
        Notice::TooDeep => "窗格已经嵌套得不能再深：先关掉一个".to_owned(),
        Notice::TooManyPanes => "这种窗格已经多得不能再多".to_owned(),
        Notice::Strongest { rank, count, value } => format!("共 {count} 格，第 {rank}：{}", short(*value)),
        Notice::NoStrongest { count: 0, .. } => "没有格子可去：都遮住了".to_owned(),
        Notice::NoStrongest { rank, count } => format!("没有第 {rank} 强的格子：从 1 到 {count}"),
        Notice::UnknownLayout { name, nearest } => format!("没有布局 `{name}`{}", like(nearest)),
        Notice::LayoutName(name) => format!("`{name}` 不能作布局的名字：请用字母、数字和 -"),
        Notice::NotInLayout(command) => format!("`{command}` 不能写进布局：只有关于窗格的命令才可以"),
        Notice::Tree(bad) => chinese_error::tree(bad),
        Notice::NotCompared(command) => {
            format!("`{command}` 得不出可以对比的东西：可以对比的是同一段文本上的另一个模型、另一些设置或改过的值")
        }
        Notice::NothingToCompare => "没有什么会不同：请写明什么不同，例如 `compare score additive`".to_owned(),
        Notice::NothingBeside => "没有在对比：先用 `compare`，例如 `compare score additive`".to_owned(),
        Notice::NothingChanged => "还没有改动，没有差可以显示".to_owned(),
        Notice::NothingToHide => {
            "只有分数或权重里的键才能遮住：请先到一个注意力矩阵，例如 `go decoder.0.attn.pattern`".to_owned()
        }
        Notice::OtherHead { asked, switch, on } => {
            let how = if *on { "重新打开" } else { "关掉" };
            format!("`{asked}` 只管最后一个栈的自注意力：`{switch}` 可以{how}这个头")
        }
        Notice::NoSubLayerHere => {
            "没有在看哪个子层：请写明是哪个，例如 `sub-layer-toggle decoder.1.mlp.out`".to_owned()
        }
        Notice::UnknownTheme { name, nearest } => format!("没有配色 `{name}`{}", like(nearest)),
        Notice::NoSequence(keys) => format!("`{keys}` 不对应任何命令"),
        Notice::InFile { file, line, flaw, more } => {
            let more = if *more == 0 { String::new() } else { format!("；后面还有 {more} 处") };
            format!("{file}:{line}：{}{more}", Language::Chinese.flaw(flaw))
        }
        Notice::NotInPlan(command) => format!("`{command}` 不是方案的一部分"),
        Notice::Script { line, notice } => format!("第 {line} 行：{}", self::notice(notice)),
        Notice::Pass(error) => chinese_error::pass(error),
        Notice::Model(error) => chinese_error::model(error),
        Notice::BrokeDown { job, reason } => format!("{}时出了故障：{reason}", self::job(*job)),
        Notice::NothingLearns => "这里没有模型在学：用 `train` 开始，例如 `train reverse`".to_owned(),
        Notice::NoTraining => {
            "`training` 是在实验室里学习的模型，而这里没有：用 `train` 开始，或在那里用 `train-save` 写出，再打开那个文件夹"
                .to_owned()
        }
        Notice::CannotLearn(command) => format!("`{command}` 需要这个模型没有学的参数：先 `train-stop`，再这样看它"),
        Notice::Steps(steps) => format!("不能一次要 {steps} 步：请取 1 到 10000"),
        Notice::NoStep { step, steps } => format!("还没有第 {step} 步：模型学了 {steps} 步"),
        Notice::Broken { step } => {
            format!("第 {step} 步：损失不再是数，学习已暂停：用 `train-rewind` 退回，或把切换过的改回来")
        }
        Notice::LearnedThrough(steps) => format!("{steps} 步已学完，学习率降到了最低：`train-run` 仍可继续"),
        Notice::Saved(folder) => format!("已写入 {folder}：用 `headlight --model` 打开"),
        Notice::FolderIsThere(folder) => format!("{folder} 已经存在：请换一个还没有的文件夹"),
        Notice::LearningBrokeDown => "学习中途出错：用 `train` 重新开始".to_owned(),
        Notice::Failed(reason) => reason.clone(),
    }
}

const fn job(job: Job) -> &'static str {
    match job {
        Job::Recording => "记录",
        Job::Looking => "重新计算一层",
        Job::Surveying => "读取大的值",
        Job::Differing => "计算各个头的差",
        Job::Studying => "比较各种打分",
        Job::Measuring => "按 d_k 测量打分",
    }
}

/// A target for a model that reads one text only.
pub(super) const NO_TARGET: &str = "这个模型只读一段文本，没有目标端：请用 `text` 换文本，或用 `token` 换其中一个词元";

/// A text without a character.
pub(super) const EMPTY: &str = "文本是空的：请至少输入一个字符";

/// The nearest names, where there are any.
pub(super) fn like<T: AsRef<str>>(nearest: &[T]) -> String {
    let names: Vec<&str> = nearest.iter().map(AsRef::as_ref).collect();
    if names.is_empty() { String::new() } else { format!("；最接近的：{}", names.join("、")) }
}

/// How things that are numbered from 0 are numbered.
pub(super) fn numbered(what: &str, count: usize) -> String {
    match count {
        0 => "一个也没有".to_owned(),
        1 => format!("只有{what} 0"),
        count => format!("{what}的编号从 0 到 {}", count.saturating_sub(1)),
    }
}
