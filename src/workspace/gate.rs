//! What is independent for each document: its newest text, and whether that still has to be published.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::version::Version;
use crate::sync::{ConcurrentMap, Mutex};
use crate::text::Uri;

/// The newest text of a document, or its removal.
pub(super) type Newest = (Version, Option<Arc<str>>);

/// The newest texts, and the documents that wait for publication.
pub(super) struct Gate {
    newest: ConcurrentMap<Uri, Newest>,
    pending: Mutex<BTreeSet<Uri>>,
}

impl Gate {
    /// A gate that nothing has passed.
    pub(super) fn new() -> Gate {
        Gate {
            newest: ConcurrentMap::new("workspace.newest"),
            pending: Mutex::new("workspace.pending", BTreeSet::new()),
        }
    }

    /// Lets a text pass if it is newer than what passed before, and then marks its document. O(log pending).
    pub(super) fn submit(&self, uri: &Uri, version: Version, text: Option<Arc<str>>) -> bool {
        let mut passed = false;
        let replaced = self.newest.update(uri.clone(), |newest| {
            // invariant: W3: decided in the step that replaces.
            passed = newest.is_none_or(|(current, _)| *current < version);
            if passed { Some((version, text)) } else { newest.cloned() }
        });
        drop(replaced);
        // The mark comes after the text: who takes the mark finds the text, or a newer one (U20).
        passed && {
            self.pending.lock().insert(uri.clone());
            true
        }
    }

    /// The newest text that passed.
    pub(super) fn newest(&self, uri: &Uri) -> Option<Newest> {
        self.newest.get(uri)
    }

    /// Takes all marks, in one step, then reads the newest text of each; in the order of URIs.
    pub(super) fn drain(&self) -> Vec<(Uri, Newest)> {
        let marked = std::mem::take(&mut *self.pending.lock());
        let newest = |uri: Uri| self.newest.get(&uri).map(|newest| (uri, newest));
        marked.into_iter().filter_map(newest).collect()
    }
}
