//! Everything that is needed to make a stage again.

use std::fmt;
use std::str::FromStr;

use super::command::{self, Command, Differentiate};
use super::cursor::{Axis, Cursor, Grain};
use super::gradient::Gradient;
use super::notice::Notice;
use super::poke::{Act, Block, Poke};
use super::settings::{Setting, Settings};
use crate::tape::Site;
use crate::transformer::Score;

/// A model, a text, what is switched, and where one looks. Prints as one line of commands joined by `; `, which reads
/// back as the same plan.
///
/// ```
/// use headlight::app::Plan;
///
/// let plan: Plan = r#"model austen; text "It is a truth"; mask none; head-off 1.2"#.parse().expect("a plan");
/// assert_eq!(plan.settings.causal, Some(false));
/// assert_eq!(plan.to_string().parse(), Ok(plan));
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// The model's name or folder.
    pub model: String,
    /// The text that is looked at.
    pub text: String,
    /// What is switched.
    pub settings: Settings,
    /// What is changed of recorded values, in the order of the changes.
    pub pokes: Vec<Poke>,
    /// What is compared with it, on the same text; where that plan looks is of no account.
    pub beside: Option<Box<Plan>>,
    /// Which output is differentiated, if any.
    pub gradient: Option<Gradient>,
    /// Where one looks.
    pub cursor: Cursor,
}

impl Default for Plan {
    /// The embedded model on the sentence that opens when nothing else is asked for.
    fn default() -> Plan {
        Plan {
            model: "austen".to_owned(),
            text: "It is a truth universally acknowledged, that a single man in possession of a good fortune"
                .to_owned(),
            settings: Settings::default(),
            pokes: Vec::new(),
            beside: None,
            gradient: None,
            cursor: Cursor::default(),
        }
    }
}

impl Plan {
    /// Whether the same pass is recorded for both: they may differ in where one looks.
    pub fn records_same(&self, other: &Plan) -> bool {
        let alone = |plan: &'_ Plan| {
            (&plan.model, &plan.text, &plan.settings, &plan.pokes, plan.gradient)
                == (&other.model, &other.text, &other.settings, &other.pokes, other.gradient)
        };
        alone(self)
            && match (&self.beside, &other.beside) {
                (Some(ours), Some(theirs)) => ours.records_same(theirs),
                (None, None) => true,
                _ => false,
            }
    }

    /// The plan that changes go to: this one, or the one compared with it.
    pub fn side_mut(&mut self, b: bool) -> &mut Plan {
        if b && self.beside.is_some() { self.beside.as_deref_mut().expect("there is one") } else { self }
    }

    /// The commands that make this plan out of the default one.
    pub fn commands(&self) -> Vec<Command> {
        let Plan { model, text, cursor, .. } = self;
        let mut all = vec![Command::Model(model.clone()), Command::Text(text.clone())];
        all.extend(self.changes());
        all.extend(self.made_beside().map(|made| Command::Compare(Some(made))));
        all.push(Command::Go(cursor.site));
        if cursor.head != 0 {
            all.push(Command::Head(command::Choice::To(cursor.head)));
        }
        let chosen = [
            (Axis::Token, cursor.token),
            (Axis::Key, cursor.key),
            (Axis::Dimension, cursor.dimension),
            (Axis::Word, cursor.word),
        ];
        all.extend(chosen.into_iter().filter_map(|(axis, place)| Some(Command::Cursor(axis, place?))));
        if cursor.grain != Grain::default() {
            all.push(Command::Grain(Some(cursor.grain)));
        }
        all
    }

    /// The commands that make another plan, on the same text, of this one: what is different, or everything anew.
    fn made_into(&self, other: &Plan) -> Vec<Command> {
        let model = (other.model != self.model).then(|| Command::Model(other.model.clone()));
        let all: Vec<Command> = model
            .into_iter()
            .chain(other.changes())
            .filter(|command| !matches!(command, Command::Gradient(_)))
            .collect();
        let known = self.changes();
        let new: Vec<Command> = all.iter().filter(|command| !known.contains(command)).cloned().collect();
        let makes = |commands: &Vec<Command>| self.changed_by(commands).is_ok_and(|made| made.records_same(other));
        let anew = || std::iter::once(Command::Reset).chain(all.iter().cloned()).collect();
        [&new, &all].into_iter().find(|commands| makes(commands)).cloned().unwrap_or_else(anew)
    }

    /// The commands that make the plan beside this one of it; nothing where there is none.
    pub fn made_beside(&self) -> Option<Vec<Command>> {
        self.beside.as_ref().map(|beside| self.made_into(beside))
    }

    /// Whether it looks at a model, by itself or beside it.
    pub fn looks_at(&self, model: &str) -> bool {
        self.model == model || self.beside.as_ref().is_some_and(|beside| beside.model == model)
    }

    /// The plan with nothing beside it.
    pub fn alone(&self) -> Plan {
        Plan { beside: None, ..self.clone() }
    }

    /// The commands that change a model into what this plan has of it.
    pub(super) fn changes(&self) -> Vec<Command> {
        let settings = &self.settings;
        let mut all = Vec::new();
        match settings.score {
            Some(score) => {
                let usual = score == Score::Dot;
                all.push(Command::Set(Setting::Score(score, usual)));
                all.extend(settings.scale.filter(|on| *on != usual).map(|on| Command::Scale(Some(on))));
            }
            None => all.extend(settings.scale.map(|on| Command::Scale(Some(on)))),
        }
        all.extend(settings.causal.map(|on| Command::Mask(Some(on))));
        all.extend(settings.residual.map(|on| Command::Residual(Some(on))));
        all.extend(settings.norm.map(|norm| Command::Norm(Some(norm))));
        all.extend(settings.listed().into_iter().map(Command::Set));
        all.extend(settings.heads_off.iter().map(|head| Command::HeadOff(Some(*head))));
        if settings.temperature != 1.0 {
            all.push(Command::Temperature(command::Temperature::To(settings.temperature)));
        }
        all.extend(self.pokes.iter().copied().map(Command::Patch));
        all.extend(self.gradient.map(|output| Command::Gradient(Differentiate::Output(output))));
        all
    }

    /// Does what a command says, where that needs no recorded pass.
    ///
    /// # Errors
    /// Where the command is about something else than a plan, or its number is out of range; then nothing changes.
    pub fn apply(&mut self, command: &Command) -> Result<(), Notice> {
        use Command as C;
        match command {
            C::Model(model) => {
                if *model != self.model {
                    self.settings.heads_off.clear(); // another model's heads do other things
                    self.settings.target = None; // and it writes something else
                    self.gradient = self.gradient.map(|_| Gradient::default()); // and it has other words
                }
                self.model.clone_from(model);
            }
            C::Text(text) if text.is_empty() => return Err(Notice::EmptyText),
            C::Text(text) => {
                if *text != self.text {
                    self.gradient = self.gradient.map(|output| Gradient { token: None, ..output });
                }
                self.text.clone_from(text);
                if let Some(beside) = &mut self.beside {
                    beside.apply(command)?;
                }
            }
            C::Patch(poke) => self.poke(*poke),
            C::SubLayerToggle(Some(site)) => self.toggle(*site),
            C::Unpatch(None, _) => self.pokes.clear(),
            C::Unpatch(Some(site), block) => {
                let whole = *block == Block::default();
                self.pokes.retain(|poke| poke.site != *site || !whole && poke.block != *block);
            }
            C::Compare(None) => self.beside = None,
            C::Compare(Some(changes)) => self.beside = Some(Box::new(self.changed_by(changes)?)),
            C::Gradient(Differentiate::Output(output)) => self.differentiate(Some(*output)),
            C::Gradient(Differentiate::Nothing) => self.differentiate(None),
            C::Scale(Some(on)) => self.settings.scale = Some(*on),
            C::Mask(Some(causal)) => self.settings.causal = Some(*causal),
            C::Residual(Some(on)) => self.settings.residual = Some(*on),
            C::Norm(Some(norm)) => self.settings.norm = Some(*norm),
            C::Set(setting) => self.settings.set(setting),
            C::HeadOff(Some(head)) => _ = self.settings.heads_off.insert(*head),
            C::HeadOn(Some(head)) => _ = self.settings.heads_off.remove(head),
            C::Temperature(command::Temperature::To(t)) => {
                if !Settings::TEMPERATURES.contains(t) {
                    return Err(Notice::Temperature(*t));
                }
                self.settings.temperature = *t;
            }
            C::Reset => {
                self.settings = Settings::default();
                self.pokes.clear();
            }
            C::Go(site) => self.cursor.site = *site,
            C::Head(command::Choice::To(head)) => self.cursor.head = *head,
            C::Cursor(axis, place) => {
                *self.cursor.on(*axis).ok_or_else(|| Notice::not_in_plan(command))? = Some(*place);
            }
            C::Grain(Some(grain)) => self.cursor.grain = *grain,
            _ => return Err(Notice::not_in_plan(command)),
        }
        Ok(())
    }
}

