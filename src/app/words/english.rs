//! English.

use super::{Language, Word};
use crate::app::notice::Notice;

pub(super) const fn word(word: Word) -> &'static str {
    match word {
        Word::DocNext => "step forward",
        Word::DocBack => "step back",
        Word::DocFirst => "go to the first operation",
        Word::DocLast => "go to the last operation",
        Word::DocGo => "go to a recorded value",
        Word::DocGrain => "set how far a step goes; without a word, the next coarser",
        Word::DocPlay => "step by itself, or stop",
        Word::DocHead => "look at another head",
        Word::DocLayer => "look at the same value of another layer",
        Word::DocCell => "put the cell cursor on a row and a column",
        Word::DocCursor => "put the cell cursor on a place of one axis",
        Word::DocMove => "move the cell cursor",
        Word::DocText => "look at another text",
        Word::DocModel => "look at another model",
        Word::DocScale => "divide scores by √d, or not",
        Word::DocMask => "hide later tokens, or nothing",
        Word::DocResidual => "add each sub-layer's result to its input, or not",
        Word::DocNorm => "set where the LayerNorms stand: before or after each sub-layer, or nowhere",
        Word::DocHeadOff => "switch a head off; without an address, the one you look at",
        Word::DocHeadOn => "switch a head on again",
        Word::DocHeadToggle => "switch a head off or on",
        Word::DocTemperature => "set what the logits are divided by",
        Word::DocReset => "switch everything back to how the model was made",
        Word::DocUndo => "take the last change back",
        Word::DocRedo => "do again what was undone",
        Word::DocFocus => "give the keys to another pane",
        Word::DocZoom => "give the focused pane the whole screen, or not",
        Word::DocResize => "move a border of the focused pane",
        Word::DocBorder => "put a pane's border at so many thousandths of its split",
        Word::DocGrab => "take hold of a border, as the mouse does",
        Word::DocRelease => "let go of a border",
        Word::DocScroll => "scroll the focused pane",
        Word::DocEdit => "edit the text",
        Word::DocPalette => "write a command",
        Word::DocHelp => "show all keys and commands",
        Word::DocClose => "close what is open",
        Word::DocTheme => "use other colours",
        Word::DocLanguage => "use another language",
        Word::DocMouse => "listen to the mouse, or leave it to the terminal",
        Word::DocSuspend => "go to the background",
        Word::DocQuit => "leave",
        Word::DocKey => "press a key",
        Word::DocType => "type a text",
        Word::DocWait => "let so many seconds pass",
        Word::KeyNext => "next",
        Word::KeyBack => "back",
        Word::KeyGrain => "grain",
        Word::KeyPlay => "play",
        Word::KeyCell => "cell",
        Word::KeyLayer | Word::Layer => "layer",
        Word::KeyHead | Word::Head => "head",
        Word::KeyEdit => "edit text",
        Word::KeyHeadToggle => "head off",
        Word::KeyScale => "scale",
        Word::KeyMask => "mask",
        Word::KeyResidual => "residual",
        Word::KeyNorm => "norm",
        Word::KeyTemperature => "temperature",
        Word::KeyUndo => "undo",
        Word::KeyRedo => "redo",
        Word::KeyPane => "pane",
        Word::KeyZoom => "zoom",
        Word::KeyResize => "resize",
        Word::KeyCommand => "command",
        Word::KeyHelp => "help",
        Word::KeyQuit => "quit",
        Word::KeyApply => "apply",
        Word::KeyCancel => "cancel",
        Word::KeyComplete => "complete",
        Word::KeyChoose => "choose",
        Word::KeyScroll => "scroll",
        Word::PaneTokens => "tokens",
        Word::PaneSteps => "steps",
        Word::PaneMatrix => "matrix",
        Word::PaneHeads => "heads",
        Word::PaneCell => "cell",
        Word::PaneResidual => "residual & LayerNorm",
        Word::PaneOutput => "next token",
        Word::AxisQuery => "query",
        Word::AxisKey => "key",
        Word::AxisToken => "token",
        Word::AxisDimension => "dimension",
        Word::AxisWord => "word",
        Word::AxisPosition => "position",
        Word::AxisOut => "out",
        Word::AxisIn => "in",
        Word::AxisSingle => "value",
        Word::Embedding => "embedding",
        Word::Attention => "attention",
        Word::Mlp => "mlp",
        Word::Output => "output",
        Word::Block => "block",
        Word::GrainOperation => "by operation",
        Word::GrainSubLayer => "by sub-layer",
        Word::GrainLayer => "by layer",
        Word::Headlight => "headlight",
        Word::Decoder => "decoder",
        Word::PreNorm => "pre-LN",
        Word::PostNorm => "post-LN",
        Word::NoNorm => "no LN",
        Word::ScaledDot => "scaled dot",
        Word::Dot => "dot, not scaled",
        Word::Causal => "causal",
        Word::NoMask => "no mask",
        Word::Residual => "residual",
        Word::NoResidual => "no residual",
        Word::Palette => "command",
        Word::Help => "keys and commands",
        Word::HelpStage => "what is looked at",
        Word::HelpDesk => "how it is looked at",
        Word::HelpScript => "in scripts",
        Word::EditPrompt => "text",
        Word::KeyClose => "close",
        Word::TooSmall => "headlight needs at least 24 × 6; 40 × 12 is usable, 120 × 40 is roomy",
        Word::Patched => "patched",
        Word::PassesOn => "switched off: what comes in goes out",
        Word::WeightsOf => "weights of",
        Word::Ahead => "ahead",
        Word::Recording => "recording",
        Word::Playing => "playing",
        Word::On => "on",
        Word::Off => "off",
    }
}

