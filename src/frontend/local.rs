//! The lab on the local terminal: one loop over everything that happens.
//!
//! ```text
//!   keys, mouse ─┐                         ┌─▶ worker ─┐
//!   signals ─────┼─▶ events ─▶ update ─▶ effects       │
//!   recorded ────┤               │                     │
//!   learned ─────┤               │        trainer ◀────┤
//!   time ────────┘               ▼                     │
//!      ▲                       draw ─▶ bytes           │
//!      └───────────────────────────────────────────────┘
//! ```
//!
//! Everything that has happened is taken in before the screen is drawn, and it is drawn only when something changed.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::command::{self, Command};
use crate::app::input::Input;
use crate::app::update::{
    arrive, differed, input, learned, look_failed, looked, studied, surveyed, swept, tick, update, wanted,
};
use crate::app::{Desk, Differences, Effect, Language, Learned, Notice, Stage, Studies, Surveys};
use crate::ui::{Capability, View, hit, render, settled};

use super::cli::{Keys, Screen, Subject};
use super::errors::{Ended, bad_input};
use super::headless::Headless;
use super::home::Home;
use super::signals::{self, Signal};
use super::terminal::{self, Terminal};
use super::trainer::{self, Trainer};
use super::worker::{Done, Recorded, Worker};
use super::{input as keyboard, language, print, sentence};

/// How long a step stays on the screen while the pass plays.
const STEP: Duration = Duration::from_millis(400);

/// Everything that can happen.
enum Event {
    Input(Input),
    Signal(Signal),
    Done(Done),
    Learned(Learned),
    /// A step's time is over.
    Tick,
}

impl From<Input> for Event {
    fn from(input: Input) -> Event {
        Event::Input(input)
    }
}

impl From<Signal> for Event {
    fn from(signal: Signal) -> Event {
        Event::Signal(signal)
    }
}

impl From<Done> for Event {
    fn from(done: Done) -> Event {
        Event::Done(done)
    }
}

impl From<Learned> for Event {
    fn from(learned: Learned) -> Event {
        Event::Learned(learned)
    }
}

/// Opens the lab and stays until somebody leaves it.
///
/// # Errors
/// Bad input; no terminal to open it on; a terminal that went away.
pub(super) fn run(subject: Subject, screen: Screen, keys: &Keys, language: Option<Language>) -> anyhow::Result<()> {
    if !terminal::is_interactive() || std::env::var("TERM").is_ok_and(|term| term == "dumb") {
        return Err(bad_input(
            "the lab needs a terminal to draw on and to read keys from; `headlight show` and `headlight play` need none",
        ));
    }
    let capability = print::capability(screen.color);
    let home = Home::find();
    let mut desk = home.desk(keys.keymap.as_deref());
    desk.language = language.unwrap_or_else(|| of_environment(capability));
    let asked = speaks_of_hint(&subject.setup.commands);
    let Headless { mut stage, mut desk, recorder, learner } =
        Headless::set_up(subject.setup, sentence::given(subject.text)?, desk, home.remembered().as_ref())?;
    desk.hint |= home.is_first_start() && !asked;
    let (events, happened) = channel();
    signals::listen(events.clone())?;
    let mut terminal = Terminal::enter(capability)?;
    if !desk.mouse {
        terminal.set_mouse(false)?;
    }
    // What the first frame compares is timed, and no first frame waits for it. What was asked for while the lab was set up
    // nobody has done.
    stage.studies = Studies::default();
    stage.differences = Differences::default();
    stage.surveys = Surveys::default();
    let worker = Worker::start(recorder, events.clone())?;
    let trainer = Trainer::start(learner, events.clone())?;
    let frame = Buffer::default();
    let mut lab = Lab { stage, desk, capability, terminal, worker, trainer, home, frame, step_ends: None };
    let effects = wanted(&mut lab.stage, &lab.desk);
    let _ = lab.perform(effects)?;
    lab.draw().and_then(|()| Ok(keyboard::listen(events)?)).and_then(|()| lab.run(&happened)).map_err(unless_gone)
}

