//! Names that the text itself binds.

use super::{Candidate, Candidates, Cursor, Lookup, Origin, Place, SymbolResolver};
use crate::language::analysis::{Role, SymbolId, Target};

/// Resolves what is bound in the scopes around the cursor: to the contracts that are defined on the name, or to its
/// binder where there are none. A local name never leaves its document.
#[derive(Clone, Copy, Debug, Default)]
pub struct LexicalResolver;

impl SymbolResolver for LexicalResolver {
    fn candidates<'s>(&self, lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Candidates<'s>> {
        let place = Place::find(lookup, cursor)?;
        let occurrence = place.occurrence()?;
        let Target::Local(symbol) = occurrence.target else { return None };
        let contracts = match (occurrence.role, place.definition()) {
            (Role::Definition, Some(own)) => vec![own],
            _ => contracts(&place, symbol),
        };
        let list =
            if contracts.is_empty() { binder(&place, symbol).into_iter().collect() } else { contracts };
        Some(Candidates::all(list, Origin::Lexical))
    }
}

/// The contracts that are defined on a local name. O(definitions).
fn contracts<'s>(place: &Place<'s>, symbol: SymbolId) -> Vec<Candidate<'s>> {
    let analysis = place.unit.analysis();
    let target = |occurrence| analysis.occurrence(occurrence).map(|occurrence| occurrence.target);
    let of = analysis.definitions().iter();
    let of = of.filter(|definition| target(definition.occurrence) == Some(Target::Local(symbol)));
    of.map(|definition| Candidate::defined(place.unit, definition)).collect()
}

/// The place that binds a local name.
pub(super) fn binder<'s>(place: &Place<'s>, symbol: SymbolId) -> Option<Candidate<'s>> {
    let analysis = place.unit.analysis();
    let symbol = analysis.symbols().get(symbol.0 as usize)?;
    Some(Candidate::bare(place.unit, analysis.occurrence(symbol.binding)?.span))
}
