//! The numbers of an experiment that can be set.

use std::collections::BTreeMap;

use serde::Serialize;

/// A number that can be set.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// What `--set NAME=VALUE` calls it.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Its value in a full run.
    pub usual: f64,
    /// Its value in a quick run.
    pub quick: f64,
    /// The least and the most it may be.
    pub range: (f64, f64),
    /// What it is a multiple of: 1 for any count, 0 for what is not whole.
    pub step: f64,
}

impl Parameter {
    /// A count, with its usual and its quick value and the least and most it may be.
    pub const fn count(
        name: &'static str,
        meaning: &'static str,
        (usual, quick): (u32, u32),
        (least, most): (u32, u32),
    ) -> Parameter {
        Parameter::multiple(name, meaning, (usual, quick), (least, most), 1)
    }

    /// A count that must be a multiple of `of`.
    pub const fn multiple(
        name: &'static str,
        meaning: &'static str,
        (usual, quick): (u32, u32),
        (least, most): (u32, u32),
        of: u32,
    ) -> Parameter {
        let range = (least as f64, most as f64);
        Parameter { name, meaning, usual: usual as f64, quick: quick as f64, range, step: of as f64 }
    }

    /// A number, with its usual and its quick value and the least and most it may be.
    pub const fn number(
        name: &'static str,
        meaning: &'static str,
        (usual, quick): (f64, f64),
        range: (f64, f64),
    ) -> Parameter {
        Parameter { name, meaning, usual, quick, range, step: 0.0 }
    }

    fn read(&self, text: &str) -> Result<f64, SettingError> {
        let (least, most) = self.range;
        let refused = || SettingError::Value {
            name: self.name,
            value: text.to_owned(),
            kind: if self.step > 0.0 { "a whole number" } else { "a number" },
            least,
            most,
        };
        let number: f64 = text.trim().parse().map_err(|_| refused())?;
        if !(least..=most).contains(&number) || self.step > 0.0 && number.fract() != 0.0 {
            return Err(refused());
        }
        if self.step > 1.0 && number % self.step != 0.0 {
            let nearest = ((number / self.step).round() * self.step).clamp(least, most);
            return Err(SettingError::Multiple { name: self.name, value: number, of: self.step, nearest });
        }
        Ok(number)
    }
}

/// Why a setting is refused.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum SettingError {
    /// It has no `=`.
    #[error("`{0}` sets nothing: write NAME=VALUE")]
    NoValue(String),
    /// The experiment has no such parameter.
    #[error("{id} has no parameter `{name}`; it has {}", if known.is_empty() { "none" } else { known })]
    Unknown {
        /// The experiment.
        id: &'static str,
        /// What was asked for.
        name: String,
        /// Those that it has, the most alike first.
        known: String,
    },
    /// The value is no number, or out of range.
    #[error("`{name}` cannot be `{value}`: it is {kind} from {least} to {most}")]
    Value {
        /// The parameter.
        name: &'static str,
        /// What was asked for.
        value: String,
        /// What it should be.
        kind: &'static str,
        /// The least.
        least: f64,
        /// The most.
        most: f64,
    },
    /// The value is no multiple of what it must be one of.
    #[error("`{name}` cannot be {value}: it must be a multiple of {of}; the nearest is {nearest}")]
    Multiple {
        /// The parameter.
        name: &'static str,
        /// What was asked for.
        value: f64,
        /// What it must be a multiple of.
        of: f64,
        /// The nearest that is.
        nearest: f64,
    },
}

/// The numbers of one run, by name.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(transparent)]
pub struct Values(BTreeMap<&'static str, f64>);

impl Values {
    /// The usual values, or the quick ones, with these settings (`NAME=VALUE`) on top.
    ///
    /// # Errors
    /// Returns an error where a setting has no value, names no parameter, or its value is out of range.
    pub fn new(
        id: &'static str,
        parameters: &[Parameter],
        quick: bool,
        settings: &[String],
    ) -> Result<Values, SettingError> {
        let plain = parameters.iter().map(|p| (p.name, if quick { p.quick } else { p.usual }));
        let mut values: BTreeMap<_, _> = plain.collect();
        for setting in settings {
            let (name, value) = setting.split_once('=').ok_or_else(|| SettingError::NoValue(setting.clone()))?;
            let name = name.trim();
            let known = parameters.iter().find(|p| p.name == name);
            let parameter = known.ok_or_else(|| SettingError::Unknown {
                id,
                name: name.to_owned(),
                known: by_likeness(name, parameters),
            })?;
            values.insert(parameter.name, parameter.read(value)?);
        }
        Ok(Values(values))
    }

    /// A number that is not whole.
    pub fn number(&self, name: &str) -> f64 {
        *self.0.get(name).unwrap_or_else(|| panic!("no parameter {name}"))
    }

    /// A whole number.
    pub fn count(&self, name: &str) -> usize {
        self.number(name) as usize
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.0.iter().map(|(name, value)| (*name, *value))
    }
}

fn by_likeness(name: &str, parameters: &[Parameter]) -> String {
    let mut names: Vec<&str> = parameters.iter().map(|p| p.name).collect();
    names.sort_by_key(|known| strsim::damerau_levenshtein(name, known));
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: &[Parameter] = &[
        Parameter::count("seeds", "repetitions", (3, 2), (1, 100)),
        Parameter::number("rate", "learning rate", (0.1, 0.2), (0.0, 1.0)),
        Parameter::multiple("width", "numbers", (8, 8), (4, 64), 4),
    ];

    fn set(quick: bool, settings: &[&str]) -> Result<Values, SettingError> {
        Values::new("X1", PARAMETERS, quick, &settings.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn a_setting_goes_over_the_usual_and_the_quick_value() {
        assert_eq!(set(false, &[]).unwrap().count("seeds"), 3);
        assert_eq!(set(true, &[]).unwrap().count("seeds"), 2);
        assert_eq!(set(true, &["seeds=7", " rate = 0.5"]).unwrap().number("rate"), 0.5);
    }

    #[test]
    fn a_setting_that_does_not_fit_says_why() {
        let says = |setting: &str| set(false, &[setting]).unwrap_err().to_string();
        assert_eq!(says("seeds"), "`seeds` sets nothing: write NAME=VALUE");
        assert_eq!(says("sedes=2"), "X1 has no parameter `sedes`; it has seeds, rate, width");
        assert_eq!(says("width=7"), "`width` cannot be 7: it must be a multiple of 4; the nearest is 8");
        assert_eq!(says("seeds=1.5"), "`seeds` cannot be `1.5`: it is a whole number from 1 to 100");
        assert_eq!(says("rate=NaN"), "`rate` cannot be `NaN`: it is a number from 0 to 1");
    }
}
