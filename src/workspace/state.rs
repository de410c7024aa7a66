//! The workspace itself: the disk layer, which all connections share.

use std::fmt;
use std::sync::Arc;

use super::change::{Change, Prepared, Publication};
use super::edition::Edition;
use super::gate::Gate;
use super::index::Index;
use super::snapshot::Snapshot;
use super::version::Version;
use crate::concurrent::{Delta, Published, Revision, Stamp};
use crate::language::{self, Analysis, LanguageId};
use crate::sync::atomic::{AtomicU64, Ordering};
use crate::sync::fork_join::Pool;
use crate::text::Uri;

/// Reads a text; nothing for a document that no language is responsible for. Runs outside every lock, on any thread, and
/// must be a pure function of its arguments (W5).
pub type FrontEnd = fn(&Uri, &Arc<str>) -> Option<Analysis>;

/// The front end of the language that the extension of the document's name stands for. Contains panics (D2).
#[must_use]
pub fn by_extension(uri: &Uri, text: &Arc<str>) -> Option<Analysis> {
    LanguageId::of(uri).map(|language| language::analyze(language, text))
}

/// The documents on disk and the index over them, for any number of threads. See the [module](super).
pub struct Workspace {
    index: Published<Index>,
    gate: Gate,
    tickets: AtomicU64,
    front_end: FrontEnd,
}

impl Default for Workspace {
    fn default() -> Workspace {
        Workspace::new()
    }
}

impl Workspace {
    /// An empty workspace.
    #[must_use]
    pub fn new() -> Workspace {
        Workspace::with_front_end(by_extension)
    }

    /// An empty workspace whose texts are read by `front_end`.
    #[must_use]
    pub fn with_front_end(front_end: FrontEnd) -> Workspace {
        let index = Published::new(Index::new());
        Workspace { index, gate: Gate::new(), tickets: AtomicU64::new(1), front_end }
    }

    /// A version that is newer than all before it. Draw it *before* reading a file or applying an edit: then of two
    /// readings the one that began later wins, and that one cannot have read an older text than the other's (W3).
    #[must_use]
    pub fn ticket(&self) -> Version {
        Version::new(self.tickets.fetch_add(1, Ordering::AcqRel))
    }

    /// Publishes `changes` in one step: every snapshot shows all of them or none (W1), and what a change replaces leaves
    /// nothing behind (W2). A change that is older than what is there has no effect, whoever comes first (W3).
    ///
    /// Everything that takes long happens before, outside every lock. Costs what [`Index::apply`] costs; readers wait for
    /// the swap of a pointer at most.
    pub fn publish(&self, changes: Vec<Change>) -> Publication {
        self.publish_prepared(changes.into_iter().map(Prepared::from).collect())
    }

    /// Like [`publish`](Workspace::publish), of changes that were prepared before.
    pub fn publish_prepared(&self, changes: Vec<Prepared>) -> Publication {
        let (revision, Applied { stale, .. }) = self.index.publish(Install(changes));
        Publication { revision, stale }
    }

    /// Takes note of a document's text, or of its removal, if it is newer than what was submitted before; says whether it
    /// is. The text is published by the next [`settle`](Workspace::settle). O(log documents), whatever the text.
    pub fn submit(&self, uri: &Uri, version: Version, text: Option<Arc<str>>) -> bool {
        self.gate.submit(uri, version, text)
    }

    /// The newest text of a document that was submitted, published or not; no text when the newest is its removal.
    #[must_use]
    pub fn newest(&self, uri: &Uri) -> Option<(Version, Option<Arc<str>>)> {
        self.gate.newest(uri)
    }

    /// Analyses what was submitted, on the threads of `pool`, and publishes it as one step; returns the revision that is
    /// current then.
    ///
    /// Several threads may settle at once. Each takes what is submitted and not taken yet, so what another one took is
    /// visible when that one returns.
    pub fn settle(&self, pool: &Pool) -> Revision {
        let work = self.gate.drain();
        if work.is_empty() {
            return self.index.load().0;
        }
        let front_end = self.front_end;
        let changes = pool.map(work, move |_, (uri, (version, text))| {
            let analysis = text.and_then(|text| front_end(&uri, &text)).map(Arc::new);
            Prepared::from(Change { uri, version, analysis })
        });
        self.publish_prepared(changes).revision
    }

    /// The current state of the disk layer: the copy of a pointer, whatever writers do.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let (disk, index) = self.index.load();
        Snapshot::new(Edition { disk, overlay: Revision::default() }, index)
    }

    /// One hash of the whole state (W5). O(everything).
    #[must_use]
    pub fn digest(&self) -> Stamp {
        self.snapshot().digest()
    }

    pub(super) fn front_end(&self) -> FrontEnd {
        self.front_end
    }

    pub(super) fn load(&self) -> (Revision, Arc<Index>) {
        self.index.load()
    }
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workspace({:?})", self.snapshot())
    }
}

/// Changes, to be decided on and applied in one step.
struct Install(Vec<Prepared>);

/// What a publication leaves to be dropped when its locks are released.
struct Applied {
    stale: Vec<Uri>,
    /// The changes, some of which may hold the last reference to an analysis that came too late.
    _changes: Vec<Prepared>,
}

impl Delta<Index> for Install {
    type Outcome = Applied;

    fn apply(self, current: &Index, _: Revision) -> (Option<Index>, Applied) {
        let (next, stale) = current.apply(&self.0);
        let changed = stale.len() < self.0.len();
        (changed.then_some(next), Applied { stale, _changes: self.0 })
    }
}