/// Whether some of the commands say whether there is a hint.
fn speaks_of_hint(lines: &[String]) -> bool {
    let commands = lines.iter().flat_map(|line| command::parse_all(line).unwrap_or_default());
    commands.into_iter().any(|command| matches!(command, Command::Hint(_)))
}

/// The language of the environment. Nobody can read Chinese where the terminal shows nothing beyond ASCII.
fn of_environment(capability: Capability) -> Language {
    if !capability.unicode {
        return Language::English;
    }
    language::of_environment(|name| std::env::var(name).ok())
}

/// What is written to a terminal that has just gone away fails before its signal arrives: no failure of ours.
fn unless_gone(error: anyhow::Error) -> anyhow::Error {
    match Signal::Hangup.exit_code() {
        Some(code) if error.is::<std::io::Error>() && !terminal::is_interactive() => Ended(code).into(),
        _ => error,
    }
}

/// The state, the screen it is shown on, and who records for it.
struct Lab {
    stage: Stage,
    desk: Desk,
    capability: Capability,
    terminal: Terminal,
    worker: Worker,
    home: Home,
    trainer: Trainer,
    /// What is drawn into; what is on the screen already is the terminal's.
    frame: Buffer,
    /// When the next step is due, while the pass plays.
    step_ends: Option<Instant>,
}

impl Lab {
    fn run(&mut self, happened: &Receiver<Event>) -> anyhow::Result<()> {
        while let Some(first) = self.wait(happened) {
            let mut changed = false;
            for event in std::iter::once(first).chain(happened.try_iter()) {
                match self.take(event)? {
                    ControlFlow::Continue(changes) => changed |= changes,
                    ControlFlow::Break(()) => return Ok(()),
                }
            }
            if changed {
                self.draw()?;
            }
        }
        Ok(())
    }

