//! The arguments: one type a door.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::language;
use super::train::TrainArguments;
use crate::app::Language;
use crate::tape::Kernel;
use crate::ui::capability::{COLOUR_CHOICES, ColourChoice};

const EXAMPLES: &str = "\
Examples:
  headlight                                        the lab on the embedded model
  headlight \"The cat sat on the mat\"               the lab on a sentence of yours
  headlight --do 'mask none' --do 'head off 1.2'   the lab, poked
  headlight --language zh                          the lab in Chinese; `:language en` switches it while it runs
  headlight show --site decoder.0.attn.pattern --head 1
  headlight trace -o pass.safetensors              every recorded value, by name
  headlight play tour.txt --print                  a script of commands, without a terminal";

/// See what a Transformer attends to, in a terminal: step through every operation, poke it, measure it.
#[derive(Parser, Debug)]
#[command(name = "headlight", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// Which door; the lab where none is named.
    #[command(subcommand)]
    pub door: Option<Door>,
    /// What the lab opens on.
    #[command(flatten)]
    pub subject: Subject,
    /// How the lab is shown.
    #[command(flatten)]
    pub screen: Screen,
    /// What keys do.
    #[command(flatten)]
    pub keys: Keys,
    /// Which language the lab speaks first: that of LC_ALL, LC_MESSAGES or LANG, unless said otherwise
    #[arg(long, value_name = "CODE", value_parser = language::parser())]
    pub language: Option<Language>,
}

/// The doors other than the lab.
#[derive(Subcommand, Debug)]
pub enum Door {
    /// Print one recorded matrix of a pass
    Show(Show),
    /// Write every recorded value of a pass to a safetensors file
    Trace(Trace),
    /// Run a script of commands without a terminal
    Play(Play),
    /// Print what a model writes: the continuation of a text, or its translation
    Generate(Generate),
    /// Train a small model and judge it on text it has not seen
    Train(TrainArguments),
    /// Put an answer about the Transformer to the test, with numbers and a verdict
    Experiment(Experiment),
    /// Print which key does what, as a file to start from
    #[command(after_help = "\
Example:
  headlight keys > ~/.config/headlight/keymap.toml     then change what should be different

The lab reads keymap.toml, and themes/NAME.toml for `theme NAME`, in the platform's configuration folder, or in the one that
HEADLIGHT_CONFIG names.")]
    Keys(Keys),
    /// Print the completions of a shell
    #[command(
        after_help = "Example:\n  headlight completions bash > ~/.local/share/bash-completion/completions/headlight"
    )]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or that of one door
    #[command(after_help = "Examples:\n  headlight man | man -l -\n  headlight man show | man -l -")]
    Man {
        /// Which door
        door: Option<String>,
    },
}

/// What every door looks at: a model, a sentence, and what was done to them.
#[derive(Args, Clone, Debug, Default)]
pub struct Subject {
    /// The sentence; `-` reads standard input
    pub text: Option<OsString>,
    /// The model and its settings.
    #[command(flatten)]
    pub setup: Setup,
}

/// A model and what was done to it.
#[derive(Args, Clone, Debug, Default)]
pub struct Setup {
    /// An embedded model's name, or a folder with config.json, model.safetensors and tokenizer.json
    #[arg(long, value_name = "NAME|DIR")]
    pub model: Option<String>,
    /// A whole plan, as the lab writes it: commands joined by `; `
    #[arg(long, value_name = "COMMANDS")]
    pub plan: Option<String>,
    /// A command to run first, such as 'mask none'; may be repeated
    #[arg(long = "do", value_name = "COMMAND")]
    pub commands: Vec<String>,
    /// How arithmetic is carried out: `portable` gives the same bits on every machine, several times slower
    #[arg(long, value_name = "KERNEL", default_value = "fast")]
    pub kernel: Arithmetic,
}

