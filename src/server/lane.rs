//! The ordered lane: everything that a client says, in the order in which it says it. Nothing on it waits for a request, for
//! the index or for the client (Q5).

use std::sync::Arc;

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    TextDocumentContentChangeEvent,
};
use serde_json::Value;

use super::capabilities;
use super::client::Client;
use super::engine::Engine;
use super::job::Job;
use super::outgoing::Outgoing;
use super::session::Session;
use super::wire::{self, ErrorCode, Fault, Id, Incoming};
use crate::concurrent::request_queue::Refusal;
use crate::indexing::Scope;
use crate::text::{LineColumn, Uri, edit};

/// How far the conversation is.
enum Stage {
    Uninitialized,
    Open(Arc<Session>),
    ShutDown,
}

/// What follows from a message.
pub(super) enum Next {
    /// The next message.
    Go,
    /// The connection was initialized: its threads may start.
    Started(Arc<Session>),
    /// The end; true if the client shut down before.
    Exit(bool),
}

/// See the [module](self).
pub(super) struct Lane {
    connection: u64,
    engine: Arc<Engine>,
    outgoing: Arc<Outgoing>,
    stage: Stage,
}

impl Lane {
    pub(super) fn new(connection: u64, engine: Arc<Engine>, outgoing: Arc<Outgoing>) -> Lane {
        Lane { connection, engine, outgoing, stage: Stage::Uninitialized }
    }

    /// Does what a message says.
    pub(super) fn handle(&mut self, message: Incoming) -> Next {
        match message {
            Incoming::Invalid { id, fault } => self.outgoing.send(wire::error_response(id.as_ref(), &fault)),
            Incoming::Response { id, result } => {
                if let Stage::Open(session) = &self.stage {
                    session.answered(&id, result);
                }
            }
            Incoming::Notification { method, .. } if method == "exit" => {
                return Next::Exit(matches!(self.stage, Stage::ShutDown));
            }
            Incoming::Notification { method, params } => {
                if let Stage::Open(session) = &self.stage {
                    notified(session, &method, params);
                }
            }
            Incoming::Request { id, method, params } => return self.request(id, method, params),
        }
        Next::Go
    }

    /// The client has said all that it will say; true if it shut down before.
    pub(super) fn ended(&self) -> bool {
        matches!(self.stage, Stage::ShutDown)
    }

    fn request(&mut self, id: Id, method: String, params: Value) -> Next {
        match (&self.stage, method.as_str()) {
            (Stage::Uninitialized, "initialize") => return self.initialize(&id, params),
            (Stage::Uninitialized, _) => {
                self.refuse(&id, ErrorCode::ServerNotInitialized, "`initialize` comes first");
            }
            (Stage::ShutDown, _) => self.refuse(&id, ErrorCode::InvalidRequest, "the server is shut down"),
            (Stage::Open(_), "initialize") => {
                self.refuse(&id, ErrorCode::InvalidRequest, "the server is initialized already");
            }
            (Stage::Open(_), "shutdown") => {
                for open in self.engine.queue.disconnect(self.connection) {
                    self.refuse(&open, ErrorCode::ServerCancelled, "the server is shut down");
                }
                self.stage = Stage::ShutDown;
                self.outgoing.send(wire::response(&id, wire::encode(())));
            }
            (Stage::Open(session), _) => submit(session, id, method, params),
        }
        Next::Go
    }

    fn initialize(&mut self, id: &Id, params: Value) -> Next {
        let client = Client::read(params);
        let result = capabilities::initialize_result(&client);
        let folders = client.folders.iter().filter_map(Uri::to_path).collect();
        // Before the answer: no request can find an index of which nobody says that it is missing (S20).
        let generation = self.engine.indexer.run(Scope::of(folders));
        self.engine.queue.begin(generation);
        self.engine.queue.connect(self.connection);
        let session =
            Session::new(self.connection, Arc::clone(&self.engine), client, Arc::clone(&self.outgoing));
        let session = Arc::new(session);
        self.stage = Stage::Open(Arc::clone(&session));
        self.outgoing.send(wire::response(id, wire::encode(result)));
        Next::Started(session)
    }

