//! The names of the workspace that may be written at a place.

use std::sync::Arc;

use hashbrown::HashMap;

use super::fuzzy::{Query, Tier};
use super::hover::documentation;
use crate::resolver::{Candidate, Lookup, Unit};
use crate::text::Uri;
use crate::workspace::{Document, Namespace};

/// The most names that begin with the word.
const MOST: usize = 1000;

/// The most names where none begins with the word.
const MOST_LIKE: usize = 100;

/// So many documents that define a name are looked through for its documentation.
const MOST_DEFINERS: usize = 8;

/// A global name that may be written.
pub(super) struct Offered<'s> {
    pub(super) name: &'s str,
    /// How it answers what was typed.
    pub(super) tier: Tier,
    /// 0 for what the own text defines, then the own document, what it imports, everything else.
    pub(super) distance: usize,
    /// The nearest definition.
    pub(super) candidate: Candidate<'s>,
    /// The definition that is documented.
    pub(super) documented: Option<Candidate<'s>>,
}

/// Names that may be written.
#[derive(Default)]
pub(super) struct Names<'s> {
    /// In no particular order, none twice.
    pub(super) names: Vec<Offered<'s>>,
    /// True when there are more.
    pub(super) cut: bool,
}

/// The nearest unit that defines a name.
struct Nearest<'s> {
    tier: Tier,
    distance: usize,
    unit: Unit<'s>,
}

/// The best names that a text like that of `unit` may mention: those of its files, and for a region those of the other
/// regions. Those that begin with the query; where `like` and none does, those that answer it otherwise. Of equally good
/// ones, the nearer, then the shorter, then by text. O(length of all names).
pub(super) fn global_names<'s>(lookup: &Lookup<'s>, unit: Unit<'s>, query: &Query, like: bool) -> Names<'s> {
    let mut most = MOST;
    let mut all = nearest(lookup, unit, |name| query.beginning(name));
    if like && all.is_empty() {
        most = MOST_LIKE;
        all = nearest(lookup, unit, |name| query.tier(name));
    }
    let key = |(name, nearest): &(&'s str, Nearest<'s>)| (nearest.tier, nearest.distance, name.len(), *name);
    let cut = all.len() > most;
    if cut {
        all.select_nth_unstable_by(most, |one, other| key(one).cmp(&key(other)));
        all.truncate(most);
    }
    let offered = all.into_iter().filter_map(|(name, nearest)| {
        let Nearest { tier, distance, unit: nearest } = nearest;
        let own = Candidate::definitions(&[nearest], name);
        let candidate = *own.first()?;
        let documented = own.into_iter().find(is_documented);
        let documented = documented.or_else(|| documented_in(lookup, nearest.namespace(), name));
        Some(Offered { name, tier, distance, candidate, documented })
    });
    Names { names: offered.collect(), cut }
}

/// The names that a text like that of `unit` may mention and that answer, each with the nearest unit that defines it.
fn nearest<'s>(
    lookup: &Lookup<'s>,
    unit: Unit<'s>,
    tier: impl Fn(&str) -> Option<Tier>,
) -> Vec<(&'s str, Nearest<'s>)> {
    let imported = imported(lookup, unit);
    let mut nearest: HashMap<&str, Nearest<'_>, foldhash::fast::FixedState> = HashMap::default();
    for document in lookup.everything().documents() {
        for other in units(document, unit) {
            let distance = match () {
                () if other == unit => 0,
                () if document.uri == unit.document.uri => 1,
                () if imported.contains(&&document.uri) => 2,
                () => 3,
            };
            for (_, name) in other.defined_names() {
                let Some(tier) = tier(name) else { continue };
                let found = Nearest { tier, distance, unit: other };
                let known = nearest.entry(name).or_insert(found);
                if distance < known.distance {
                    *known = Nearest { tier, distance, unit: other };
                }
            }
        }
    }
    nearest.into_iter().collect()
}

/// The definition of the name that a text like that of `unit` may mention and that is documented.
pub(super) fn documented<'s>(lookup: &Lookup<'s>, unit: Unit<'s>, name: &str) -> Option<Candidate<'s>> {
    let own = Candidate::definitions(&[unit], name).into_iter().find(is_documented);
    own.or_else(|| {
        namespaces(unit).into_iter().flatten().find_map(|namespace| documented_in(lookup, namespace, name))
    })
}

fn documented_in<'s>(lookup: &Lookup<'s>, namespace: Namespace, name: &str) -> Option<Candidate<'s>> {
    let documents = lookup.everything().definitions(namespace, name).take(MOST_DEFINERS);
    let units: Vec<Unit<'_>> = documents.flat_map(|document| Unit::of(document, namespace)).collect();
    Candidate::definitions(&units, name).into_iter().find(is_documented)
}

fn is_documented(candidate: &Candidate<'_>) -> bool {
    documentation(candidate).is_some()
}

/// Where the names are known that a text like that of `unit` may mention: near ones first.
fn namespaces(unit: Unit<'_>) -> [Option<Namespace>; 2] {
    let language = unit.analysis().language();
    [unit.region.map(|_| Namespace::Regions(language)), Some(Namespace::Files(language))]
}

/// The units of `document` that a text like that of `unit` shares its names with.
fn units<'s>(document: &'s Arc<Document>, unit: Unit<'s>) -> impl Iterator<Item = Unit<'s>> {
    namespaces(unit).into_iter().flatten().flat_map(|namespace| Unit::of(document, namespace))
}

/// The documents that the text of `unit` imports.
fn imported<'s>(lookup: &Lookup<'s>, unit: Unit<'s>) -> Vec<&'s Uri> {
    let imports = unit.analysis().imports();
    if imports.is_empty() {
        return Vec::new();
    }
    let links = lookup.links();
    imports.iter().filter_map(|import| links.target(&unit.document.uri, import)).collect()
}
