use crate::app::notice::Notice;
use std::path::PathBuf;

use safetensors::Dtype;

use super::*;
use crate::app::cursor::Axis;
use crate::app::flaw::Flaw;
use crate::app::notice::Job;
use crate::app::pane_tree::{BadTree, PaneKind};
use crate::app::pass::PassError;
use crate::app::poke::{Along, PokeError};
use crate::model::piece::columns;
use crate::model::{ModelError, TokenizerError, WeightsError};
use crate::tape::{Name, Part, Site, Stack, TapeError};
use crate::transformer::{ConfigError, InputError, Rule};

/// What Chinese texts write as English ones do.
const SAME: [Word; 2] = [Word::Headlight, Word::RmsNorm];

/// Steps that are called after what is computed, by names that are the same everywhere.
const SAME_STEPS: [&str; 18] = [
    "W_x", "q + u", "q + v", "W q", "W k", "W_R", "tanh", "q", "k", "v", "÷ √d", "softmax", "W_out", "W_O", "W_in",
    "dropout", "logits", "rollout",
];

/// Names within Chinese sentences.
const NAMES: &str = "headlight LayerNorm RMSNorm LN softmax tanh logits dropout safetensors config.json \
    model.safetensors tokenizer.json xl alibi MB BF TOML do endoftext logit";

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The English words in a Chinese text: runs of two letters and more that are no names and stand in no quotation.
fn english(text: &str) -> Vec<String> {
    let unquoted: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let words = unquoted.split(|c: char| !c.is_ascii_alphabetic() && c != '.').map(|word| word.trim_matches('.'));
    let known = |word: &str| word.len() < 2 || NAMES.split(' ').any(|name| name == word);
    words.filter(|word| !known(word)).map(str::to_owned).collect()
}

#[test]
fn every_word_is_said_in_both_languages() {
    for &word in Word::ALL {
        let [en, zh] = Language::ALL.map(|language| word.say(language));
        assert!(!en.is_empty() && !zh.is_empty(), "{word:?}");
        assert_eq!(en == zh, SAME.contains(&word), "{word:?}: {zh}");
        let symbol = matches!(word, Word::OfLength | Word::OfChange);
        assert!(symbol || SAME.contains(&word) || zh.contains(is_chinese), "{word:?}: {zh}");
    }
}

#[test]
fn what_is_said_in_chinese_is_chinese() {
    // These explain commands, with the names that commands take.
    let formulas = [Word::DocScore];
    for &word in Word::ALL.iter().filter(|word| !formulas.contains(word)) {
        assert_eq!(english(word.say(Language::Chinese)), [""; 0], "{word:?}");
    }
}

#[test]
fn every_step_is_said_in_both_languages_and_fits_a_narrow_pane() {
    for part in [Part::Stream, Part::Attention, Part::Cross, Part::Mlp] {
        for name in Name::ALL.iter().copied().filter(|name| *name < Name::WE) {
            let site = Site::layer(Stack::Decoder, 0, part, name);
            let (en, zh) = (Language::English.step(site), Language::Chinese.step(site));
            assert!(!zh.is_empty() && (columns(zh) <= 8 || site.is_derived()), "{site}: {zh}");
            assert_eq!(en == zh, SAME_STEPS.contains(&zh), "{site}: {zh}");
            let sentence = Language::Chinese.sentence(site);
            assert!(sentence.contains(is_chinese) && !sentence.ends_with('。'), "{site}: {sentence}");
            assert_ne!(sentence, Language::Chinese.sentence(Site::model(Name::WE)), "{site} has one of its own");
            assert_eq!(english(sentence), [""; 0], "{site}");
        }
    }
    let parameter = Site::model(Name::WE);
    assert_eq!(Language::Chinese.step(parameter), "W_E", "a parameter's name is its own");
    assert_eq!([Language::English, Language::Chinese].map(|l| l.formula(parameter)), ["parameter", "参数"]);
    for &name in Name::ALL {
        let formula = Language::Chinese.formula(Site::model(name));
        for fragment in [" of ", " the ", " or ", " at ", "parameter", "[position", "token"] {
            assert!(!formula.contains(fragment), "{}: {formula}", name.text());
        }
    }
}

#[test]
fn a_language_is_found_by_its_code() {
    for language in Language::ALL {
        assert_eq!(Language::named(language.code()), Some(language));
    }
    assert_eq!(Language::named("tlh"), None);
}

