//! Any command at all, for walks at random.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;
use crate::app::command::{Choice, Differentiate, Direction, Focus, Rewind, TABLE, Temperature};
use crate::app::input::{Code, Key};
use crate::app::settings::SCORES;
use crate::tape::{Name, Part, Site, Stack};
use crate::train::Exercise;
use crate::transformer::{MaskHow, MaskValue, Mixing, Projections};

fn switch() -> impl Strategy<Value = Option<bool>> {
    any::<Option<bool>>()
}

fn one<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = T> + use<T> {
    prop::sample::select(values.to_vec())
}

fn maybe<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = Option<T>> + use<T> {
    prop::option::of(one(values))
}

fn direction() -> impl Strategy<Value = Direction> {
    one(&[Direction::Up, Direction::Down, Direction::Left, Direction::Right])
}

fn norm() -> impl Strategy<Value = Option<Norm>> {
    maybe(Norm::ALL)
}

fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![(0usize..5).prop_map(Choice::To), Just(Choice::Next), Just(Choice::Back)]
}

fn head() -> impl Strategy<Value = Option<HeadId>> {
    prop::option::of((0usize..4, 0usize..4).prop_map(|(layer, head)| HeadId { layer, head }))
}

fn differentiate() -> impl Strategy<Value = Differentiate> {
    let output = (prop::option::of(0usize..20), prop::option::of(0u32..300));
    let output = output.prop_map(|(token, word)| Differentiate::Output(Gradient { token, word }));
    prop_oneof![output, one(&[Differentiate::Nothing, Differentiate::Toggled])]
}

fn site() -> impl Strategy<Value = Site> {
    let stack = prop_oneof![4 => Just(Stack::Decoder), 1 => Just(Stack::Encoder)];
    let part = prop_oneof![4 => one(&[Part::Stream, Part::Attention, Part::Mlp]), 1 => Just(Part::Cross)];
    let layer = (0u16..3, any::<bool>()).prop_map(|(layer, inside)| inside.then_some(layer));
    (stack, layer, part, one(Name::ALL), any::<bool>()).prop_map(|(stack, layer, part, name, before)| Site {
        stack,
        layer,
        part,
        name,
        before,
    })
}

fn key() -> impl Strategy<Value = Key> {
    let codes = [Code::Enter, Code::Escape, Code::Backspace, Code::Tab, Code::Left, Code::Right, Code::Up, Code::Down];
    let more = [Code::Home, Code::End, Code::Delete, Code::PageUp, Code::PageDown, Code::Function(5)];
    let typed = prop_oneof![prop::char::range('!', '~'), Just(' '), Just('问'), Just('\u{301}')];
    let code = prop_oneof![one(&codes), one(&more), typed.prop_map(Code::Character)];
    (code, any::<bool>(), any::<bool>()).prop_map(|(code, control, alt)| Key { code, control, alt, shift: false })
}

fn block() -> impl Strategy<Value = Block> {
    let place = || prop::option::of(0usize..20);
    (place(), place(), prop::option::of(0usize..4)).prop_map(|(row, column, head)| Block { row, column, head })
}

fn act() -> impl Strategy<Value = Act> {
    let number = || prop_oneof![-9.0f32..9.0, Just(f32::NEG_INFINITY), Just(0.0)];
    prop_oneof![
        number().prop_map(Act::Set),
        number().prop_map(Act::Add),
        number().prop_map(Act::Times),
        (0usize..20).prop_map(Act::As),
        Just(Act::FromA),
    ]
}

/// Changes to values, and comparisons.
fn poked() -> impl Strategy<Value = Command> {
    use Command as C;
    let cell = || prop::option::of((0usize..20, 0usize..20));
    let poke = || (site(), act(), block()).prop_map(|(site, act, block)| C::Patch(Poke { site, act, block }));
    let change = prop_oneof![
        switch().prop_map(C::Scale),
        switch().prop_map(C::Mask),
        norm().prop_map(C::Norm),
        setting().prop_map(C::Set),
        poke()
    ];
    let compared = prop::collection::vec(change, 0..3);
    prop_oneof![
        4 => poke(),
        1 => (site(), block()).prop_map(|(site, block)| C::Unpatch(Some(site), block)),
        1 => Just(C::Unpatch(None, Block::default())),
        4 => act().prop_map(C::Poke),
        2 => cell().prop_map(C::Hide),
        2 => prop::option::of(site()).prop_map(C::SubLayerToggle),
        1 => (0usize..9, "[a-z ]{0,5}").prop_map(|(token, text)| C::Token(token, text)),
        2 => prop::option::of(compared).prop_map(C::Compare),
        1 => switch().prop_map(C::Pokes),
        1 => (0usize..20).prop_map(C::Revisit),
    ]
}

