//! English.
#![allow(clippy::match_same_arms, reason = "two things may be called the same in one language and not in another")]
#![allow(clippy::too_many_lines, reason = "a dictionary")]

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
        Word::DocHead => "look at another head, of this layer or of any",
        Word::DocStrongest => "put the cell cursor on the strongest cells of what is shown, one after the other",
        Word::DocLayer => "look at the same value of another layer",
        Word::DocCell => "put the cell cursor on a row and a column",
        Word::DocCursor => "put the cell cursor on a place of one axis",
        Word::DocMove => "move the cell cursor",
        Word::DocText => "look at another text",
        Word::DocModel => "look at another model",
        Word::DocScale => "divide scores by √d, or not",
        Word::DocMask => "hide later tokens, or nothing",
        Word::DocResidual => "add each sub-layer's result to its input, or not",
        Word::DocNorm => "set where norms stand and which: LayerNorm before or after each sub-layer, RMSNorm, none",
        Word::DocScore => "set how well a query fits a key: q·k over √d, q·k, qᵀWk, v·tanh(W q + W k)",
        Word::DocPosition => "set how a token knows its position",
        Word::DocProjections => "set what queries, keys and values are made with",
        Word::DocMixing => "set what carries information from token to token",
        Word::DocHeads => "set the number of heads: a divisor of the width",
        Word::DocPad => "put so many tokens of padding behind the text",
        Word::DocDropout => "leave so many numbers of a hundred out, drawn by the seed, as training does",
        Word::DocPadding => "hide padding, or not",
        Word::DocMaskValue => "set what a hidden key's score becomes: −∞, −1,000,000,000 or −1000",
        Word::DocMaskHow => "add the mask's value, fill it in, or hide after the softmax",
        Word::DocHalf => "round scores and weights to 16-bit floating point, or not",
        Word::DocSegment => "read the text in segments of so many tokens; 0 reads it as one",
        Word::DocMemory => "let each segment see so many tokens of those before it",
        Word::DocSeed => "set what parameters that the model lacks are drawn from",
        Word::DocTarget => "set what the decoder of a translation has written; \"\" leaves it to the model",
        Word::DocHeadOff => "switch a head off; without an address, the one you look at",
        Word::DocHeadOn => "switch a head on again",
        Word::DocHeadToggle => "switch a head off or on",
        Word::DocTemperature => "set what the logits are divided by",
        Word::DocPatch => {
            "change a recorded value or a parameter: all of it, a row, a column or a cell, of one head or all"
        }
        Word::DocUnpatch => "take the changes of a value back; without a name, all",
        Word::DocPoke => "change the number at the cursor",
        Word::DocHide => "hide the key at the cursor from its query, or show it again",
        Word::DocSubLayerToggle => "switch the sub-layer you look at off or on",
        Word::DocToken => "put another text in a token's place",
        Word::DocCompare => "compare with what these commands make of it, on the same text; `off` ends it",
        Word::DocPokes => "let changes go to A or to B; without a word, to the other",
        Word::DocGradient => {
            "differentiate the logit of a word after a token: the likeliest after the last, unless said"
        }
        Word::DocTrain => "let a small model learn this while you look on, drawn from a seed",
        Word::DocTrainRun => "let it learn on, or pause; in a script, where no time passes, use train-step",
        Word::DocTrainStep => "let it learn so many steps",
        Word::DocTrainRewind => "take back what it learned since a step, bit for bit; without a word, everything",
        Word::DocTrainStop => "let it learn no more, and keep it to look at",
        Word::DocTrainSave => "write the model that learned into a new folder, for --model",
        Word::DocReset => "switch everything back to how the model was made",
        Word::DocUndo => "take the last change back",
        Word::DocRedo => "do again what was undone",
        Word::DocRevisit => "go to a moment of the history",
        Word::DocFocus => "give the keys to another pane",
        Word::DocZoom => "give the focused pane the whole screen, or not",
        Word::DocResize => "move a border of the focused pane",
        Word::DocBorder => "put a pane's border at so many thousandths of its split",
        Word::DocGrab => "take hold of a border, or of a pane, as the mouse does",
        Word::DocRelease => "let go of what is held",
        Word::DocScroll => "scroll the focused pane",
        Word::DocPaneSplit => "put a new pane to the right of the focused one, or below it",
        Word::DocPaneClose => "take the focused pane off the desk",
        Word::DocPaneSwap => "let the focused pane change places with another",
        Word::DocPaneMove => "move the focused pane to an edge of the screen",
        Word::DocPaneShow => "let the focused pane show something else",
        Word::DocPin => "let the focused pane show one value wherever the cursor goes; a parameter, too",
        Word::DocUnpin => "let the focused pane follow the cursor again",
        Word::DocSide => "show A, B or the difference; without a word, the difference or not",
        Word::DocPaneSide => "show A, B or the difference in the focused pane alone",
        Word::DocMagnify => "make the cells of a map larger or smaller; `fit` as they fit, `all` the whole matrix",
        Word::DocPool => "let the strongest of entries that share a cell stand for it, or their mean",
        Word::DocNormalise => "divide each row of a map by its own largest number, for the colours alone",
        Word::DocSink => "leave the first token out of what is drawn of attention, or show it",
        Word::DocLarge => "write what the lesson or the cell pane is about in large letters, for a room",
        Word::DocFlowThreshold => "draw the lines of weights from here on",
        Word::DocFlowHeads => "draw the lines of one head, or of the mean of all",
        Word::DocFlowQueries => "draw the lines of the cursor's query, or of all",
        Word::DocScoresShow => "show weights, scores or gradients in the scores pane; without a word, the next of them",
        Word::DocLayout => "arrange the panes as a layout says",
        Word::DocLayoutSave => "keep the panes as they are under a name",
        Word::DocPanes => "arrange the panes in rows and columns by weight",
        Word::DocHistory => "show every change there was, and go to one",
        Word::DocShare => "show the line that makes all this again, and copy it",
        Word::DocEdit => "edit the text",
        Word::DocPalette => "write a command",
        Word::DocHelp => "show all keys and commands",
        Word::DocClose => "close what is open",
        Word::DocTheme => "use other colours; without a word, those of the next theme",
        Word::DocLanguage => "use another language; without a word, the next",
        Word::DocMouse => "listen to the mouse, or leave it to the terminal",
        Word::DocHint => "show the keys to begin with, or not",
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
        Word::KeyTrainRun => "run or pause",
        Word::KeyTrainStep => "learn a step",
        Word::KeyTrainBack => "take it back",
        Word::KeyDifference => "difference",
        Word::KeyStrongest => "strongest",
        Word::KeyHide => "hide key",
        Word::KeyPoke => "set value",
        Word::KeyToken => "swap token",
        Word::KeyThreshold => "threshold",
        Word::KeyFlowHeads => "heads",
        Word::KeyFlowQueries => "queries",
        Word::KeyScores => "what is shown",
        Word::KeyScroll => "scroll",
        Word::KeyTakeBack => "take back",
        Word::GroupGo => "go to",
        Word::GroupWindow => "window",
        Word::GroupToggle => "toggle",
        Word::GroupCompare => "compare",
        Word::GroupChange => "change",
        Word::GroupMap => "map",
        Word::GroupNone => "keys",
        Word::FixedCharacter => "one character on",
        Word::FixedWord => "one word on",
        Word::FixedEnds => "to the beginning, to the end",
        Word::FixedDelete => "delete the character before, after",
        Word::FixedDeleteWord => "delete the word before, after",
        Word::FixedDeleteEnds => "delete all before, after",
        Word::FixedApply => "look at this text",
        Word::FixedCancel => "leave everything as it was",
        Word::FixedChoose => "choose what the line becomes",
        Word::FixedComplete => "complete the line",
        Word::FixedRun => "do it",
        Word::FixedScroll => "one line up, down",
        Word::FixedPage => "ten lines up, down",
        Word::FixedHelpEnds => "to the beginning, to the end",
        Word::FixedCloseHelp => "close; so does any other key",
        Word::FixedTakeBack => "take the last key back",
        Word::FixedCancelSequence => "cancel",
        Word::HintTitle => "to begin with",
        Word::HintStep => "the next operation",
        Word::HintMove => "the cell whose making is shown",
        Word::HintCommand => "any command, by name",
        Word::HintHelp => "all keys and commands",
        Word::HintQuit => "leave",
        Word::HintEnd => "any key closes this",
        Word::PaneTokens => "tokens",
        Word::PaneSteps => "steps",
        Word::PaneMatrix => "matrix",
        Word::PaneHeads => "heads",
        Word::PaneCell => "cell",
        Word::PaneResidual => "residual & LayerNorm",
        Word::PaneState => "recurrent state",
        Word::PaneOutput => "next token",
        Word::PaneFlow => "flow",
        Word::PaneScores => "additive beside multiplicative",
        Word::PaneGradients => "gradients",
        Word::PaneTraining => "training",
        Word::PaneLesson => "about this step",
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
        Word::RmsNorm => "RMSNorm",
        Word::GeneralScore => "general",
        Word::AdditiveScore => "additive",
        Word::GeneralSentence => {
            "every query meets every key through a learned map: the product says how well they fit"
        }
        Word::AdditiveSentence => "query and key are added, bent by tanh and weighed: the sum says how well they fit",
        Word::RmsNormSentence => "each token's vector, by itself: root mean square to 1, then stretched by γ",
        Word::MaskNothingSentence => "nothing is hidden here: every query sees every key",
        Word::MaskLaterSentence => "nothing is hidden yet: weights of hidden keys become 0 after the softmax",
        Word::MaskFiniteSentence => "hidden keys get a score so low that next to no weight is left for them",
        Word::MaskPaddingSentence => "padding is no text: a score for it becomes −∞, and its weight 0",
        Word::MaskedWeightsSentence => "weights of hidden keys become 0, so that the others no longer sum to 1",
        Word::Encoder => "encoder",
        Word::Recurrent => "recurrent",
        Word::CrossAttention => "cross-attention",
        Word::Source => "source",
        Word::Target => "target",
        Word::FixedMixing => "fixed mixing",
        Word::Convolution => "convolution",
        Word::Untrained => "untrained: seeded",
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
        Word::HelpHere => "while the keys go to the pane",
        Word::HelpLine => "in a line of text",
        Word::HelpPalette => "in the command line",
        Word::HelpHelp => "in help",
        Word::HelpSequence => "after a key that begins several",
        Word::EditPrompt => "text",
        Word::KeyClose => "close",
        Word::TooSmall => "headlight needs at least 24 × 6; 40 × 12 is usable, 120 × 40 is roomy",
        Word::Rotated => "rotated",
        Word::HeadCount => "heads",
        Word::Mean => "mean",
        Word::Bits => "bits",
        Word::Bit => "bit",
        Word::Masked => "masked",
        Word::MaxOf => "max of",
        Word::MeanOf => "mean of",
        Word::ByRow => "of each row's largest",
        Word::Sink => "first key left out",
        Word::Heads => "heads",
        Word::Max => "max",
        Word::Rollout => "rollout",
        Word::Derived => "derived",
        Word::Of => "of",
        Word::Computing => "computing …",
        Word::Weight => "weight",
        Word::Probability => "p",
        Word::RowSumsTo => "row sums to",
        Word::Entropy => "entropy",
        Word::Bias => "bias",
        Word::Mask => "mask",
        Word::Row => "row",
        Word::Table => "from the table",
        Word::Given => "from a fixed formula",
        Word::Same => "the same number",
        Word::LengthByStep => "‖x‖ by layer",
        Word::LengthByToken => "‖x‖ by token",
        Word::BeforeNorm => "before",
        Word::AfterNorm => "after",
        Word::AttentionAdded => "attention added",
        Word::MlpAdded => "mlp added",
        Word::OfLength => "of ‖x‖",
        Word::NextInText => "in the text",
        Word::GradientOfWhat => {
            "no output is chosen yet: `gradient` takes the likeliest next word, `gradient TOKEN WORD` any"
        }
        Word::NoGradientHere => "the output does not depend on this value",
        Word::Lens => "as each layer would have it",
        Word::Try => "try",
        Word::SwitchedScaleOn => {
            "divided here, but not in training: the softmax is flatter than what the layers behind it know"
        }
        Word::SwitchedScaleOff => {
            "not divided here, but in training: scores spread wider, and the softmax gives nearly all to a few keys"
        }
        Word::SwitchedMaskOn => "hidden here, but not in training: what a query could learn from later tokens is gone",
        Word::SwitchedMaskOff => {
            "nothing is hidden here, but in training: queries look ahead at tokens that they never learned to read"
        }
        Word::SwitchedMasking => "hidden in another way than in training",
        Word::SwitchedResidualOn => "added here, but not in training: later layers see what they were never to see",
        Word::SwitchedResidualOff => "not added here: what a sub-layer does not pass on is lost to all later ones",
        Word::SwitchedNorm => {
            "norms stand otherwise than in training: vectors reach the next map at lengths it does not know"
        }
        Word::SwitchedScore => "queries and keys were trained for another score",
        Word::SwitchedPosition => "positions are told in another way than in training",
        Word::SwitchedProjections => "made with other maps than in training",
        Word::SwitchedHeads => "switched off here, so that they add nothing:",
        Word::SwitchedTemperature => "logits are divided here by",
        Word::SwitchedPoke => "changed by hand:",
        Word::PlainDot => "dot",
        Word::Weights => "weights",
        Word::Scores => "scores",
        Word::Gradient => "gradient",
        Word::ScoreTrained => "trained",
        Word::ScoreDrawn => "drawn",
        Word::ScoreInUse => "in use",
        Word::Largest => "largest",
        Word::ArgmaxDiffers => "argmax differs",
        Word::ArgmaxShort => "argmax ≠",
        Word::TimeTaken => "time",
        Word::MemoryTaken => "memory",
        Word::MemoryApart => "apart",
        Word::KeysLeftOut => "more keys",
        Word::NothingAttends => "nothing attends in this layer",
        Word::EntropyOfMost => "entropy, share of the most",
        Word::GradientMean => "‖∂p/∂s‖, mean",
        Word::OverWidth => "over d_k, q and k drawn",
        Word::OneScale => "one scale,",
        Word::NatsPerToken => "nats per token",
        Word::TrainingStep => "step",
        Word::Running => "running",
        Word::Paused => "paused",
        Word::Ended => "ended",
        Word::HeldOut => "held out",
        Word::HeldOutRight => "held out, right",
        Word::StepsPerSecond => "steps/s",
        Word::GradientNorm => "length of the gradient",
        Word::TrainHint => "nothing learns yet: `train reverse` lets a small model begin",
        Word::TrainBegun => "nothing is learned yet",
        Word::BeginToken => "begin",
        Word::EndToken => "end",
        Word::PadToken => "pad",
        Word::Where => "where",
        Word::Or => "or",
        Word::Else => "else",
        Word::IsPadding => "j is padding",
        Word::Patched => "patched",
        Word::Before => "before",
        Word::Now => "now",
        Word::HistoryTitle => "history",
        Word::HistoryFirst => "as it was opened",
        Word::ShareTitle => "the line that makes this again",
        Word::Copied => "copied, where the terminal allows it",
        Word::NoCounterpart => "there is nothing of the same shape to differ from",
        Word::Pokes => "pokes",
        Word::NobodyAttends => "no token attends to another here",
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
        Notice::NotHeld(site) => {
            format!("`{site}` is being computed: of so long a text not everything stays in memory")
        }
        Notice::NoGradient => "no output of this pass is differentiated: `gradient on` does it".to_owned(),
        Notice::NoHeadHere => "this value is of no layer: say which head, such as `head-off 1.2`".to_owned(),
        Notice::NoPane(pane) => format!("the pane `{pane}` is not on the desk"),
        Notice::UnknownTheme { name, nearest } => format!("there is no theme `{name}`{}", like(nearest)),
        Notice::NoSequence(keys) => format!("`{keys}` sends no command"),
        Notice::InFile { file, line, flaw, more } => {
            let more = if *more == 0 { String::new() } else { format!("; {more} more further down") };
            format!("{file}:{line}: {}{more}", Language::English.flaw(flaw))
        }
        Notice::NothingToUndo => "there is nothing to undo".to_owned(),
        Notice::NothingToRedo => "there is nothing to redo".to_owned(),
        Notice::NoMoment { moment, moments } => {
            format!("there is no moment {moment} in the history: {}", numbered("moment", *moments))
        }
        Notice::InLayout { file, line, notice } => format!("{file}:{line}: {}", self::notice(notice)),
        Notice::Kept(file) => format!("kept in {file}"),
        Notice::CannotRead { file, reason } => format!("cannot read {file}: {reason}"),
        Notice::CannotWrite { file, reason } => format!("cannot write {file}: {reason}"),
        Notice::NotText(file) => format!("cannot read {file}: it is not UTF-8"),
        Notice::NoHome => "there is no home folder to keep a layout in: set HEADLIGHT_CONFIG to one".to_owned(),
        Notice::Carrying(pane) => format!("{pane}: let go over another pane, and the two change places"),
        Notice::LastPane => "the last pane stays".to_owned(),
        Notice::TooDeep => "panes lie within panes as deep as they can: close one first".to_owned(),
        Notice::TooManyPanes => "there are as many panes of this kind as there can be".to_owned(),
        Notice::Strongest { rank, count, value } => format!("{} of {count}: {}", ordinal(*rank), short(*value)),
        Notice::NoStrongest { count: 0, .. } => "there is no cell to go to: all are hidden".to_owned(),
        Notice::NoStrongest { rank, count } => {
            format!("there is no strongest cell {rank}: they go from 1 to {count}")
        }
        Notice::UnknownLayout { name, nearest } => format!("there is no layout `{name}`{}", like(nearest)),
        Notice::LayoutName(name) => format!("`{name}` cannot name a layout: use letters, digits and -"),
        Notice::NotInLayout(command) => format!("`{command}` is no part of a layout: only commands about panes are"),
        Notice::Tree(bad) => bad.to_string(),
        Notice::NotCompared(command) => {
            format!("`{command}` cannot make what is compared: both are on one text, and there are only two")
        }
        Notice::NothingBeside => {
            "nothing is compared: begin with `compare`, such as `compare score additive`".to_owned()
        }
        Notice::NothingChanged => "nothing has changed yet that a difference could show".to_owned(),
        Notice::NothingToHide => {
            "only a key of scores or weights can be hidden: go to a pattern, such as `go decoder.0.attn.pattern`"
                .to_owned()
        }
        Notice::OtherHead(command) => {
            format!("`head-off` is about the last stack's self-attention: `{command}` switches this head off")
        }
        Notice::NoSubLayerHere => {
            "no sub-layer is looked at: say which, such as `sub-layer-toggle decoder.1.mlp.out`".to_owned()
        }
        Notice::NotInPlan(command) => format!("`{command}` is no part of a plan: use --do for it"),
        Notice::Script { line, notice } => format!("line {line}: {}", self::notice(notice)),
        Notice::Pass(error) => error.to_string(),
        Notice::Model(error) => error.to_string(),
        Notice::BrokeDown(reason) => format!("recording broke down: {reason}"),
        Notice::NothingLearns => "nothing learns here: begin with `train`, such as `train reverse`".to_owned(),
        Notice::NoTraining => {
            "`training` is the model that learns in a lab, and none does here: begin with `train`, or write \
            it there with `train-save` and open that folder"
                .to_owned()
        }
        Notice::CannotLearn(command) => {
            format!("`{command}` needs parameters that this model does not learn: `train-stop` first, to look at it so")
        }
        Notice::Steps(steps) => format!("{steps} steps cannot be asked for at once: take 1 to 10000"),
        Notice::NoStep { step, steps } => {
            format!("step {step} is not done yet: the model has learned for {steps} steps")
        }
        Notice::Broken { step } => {
            format!(
                "step {step}: the loss is no number any more, and learning pauses: go back with `train-rewind`, or switch something back"
            )
        }
        Notice::LearnedThrough(steps) => {
            format!("{steps} steps are done and the learning rate is at its lowest: `train-run` goes on all the same")
        }
        Notice::Saved(folder) => format!("written into {folder}: `headlight --model` opens it"),
        Notice::FolderIsThere(folder) => format!("{folder} is there already: name a folder that is not"),
        Notice::LearningBrokeDown => "learning broke down: begin again with `train`".to_owned(),
        Notice::Failed(reason) => reason.clone(),
    }
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A number in two decimals, or how small it is where those would say nothing.
pub(super) fn short(value: f32) -> String {
    if value == 0.0 || value.abs() >= 0.01 { format!("{value:.2}") } else { format!("{value:.1e}") }
}

pub(super) fn like(nearest: &[String]) -> String {
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
