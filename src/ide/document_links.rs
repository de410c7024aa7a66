//! Links between documents.

use crate::resolver::{Lookup, Unit};
use crate::text::{Span, Uri};

/// A place that leads to another document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentLink {
    /// The module's name as it is written, in bytes of the document.
    pub span: Span,
    /// The document that it names.
    pub target: Uri,
}

/// The imports of a document, those of the texts in it included, that lead to a document of the workspace; in order of place.
#[must_use]
pub fn document_links(lookup: &Lookup<'_>, uri: &Uri) -> Vec<DocumentLink> {
    let Some(document) = lookup.document(uri) else { return Vec::new() };
    let links = lookup.links();
    let mut found: Vec<DocumentLink> = Vec::new();
    for unit in Unit::all(document) {
        for import in unit.analysis().imports() {
            let (Some(target), Some(span)) = (links.target(uri, import), unit.outer(import.span)) else {
                continue;
            };
            found.push(DocumentLink { span, target: target.clone() });
        }
    }
    found.sort_by_key(|link| link.span);
    found
}
