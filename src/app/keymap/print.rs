//! A keymap, written as a file that reads back as the same one.

use std::fmt::{self, Write as _};

use super::{Binding, Group, Keymap, PaneKind, written};
use crate::app::words::Language;

/// What the written file begins with.
const HEAD: &str = "\
# The keys of headlight. What is here goes before the keys that are there from the start; a line that is taken out leaves
# its key as it was, and \"\" in place of a command takes it away.
";

impl fmt::Display for Keymap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        f.write_str("\n[groups]\n")?;
        for Group { keys, name } in &self.groups {
            writeln!(f, "{} = {}", quoted(&written(keys)), quoted(name))?;
        }
        let default = Keymap::default();
        for pane in std::iter::once(None).chain(PaneKind::ALL.into_iter().map(Some)) {
            let taken = self.taken_away(&default, pane);
            let bound: Vec<&Binding> = self.bindings.iter().filter(|binding| binding.pane == pane).collect();
            if taken.is_empty() && bound.is_empty() {
                continue;
            }
            match pane {
                None => f.write_str("\n[keys]\n")?,
                Some(pane) => writeln!(f, "\n[keys.{}]", pane.name())?,
            }
            for Binding { keys, command, .. } in bound {
                let line = format!("{} = {}", quoted(&written(keys)), quoted(&command.to_string()));
                writeln!(f, "{line:<34} # {}", command.entry().doc.say(Language::English))?;
            }
            for binding in taken {
                writeln!(f, "{} = \"\"", quoted(&written(&binding.keys)))?;
            }
        }
        Ok(())
    }
}

impl Keymap {
    /// The bindings of another keymap that this one has nothing in place of.
    fn taken_away<'a>(&self, other: &'a Keymap, pane: Option<PaneKind>) -> Vec<&'a Binding> {
        let replaced = |old: &Binding| {
            let mut here = self.bindings.iter().filter(|binding| binding.pane == pane);
            here.any(|new| new.keys.starts_with(&old.keys) || old.keys.starts_with(&new.keys))
        };
        other.bindings.iter().filter(|old| old.pane == pane && !replaced(old)).collect()
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
