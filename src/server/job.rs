//! One request on its way through the queue.

use std::sync::Arc;

use gen_lsp_types::LogTraceParams;
use serde::Serialize;
use serde_json::Value;

use super::context::Context;
use super::router::OnChange;
use super::session::Session;
use super::wire::{self, Encoded, ErrorCode, Fault, Id};
use crate::concurrent::request_queue::{Needs, Release, Task};
use crate::metrics::{Kind, Outcome, Sample, SlowOperation};
use crate::sync::clock::{self, Instant};
use crate::sync::thread::contain;
use crate::text::Uri;
use crate::workspace::Pin;

/// A request as it was read, with what the connection saw then.
pub(super) struct Job {
    pub(super) session: Arc<Session>,
    pub(super) method: String,
    pub(super) kind: Kind,
    pub(super) params: Value,
    /// The state at the moment of reading (W4).
    pub(super) pin: Pin,
    /// Whether the index was being built then.
    pub(super) unfinished: bool,
    /// The document that it is about.
    pub(super) uri: Option<Uri>,
    /// When it was read.
    pub(super) since: Instant,
}

/// Why an answer is not all that there is.
#[derive(Serialize)]
struct Partial<'a> {
    id: &'a Id,
    reason: &'static str,
}

/// Answers a task as worker `worker`, unless somebody else has done so (Q1). A panic is the answer of this request alone (D2).
pub(super) fn answer(worker: usize, task: Task<u64, Id, Job>) {
    let Task { claim, release, job, cancelled } = task;
    let (session, method, since) = (Arc::clone(&job.session), job.method.clone(), job.since);
    let (kind, uri, waited) = (job.kind, job.uri.clone(), since.elapsed());
    let span = tracing::info_span!("request", method, uri = uri.as_ref().map(Uri::as_str));
    let _entered = span.enter();
    let mut outcome = Outcome::Answered;
    let result = contain(|| job.run(release, cancelled)).unwrap_or_else(|panicked| {
        tracing::error!(method, "a request has panicked");
        outcome = Outcome::Faulted;
        Err(Fault::internal(&panicked))
    });
    // invariant: Q1: the machine lets one of all who have an answer send it.
    let id = session.engine().queue.answer(claim);
    let took = since.elapsed();
    outcome = match release {
        _ if id.is_none() => Outcome::Withdrawn,
        _ if outcome == Outcome::Faulted => outcome,
        _ if result.is_err() => Outcome::Refused,
        Release::Failed | Release::Expired => Outcome::Partial,
        Release::AtOnce | Release::Indexed => Outcome::Answered,
    };
    // Before it is sent, so that who has the answer and asks finds it counted.
    let metrics = &session.engine().metrics;
    metrics.requests.record(worker, &Sample { kind, waited, took, outcome });
    let slow = metrics.slow.is_slow(took);
    if slow {
        let subject = uri.as_ref().map(|uri| uri.as_str().to_owned());
        metrics.slow.note(SlowOperation { name: method.clone(), subject, waited, took, at: clock::now() });
    }
    if let Some(id) = id {
        send(&session, &method, id, release, result, since);
    }
    // After it, since a log may be slow itself; by name, since the span may be too little grave to be shown.
    if slow {
        tracing::warn!(method, uri = uri.as_ref().map(Uri::as_str), ?took, ?waited, "slow");
    }
}

fn send(
    session: &Session,
    method: &str,
    id: Id,
    release: Release,
    result: Result<Encoded, Fault>,
    since: Instant,
) {
    let reason = match release {
        Release::AtOnce | Release::Indexed => None,
        Release::Failed => Some("the workspace could not be indexed"),
        Release::Expired => Some("the workspace is still being indexed"),
    };
    if let Some(reason) = reason.filter(|_| result.is_ok()) {
        session.tell("heddle/partialAnswer", Partial { id: &id, reason });
    }
    session.outgoing().send(wire::response(&id, result));
    if session.is_traced() {
        let message = format!("{method} ({id}) answered after {:?}", since.elapsed());
        session.offer("$/logTrace", LogTraceParams { message, verbose: None });
    }
}

impl Job {
    fn run(
        self,
        release: Release,
        cancelled: crate::sync::Arc<crate::sync::atomic::AtomicBool>,
    ) -> Result<Encoded, Fault> {
        let Job { session, method, params, pin, unfinished, uri, .. } = self;
        let Some(route) = session.engine().router.route(&method) else {
            return Err(Fault::new(ErrorCode::MethodNotFound, format!("unknown method {method}")));
        };
        let pin = match release {
            Release::AtOnce if !(unfinished && route.needs == Needs::Index) => pin,
            // What it waited for is in a newer state than the one it was read at.
            Release::AtOnce | Release::Indexed | Release::Failed | Release::Expired => {
                let now = session.overlay().pin();
                // The text beside the version, since a document may be closed and opened again with the same one.
                let text = |pin: &Pin| uri.as_ref().and_then(|uri| pin.text(uri));
                if route.on_change == OnChange::Modified && text(&pin) != text(&now) {
                    return Err(Fault::new(ErrorCode::ContentModified, "the document has changed since"));
                }
                now
            }
        };
        let snapshot = session.overlay().snapshot_at(pin.clone());
        let context = Context { session: &session, snapshot, pin, release, cancelled };
        route.answer(&context, params)
    }
}