/// How a screen is drawn.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Screen {
    /// How many colours to use
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        value_parser = PossibleValuesParser::new(COLOUR_CHOICES.map(|(name, _)| name)).try_map(|name| name.parse::<ColourChoice>()),
    )]
    pub color: ColourChoice,
}

/// What keys do.
#[derive(Args, Clone, Debug, Default)]
pub struct Keys {
    /// Keys of yours, merged over those that are there from the start; `headlight keys` prints such a file
    #[arg(long, value_name = "FILE")]
    pub keymap: Option<PathBuf>,
}

/// How arithmetic is carried out.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Arithmetic {
    /// As fast as this machine can
    #[default]
    Fast,
    /// The same bits on every machine, several times slower
    Portable,
}

impl From<Arithmetic> for Kernel {
    fn from(arithmetic: Arithmetic) -> Kernel {
        Kernel { portable: arithmetic == Arithmetic::Portable, wide: true }
    }
}

/// `headlight show`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  headlight show --site decoder.0.attn.pattern --head 1
  headlight show \"The cat sat\" --site decoder.0.attn.pattern --head 1 --format json
  headlight show --site logits --format csv --do 'mask none' > logits.csv
  echo \"The cat sat\" | headlight show - --site decoder.2.resid_post")]
pub struct Show {
    /// What to look at.
    #[command(flatten)]
    pub subject: Subject,
    /// Which recorded value, such as decoder.0.attn.pattern; a wrong name lists the nearest
    #[arg(long, short)]
    pub site: String,
    /// Which head, from 0; only for values that have heads
    #[arg(long)]
    pub head: Option<usize>,
    /// Print how much an output would move with each number: the likeliest next word's logit, or --do 'gradient TOKEN WORD'
    #[arg(long)]
    pub gradient: bool,
    /// How to print it: a heatmap on a terminal and text elsewhere, unless said otherwise
    #[arg(long, short)]
    pub format: Option<Format>,
    /// How it is shown.
    #[command(flatten)]
    pub screen: Screen,
}

/// How `headlight show` prints a matrix.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Coloured cells, or shades where there is no colour
    Heatmap,
    /// Numbers with labels; −∞ is "-inf"
    Json,
    /// A header of column labels, then one line a row
    Csv,
    /// Aligned columns
    Text,
}

/// `headlight trace`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  headlight trace -o pass.safetensors
  headlight trace \"The cat sat\" -o pass.safetensors --do 'scale off'")]
pub struct Trace {
    /// What to record.
    #[command(flatten)]
    pub subject: Subject,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// `headlight generate`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  headlight generate \"It is a truth\" --max 20
  headlight generate \"It is a truth\" --temperature 0.8 --seed 7
  headlight generate - --model runs/dates < dates.txt     one line in, one line out")]
pub struct Generate {
    /// What to continue or translate; `-`, or nothing, reads standard input line by line
    pub text: Option<OsString>,
    /// An embedded model's name, or a folder with config.json, model.safetensors and tokenizer.json
    #[arg(long, value_name = "NAME|DIR", default_value = "austen")]
    pub model: String,
    /// The most tokens to write
    #[arg(long, value_name = "TOKENS", default_value_t = 40)]
    pub max: usize,
    /// Draw from softmax(logits / T) instead of taking the likeliest
    #[arg(long, value_name = "T")]
    pub temperature: Option<f32>,
    /// What the draws depend on
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Outputs kept at every step of a beam search, 1 to 1000
    #[arg(long, default_value_t = 1)]
    pub beams: usize,
}

/// `headlight play`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  headlight play tour.txt --print
  headlight play tour.txt --size 200x60 --frame lab.svg

A script has one command a line; # begins a comment. `key space` presses a key, `type \"…\"` types a text.")]
pub struct Play {
    /// The script; `-` reads standard input
    pub script: PathBuf,
    /// The model and its settings.
    #[command(flatten)]
    pub setup: Setup,
    /// Columns and rows of the screen
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "120x40")]
    pub size: Size,
    /// Print the last screen as text
    #[arg(long)]
    pub print: bool,
    /// Draw the last screen to a file
    #[arg(long, value_name = "FILE.svg")]
    pub frame: Option<PathBuf>,
    /// Which language the screen speaks first; the environment has no say in it
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = language::parser())]
    pub language: Language,
    /// How it is shown.
    #[command(flatten)]
    pub screen: Screen,
    /// What keys do.
    #[command(flatten)]
    pub keys: Keys,
}

