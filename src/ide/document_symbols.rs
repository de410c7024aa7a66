//! The outline of a document.

use crate::language::OutlineItem;
use crate::resolver::Lookup;
use crate::text::Uri;

/// The outline of a document, in preorder (see [`OutlineItem::depth`]).
#[must_use]
pub fn document_symbols(lookup: &Lookup<'_>, uri: &Uri) -> Vec<OutlineItem> {
    let outline = |analysis: &crate::language::Analysis| analysis.language().language().outline(analysis);
    lookup.document(uri).map_or_else(Vec::new, |document| outline(&document.analysis))
}
