//! Which definitions of a name a text sees.

use super::{Lookup, Unit};
use crate::language::LanguageId;
use crate::workspace::Namespace;

/// The files whose definitions of `key` the text of `unit` means: of MeTTa those that it is or imports, if any of them
/// defines the key; otherwise, and of other languages, all.
pub(super) fn in_files<'s>(lookup: &Lookup<'s>, unit: Unit<'s>, key: &str) -> Vec<Unit<'s>> {
    let language = unit.analysis().language();
    let definers = lookup.definitions(Namespace::Files(language), key);
    let mut all: Vec<Unit<'s>> = definers.into_iter().map(Unit::file).collect();
    if all.len() > 1 && imports_decide(language) {
        let links = lookup.links();
        let closure = links.closure(starts(lookup, unit));
        if all.iter().any(|definer| closure.contains(&definer.document.uri)) {
            all.retain(|definer| closure.contains(&definer.document.uri));
        }
    }
    all
}

/// The regions whose definitions of `key` the region `unit` means: itself; else those of its document; else all.
pub(super) fn in_regions<'s>(lookup: &Lookup<'s>, unit: Unit<'s>, key: &str) -> Vec<Unit<'s>> {
    if unit.defines(key) {
        return vec![unit];
    }
    let language = unit.analysis().language();
    let defining = |document| Unit::regions(document, language).filter(|unit| unit.defines(key));
    let near: Vec<Unit<'s>> = defining(unit.document).collect();
    if !near.is_empty() {
        return near;
    }
    lookup.definitions(Namespace::Regions(language), key).into_iter().flat_map(defining).collect()
}

/// True when the definitions that a document of this language imports win over others.
pub(super) fn imports_decide(language: LanguageId) -> bool {
    language == LanguageId::Metta
}

/// Where the imports that `unit` sees start: at the file that it is, or at what the region imports.
pub(super) fn starts<'s>(lookup: &Lookup<'s>, unit: Unit<'s>) -> Vec<&'s crate::text::Uri> {
    let uri = &unit.document.uri;
    match unit.region {
        None => vec![uri],
        Some(region) => {
            let links = lookup.links();
            region.analysis.imports().iter().filter_map(|import| links.target(uri, import)).collect()
        }
    }
}
