//! The one table of commands.

use super::arguments::{
    self, AXES, Argument, DIRECTIONS, EDGES, GRAINS, Kind, LANGUAGES, MASKS, PANE_VERSIONS, SIDES, SWITCH,
    TEMPERATURES, VERSIONS, Words,
};
use super::{Command, Differentiate, Notice, Rewind, Temperature};
use crate::app::gradient::Gradient;
use crate::app::pane_look::{HOW_MANY, Look, MAGNIFY, POOLS, SHOW, ScoresShow};
use crate::app::settings::{SCORES, Setting};
use crate::app::shown::Pooling;
use crate::app::theme::ThemeName;
use crate::app::words::Word;
use crate::train::Exercise;
use crate::transformer::{MaskHow, MaskValue, Mixing, Norm, Position, Projections};

/// Whom a command is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Everybody who looks at the stage.
    Stage,
    /// One viewer.
    Desk,
    /// A script, which acts as a viewer would.
    Script,
}

/// One command: its name, what it takes, what it does, and how its words are read.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The name.
    pub name: &'static str,
    /// What it takes.
    pub arguments: &'static [Argument],
    /// Whom it is about.
    pub scope: Scope,
    /// What it does, in a few words.
    pub doc: Word,
    pub(super) read: fn(&mut Words) -> Result<Command, Notice>,
}

impl Entry {
    /// The name and what it takes, as help writes it.
    pub fn usage(&self) -> String {
        self.arguments.iter().fold(self.name.to_owned(), |usage, argument| format!("{usage} {argument}"))
    }

    /// The command of this name.
    pub fn named(name: &str) -> Option<&'static Entry> {
        TABLE.iter().find(|entry| entry.name == name)
    }
}

const fn must(kind: Kind) -> Argument {
    Argument { kind, optional: false }
}

const fn may(kind: Kind) -> Argument {
    Argument { kind, optional: true }
}

const fn row(
    name: &'static str,
    arguments: &'static [Argument],
    doc: Word,
    read: fn(&mut Words) -> Result<Command, Notice>,
) -> Entry {
    Entry { name, arguments, scope: Scope::Stage, doc, read }
}

const fn desk(entry: Entry) -> Entry {
    Entry { scope: Scope::Desk, ..entry }
}

const fn script(entry: Entry) -> Entry {
    Entry { scope: Scope::Script, ..entry }
}

const ON_OFF: Kind = Kind::OneOf(&SWITCH);
const GRAIN: Kind = Kind::OneOf(&GRAINS);
const WAY: Kind = Kind::OneOf(&DIRECTIONS);
const CELLS: Kind = Kind::Number("CELLS");
const ROW: Kind = Kind::Number("ROW");
const COLUMN: Kind = Kind::Number("COLUMN");

