//! Which documents' names mean each other.

use std::fmt;

use crate::language::LanguageId;

/// A space of global names. Names of different spaces never mean the same, however they are spelled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Namespace {
    /// The names in files of a language.
    Files(LanguageId),
    /// The names in texts of a language that are embedded in files of another.
    Regions(LanguageId),
}

impl Namespace {
    /// How many there are.
    pub(super) const COUNT: usize = 2 * LanguageId::ALL.len();

    /// All of them, in order.
    pub const ALL: [Namespace; Namespace::COUNT] = [
        Namespace::Files(LanguageId::Metta),
        Namespace::Files(LanguageId::Rholang),
        Namespace::Regions(LanguageId::Metta),
        Namespace::Regions(LanguageId::Rholang),
    ];

    /// Its place in [`ALL`](Namespace::ALL).
    pub(super) const fn number(self) -> usize {
        let (first, language) = match self {
            Namespace::Files(language) => (0, language),
            Namespace::Regions(language) => (LanguageId::ALL.len(), language),
        };
        first
            + match language {
                LanguageId::Metta => 0,
                LanguageId::Rholang => 1,
            }
    }
}

/// `files metta`, `regions metta`.
impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Namespace::Files(language) => write!(f, "files {language}"),
            Namespace::Regions(language) => write!(f, "regions {language}"),
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn every_namespace_has_its_place() {
        for (number, namespace) in Namespace::ALL.into_iter().enumerate() {
            assert_eq!(namespace.number(), number);
        }
        assert!(Namespace::ALL.is_sorted());
    }
}