pub(super) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::UnknownCommand { name, nearest } => format!("there is no command `{name}`{}", like(nearest)),
        Notice::UnknownSite { name, nearest } => format!("there is no value `{name}`{}", like(nearest)),
        Notice::NoLayer { layer, layers } => format!("there is no layer {layer}: {}", numbered("layer", *layers)),
        Notice::NoHead { head, heads } => format!("there is no head {head}: {}", numbered("head", *heads)),
        Notice::NoCell { row, column, rows, columns } => {
            let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
            format!("there is no cell {row} {column}: rows go from 0 to {last_row}, columns from 0 to {last_column}")
        }
        Notice::BadArgument { command, word, wanted, nearest } => {
            format!("`{command}` cannot take `{word}`: it takes {wanted}{}", like(nearest))
        }
        Notice::MissingArgument { command, wanted } => format!("`{command}` needs {wanted}"),
        Notice::ExtraArgument { command, word } => format!("`{command}` has a word too many: `{word}`"),
        Notice::OpenQuote => "a quotation mark is not closed: write \\\" for one inside a text".to_owned(),
        Notice::NoCommand => "there is no command to do: `help` lists all".to_owned(),
        Notice::Temperature(t) => format!("a temperature of {t} is out of range: it goes from 0.01 to 100"),
        Notice::EmptyText => "the text is empty: type at least one character".to_owned(),
        Notice::Cut { tokens, context } => {
            format!("the text has {tokens} tokens: the model sees the first {context}, the rest is cut")
        }
        Notice::Parameter(site) => format!("`{site}` is a parameter, not a step of the pass"),
        Notice::NoPlace { axis, place, count } => {
            let axis = axis.word().say(Language::English);
            format!("there is no {axis} {place}: {}", numbered(axis, *count))
        }
        Notice::NoHeadHere => "this value is of no layer: say which head, such as `head-off 1.2`".to_owned(),
        Notice::NoPane(pane) => format!("the pane `{pane}` is not on the desk"),
        Notice::NothingToUndo => "there is nothing to undo".to_owned(),
        Notice::NothingToRedo => "there is nothing to redo".to_owned(),
        Notice::NotInPlan(command) => format!("`{command}` is no part of a plan: use --do for it"),
        Notice::Script { line, notice } => format!("line {line}: {}", self::notice(notice)),
        Notice::Failed(reason) => reason.clone(),
    }
}

fn like(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        names => format!("; the nearest: {}", names.join(", ")),
    }
}

fn numbered(what: &str, count: usize) -> String {
    match count {
        1 => format!("there is only {what} 0"),
        count => format!("{what}s go from 0 to {}", count.saturating_sub(1)),
    }
}
