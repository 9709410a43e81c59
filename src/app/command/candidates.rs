//! What the next word of a command line can be, given what there is to choose from.

use super::arguments::{Quoted, SIDES, SWITCH};
use super::{Argument, Entry, Kind, Scope, TABLE, parse};
use crate::app::layout::Layout;
use crate::app::pane_tree::{PaneId, PaneTree};
use crate::app::stage::Stage;
use crate::app::theme::Themes;
use crate::app::words::Word;
use crate::model::embedded;
use crate::tape::{Name, Site};

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
        && let Some(left) = entry.arguments.get(rest.len()..)
    {
        all.extend(next(here, entry, left, rest));
    }
    let second = |entry: &'static Entry| {
        let word = entry.name.strip_prefix(name.as_str())?.strip_prefix('-')?;
        Some(candidate(entry, word.to_owned(), entry.arguments))
    };
    if rest.is_empty() {
        all.extend(TABLE.iter().filter_map(second));
    } else if let Some(entry) = Entry::named(&format!("{name}-{}", rest[0]))
        && let Some(left) = entry.arguments.get(rest.len() - 1..)
    {
        all.extend(next(here, entry, left, &rest[1..]));
    }
    all
}

/// The words that can come next of a command, of which these arguments are left. Where others could come that nobody can
/// list, what is taken comes last, without a word.
fn next(here: &Live, entry: &Entry, left: &[Argument], known: &[String]) -> Vec<Candidate> {
    let Some((argument, later)) = left.split_first() else { return Vec::new() };
    if argument.kind == Kind::Commands {
        let of_plan = super::compared::entries().map(|made| candidate(made, made.name.to_owned(), made.arguments));
        return of_plan.chain([candidate(entry, SWITCH[1].to_owned(), later)]).collect();
    }
    if known.last().is_some_and(|word| word == "from") && entry.takes_act(known.len() - 1) {
        return vec![candidate(entry, SIDES[0].to_owned(), later)];
    }
    let open = matches!(argument.kind, Kind::Number(_) | Kind::Decimal(_));
    let usage = open.then(|| candidate(entry, String::new(), left));
    live(here, argument.kind).into_iter().map(|word| candidate(entry, word, later)).chain(usage).collect()
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
    /// Whether it takes what happens to a value at a place.
    fn takes_act(&self, place: usize) -> bool {
        self.arguments.get(place).is_some_and(|argument| argument.kind == Kind::Act)
    }

    /// Whether a person would write it: what the mouse and scripts send comes last.
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
        Kind::Site | Kind::Changed | Kind::SubLayer => {
            let here = stage.plan.cursor.site.layer;
            let fits = |site: &Site| match kind {
                Kind::Changed => !site.is_derived() && !site.before,
                Kind::SubLayer => site.name == Name::AttnOut && !site.before,
                _ => true,
            };
            let mut sites: Vec<_> = stage.pass.sites().filter(fits).collect();
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
        Kind::Panes => vec![Quoted(&here.panes.to_string()).to_string()],
        Kind::Layout => here.layouts.iter().map(|layout| layout.name.clone()).collect(),
        Kind::Theme => here.themes.names().map(ToString::to_string).collect(),
        Kind::Text => vec![Quoted(&stage.plan.text).to_string()],
        Kind::Command => TABLE.iter().map(|entry| entry.name.to_owned()).collect(),
        fixed => fixed.words().into_iter().map(str::to_owned).collect(),
    }
}
