//! What the numbers say about a claim.

use std::fmt;

use serde::{Serialize, Serializer};

/// What the numbers say about a claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is so.
    Holds,
    /// It is so under this condition, which follows “when”.
    HoldsWhen(String),
    /// It is not so.
    DoesNotHold,
    /// A quick run has looked at too little, for this reason.
    Undecided(String),
}

impl Verdict {
    /// Holds when all of these conditions are met; holds if there is none.
    pub fn holds_when(conditions: &[String]) -> Verdict {
        match conditions {
            [] => Verdict::Holds,
            all => Verdict::HoldsWhen(all.join(", and ")),
        }
    }

    /// Whether it is an answer.
    pub fn is_decided(&self) -> bool {
        !matches!(self, Verdict::Undecided(_))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Holds => f.write_str("holds"),
            Verdict::HoldsWhen(condition) => write!(f, "holds when {condition}"),
            Verdict::DoesNotHold => f.write_str("does not hold"),
            Verdict::Undecided(why) => write!(f, "undecided at this size: {why}"),
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_reads_as_a_sentence_does() {
        let all = [
            Verdict::Holds,
            Verdict::holds_when(&["a is b".into(), "c is d".into()]),
            Verdict::DoesNotHold,
            Verdict::Undecided("two seeds only".into()),
        ];
        let texts = all.map(|verdict| verdict.to_string());
        let expected =
            ["holds", "holds when a is b, and c is d", "does not hold", "undecided at this size: two seeds only"];
        assert_eq!(texts, expected);
        assert_eq!(Verdict::holds_when(&[]), Verdict::Holds);
    }
}