/// What a person can do wrong with commands, one of each kind.
fn refusals() -> Vec<Notice> {
    let (x, wanted) = ("x".to_owned(), "1|2".to_owned());
    vec![
        Notice::UnknownCommand { name: x.clone(), nearest: vec!["mask".to_owned(), "move".to_owned()] },
        Notice::UnknownSite { name: x.clone(), nearest: Vec::new() },
        Notice::NoLayer { layer: 9, layers: 4 },
        Notice::NoHead { head: 9, heads: 1 },
        Notice::NoCell { row: 9, column: 8, rows: 2, columns: 3 },
        Notice::BadArgument { command: "scale", word: x.clone(), wanted: wanted.clone(), nearest: Vec::new() },
        Notice::MissingArgument { command: "scale", wanted },
        Notice::ExtraArgument { command: "scale", word: x },
        Notice::OpenQuote,
        Notice::Escape("1".to_owned()),
        Notice::NoCommand,
        Notice::Temperature(1000.0),
        Notice::EmptyText,
        Notice::Cut { tokens: 99, context: 16 },
        Notice::Parameter("W_E".to_owned()),
        Notice::NoPlace { axis: Axis::Key, place: 9, count: 4 },
        Notice::NoHeadHere,
        Notice::NoPane(PaneKind::Cell.first()),
        Notice::NothingToUndo,
        Notice::NothingToRedo,
        Notice::BeingRead("x".to_owned()),
        Notice::ReadInMaps("x".to_owned()),
        Notice::NotComputed("x".to_owned()),
        Notice::NoGradient,
        Notice::NoGradientHere,
        Notice::NoCounterpart,
        Notice::NoMoment { moment: 9, moments: 4 },
        Notice::LastPane,
        Notice::CannotRead { file: "runs".into(), reason: "13".into() },
        Notice::CannotWrite { file: "runs".into(), reason: "13".into() },
        Notice::NotText("runs".into()),
        Notice::NoHome,
        Notice::TooDeep,
        Notice::NoTarget,
        Notice::Carrying(PaneKind::Matrix.first()),
        Notice::TooManyPanes,
        Notice::UnknownLayout { name: "x".to_owned(), nearest: vec!["mask".to_owned()] },
        Notice::LayoutName("x".to_owned()),
        Notice::NotInLayout("help".to_owned()),
        Notice::Tree(BadTree::Unexpected { found: "x".to_owned() }),
        Notice::Tree(BadTree::Twice { pane: "cell".to_owned() }),
        Notice::NotCompared("help".to_owned()),
        Notice::NothingBeside,
        Notice::NothingToCompare,
        Notice::NothingChanged,
        Notice::NothingToHide,
        Notice::NoSubLayerHere,
        Notice::OtherHead { asked: "head-off", switch: "undo".to_owned(), on: false },
        Notice::OtherHead { asked: "head-on", switch: "undo".to_owned(), on: true },
        Notice::UnknownTheme { name: "x".to_owned(), nearest: vec!["mask".to_owned()] },
        Notice::NoSequence("x".to_owned()),
        Notice::InLayout { file: "x".to_owned(), line: 7, notice: Notice::NoCommand.into() },
        Notice::Kept("x".to_owned()),
        Notice::NotHeld("x".to_owned()),
        Notice::NotInPlan("help".to_owned()),
        Notice::Script { line: 7, notice: Notice::NoCommand.into() },
        Notice::BrokeDown { job: Job::Recording, reason: "1".to_owned() },
        Notice::BrokeDown { job: Job::Looking, reason: "1".to_owned() },
        Notice::BrokeDown { job: Job::Surveying, reason: "1".to_owned() },
        Notice::BrokeDown { job: Job::Differing, reason: "1".to_owned() },
        Notice::BrokeDown { job: Job::Studying, reason: "1".to_owned() },
        Notice::BrokeDown { job: Job::Measuring, reason: "1".to_owned() },
    ]
}

/// Every way in which a viewer's own file can be wrong.
fn files() -> Vec<Notice> {
    let (x, near) = (|| "x".to_owned(), || vec!["mask".to_owned()]);
    let flaws = vec![
        Flaw::NotToml("1".to_owned()),
        Flaw::UnknownEntry { name: x(), nearest: near() },
        Flaw::NotText(x()),
        Flaw::NotColours(x(), 2),
        Flaw::UnknownKey(x()),
        Flaw::NoKey,
        Flaw::Cancels("esc".parse().expect("a key")),
        Flaw::Twice { keys: x(), line: 7 },
        Flaw::Prefix { keys: x(), longer: "x y".to_owned(), line: 7 },
        Flaw::Command(Notice::NoCommand.into()),
        Flaw::OnlyScripts("wait"),
        Flaw::NotOneOf { name: x(), word: x(), nearest: near() },
        Flaw::NotColour(x()),
        Flaw::NotNamedColour { word: x(), nearest: near() },
        Flaw::Uneven,
    ];
    flaws.into_iter().map(|flaw| Notice::InFile { file: x(), line: 3, flaw, more: 2 }).collect()
}

/// Every way in which no model can be made of a configuration.
fn configurations() -> Vec<ConfigError> {
    let conflict = |why| ConfigError::Conflict { field: "memory", found: "4".to_owned(), why, nearest: "0".to_owned() };
    let rules = [
        Rule::SegmentInContext,
        Rule::ReadsInOrder,
        Rule::DistancesNeedAttention,
        Rule::EncoderDecoderHasEncoder,
        Rule::OnlyEncoderDecoderHasAny,
        Rule::SegmentsNeedDecoder,
        Rule::MemoryNeedsAttention,
    ];
    let others = [
        ConfigError::Zero("heads"),
        ConfigError::TooLarge { name: "layers", size: 2000, most: 1000 },
        ConfigError::TooManyParameters(1 << 40),
        ConfigError::Epsilon(0.0),
        ConfigError::Heads { heads: 7, width: 12, nearest: 6 },
        ConfigError::OddHead { width: 3, nearest: 2 },
        ConfigError::NoSegments { memory: 4 },
        ConfigError::MemoryPosition("t5"),
        ConfigError::Memory { memory: 9, most: 4 },
        ConfigError::Dropout(1.0),
    ];
    others.into_iter().chain(rules.map(conflict)).collect()
}