/// What a model is made of, with counts that may or may not fit it.
fn setting() -> impl Strategy<Value = Setting> {
    prop_oneof![
        one(&SCORES).prop_map(|word| Setting::score(word).expect("a score")),
        any::<bool>().prop_map(Setting::Padding),
        one(MaskValue::ALL).prop_map(Setting::MaskValue),
        one(MaskHow::ALL).prop_map(Setting::MaskHow),
        any::<bool>().prop_map(Setting::Half),
        one(Position::ALL).prop_map(Setting::Position),
        one(Projections::ALL).prop_map(Setting::Projections),
        one(Mixing::ALL).prop_map(Setting::Mixing),
        (0usize..8).prop_map(Setting::Heads),
        (1usize..6).prop_map(Setting::Layers),
        (0usize..5).prop_map(Setting::Memory),
        (0usize..5).prop_map(Setting::Segment),
        (0usize..4).prop_map(Setting::Pad),
        (0usize..100).prop_map(Setting::Dropout),
        (0u64..3).prop_map(Setting::Seed),
        "[a-z ]{0,5}".prop_map(Setting::Target),
    ]
}

/// How panes draw what they show.
fn look() -> impl Strategy<Value = Look> {
    let steps = || 0u8..20;
    let weight = prop_oneof![(0.0f32..=1.0).prop_map(Threshold::To), one(&[Threshold::Up, Threshold::Down])];
    prop_oneof![
        steps().prop_map(|steps| Look::Magnify(Magnify::In(steps))),
        steps().prop_map(|steps| Look::Magnify(Magnify::Out(steps))),
        one(&[Magnify::Fit, Magnify::All]).prop_map(Look::Magnify),
        maybe(&[Pooling::Max, Pooling::Mean]).prop_map(Look::Pool),
        switch().prop_map(Look::Normalise),
        switch().prop_map(Look::Sink),
        weight.prop_map(Look::FlowThreshold),
        switch().prop_map(Look::FlowHeads),
        switch().prop_map(Look::FlowQueries),
        maybe(&ScoresShow::ALL).prop_map(Look::Scores),
        switch().prop_map(Look::Large),
    ]
}

/// Changes to how panes lie and what they look at.
fn arranged() -> impl Strategy<Value = Command> {
    use Command as C;
    let pane = || (one(&PaneKind::ALL), 1u8..4).prop_map(|(kind, number)| PaneId { kind, number });
    let edge = one(&[Edge::Right, Edge::Below]);
    let kind = || one(&PaneKind::ALL);
    prop_oneof![
        (edge, prop::option::of(kind())).prop_map(|(edge, kind)| C::PaneSplit(edge, kind)),
        prop::option::of(pane()).prop_map(C::PaneClose),
        prop_oneof![pane().prop_map(Focus::On), one(&[Focus::Next, Focus::Back])].prop_map(C::PaneSwap),
        direction().prop_map(C::PaneMove),
        kind().prop_map(C::PaneShow),
        prop::option::of((site(), 0usize..4)).prop_map(C::Pin),
        maybe(&Version::ALL).prop_map(C::Side),
        maybe(&Version::ALL).prop_map(C::PaneSide),
        one(&["explore", "compare", "residual", "training", "lecture", "none"]).prop_map(|name| C::Layout(name.into())),
        one(&["mine", "a b"]).prop_map(|name| C::LayoutSave(name.into())),
        one(&["matrix", "row(1 steps, 2 matrix-2)"]).prop_map(|tree| C::Panes(tree.parse().expect("a tree"))),
    ]
}

/// What is done with the model that learns, a few steps at a time.
fn taught() -> impl Strategy<Value = Command> {
    use Command as C;
    prop_oneof![
        2 => (one(&Exercise::ALL), 0u64..3).prop_map(|(exercise, seed)| C::Train(exercise, seed)),
        1 => switch().prop_map(C::TrainRun),
        4 => (0usize..4).prop_map(C::TrainStep),
        2 => prop_oneof![(0usize..6).prop_map(Rewind::To), Just(Rewind::Back)].prop_map(C::TrainRewind),
        1 => Just(C::TrainStop),
        1 => Just(C::TrainSave("a folder".to_owned())),
    ]
}