    /// The next thing that happens; nothing when nothing can happen any more.
    fn wait(&mut self, happened: &Receiver<Event>) -> Option<Event> {
        if !self.stage.playing {
            self.step_ends = None;
            return happened.recv().ok();
        }
        let ends = *self.step_ends.get_or_insert_with(|| Instant::now() + STEP);
        match happened.recv_timeout(ends.saturating_duration_since(Instant::now())) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => {
                // Not `ends + STEP`: after the process was stopped, the steps missed are not made up for.
                self.step_ends = Some(Instant::now() + STEP);
                Some(Event::Tick)
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Takes in what happened. Continues with whether there may be something new to draw.
    fn take(&mut self, event: Event) -> anyhow::Result<ControlFlow<(), bool>> {
        match event {
            Event::Input(input) => return self.input(input),
            Event::Signal(Signal::Suspend) => self.terminal.suspend()?,
            Event::Signal(Signal::Continue) => self.terminal.resume()?,
            Event::Signal(signal) => {
                self.home.remember(&self.desk);
                return signal.exit_code().map_or(Ok(ControlFlow::Break(())), |code| Err(Ended(code).into()));
            }
            Event::Done(done) => {
                let effects = self.take_in(done);
                return self.perform(effects);
            }
            Event::Learned(news) => {
                if let Learned::Report(report) = &news {
                    self.worker.know(report.model.clone());
                }
                let effects = learned(&mut self.stage, &mut self.desk, news);
                return self.perform(effects);
            }
            Event::Tick => {
                let effects = tick(&mut self.stage, &self.desk);
                return self.perform(effects);
            }
        }
        Ok(ControlFlow::Continue(true))
    }

    /// Takes in what the worker has done, and gives back what there is to do about it.
    fn take_in(&mut self, done: Done) -> Vec<Effect> {
        let Lab { stage, desk, worker, .. } = self;
        let before = [Some(stage.pass.clone()), stage.before.clone()];
        let mut effects = Vec::new();
        match done {
            Done::Recorded(recorded) => {
                let Recorded { generation, result } = *recorded;
                effects = arrive(stage, desk, generation, result);
            }
            Done::Looked(closer) => effects = looked(stage, desk, closer),
            Done::LookFailed(generation, notice) => look_failed(stage, desk, generation, notice),
            Done::Surveyed(survey) => surveyed(stage, desk, survey.map(|survey| *survey)),
            Done::Differed(generation, all) => differed(stage, desk, generation, all),
            Done::Studied(study) => studied(stage, desk, study.map(|study| *study)),
            Done::Swept(seed, point) => swept(stage, desk, seed, point),
        }
        // Whatever of it nobody looks at any more is taken apart there, not between two keys.
        before.into_iter().flatten().for_each(|pass| worker.recycle(pass));
        effects
    }

    fn input(&mut self, what: Input) -> anyhow::Result<ControlFlow<(), bool>> {
        let effects = match what {
            Input::Focus(_) => return Ok(ControlFlow::Continue(false)),
            Input::Mouse(mouse) => {
                let view = View::new(&self.stage, &self.desk, &self.capability);
                let commands = hit(&view, self.frame.area, mouse);
                if commands.is_empty() {
                    return Ok(ControlFlow::Continue(false));
                }
                let mut act = |command| update(&mut self.stage, &mut self.desk, command);
                commands.into_iter().flat_map(&mut act).collect()
            }
            what => {
                if let Input::Resize(..) = what {
                    // The terminal has cropped or rewrapped what it showed, even where it has its old size again.
                    self.terminal.forget();
                }
                super::break_down_if_asked("screen");
                input(&mut self.stage, &mut self.desk, what)
            }
        };
        self.perform(effects)
    }

    /// Does what commands ask for. Continues with there being something new to draw.
    fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<ControlFlow<(), bool>> {
        for effect in effects {
            match effect {
                Effect::Record { generation, plan } => self.worker.record(generation, plan),
                Effect::Look { generation, layers } => self.worker.look(generation, layers, &self.stage),
                Effect::Survey(all) => self.worker.survey(&all, &self.stage),
                Effect::Differ(generation) => self.worker.differ(generation, &self.stage),
                Effect::Study(all) => self.worker.study(&all, &self.stage),
                Effect::Sweep(seed) => self.worker.sweep(seed),
                Effect::Train { number, request } => self.trainer.ask(number, request),
                Effect::SaveTraining(folder) => self.desk.notice = Some(trainer::save(&self.stage, &folder)),
                Effect::Mouse(on) => self.terminal.set_mouse(on)?,
                Effect::Copy(text) => self.terminal.copy(&text)?,
                Effect::Suspend => self.terminal.suspend()?,
                Effect::Quit => {
                    self.home.remember(&self.desk);
                    return Ok(ControlFlow::Break(()));
                }
                Effect::SaveLayout(layout) => {
                    let kept = self.home.save_layout(&layout);
                    self.desk.notice =
                        Some(kept.map_or_else(|notice| notice, |path| Notice::Kept(path.display().to_string())));
                }
                // Only scripts wait; a person does it by not pressing a key.
                Effect::Wait(_) => {}
            }
        }
        Ok(ControlFlow::Continue(true))
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let (columns, rows) = self.terminal.size();
        self.frame.resize(Rect::new(0, 0, columns, rows));
        self.frame.reset();
        if let Some(mode) = settled(&View::new(&self.stage, &self.desk, &self.capability), self.frame.area) {
            self.desk.mode = mode;
        }
        render(&View::new(&self.stage, &self.desk, &self.capability), &mut self.frame);
        self.terminal.draw(&self.frame)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_speaks_of_the_hint_decides_it() {
        let lines = |lines: &[&str]| speaks_of_hint(&lines.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(lines(&["mask none", "scale; hint off"]) && lines(&["hint on"]));
        assert!(!lines(&["mask none; scale"]) && !lines(&[]));
    }
}
