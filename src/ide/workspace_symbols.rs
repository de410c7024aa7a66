//! The names of the workspace.

use std::cmp::Ordering;

use super::fuzzy::{Query, Tier};
use crate::language::OutlineKind;
use crate::language::analysis::{Definition, DefinitionKind, KeyId, Role};
use crate::resolver::{Lookup, Site, Unit};

/// The most symbols that one answer has: who sees so many types another letter.
pub const MOST_SYMBOLS: usize = 1000;

/// A name that the workspace defines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkspaceSymbol {
    /// The name as it is written.
    pub name: String,
    /// What it is.
    pub kind: OutlineKind,
    /// Where its name stands.
    pub site: Site,
}

/// A global name of a document that answers a query.
struct Found<'s> {
    tier: Tier,
    /// The name without what surrounds a quoted one.
    bare: &'s str,
    key: KeyId,
    unit: Unit<'s>,
}

impl Found<'_> {
    /// The better answer first; of equal ones the shorter, then by text, document and place.
    fn order(&self, other: &Found<'_>) -> Ordering {
        let own = (self.tier, self.bare.len(), self.bare);
        own.cmp(&(other.tier, other.bare.len(), other.bare)).then_with(|| self.unit.cmp(&other.unit))
    }
}

/// The global definitions of the workspace, of files and of the texts inside them, whose name answers `query`, whatever the
/// case of letters: it is the query, begins with it, consists of words that begin with parts of it, has it somewhere, or has
/// its characters in order; in that order, then the shorter ones first, then by text, document and place. All names answer
/// an empty query. The best [`MOST_SYMBOLS`]. O(length of all names that the workspace defines).
#[must_use]
pub fn workspace_symbols(lookup: &Lookup<'_>, query: &str) -> Vec<WorkspaceSymbol> {
    let query = Query::new(query);
    let mut found = all(lookup, |name| query.beginning(name));
    // What only has the query somewhere is no better than the last of these.
    if found.len() < MOST_SYMBOLS {
        found = all(lookup, |name| query.tier(name));
    }
    // Each has one definition at least.
    if found.len() > MOST_SYMBOLS {
        found.select_nth_unstable_by(MOST_SYMBOLS, Found::order);
        found.truncate(MOST_SYMBOLS);
    }
    found.sort_unstable_by(Found::order);
    found.iter().flat_map(symbols).take(MOST_SYMBOLS).collect()
}

/// All names that answer.
fn all<'s>(lookup: &Lookup<'s>, tier: impl Fn(&str) -> Option<Tier>) -> Vec<Found<'s>> {
    let mut found: Vec<Found<'_>> = Vec::new();
    for document in lookup.everything().documents() {
        for unit in Unit::all(document) {
            for (key, name) in unit.defined_names() {
                let bare = bare(name);
                let tier = tier(bare).into_iter().chain(if bare == name { None } else { tier(name) }).min();
                found.extend(tier.map(|tier| Found { tier, bare, key, unit }));
            }
        }
    }
    found
}

/// The `@` and the quotes of a quoted name are not part of what people look for, though they may be.
fn bare(name: &str) -> &str {
    name.strip_prefix("@\"").and_then(|name| name.strip_suffix('"')).unwrap_or(name)
}

/// The definitions of a name that was found.
fn symbols<'s>(found: &Found<'s>) -> impl Iterator<Item = WorkspaceSymbol> + use<'s> {
    let (unit, analysis) = (found.unit, found.unit.analysis());
    let sites = analysis.keys().sites(found.key);
    sites.iter().filter_map(move |&id| {
        let occurrence = analysis.occurrence(id)?;
        let gives = matches!(occurrence.role, Role::Definition | Role::Declaration);
        let definition = analysis.definition_of(id).filter(|_| gives)?;
        let site = unit.site(occurrence.span)?;
        Some(WorkspaceSymbol {
            name: analysis.source(occurrence.span).to_owned(),
            kind: kind(definition),
            site,
        })
    })
}

/// What a definition is in an outline.
fn kind(definition: &Definition) -> OutlineKind {
    match definition.kind {
        DefinitionKind::Contract | DefinitionKind::Function => OutlineKind::Function,
        DefinitionKind::Type => OutlineKind::Type,
        DefinitionKind::Data => OutlineKind::Data,
    }
}
