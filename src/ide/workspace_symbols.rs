//! The names of the workspace.

use crate::language::analysis::{Definition, DefinitionKind, Role};
use crate::language::{LanguageId, OutlineKind};
use crate::resolver::{Lookup, Site};
use crate::workspace::{Document, Namespace};

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

/// The global definitions of all files whose name contains `query`, whatever the case of letters; all of them for an
/// empty query. Names that are the query come first, then those that begin with it; then by name, document and place.
/// O(names of the workspace + answers).
#[must_use]
pub fn workspace_symbols(lookup: &Lookup<'_>, query: &str) -> Vec<WorkspaceSymbol> {
    let snapshot = lookup.everything();
    let wanted = query.to_lowercase();
    let mut found: Vec<((u8, String), WorkspaceSymbol)> = Vec::new();
    for language in LanguageId::ALL {
        let namespace = Namespace::Files(language);
        for key in snapshot.names(namespace) {
            let folded = key.to_lowercase();
            let Some(rank) = rank(&folded, &wanted) else { continue };
            for document in snapshot.definitions(namespace, key) {
                let symbols = symbols(document, key);
                found.extend(symbols.map(|symbol| ((rank, symbol.name.to_lowercase()), symbol)));
            }
        }
    }
    found.sort_by(|(a, left), (b, right)| {
        a.cmp(b).then_with(|| left.name.cmp(&right.name)).then_with(|| left.site.cmp(&right.site))
    });
    found.into_iter().map(|(_, symbol)| symbol).collect()
}

/// How well a name answers the query, 0 best; nothing if it does not. The `@` and the quotes of a quoted name are not
/// part of what people look for, though they may be.
fn rank(name: &str, query: &str) -> Option<u8> {
    let bare = name.trim_start_matches(['@', '"']).trim_end_matches('"');
    match () {
        () if query.is_empty() => Some(0),
        () if bare == query || name == query => Some(0),
        () if bare.starts_with(query) || name.starts_with(query) => Some(1),
        () if name.contains(query) => Some(2),
        () => None,
    }
}

/// The definitions of a global key in a file.
fn symbols<'d>(document: &'d Document, key: &str) -> impl Iterator<Item = WorkspaceSymbol> + use<'d> {
    let analysis = &document.analysis;
    let sites = analysis.keys().find(key).map(|key| analysis.keys().sites(key)).unwrap_or_default();
    sites.iter().filter_map(move |&id| {
        let occurrence = analysis.occurrence(id)?;
        let gives = matches!(occurrence.role, Role::Definition | Role::Declaration);
        let definition = analysis.definition_of(id).filter(|_| gives)?;
        let site = Site { uri: document.uri.clone(), span: occurrence.span };
        Some(WorkspaceSymbol {
            name: analysis.source(occurrence.span).to_owned(),
            kind: kind(definition),
            site,
        })
    })
}

/// What a definition is in an outline.
pub(super) fn kind(definition: &Definition) -> OutlineKind {
    match definition.kind {
        DefinitionKind::Contract | DefinitionKind::Function => OutlineKind::Function,
        DefinitionKind::Type => OutlineKind::Type,
        DefinitionKind::Data => OutlineKind::Data,
    }
}
