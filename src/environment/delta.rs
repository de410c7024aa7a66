//! What a load adds: drafts in the order of their paths.

use super::draft::Draft;

/// Atoms to add, in order: the drafts of several files.
///
/// Deltas form a monoid: [`Delta::then`] is associative and [`Delta::empty`] its unit, so a load may merge them in any
/// grouping as long as it keeps the order of the paths (E2).
#[derive(Default)]
pub struct Delta {
    pub(super) drafts: Vec<Draft>,
}

impl Delta {
    /// Adds nothing.
    pub fn empty() -> Delta {
        Delta::default()
    }

    /// Adds the atoms of one draft.
    pub fn single(draft: Draft) -> Delta {
        Delta { drafts: vec![draft] }
    }

    /// Adds what `self` adds, then what `other` adds. Amortised O(number of drafts of `other`).
    #[must_use]
    pub fn then(mut self, mut other: Delta) -> Delta {
        if self.drafts.is_empty() {
            return other;
        }
        self.drafts.append(&mut other.drafts);
        self
    }

    /// The number of atoms. O(number of drafts).
    pub fn len(&self) -> usize {
        self.drafts.iter().map(Draft::len).sum()
    }

    /// True when there is no atom.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<Draft> for Delta {
    fn from(draft: Draft) -> Delta {
        Delta::single(draft)
    }
}

impl FromIterator<Draft> for Delta {
    fn from_iter<I: IntoIterator<Item = Draft>>(drafts: I) -> Delta {
        Delta { drafts: drafts.into_iter().collect() }
    }
}