/// Every way in which a plan cannot be recorded.
fn passes() -> Vec<PassError> {
    let (site, parameter) = (Site::model(Name::Logits), Site::model(Name::WE));
    let inputs = [
        InputError::Empty,
        InputError::NoSource,
        InputError::UnusedSource,
        InputError::TooLong { tokens: 9, context: 4 },
        InputError::UnknownToken { token: 9, vocabulary: 4 },
        InputError::Ragged { tokens: 9, sequences: 2 },
    ];
    let tapes = [
        TapeError::Shapes { site, op: "x", inputs: vec![(site, (1, 2))] },
        TapeError::NoParameter { site: parameter },
        TapeError::NoSite { site },
        TapeError::Patch { site, shape: (1, 2), patched: (0..3, 0..2), by: Some((4, 4)) },
    ];
    let pokes = [
        PokeError::NoSite { site },
        PokeError::NoHeads { site },
        PokeError::NoOther { site },
        PokeError::Shape { site, theirs: "1 × 2".to_owned(), ours: "3 × 4".to_owned() },
    ];
    let outside = |what| PokeError::Outside { site, what, place: 9, count: 4 };
    let head = "9.9".parse().expect("a head");
    let mut all = vec![
        PassError::NoHead { asked: head, layers: 2, heads: 2 },
        PassError::TooLarge { bytes: 1 << 32, most: 1 << 31 },
    ];
    all.extend(configurations().into_iter().map(PassError::from));
    all.extend(inputs.map(PassError::from));
    all.extend(tapes.map(PassError::from));
    all.extend(pokes.map(PassError::from));
    all.extend([Along::Row, Along::Column, Along::Head].map(outside).map(PassError::from));
    all.push(PassError::NoPlace { axis: Axis::Word, place: 9, count: 4 });
    all
}

/// Every way in which a model cannot be opened or saved.
fn models() -> Vec<ModelError> {
    let path = || PathBuf::from("runs/x");
    let (file, tensor, shape) = (|| "a/b".to_owned(), Site::model(Name::WE), || vec![1, 2]);
    let reason = || "1".to_owned();
    let tokenizers = [
        TokenizerError::TooSmall(9),
        TokenizerError::NotATokenizer(reason()),
        TokenizerError::Gaps { entries: 9, largest: 10 },
        TokenizerError::Training(reason()),
    ];
    let weights = [
        WeightsError::NotSafetensors { file: file(), reason: reason() },
        WeightsError::Missing { file: file(), tensor, expected: shape() },
        WeightsError::Extra { file: file(), tensor: "x".to_owned(), found: shape() },
        WeightsError::Shape { file: file(), tensor, found: shape(), expected: vec![2, 2] },
        WeightsError::Type { file: file(), tensor, shape: shape(), found: Dtype::I64 },
        WeightsError::NotFinite { file: file(), tensor, shape: shape(), value: f32::INFINITY, place: 3 },
    ];
    let mut all = vec![
        ModelError::Unknown { name: "x".to_owned(), nearest: vec!["austen"] },
        ModelError::NotAFolder(path()),
        ModelError::Unreadable { path: path(), reason: reason() },
        ModelError::Unwritable { path: path(), reason: reason() },
        ModelError::NotAConfig { path: path(), reason: reason() },
        ModelError::Vocabulary { path: path(), words: 9, expected: 10 },
    ];
    all.extend(configurations().into_iter().map(|reason| ModelError::Config { path: path(), reason }));
    all.extend(tokenizers.map(|reason| ModelError::Tokenizer { path: path(), reason }));
    all.extend(weights.map(ModelError::from));
    all
}

#[test]
fn every_notice_is_said_in_both_languages() {
    let lower = passes().into_iter().map(Notice::from).chain(models().into_iter().map(Notice::from));
    for notice in refusals().into_iter().chain(files()).chain(lower) {
        let [en, zh] = Language::ALL.map(|language| notice.say(language));
        assert!(!en.is_empty() && !en.contains(is_chinese), "{en}");
        assert!(zh.contains(is_chinese) && en != zh, "{zh}");
        let own = [
            "austen",
            "runs",
            "mask",
            "move",
            "logits",
            "inf",
            "memory",
            "heads",
            "matrix",
            "UTF",
            "HEADLIGHT",
            "CONFIG",
        ];
        let rest: Vec<String> = english(&zh).into_iter().filter(|word| !own.contains(&word.as_str())).collect();
        assert_eq!(rest, [""; 0], "{zh}");
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (mut en, mut zh) = (digits(&en).into_bytes(), digits(&zh).into_bytes());
        en.sort_unstable();
        zh.sort_unstable();
        assert_eq!(en, zh, "both say the same numbers: {notice:?}");
    }
}
