//! Definitions against the arguments of a call.

use super::{CandidateFilter, Candidates, Confidence, Cursor, Lookup, Origin, Place};
use crate::language::Fit;

/// Rules out the definitions that can never be meant by the call at the cursor: contracts by arity and by the patterns of
/// their formals, heads of MeTTa clauses by unification.
#[derive(Clone, Copy, Debug, Default)]
pub struct PatternFilter;

impl CandidateFilter for PatternFilter {
    fn filter<'s>(
        &self,
        lookup: &Lookup<'s>,
        cursor: &Cursor,
        candidates: &Candidates<'s>,
    ) -> Option<Candidates<'s>> {
        let place = Place::find(lookup, cursor)?;
        let call = place.call()?;
        let language = place.unit.language();
        let mut list = candidates.list.clone();
        list.retain(|candidate| {
            candidate.definition.is_none_or(|definition| {
                let definition = (candidate.unit.analysis(), definition);
                language.fit(definition, (place.unit.analysis(), call)) != Fit::Never
            })
        });
        if list.len() == candidates.list.len() {
            return None;
        }
        let narrowed = candidates.confidence == Confidence::Ambiguous && list.len() == 1;
        let confidence = if narrowed { Confidence::Narrowed } else { candidates.confidence };
        Some(Candidates { list, confidence, origin: Origin::Pattern })
    }
}
