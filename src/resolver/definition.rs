//! Where a name is defined and declared.

use super::lexical::binder;
use super::{
    Answer, Candidate, Candidates, Chain, Cursor, FilesOfRegionResolver, GlobalResolver, LexicalResolver,
    Lookup, MapKeyResolver, ModuleResolver, Origin, PatternFilter, Place, RegionResolver, SymbolResolver,
    Unit, visible,
};
use crate::language::analysis::{DefinitionKind, Occurrence, Target};

/// The resolver that the questions of this module ask.
#[must_use]
pub fn standard() -> Chain {
    unfiltered().filter(PatternFilter)
}

/// The same without the filters: whatever a name may mean, whatever it is called with.
#[must_use]
pub fn unfiltered() -> Chain {
    names().base(MapKeyResolver).base(ModuleResolver)
}

/// The resolvers of names.
pub(super) fn names() -> Chain {
    let base = Chain::new().base(LexicalResolver).base(RegionResolver).base(GlobalResolver);
    base.fallback(FilesOfRegionResolver)
}

/// Where the name at the cursor is defined: the contracts or clauses that may be meant, else the binder. Empty where
/// nothing is known by that name.
#[must_use]
pub fn definition(lookup: &Lookup<'_>, cursor: &Cursor) -> Answer {
    standard().resolve(lookup, cursor).unwrap_or_else(Answer::none)
}

/// Where the name at the cursor is declared: the binder of a local name, the `(: f T)` of a MeTTa function, else its
/// definition.
#[must_use]
pub fn declaration(lookup: &Lookup<'_>, cursor: &Cursor) -> Answer {
    let Some(place) = Place::find(lookup, cursor) else { return Answer::none() };
    let declared = match place.occurrence() {
        Some(Occurrence { target: Target::Local(symbol), .. }) => {
            binder(&place, *symbol).into_iter().collect()
        }
        Some(occurrence) => declared_types(lookup, place.unit, occurrence),
        None => Vec::new(),
    };
    if declared.is_empty() {
        return definition(lookup, cursor);
    }
    let global = place.key().is_some();
    Candidates::all(declared, if global { Origin::Global } else { Origin::Lexical }).into_answer()
}

/// The declarations `(: f T)` of the type of a global name of `unit`; empty for a local one.
pub(crate) fn declared_types<'s>(
    lookup: &Lookup<'s>,
    unit: Unit<'s>,
    occurrence: &Occurrence,
) -> Vec<Candidate<'s>> {
    let Target::Global(key) = occurrence.target else { return Vec::new() };
    let key = unit.analysis().keys().text(key);
    let mut seen = Vec::new();
    if unit.region.is_some() {
        seen = visible::in_regions(lookup, unit, key);
    }
    if seen.is_empty() {
        seen = visible::in_files(lookup, unit, key);
    }
    let all = seen.into_iter().flat_map(|unit| Candidate::of_unit(unit, key));
    let is_type = |candidate: &Candidate<'_>| {
        candidate.definition.is_some_and(|definition| definition.kind == DefinitionKind::Type)
    };
    all.filter(is_type).collect()
}
