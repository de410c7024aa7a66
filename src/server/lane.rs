//! The ordered lane: everything that a client says, in the order in which it says it. Nothing on it waits for a request, for
//! the index or for the client (Q5).

use std::sync::Arc;

use gen_lsp_types::MessageType;
use serde_json::Value;

use super::capabilities;
use super::client::Client;
use super::engine::Engine;
use super::job::Job;
use super::outgoing::Outgoing;
use super::session::Session;
use super::wire::{self, ErrorCode, Fault, Id, Incoming};
use crate::concurrent::request_queue::{Phase, Refusal};
use crate::sync::clock::{self, Instant};
use crate::sync::thread::contain;
use crate::text::Uri;

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
    /// When the connection was accepted.
    accepted: Instant,
}

impl Lane {
    pub(super) fn new(connection: u64, engine: Arc<Engine>, outgoing: Arc<Outgoing>) -> Lane {
        Lane { connection, engine, outgoing, stage: Stage::Uninitialized, accepted: clock::now() }
    }

    /// Does what a message says. A panic while doing so is the fault of this message alone: the next one is heard (D2).
    pub(super) fn handle(&mut self, message: Incoming) -> Next {
        let id = match &message {
            Incoming::Request { id, .. } => Some(id.clone()),
            _ => None,
        };
        contain(|| self.hear(message)).unwrap_or_else(|panicked| {
            let fault = Fault::internal(&panicked);
            match (&id, &self.stage) {
                (Some(id), _) => self.outgoing.send(wire::error_response(Some(id), &fault)),
                (None, Stage::Open(session)) => session.log(MessageType::Error, fault.message),
                (None, _) => {}
            }
            Next::Go
        })
    }

    fn hear(&mut self, message: Incoming) -> Next {
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
                let Stage::Open(session) = &self.stage else { return Next::Go };
                match self.engine.router.listener(&method) {
                    Some(listener) => listener(session, params),
                    None if method == "$/cancelRequest" => cancel(session, &params),
                    // What is unknown is left alone, as the protocol wants.
                    None => {}
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
        let since = clock::now();
        let client = Client::read(params);
        let result = capabilities::initialize_result(&client);
        self.engine.queue.connect(self.connection);
        let session =
            Session::new(self.connection, Arc::clone(&self.engine), client, Arc::clone(&self.outgoing));
        // Before the answer: no request can find an index of which nobody says that it is missing (S20).
        let generation = self.engine.indexer.run(session.surroundings().scope());
        self.engine.await_index(generation);
        let session = Arc::new(session);
        self.stage = Stage::Open(Arc::clone(&session));
        self.outgoing.send(wire::response(id, wire::encode(result)));
        self.engine.metrics.milestones.initialized(since.elapsed(), self.accepted.elapsed());
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
    let named = params.pointer("/textDocument/uri").or_else(|| params.pointer("/item/uri"));
    let uri = named.and_then(Value::as_str).map(Uri::parse);
    let queue = &session.engine().queue;
    // Before the pin: whether the index was being built when it was taken. The run may end before the request is in line:
    // then it does not wait, and must not answer from what there was before (S19).
    let unfinished = matches!(queue.phase(), Phase::Indexing(_));
    let pin = session.overlay().pin();
    let (since, kind) = (clock::now(), route.kind);
    let job = Job { session: Arc::clone(session), method, kind, params, pin, unfinished, uri, since };
    let deadline = Some(since.after(session.deadline()));
    if let Err((refusal, _)) = queue.submit(session.connection(), id.clone(), route.needs, deadline, job) {
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

/// The client does not want the answer to a request any more: it gets an error at once (Q1).
fn cancel(session: &Session, params: &Value) {
    let Some(id) = params.get("id").and_then(Id::of) else { return };
    if session.engine().queue.cancel(session.connection(), &id) {
        let fault = Fault::new(ErrorCode::RequestCancelled, "cancelled");
        session.outgoing().send(wire::error_response(Some(&id), &fault));
    }
}
