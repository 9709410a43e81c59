//! What the next word of a command line can be, given what there is to choose from.

use super::arguments::Quoted;
use super::{Argument, Entry, Kind, Scope, TABLE, parse};
use crate::app::layout::Layout;
use crate::app::pane_tree::{PaneId, PaneTree};
use crate::app::stage::Stage;
use crate::app::theme::Themes;
use crate::app::words::Word;
use crate::model::embedded;

/// What there is to choose from.
#[derive(Clone, Copy)]
pub struct Live<'a> {
    /// What is looked at.
    pub stage: &'a Stage,
    /// The colours that the viewer can have.
    pub themes: &'a Themes,
    /// The layouts that can be called by name.
    pub layouts: &'a [Layout],
    /// The panes on the desk.
    pub panes: &'a PaneTree,
}

/// A word that can come next.
pub struct Candidate {
    /// The word.
    pub word: String,
    /// What the command takes after it, as help writes it.
    pub arguments: String,
    /// What the command does.
    pub doc: Word,
}

/// The words that can come after the words that are there.
pub fn candidates(here: &Live, known: &str) -> Vec<Candidate> {
    let Ok(words) = parse::split(known).map(|commands| commands.concat()) else {
        return Vec::new(); // within quotation marks
    };
    let Some((name, rest)) = words.split_first() else {
        let (listed, others): (Vec<&Entry>, Vec<&Entry>) = TABLE.iter().partition(|entry| entry.is_listed());
        let all = listed.into_iter().chain(others);
        return all.map(|entry| candidate(entry, entry.name.to_owned(), entry.arguments)).collect();
    };
    if let Some(of_plan) = commands_within(known, name) {
        return candidates(here, of_plan);
    }
    let mut all = Vec::new();
    if let Some(entry) = Entry::named(name)
        && let Some((argument, later)) = entry.arguments.get(rest.len()..).and_then(<[_]>::split_first)
    {
        all.extend(live(here, argument.kind).into_iter().map(|word| candidate(entry, word, later)));
    }
    let second = |entry: &'static Entry| {
        let word = entry.name.strip_prefix(name.as_str())?.strip_prefix('-')?;
        Some(candidate(entry, word.to_owned(), entry.arguments))
    };
    if rest.is_empty() {
        all.extend(TABLE.iter().filter_map(second));
    } else if let Some((argument, later)) = Entry::named(&format!("{name}-{}", rest[0]))
        .and_then(|entry| entry.arguments.get(rest.len() - 1..))
        .and_then(<[_]>::split_first)
    {
        let entry = Entry::named(&format!("{name}-{}", rest[0])).unwrap_or(&TABLE[0]);
        all.extend(live(here, argument.kind).into_iter().map(|word| candidate(entry, word, later)));
    }
    all
}

/// What has been written so far of commands that are another's argument: `score ` of `compare score `.
fn commands_within<'a>(known: &'a str, name: &str) -> Option<&'a str> {
    let takes_commands = Entry::named(name)?.arguments.first()?.kind == Kind::Commands;
    let rest = known.trim_start().strip_prefix(name)?.trim_start();
    (takes_commands && !rest.is_empty()).then_some(rest)
}

fn candidate(entry: &Entry, word: String, later: &[Argument]) -> Candidate {
    let arguments = later.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    Candidate { word, arguments, doc: entry.doc }
}

impl Entry {
    /// Whether a person would write it: what the mouse and scripts send comes last, and is nothing to compare with.
    pub fn is_listed(&self) -> bool {
        self.scope != Scope::Script && !matches!(self.name, "border" | "grab" | "release")
    }
}

/// The words of a kind that are valid here.
fn live(here: &Live, kind: Kind) -> Vec<String> {
    let stage = here.stage;
    let config = &stage.pass.config;
    let numbers = |count: usize| (0..count).map(|number| number.to_string());
    let heads = |layer: usize| (0..config.heads).map(move |head| format!("{layer}.{head}"));
    let ids = || (0..config.layers).flat_map(heads);
    match kind {
        Kind::Site => {
            let here = stage.plan.cursor.site.layer;
            let mut sites: Vec<_> = stage.pass.sites().collect();
            sites.sort_by_key(|site| site.layer != here); // stable: the rest stays in the order of the pass
            sites.iter().map(ToString::to_string).collect()
        }
        Kind::Head => numbers(config.heads).chain(kind.words().into_iter().map(str::to_owned)).chain(ids()).collect(),
        Kind::Layer => numbers(config.layers).chain(kind.words().into_iter().map(str::to_owned)).collect(),
        Kind::HeadId => ids().collect(),
        Kind::Model => embedded::names().map(str::to_owned).collect(),
        Kind::Pane | Kind::Focus => {
            let own = here.panes.panes().into_iter().map(|pane| pane.to_string());
            let ways = kind.words().into_iter().filter(|word| word.parse::<PaneId>().is_err());
            own.chain(ways.map(str::to_owned)).collect()
        }
        Kind::Commands => TABLE.iter().filter(|entry| entry.is_listed()).map(|entry| entry.name.to_owned()).collect(),
        Kind::Panes => vec![Quoted(&here.panes.to_string()).to_string()],
        Kind::Layout => here.layouts.iter().map(|layout| layout.name.clone()).collect(),
        Kind::Theme => here.themes.names().map(ToString::to_string).collect(),
        Kind::Text => vec![Quoted(&stage.plan.text).to_string()],
        Kind::Command => TABLE.iter().map(|entry| entry.name.to_owned()).collect(),
        fixed => fixed.words().into_iter().map(str::to_owned).collect(),
    }
}
