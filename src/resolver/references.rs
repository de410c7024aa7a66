//! Where a name stands.

use super::group::{Reach, group};
use super::{Answer, Confidence, Cursor, Lookup, Origin, Place, Site, Unit};
use crate::language::analysis::{Occurrence, OccurrenceId, Role, SymbolId, Target};

/// What a name at a cursor stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Referent<'s> {
    /// A local symbol of the unit.
    Local(SymbolId),
    /// A global key.
    Global(&'s str),
}

impl<'s> Referent<'s> {
    /// What the name at `place` stands for.
    pub(super) fn at(place: &Place<'s>) -> Option<Referent<'s>> {
        match place.occurrence()?.target {
            Target::Local(symbol) => Some(Referent::Local(symbol)),
            Target::Global(_) => place.key().map(Referent::Global),
        }
    }

    /// Its occurrences in a unit of its group, in order of place.
    pub(super) fn occurrences(self, unit: Unit<'s>) -> Vec<(OccurrenceId, &'s Occurrence)> {
        match self {
            Referent::Global(key) => unit.occurrences_of(key).collect(),
            Referent::Local(symbol) => {
                let all = unit.analysis().occurrences().iter().enumerate();
                let same = all.filter(|(_, occurrence)| occurrence.target == Target::Local(symbol));
                same.map(|(id, occurrence)| (OccurrenceId(id as u32), occurrence)).collect()
            }
        }
    }

    /// The units where it stands.
    pub(super) fn units(self, lookup: &Lookup<'s>, unit: Unit<'s>, reach: Reach) -> Vec<Unit<'s>> {
        match self {
            Referent::Local(_) => vec![unit],
            Referent::Global(key) => group(lookup, unit, key, reach),
        }
    }

    /// True when an occurrence with this role is what `declaration` goes to. The contract on a name that `new` binds is a
    /// use of the `new`.
    fn is_declared_by(self, role: Role) -> bool {
        match self {
            Referent::Local(_) => role == Role::Binding,
            Referent::Global(_) => role != Role::Reference,
        }
    }
}

/// All places where the symbol at the cursor stands: a local one in its document; a global one wherever the name may mean
/// a definition that it may mean at the cursor. A string that merely spells the same is none of them.
/// O(mentions of the name), and O(imports) where several files define it.
#[must_use]
pub fn references(lookup: &Lookup<'_>, cursor: &Cursor, include_declaration: bool) -> Answer {
    let found = Place::find(lookup, cursor).and_then(|place| Some((place, Referent::at(&place)?)));
    let Some((place, referent)) = found else { return Answer::none() };
    let mut sites: Vec<Site> = Vec::new();
    for unit in referent.units(lookup, place.unit, Reach::Direct) {
        let occurrences = referent.occurrences(unit).into_iter().map(|(_, occurrence)| occurrence);
        let wanted =
            |occurrence: &&Occurrence| include_declaration || !referent.is_declared_by(occurrence.role);
        sites.extend(occurrences.filter(wanted).filter_map(|occurrence| unit.site(occurrence.span)));
    }
    let origin = match (referent, place.unit.region) {
        (Referent::Local(_), _) => Origin::Lexical,
        (Referent::Global(_), None) => Origin::Global,
        (Referent::Global(_), Some(_)) => Origin::Region,
    };
    Answer::new(sites, Confidence::Exact, origin)
}