impl Plan {
    /// Another change. Of two that fill the same cells the later counts.
    fn poke(&mut self, poke: Poke) {
        let replaces = matches!(poke.act, Act::Set(_) | Act::FromA | Act::As(_));
        self.pokes.retain(|known| !(replaces && (known.site, known.block) == (poke.site, poke.block)));
        self.pokes.push(poke);
    }

    /// A sub-layer is off when what it adds is multiplied by 0, and on again without that; its other changes stay.
    fn toggle(&mut self, site: Site) {
        let off = Poke { site, act: Act::Times(0.0), block: Block::default() };
        let before = self.pokes.len();
        self.pokes.retain(|poke| *poke != off);
        if self.pokes.len() == before {
            self.pokes.push(off);
        }
    }

    /// Another output, of both sides where two are compared.
    fn differentiate(&mut self, output: Option<Gradient>) {
        self.gradient = output;
        self.differentiate_beside();
    }

    /// Lets what is compared differentiate the same output.
    pub(super) fn differentiate_beside(&mut self) {
        if let Some(mut beside) = self.beside.take() {
            beside.gradient = self.gradient_of(&beside.model);
            self.beside = Some(beside);
        }
    }

    /// The output as a model has it: another one has other tokens and words, of which the last and the likeliest are taken.
    fn gradient_of(&self, model: &str) -> Option<Gradient> {
        if self.model == model { self.gradient } else { self.gradient.map(|_| Gradient::default()) }
    }

    /// What is compared with this plan: the same with some changes. It has no cursor of its own.
    fn changed_by(&self, changes: &[Command]) -> Result<Plan, Notice> {
        let mut other = Plan { cursor: Cursor::default(), ..self.alone() };
        for command in changes {
            if !command.can_be_compared() {
                return Err(Notice::not_compared(command));
            }
            other.apply(command)?;
        }
        Ok(Plan { cursor: Cursor::default(), gradient: self.gradient_of(&other.model), ..other })
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, command) in self.commands().iter().enumerate() {
            write!(f, "{}{command}", if i > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}

impl FromStr for Plan {
    type Err = Notice;

    fn from_str(line: &str) -> Result<Plan, Notice> {
        let mut plan = Plan::default();
        for command in command::parse_all(line)? {
            plan.apply(&command)?;
        }
        Ok(plan)
    }
}
