//! Keys of the maps that are sent to contracts.

use super::definition::names;
use super::{
    Candidate, CandidateFilter, Candidates, Cursor, Lookup, Origin, PatternFilter, Place, SymbolResolver,
};

/// Resolves a key of a map in the arguments of a call: to the same key in the patterns of the contracts that the call may
/// mean. Applies only where there is no name.
#[derive(Clone, Copy, Debug, Default)]
pub struct MapKeyResolver;

impl SymbolResolver for MapKeyResolver {
    fn candidates<'s>(&self, lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Candidates<'s>> {
        let place = Place::find(lookup, cursor).filter(|place| place.occurrence.is_none())?;
        let analysis = place.unit.analysis();
        let around = analysis.calls().iter().filter(|call| call.arguments.contains(place.offset));
        // The innermost one starts last.
        let call = around.max_by_key(|call| call.arguments.start)?;
        let name = analysis.occurrence(call.occurrence)?;
        let asked = Cursor::new(cursor.uri.clone(), place.unit.outer(name.span)?.start);
        let found = names().candidates(lookup, &asked)?;
        let narrowed = PatternFilter.filter(lookup, &asked, &found).filter(|found| !found.list.is_empty());
        let counterpart = |candidate: Candidate<'s>| {
            let definition = (candidate.unit.analysis(), candidate.definition?);
            let key = place.unit.language().counterpart(definition, (analysis, call), place.offset)?;
            Some(Candidate::bare(candidate.unit, key))
        };
        let list = narrowed.unwrap_or(found).list.into_iter().filter_map(counterpart).collect();
        Some(Candidates::all(list, Origin::MapKey))
    }
}
