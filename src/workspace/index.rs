//! The global index: a persistent value, and the only code that knows what a document contributes.
//!
//! The index is a pure machine: no lock, no thread, no clock. A copy is a handful of pointers; a change copies the
//! nodes on the way to what it changes and shares the rest, so that it costs nearly the same among 100 documents and
//! among 10,000.

use std::sync::Arc;

use imbl::OrdMap;

use super::change::Prepared;
use super::document::Document;
use super::hashed::{Hashed, Probe};
use super::names::{Held, Names};
use super::namespace::Namespace;
use super::version::Version;
use crate::concurrent::Stamp;
use crate::text::Uri;

/// All documents and all names of a workspace at one moment.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The documents, and the versions of those that are gone.
    slots: OrdMap<Hashed<Uri>, Slot>,
    /// The documents in the order of their URIs.
    documents: OrdMap<Uri, Arc<Document>>,
    /// The names of each namespace.
    names: [Names; Namespace::COUNT],
    /// The combination of all documents' stamps.
    identity: Stamp,
    /// The combination of all documents' links.
    links: Stamp,
}

/// What is known under a URI.
#[derive(Clone, Debug)]
struct Slot {
    version: Version,
    document: Option<Arc<Document>>,
}

impl Index {
    /// An index of nothing.
    #[must_use]
    pub fn new() -> Index {
        Index::default()
    }

    /// The index after `changes`, and the documents of which it had a newer version. The order of the changes does
    /// not matter (W5). O(changes × names in which a document's versions differ × log names), and a pass over the
    /// names of the documents that change.
    #[must_use]
    pub fn apply(&self, changes: &[Prepared]) -> (Index, Vec<Uri>) {
        let mut next = self.clone();
        let mut stale = Vec::new();
        for Prepared { uri, version, document } in changes {
            // invariant: W3: decided on the very value that the change is applied to.
            if next.version(uri).is_some_and(|current| current >= *version) {
                stale.push(uri.clone());
            } else {
                next.install(uri, *version, document.clone());
            }
        }
        (next, stale)
    }

    /// The index with `documents` laid over it, whatever the versions below; one without content hides the one below.
    /// O(documents × what [`apply`](Index::apply) says).
    #[must_use]
    pub fn overlaid(&self, documents: impl IntoIterator<Item = (Uri, Option<Arc<Document>>)>) -> Index {
        let mut next = self.clone();
        for (uri, document) in documents {
            let version = next.version(&uri).unwrap_or_default();
            next.install(&uri, version, document);
        }
        next
    }

    /// Replaces what is known of a document: subtracts what the old state contributed and adds what the new one does.
    fn install(&mut self, uri: &Uri, version: Version, document: Option<Arc<Document>>) {
        let slot = Slot { version, document: document.clone() };
        let old = self.slots.insert(Hashed::new(uri.clone()), slot).and_then(|slot| slot.document);
        // invariant: W1, W2: both layers of the index change in this one value, by the difference of the two states.
        self.set_all(uri, old.as_deref(), document.as_deref());
        if let Some(old) = &old {
            self.identity = self.identity.without(old.stamp);
            self.links = self.links.without(old.links);
        }
        match document {
            Some(document) => {
                self.identity = self.identity.combine(document.stamp);
                self.links = self.links.combine(document.links);
                self.documents.insert(uri.clone(), document);
            }
            None => {
                self.documents.remove(uri);
            }
        }
    }

    /// Brings the names up to date with the difference of two states of a document.
    fn set_all(&mut self, uri: &Uri, old: Option<&Document>, new: Option<&Document>) {
        let mut before = old.into_iter().flat_map(Document::names).peekable();
        let mut after = new.into_iter().flat_map(Document::names).peekable();
        loop {
            let (name, held) = match (before.peek(), after.peek()) {
                (None, None) => break,
                (Some(&(gone, _)), None) => (gone, None),
                (Some(&(gone, _)), Some(&(come, _))) if gone < come => (gone, None),
                (_, Some(&(come, held))) => (come, Some(held)),
            };
            let was = before.next_if(|&(other, _)| other == name).map(|(_, held)| held);
            after.next_if(|&(other, _)| other == name);
            if was != held {
                self.set(name, uri, held);
            }
        }
    }

    fn set(&mut self, (namespace, text): (Namespace, &str), uri: &Uri, held: Option<Held>) {
        if let Some(names) = self.names.get_mut(namespace.number()) {
            names.set(text, uri, held);
        }
    }

    /// The document with this URI. O(log documents).
    #[must_use]
    pub fn document(&self, uri: &Uri) -> Option<&Arc<Document>> {
        self.slots.get(&Probe::new(uri.as_str()))?.document.as_ref()
    }

    /// The version of the newest state of `uri` that is known, also when that is its removal.
    #[must_use]
    pub fn version(&self, uri: &Uri) -> Option<Version> {
        self.slots.get(&Probe::new(uri.as_str())).map(|slot| slot.version)
    }

    /// The documents in the order of their URIs.
    pub fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.documents.values()
    }

    /// How many documents there are. O(1).
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// True when there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The combination of the stamps of all documents.
    #[must_use]
    pub fn identity(&self) -> Stamp {
        self.identity
    }

    /// The combination of the links of all documents.
    #[must_use]
    pub fn links(&self) -> Stamp {
        self.links
    }

    /// The names of a namespace.
    pub(super) fn names(&self, namespace: Namespace) -> Option<&Names> {
        self.names.get(namespace.number())
    }
}