/// `headlight experiment`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  headlight experiment                      the sixteen questions
  headlight experiment T2                   one answer: table, plot, verdict
  headlight experiment T9 --quick --json    in seconds, for a program
  headlight experiment T9 --set depth=24 --seed 7
  headlight experiment all --quick          every verdict as it is known

A verdict is computed from the numbers, by the criterion printed beside it. Only a quick run may be undecided.")]
pub struct Experiment {
    /// Which experiment, A1 to A7 or T1 to T9, or `all`; lists them where none is named
    #[arg(value_name = "ID|all")]
    pub id: Option<String>,
    /// Look at less, in seconds
    #[arg(long)]
    pub quick: bool,
    /// Print JSON, a line an experiment
    #[arg(long)]
    pub json: bool,
    /// What every draw depends on
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Set a number of the experiment; may be repeated. --json without ID lists the names
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Write every report, all verdicts and the JSON into this folder, too
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
}

/// Columns and rows of a screen, written `120x40`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Cells across.
    pub columns: u16,
    /// Cells down.
    pub rows: u16,
}

/// More cells than any screen has; a slip of the finger should not fill the memory.
const LARGEST: u16 = 2000;

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Size, String> {
        let side = |number: &str| number.parse().ok().filter(|side| (1..=LARGEST).contains(side));
        text.split_once(['x', '×'])
            .and_then(|(columns, rows)| Some(Size { columns: side(columns)?, rows: side(rows)? }))
            .ok_or_else(|| format!("a size is written COLUMNSxROWS, such as 120x40, from 1x1 to {LARGEST}x{LARGEST}"))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn parse(line: &[&str]) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("headlight").chain(line.iter().copied()))
    }

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_text_opens_the_lab_and_a_door_is_no_text() {
        let lab = parse(&["The cat", "--do", "mask none", "--do", "scale off"]).expect("parses");
        assert!(lab.door.is_none());
        assert_eq!(lab.subject.text, Some("The cat".into()));
        assert_eq!(lab.subject.setup.commands, ["mask none", "scale off"]);
        assert!(matches!(parse(&["man"]).expect("parses").door, Some(Door::Man { door: None })));
        let word = parse(&["--", "man"]).expect("parses");
        assert_eq!((word.door.is_none(), word.subject.text), (true, Some("man".into())));
    }

    #[test]
    fn every_colour_depth_can_be_forced() {
        for (name, choice) in COLOUR_CHOICES {
            assert_eq!(parse(&["--color", name]).expect("parses").screen.color, choice);
        }
        assert!(parse(&["--color", "blue"]).is_err());
    }

    #[test]
    fn a_language_is_a_code_and_a_script_begins_in_english() {
        assert_eq!(parse(&["--language", "zh"]).expect("parses").language, Some(Language::Chinese));
        assert_eq!(parse(&[]).expect("parses").language, None);
        assert!(parse(&["--language", "klingon"]).expect_err("there is none").to_string().contains("en, zh"));
        let Some(Door::Play(play)) = parse(&["play", "tour.txt"]).expect("parses").door else { panic!("a door") };
        assert_eq!(play.language, Language::English);
    }

    #[test]
    fn a_size_is_columns_by_rows() {
        assert_eq!("120x40".parse(), Ok(Size { columns: 120, rows: 40 }));
        for wrong in ["", "120", "0x40", "120x", "x", "120x40x3", "9999x1", "-1x5"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }
}
