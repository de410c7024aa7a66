//! The definitions that an answer talks about.

use crate::resolver::{Candidate, Cursor, Lookup, Place, SymbolResolver, standard};

/// The most definitions that one answer talks about.
const MOST: usize = 8;

/// What the name at the cursor may mean, by document and place, the first few.
pub(super) fn meant<'s>(lookup: &Lookup<'s>, cursor: &Cursor, place: &Place<'s>) -> Vec<Candidate<'s>> {
    let mut found = standard().candidates(lookup, cursor).map_or_else(Vec::new, |found| found.list);
    if found.is_empty() {
        found.extend(place.definition());
    }
    found.sort_by_key(|candidate| (candidate.unit, candidate.target));
    found.truncate(MOST);
    found
}
