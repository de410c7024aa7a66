//! Findings that are pushed: one thread looks at open documents whenever something has changed. A client that pulls findings
//! is asked to pull again instead.
//!
//! Findings are sent where they differ from what the client has. What the client has is forgotten when a document is opened
//! or closed, since then it has shown nothing or an empty list:
//! 1. The findings of version 1 are sent.
//! 2. The document is closed, and an empty list is sent. It is opened again, as version 1.
//! 3. The findings are those of step 1. They must be sent.
//!
//! The same when its text has changed, since what was queued before [`Outgoing::changed`](super::Outgoing::changed) is dropped:
//! 1. The lane has applied version 2, and goes on.
//! 2. The findings of version 2 are queued.
//! 3. The lane tells the outgoing messages of version 2, which drop what is queued. It must be queued again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gen_lsp_types::Diagnostic;

use super::context::Context;
use super::engine::Engine;
use super::finding;
use super::session::Session;
use crate::concurrent::request_queue::Release;
use crate::sync::atomic::AtomicBool;
use crate::sync::clock::Deadline;
use crate::sync::thread::contain;
use crate::sync::{Arc, Condvar, Mutex};
use crate::text::Uri;

/// Before the workspace is indexed, findings that the document alone tells are sent after so long: where the index is there
/// sooner, all are sent at once.
const PATIENCE: Duration = Duration::from_millis(300);

/// Whether there is something to look at.
pub(super) struct Findings {
    state: Mutex<Notes>,
    wake: Condvar,
    /// Whether the client was asked to pull and has not answered yet.
    asked: Mutex<Asked>,
}

/// What is open between us and a client that pulls: one question at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    No,
    Yes,
    /// And something has changed since.
    Stale,
}

/// What was said since somebody last looked.
#[derive(Default)]
struct Notes {
    /// How many there were.
    count: u64,
    stale: bool,
    stopped: bool,
    /// The document that was changed last: people look at it.
    first: Option<Uri>,
    /// Documents of which the client has nothing any more.
    forgotten: BTreeSet<Uri>,
}

/// What the client has, by document: the version and the findings.
type Sent = BTreeMap<Uri, (i32, Vec<Diagnostic>)>;

impl Findings {
    pub(super) fn new() -> Findings {
        let state = Mutex::new("server.findings", Notes::default());
        Findings {
            state,
            wake: Condvar::new("server.findings"),
            asked: Mutex::new("server.findings.asked", Asked::No),
        }
    }

    /// Something has changed, perhaps everything.
    pub(super) fn look_again(&self) {
        self.note(|notes| notes.stale = true);
    }

    /// A document has another text: it is looked at before the others, and what was sent of it counts for nothing.
    pub(super) fn look_at(&self, uri: &Uri) {
        let (first, forgotten) = (uri.clone(), uri.clone());
        self.note(|notes| {
            notes.stale = true;
            notes.first = Some(first);
            notes.forgotten.insert(forgotten);
        });
    }

    /// A document was closed: the client has no findings of it.
    pub(super) fn forget(&self, uri: &Uri) {
        let uri = uri.clone();
        self.note(|notes| {
            notes.stale = true;
            notes.forgotten.insert(uri);
        });
    }

    /// No more.
    pub(super) fn stop(&self) {
        self.note(|notes| notes.stopped = true);
    }

    fn note(&self, note: impl FnOnce(&mut Notes)) {
        let mut state = self.state.lock();
        state.count += 1;
        note(&mut state);
        drop(state);
        self.wake.notify_one();
    }

    /// Looks until it is stopped.
    pub(super) fn work(session: &Session) {
        let mut sent = Sent::new();
        let mut disk = None;
        let mut patience = None;
        while session.findings().wait() {
            match session.engine().is_indexed() {
                true => patience = None,
                false => {
                    let deadline = *patience.get_or_insert_with(|| Deadline::after(PATIENCE));
                    session.findings().wait_for_index(session.engine(), deadline);
                }
            }
            let Some(notes) = session.findings().take() else { return };
            // invariant: D2: a panic costs the findings of this look; it was told where it happened.
            let _ = contain(|| match session.client().pulls() {
                false => publish(session, &notes, &mut sent),
                true => {
                    let now = (session.overlay().pin().revision().disk, session.engine().is_indexed());
                    if disk.replace(now) != Some(now) {
                        ask_to_pull(session);
                    }
                }
            });
        }
    }

    /// Waits for a change; false at the end.
    fn wait(&self) -> bool {
        let mut state = self.state.lock();
        while !state.stale && !state.stopped {
            state = self.wake.wait(state);
        }
        !state.stopped
    }

    /// Waits until the workspace is indexed, the deadline, or the end.
    fn wait_for_index(&self, engine: &Engine, deadline: Deadline) {
        loop {
            // Whoever ends the index says so here after that: who sees no index sees the note, or the count before it.
            let seen = self.state.lock().count;
            if engine.is_indexed() {
                return;
            }
            let mut state = self.state.lock();
            while state.count == seen {
                let (next, expired) = self.wake.wait_deadline(state, deadline);
                state = next;
                if expired.0 {
                    return;
                }
            }
            if state.stopped {
                return;
            }
        }
    }

    /// Takes what was said; nothing at the end.
    fn take(&self) -> Option<Notes> {
        let mut state = self.state.lock();
        (!state.stopped).then(|| std::mem::take(&mut *state))
    }

    fn is_stale(&self) -> bool {
        let state = self.state.lock();
        state.stale || state.stopped
    }
}

/// Sends the findings of all open documents that the client does not have yet. Ends where there is something new to look at:
/// then all that is left follows in the next look.
fn publish(session: &Session, notes: &Notes, sent: &mut Sent) {
    let pin = session.overlay().pin();
    let at = pin.revision();
    let mut open: Vec<Uri> = pin.open_documents().cloned().collect();
    sent.retain(|uri, _| !notes.forgotten.contains(uri) && open.binary_search(uri).is_ok());
    // The order of the others does not change.
    open.sort_by_key(|uri| Some(uri) != notes.first.as_ref());
    let snapshot = session.overlay().snapshot_at(pin.clone());
    let cancelled = Arc::new(AtomicBool::new(false));
    let context = Context { session, snapshot, pin, release: Release::AtOnce, cancelled };
    for uri in open {
        let Some(version) = context.version(&uri) else { continue };
        // invariant: D2: a panic costs the findings of this document.
        let Ok(found) = contain(|| finding::of_document(&context, &uri)) else { continue };
        // A document of a language that nobody knows has no findings.
        let found = found.unwrap_or_default();
        let new = (version, found);
        if sent.get(&uri) != Some(&new) && session.outgoing().publish(&uri, at, version, new.1.clone()) {
            sent.insert(uri, new);
        }
        if session.findings().is_stale() {
            break;
        }
    }
}

/// Asks a client that pulls to do so, once at a time.
fn ask_to_pull(session: &Session) {
    if !session.client().can("/workspace/diagnostics/refreshSupport") {
        return;
    }
    let mut asked = session.findings().asked.lock();
    let idle = *asked == Asked::No;
    *asked = if idle { Asked::Yes } else { Asked::Stale };
    drop(asked);
    if idle {
        refresh(session);
    }
}

/// Asks; what the client pulls before it answers may be older than what has changed meanwhile, so then it is asked again.
fn refresh(session: &Session) {
    session.ask("workspace/diagnostic/refresh", (), |session, _| {
        let mut asked = session.findings().asked.lock();
        let again = *asked == Asked::Stale;
        *asked = if again { Asked::Yes } else { Asked::No };
        drop(asked);
        if again {
            refresh(session);
        }
    });
}