/// Any command, with words that may or may not fit the stage.
pub(crate) fn any_command() -> impl Strategy<Value = Command> {
    use Command as C;
    let text = || prop_oneof!["[a-z \"\\\\;#]{0,12}", any::<String>()];
    let axes = one(&[Axis::Token, Axis::Key, Axis::Dimension, Axis::Word]);
    let pane = || (one(&PaneKind::ALL), 1u8..4).prop_map(|(kind, number)| PaneId { kind, number });
    let edge = || one(&[Edge::Right, Edge::Below]);
    let looking = prop_oneof![
        maybe(&Grain::ALL).prop_map(C::Next),
        maybe(&Grain::ALL).prop_map(C::Back),
        one(&[C::First, C::Last]),
        site().prop_map(C::Go),
        maybe(&Grain::ALL).prop_map(C::Grain),
        switch().prop_map(C::Play),
        choice().prop_map(C::Head),
        choice().prop_map(C::Layer),
        (0usize..4, 0usize..4).prop_map(|(layer, head)| C::HeadAt(HeadId { layer, head })),
        choice().prop_map(C::Strongest),
        (0usize..20, 0usize..20).prop_map(|(row, column)| C::Cell(row, column)),
        (axes, 0usize..20).prop_map(|(axis, place)| C::Cursor(axis, place)),
        (direction(), 0usize..9).prop_map(|(direction, by)| C::Move(direction, by)),
    ];
    let temperature = prop_oneof![
        (0.01f32..50.0).prop_map(Temperature::To),
        any::<f32>().prop_filter("a number", |t| t.is_finite()).prop_map(Temperature::To),
        one(&[Temperature::Up, Temperature::Down])
    ];
    let changing = prop_oneof![
        text().prop_map(C::Text),
        one(&["tiny".to_owned(), "a b".to_owned(), "training".to_owned()]).prop_map(C::Model),
        switch().prop_map(C::Scale),
        switch().prop_map(C::Mask),
        switch().prop_map(C::Residual),
        norm().prop_map(C::Norm),
        head().prop_map(C::HeadOff),
        head().prop_map(C::HeadOn),
        head().prop_map(C::HeadToggle),
        temperature.prop_map(C::Temperature),
        differentiate().prop_map(C::Gradient),
        one(&[C::Reset, C::Undo, C::Redo]),
        setting().prop_map(C::Set),
        poked(),
        taught(),
    ];
    let focus = prop_oneof![pane().prop_map(Focus::On), one(&[Focus::Next, Focus::Back])];
    let desk = prop_oneof![
        focus.prop_map(C::Focus),
        switch().prop_map(C::Zoom),
        (direction(), 0u16..200).prop_map(|(direction, by)| C::Resize(direction, by)),
        (pane(), edge(), any::<u16>()).prop_map(|(pane, edge, share)| C::Border(pane, edge, share)),
        (pane(), proptest::option::of(edge())).prop_map(|(pane, edge)| C::Grab(pane, edge)),
        (direction(), 0usize..99).prop_map(|(direction, by)| C::Scroll(direction, by)),
        text().prop_map(C::Palette),
        maybe(&["dark", "mono", "none such"].map(ThemeName::from)).prop_map(C::Theme),
        maybe(&Language::ALL).prop_map(C::Language),
        any::<bool>().prop_map(C::Hint),
        switch().prop_map(C::Mouse),
        one(&[C::Release, C::Edit, C::Help, C::Close, C::Suspend, C::Quit, C::History, C::Share, C::Unpin]),
        look().prop_map(C::Look),
        arranged(),
    ];
    let script = prop_oneof![
        5 => key().prop_map(C::Key),
        1 => text().prop_map(C::Type),
        1 => (0.0f32..10.0).prop_map(C::Wait)
    ];
    prop_oneof![looking, changing, desk, script]
}

/// What walks at random with these commands has tried them all.
#[test]
fn every_command_in_the_table_is_drawn() {
    const DRAWS: usize = 20_000;
    let mut runner = TestRunner::deterministic();
    let commands = any_command();
    let mut draw = || commands.new_tree(&mut runner).expect("a command").current().name();
    let drawn: BTreeSet<&str> = (0..DRAWS).map(|_| draw()).collect();
    let never: Vec<&str> = TABLE.iter().map(|entry| entry.name).filter(|name| !drawn.contains(name)).collect();
    assert_eq!(never, [""; 0], "of {DRAWS} draws");
}
