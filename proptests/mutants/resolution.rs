//! Faulty resolvers: each answers as production does but for the one step that its fault names.

use std::collections::BTreeSet;

use heddle::language::Fit;
use heddle::language::analysis::{Role, Target};
use heddle::resolver::{
    self, CandidateFilter, Candidates, Cursor, Lookup, PatternFilter, Place, RenameError, Site,
    SymbolResolver, TextEdit, Unit,
};
use heddle::text::Uri;
use heddle::workspace::Snapshot;

/// The edits of a rename.
pub(crate) type Edits = Vec<(Uri, Vec<TextEdit>)>;

/// What answers about names.
pub(crate) trait Subject {
    fn definition(&self, snapshot: &Snapshot, cursor: &Cursor) -> BTreeSet<Site> {
        resolver::definition(&Lookup::new(snapshot), cursor).sites.into_iter().collect()
    }

    fn declaration(&self, snapshot: &Snapshot, cursor: &Cursor) -> BTreeSet<Site> {
        resolver::declaration(&Lookup::new(snapshot), cursor).sites.into_iter().collect()
    }

    fn references(&self, snapshot: &Snapshot, cursor: &Cursor, declaration: bool) -> BTreeSet<Site> {
        resolver::references(&Lookup::new(snapshot), cursor, declaration).sites.into_iter().collect()
    }

    fn rename(&self, snapshot: &Snapshot, cursor: &Cursor, name: &str) -> Result<Edits, RenameError> {
        resolver::rename(&Lookup::new(snapshot), cursor, name)
    }
}

/// What ships.
pub(crate) struct Production;

impl Subject for Production {}

/// What a mutant does wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Names are known by their spelling: a private contract is known in all files (U7).
    BareNames,
    /// A name has one definition: the last one wins (S13).
    SingleValued,
    /// Whatever is spelled like a local name is it (U19).
    NoScopes,
    /// What stands in another region is mapped by the region that asks (U43).
    AskerMaps,
    /// A filter that rules out everything leaves nothing.
    FilterDropsAll,
    /// The fallback is asked also when there is an answer.
    FallbackAlways,
    /// Imports do not count: whatever anybody defines is meant.
    NoImports,
    /// A rename changes only what may mean the same as the name at the cursor.
    RenamesDirectly,
    /// A rename checks nothing (as upstream).
    RenamesBlindly,
    /// References leave out the regions.
    NoRegions,
    /// A contract is the declaration of a name that `new` binds.
    ContractDeclares,
}

/// All of them.
pub(crate) const FAULTS: [Fault; 11] = [
    Fault::BareNames,
    Fault::SingleValued,
    Fault::NoScopes,
    Fault::AskerMaps,
    Fault::FilterDropsAll,
    Fault::FallbackAlways,
    Fault::NoImports,
    Fault::RenamesDirectly,
    Fault::RenamesBlindly,
    Fault::NoRegions,
    Fault::ContractDeclares,
];

/// Production with a fault.
pub(crate) struct Mutant(pub(crate) Fault);

