//! Everything that is needed to make a stage again.

use std::fmt;
use std::str::FromStr;

use super::command::{self, Command};
use super::cursor::{Axis, Cursor, Grain};
use super::notice::Notice;
use super::settings::{Setting, Settings};
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
            cursor: Cursor::default(),
        }
    }
}

impl Plan {
    /// Whether the same pass is recorded for both: they may differ in where one looks.
    pub fn records_same(&self, other: &Plan) -> bool {
        (&self.model, &self.text, &self.settings) == (&other.model, &other.text, &other.settings)
    }

    /// The commands that make this plan out of the default one.
    pub fn commands(&self) -> Vec<Command> {
        let Plan { model, text, settings, cursor } = self;
        let mut all = vec![Command::Model(model.clone()), Command::Text(text.clone())];
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
                }
                self.model.clone_from(model);
            }
            C::Text(text) if text.is_empty() => return Err(Notice::EmptyText),
            C::Text(text) => self.text.clone_from(text),
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
            C::Reset => self.settings = Settings::default(),
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
