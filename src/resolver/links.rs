//! Which document imports which.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::language::analysis::Import;
use crate::text::Uri;
use crate::workspace::{Document, Snapshot};

/// The documents of a snapshot and what they import; all that one may read of them when only [`Links`](super::Dependency)
/// was recorded.
#[derive(Clone, Copy)]
pub struct Links<'s> {
    snapshot: &'s Snapshot,
}

impl<'s> Links<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Links<'s> {
        Links { snapshot }
    }

    /// The document that `import` of the document `from` names: the best of its candidates that is there.
    pub fn target(&self, from: &Uri, import: &Import) -> Option<&'s Uri> {
        self.file(from, import).map(|document| &document.uri)
    }

    /// All documents that can be reached from `sources` by imports, these included; cycles end.
    /// O(reached × imports × log documents).
    pub fn closure(&self, sources: impl IntoIterator<Item = &'s Uri>) -> BTreeSet<&'s Uri> {
        let mut reached: BTreeSet<&Uri> = BTreeSet::new();
        let mut next: Vec<&Uri> = sources.into_iter().collect();
        while let Some(uri) = next.pop() {
            if reached.insert(uri) {
                next.extend(self.targets(uri));
            }
        }
        reached
    }

    /// The documents that there are, by URI.
    pub(super) fn uris(&self) -> impl Iterator<Item = &'s Uri> {
        self.snapshot.documents().map(|document| &document.uri)
    }

    /// The documents that the document `uri` imports.
    pub(super) fn targets(&self, uri: &'s Uri) -> impl Iterator<Item = &'s Uri> {
        let links = *self;
        let imports = self.snapshot.document(uri).map_or(&[][..], |document| document.analysis.imports());
        imports.iter().filter_map(move |import| links.target(uri, import))
    }

    fn file(&self, from: &Uri, import: &Import) -> Option<&'s Arc<Document>> {
        import.candidates.iter().find_map(|candidate| self.snapshot.document(&from.join(candidate)))
    }
}
