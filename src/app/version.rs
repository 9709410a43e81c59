//! Which of two recorded passes is meant, or what differs between them.

/// Of two things on one input, one, the other, or the difference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Version {
    /// The first.
    #[default]
    A,
    /// What is compared with it.
    B,
    /// B − A; where nothing is compared, what the last change changed: now − before.
    Difference,
}

impl Version {
    /// Every version, in the order in which they are gone through.
    pub const ALL: [Version; 3] = [Version::A, Version::B, Version::Difference];

    /// The name in commands.
    pub const fn name(self) -> &'static str {
        match self {
            Version::A => "a",
            Version::B => "b",
            Version::Difference => "difference",
        }
    }
}
