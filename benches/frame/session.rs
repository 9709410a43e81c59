//! What is drawn, one frame after another: the lab under somebody's hands, and maps made up to be hard.

mod long;

pub(crate) use long::long;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use headlight::app::input::{Input, Key};
use headlight::app::theme::Colours;
use headlight::app::{
    Desk, Effect, Looked, Pass, Plan, Stage, Study, StudyOf, Survey, SurveyOf, arrive, command, input, studied,
    surveyed, update,
};
use headlight::model::{Model, Tokenizer, embedded};
use headlight::tape::{Kernel, Spare};
use headlight::transformer::Config;
use headlight::ui::ramp::Ramp;
use headlight::ui::{Capability, View, render};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

/// The sentence that the lab opens on.
const TEXT: &str = "It is a truth universally acknowledged, that a single man in possession of a good fortune";

/// Columns and rows of every screen.
const SIZE: Rect = Rect::new(0, 0, 120, 40);

/// Frames that follow each other.
pub(crate) struct Session {
    pub(crate) name: &'static str,
    pub(crate) frames: Vec<Frame>,
}

/// A screen, and how long it took from the key to the buffer. What the worker does beside the screen is left out.
pub(crate) struct Frame {
    pub(crate) buffer: Buffer,
    pub(crate) drawn: Duration,
}

/// The model to look at: the one named, or the embedded one, or one of the same shape that nobody trained.
pub(crate) fn model(name: Option<&str>) -> Arc<Model> {
    if let Some(name) = name.or_else(|| embedded::names().next()) {
        return Arc::new(Model::open(name).expect("a model that opens"));
    }
    let tokenizer = Tokenizer::train([TEXT], 300).expect("a vocabulary");
    let config = Config { context: 128, width: 128, layers: 4, hidden: 512, ..Config::default() };
    Arc::new(Model::seeded("untrained", config, tokenizer, 1).expect("a model"))
}

/// The lab: the whole pass step by step, then every head and layer, the cell cursor, switches, zoom, help, palette.
pub(crate) fn lab(model: &Arc<Model>, capability: Capability) -> [Session; 3] {
    let mut hands = Hands::new(model, capability);
    [
        Session { name: "lab: stepping", frames: hands.press(&"space ".repeat(100)) },
        Session { name: "lab: cell cursor", frames: hands.press(&"backspace [ h h h k k h l k j ".repeat(10)) },
        Session { name: "lab: everything", frames: hands.press(&"} x u s u m u z z ? esc : esc ] tab ".repeat(5)) },
    ]
}

/// Somebody in front of the lab.
struct Hands<'a> {
    model: &'a Arc<Model>,
    capability: Capability,
    size: Rect,
    kernel: Kernel,
    stage: Stage,
    desk: Desk,
}

