//! A tree of panes as a line of text, for files and commands.
//!
//! ```
//! use headlight::app::PaneTree;
//!
//! let panes: PaneTree = "column(4 tokens, 24 row(26 steps, 56 matrix, 38 cell))".parse().expect("a tree");
//! assert_eq!(panes.panes().len(), 4);
//! assert_eq!(panes.to_string().parse(), Ok(panes));
//! ```

use std::fmt;
use std::str::FromStr;

use super::{PaneTree, Split};

/// Why a text is no tree of panes.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadTree {
    /// Something else was expected.
    #[error("`{found}` cannot stand in a layout: write a pane such as matrix, or row(1 steps, 2 matrix)")]
    Unexpected {
        /// What stands there.
        found: String,
    },
    /// A pane stands twice.
    #[error("the pane `{pane}` stands twice: call the second {pane}-2")]
    Twice {
        /// Which.
        pane: String,
    },
}

impl fmt::Display for PaneTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PaneTree::Pane(pane) => write!(f, "{pane}"),
            PaneTree::Split(split, parts) => {
                f.write_str(if *split == Split::Row { "row(" } else { "column(" })?;
                for (i, (weight, part)) in parts.iter().enumerate() {
                    write!(f, "{}{weight} {part}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
        }
    }
}

impl FromStr for PaneTree {
    type Err = BadTree;

    fn from_str(text: &str) -> Result<PaneTree, BadTree> {
        let mut reader = Reader { rest: text };
        let mut tree = reader.tree()?;
        if !reader.rest.trim().is_empty() {
            return Err(reader.unexpected());
        }
        tree.flatten();
        let mut panes = tree.panes();
        panes.sort_unstable();
        match panes.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(BadTree::Twice { pane: pair[0].to_string() }),
            None if panes.is_empty() => Err(BadTree::Unexpected { found: text.to_owned() }),
            None => Ok(tree),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn tree(&mut self) -> Result<PaneTree, BadTree> {
        self.nested(PaneTree::DEEPEST)
    }

    fn nested(&mut self, deeper: usize) -> Result<PaneTree, BadTree> {
        let word = self.word();
        let split = match word.as_str() {
            "row" => Split::Row,
            "column" => Split::Column,
            pane => return pane.parse().map(PaneTree::Pane).map_err(|()| BadTree::Unexpected { found: word }),
        };
        self.sign('(')?;
        if deeper == 0 {
            return Err(self.unexpected());
        }
        let mut parts = Vec::new();
        loop {
            let weight = self.word();
            let weight = weight.parse().ok().filter(|weight| *weight > 0);
            let weight: u16 = weight.ok_or_else(|| self.unexpected())?;
            parts.push((weight, self.nested(deeper - 1)?));
            if self.sign(',').is_err() {
                break;
            }
        }
        self.sign(')')?;
        Ok(PaneTree::Split(split, parts))
    }

    fn word(&mut self) -> String {
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn sign(&mut self, sign: char) -> Result<(), BadTree> {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.unexpected()),
        }
    }

    fn unexpected(&self) -> BadTree {
        let found: String = self.rest.trim_start().chars().take(20).collect();
        BadTree::Unexpected { found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lab_reads_back() {
        let lab = PaneTree::default();
        assert_eq!(lab.to_string().parse(), Ok(lab));
    }

    #[test]
    fn what_is_no_tree_says_where() {
        for (text, found) in [
            ("", "``"),
            ("matrx", "`matrx`"),
            ("row(steps, matrix)", "`, matrix)`"),
            ("row(0 steps, 1 matrix)", "` cannot"),
            ("row(1 steps", "``"),
            ("matrix matrix", "`matrix`"),
            ("row(1 matrix, 1 matrix)", "matrix-2"),
            ("row(1 matrix-1, 1 steps)", "`matrix-1`"),
        ] {
            let error = text.parse::<PaneTree>().expect_err(text).to_string();
            assert!(error.contains(found), "{text}: {error}");
        }
        let deep = "row(1 ".repeat(1000);
        assert!(deep.parse::<PaneTree>().is_err());
    }
}
