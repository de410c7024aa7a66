//! The parts that resolution is composed of.

use super::{Answer, Candidates, Cursor, Lookup};

/// Finds what the name at a cursor means. Pure functions of the snapshot behind the lookup (C1, D3).
pub trait SymbolResolver: Send + Sync {
    /// What the name may mean; nothing when the rule does not apply there.
    fn candidates<'s>(&self, lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Candidates<'s>>;

    /// The same as places; nothing when the rule does not apply there.
    fn resolve(&self, lookup: &Lookup<'_>, cursor: &Cursor) -> Option<Answer> {
        self.candidates(lookup, cursor).map(Candidates::into_answer)
    }
}

/// Rules out candidates by what stands around the cursor.
pub trait CandidateFilter: Send + Sync {
    /// The candidates that are left; nothing when the rule does not apply there.
    fn filter<'s>(
        &self,
        lookup: &Lookup<'s>,
        cursor: &Cursor,
        candidates: &Candidates<'s>,
    ) -> Option<Candidates<'s>>;
}
