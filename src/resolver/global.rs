//! Names that the workspace defines.

use super::{Candidate, Candidates, Confidence, Cursor, Lookup, Origin, Place, SymbolResolver, visible};
use crate::language::analysis::{Role, Target};

/// Resolves the global names of files by the definitions of the workspace; of MeTTa, those that the document or what it
/// imports defines win over all others.
#[derive(Clone, Copy, Debug, Default)]
pub struct GlobalResolver;

impl SymbolResolver for GlobalResolver {
    fn candidates<'s>(&self, lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Candidates<'s>> {
        let place = Place::find(lookup, cursor).filter(|place| place.unit.region.is_none())?;
        let key = place.key()?;
        Some(own(&place, Origin::Global).unwrap_or_else(|| {
            let seen = visible::in_files(lookup, place.unit, key);
            Candidates::all(Candidate::definitions(&seen, key), Origin::Global)
        }))
    }
}

/// Resolves the global names of a region by the texts of the same language inside documents: its own, then those of its
/// document, then all.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegionResolver;

impl SymbolResolver for RegionResolver {
    fn candidates<'s>(&self, lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Candidates<'s>> {
        let place = Place::find(lookup, cursor).filter(|place| place.unit.region.is_some())?;
        let key = place.key()?;
        Some(own(&place, Origin::Region).unwrap_or_else(|| {
            let seen = visible::in_regions(lookup, place.unit, key);
            let foreign = seen.iter().any(|unit| unit.document.uri != place.unit.document.uri);
            let found = Candidates::all(Candidate::definitions(&seen, key), Origin::Region);
            if foreign { Candidates { confidence: Confidence::Fuzzy, ..found } } else { found }
        }))
    }
}

/// Resolves the global names of a region by the files of its language.
#[derive(Clone, Copy, Debug, Default)]
pub struct FilesOfRegionResolver;

impl SymbolResolver for FilesOfRegionResolver {
    fn candidates<'s>(&self, lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Candidates<'s>> {
        let place = Place::find(lookup, cursor).filter(|place| place.unit.region.is_some())?;
        let key = place.key()?;
        let list = Candidate::definitions(&visible::in_files(lookup, place.unit, key), key);
        Some(Candidates { list, confidence: Confidence::Fuzzy, origin: Origin::Fallback })
    }
}

/// Who asks at the name of a definition means that definition.
fn own<'s>(place: &Place<'s>, origin: Origin) -> Option<Candidates<'s>> {
    let occurrence = place.occurrence()?;
    let defines = occurrence.role == Role::Definition && matches!(occurrence.target, Target::Global(_));
    let own = place.definition().filter(|_| defines)?;
    Some(Candidates::all(vec![own], origin))
}
