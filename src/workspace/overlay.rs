//! A connection's view: the disk layer with the connection's open buffers laid over it.

use std::fmt;
use std::sync::Arc;

use super::buffers::{Buffer, Buffers, Edit, Refused};
use super::document::Document;
use super::edition::Edition;
use super::index::Index;
use super::snapshot::Snapshot;
use super::state::Workspace;
use crate::concurrent::Published;
use crate::language::{self, LanguageId};
use crate::sync::Mutex;
use crate::text::Uri;

/// The open buffers of one connection over a workspace that it shares with others.
///
/// Opening and changing a buffer only takes note of the text. Whoever first asks for a snapshot after that analyses
/// it, and after the disk layer moved lays the buffers over the new one; the result is kept for who asks next.
pub struct Overlay {
    workspace: Arc<Workspace>,
    buffers: Published<Buffers>,
    /// The newest combination that somebody built.
    combined: Mutex<Option<Snapshot>>,
}

/// What a connection saw at one moment: both layers, not yet laid over each other.
#[derive(Clone)]
pub struct Pin {
    edition: Edition,
    index: Arc<Index>,
    buffers: Arc<Buffers>,
}

impl Pin {
    /// Which state it is.
    #[must_use]
    pub fn revision(&self) -> Edition {
        self.edition
    }

    /// The client's version and the text of a document that was open.
    #[must_use]
    pub fn text(&self, uri: &Uri) -> Option<(i32, Arc<str>)> {
        self.buffers.get(uri).map(|buffer| (buffer.client_version, Arc::clone(&buffer.text)))
    }

    /// The documents that were open, in order of their URIs.
    pub fn open_documents(&self) -> impl Iterator<Item = &Uri> {
        self.buffers.iter().map(|buffer| &buffer.uri)
    }
}

impl Overlay {
    /// A connection with nothing open.
    #[must_use]
    pub fn new(workspace: Arc<Workspace>) -> Overlay {
        let combined = Mutex::new("workspace.combined", None);
        Overlay { workspace, buffers: Published::new(Buffers::default()), combined }
    }

    /// The workspace below.
    #[must_use]
    pub fn workspace(&self) -> &Arc<Workspace> {
        &self.workspace
    }

    /// Opens a document with the client's version and text of it: from now on the disk does not count for this
    /// connection (W3). A document that is open already starts anew. O(log buffers).
    pub fn open(&self, uri: Uri, client_version: i32, text: impl Into<Arc<str>>) {
        self.open_as(uri, None, client_version, text);
    }

    /// Like [`open`](Overlay::open); where the name of the document does not tell its language, it has this one until it is
    /// closed.
    pub fn open_as(
        &self,
        uri: Uri,
        language: Option<LanguageId>,
        client_version: i32,
        text: impl Into<Arc<str>>,
    ) {
        let buffer = Arc::new(Buffer::new(uri, client_version, text.into(), language));
        let (_, (_, kept)) = self.buffers.publish(Edit::Open(buffer));
        drop(kept);
    }

    /// Replaces the text of an open document. O(log buffers).
    ///
    /// # Errors
    /// If the document is not open, or the client's version is not newer than the one before; nothing changes then.
    pub fn change(&self, uri: Uri, client_version: i32, text: impl Into<Arc<str>>) -> Result<(), Refused> {
        let buffer = Arc::new(Buffer::new(uri, client_version, text.into(), None));
        let (_, (outcome, kept)) = self.buffers.publish(Edit::Change(buffer));
        drop(kept);
        outcome
    }

    /// Closes a document: what is on disk counts again. O(log buffers).
    ///
    /// # Errors
    /// If it is not open.
    pub fn close(&self, uri: &Uri) -> Result<(), Refused> {
        let (_, (outcome, kept)) = self.buffers.publish(Edit::Close(uri.clone()));
        drop(kept);
        outcome
    }

    /// The client's version and the text of an open document.
    #[must_use]
    pub fn text(&self, uri: &Uri) -> Option<(i32, Arc<str>)> {
        let (_, buffers) = self.buffers.load();
        buffers.get(uri).map(|buffer| (buffer.client_version, Arc::clone(&buffer.text)))
    }

    /// The open documents in order of their URIs.
    #[must_use]
    pub fn open_documents(&self) -> Vec<Uri> {
        let (_, buffers) = self.buffers.load();
        buffers.iter().map(|buffer| buffer.uri.clone()).collect()
    }

    /// What this connection sees now. Neither of the revisions is older than in a snapshot that was returned before
    /// this call began, on any thread (W4).
    ///
    /// Costs the copies of three pointers where neither layer moved since the last call; else O(open buffers), and
    /// the analysis of the texts that changed.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot_at(self.pin())
    }

    /// Holds on to what this connection sees now, without the work that a snapshot may be: whoever reads requests pins,
    /// whoever answers them makes the [snapshot](Overlay::snapshot_at). The copies of two pointers.
    #[must_use]
    pub fn pin(&self) -> Pin {
        let (disk, index) = self.workspace.load();
        let (overlay, buffers) = self.buffers.load();
        Pin { edition: Edition { disk, overlay }, index, buffers }
    }

    /// What this connection saw when `pin` was made. Costs what [`snapshot`](Overlay::snapshot) costs.
    #[must_use]
    pub fn snapshot_at(&self, pin: Pin) -> Snapshot {
        let Pin { edition, index, buffers } = pin;
        if buffers.is_empty() {
            return Snapshot::new(edition, index);
        }
        let kept = self.combined.lock().clone();
        if let Some(kept) = kept.filter(|kept| kept.revision() == edition) {
            return kept;
        }
        let documents = buffers.iter().map(|buffer| (buffer.uri.clone(), self.document(buffer)));
        let combined = Snapshot::new(edition, Arc::new(index.overlaid(documents)));
        self.keep(&combined);
        combined
    }

    /// Keeps a combination, if it is not older than the one that is kept.
    fn keep(&self, combined: &Snapshot) {
        let combined = combined.clone();
        let mut kept = self.combined.lock();
        let older = kept.as_ref().is_none_or(|kept| kept.revision() <= combined.revision());
        let replaced = if older { kept.replace(combined) } else { Some(combined) };
        drop(kept);
        // invariant: D1: it may be the last owner of a large value; it drops here, unlocked.
        drop(replaced);
    }

    /// What the text of a buffer was analysed to; analyses it, outside every lock, where nobody has done so.
    fn document(&self, buffer: &Buffer) -> Option<Arc<Document>> {
        if let Some(analysed) = buffer.analysed() {
            return analysed;
        }
        let named = (self.workspace.front_end())(&buffer.uri, &buffer.text);
        let analysis =
            named.or_else(|| buffer.language.map(|language| language::analyze(language, &buffer.text)));
        let document = analysis.map(|found| Arc::new(Document::new(buffer.uri.clone(), Arc::new(found))));
        buffer.keep(document.clone());
        document
    }
}

impl fmt::Debug for Overlay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (revision, buffers) = self.buffers.load();
        write!(f, "Overlay({revision}, {} open)", buffers.len())
    }
}
