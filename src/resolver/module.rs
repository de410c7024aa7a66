//! Names of modules.

use super::{Candidate, Candidates, Cursor, Lookup, Origin, Place, SymbolResolver, Unit};
use crate::text::Span;

/// Resolves the name of an imported module to the start of its file.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModuleResolver;

impl SymbolResolver for ModuleResolver {
    fn candidates<'s>(&self, lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Candidates<'s>> {
        let place = Place::find(lookup, cursor).filter(|place| place.occurrence.is_none())?;
        let mut imports = place.unit.analysis().imports().iter();
        let import = imports.find(|import| import.span.contains(place.offset))?;
        let target = lookup.links().target(&cursor.uri, import)?;
        let file = Unit::file(lookup.document(target)?);
        Some(Candidates::all(vec![Candidate::bare(file, Span::new(0, 0))], Origin::Module))
    }
}
