//! A workspace behind one RwLock, as the old design has it: the same index and the same look-ups, but whoever reads holds
//! the lock meanwhile, and so does whoever writes; with the analysis under the lock or before it.
#![allow(clippy::disallowed_types, reason = "what is measured against is what others use")]

use std::sync::Arc;

use heddle::text::Uri;
use heddle::workspace::{Change, Index, Prepared, Snapshot, Version, by_extension};
use parking_lot::RwLock;

/// The index and its one lock.
pub(crate) struct OneRwLock {
    locked: RwLock<Snapshot>,
    /// Whether texts are analysed under the lock.
    analyses_inside: bool,
}

/// What a change of a text is published as.
pub(crate) fn analysed(uri: &Uri, version: Version, text: &Arc<str>) -> Prepared {
    let analysis = by_extension(uri, text).map(Arc::new);
    Prepared::from(Change { uri: uri.clone(), version, analysis })
}

impl OneRwLock {
    /// Puts what `snapshot` shows behind the lock.
    pub(crate) fn new(snapshot: &Snapshot, analyses_inside: bool) -> OneRwLock {
        OneRwLock { locked: RwLock::new(snapshot.clone()), analyses_inside }
    }

    /// Asks `question` with the lock held.
    pub(crate) fn read<R>(&self, question: impl FnOnce(&Snapshot) -> R) -> R {
        question(&self.locked.read())
    }

    /// Replaces a document with the lock held.
    pub(crate) fn write(&self, uri: &Uri, version: Version, text: &Arc<str>) {
        let install = |index: &Index, change| Snapshot::of(Arc::new(index.apply(&[change]).0));
        if self.analyses_inside {
            let mut locked = self.locked.write();
            *locked = install(locked.index(), analysed(uri, version, text));
        } else {
            let change = analysed(uri, version, text);
            let mut locked = self.locked.write();
            *locked = install(locked.index(), change);
        }
    }
}
