//! What is on its way to a client: answers in order, of the findings of each document the newest only.
//!
//! Nobody waits for the client but the thread that writes. Findings of a state of a document that is not the newest one any
//! more are dropped in the same critical section in which they would be queued, so the last ones that a client gets are those
//! of the last version (U42):
//! 1. A computes the findings of version 2.
//! 2. The client closes the document; its empty list is queued.
//! 3. A queues the findings of version 2, which nobody takes back any more.

use std::collections::{BTreeMap, VecDeque};

use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams};

use super::wire;
use crate::concurrent::Revision;
use crate::sync::{Condvar, Mutex};
use crate::text::Uri;

/// What is on its way. See the [module](self).
pub struct Outgoing {
    state: Mutex<State>,
    ready: Condvar,
}

struct State {
    queue: VecDeque<Item>,
    documents: BTreeMap<Uri, Document>,
    closed: bool,
}

enum Item {
    Message(String),
    /// The findings of this document, as they are when they are written.
    Findings(Uri),
}

struct Document {
    /// How the client spells its name.
    spelling: String,
    /// The state of the overlay in which it became what it is now.
    since: Revision,
    /// What is to be sent, if it was not yet.
    pending: Option<(Option<i32>, Vec<Diagnostic>)>,
    open: bool,
}

impl Outgoing {
    /// Nothing.
    #[must_use]
    pub fn new() -> Outgoing {
        let state = State { queue: VecDeque::new(), documents: BTreeMap::new(), closed: false };
        Outgoing { state: Mutex::new("server.outgoing", state), ready: Condvar::new("server.outgoing") }
    }

    /// Queues a message.
    pub fn send(&self, message: String) {
        self.state.lock().queue.push_back(Item::Message(message));
        self.ready.notify_one();
    }

    /// A document is open, or has another text, since `since`: findings of a state before that are dropped from now on.
    pub fn changed(&self, uri: &Uri, spelling: &str, since: Revision) {
        let (key, spelling) = (uri.clone(), spelling.to_owned());
        let document = Document { spelling, since, pending: None, open: true };
        let before = self.state.lock().documents.insert(key, document);
        drop(before);
    }

    /// A document is closed or gone: an empty list is its last.
    pub fn closed(&self, uri: &Uri) {
        let mut state = self.state.lock();
        let Some(document) = state.documents.get_mut(uri) else { return };
        document.open = false;
        let before = document.pending.replace((None, Vec::new()));
        state.queue.push_back(Item::Findings(uri.clone()));
        drop(state);
        drop(before);
        self.ready.notify_one();
    }

    /// Queues the findings of a document as they were in state `at` of the overlay; says whether they still count.
    pub fn publish(&self, uri: &Uri, at: Revision, version: i32, findings: Vec<Diagnostic>) -> bool {
        let mut state = self.state.lock();
        let current = state.documents.get_mut(uri).filter(|document| document.open && at >= document.since);
        let Some(document) = current else {
            drop(state);
            return false;
        };
        let before = document.pending.replace((Some(version), findings));
        if before.is_none() {
            state.queue.push_back(Item::Findings(uri.clone()));
        }
        drop(state);
        self.ready.notify_one();
        true
    }

    /// No more messages: [`next`](Outgoing::next) ends when what is queued is taken.
    pub fn close(&self) {
        self.state.lock().closed = true;
        self.ready.notify_all();
    }

    /// The next message, after waiting for one, and whether another one is queued behind it; nothing at the end.
    pub fn next(&self) -> Option<(String, bool)> {
        let mut state = self.state.lock();
        loop {
            match state.queue.pop_front() {
                Some(Item::Message(message)) => return Some((message, !state.queue.is_empty())),
                Some(Item::Findings(uri)) => {
                    let Some(document) = state.documents.get_mut(&uri) else { continue };
                    let Some((version, diagnostics)) = document.pending.take() else { continue };
                    let spelling = document.spelling.clone();
                    if !document.open {
                        state.documents.remove(&uri);
                    }
                    let more = !state.queue.is_empty();
                    drop(state);
                    let params = PublishDiagnosticsParams { uri: spelling.into(), version, diagnostics };
                    return Some((wire::notification("textDocument/publishDiagnostics", params), more));
                }
                None if state.closed => return None,
                None => state = self.ready.wait(state),
            }
        }
    }
}

impl Default for Outgoing {
    fn default() -> Outgoing {
        Outgoing::new()
    }
}