/// Every command there is.
pub static TABLE: &[Entry] = &[
    row("next", &[may(GRAIN)], Word::DocNext, |w| Ok(Command::Next(w.optional(arguments::read_grain)?))),
    row("back", &[may(GRAIN)], Word::DocBack, |w| Ok(Command::Back(w.optional(arguments::read_grain)?))),
    row("first", &[], Word::DocFirst, |_| Ok(Command::First)),
    row("last", &[], Word::DocLast, |_| Ok(Command::Last)),
    row("go", &[must(Kind::Site)], Word::DocGo, |w| Ok(Command::Go(w.site()?))),
    row("grain", &[may(GRAIN)], Word::DocGrain, |w| Ok(Command::Grain(w.optional(arguments::read_grain)?))),
    row("play", &[may(ON_OFF)], Word::DocPlay, |w| Ok(Command::Play(w.optional(arguments::read_switch)?))),
    row("head", &[must(Kind::Head)], Word::DocHead, |w| w.required(arguments::read_head)),
    row("layer", &[must(Kind::Layer)], Word::DocLayer, |w| Ok(Command::Layer(w.required(arguments::read_choice)?))),
    row("strongest", &[must(Kind::Number("N|next|back"))], Word::DocStrongest, |w| {
        Ok(Command::Strongest(w.required(arguments::read_choice)?))
    }),
    row("cell", &[must(Kind::Number("ROW")), must(Kind::Number("COLUMN"))], Word::DocCell, |w| {
        Ok(Command::Cell(w.parsed()?, w.parsed()?))
    }),
    row("cursor", &[must(Kind::OneOf(&AXES)), must(Kind::Number("PLACE"))], Word::DocCursor, |w| {
        Ok(Command::Cursor(w.required(arguments::read_axis)?, w.parsed()?))
    }),
    row("move", &[must(WAY), may(CELLS)], Word::DocMove, |w| {
        Ok(Command::Move(w.required(arguments::read_direction)?, w.optional(|n| n.parse().ok())?.unwrap_or(1)))
    }),
    row("text", &[must(Kind::Text)], Word::DocText, |w| Ok(Command::Text(w.rest()?))),
    row("model", &[must(Kind::Model)], Word::DocModel, |w| Ok(Command::Model(w.text()?))),
    row("scale", &[may(ON_OFF)], Word::DocScale, |w| Ok(Command::Scale(w.optional(arguments::read_switch)?))),
    row("mask", &[may(Kind::OneOf(&MASKS))], Word::DocMask, |w| Ok(Command::Mask(w.optional(arguments::read_mask)?))),
    row("residual", &[may(ON_OFF)], Word::DocResidual, |w| Ok(Command::Residual(w.optional(arguments::read_switch)?))),
    row("norm", &[may(Kind::OneOf(Norm::NAMES))], Word::DocNorm, |w| Ok(Command::Norm(w.optional(Norm::named)?))),
    row("score", &[must(Kind::OneOf(&SCORES))], Word::DocScore, |w| Ok(Command::Set(w.required(Setting::score)?))),
    row("position", &[must(Kind::OneOf(Position::NAMES))], Word::DocPosition, |w| {
        Ok(Command::Set(Setting::Position(w.required(Position::named)?)))
    }),
    row("projections", &[must(Kind::OneOf(Projections::NAMES))], Word::DocProjections, |w| {
        Ok(Command::Set(Setting::Projections(w.required(Projections::named)?)))
    }),
    row("mixing", &[must(Kind::OneOf(Mixing::NAMES))], Word::DocMixing, |w| {
        Ok(Command::Set(Setting::Mixing(w.required(Mixing::named)?)))
    }),
    row("heads", &[must(Kind::Number("HEADS"))], Word::DocHeads, |w| Ok(Command::Set(Setting::Heads(w.parsed()?)))),
    row("layers", &[must(Kind::Number("1..64"))], Word::DocLayers, |w| {
        let layers = |n: &str| n.parse().ok().filter(|n| (1..=64).contains(n));
        Ok(Command::Set(Setting::Layers(w.required(layers)?)))
    }),
    row("pad", &[must(Kind::Number("TOKENS"))], Word::DocPad, |w| Ok(Command::Set(Setting::Pad(w.parsed()?)))),
    row("dropout", &[must(Kind::Number("0..99"))], Word::DocDropout, |w| {
        let percent = |n: &str| n.parse().ok().filter(|n| *n < 100);
        Ok(Command::Set(Setting::Dropout(w.required(percent)?)))
    }),
    row("padding", &[must(ON_OFF)], Word::DocPadding, |w| {
        Ok(Command::Set(Setting::Padding(w.required(arguments::read_switch)?)))
    }),
    row("mask-value", &[must(Kind::OneOf(MaskValue::NAMES))], Word::DocMaskValue, |w| {
        Ok(Command::Set(Setting::MaskValue(w.required(MaskValue::named)?)))
    }),
    row("mask-how", &[must(Kind::OneOf(MaskHow::NAMES))], Word::DocMaskHow, |w| {
        Ok(Command::Set(Setting::MaskHow(w.required(MaskHow::named)?)))
    }),
    row("half", &[must(ON_OFF)], Word::DocHalf, |w| {
        Ok(Command::Set(Setting::Half(w.required(arguments::read_switch)?)))
    }),
    row("segment", &[must(Kind::Number("TOKENS"))], Word::DocSegment, |w| {
        Ok(Command::Set(Setting::Segment(w.parsed()?)))
    }),
    row("memory", &[must(Kind::Number("TOKENS"))], Word::DocMemory, |w| Ok(Command::Set(Setting::Memory(w.parsed()?)))),
    row("seed", &[must(Kind::Number("SEED"))], Word::DocSeed, |w| Ok(Command::Set(Setting::Seed(w.parsed()?)))),
    row("target", &[must(Kind::Text)], Word::DocTarget, |w| Ok(Command::Set(Setting::Target(w.rest()?)))),
    row("head-off", &[may(Kind::HeadId)], Word::DocHeadOff, |w| Ok(Command::HeadOff(w.optional(|h| h.parse().ok())?))),
    row("head-on", &[may(Kind::HeadId)], Word::DocHeadOn, |w| Ok(Command::HeadOn(w.optional(|h| h.parse().ok())?))),
    row("head-toggle", &[may(Kind::HeadId)], Word::DocHeadToggle, |w| {
        Ok(Command::HeadToggle(w.optional(|h| h.parse().ok())?))
    }),
    row("temperature", &[must(Kind::Decimal("T|up|down"))], Word::DocTemperature, |w| {
        let steps = arguments::one_of(TEMPERATURES, [Temperature::Up, Temperature::Down]);
        let number = |t: &str| t.parse().ok().filter(|t: &f32| t.is_finite()).map(Temperature::To);
        Ok(Command::Temperature(w.required(|t| steps(t).or_else(|| number(t)))?))
    }),
    row(
        "patch",
        &[
            must(Kind::Changed),
            must(Kind::Act),
            may(Kind::Number("X")),
            may(ROW),
            may(COLUMN),
            may(Kind::Number("HEAD")),
        ],
        Word::DocPatch,
        |w| Ok(Command::Patch(w.poke()?)),
    ),
    row("unpatch", &[may(Kind::Changed), may(ROW), may(COLUMN), may(Kind::Number("HEAD"))], Word::DocUnpatch, |w| {
        let site = if w.is_done() { None } else { Some(w.site()?) };
        Ok(Command::Unpatch(site, w.block()?))
    }),
    row("poke", &[must(Kind::Act), may(Kind::Number("X"))], Word::DocPoke, |w| Ok(Command::Poke(w.act()?))),
    row("hide", &[may(ROW), may(COLUMN)], Word::DocHide, |w| {
        Ok(Command::Hide(if w.is_done() { None } else { Some((w.parsed()?, w.parsed()?)) }))
    }),
    row("sub-layer-toggle", &[may(Kind::SubLayer)], Word::DocSubLayerToggle, |w| {
        Ok(Command::SubLayerToggle(if w.is_done() { None } else { Some(w.site()?) }))
    }),
    row("token", &[must(Kind::Number("TOKEN")), must(Kind::Text)], Word::DocToken, |w| {
        Ok(Command::Token(w.parsed()?, w.rest()?))
    }),
    row("compare", &[must(Kind::Commands)], Word::DocCompare, |w| Ok(Command::Compare(w.commands()?))),
    row("pokes", &[may(Kind::OneOf(&SIDES))], Word::DocPokes, |w| {
        Ok(Command::Pokes(w.optional(arguments::one_of(SIDES, [false, true]))?))
    }),
    row("gradient", &[may(Kind::Number("TOKEN|last|on|off")), may(Kind::Number("WORD"))], Word::DocGradient, |w| {
        let output = w.optional(arguments::read_differentiate)?.unwrap_or(Differentiate::Toggled);
        let Differentiate::Output(gradient) = output else { return Ok(Command::Gradient(output)) };
        let word = w.optional(|word| word.parse().ok())?;
        Ok(Command::Gradient(Differentiate::Output(Gradient { word, ..gradient })))
    }),
    row("train", &[must(Kind::OneOf(&Exercise::NAMES)), may(Kind::Number("SEED"))], Word::DocTrain, |w| {
        Ok(Command::Train(w.required(Exercise::named)?, w.optional(|seed| seed.parse().ok())?.unwrap_or(1)))
    }),
    row("train-run", &[may(ON_OFF)], Word::DocTrainRun, |w| Ok(Command::TrainRun(w.optional(arguments::read_switch)?))),
    row("train-step", &[may(Kind::Number("STEPS"))], Word::DocTrainStep, |w| {
        Ok(Command::TrainStep(w.optional(|n| n.parse().ok())?.unwrap_or(1)))
    }),
    row("train-rewind", &[may(Kind::Decimal("STEP|back"))], Word::DocTrainRewind, |w| {
        Ok(Command::TrainRewind(w.optional(arguments::read_rewind)?.unwrap_or(Rewind::To(0))))
    }),
    row("train-stop", &[], Word::DocTrainStop, |_| Ok(Command::TrainStop)),
    row("train-save", &[must(Kind::Folder)], Word::DocTrainSave, |w| Ok(Command::TrainSave(w.text()?))),
    row("reset", &[], Word::DocReset, |_| Ok(Command::Reset)),
    row("undo", &[], Word::DocUndo, |_| Ok(Command::Undo)),
    row("redo", &[], Word::DocRedo, |_| Ok(Command::Redo)),
    row("revisit", &[must(Kind::Number("MOMENT"))], Word::DocRevisit, |w| Ok(Command::Revisit(w.parsed()?))),
    desk(row("focus", &[must(Kind::Focus)], Word::DocFocus, |w| {
        Ok(Command::Focus(w.required(arguments::read_focus)?))
    })),
    desk(row("zoom", &[may(ON_OFF)], Word::DocZoom, |w| Ok(Command::Zoom(w.optional(arguments::read_switch)?)))),
    desk(row("resize", &[must(WAY), may(CELLS)], Word::DocResize, |w| {
        Ok(Command::Resize(w.required(arguments::read_direction)?, w.optional(|n| n.parse().ok())?.unwrap_or(1)))
    })),
    desk(row(
        "border",
        &[must(Kind::Pane), must(Kind::OneOf(&EDGES)), must(Kind::Number("THOUSANDTHS"))],
        Word::DocBorder,
        |w| Ok(Command::Border(w.parsed()?, w.required(arguments::read_edge)?, w.parsed()?)),
    )),
    desk(row("grab", &[must(Kind::Pane), may(Kind::OneOf(&EDGES))], Word::DocGrab, |w| {
        Ok(Command::Grab(w.parsed()?, w.optional(arguments::read_edge)?))
    })),
    desk(row("release", &[], Word::DocRelease, |_| Ok(Command::Release))),
    desk(row("scroll", &[must(WAY), may(CELLS)], Word::DocScroll, |w| {
        Ok(Command::Scroll(w.required(arguments::read_direction)?, w.optional(|n| n.parse().ok())?.unwrap_or(1)))
    })),
    desk(row("pane-split", &[must(Kind::OneOf(&EDGES)), may(Kind::PaneKind)], Word::DocPaneSplit, |w| {
        Ok(Command::PaneSplit(w.required(arguments::read_edge)?, w.optional(|kind| kind.parse().ok())?))
    })),
    desk(row("pane-close", &[may(Kind::Pane)], Word::DocPaneClose, |w| {
        Ok(Command::PaneClose(w.optional(|pane| pane.parse().ok())?))
    })),
    desk(row("pane-swap", &[must(Kind::Focus)], Word::DocPaneSwap, |w| {
        Ok(Command::PaneSwap(w.required(arguments::read_focus)?))
    })),
    desk(row("pane-move", &[must(WAY)], Word::DocPaneMove, |w| {
        Ok(Command::PaneMove(w.required(arguments::read_direction)?))
    })),
    desk(row("pane-show", &[must(Kind::PaneKind)], Word::DocPaneShow, |w| Ok(Command::PaneShow(w.parsed()?)))),
    desk(row("pin", &[may(Kind::Site), may(Kind::Number("HEAD"))], Word::DocPin, |w| {
        let pin = if w.is_done() { None } else { Some((w.site()?, w.optional(|n| n.parse().ok())?.unwrap_or(0))) };
        Ok(Command::Pin(pin))
    })),
    desk(row("unpin", &[], Word::DocUnpin, |_| Ok(Command::Unpin))),
    desk(row("side", &[may(Kind::OneOf(&VERSIONS))], Word::DocSide, |w| {
        Ok(Command::Side(w.optional(arguments::read_version)?))
    })),
    desk(row("pane-side", &[must(Kind::OneOf(&PANE_VERSIONS))], Word::DocPaneSide, |w| {
        w.required(arguments::read_pane_side)
    })),
    desk(row("magnify", &[must(Kind::OneOf(&MAGNIFY)), may(Kind::Number("STEPS"))], Word::DocMagnify, |w| {
        Ok(Command::Look(w.magnify()?))
    })),
    desk(row("pool", &[may(Kind::OneOf(&POOLS))], Word::DocPool, |w| {
        Ok(Command::Look(Look::Pool(w.optional(arguments::one_of(POOLS, [Pooling::Max, Pooling::Mean]))?)))
    })),
    desk(row("normalise", &[may(ON_OFF)], Word::DocNormalise, |w| {
        Ok(Command::Look(Look::Normalise(w.optional(arguments::read_switch)?)))
    })),
    desk(row("sink", &[may(Kind::OneOf(&SHOW))], Word::DocSink, |w| {
        Ok(Command::Look(Look::Sink(w.optional(arguments::one_of(SHOW, [true, false]))?)))
    })),
    desk(row("flow-threshold", &[must(Kind::Decimal("0..1|up|down"))], Word::DocFlowThreshold, |w| {
        Ok(Command::Look(Look::FlowThreshold(w.required(arguments::read_threshold)?)))
    })),
    desk(row("flow-heads", &[may(Kind::OneOf(&HOW_MANY))], Word::DocFlowHeads, |w| {
        Ok(Command::Look(Look::FlowHeads(w.optional(arguments::one_of(HOW_MANY, [true, false]))?)))
    })),
    desk(row("flow-queries", &[may(Kind::OneOf(&HOW_MANY))], Word::DocFlowQueries, |w| {
        Ok(Command::Look(Look::FlowQueries(w.optional(arguments::one_of(HOW_MANY, [true, false]))?)))
    })),
    desk(row("scores-show", &[may(Kind::OneOf(&ScoresShow::NAMES))], Word::DocScoresShow, |w| {
        let named = arguments::one_of(ScoresShow::NAMES, ScoresShow::ALL);
        Ok(Command::Look(Look::Scores(w.optional(named)?)))
    })),
    desk(row("large", &[may(ON_OFF)], Word::DocLarge, |w| {
        Ok(Command::Look(Look::Large(w.optional(arguments::read_switch)?)))
    })),
    desk(row("layout", &[must(Kind::Layout)], Word::DocLayout, |w| Ok(Command::Layout(w.text()?)))),
    desk(row("layout-save", &[must(Kind::Layout)], Word::DocLayoutSave, |w| Ok(Command::LayoutSave(w.text()?)))),
    desk(row("panes", &[must(Kind::Panes)], Word::DocPanes, |w| Ok(Command::Panes(w.tree()?)))),
    desk(row("history", &[], Word::DocHistory, |_| Ok(Command::History))),
    desk(row("share", &[], Word::DocShare, |_| Ok(Command::Share))),
    desk(row("edit", &[], Word::DocEdit, |_| Ok(Command::Edit))),
    desk(row("palette", &[may(Kind::Command)], Word::DocPalette, |w| {
        Ok(Command::Palette(w.optional(|line| Some(line.to_owned()))?.unwrap_or_default()))
    })),
    desk(row("help", &[], Word::DocHelp, |_| Ok(Command::Help))),
    desk(row("close", &[], Word::DocClose, |_| Ok(Command::Close))),
    desk(row("theme", &[may(Kind::Theme)], Word::DocTheme, |w| {
        Ok(Command::Theme(w.optional(|name| Some(ThemeName::from(name)))?))
    })),
    desk(row("language", &[may(Kind::OneOf(&LANGUAGES))], Word::DocLanguage, |w| {
        Ok(Command::Language(w.optional(arguments::read_language)?))
    })),
    desk(row("hint", &[must(ON_OFF)], Word::DocHint, |w| Ok(Command::Hint(w.required(arguments::read_switch)?)))),
    desk(row("mouse", &[may(ON_OFF)], Word::DocMouse, |w| Ok(Command::Mouse(w.optional(arguments::read_switch)?)))),
    desk(row("suspend", &[], Word::DocSuspend, |_| Ok(Command::Suspend))),
    desk(row("quit", &[], Word::DocQuit, |_| Ok(Command::Quit))),
    script(row("key", &[must(Kind::Key)], Word::DocKey, |w| Ok(Command::Key(w.parsed()?)))),
    script(row("type", &[must(Kind::Text)], Word::DocType, |w| Ok(Command::Type(w.rest()?)))),
    script(row("wait", &[must(Kind::Decimal("SECONDS"))], Word::DocWait, |w| {
        Ok(Command::Wait(w.required(|s| s.parse().ok().filter(|s: &f32| (0.0..=3600.0).contains(s)))?))
    })),
];