impl<'a> Hands<'a> {
    fn new(model: &'a Arc<Model>, capability: Capability) -> Hands<'a> {
        let kernel = Kernel { portable: false, wide: false };
        Hands::at(model, capability, kernel, TEXT.to_owned())
    }

    fn at(model: &'a Arc<Model>, capability: Capability, kernel: Kernel, text: String) -> Hands<'a> {
        let plan = Plan { model: model.name.clone(), text, ..Plan::default() };
        let stage = Stage::new(record(&plan, model, kernel));
        Hands { model, capability, size: SIZE, kernel, stage, desk: Desk::default() }
    }

    /// One frame after every key, and one more where the worker has something new to show.
    fn press(&mut self, keys: &str) -> Vec<Frame> {
        let mut frames = vec![self.draw(Instant::now())];
        for key in keys.split_whitespace() {
            let key: Key = key.parse().expect("a key");
            let pressed = Instant::now();
            let effects = input(&mut self.stage, &mut self.desk, Input::Key(key));
            frames.push(self.draw(pressed));
            for effect in effects {
                if let Effect::Record { generation, plan } = effect {
                    let pass = record(&plan, self.model, self.kernel);
                    let arrived = Instant::now();
                    arrive(&mut self.stage, &mut self.desk, generation, Ok(pass));
                    frames.push(self.draw(arrived));
                }
            }
        }
        frames
    }

    /// One frame after every command, and one more where something that had to be computed has arrived.
    fn command(&mut self, commands: &[&str]) -> Vec<Frame> {
        let mut frames = vec![self.draw(Instant::now())];
        for line in commands {
            let command = command::parse(line).expect("a command");
            let pressed = Instant::now();
            let effects = update(&mut self.stage, &mut self.desk, command);
            frames.push(self.draw(pressed));
            for effect in effects {
                frames.extend(self.perform(effect));
            }
        }
        frames
    }

    /// Does commands and all that they ask for, and draws nothing.
    fn prepare(&mut self, line: &str) {
        for command in command::parse_all(line).expect("commands") {
            let mut effects = VecDeque::from(update(&mut self.stage, &mut self.desk, command));
            while let Some(effect) = effects.pop_front() {
                if let Effect::Record { generation, plan } = effect {
                    let pass = record(&plan, self.model, self.kernel);
                    effects.extend(arrive(&mut self.stage, &mut self.desk, generation, Ok(pass)));
                } else {
                    self.perform(effect);
                }
            }
            let refused = self.desk.notice.as_ref().filter(|notice| notice.is_error());
            assert!(refused.is_none(), "{line}: {refused:?}");
        }
    }

    /// A closer look at a layer, a survey of a large value or a comparison of scores, and the frames that show it.
    fn perform(&mut self, effect: Effect) -> Vec<Frame> {
        // As in the lab, what is no longer looked at is taken apart elsewhere.
        let _before = (self.stage.pass.clone(), self.stage.before.clone());
        match effect {
            Effect::Look { generation, layers } => {
                let looked = Looked::at(generation, layers, &self.stage.pass, self.stage.before.as_ref());
                let arrived = Instant::now();
                let effects = headlight::app::looked(&mut self.stage, &self.desk, looked);
                let mut frames = vec![self.draw(arrived)];
                for effect in effects {
                    frames.extend(self.perform(effect));
                }
                frames
            }
            Effect::Survey(all) => {
                let read = |of: SurveyOf| {
                    let (pass, minus) = of.passes(&self.stage)?;
                    Survey::new(of, pass, minus.map(AsRef::as_ref))
                };
                let surveys: Vec<Survey> = all.into_iter().filter_map(read).collect();
                let arrived = Instant::now();
                for survey in surveys {
                    surveyed(&mut self.stage, &mut self.desk, Ok(survey));
                }
                vec![self.draw(arrived)]
            }
            Effect::Study(all) => {
                let studies: Vec<Study> = all.into_iter().filter_map(|of| self.study(of)).collect();
                let arrived = Instant::now();
                for study in studies {
                    studied(&mut self.stage, &mut self.desk, Ok(study));
                }
                vec![self.draw(arrived)]
            }
            _ => Vec::new(),
        }
    }

    fn study(&self, of: StudyOf) -> Option<Study> {
        let (pass, minus) = of.passes(&self.stage)?;
        let study = minus.map_or_else(|| Study::new(of, pass, None), |minus| Study::between(of, pass, minus));
        study.expect("a study")
    }

    fn draw(&self, since: Instant) -> Frame {
        let mut buffer = Buffer::empty(self.size);
        render(&View::new(&self.stage, &self.desk, &self.capability), &mut buffer);
        Frame { buffer, drawn: since.elapsed() }
    }
}

fn record(plan: &Plan, model: &Arc<Model>, kernel: Kernel) -> Pass {
    let mut pass = Pass::record(plan, model.clone(), kernel, Spare::default()).expect("a pass");
    let beside = plan.beside.as_ref().map(|beside| {
        Pass::record_beside(beside, model.clone(), kernel, Spare::default(), Some(&pass)).expect("a pass beside")
    });
    pass.beside = beside.map(Arc::new);
    pass
}

/// Half-blocks from edge to edge: maps with a few strong weights in each row that change altogether, one over which a
/// cursor moves, and noise, than which nothing is worse.
pub(crate) fn maps(capability: Capability) -> [Session; 3] {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut draw = |weigh: &mut dyn FnMut(f32) -> f32| {
        let weights: Vec<f32> = (0..SIZE.area() * 2).map(|_| weigh(random.random())).collect();
        map(&weights, capability)
    };
    let peaky: Vec<Frame> = (0..30).map(|_| draw(&mut |x| (x * 6.0 - 6.0).exp())).collect();
    let noise = (0..30).map(|_| draw(&mut |x| x)).collect();
    let still = draw(&mut |x| (x * 6.0 - 6.0).exp());
    let under = |column: u16| {
        let mut buffer = still.buffer.clone();
        buffer.set_style(Rect { x: column, width: 1, ..SIZE }, Style::new().bg(Color::Indexed(220)));
        Frame { buffer, drawn: still.drawn }
    };
    let moving = (0..SIZE.width).map(under).collect();
    [
        Session { name: "map: all new", frames: peaky },
        Session { name: "map: a column marked", frames: moving },
        Session { name: "map: noise", frames: noise },
    ]
}

/// Two weights a cell, one above the other. The weights are row by row.
fn map(weights: &[f32], capability: Capability) -> Frame {
    let start = Instant::now();
    let ramp = Ramp::sequential(&Colours::default(), capability.colour);
    let mut buffer = Buffer::empty(SIZE);
    for (cell, pair) in buffer.content.iter_mut().zip(weights.chunks_exact(2)) {
        cell.set_symbol("▀").set_fg(ramp.at(pair[0]).colour).set_bg(ramp.at(pair[1]).colour);
    }
    Frame { buffer, drawn: start.elapsed() }
}
