//! What makes one text of a document newer than another.

use std::fmt;

/// The version of a text on disk: a larger one is newer. Drawn by [`Workspace::ticket`](super::Workspace::ticket) *before*
/// the file is read, so that of two readings the one that began later wins (W3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Version(u64);

impl Version {
    /// The version with this number.
    #[must_use]
    pub const fn new(number: u64) -> Version {
        Version(number)
    }

    /// The number itself.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// `v7`.
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}
