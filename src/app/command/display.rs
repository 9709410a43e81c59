//! Commands as the lines that read back to them.

use std::fmt;

use super::{Command, Focus, Rewind, Temperature, arguments};
use crate::app::pane_tree::PaneKind;
use crate::app::version::Version;
use crate::app::words::Language;
use crate::transformer::Norm;

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Command as C;
        f.write_str(self.name())?;
        let mut word = |word: Option<&dyn fmt::Display>| word.map_or(Ok(()), |word| write!(f, " {word}"));
        match self {
            C::Next(grain) | C::Back(grain) | C::Grain(grain) => word(grain.map(arguments::grain).as_dyn()),
            C::Train(exercise, seed) => {
                word(Some(&exercise.name())).and_then(|()| word((*seed != 1).then_some(seed).as_dyn()))
            }
            C::TrainStep(steps) => word((*steps != 1).then_some(steps).as_dyn()),
            C::TrainRewind(back) => word((*back != Rewind::To(0)).then(|| arguments::rewind(*back)).as_dyn()),
            C::Go(site) => word(Some(site)),
            C::Play(on) | C::TrainRun(on) | C::Scale(on) | C::Residual(on) | C::Zoom(on) | C::Mouse(on) => {
                word(on.map(arguments::switch).as_dyn())
            }
            C::Mask(causal) => word(causal.map(arguments::mask).as_dyn()),
            C::Norm(norm) => word(norm.map(Norm::name).as_dyn()),
            C::Patch(poke) => word(Some(poke)),
            C::Unpatch(Some(site), block) => word(Some(&format!("{site}{block}"))),
            C::Poke(act) => word(Some(&arguments::act(*act))),
            C::Hide(Some((row, column))) => word(Some(row)).and_then(|()| word(Some(column))),
            C::SubLayerToggle(site) => word(site.as_dyn()),
            C::Token(token, text) => word(Some(token)).and_then(|()| word(Some(&arguments::Quoted(text)))),
            C::Compare(None) => word(Some(&"off")),
            C::Compare(Some(changes)) => word(Some(&arguments::Quoted(&arguments::joined(changes)))),
            C::Pokes(b) => word(b.map(arguments::side_name).as_dyn()),
            C::Revisit(moment) => word(Some(moment)),
            C::PaneSplit(edge, kind) => {
                word(Some(&arguments::edge(*edge))).and_then(|()| word(kind.map(PaneKind::name).as_dyn()))
            }
            C::PaneClose(pane) => word(pane.as_dyn()),
            C::PaneMove(direction) => word(Some(&arguments::direction(*direction))),
            C::PaneShow(kind) => word(Some(&kind.name())),
            C::Pin(Some((site, head))) => word(Some(site)).and_then(|()| word((*head != 0).then_some(head).as_dyn())),
            C::Side(version) => word(version.map(Version::name).as_dyn()),
            C::PaneSide(version) => word(Some(&version.map_or(arguments::DESK, Version::name))),
            C::Panes(tree) => word(Some(&arguments::Quoted(&tree.to_string()))),
            C::Set(setting) => word(Some(&arguments::setting(setting))),
            C::HeadAt(head) => word(Some(head)),
            C::Look(look) => {
                let said = look.to_string();
                word((!said.is_empty()).then_some(said).as_dyn())
            }
            C::Head(choice) | C::Layer(choice) | C::Strongest(choice) => word(Some(&arguments::choice(*choice))),
            C::Cell(row, column) => word(Some(row)).and_then(|()| word(Some(column))),
            C::Cursor(axis, place) => word(Some(&arguments::axis(*axis))).and_then(|()| word(Some(place))),
            C::Move(direction, by) | C::Scroll(direction, by) => {
                word(Some(&arguments::direction(*direction))).and_then(|()| word((*by != 1).then_some(by).as_dyn()))
            }
            C::Resize(direction, by) => {
                word(Some(&arguments::direction(*direction))).and_then(|()| word((*by != 1).then_some(by).as_dyn()))
            }
            C::Text(text) | C::Type(text) => word(Some(&arguments::Quoted(text))),
            C::TrainSave(name) | C::Model(name) | C::Layout(name) | C::LayoutSave(name) => {
                word(Some(&arguments::Plain(name)))
            }
            C::Palette(line) => word((!line.is_empty()).then_some(arguments::Quoted(line)).as_dyn()),
            C::HeadOff(head) | C::HeadOn(head) | C::HeadToggle(head) => word(head.as_dyn()),
            C::Temperature(Temperature::To(t)) => word(Some(t)),
            C::Temperature(Temperature::Up) => word(Some(&"up")),
            C::Temperature(Temperature::Down) => word(Some(&"down")),
            C::Gradient(output) => word(arguments::differentiate(*output).as_dyn()),
            C::Focus(Focus::On(pane)) | C::PaneSwap(Focus::On(pane)) | C::Grab(pane, None) => word(Some(pane)),
            C::Focus(Focus::Next) | C::PaneSwap(Focus::Next) => word(Some(&"next")),
            C::Focus(Focus::Back) | C::PaneSwap(Focus::Back) => word(Some(&"back")),
            C::Border(pane, edge, share) => {
                word(Some(pane)).and_then(|()| word(Some(&arguments::edge(*edge)))).and_then(|()| word(Some(share)))
            }
            C::Grab(pane, Some(edge)) => word(Some(pane)).and_then(|()| word(Some(&arguments::edge(*edge)))),
            C::Theme(theme) => word(theme.as_ref().map(ToString::to_string).as_deref().map(arguments::Plain).as_dyn()),
            C::Language(language) => word(language.map(Language::code).as_dyn()),
            C::Hint(on) => word(Some(&arguments::switch(*on))),
            C::Key(key) => word(Some(&arguments::Plain(&key.to_string()))),
            C::Wait(seconds) => word(Some(seconds)),
            C::Unpatch(None, _)
            | C::Pin(None)
            | C::Hide(None)
            | C::First
            | C::Last
            | C::TrainStop
            | C::Reset
            | C::Undo
            | C::Redo
            | C::Release
            | C::Unpin
            | C::History
            | C::Share
            | C::Edit
            | C::Help
            | C::Close
            | C::Suspend
            | C::Quit => Ok(()),
        }
    }
}

/// An argument that may be left out, as something to print.
trait AsDyn {
    fn as_dyn(&self) -> Option<&dyn fmt::Display>;
}

impl<T: fmt::Display> AsDyn for Option<T> {
    fn as_dyn(&self) -> Option<&dyn fmt::Display> {
        self.as_ref().map(|value| value as &dyn fmt::Display)
    }
}