impl Subject for Mutant {
    fn definition(&self, snapshot: &Snapshot, cursor: &Cursor) -> BTreeSet<Site> {
        let lookup = Lookup::new(snapshot);
        let right = Production.definition(snapshot, cursor);
        let Some(place) = Place::find(&lookup, cursor) else { return right };
        match self.0 {
            Fault::BareNames if right.is_empty() => everywhere(snapshot, &place, |unit, name| {
                unit.analysis().occurrences().iter().any(|occurrence| {
                    occurrence.role == Role::Definition && unit.analysis().source(occurrence.span) == name
                })
            }),
            Fault::SingleValued => right.into_iter().next_back().into_iter().collect(),
            Fault::AskerMaps if place.unit.region.is_some() => {
                let found = resolver::standard().candidates(&lookup, cursor);
                let by_asker = |candidate: &resolver::Candidate<'_>| place.unit.site(candidate.target);
                found.map_or(right, |found| found.list.iter().filter_map(by_asker).collect())
            }
            Fault::FilterDropsAll => {
                let Some(found) = resolver::unfiltered().candidates(&lookup, cursor) else { return right };
                let all_never = |found: &Candidates<'_>| {
                    let call = place.call();
                    call.is_some_and(|call| {
                        found.list.iter().all(|candidate| {
                            candidate.definition.is_some_and(|definition| {
                                let definition = (candidate.unit.analysis(), definition);
                                let call = (place.unit.analysis(), call);
                                place.unit.language().fit(definition, call) == Fit::Never
                            })
                        })
                    })
                };
                if all_never(&found) {
                    return BTreeSet::new();
                }
                let narrowed = PatternFilter.filter(&lookup, cursor, &found).unwrap_or(found);
                narrowed.into_answer().sites.into_iter().collect()
            }
            Fault::FallbackAlways => {
                let fallback = resolver::FilesOfRegionResolver.resolve(&lookup, cursor);
                right.into_iter().chain(fallback.into_iter().flat_map(|answer| answer.sites)).collect()
            }
            Fault::NoImports => {
                let Some(key) = place.key() else { return right };
                let files = lookup.definitions(Unit::file(place.unit.document).namespace(), key);
                let units: Vec<Unit<'_>> = files.into_iter().map(Unit::file).collect();
                let found = resolver::Candidate::definitions(&units, key);
                let found: BTreeSet<Site> =
                    found.iter().filter_map(|candidate| candidate.unit.site(candidate.target)).collect();
                if place.unit.region.is_some() || found.is_empty() { right } else { found }
            }
            _ => right,
        }
    }

    fn declaration(&self, snapshot: &Snapshot, cursor: &Cursor) -> BTreeSet<Site> {
        match self.0 {
            Fault::ContractDeclares => Production.definition(snapshot, cursor),
            _ => Production.declaration(snapshot, cursor),
        }
    }

    fn references(&self, snapshot: &Snapshot, cursor: &Cursor, declaration: bool) -> BTreeSet<Site> {
        let right = Production.references(snapshot, cursor, declaration);
        let Some(place) = Place::find(&Lookup::new(snapshot), cursor) else { return right };
        let local = matches!(place.occurrence().map(|found| found.target), Some(Target::Local(_)));
        match self.0 {
            Fault::BareNames if local && declaration => everywhere(snapshot, &place, |_, _| true),
            Fault::NoScopes if local && declaration => {
                everywhere(snapshot, &place, |unit, _| unit == place.unit)
            }
            Fault::NoRegions => {
                let in_file = |site: &Site| {
                    let document = snapshot.document(&site.uri);
                    document.is_some_and(|document| document.analysis.region_at(site.span.start).is_none())
                };
                right.into_iter().filter(in_file).collect()
            }
            _ => right,
        }
    }

    fn rename(&self, snapshot: &Snapshot, cursor: &Cursor, name: &str) -> Result<Edits, RenameError> {
        let blindly = match self.0 {
            Fault::RenamesBlindly => true,
            Fault::RenamesDirectly => Production.rename(snapshot, cursor, name).is_ok(),
            _ => false,
        };
        if !blindly {
            return Production.rename(snapshot, cursor, name);
        }
        let lookup = Lookup::new(snapshot);
        let mut edits: Edits = Vec::new();
        for site in resolver::references(&lookup, cursor, true).sites {
            let here = Place::find(&lookup, &Cursor::new(site.uri.clone(), site.span.start));
            let found = here.and_then(|place| Some((place, place.occurrence()?)));
            let Some((place, occurrence)) = found else { continue };
            let renamed = place.unit.language().renamed(place.unit.analysis(), occurrence, name);
            let Ok((span, text)) = renamed else { continue };
            let Some(span) = place.unit.outer(span) else { continue };
            edits.push((site.uri, vec![TextEdit { span, text }]));
        }
        Ok(edits)
    }
}

/// The names of all units that `wanted` wants which are spelled like the one at `place`.
fn everywhere<'s>(
    snapshot: &'s Snapshot,
    place: &Place<'s>,
    wanted: impl Fn(Unit<'s>, &str) -> bool,
) -> BTreeSet<Site> {
    let Some(occurrence) = place.occurrence() else { return BTreeSet::new() };
    let name = place.unit.analysis().source(occurrence.span);
    let mut found = BTreeSet::new();
    for unit in crate::resolution::units(snapshot).into_iter().filter(|unit| wanted(*unit, name)) {
        let analysis = unit.analysis();
        let spelled = analysis.occurrences().iter().filter(|found| analysis.source(found.span) == name);
        found.extend(spelled.filter_map(|found| unit.site(found.span)));
    }
    found
}
