//! What is on its way to a client: answers in order, of the findings of each document the newest only.
//!
//! Nobody waits for the client but the thread that writes (S25). A lane that waited for room here could close a ring:
//! 1. The client writes requests and reads no answer before all are written.
//! 2. The answers fill the pipe to the client, then what is queued here. The lane waits for room, so nobody reads.
//! 3. The requests fill the pipe from the client, and the client waits for room in turn.
//!
//! So what is queued has no end that is waited for, and a client that never reads costs no more than a bound all the same:
//! findings take each other's place, so there is one message for each document; who *offers* a message (a report of progress,
//! a line of log) is turned away while the client is behind; and while it is behind the lane refuses new requests, in a few
//! bytes each. Answers to requests that were taken in are never dropped. A client that is so far behind that even refusals
//! fill up memory reads nothing any more: the connection is given up.
//!
//! Findings of a state of a document that is not the newest one any more are dropped in the same critical section in which
//! they would be queued, so the last ones that a client gets are those of the last version (U42). In two steps:
//! 1. A computes the findings of version 2, and sees that this is the version.
//! 2. The client closes the document; its empty list is queued.
//! 3. A queues the findings of version 2, which nobody takes back any more.

mod machine;

use std::io::Write;

use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams};

pub use self::machine::{Dropped, Limits, Machine};
use super::wire;
use crate::concurrent::Revision;
use crate::sync::{Condvar, Mutex};
use crate::text::Uri;
use crate::workspace::Edition;

/// What is on its way. See the [module](self). No call waits but [`next`](Outgoing::next).
pub struct Outgoing {
    machine: Mutex<Machine>,
    ready: Condvar,
}

impl Outgoing {
    /// Nothing, for a client that may stay behind as far as [`Limits::default`] says.
    #[must_use]
    pub fn new() -> Outgoing {
        Outgoing::with_limits(Limits::default())
    }

    /// Nothing, for a client that may stay behind so far.
    #[must_use]
    pub fn with_limits(limits: Limits) -> Outgoing {
        let machine = Mutex::new("server.outgoing", Machine::new(limits));
        Outgoing { machine, ready: Condvar::new("server.outgoing") }
    }

    /// Queues a message that must arrive: an answer, a request of ours, the begin or end of something.
    pub fn send(&self, message: String) {
        let dropped = self.machine.lock().send(message);
        drop(dropped);
        self.ready.notify_one();
    }

    /// Queues a message that the client can do without, unless it is behind; says whether it is on its way.
    pub fn offer(&self, message: String) -> bool {
        let taken = self.machine.lock().offer(message).is_ok();
        if taken {
            self.ready.notify_one();
        }
        taken
    }

    /// A document is open, or has another text, since `since`: findings of a state before that are dropped from now on.
    pub fn changed(&self, uri: &Uri, spelling: &str, since: Revision) {
        let (uri, spelling) = (uri.clone(), spelling.into());
        let dropped = self.machine.lock().changed(uri, spelling, since);
        drop(dropped);
    }

    /// A document is closed or gone: an empty list is its last. Nothing if it was not open.
    pub fn closed(&self, uri: &Uri) {
        let spelling = self.machine.lock().spelling(uri);
        let Some(spelling) = spelling else { return };
        let last = findings_message(&spelling, None, Vec::new());
        let dropped = self.machine.lock().closed(uri, last);
        drop(dropped);
        self.ready.notify_one();
    }

    /// Queues the findings of a document as they were in state `at`; says whether they still count.
    pub fn publish(&self, uri: &Uri, at: Edition, version: i32, findings: Vec<Diagnostic>) -> bool {
        // Asked twice: here to save work for nothing, and again in the step that queues them, which is the one that decides.
        let spelling = self.machine.lock().wants(uri, at);
        let Some(spelling) = spelling else { return false };
        let message = findings_message(&spelling, Some(version), findings);
        let outcome = self.machine.lock().publish(uri, at, message);
        if outcome.is_ok() {
            self.ready.notify_one();
        }
        outcome.is_ok()
    }

    /// Whether the client reads so slowly that it should be asked for patience: requests are to be refused.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.machine.lock().is_behind()
    }

    /// Whether the client has not read for so long that nothing more is kept for it: the connection is to be ended.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        self.machine.lock().is_given_up()
    }

    /// What waits for the client, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.machine.lock().bytes()
    }

    /// No more messages: [`next`](Outgoing::next) ends when what is queued is taken.
    pub fn close(&self) {
        self.machine.lock().close();
        self.ready.notify_all();
    }

    /// The next message, after waiting for one; nothing at the end.
    pub fn next(&self) -> Option<String> {
        let mut machine = self.machine.lock();
        loop {
            if let Some(message) = machine.take() {
                return Some(message);
            }
            if machine.is_closed() {
                return None;
            }
            machine = self.ready.wait(machine);
        }
    }

    /// Writes what comes, until the end. What is written is flushed before anything is waited for: whether more is queued
    /// cannot be known beforehand, since findings may be taken back at any moment.
    ///
    /// Once `output` fails, the client does not read any more; what else is said goes nowhere.
    pub fn write_to(&self, mut output: impl Write) {
        let mut works = true;
        while let Some(mut message) = self.next() {
            loop {
                works = works && wire::write_frame(&mut output, message.as_bytes()).is_ok();
                let next = self.machine.lock().take();
                let Some(next) = next else { break };
                message = next;
            }
            works = works && output.flush().is_ok();
        }
    }
}

impl Default for Outgoing {
    fn default() -> Outgoing {
        Outgoing::new()
    }
}

fn findings_message(spelling: &str, version: Option<i32>, diagnostics: Vec<Diagnostic>) -> String {
    let params = PublishDiagnosticsParams { uri: spelling.to_owned().into(), version, diagnostics };
    wire::notification("textDocument/publishDiagnostics", params)
}