    fn refuse(&self, id: &Id, code: ErrorCode, message: &str) {
        self.outgoing.send(wire::error_response(Some(id), &Fault::new(code, message)));
    }
}

/// A request goes into the queue.
fn submit(session: &Arc<Session>, id: Id, method: String, params: Value) {
    let Some(route) = session.engine().router.route(&method) else {
        let fault = Fault::new(ErrorCode::MethodNotFound, format!("unknown method {method}"));
        return session.outgoing().send(wire::error_response(Some(&id), &fault));
    };
    if session.outgoing().is_behind() {
        let fault =
            Fault::new(ErrorCode::ServerCancelled, "too many answers wait to be read; ask again later");
        return session.outgoing().send(wire::error_response(Some(&id), &fault));
    }
    let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).map(|name| session.uri(name));
    let pin = session.overlay().pin();
    let job = Job { session: Arc::clone(session), method, params, pin, uri };
    let queue = &session.engine().queue;
    if let Err((refusal, _)) = queue.submit(session.connection(), id.clone(), route.needs, None, job) {
        let fault = match refusal {
            Refusal::Full { capacity } => {
                let message = format!("{capacity} requests are open already; ask again later");
                Fault::new(ErrorCode::ServerCancelled, message)
            }
            Refusal::Duplicate => {
                Fault::new(ErrorCode::InvalidRequest, format!("request {id} is not answered yet"))
            }
            Refusal::Disconnected | Refusal::ShutDown => {
                Fault::new(ErrorCode::InvalidRequest, "the server is shut down")
            }
        };
        session.outgoing().send(wire::error_response(Some(&id), &fault));
    }
}

/// A notification. What is of another shape, or unknown, is left alone, as the protocol wants.
fn notified(session: &Session, method: &str, params: Value) {
    match method {
        "textDocument/didOpen" => with(params, |params: DidOpenTextDocumentParams| {
            let document = params.text_document;
            let uri = session.uri(&document.uri.0);
            session.overlay().open(uri.clone(), document.version, document.text);
            changed(session, &uri);
        }),
        "textDocument/didChange" => with(params, |params| change(session, params)),
        "textDocument/didClose" => with(params, |params: DidCloseTextDocumentParams| {
            let uri = session.uri(&params.text_document.uri.0);
            if session.overlay().close(&uri).is_ok() {
                session.outgoing().closed(&uri);
                session.findings().look_again();
            }
        }),
        "$/cancelRequest" => {
            let Some(id) = params.get("id").and_then(Id::of) else { return };
            if session.engine().queue.cancel(session.connection(), &id) {
                let fault = Fault::new(ErrorCode::RequestCancelled, "cancelled");
                session.outgoing().send(wire::error_response(Some(&id), &fault));
            }
        }
        _ => {}
    }
}

fn with<P: serde::de::DeserializeOwned>(params: Value, act: impl FnOnce(P)) {
    if let Ok(params) = serde_json::from_value(params) {
        act(params);
    }
}

fn change(session: &Session, params: DidChangeTextDocumentParams) {
    let uri = session.uri(&params.text_document.text_document_identifier.uri.0);
    let Some((_, text)) = session.overlay().text(&uri) else { return };
    let place = |position: gen_lsp_types::Position| LineColumn::new(position.line, position.character);
    let edits: Vec<edit::Edit> = params
        .content_changes
        .into_iter()
        .map(|change| match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                edit::Edit { range: Some((place(part.range.start), place(part.range.end))), text: part.text }
            }
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                edit::Edit { range: None, text: whole.text }
            }
        })
        .collect();
    let text = edit::apply(&text, &edits, session.client().encoding);
    if session.overlay().change(uri.clone(), params.text_document.version, text).is_ok() {
        changed(session, &uri);
    }
}

fn changed(session: &Session, uri: &Uri) {
    let since = session.overlay().pin().revision().overlay;
    session.outgoing().changed(uri, &session.spelling(uri), since);
    session.findings().look_again();
}
