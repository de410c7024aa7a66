//! What is wrong with a document, as the workspace sees it.

use std::sync::Arc;

use super::suggestion::Suggestions;
use crate::language::analysis::{Analysis, Import, Role};
use crate::language::{Diagnostic, LanguageId};
use crate::resolver::{Lookup, Unit, is_free_name};
use crate::text::{Span, Uri};
use crate::workspace::{Document, Namespace};

/// Modules that MeTTa brings along, which are no files.
const BUILTIN_MODULES: [&str; 8] =
    ["catalog", "corelib", "das", "fileio", "json", "random", "skel", "stdlib"];

/// For so many unbound names of a document a similar one is looked for, since a search passes all names of the workspace.
const MOST_SUGGESTIONS: usize = 16;

/// The findings about a document, in order of place, in bytes of the document: those of its text, those of the texts of
/// other languages inside it, and those that only the workspace can tell:
///
/// | code | finding |
/// | --- | --- |
/// | R0200 | a free name that no contract of the workspace defines |
/// | R0221 | a contract on a free name: a name of the workspace, which the node refuses (warning) |
/// | M0201 | an imported module that is no file of the workspace (warning) |
#[must_use]
pub fn diagnostics(lookup: &Lookup<'_>, uri: &Uri) -> Vec<Diagnostic> {
    let Some(document) = lookup.document(uri) else { return Vec::new() };
    let mut found = Vec::new();
    free_names(lookup, &document.analysis, &mut found);
    of_units(document, found, |analysis, found| missing_modules(lookup, uri, analysis, found))
}

/// Those of them that the document alone tells: of its text and of the texts inside it, in order of place.
#[must_use]
pub fn own_diagnostics(document: &Arc<Document>) -> Vec<Diagnostic> {
    of_units(document, Vec::new(), |_, _| {})
}

/// What the analyses of a document and its regions say, and `more` of each, in bytes of the document and in order of place.
fn of_units(
    document: &Arc<Document>,
    mut found: Vec<Diagnostic>,
    mut more: impl FnMut(&Analysis, &mut Vec<Diagnostic>),
) -> Vec<Diagnostic> {
    found.extend_from_slice(document.analysis.diagnostics());
    more(&document.analysis, &mut found);
    for region in document.analysis.regions() {
        let unit = Unit { document, region: Some(region) };
        let mut inner: Vec<Diagnostic> = region.analysis.diagnostics().to_vec();
        more(&region.analysis, &mut inner);
        let outer = |span: Span| unit.outer(span).unwrap_or(region.span);
        found.extend(inner.into_iter().map(|diagnostic| {
            let related = diagnostic.related.into_iter().map(|(span, label)| (outer(span), label)).collect();
            Diagnostic { span: outer(diagnostic.span), related, ..diagnostic }
        }));
    }
    found.sort();
    found
}

/// Free names that nothing defines, and contracts on free names.
fn free_names<'s>(lookup: &Lookup<'s>, analysis: &'s Analysis, found: &mut Vec<Diagnostic>) {
    let language = analysis.language();
    let mut suggestions = None;
    let mut searches = 0..MOST_SUGGESTIONS;
    for (key, name) in analysis.keys().iter().filter(|(_, name)| is_free_name(language, name)) {
        let undefined = lookup.definitions(Namespace::Files(language), name).is_empty();
        let search = undefined && searches.next().is_some();
        let suggestions =
            search.then(|| suggestions.get_or_insert_with(|| Suggestions::new(lookup, analysis)));
        let similar = suggestions.and_then(|suggestions| suggestions.nearest(name));
        for occurrence in analysis.keys().sites(key).iter().filter_map(|&id| analysis.occurrence(id)) {
            if undefined {
                let error = Diagnostic::error("R0200", occurrence.span, format!("unbound name `{name}`"));
                found.push(match similar {
                    Some(similar) => error.with_hint(format!("did you mean `{similar}`?")),
                    None => error.with_hint(format!("bind it: `new {name} in {{ .. }}`")),
                });
            } else if occurrence.role == Role::Definition {
                let message = format!("`{name}` is not bound, so the node refuses this contract");
                let hint = format!("quote the name, `@\"{name}\"`, or bind it with `new {name} in {{ .. }}`");
                found.push(Diagnostic::warning("R0221", occurrence.span, message).with_hint(hint));
            }
        }
    }
}

/// Imports of modules that are not there.
fn missing_modules(lookup: &Lookup<'_>, uri: &Uri, analysis: &Analysis, found: &mut Vec<Diagnostic>) {
    if analysis.language() != LanguageId::Metta || analysis.imports().is_empty() {
        return;
    }
    let links = lookup.links();
    let missing = |import: &&Import| {
        !BUILTIN_MODULES.contains(&analysis.source(import.span)) && links.target(uri, import).is_none()
    };
    for import in analysis.imports().iter().filter(missing) {
        let module = analysis.source(import.span);
        let message = format!("no file of the workspace is the module `{module}`");
        let hint = format!("looked for {}", import.candidates.join(", "));
        found.push(Diagnostic::warning("M0201", import.span, message).with_hint(hint));
    }
}
