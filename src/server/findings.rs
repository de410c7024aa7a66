//! Findings that are pushed: one thread looks at open documents whenever something has changed.

use gen_lsp_types::{Code, Diagnostic, DiagnosticSeverity, Message};

use super::context::Context;
use super::session::Session;
use crate::concurrent::request_queue::Release;
use crate::language::Severity;
use crate::sync::atomic::AtomicBool;
use crate::sync::{Arc, Condvar, Mutex};
use crate::workspace::Document;

/// Whether there is something to look at.
pub(super) struct Findings {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    stale: bool,
    stopped: bool,
}

impl Findings {
    pub(super) fn new() -> Findings {
        let state = Mutex::new("server.findings", State::default());
        Findings { state, wake: Condvar::new("server.findings") }
    }

    /// Something has changed.
    pub(super) fn look_again(&self) {
        self.state.lock().stale = true;
        self.wake.notify_one();
    }

    /// No more.
    pub(super) fn stop(&self) {
        self.state.lock().stopped = true;
        self.wake.notify_one();
    }

    /// Looks until it is stopped.
    pub(super) fn work(session: &Session) {
        while session.findings().wait() {
            publish(session);
        }
    }

    /// Waits for a change; false at the end.
    fn wait(&self) -> bool {
        let mut state = self.state.lock();
        while !state.stale && !state.stopped {
            state = self.wake.wait(state);
        }
        state.stale = false;
        !state.stopped
    }
}

fn publish(session: &Session) {
    let pin = session.overlay().pin();
    let at = pin.revision();
    let open: Vec<_> = pin.open_documents().filter_map(|uri| Some((uri.clone(), pin.text(uri)?.0))).collect();
    let snapshot = session.overlay().snapshot_at(pin.clone());
    let cancelled = Arc::new(AtomicBool::new(false));
    let context = Context { session, snapshot, pin, release: Release::AtOnce, cancelled };
    for (uri, version) in open {
        let found = crate::ide::diagnostics(&context.lookup(), &uri);
        let Some(document) = context.snapshot.document(&uri) else { continue };
        let found = found.into_iter().map(|finding| diagnostic(&context, document, finding)).collect();
        session.outgoing().publish(&uri, at, version, found);
    }
}

/// A finding as clients read it.
fn diagnostic(
    context: &Context<'_>,
    document: &Document,
    finding: crate::language::Diagnostic,
) -> Diagnostic {
    let severity = match finding.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Hint => DiagnosticSeverity::Hint,
    };
    let message = match finding.hint {
        Some(hint) => format!("{}\n{hint}", finding.message),
        None => finding.message,
    };
    Diagnostic {
        range: context.range(document, finding.span),
        severity: Some(severity),
        code: Some(Code::String(finding.code.to_owned())),
        code_description: None,
        source: Some("heddle".to_owned()),
        message: Message::String(message),
        tags: None,
        related_information: None,
        data: None,
    }
}
