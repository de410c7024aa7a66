//! What an answer was computed from.

use crate::concurrent::Stamp;
use crate::concurrent::stamped_cache::Freshness;
use crate::text::Uri;
use crate::workspace::{Namespace, Snapshot};

/// A part of a snapshot that an answer may depend on. An answer that was computed from some parts is the answer on every
/// snapshot in which these have the same stamps (C1).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Dependency {
    /// A document, present or absent.
    Document(Uri),
    /// The documents that define or declare a key, and what they say.
    Definitions(Namespace, String),
    /// The documents that mention a key, and what they say.
    Mentions(Namespace, String),
    /// Which documents there are, and what they import.
    Links,
    /// All documents.
    Everything,
}

impl Dependency {
    /// The stamp of this part in `snapshot`. O(log documents).
    #[must_use]
    pub fn stamp(&self, snapshot: &Snapshot) -> Stamp {
        match self {
            Dependency::Document(uri) => {
                snapshot.document(uri).map_or(Stamp::ABSENT, |document| document.stamp)
            }
            Dependency::Definitions(namespace, key) => snapshot.definitions_stamp(*namespace, key),
            Dependency::Mentions(namespace, key) => snapshot.mentions_stamp(*namespace, key),
            Dependency::Links => snapshot.links_stamp(),
            Dependency::Everything => snapshot.identity(),
        }
    }
}

impl Freshness<Dependency> for Snapshot {
    fn stamp(&self, dependency: &Dependency) -> Stamp {
        dependency.stamp(self)
    }

    fn identity(&self) -> Stamp {
        Snapshot::identity(self)
    }
}
