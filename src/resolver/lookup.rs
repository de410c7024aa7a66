//! Reads of a snapshot that remember what they read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Dependency, Links};
use crate::concurrent::Stamp;
use crate::text::Uri;
use crate::workspace::{Document, Namespace, Snapshot};

/// The only way in which resolvers read a snapshot: each read records what it depends on, so that no resolver can
/// forget a dependency of its answer (C1). Without a recorder a read costs what it costs on the snapshot.
pub struct Lookup<'s> {
    snapshot: &'s Snapshot,
    recorded: Option<RefCell<BTreeMap<Dependency, Stamp>>>,
}

impl<'s> Lookup<'s> {
    /// Reads `snapshot` and records nothing.
    #[must_use]
    pub fn new(snapshot: &'s Snapshot) -> Lookup<'s> {
        Lookup { snapshot, recorded: None }
    }

    /// Reads `snapshot` and records what was read.
    #[must_use]
    pub fn recording(snapshot: &'s Snapshot) -> Lookup<'s> {
        Lookup { snapshot, recorded: Some(RefCell::default()) }
    }

    /// What was read until now, with the stamps that it has in the snapshot; nothing without a recorder.
    #[must_use]
    pub fn into_dependencies(self) -> Arc<[(Dependency, Stamp)]> {
        self.recorded.map(RefCell::into_inner).unwrap_or_default().into_iter().collect()
    }

    /// A document.
    pub fn document(&self, uri: &Uri) -> Option<&'s Arc<Document>> {
        self.record(|| Dependency::Document(uri.clone()));
        self.snapshot.document(uri)
    }

    /// The documents that define or declare `key`, by URI.
    pub fn definitions(&self, namespace: Namespace, key: &str) -> Vec<&'s Arc<Document>> {
        self.record(|| Dependency::Definitions(namespace, key.to_owned()));
        self.snapshot.definitions(namespace, key).collect()
    }

    /// The documents that mention `key`, by URI.
    pub fn mentions(&self, namespace: Namespace, key: &str) -> Vec<&'s Arc<Document>> {
        self.record(|| Dependency::Mentions(namespace, key.to_owned()));
        self.snapshot.mentions(namespace, key).collect()
    }

    /// Which documents there are and what they import.
    pub fn links(&self) -> Links<'s> {
        self.record(|| Dependency::Links);
        Links::new(self.snapshot)
    }

    /// All documents: for questions that range over all names.
    pub fn everything(&self) -> &'s Snapshot {
        self.record(|| Dependency::Everything);
        self.snapshot
    }

    fn record(&self, dependency: impl FnOnce() -> Dependency) {
        if let Some(recorded) = &self.recorded {
            // What was read before has its stamp already.
            let mut recorded = recorded.borrow_mut();
            recorded.entry(dependency()).or_insert_with_key(|dependency| dependency.stamp(self.snapshot));
        }
    }
}
