//! What a reader holds.

use std::fmt;
use std::sync::Arc;

use super::bucket::Bucket;
use super::document::Document;
use super::dump;
use super::edition::Edition;
use super::holders::Holders;
use super::index::Index;
use super::namespace::Namespace;
use crate::concurrent::Stamp;
use crate::text::Uri;

/// A workspace at one moment, as one connection sees it: never changes, whatever is published later (W1, W4), and waits
/// for nobody. Cloning copies a pointer.
///
/// Reads never fail. What is listed comes in the order of texts (D3).
#[derive(Clone)]
pub struct Snapshot {
    edition: Edition,
    index: Arc<Index>,
}

impl Snapshot {
    pub(super) fn new(edition: Edition, index: Arc<Index>) -> Snapshot {
        Snapshot { edition, index }
    }

    /// What an index shows that was made by hand and never published.
    #[must_use]
    pub fn of(index: Arc<Index>) -> Snapshot {
        Snapshot::new(Edition::default(), index)
    }

    /// Which state it is.
    #[must_use]
    pub fn revision(&self) -> Edition {
        self.edition
    }

    /// The identity of the whole content: equal identities mean equal content, on any connection. O(1).
    #[must_use]
    pub fn identity(&self) -> Stamp {
        self.index.identity()
    }

    /// The index itself.
    #[must_use]
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// The document with this URI. O(log documents).
    #[must_use]
    pub fn document(&self, uri: &Uri) -> Option<&Arc<Document>> {
        self.index.document(uri)
    }

    /// The documents in the order of their URIs.
    pub fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.index.documents()
    }

    /// How many documents there are. O(1).
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// True when there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The documents that define or declare `name`, in the order of their URIs. O(log names), and O(log documents) each.
    pub fn definitions(&self, namespace: Namespace, name: &str) -> impl Iterator<Item = &Arc<Document>> {
        self.held(self.bucket(namespace, name).map(|bucket| &bucket.definers))
    }

    /// The documents that mention `name` in any way, in the order of their URIs. O(log names), and O(log documents) each.
    pub fn mentions(&self, namespace: Namespace, name: &str) -> impl Iterator<Item = &Arc<Document>> {
        self.held(self.bucket(namespace, name).map(|bucket| &bucket.mentioners))
    }

    /// The identity of the documents that define or declare `name`; [`Stamp::ABSENT`] where none does. O(such documents).
    #[must_use]
    pub fn definitions_stamp(&self, namespace: Namespace, name: &str) -> Stamp {
        combined(self.definitions(namespace, name))
    }

    /// The identity of the documents that mention `name`; [`Stamp::ABSENT`] where none does. O(such documents).
    #[must_use]
    pub fn mentions_stamp(&self, namespace: Namespace, name: &str) -> Stamp {
        combined(self.mentions(namespace, name))
    }

    /// The identity of what links files: of the set of documents and of what each of them imports. O(1).
    #[must_use]
    pub fn links_stamp(&self) -> Stamp {
        self.index.links()
    }

    /// All names of a namespace, in order.
    pub fn names(&self, namespace: Namespace) -> impl Iterator<Item = &str> {
        self.index.names(namespace).into_iter().flat_map(|names| names.iter())
    }

    /// The names of a namespace that begin with `prefix`, in order. O(log names + answers).
    pub fn names_with_prefix<'s>(
        &'s self,
        namespace: Namespace,
        prefix: &'s str,
    ) -> impl Iterator<Item = &'s str> {
        self.index.names(namespace).into_iter().flat_map(move |names| names.with_prefix(prefix))
    }

    /// The whole state in a form that people can read and that depends on the content alone (W5, D3).
    #[must_use]
    pub fn dump(&self) -> String {
        dump::dump(self)
    }

    /// One hash of [`dump`](Snapshot::dump). O(everything).
    #[must_use]
    pub fn digest(&self) -> Stamp {
        Stamp::of(&[self.dump().as_bytes()])
    }

    pub(super) fn bucket(&self, namespace: Namespace, name: &str) -> Option<&Bucket> {
        self.index.names(namespace)?.bucket(name)
    }

    fn held<'s>(&'s self, holders: Option<&'s Holders>) -> impl Iterator<Item = &'s Arc<Document>> {
        let uris = holders.into_iter().flat_map(Holders::iter);
        uris.filter_map(|uri| self.index.document(uri))
    }
}

fn combined<'d>(documents: impl Iterator<Item = &'d Arc<Document>>) -> Stamp {
    documents.fold(Stamp::ABSENT, |stamp, document| stamp.combine(document.stamp))
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({}, {} documents)", self.edition, self.len())
    }
}
